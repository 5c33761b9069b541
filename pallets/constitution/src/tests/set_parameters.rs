use super::mock::*;
use crate::{CurrentParameters, Error, Event, Parameters, TIME_MAX};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{DAY, terms::WINDOW_MAX};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn set(change: impl FnOnce(&mut Parameters)) -> DispatchResult {
    let mut parameters = Box::new(Parameters::default());
    change(&mut parameters);
    Constitution::set_parameters(RuntimeOrigin::root(), parameters)
}

#[test]
fn root_changes_them_for_what_comes() {
    run(|| {
        assert_ok!(propose(1, draft(1)));
        assert_ok!(set(|parameters| parameters.classes[5].grace = DAY));
        System::assert_last_event(Event::ParametersChanged.into());
        assert_eq!(CurrentParameters::<Test>::get().classes[5].grace, DAY);
        assert_ok!(propose(1, draft(2)));
        let grace = |id| Boxes::get(id).expect("open").grace;
        assert_eq!((grace(0), grace(1)), (3 * DAY, DAY));
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        let by_person = Constitution::set_parameters(RuntimeOrigin::signed(1), Box::default());
        assert_noop!(by_person, DispatchError::BadOrigin);
    });
}

#[test]
fn the_age_of_articles_stays_as_promised() {
    run(|| {
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), 5, [1; 32]));
        assert_ok!(set(|parameters| parameters.article_ttl = 3_000 * DAY));
        let expires = crate::Articles::<Test>::get(5).and_then(|article| article.expires);
        assert_eq!(expires, Some(START + 3_650 * DAY));
    });
}

#[test]
fn parameters_that_stop_everything_are_refused() {
    type Change = fn(&mut Parameters);
    let changes: [Change; 14] = [
        |p| p.classes[0].voting.min = 0,
        |p| p.classes[0].voting.max = WINDOW_MAX + 1,
        |p| p.classes[0].voting.min = WINDOW_MAX + 1,
        |p| p.classes[0].discussion.min = p.classes[0].discussion.max + 1,
        |p| p.classes[0].discussion.max = u64::MAX,
        |p| p.classes[8].grace = TIME_MAX + 1,
        |p| p.classes[8].thresholds.approval_permille = 499,
        |p| p.classes[8].thresholds.approval_permille = 1_001,
        |p| p.classes[8].thresholds.quorum_permille = 1_001,
        |p| p.classes[8].tokens_max = 0,
        |p| p.open_max = 0,
        |p| p.article_ttl = 0,
        |p| p.archive = u64::MAX,
        |p| p.notice = p.article_ttl,
    ];
    run(|| {
        for change in changes {
            assert_noop!(set(change), Error::<Test>::InvalidParameters);
        }
    });
}

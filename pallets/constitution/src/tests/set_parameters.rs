use super::{fixtures::*, mock::*};
use crate::{CurrentParameters, Error, Event, Parameters};
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
        enact(5, 1);
        assert_ok!(set(|parameters| parameters.article_ttl = 3_000 * DAY));
        assert_eq!(article(5).expires, Some(START + 3_650 * DAY));
    });
}

type Change = fn(&mut Parameters);

fn refused(error: Error<Test>, changes: &[Change]) {
    let error = DispatchError::from(error);
    run(|| {
        for (position, change) in changes.iter().enumerate() {
            assert_eq!(set(change), Err(error), "change {position}");
        }
        assert_eq!(CurrentParameters::<Test>::get(), Parameters::default());
    });
}

#[test]
fn windows_without_sense_are_refused() {
    refused(
        Error::InvalidWindows,
        &[
            |p| p.classes[0].voting.min = 0,
            |p| p.classes[0].voting.max = WINDOW_MAX + 1,
            |p| (p.classes[0].voting.min, p.classes[0].voting.max) = (5 * DAY, 5 * DAY - 1),
            |p| p.classes[0].discussion.min = p.classes[0].discussion.max + 1,
            |p| (p.classes[0].discussion.min, p.classes[0].discussion.max) = (181 * DAY, 200 * DAY),
            |p| p.classes[0].discussion.max = 366 * DAY,
            |p| p.classes[8].grace = 30 * DAY + 1,
        ],
    );
}

/// Else the parameters could not be changed any more, nor the runtime in an emergency.
#[test]
fn windows_that_leave_no_way_to_change_the_rules_are_refused() {
    refused(
        Error::InvalidWindows,
        &[
            |p| p.classes[0].discussion.max = p.classes[4].discussion.min - 1,
            |p| p.classes[7].voting.max = p.classes[0].voting.min - 1,
        ],
    );
    run(|| {
        assert_ok!(set(|p| p.classes[0].discussion.max = p.classes[4].discussion.min));
        assert_ok!(set(|p| p.classes[7].voting.max = p.classes[0].voting.min));
    });
}

#[test]
fn nobody_votes_within_less_than_an_hour() {
    refused(Error::InvalidWindows, &[|p| p.classes[7].voting.min = DAY / 24 - 1]);
    run(|| {
        assert_ok!(set(|p| p.classes[7].voting.min = DAY / 24));
    });
}

#[test]
fn where_votes_may_be_short_already_they_may_stay_so() {
    run(|| {
        CurrentParameters::<Test>::mutate(|parameters| parameters.classes[7].voting.min = 5_000);
        assert_ok!(set(|p| p.classes[7].voting.min = 5_000));
        assert_noop!(set(|p| p.classes[7].voting.min = 4_999), Error::<Test>::InvalidWindows);
    });
}

#[test]
fn shares_that_decide_nothing_or_everything_are_refused() {
    refused(
        Error::InvalidShares,
        &[
            |p| p.classes[0].thresholds.approval_permille = 499,
            |p| p.classes[0].thresholds.approval_permille = 951,
            |p| p.classes[0].thresholds.quorum_permille = 501,
            |p| p.classes[7].thresholds.approval_permille = 749,
            |p| p.core_repeal_permille = 749,
            |p| p.core_repeal_permille = 951,
        ],
    );
    run(|| {
        assert_ok!(set(|p| p.classes[0].thresholds.approval_permille = 950));
        assert_ok!(set(|p| p.classes[7].thresholds.approval_permille = 750));
    });
}

#[test]
fn limits_that_stop_or_flood_are_refused() {
    refused(
        Error::InvalidLimits,
        &[
            |p| p.open_max = 0,
            |p| p.open_max = 21,
            |p| p.classes[8].tokens_max = 0,
            |p| p.classes[8].tokens_max = 10_001,
        ],
    );
    run(|| {
        assert_ok!(set(|p| p.open_max = 20));
    });
}

#[test]
fn ages_without_sense_are_refused() {
    refused(
        Error::InvalidAges,
        &[
            |p| p.article_ttl = 365 * DAY - 1,
            |p| p.core_ttl = u64::MAX,
            |p| p.core_renewals = 0,
            |p| p.core_renewals = 11,
            |p| p.notice = p.article_ttl,
            // Discussion, vote and grace of a renewal take 70 days at least.
            |p| p.notice = 71 * DAY - 1,
            |p| p.archive = u64::MAX,
            |p| (p.pause_max, p.suspension_max) = (DAY - 1, 0),
            |p| p.pause_max = 5 * 365 * DAY + 1,
            |p| p.suspension_max = p.pause_max + 1,
        ],
    );
    run(|| {
        assert_ok!(set(|p| p.notice = 71 * DAY));
    });
}

use super::{fixtures::*, mock::*};
use crate::{ArticleStatus, Error, Event};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn pause(until: u64) -> sp_runtime::DispatchResult {
    Constitution::pause_article(RuntimeOrigin::root(), 5, [1; 32], until)
}

fn status() -> ArticleStatus {
    article(5).status
}

#[test]
fn a_paused_article_resumes() {
    run(|| {
        enact(5, 1);
        let until = START + 90 * DAY;
        assert_ok!(pause(until));
        System::assert_last_event(Event::ArticlePaused { number: 5, until }.into());
        advance(90 * DAY - 1);
        assert_eq!(status(), ArticleStatus::Paused { until });
        advance(DAY);
        advance(6_000);
        assert_eq!(status(), ArticleStatus::InForce);
        System::assert_has_event(Event::ArticleResumed { number: 5 }.into());
    });
}

#[test]
fn a_pause_lasts_two_years_and_no_longer() {
    run(|| {
        enact(5, 1);
        let longest = START + 730 * DAY;
        assert_noop!(pause(longest + 1), Error::<Test>::PauseTooLong);
        assert_noop!(pause(u64::MAX), Error::<Test>::PauseTooLong);
        assert_ok!(pause(longest));
    });
}

#[test]
fn a_pause_ends_in_the_future() {
    run(|| {
        enact(5, 1);
        assert_noop!(pause(START), Error::<Test>::TooLate);
    });
}

#[test]
fn a_paused_article_expires_all_the_same() {
    run(|| {
        enact(5, 1);
        advance(3_600 * DAY);
        assert_ok!(pause(START + 3_700 * DAY));
        advance(50 * DAY);
        assert_ok!(Constitution::expire(RuntimeOrigin::signed(99), 5));
        assert!(matches!(status(), ArticleStatus::Archived { .. }));
    });
}

#[test]
fn root_alone_pauses_and_only_what_exists() {
    run(|| {
        let by_person = Constitution::pause_article(RuntimeOrigin::signed(1), 5, [1; 32], START + 1);
        assert_noop!(by_person, DispatchError::BadOrigin);
        assert_noop!(pause(START + 1), Error::<Test>::NotFound);
    });
}

#[test]
fn an_article_of_another_text_is_not_paused() {
    run(|| {
        enact(5, 2);
        assert_noop!(pause(START + 1), Error::<Test>::Diverges);
    });
}

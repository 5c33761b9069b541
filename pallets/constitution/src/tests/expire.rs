use super::{fixtures::*, mock::*};
use crate::{ArticleStatus, Articles, Error, Event};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const YEAR: u64 = 365 * DAY;

fn expire(number: u32) -> sp_runtime::DispatchResult {
    Constitution::expire(RuntimeOrigin::signed(99), number)
}

#[test]
fn anybody_brings_an_overdue_article_to_the_archive() {
    run(|| {
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), 5, [1; 32]));
        advance(10 * YEAR);
        assert_ok!(expire(5));
        let until = START + 15 * YEAR;
        System::assert_last_event(Event::ArticleExpired { number: 5, until }.into());
        let status = Articles::<Test>::get(5).map(|article| article.status);
        assert_eq!(status, Some(ArticleStatus::Archived { until }));
    });
}

#[test]
fn nothing_is_due_before_and_nothing_after() {
    run(|| {
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), 5, [1; 32]));
        assert_noop!(expire(5), Error::<Test>::TooEarly);
        advance(8 * YEAR);
        // The notice is due, and then nothing.
        assert_ok!(expire(5));
        assert_noop!(expire(5), Error::<Test>::TooEarly);
        advance(2 * YEAR - 1);
        assert_noop!(expire(5), Error::<Test>::TooEarly);
        advance(1);
        assert_ok!(expire(5));
        assert_noop!(expire(5), Error::<Test>::TooEarly);
    });
}

#[test]
fn it_needs_a_signature_and_an_article() {
    run(|| {
        assert_noop!(Constitution::expire(RuntimeOrigin::none(), 5), DispatchError::BadOrigin);
        assert_noop!(expire(5), Error::<Test>::NotFound);
    });
}

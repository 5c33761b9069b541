use super::{fixtures::*, mock::*};
use crate::{Error, Event};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const YEAR: u64 = 365 * DAY;

fn renew(number: u32) -> sp_runtime::DispatchResult {
    Constitution::renew_article(RuntimeOrigin::root(), number, [1; 32])
}

#[test]
fn a_renewal_begins_ten_years_anew() {
    run(|| {
        enact(5, 1);
        advance(9 * YEAR);
        assert_ok!(renew(5));
        let expires = Some(START + 19 * YEAR);
        System::assert_last_event(Event::ArticleRenewed { number: 5, renewals: 1, expires }.into());
        assert_eq!(article(5).expires, expires);
    });
}

#[test]
fn renewal_opens_with_the_notice() {
    run(|| {
        enact(5, 1);
        advance(8 * YEAR - 1);
        assert_noop!(renew(5), Error::<Test>::TooEarly);
        advance(1);
        assert_ok!(renew(5));
    });
}

#[test]
fn a_last_millisecond_suffices_and_the_next_is_too_late() {
    run(|| {
        enact(5, 1);
        enact(6, 1);
        advance(10 * YEAR - 1);
        assert_ok!(renew(5));
        advance(1);
        assert_noop!(renew(6), Error::<Test>::NotInForce);
    });
}

#[test]
fn the_third_renewal_makes_an_article_core_for_twenty_years() {
    run(|| {
        enact(5, 1);
        for _ in 0..3 {
            advance(9 * YEAR);
            assert_ok!(renew(5));
        }
        let article = article(5);
        assert!(article.is_core(&Default::default()));
        assert_eq!(article.expires, Some(START + 47 * YEAR));
    });
}

#[test]
fn what_never_expires_is_not_renewed() {
    run(|| {
        enact(0, 1);
        assert_noop!(renew(0), Error::<Test>::NeverExpires);
    });
}

#[test]
fn root_alone_renews_and_only_what_exists() {
    run(|| {
        assert_noop!(Constitution::renew_article(RuntimeOrigin::signed(1), 5, [1; 32]), DispatchError::BadOrigin);
        assert_noop!(renew(5), Error::<Test>::NotFound);
    });
}

#[test]
fn an_article_of_another_text_is_not_renewed() {
    run(|| {
        enact(5, 2);
        advance(9 * YEAR);
        assert_noop!(renew(5), Error::<Test>::Diverges);
    });
}

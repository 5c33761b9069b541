use super::mock::*;
use crate::{PageCount, Pages};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{DAY, attention::AttentionAccount, traits::Attention as _};

#[test]
fn opening_grants_the_first_period() {
    run(|| {
        Attention::open(3, START);
        assert_eq!(Attention::available(3), 100);
        assert_eq!(account(3).anchor, START);
    });
}

#[test]
fn accounts_before_an_opened_one_stay_unopened() {
    run(|| {
        Attention::open(3, START);
        assert_eq!(Pages::<Test>::get(0).len(), 4);
        assert_eq!(Attention::account(2), None);
        assert_eq!(Attention::available(2), 0);
        assert_eq!(Attention::available(4), 0);
    });
}

#[test]
fn citizens_256_apart_live_on_different_pages() {
    run(|| {
        Attention::open(255, START);
        Attention::open(256, START);
        assert_eq!(Pages::<Test>::get(0).len(), 256);
        assert_eq!(Pages::<Test>::get(1).len(), 1);
        assert_eq!(PageCount::<Test>::get(), 2);
    });
}

#[test]
fn a_period_grants_when_it_is_full_and_not_before() {
    run(|| {
        Attention::open(0, START);
        advance(30 * DAY - 1);
        assert_eq!(Attention::available(0), 100);
        advance(1);
        assert_eq!(Attention::available(0), 200);
    });
}

#[test]
fn spending_lowers_what_is_available() {
    run(|| {
        Attention::open(0, START);
        spend(0, 40);
        assert_eq!(Attention::available(0), 60);
    });
}

#[test]
fn a_closed_account_accrues_no_more_and_keeps_what_it_had() {
    run(|| {
        Attention::open(0, START);
        Attention::close(0, START + 10 * DAY);
        advance(300 * DAY);
        assert_eq!(Attention::available(0), 100);
    });
}

#[test]
fn reopening_begins_a_period_and_grants_it() {
    run(|| {
        Attention::open(0, START);
        Attention::close(0, START + 10 * DAY);
        advance(100 * DAY);
        Attention::open(0, START + 100 * DAY);
        assert_eq!(Attention::available(0), 200);
        assert_eq!(account(0).until, None);
        advance(30 * DAY);
        assert_eq!(Attention::available(0), 300);
    });
}

#[test]
fn opening_twice_grants_once() {
    run(|| {
        Attention::open(0, START);
        Attention::open(0, START);
        assert_eq!(Attention::available(0), 100);
    });
}

#[test]
fn closing_what_was_never_opened_does_nothing() {
    run(|| {
        Attention::close(5, START);
        assert_eq!(Pages::<Test>::get(0).last(), Some(&AttentionAccount::default()));
    });
}

#[test]
fn the_last_page_can_be_used() {
    run(|| {
        let last = u32::from(u16::MAX) * 256 + 255;
        Attention::open(last, START);
        assert_eq!(Attention::available(last), 100);
        assert_eq!(PageCount::<Test>::get(), 65_536);
    });
}

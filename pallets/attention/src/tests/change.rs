use super::mock::*;
use crate::{Change, Converted, Event, Pages, Pending, WeightInfo};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    DAY,
    attention::{AttentionAccount, AttentionParams},
    traits::Attention as _,
};
use frame_support::{assert_ok, weights::Weight};
use proptest::prelude::*;

const OLD: AttentionParams = AttentionParams { grant: 100, period: 30 * DAY, carry_over_max: None };
const SHORTER: AttentionParams = AttentionParams { grant: 10, period: 3 * DAY, carry_over_max: None };

fn set(params: AttentionParams) {
    assert_ok!(Attention::set_parameters(RuntimeOrigin::root(), params));
}

#[test]
fn what_accrued_stays_granted() {
    run(|| {
        Attention::open(0, START);
        advance(90 * DAY);
        assert_eq!(Attention::available(0), 400);
        set(SHORTER);
        assert_eq!(Attention::available(0), 400);
        advance(6_000);
        assert_eq!(Attention::available(0), 400);
    });
}

#[test]
fn the_running_period_keeps_the_share_that_has_passed() {
    run(|| {
        Attention::open(0, START);
        advance(15 * DAY);
        set(SHORTER);
        // Half of 30 days has passed, so half of 3 days is left.
        advance(36 * 60 * 60 * 1000 - 1);
        assert_eq!(Attention::available(0), 100);
        advance(1);
        assert_eq!(Attention::available(0), 110);
    });
}

#[test]
fn a_page_read_before_the_walk_reaches_it_agrees_with_the_walk() {
    run(|| {
        Attention::open(0, START);
        advance(40 * DAY);
        set(SHORTER);
        let early = account(0);
        Attention::convert_pages(Weight::MAX);
        assert_eq!(Pending::<Test>::get(), None);
        assert_eq!(account(0), early);
    });
}

#[test]
fn a_page_put_back_during_a_change_is_not_converted_twice() {
    run(|| {
        Attention::open(0, START);
        advance(40 * DAY);
        set(SHORTER);
        spend(0, 5);
        assert!(Converted::<Test>::contains_key(0));
        let put = Pages::<Test>::get(0);
        Attention::convert_pages(Weight::MAX);
        assert_eq!(Pages::<Test>::get(0), put);
        assert!(!Converted::<Test>::contains_key(0));
    });
}

#[test]
fn the_walk_goes_as_far_as_its_weight_and_no_further() {
    run(|| {
        for page in 0..3 {
            Attention::open(page * 256, START);
        }
        set(SHORTER);
        let two_pages = <()>::pending() + <()>::convert_page() * 2;
        assert_eq!(Attention::convert_pages(two_pages), two_pages);
        assert_eq!(Pending::<Test>::get().map(|change| change.next), Some(2));
        assert_eq!(Attention::convert_pages(Weight::zero()), Weight::zero());
        Attention::convert_pages(two_pages);
        assert_eq!(Pending::<Test>::get(), None);
        System::assert_last_event(Event::PagesConverted { pages: 3 }.into());
    });
}

#[test]
fn an_account_opened_during_a_change_begins_under_the_new_parameters() {
    run(|| {
        Attention::open(0, START);
        set(SHORTER);
        Attention::open(256, START);
        advance(3 * DAY);
        assert_eq!(Attention::available(256), 20);
    });
}

#[test]
fn a_lapsed_account_gains_nothing_by_a_change() {
    run(|| {
        Attention::open(0, START);
        Attention::close(0, START + 29 * DAY);
        advance(100 * DAY);
        set(AttentionParams { grant: 100, period: DAY / 24, carry_over_max: None });
        advance(100 * DAY);
        assert_eq!(Attention::available(0), 100);
    });
}

proptest! {
    #[test]
    fn converting_grants_nothing_and_takes_nothing(
        since in 1..=START,
        at in 1..=2 * START,
        until in proptest::option::of(1..=2 * START),
        old_period in 1..=400 * DAY,
        period in 1..=u64::MAX,
        spent in 0..=100u64,
        carry_over_max in proptest::option::of(0..=200u32),
    ) {
        let old = AttentionParams { period: old_period, carry_over_max, ..OLD };
        let new = AttentionParams { period, ..OLD };
        let account = AttentionAccount { spent, until, ..AttentionAccount::open(since, &old) };
        let converted = Change { old, at, next: 0 }.convert(account, &new);
        prop_assert_eq!(converted.granted, account.accrued(at, &old));
        prop_assert_eq!(converted.accrued(at, &new), account.accrued(at, &old));
    }
}

//! Accrual of attention and the chain-alive clock.

use cybersyn_primitives::{
    DAY,
    attention::{AttentionAccount, AttentionParams},
    clock::{AliveClock, GAP_MAX},
};
use proptest::prelude::*;

const SINCE: u64 = 1_700_000_000_000;
const PARAMS: AttentionParams = AttentionParams { grant: 100, period: 30 * DAY, carry_over_max: None };

#[test]
fn a_grant_comes_at_once_and_after_each_full_period() {
    let account = AttentionAccount::open(SINCE, &PARAMS);
    assert_eq!(account.accrued(SINCE, &PARAMS), 100);
    assert_eq!(account.accrued(SINCE + 30 * DAY - 1, &PARAMS), 100);
    assert_eq!(account.accrued(SINCE + 30 * DAY, &PARAMS), 200);
    assert_eq!(account.accrued(SINCE + 365 * DAY, &PARAMS), 1_300);
}

#[test]
fn an_account_never_opened_accrues_nothing() {
    assert_eq!(AttentionAccount::default().accrued(SINCE, &PARAMS), 0);
}

#[test]
fn a_lapse_stops_accrual_and_a_return_begins_a_new_period() {
    let mut account = AttentionAccount::open(SINCE, &PARAMS);
    account.close(SINCE + 45 * DAY);
    assert_eq!(account.accrued(SINCE + 400 * DAY, &PARAMS), 200);
    account.reopen(SINCE + 400 * DAY, &PARAMS);
    assert_eq!(account.accrued(SINCE + 400 * DAY, &PARAMS), 300);
    assert_eq!(account.accrued(SINCE + 430 * DAY, &PARAMS), 400);
}

#[test]
fn under_a_cap_only_so_much_survives_the_end_of_a_period() {
    let params = AttentionParams { carry_over_max: Some(30), ..PARAMS };
    let mut account = AttentionAccount::open(SINCE, &params);
    assert_eq!(account.available(SINCE + 30 * DAY, &params), 130);
    assert_eq!(account.available(SINCE + 3000 * DAY, &params), 130);
    account.spent = 95;
    assert_eq!(account.available(SINCE + 30 * DAY, &params), 105);
    let living = AttentionParams { carry_over_max: Some(0), ..PARAMS };
    assert_eq!(AttentionAccount::open(SINCE, &living).available(SINCE + 90 * DAY, &living), 100);
}

#[test]
fn an_outage_counts_a_minute_on_the_alive_clock() {
    let mut clock = AliveClock::default();
    clock.advance(SINCE);
    clock.advance(SINCE + 6_000);
    clock.advance(SINCE + DAY);
    clock.advance(SINCE + DAY - 5);
    assert_eq!(clock, AliveClock { now: SINCE + DAY, alive: 6_000 + GAP_MAX });
}

proptest! {
    #[test]
    fn rolling_in_steps_equals_rolling_at_once(
        cap in prop::option::of(0u32..300), grant in 0u32..200, spent in 0u64..100, steps in prop::collection::vec(0u64..100, 1..6)
    ) {
        let params = AttentionParams { grant, period: 30 * DAY, carry_over_max: cap };
        let mut stepped = AttentionAccount { spent: spent.min(grant.into()), ..AttentionAccount::open(SINCE, &params) };
        let whole = stepped;
        let mut now = SINCE;
        for days in steps {
            now += days * DAY;
            stepped = stepped.rolled(now, &params);
            prop_assert!(stepped.granted >= stepped.spent);
        }
        prop_assert_eq!(stepped, whole.rolled(now, &params));
    }
}

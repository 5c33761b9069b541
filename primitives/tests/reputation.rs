//! Fading and mending against naive readings of the same rules.

use cybersyn_primitives::{
    DAY,
    fade::{Day, FadeClock, RETAINED_MAX, RETAINED_MIN, YEAR_DAYS, day_of, faded},
    reputation::{Cause, Change, Losses, MENDING_MONTHS, Points, Reading, ReputationAccount, ReputationParams},
};
use proptest::prelude::*;

/// 0.9^(1/365) with 64 fractional bits.
const DAILY: u128 = 18_441_420_024_443_709_153;

/// Multiplies fixed point with 64 fractional bits by [`DAILY`].
fn a_day_later(amount: u128) -> u128 {
    let low = amount & u128::from(u64::MAX);
    (amount >> 64) * DAILY + ((low * DAILY) >> 64)
}

#[test]
fn a_century_in_one_step_is_a_century_of_days() {
    let clock = FadeClock::default();
    for amount in [1u64, 1_000, 123_456_789, 1_000_000_000, 1_000_000_000_000] {
        let mut naive = u128::from(amount) << 64;
        for day in 1..=100 * YEAR_DAYS {
            naive = a_day_later(naive);
            let (closed, naive) = (faded(amount, clock.at(day)), (naive >> 64) as u64);
            assert!(closed.abs_diff(naive) <= 1, "{amount} after {day} days: {closed}, day by day {naive}");
        }
    }
}

#[test]
fn whole_years_leave_nine_tenths_each() {
    let clock = FadeClock::default();
    let mut expected = 1_000_000_000_000u64;
    for year in 0..10 {
        assert!(faded(1_000_000_000_000, clock.at(year * YEAR_DAYS)).abs_diff(expected) <= 1, "{year} years");
        expected = expected / 10 * 9;
    }
}

#[test]
fn everything_fades_in_the_end_and_nothing_overflows() {
    let clock = FadeClock::default();
    assert_eq!(faded(u64::MAX, clock.at(Day::MAX)), 0);
    assert_eq!(faded(u64::MAX, u64::MAX), 0);
    assert_eq!(faded(u64::MAX, 0), u64::MAX);
    assert_eq!(FadeClock { passed: u64::MAX, ..clock }.at(Day::MAX), u64::MAX);
    assert_eq!(day_of(u64::MAX), Day::MAX);
}

#[test]
fn a_change_of_the_share_leaves_the_past_alone() {
    let clock = FadeClock::default();
    let changed = clock.changed(500, 365);
    assert_eq!(changed.at(365), clock.at(365));
    let amount = 1_000_000_000;
    assert!(faded(amount, changed.at(730)).abs_diff(450_000_000) <= 1);
    let stopped = changed.changed(RETAINED_MAX, 730);
    assert_eq!(stopped.at(40_000), changed.at(730));
    // A day before the change counts as the day of the change.
    assert_eq!(changed.at(100), clock.at(365));
}

#[test]
fn performance_far_below_zero_is_refused_and_not_wrapped() {
    let worst = Cause::Performance { function: 0, period: 0, points: i32::MIN };
    assert_eq!(worst.change(&ReputationParams::default()), None);
    let any = ReputationParams { change_max: u32::MAX, ..Default::default() };
    assert_eq!(worst.change(&any), Some(Change::Loss(2_147_483_648_000_000)));
}

#[test]
fn losses_never_overflow() {
    let mut losses = Losses::default();
    losses.add(Points::MAX, 5);
    losses.add(Points::MAX, 5);
    assert_eq!(losses.open(5), Points::MAX);
    assert_eq!(losses.open(5 + MENDING_MONTHS), 0);
}

#[test]
fn odd_millionths_mend_with_the_first_part() {
    let mut losses = Losses::default();
    losses.add(25, 7);
    assert_eq!([7, 8, 9, 18, 19].map(|month| losses.open(month)), [25, 22, 20, 2, 0]);
}

proptest! {
    #[test]
    fn reputation_never_grows_by_itself(amount: u64, retained in RETAINED_MIN..=RETAINED_MAX, day in 0u32..80_000) {
        let clock = FadeClock { retained_permille: retained, ..FadeClock::default() };
        prop_assert!(faded(amount, clock.at(day + 1)) <= faded(amount, clock.at(day)));
    }

    #[test]
    fn writing_in_between_costs_less_than_two_millionths(amount in 0u64..1 << 50, first in 0u32..20_000, then in 0u32..20_000) {
        let clock = FadeClock::default();
        let (one, all) = (clock.at(first), clock.at(first + then));
        let (stepped, at_once) = (faded(faded(amount, one), all - one), faded(amount, all));
        prop_assert!(stepped <= at_once + 1 && at_once <= stepped + 2, "{stepped}, at once {at_once}");
    }

    #[test]
    fn losses_together_are_the_sum_of_each_alone(
        steps in prop::collection::vec((0u64..10_000, 0u32..15), 1..20), later in 0u32..15,
    ) {
        let (mut losses, mut alone, mut month) = (Losses::default(), Vec::new(), 600);
        for (loss, months) in steps {
            month += months;
            losses.add(loss, month);
            alone.push((loss, month));
        }
        month += later;
        // Of a loss as many twelfths are open as months are left of twelve; the odd rest is open until the first is over.
        let open = alone.iter().map(|(loss, since)| match u64::from(month - since) {
            0 => *loss,
            passed => loss / 12 * 12u64.saturating_sub(passed),
        });
        prop_assert_eq!(losses.open(month), open.sum::<u64>());
    }

    #[test]
    fn whatever_happens_points_are_what_was_earned_less_what_is_open(
        steps in prop::collection::vec((any::<bool>(), 0u64..1 << 40, 0u64..60), 1..20),
    ) {
        let (clock, mut now) = (FadeClock::default(), 20_454 * DAY);
        let (mut account, mut gains) = (ReputationAccount::default(), ReputationAccount::default());
        let mut losses = Losses::default();
        for (is_gain, points, days) in steps {
            let reading = Reading::at(now, &clock);
            let change = if is_gain { Change::Gain(points) } else { Change::Loss(points) };
            account.apply(change, &reading);
            match change {
                Change::Gain(_) => gains.apply(change, &reading),
                Change::Loss(points) => losses.add(points, reading.month),
            }
            now += days * DAY;
            let reading = Reading::at(now, &clock);
            let expected = gains.points(&reading).saturating_sub(losses.open(reading.month));
            prop_assert_eq!(account.points(&reading), expected);
        }
    }
}

//! A small run of each kind, with what must hold whatever the seed.

use crate::{Outcome, Scenario, Setting, run, run_all, table};
use pallet_personhood::Defences;

fn setting() -> Setting {
    Setting {
        seed: 7,
        persons: 160,
        days: 400,
        effort: 1,
        noticed: 0.03,
        noticed_at_once: 0.1,
        recognised: 0.9,
        growth: 0.02,
        defences: Defences::default(),
    }
}

fn small(traitors: usize, protected: bool) -> Outcome {
    play(&setting(), Scenario { traitors, buys: false, protected })
}

fn play(setting: &Setting, scenario: Scenario) -> Outcome {
    run(setting, scenario, |_| ())
}

#[test]
fn three_traitors_take_over_without_protection_and_not_with_it() {
    let (without, with) = (small(3, false), small(3, true));
    assert!(without.share_percent > 50.0, "{without:?}");
    assert!(with.share_percent < 5.0, "{with:?}");
    assert!(without.tenth_day.is_some_and(|day| day <= 30), "{without:?}");
    assert_eq!(with.tenth_day, None, "{with:?}");
}

/// Fakes of different makers vouch for others, once they are mature themselves.
#[test]
fn traitors_of_three_circles_win_within_seven_months_without_protection_and_are_a_fifth_at_most_with_it() {
    let (without, with) = (small(9, false), small(9, true));
    assert!(without.half_day.is_some_and(|day| day <= 213), "{without:?}");
    assert!(with.most_alive > 0 && with.share_percent < 20.0, "{with:?}");
    assert!(with.tenth_day.is_none_or(|day| day > 180), "{with:?}");
}

#[test]
fn the_first_fake_takes_longer_with_protection() {
    let first = |protected| small(3, protected).first_day;
    assert!(first(false).is_some_and(|day| day <= 1));
    assert!(first(true).is_none_or(|day| day >= 90), "nobody vouches before maturity");
}

#[test]
fn protection_keeps_real_people_in() {
    let with = small(3, true);
    assert!(with.welcomed > 10, "{with:?}");
    assert!(with.shut_out * 50 <= setting().persons, "{with:?}");
}

#[test]
fn deposits_buy_few_fakes() {
    let bought = play(&setting(), Scenario { traitors: 0, buys: true, protected: true });
    assert!(bought.deposited > 0 && bought.vouches == 0, "{bought:?}");
    assert!(bought.share_percent < 10.0, "{bought:?}");
}

#[test]
fn a_lost_society_is_not_played_on() {
    let lost = small(3, false);
    assert!(lost.half_day.is_some_and(|day| day < setting().days), "{lost:?}");
    assert_eq!(small(3, true).half_day, None);
}

#[test]
fn the_same_seed_gives_the_same_run_whoever_else_runs() {
    let short = Setting { days: 120, ..setting() };
    let scenario = |traitors| Scenario { traitors, buys: true, protected: true };
    let scenarios = [scenario(9), scenario(3)];
    let outcomes = run_all(&short, &scenarios, 2, |_, _| (), |_| ());
    assert_eq!(outcomes, scenarios.map(|scenario| play(&short, scenario)));
    assert!(table(&outcomes).contains("9 traitors + deposits"));
}

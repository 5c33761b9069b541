//! A small run of each kind, with what must hold whatever the seed.

use crate::{Outcome, Scenario, Setting, run, table};

const SMALL: Setting = Setting {
    seed: 7,
    persons: 160,
    days: 400,
    effort: 1,
    noticed: 0.03,
    noticed_at_once: 0.1,
    recognised: 0.9,
    growth: 0.02,
};

fn small(traitors: usize, protected: bool) -> Outcome {
    run(&SMALL, Scenario { traitors, buys: false, protected })
}

#[test]
fn three_traitors_take_over_without_protection_and_not_with_it() {
    let (without, with) = (small(3, false), small(3, true));
    assert!(without.share_percent > 50.0, "{without:?}");
    assert!(with.share_percent < 5.0, "{with:?}");
    assert!(with.alive * 20 < without.alive, "{with:?} beside {without:?}");
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
    assert!(with.shut_out * 50 <= SMALL.persons, "{with:?}");
}

#[test]
fn deposits_buy_few_fakes() {
    let bought = run(&SMALL, Scenario { traitors: 0, buys: true, protected: true });
    assert!(bought.deposited > 0 && bought.vouches == 0, "{bought:?}");
    assert!(bought.share_percent < 8.0, "{bought:?}");
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let short = Setting { days: 120, ..SMALL };
    let scenario = Scenario { traitors: 9, buys: true, protected: true };
    assert_eq!(run(&short, scenario), run(&short, scenario));
    assert!(table(&[run(&short, scenario)]).contains("9 traitors + deposits"));
}

//! A world, and its days.

use crate::{
    attack::Attackers,
    chain::{self, Calendar},
    justice::Justice,
    outcome::{Count, Outcome, Tally},
    people::{Identity, Role},
    society::Society,
};
use cybersyn_primitives::DAY;
use pallet_personhood::{Defences, Privileged};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde::Serialize;
use std::fmt;

/// What is the same for all attacks.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Everything follows from it.
    pub seed: u64,
    /// Persons at the beginning, traitors included.
    pub persons: usize,
    /// How long it goes on.
    pub days: u64,
    /// Identities that the attackers can invent in a day, at most.
    pub effort: usize,
    /// Probability that a fake person is noticed in a month.
    pub noticed: f64,
    /// Probability that an application of a fake is noticed while it can be challenged.
    pub noticed_at_once: f64,
    /// Probability that the tribunal recognises a fake.
    pub recognised: f64,
    /// Real newcomers in a month, per person.
    pub growth: f64,
    /// The numbers of the protection.
    pub defences: Defences,
}

/// An attack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Scenario {
    /// Persons who vouch for fakes.
    pub traitors: usize,
    /// Whether the attackers deposit for fakes besides, as often as there is room.
    pub buys: bool,
    /// Whether the pallet defends itself.
    pub protected: bool,
}

impl Scenario {
    /// Who attacks, and how.
    pub fn attack(&self) -> String {
        let buys = if self.buys { " + deposits" } else { "" };
        format!("{} traitors{buys}", self.traitors)
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.protected { "with protection" } else { "without protection" };
        write!(formatter, "{}, {how}", self.attack())
    }
}

/// Plays it to the end, or until fakes are more than half of all persons. `watch` is told of every day.
pub fn run(setting: &Setting, scenario: Scenario, watch: impl FnMut(Count)) -> Outcome {
    let role = |number| if number < scenario.traitors { Role::Traitor } else { Role::Honest };
    let founders: Vec<Identity> = (0..setting.persons).map(|number| Identity::new(number, role(number))).collect();
    let keys = founders.iter().map(|founder| (founder.account.clone(), founder.voting_key)).collect();
    let defences = if scenario.protected { setting.defences } else { no_defences() };
    chain::genesis(keys, defences).execute_with(|| {
        if !scenario.protected {
            // Everybody is exempt from graph limits.
            Privileged::<chain::Runtime>::put(u32::MAX);
        }
        play(setting, scenario, founders, watch)
    })
}

/// Vouches without limit, and nothing that follows from them.
fn no_defences() -> Defences {
    let soon = DAY / 24;
    Defences {
        vouch_budget: 1_000,
        newcomer_vouches: 1,
        vouch_period: soon,
        maturity: 0,
        liability: soon,
        bar: soon,
        points_lost: 0,
        vouched_window: 0,
        cohort_min: u32::MAX,
        founding_size: u32::MAX,
        ..Default::default()
    }
}

fn play(setting: &Setting, scenario: Scenario, founders: Vec<Identity>, mut watch: impl FnMut(Count)) -> Outcome {
    let mut random = ChaCha8Rng::seed_from_u64(setting.seed);
    let mut calendar = Calendar::begin();
    let mut society = Society::new(founders);
    let mut attackers = Attackers::new(scenario.buys, setting.effort);
    let mut justice = Justice::default();
    let mut tally = Tally::default();
    while calendar.day < setting.days {
        society.day(calendar.day, setting, &mut random);
        attackers.day(&mut society, &mut random);
        justice.day(calendar.day, &society, setting, &mut random);
        calendar.next_day(|event| tally.hear(event));
        let count = Count::new(calendar.day, &society);
        watch(count);
        if tally.note(count) {
            break;
        }
    }
    tally.outcome(scenario, &society, &attackers)
}

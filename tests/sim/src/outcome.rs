//! What came of it.

use crate::{
    attack::Attackers,
    chain::{Runtime, deposit},
    people::Role,
    scenario::Scenario,
    society::Society,
};
use comfy_table::{Table, presets::ASCII_MARKDOWN};
use cybersyn_primitives::traits::Finding;
use pallet_personhood::Event;
use serde::Serialize;

/// The figures of one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Which attack.
    pub scenario: Scenario,
    /// Fake identities that were given the vouches or the deposit they needed.
    pub made: u64,
    /// Fakes that the tribunal recognised, before admission or after.
    pub found: u64,
    /// Fakes that are persons at the end.
    pub alive: usize,
    /// Their share of all persons at the end, in percent.
    pub share_percent: f64,
    /// The greatest number at any time.
    pub most_alive: usize,
    /// Day on which the first fake became a person.
    pub first_day: Option<u64>,
    /// Day on which fakes were a tenth of all persons.
    pub tenth_day: Option<u64>,
    /// Day on which fakes were more than half of all persons; the run ended with it.
    pub half_day: Option<u64>,
    /// Vouches that the attackers gave.
    pub vouches: u64,
    /// Vouches per fake alive at the end.
    pub vouches_per_alive: Option<f64>,
    /// How often somebody was barred for having vouched for a fake.
    pub bars: u64,
    /// Coins that were deposited.
    pub deposited: u64,
    /// Real newcomers who became persons.
    pub welcomed: usize,
    /// Real newcomers who were waiting at the end.
    pub waiting: usize,
    /// Real persons who are none at the end.
    pub shut_out: usize,
}

/// Counts while it goes on.
#[derive(Default)]
pub struct Tally {
    found: u64,
    bars: u64,
    most_alive: usize,
    first_day: Option<u64>,
    tenth_day: Option<u64>,
    half_day: Option<u64>,
}

/// Who are persons at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Days since the beginning.
    pub day: u64,
    /// All persons.
    pub persons: usize,
    /// Fakes among them.
    pub fakes: usize,
}

impl Count {
    /// Counts them.
    pub fn new(day: u64, society: &Society) -> Self {
        let mut count = Self { day, persons: 0, fakes: 0 };
        for identity in society.identities.iter().filter(|identity| identity.person().is_some()) {
            count.persons += 1;
            count.fakes += usize::from(identity.role == Role::Fake);
        }
        count
    }
}

impl Tally {
    /// Notes what the chain tells.
    pub fn hear(&mut self, event: &Event<Runtime>) {
        match event {
            Event::CaseClosed { finding: Some(Finding::Upheld), .. } => self.found += 1,
            Event::HeldResponsible { .. } => self.bars += 1,
            _ => (),
        }
    }

    /// Notes how many fakes there are at the end of a day. Says whether the society is lost: from more than half on, fakes
    /// decide everything.
    pub fn note(&mut self, Count { day, persons, fakes }: Count) -> bool {
        self.most_alive = self.most_alive.max(fakes);
        if fakes > 0 {
            self.first_day.get_or_insert(day);
        }
        if fakes * 10 >= persons && fakes > 0 {
            self.tenth_day.get_or_insert(day);
        }
        if fakes * 2 > persons {
            self.half_day.get_or_insert(day);
        }
        self.half_day.is_some()
    }

    /// Adds it up.
    pub fn outcome(self, scenario: Scenario, society: &Society, attackers: &Attackers) -> Outcome {
        let Count { persons: all, fakes: alive, .. } = Count::new(0, society);
        let real = || society.identities.iter().filter(|identity| identity.role != Role::Fake);
        let admitted = real().filter(|identity| identity.citizen().is_some()).count();
        Outcome {
            scenario,
            made: attackers.made,
            found: self.found,
            alive,
            share_percent: alive as f64 * 100.0 / all.max(1) as f64,
            most_alive: self.most_alive,
            first_day: self.first_day,
            tenth_day: self.tenth_day,
            half_day: self.half_day,
            vouches: attackers.vouches,
            vouches_per_alive: (alive > 0).then(|| attackers.vouches as f64 / alive as f64),
            bars: self.bars,
            deposited: attackers.deposits * deposit(),
            welcomed: admitted.saturating_sub(society.founders),
            waiting: society.waiting(),
            shut_out: admitted - real().filter(|identity| identity.person().is_some()).count(),
        }
    }
}

/// The runs as a table for people.
pub fn table(outcomes: &[Outcome]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    table.set_header([
        "attack",
        "protection",
        "made",
        "found",
        "alive",
        "share %",
        "most",
        "first day",
        "day of a tenth",
        "of a half",
        "vouches",
        "vouches per alive",
        "bars",
        "coins deposited",
        "real: new",
        "waiting",
        "shut out",
    ]);
    let or_never = |day: Option<u64>| day.map_or("never".into(), |day| day.to_string());
    for it in outcomes {
        table.add_row([
            it.scenario.attack(),
            if it.scenario.protected { "yes" } else { "no" }.into(),
            it.made.to_string(),
            it.found.to_string(),
            it.alive.to_string(),
            format!("{:.1}", it.share_percent),
            it.most_alive.to_string(),
            or_never(it.first_day),
            or_never(it.tenth_day),
            it.half_day.map_or("never".into(), |day| format!("{day}: ended")),
            it.vouches.to_string(),
            it.vouches_per_alive.map_or("–".into(), |cost| format!("{cost:.1}")),
            it.bars.to_string(),
            it.deposited.to_string(),
            it.welcomed.to_string(),
            it.waiting.to_string(),
            it.shut_out.to_string(),
        ]);
    }
    table.to_string()
}

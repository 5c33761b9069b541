//! Technical votes, settled in order as chain, mesh and audit do, beside the golden vectors.

use cybersyn_primitives::{
    Ballot, Body, Choice, Class, Hash, Terms,
    expertise::{Influence, pinned},
    ledger::Ledger,
    roll::RollSlot,
    rule::{LiveBallot, Moment, Voter, effect},
    tally::{Outcome, Side, Tally},
    terms::Thresholds,
};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct File {
    terms: Demands,
    factors: Vec<u16>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Demands {
    quorum_base: u32,
    quorum_permille: u16,
    approval_permille: u16,
}

#[derive(Deserialize)]
struct Case {
    votes: Vec<(u8, Choice, u16)>,
    tally: Expected,
    plain: Expected,
    share_permille: u16,
    outcome: Outcome,
    plain_outcome: Outcome,
}

#[derive(Deserialize)]
struct Expected {
    no: ExpectedSide,
    yes: ExpectedSide,
    abstain: ExpectedSide,
    tokens: u64,
}

#[derive(Deserialize)]
struct ExpectedSide {
    voters: u32,
    weight: u64,
}

impl From<Expected> for Tally {
    fn from(expected: Expected) -> Self {
        let side = |side: ExpectedSide| Side { voters: side.voters, weight: side.weight.into() };
        Tally {
            no: side(expected.no),
            yes: side(expected.yes),
            abstain: side(expected.abstain),
            tokens: expected.tokens,
        }
    }
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn terms(demands: &Demands) -> Terms {
    let Demands { quorum_base, quorum_permille, approval_permille } = *demands;
    Terms {
        content: Hash::default(),
        scheduled: 0,
        opens: 0,
        closes: 1_000_000,
        grace: 0,
        class: Class::Technical,
        function: Class::Technical.function(),
        tokens_max: 50,
        quorum_base,
        thresholds: Thresholds { approval_permille, quorum_permille },
    }
}

/// Settles votes of position, choice and tokens, a second apart.
fn settled(terms: Terms, factors: &[u16], votes: &[(u8, Choice, u16)]) -> Ledger {
    let mut ledger = Ledger::new(terms);
    let mut live: BTreeMap<u8, LiveBallot> = BTreeMap::new();
    for (number, (position, choice, tokens)) in (1..).zip(votes) {
        let citizen = u32::from(*position);
        let slot = RollSlot { citizen, tenures: Default::default(), struck: false, keys: Default::default() };
        let voter = Voter { slot: &slot, expertise_permille: pinned(factors, *position) };
        let body = Body::Open { choice: *choice, tokens: *tokens };
        let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: number * 1_000 };
        let before = live.get(position).copied();
        let moment = Moment { now: 1_000_000, live: before, spent: 1_000, accrued: 10_000 };
        let effect = effect(&ballot, &terms, &voter, &moment).unwrap();
        ledger.apply(before.as_ref(), &effect);
        live.insert(*position, effect.live);
    }
    ledger
}

#[test]
fn technical_votes_weigh_what_a_second_reading_of_the_rule_says() {
    let file: File = read("expertise");
    let terms = terms(&file.terms);
    assert!(file.cases.iter().any(|case| case.outcome != case.plain_outcome), "expertise decides some case");
    for case in file.cases {
        let ledger = settled(terms, &file.factors, &case.votes);
        let plain = ledger.weighing.unwrap().plain;
        assert_eq!((ledger.tally, plain), (case.tally.into(), case.plain.into()), "{:?}", case.votes);
        let influence = Influence::between(&ledger.tally, &plain, &terms);
        let changed_outcome = case.outcome != case.plain_outcome;
        assert_eq!(influence, Influence { share_permille: case.share_permille, changed_outcome }, "{:?}", case.votes);
        let outcome = |tally: &Tally| tally.outcome(&terms.thresholds, terms.quorum_base);
        assert_eq!((outcome(&ledger.tally), outcome(&plain)), (case.outcome, case.plain_outcome));
    }
}

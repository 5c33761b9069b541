//! The settlement rule: each reason to skip at its boundary, and the properties of DESIGN section 4.

mod oracle;

use cybersyn_primitives::{
    Ballot, Body, Choice, Class, Signature, SignedBallot, Terms, VotingKey,
    roll::{Interval, RollKey, RollSlot},
    rule::{Effect, FUTURE_TOLERANCE, LiveBallot, Moment, Skip, Voter, settle, vote},
    tally::{Outcome, Tally},
    terms::Thresholds,
    weight::ONE,
};
use oracle::{Oracle, OracleBallot};
use proptest::prelude::*;

const OPENS: u64 = 1_700_000_000_000;
const SCHEDULED: u64 = OPENS - 500;
const WINDOW: u32 = 1_000_000;
const GENESIS: [u8; 32] = [7; 32];
const KEY: VotingKey = [9; 32];

/// Takes a signature for good when it repeats the key: the rule under test is not the cryptography.
fn verifier(key: &VotingKey, _: &[u8], signature: &Signature) -> bool {
    signature[..32] == key[..]
}

fn terms(class: Class) -> Terms {
    Terms {
        content: [1; 32],
        scheduled: SCHEDULED,
        opens: OPENS,
        closes: OPENS + u64::from(WINDOW),
        grace: 30_000,
        class,
        function: class.function(),
        tokens_max: 50,
        quorum_base: 10,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 200 },
    }
}

fn slot() -> RollSlot {
    let key = RollKey { version: 0, key: KEY, force: Interval::open(0), stolen: false };
    RollSlot {
        citizen: 3,
        tenures: vec![Interval::open(0)].try_into().unwrap(),
        struck: false,
        keys: vec![key].try_into().unwrap(),
    }
}

fn ballot(cast_at: u32, choice: Choice, tokens: u16) -> SignedBallot {
    let body = Body::Open { choice, tokens };
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&KEY);
    SignedBallot { ballot: Ballot { proposal: 1, citizen: 3, key_version: 0, body, cast_at }, signature }
}

fn moment() -> Moment {
    Moment { now: OPENS + u64::from(WINDOW), live: None, spent: 0, accrued: 100 }
}

fn try_settle(signed: &SignedBallot, slot: &RollSlot, moment: &Moment) -> Result<Effect, Skip> {
    let voter = Voter { slot, expertise_permille: 1000 };
    settle(signed, &terms(Class::Budget), &voter, moment, &GENESIS, &verifier)
}

#[test]
fn a_first_ballot_counts_and_costs_its_tokens() {
    let effect = try_settle(&ballot(5, Choice::Yes, 4), &slot(), &moment()).unwrap();
    assert_eq!((effect.spent, effect.removed, effect.added.weight), (4, None, 2 * ONE));
}

#[test]
fn the_last_millisecond_before_close_counts_and_the_close_does_not() {
    assert!(try_settle(&ballot(WINDOW - 1, Choice::Yes, 1), &slot(), &moment()).is_ok());
    assert_eq!(try_settle(&ballot(WINDOW, Choice::Yes, 1), &slot(), &moment()), Err(Skip::TooLate));
}

#[test]
fn a_date_may_lie_ahead_by_the_tolerance_and_no_more() {
    let now = Moment { now: OPENS, ..moment() };
    let ahead = u32::try_from(FUTURE_TOLERANCE).unwrap();
    assert!(try_settle(&ballot(ahead, Choice::Yes, 1), &slot(), &now).is_ok());
    assert_eq!(try_settle(&ballot(ahead + 1, Choice::Yes, 1), &slot(), &now), Err(Skip::FromFuture));
}

#[test]
fn tokens_up_to_the_cap_are_legal_and_none_where_votes_are_equal() {
    assert!(try_settle(&ballot(5, Choice::Yes, 50), &slot(), &moment()).is_ok());
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 51), &slot(), &moment()), Err(Skip::IllegalTokens));
    let slot = slot();
    let voter = Voter { slot: &slot, expertise_permille: 1000 };
    for (class, tokens, expected) in
        [(Class::Rights, 0, Ok(ONE)), (Class::Rights, 1, Err(Skip::IllegalTokens)), (Class::Emergency, 0, Ok(ONE))]
    {
        let result = settle(&ballot(5, Choice::No, tokens), &terms(class), &voter, &moment(), &GENESIS, &verifier);
        assert_eq!(result.map(|effect| effect.added.weight), expected);
    }
}

#[test]
fn the_slot_must_be_the_voters() {
    let other = RollSlot { citizen: 4, ..slot() };
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 1), &other, &moment()), Err(Skip::UnknownVoter));
}

#[test]
fn a_voter_must_be_a_person_at_the_ballots_date() {
    let before = Interval { since: 0, until: Some(SCHEDULED) };
    let tenure = Interval { since: OPENS + 10, until: Some(OPENS + 20) };
    let slot = RollSlot { tenures: vec![before, tenure].try_into().unwrap(), ..slot() };
    for (cast_at, counts) in [(9, false), (10, true), (19, true), (20, false)] {
        let result = try_settle(&ballot(cast_at, Choice::Yes, 1), &slot, &moment());
        assert_eq!(result.err(), (!counts).then_some(Skip::NotAPerson), "cast at {cast_at}");
    }
}

fn joined(tenures: &[Interval]) -> RollSlot {
    RollSlot { tenures: tenures.to_vec().try_into().unwrap(), ..slot() }
}

#[test]
fn the_electorate_is_who_had_joined_when_the_proposal_was_scheduled() {
    for (since, expected) in [(0, None), (SCHEDULED, None), (SCHEDULED + 1, Some(Skip::JoinedLate))] {
        let result = try_settle(&ballot(5, Choice::Yes, 1), &joined(&[Interval::open(since)]), &moment());
        assert_eq!(result.err(), expected, "joined at {since}");
    }
    let newcomer = joined(&[Interval::open(OPENS + 10)]);
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 1), &newcomer, &moment()), Err(Skip::JoinedLate));
}

#[test]
fn who_lapsed_and_came_back_still_belongs() {
    let returned = joined(&[Interval { since: 7, until: Some(SCHEDULED - 100) }, Interval::open(OPENS + 10)]);
    assert!(try_settle(&ballot(10, Choice::Yes, 1), &returned, &moment()).is_ok());
    assert_eq!(try_settle(&ballot(9, Choice::Yes, 1), &returned, &moment()), Err(Skip::NotAPerson));
}

#[test]
fn a_struck_person_counts_no_more_whatever_the_date() {
    let slot = RollSlot { struck: true, ..slot() };
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 1), &slot, &moment()), Err(Skip::Struck));
}

#[test]
fn a_key_must_be_known_and_in_force_at_the_ballots_date() {
    let with = |version, force, stolen| RollSlot {
        keys: vec![RollKey { version, key: KEY, force, stolen }].try_into().unwrap(),
        ..slot()
    };
    let until = Interval { since: OPENS + 10, until: Some(OPENS + 20) };
    assert_eq!(
        try_settle(&ballot(5, Choice::Yes, 1), &with(1, Interval::open(0), false), &moment()),
        Err(Skip::UnknownKey)
    );
    for (cast_at, counts) in [(9, false), (10, true), (19, true), (20, false)] {
        let result = try_settle(&ballot(cast_at, Choice::Yes, 1), &with(0, until, false), &moment());
        assert_eq!(result.err(), (!counts).then_some(Skip::KeyNotInForce), "cast at {cast_at}");
    }
    assert_eq!(try_settle(&ballot(15, Choice::Yes, 1), &with(0, until, true), &moment()), Err(Skip::KeyStolen));
}

#[test]
fn a_foreign_signature_is_refused() {
    let mut forged = ballot(5, Choice::Yes, 1);
    forged.signature[0] ^= 1;
    assert_eq!(try_settle(&forged, &slot(), &moment()), Err(Skip::BadSignature));
}

#[test]
fn only_a_greater_ballot_replaces_the_live_one() {
    let live = Some(LiveBallot::from(&ballot(5, Choice::Yes, 4).ballot));
    let after = Moment { live, spent: 4, ..moment() };
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 4), &slot(), &after), Err(Skip::NotNewer));
    assert_eq!(try_settle(&ballot(4, Choice::Abstain, 50), &slot(), &after), Err(Skip::NotNewer));
    assert!(try_settle(&ballot(5, Choice::Yes, 5), &slot(), &after).is_ok(), "same instant: the greater body wins");
    let effect = try_settle(&ballot(6, Choice::No, 1), &slot(), &after).unwrap();
    assert_eq!((effect.spent, effect.removed.unwrap().tokens), (1, 4));
}

#[test]
fn spending_may_reach_what_has_accrued_and_a_revote_refunds() {
    let rich = Moment { accrued: 60, spent: 20, ..moment() };
    assert!(try_settle(&ballot(5, Choice::Yes, 40), &slot(), &rich).is_ok());
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 41), &slot(), &rich), Err(Skip::Overspent));
    let live = Some(LiveBallot::from(&ballot(4, Choice::Yes, 20).ballot));
    assert_eq!(try_settle(&ballot(5, Choice::Yes, 50), &slot(), &Moment { live, ..rich }).unwrap().spent, 50);
}

#[test]
fn expertise_weighs_in_technical_classes_only() {
    let body = Body::Open { choice: Choice::Yes, tokens: 4 };
    assert_eq!(vote(&body, &terms(Class::Technical), 2000).weight, 4 * ONE);
    assert_eq!(vote(&body, &terms(Class::Technical), 9000).weight, 4 * ONE);
    assert_eq!(vote(&body, &terms(Class::Budget), 2000).weight, 2 * ONE);
}

#[test]
fn outcomes_at_their_boundaries() {
    let tally = |yes: u32, no: u32, abstain: u32| {
        let mut tally = Tally::default();
        for (choice, count) in [(Choice::Yes, yes), (Choice::No, no), (Choice::Abstain, abstain)] {
            let body = Body::Open { choice, tokens: 0 };
            (0..count).for_each(|_| tally.add(&vote(&body, &terms(Class::Rights), 1000)));
        }
        tally
    };
    let simple = Thresholds { approval_permille: 500, quorum_permille: 200 };
    let consensus = Thresholds { approval_permille: 950, quorum_permille: 0 };
    for (tally, thresholds, base, expected) in [
        (tally(1, 0, 0), simple, 10, Outcome::NoQuorum),
        (tally(1, 0, 1), simple, 10, Outcome::Approved),
        (tally(1, 1, 0), simple, 10, Outcome::Rejected),
        (tally(0, 0, 2), simple, 10, Outcome::Rejected),
        (tally(0, 0, 0), consensus, 10, Outcome::NoQuorum),
        (tally(19, 1, 0), consensus, 10, Outcome::Approved),
        (tally(18, 1, 0), consensus, 10, Outcome::Rejected),
    ] {
        assert_eq!(tally.outcome(&thresholds, base), expected, "{tally:?}");
    }
}

fn choice(number: u8) -> Choice {
    [Choice::No, Choice::Yes, Choice::Abstain][usize::from(number)]
}

/// Settles `offers` as a chain would for voters with one key each; returns live ballots, tally, spending.
fn run(offers: &[(OracleBallot, u64)], voters: usize, accrued: u64) -> (Vec<Option<LiveBallot>>, Tally, Vec<u64>) {
    run_with(offers, voters, accrued, &[])
}

/// The same where some voters were admitted a moment after the proposal was scheduled.
fn run_with(
    offers: &[(OracleBallot, u64)],
    voters: usize,
    accrued: u64,
    late: &[usize],
) -> (Vec<Option<LiveBallot>>, Tally, Vec<u64>) {
    let (mut live, mut tally, mut spent) = (vec![None; voters], Tally::default(), vec![0; voters]);
    for (offer, now) in offers {
        let since = if late.contains(&offer.voter) { SCHEDULED + 1 } else { SCHEDULED };
        let slot = joined(&[Interval::open(since)]);
        let signed = ballot(offer.cast_at, choice(offer.choice), offer.tokens);
        let moment = Moment { now: OPENS + now, live: live[offer.voter], spent: spent[offer.voter], accrued };
        if let Ok(effect) = try_settle(&signed, &slot, &moment) {
            let before: Option<LiveBallot> = live[offer.voter];
            assert!(before.is_none_or(|before| before.order() < effect.live.order()), "live never decreases");
            effect.apply(&mut tally);
            live[offer.voter] = Some(effect.live);
            spent[offer.voter] = effect.spent;
        }
    }
    (live, tally, spent)
}

fn offers() -> impl Strategy<Value = Vec<OracleBallot>> {
    let one = (0usize..5, 0u8..3, 0u16..55, 0u32..WINDOW + 10).prop_map(|(voter, choice, tokens, cast_at)| {
        OracleBallot { voter, choice, tokens, cast_at: cast_at / 1000 * 1000 }
    });
    prop::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn the_rule_agrees_with_the_oracle(offers in offers(), accrued in 0u64..60, now in 0u64..u64::from(WINDOW), late in 0usize..6) {
        let mut oracle = Oracle::new(accrued as i64, 50, WINDOW);
        oracle.late.push(late);
        offers.iter().for_each(|offer| { oracle.offer(*offer, now as i64); });
        let timed: Vec<_> = offers.into_iter().map(|offer| (offer, now)).collect();
        let (live, tally, spent) = run_with(&timed, 5, accrued, &[late]);
        for voter in 0..5 {
            let expected = oracle.live(voter);
            prop_assert_eq!(live[voter].map(|l| (l.cast_at, l.body.choice() as u8, l.body.tokens())),
                expected.map(|b| (b.cast_at, b.choice, b.tokens)));
            prop_assert_eq!(spent[voter], expected.map_or(0, |b| u64::from(b.tokens)));
        }
        for (side, expected) in [tally.no, tally.yes, tally.abstain].iter().zip(oracle.weights(5)) {
            prop_assert!((side.weight as f64 / ONE as f64 - expected).abs() < 1e-6);
        }
    }

    /// The same ballots in any order and with duplicates, offered again at the end before the proposal is final.
    #[test]
    fn order_and_duplication_do_not_matter(offers in offers(), seed: prop::sample::Index, accrued in 0u64..300) {
        let now = u64::from(WINDOW);
        let mut shuffled = offers.clone();
        if !shuffled.is_empty() {
            let turn = seed.index(shuffled.len());
            shuffled.rotate_left(turn);
            shuffled.reverse();
        }
        let timed = |list: &[OracleBallot]| -> Vec<_> { list.iter().map(|offer| (*offer, now)).collect() };
        let mut twice = timed(&shuffled);
        twice.extend(timed(&offers));
        prop_assert_eq!(run(&timed(&offers), 5, accrued), run(&twice, 5, accrued));
    }

    #[test]
    fn the_tally_is_the_sum_of_the_live_ballots_and_spending_stays_within_what_accrued(offers in offers(), accrued in 0u64..60) {
        let timed: Vec<_> = offers.into_iter().map(|offer| (offer, u64::from(WINDOW))).collect();
        let (live, tally, spent) = run(&timed, 5, accrued);
        let mut recount = Tally::default();
        live.iter().flatten().for_each(|ballot| recount.add(&vote(&ballot.body, &terms(Class::Budget), 1000)));
        prop_assert_eq!(tally, recount);
        prop_assert!(spent.iter().all(|spent| *spent <= accrued));
    }

    #[test]
    fn validity_does_not_depend_on_the_time_of_settlement(cast_at in 0u32..WINDOW, tokens in 0u16..51, later in 0u64..10_000_000) {
        let signed = ballot(cast_at, Choice::Yes, tokens);
        let at = |now| try_settle(&signed, &slot(), &Moment { now, ..moment() });
        prop_assert_eq!(at(OPENS + u64::from(cast_at)), at(OPENS + u64::from(cast_at) + later));
    }
}

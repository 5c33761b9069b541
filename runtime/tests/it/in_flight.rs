//! Votes cast and not yet settled when keys and accounts change.

use crate::chain::*;
use cybersyn_primitives::{
    Ballot, Body, Choice, Class, DAY, Hash, KeyVersion, Millis, ProposalId, SignedBallot, VotingKey,
    application::rotation_payload, dev::voting_seed,
};
use cybersyn_runtime::{Ballots, Did, Runtime, RuntimeOrigin, System};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use pallet_ballots::Error;
use pallet_did::{PublicKey, Purposes};
use sp_core::{Pair, ed25519};

/// The voter, a founder, and an account that is nobody's yet.
const VOTER: u32 = 0;
const NEW_ACCOUNT: u32 = 15;

fn old_key() -> ed25519::Pair {
    ed25519::Pair::from_seed(&voting_seed(VOTER))
}

fn new_key() -> ed25519::Pair {
    ed25519::Pair::from_seed(&[77; 32])
}

fn genesis() -> Hash {
    System::block_hash(0).into()
}

/// The voter's ballot, dated `date`.
fn ballot(proposal: ProposalId, date: Millis, key_version: KeyVersion, pair: &ed25519::Pair) -> SignedBallot {
    let terms = Ballots::ledger(proposal).expect("open").terms;
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    let cast_at = u32::try_from(date - terms.opens).expect("within the window");
    let ballot = Ballot { proposal, citizen: VOTER, key_version, body, cast_at };
    let signature = pair.sign(&ballot.signing_payload(&genesis(), &terms.content)).0;
    SignedBallot { ballot, signature }
}

/// Anybody brings it: founder 5 does.
fn settle(signed: SignedBallot) -> DispatchResult {
    Ballots::settle_own(RuntimeOrigin::signed(account(5)), signed)
}

/// A vote has begun; a minute later the test goes on.
fn with_vote(test: impl FnOnce(ProposalId)) {
    run(|| {
        assert_ok!(propose(VOTER, [1; 32], Class::Rights, 7 * DAY));
        at(START + 60_000);
        test(latest());
    });
}

/// The voter passes control to a new account, which brings the new key into force and retires the old one.
fn rotate_everything(stolen: bool) {
    let did = account(VOTER).into();
    let version = pallet_did::Dids::<Runtime>::get(did).expect("a founder").version;
    let consent = pair(NEW_ACCOUNT).sign(&rotation_payload(&genesis(), &did, version));
    assert_ok!(Did::rotate(RuntimeOrigin::signed(account(VOTER)), account(NEW_ACCOUNT), consent.into()));
    let key: VotingKey = new_key().public().0;
    let owner = || RuntimeOrigin::signed(account(NEW_ACCOUNT));
    assert_ok!(Did::add_key(owner(), PublicKey::Ed25519(key), Purposes::VOTING));
    assert_ok!(Did::revoke_key(owner(), 0, stolen));
}

#[test]
fn a_vote_cast_before_everything_changed_counts() {
    with_vote(|proposal| {
        let cast = ballot(proposal, now(), 0, &old_key());
        at(START + 120_000);
        rotate_everything(false);
        at(START + 180_000);
        assert_ok!(settle(cast));
        assert_eq!(Ballots::ledger(proposal).expect("open").tally.yes.voters, 1);
    });
}

#[test]
fn the_old_key_signs_nothing_dated_later() {
    with_vote(|proposal| {
        rotate_everything(false);
        at(START + 180_000);
        let late = ballot(proposal, now(), 0, &old_key());
        assert_noop!(settle(late), Error::<Runtime>::KeyNotInForce);
        assert_ok!(settle(ballot(proposal, now(), 1, &new_key())));
    });
}

#[test]
fn the_new_key_replaces_the_vote_and_the_voter_still_counts_once() {
    with_vote(|proposal| {
        assert_ok!(settle(ballot(proposal, now(), 0, &old_key())));
        at(START + 120_000);
        rotate_everything(false);
        at(START + 180_000);
        assert_ok!(settle(ballot(proposal, now(), 1, &new_key())));
        assert_eq!(Ballots::ledger(proposal).expect("open").tally.yes.voters, 1);
    });
}

#[test]
fn the_new_key_signs_nothing_dated_before_it_came() {
    with_vote(|proposal| {
        let before = now();
        at(START + 120_000);
        rotate_everything(false);
        at(START + 180_000);
        let backdated = ballot(proposal, before, 1, &new_key());
        assert_noop!(settle(backdated), Error::<Runtime>::KeyNotInForce);
    });
}

#[test]
fn what_a_stolen_key_signed_before_is_void() {
    with_vote(|proposal| {
        let cast = ballot(proposal, now(), 0, &old_key());
        at(START + 120_000);
        rotate_everything(true);
        at(START + 180_000);
        assert_noop!(settle(cast), Error::<Runtime>::KeyStolen);
    });
}

#[test]
fn a_version_is_no_key_of_another() {
    with_vote(|proposal| {
        at(START + 120_000);
        rotate_everything(false);
        at(START + 180_000);
        let mixed = ballot(proposal, now(), 1, &old_key());
        assert_noop!(settle(mixed), Error::<Runtime>::BadSignature);
        assert_noop!(settle(ballot(proposal, now(), 2, &new_key())), Error::<Runtime>::UnknownKey);
    });
}

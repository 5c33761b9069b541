//! A person votes, gives up their DID, is admitted again by vouchers who were deceived, and votes once more.

use crate::chain::*;
use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Class, DAY, Hash, ProposalId, SignedBallot, application::Application,
    dev::voting_seed,
};
use cybersyn_runtime::{Ballots, Did, Personhood, Runtime, RuntimeOrigin, System};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_core::{Pair, ed25519};

/// The same person's two identities: numbers of development citizens who are no founders.
const FIRST: u32 = 12;
const SECOND: u32 = 13;

fn voting_pair(number: u32) -> ed25519::Pair {
    ed25519::Pair::from_seed(&voting_seed(number))
}

fn genesis() -> Hash {
    System::block_hash(0).into()
}

/// Three founders vouch for `number`, who thereby is a citizen.
fn admit(number: u32) -> CitizenIndex {
    let voting_key = voting_pair(number).public().0;
    let application = Application { did: account(number).into(), voting_key, expires: now() + DAY };
    let signature = pair(number).sign(&application.signing_payload(&genesis()));
    for founder in 0..3 {
        let voucher = RuntimeOrigin::signed(account(founder));
        assert_ok!(Personhood::vouch(voucher, application, signature.into()));
    }
    Personhood::person(&account(number)).expect("admitted")
}

/// `number`, who is `citizen`, votes yes now.
fn vote(proposal: ProposalId, number: u32, citizen: CitizenIndex) -> DispatchResult {
    let terms = Ballots::ledger(proposal).expect("the box is open").terms;
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    let ballot = Ballot { proposal, citizen, key_version: 0, body, cast_at: (now() - terms.opens) as u32 };
    let signature = voting_pair(number).sign(&ballot.signing_payload(&genesis(), &terms.content)).0;
    Ballots::settle_own(RuntimeOrigin::signed(account(number)), SignedBallot { ballot, signature })
}

fn propose_rights(content: Hash) -> ProposalId {
    assert_ok!(propose(0, content, Class::Rights, 7 * DAY));
    latest()
}

#[test]
fn who_is_admitted_again_does_not_vote_twice_on_an_open_proposal() {
    run(|| {
        let first = admit(FIRST);
        let proposal = propose_rights([1; 32]);
        at(START + 60_000);
        assert_ok!(vote(proposal, FIRST, first));
        assert_ok!(Did::deactivate(RuntimeOrigin::signed(account(FIRST))));
        at(START + 120_000);
        let second = admit(SECOND);
        assert_ne!(first, second);
        at(START + 180_000);
        assert_noop!(vote(proposal, SECOND, second), pallet_ballots::Error::<Runtime>::JoinedLate);
        assert_eq!(Ballots::ledger(proposal).expect("open").tally.yes.voters, 1);
        let later = propose_rights([2; 32]);
        assert_ok!(vote(later, SECOND, second));
    });
}

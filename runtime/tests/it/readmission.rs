//! A person votes, gives up their DID, is admitted again by vouchers who were deceived, and votes once more.

use crate::chain::*;
use cybersyn_primitives::{CitizenIndex, Class, DAY, Hash, ProposalId, application::Application};
use cybersyn_runtime::{Ballots, Did, Personhood, Runtime, RuntimeOrigin};
use frame_support::{assert_noop, assert_ok};
use sp_core::Pair;

/// The same person's two identities: numbers of development citizens who are no founders.
const FIRST: u32 = 12;
const SECOND: u32 = 13;

/// Three founders vouch for `number`, who thereby is a citizen.
pub fn admit(number: u32) -> CitizenIndex {
    let voting_key = voting_pair(number).public().0;
    let application = Application { did: account(number).into(), voting_key, expires: now() + DAY };
    let signature = pair(number).sign(&application.signing_payload(&genesis()));
    for founder in 0..3 {
        let voucher = RuntimeOrigin::signed(account(founder));
        assert_ok!(Personhood::vouch(voucher, application, signature.into()));
    }
    Personhood::person(&account(number)).expect("admitted")
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
        assert_ok!(vote(proposal, FIRST, first, 0));
        assert_ok!(Did::deactivate(RuntimeOrigin::signed(account(FIRST))));
        at(START + 120_000);
        let second = admit(SECOND);
        assert_ne!(first, second);
        at(START + 180_000);
        assert_noop!(vote(proposal, SECOND, second, 0), pallet_ballots::Error::<Runtime>::JoinedLate);
        assert_eq!(Ballots::ledger(proposal).expect("open").tally.yes.voters, 1);
        let later = propose_rights([2; 32]);
        assert_ok!(vote(later, SECOND, second, 0));
    });
}

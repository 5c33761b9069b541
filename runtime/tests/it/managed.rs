//! Documents that a controller changes: what that does to votes, and who pays.

use crate::chain::*;
use cybersyn_primitives::{Ballot, Body, Choice, Class, DAY, DidId, KeyVersion, ProposalId, SignedBallot};
use cybersyn_runtime::{
    Ballots, Did, Runtime, RuntimeCall, RuntimeOrigin,
    configs::free::{DID_ERRORS, Foresight, FreeForPersons},
};
use frame_support::{assert_noop, assert_ok, traits::Contains};
use pallet_ballots::Error;
use pallet_did::{Change, Controllers, PublicKey, Purposes};
use pallet_quota::Precheck;
use sp_core::{Pair, ed25519};

/// Whose document it is.
const OWNER: u32 = 3;
const CONTROLLER: u32 = 4;

fn did(number: u32) -> DidId {
    account(number).into()
}

/// The owner has chosen the controller.
fn with_controller(test: impl FnOnce()) {
    run(|| {
        let controllers = Controllers::truncate_from(vec![did(CONTROLLER)]);
        assert_ok!(Did::set_controllers(RuntimeOrigin::signed(account(OWNER)), controllers, 0));
        test();
    });
}

fn manage(change: Change) -> frame_support::dispatch::DispatchResult {
    Did::manage(RuntimeOrigin::signed(account(CONTROLLER)), did(OWNER), change)
}

fn ballot(proposal: ProposalId, key_version: KeyVersion, pair: &ed25519::Pair) -> SignedBallot {
    let terms = Ballots::ledger(proposal).expect("open").terms;
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    let cast_at = u32::try_from(now() - terms.opens).expect("within the window");
    let ballot = Ballot { proposal, citizen: OWNER, key_version, body, cast_at };
    let signature = pair.sign(&ballot.signing_payload(&genesis(), &terms.content)).0;
    SignedBallot { ballot, signature }
}

#[test]
fn a_controllers_key_neither_votes_nor_acts_nor_attests() {
    with_controller(|| {
        let key = PublicKey::Ed25519(ed25519::Pair::from_seed(&[9; 32]).public().0);
        for purposes in [Purposes::VOTING, Purposes::CAPABILITY, Purposes::AUTHENTICATION, Purposes::ASSERTION] {
            let added = manage(Change::AddKey { key, purposes });
            assert_noop!(added, pallet_did::Error::<Runtime>::PurposeReserved);
        }
        assert_ok!(manage(Change::AddKey { key: PublicKey::X25519([9; 32]), purposes: Purposes::KEY_AGREEMENT }));
    });
}

#[test]
fn a_lost_device_that_a_controller_reports_votes_no_more() {
    with_controller(|| {
        assert_ok!(propose(OWNER, [1; 32], Class::Rights, 7 * DAY));
        at(START + 60_000);
        let cast = ballot(latest(), 0, &voting_pair(OWNER));
        assert_ok!(manage(Change::RevokeKey { version: 0, stolen: true }));
        let settled = Ballots::settle_own(RuntimeOrigin::signed(account(5)), cast);
        assert_noop!(settled, Error::<Runtime>::KeyStolen);
    });
}

#[test]
fn what_a_controller_does_is_the_controllers_expense() {
    with_controller(|| {
        let change = Change::RevokeKey { version: 0, stolen: true };
        let call: RuntimeCall = pallet_did::Call::manage { did: did(OWNER), change }.into();
        assert!(FreeForPersons::contains(&call));
        assert_eq!(Foresight::carried(&call), Ok(None), "it goes on nobody's quota but the sender's");
        assert_eq!(Foresight::check(&account(CONTROLLER), CONTROLLER, &call), Ok(()));
        // Error 23 of `did`: no controller.
        assert_eq!(Foresight::check(&account(5), 5, &call), Err(DID_ERRORS + 23));
    });
}

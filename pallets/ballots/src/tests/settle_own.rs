//! `settle_own`: one ballot, brought by anyone; here reasons are errors.

use super::{fixtures::*, mock::*};
use crate::pallet::{Error, JunkBy};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{Choice, Class, SignedBallot, hash::Software, receipt, rule::Skip, traits::Roll};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn own(signed: SignedBallot) -> frame_support::dispatch::DispatchResult {
    Ballots::settle_own(RuntimeOrigin::signed(99), signed)
}

#[test]
fn it_settles_like_a_batch_of_one() {
    run(|| {
        admit(2);
        open(1, Class::Budget);
        let signed = vote(1, 1, Choice::Yes, 4, 5);
        assert_eq!(Ballots::check_own(&signed), Ok(()));
        assert_ok!(own(signed));
        let root = receipt::root::<Software>(&[signed.ballot.leaf::<Software>()]);
        assert_eq!(last_settled(), Settled { index: Some(0), root, accepted: vec![1], skipped: vec![] });
        assert_eq!((spent(1), tally(1).yes.voters), (4, 1));
        assert_eq!(StubLives::get(1), Some(START + 5));
    });
}

#[test]
fn it_needs_a_signature_of_an_account() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Ballots::settle_own(origin, yes(1, 0, 5)), DispatchError::BadOrigin);
        }
    });
}

/// The ballot is refused with the error of that reason, alike before inclusion and in dispatch, and nothing changes.
#[track_caller]
fn refused(signed: SignedBallot, reason: Skip) {
    assert_eq!(Ballots::check_own(&signed), Err(reason));
    assert_noop!(own(signed), Error::<Test>::from(reason));
    assert_eq!(JunkBy::<Test>::iter().count(), 0, "whoever brings a ballot pays for it; the author does not");
}

#[test]
fn every_reason_is_an_error() {
    run(|| {
        admit(6);
        open(1, Class::Rights);
        Ballots::lapse(1, START);
        Ballots::strike(2);
        Ballots::revoke_key(3, 0, START + 1, false);
        Ballots::revoke_key(4, 0, START + 1, true);
        refused(yes(2, 0, 5), Skip::UnknownProposal);
        refused(yes(1, 0, WINDOW as u32), Skip::TooLate);
        refused(yes(1, 77, 5), Skip::UnknownVoter);
        refused(yes(1, 1, 5), Skip::NotAPerson);
        refused(yes(1, 2, 5), Skip::Struck);
        refused(yes(1, 3, 5), Skip::KeyNotInForce);
        refused(yes(1, 4, 5), Skip::KeyStolen);
        refused(vote(1, 0, Choice::Yes, 1, 5), Skip::IllegalTokens);
        refused(yes(1, 0, 60_001), Skip::FromFuture);
        let mut other = yes(1, 0, 5);
        other.ballot.key_version = 3;
        refused(other, Skip::UnknownKey);
        let mut forged = yes(1, 0, 5);
        forged.ballot.cast_at = 6;
        refused(forged, Skip::BadSignature);
        Ballots::admit(6, START + 1).expect("room on the roll");
        refused(yes(1, 6, 5), Skip::JoinedLate);
        assert_ok!(own(yes(1, 0, 5)));
        refused(yes(1, 0, 5), Skip::NotNewer);
    });
}

#[test]
fn spending_more_than_one_has_is_an_error() {
    run(|| {
        admit(1);
        for proposal in 1..=3 {
            open(proposal, Class::Treasury);
        }
        assert_ok!(own(vote(1, 0, Choice::Yes, 50, 5)));
        assert_ok!(own(vote(2, 0, Choice::Yes, 50, 5)));
        refused(vote(3, 0, Choice::Yes, 1, 5), Skip::Overspent);
    });
}

#[test]
fn a_final_proposal_takes_nothing() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        go(2, START + WINDOW);
        live_for(GRACE + 60_000);
        refused(yes(1, 0, 5), Skip::Final);
    });
}

#[test]
fn the_first_ballot_after_close_closes_the_box() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        go(2, START + WINDOW);
        assert_eq!(Ballots::check_own(&yes(1, 0, 5)), Ok(()));
        assert_ok!(own(yes(1, 0, 5)));
        let ledger = ledger(1);
        assert_eq!(ledger.tally_at_close, Some(Default::default()));
        assert_eq!(ledger.tally.yes.voters, 1);
    });
}

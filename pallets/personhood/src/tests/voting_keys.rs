//! What `did` reports reaches the roll.

use super::*;
use cybersyn_primitives::traits::RollRefusal;
use pallet_did::{PublicKey, Purposes};

fn second() -> PublicKey {
    PublicKey::Ed25519(voting_key(100))
}

#[test]
fn a_persons_key_is_entered() {
    run(|| {
        assert_ok!(Did::add_key(signed(0), second(), Purposes::VOTING));
        assert_eq!(Recorder::take(), [Told::AddKey(0, 1, voting_key(100), START + 1_000)]);
    });
}

#[test]
fn a_strangers_key_is_not() {
    run(|| {
        assert_ok!(Did::create(signed(NEWCOMER), voting_key(NEWCOMER)));
        assert_ok!(Did::add_key(signed(NEWCOMER), second(), Purposes::VOTING));
        assert_ok!(Did::revoke_key(signed(NEWCOMER), 1, true));
        assert_ok!(Did::deactivate(signed(NEWCOMER)));
        assert_eq!(Recorder::take(), []);
    });
}

#[test]
fn a_full_slot_refuses_the_key() {
    run(|| {
        Recorder::refuse(RollRefusal::MaxEntriesExceeded);
        let call = Did::add_key(signed(0), second(), Purposes::VOTING);
        assert_noop!(call, pallet_did::Error::<Test>::MaxVotingKeysExceeded);
    });
}

#[test]
fn a_revoked_key_ends() {
    run(|| {
        assert_ok!(Did::revoke_key(signed(0), 0, true));
        assert_eq!(Recorder::take(), [Told::RevokeKey(0, 0, START + 1_000, true)]);
    });
}

#[test]
fn a_deactivated_did_ends_the_status() {
    run(|| {
        assert_ok!(Did::deactivate(signed(0)));
        let now = START + 1_000;
        assert_eq!(Recorder::take(), [Told::Lapse(0, now), Told::Close(0, now)]);
        assert_eq!((status(0), Personhood::active()), (Status::Lapsed, FOUNDERS - 1));
    });
}

#[test]
fn a_lapsed_persons_key_is_kept_up_to_date() {
    run(|| {
        live_on(3, 90, &[0]);
        day(20, 91);
        idle(21);
        Recorder::take();
        assert_ok!(Did::add_key(signed(0), second(), Purposes::VOTING));
        assert_eq!(Recorder::take(), [Told::AddKey(0, 1, voting_key(100), START + 91 * DAY + 1_000)]);
    });
}

use super::*;
use crate::{Error, Event, PublicKey, Purposes};
use cybersyn_pallet_test_utils::START;
use frame_support::assert_noop;
use sp_runtime::DispatchError;

#[test]
fn a_retired_key_stays_as_history() {
    run(|| {
        created(0);
        at(2, START + 6_000);
        assert_ok!(Did::revoke_key(signed(0), 0, false));
        let method = record(0).keys[0];
        assert_eq!((method.since, method.until, method.stolen), (START, Some(START + 6_000), false));
        assert_eq!(Recorder::take(), [Told::Revoked(did(0), 0, START + 6_000, false)]);
        System::assert_last_event(Event::KeyRevoked { did: did(0), version: 0, stolen: false }.into());
    });
}

#[test]
fn a_retired_key_can_still_be_reported_as_stolen() {
    run(|| {
        created(0);
        assert_ok!(Did::revoke_key(signed(0), 0, false));
        at(2, START + 6_000);
        assert_ok!(Did::revoke_key(signed(0), 0, true));
        let method = record(0).keys[0];
        assert_eq!((method.until, method.stolen), (Some(START), true));
        assert_eq!(Recorder::take().last(), Some(&Told::Revoked(did(0), 0, START, true)));
    });
}

#[test]
fn a_key_is_retired_once() {
    run(|| {
        created(0);
        assert_ok!(Did::revoke_key(signed(0), 0, false));
        assert_noop!(Did::revoke_key(signed(0), 0, false), Error::<Test>::KeyAlreadyRevoked);
    });
}

#[test]
fn a_stolen_key_stays_stolen() {
    run(|| {
        created(0);
        assert_ok!(Did::revoke_key(signed(0), 0, true));
        for stolen in [false, true] {
            assert_noop!(Did::revoke_key(signed(0), 0, stolen), Error::<Test>::KeyAlreadyRevoked);
        }
    });
}

#[test]
fn a_key_that_does_not_vote_is_not_reported() {
    run(|| {
        created(0);
        assert_ok!(Did::add_key(signed(0), PublicKey::Sr25519(did(1)), Purposes::ASSERTION));
        assert_ok!(Did::revoke_key(signed(0), 1, true));
        assert_eq!(Recorder::take(), []);
    });
}

#[test]
fn unknown_versions_are_refused() {
    run(|| {
        created(0);
        assert_noop!(Did::revoke_key(signed(0), 1, false), Error::<Test>::KeyNotFound);
    });
}

#[test]
fn only_the_controller_revokes() {
    run(|| {
        created(0);
        assert_noop!(Did::revoke_key(signed(1), 0, true), Error::<Test>::NotFound);
        assert_noop!(Did::revoke_key(RuntimeOrigin::root(), 0, true), DispatchError::BadOrigin);
    });
}

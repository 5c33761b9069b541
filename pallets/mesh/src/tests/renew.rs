use super::mock::*;
use crate::{Error, Event, LIFE_MAX_MILLIS, Nonces, Peers};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{CitizenIndex, DAY, peer::Registration};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn renew(number: u32, citizen: CitizenIndex) -> DispatchResult {
    let registration = registration(number, citizen);
    let signature = consent(number, &registration);
    Mesh::renew(signed(citizen), registration, signature)
}

#[test]
fn an_entry_ends_later() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        advance(80 * DAY);
        assert_ok!(renew(0, 3));
        let expires = START + 80 * DAY + LIFE_MAX_MILLIS;
        let entry = Peers::<Test>::get(peer(0)).expect("renewed");
        assert_eq!((entry.expires, entry.since, entry.addresses.len()), (expires, START, 1));
        System::assert_last_event(Event::Renewed { peer: peer(0), expires }.into());
        advance(20 * DAY);
        assert!(Mesh::peer(peer(0)).is_some());
    });
}

#[test]
fn renewing_proves_life_and_uses_the_consent_up() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(DAY);
        assert_ok!(renew(0, 3));
        assert_eq!(Society::lives(), [(3, START), (3, START + DAY)]);
        assert_eq!(Nonces::<Test>::get(3), 2);
    });
}

#[test]
fn an_entry_that_has_ended_is_not_renewed() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(LIFE_MAX_MILLIS);
        assert_noop!(renew(0, 3), Error::<Test>::NotFound);
    });
}

#[test]
fn only_its_person_renews_an_entry() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_noop!(renew(0, 4), Error::<Test>::NotAuthorized);
        assert_noop!(renew(1, 3), Error::<Test>::NotFound);
        let registration = registration(0, 3);
        let signature = consent(0, &registration);
        assert_noop!(Mesh::renew(RuntimeOrigin::none(), registration, signature), DispatchError::BadOrigin);
    });
}

#[test]
fn the_node_must_consent_again() {
    run(|| {
        assert_ok!(register(0, 3));
        let registration = registration(0, 3);
        let foreign = consent(1, &registration);
        assert_noop!(Mesh::renew(signed(3), registration, foreign), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn the_end_is_bounded() {
    run(|| {
        assert_ok!(register(0, 3));
        let until = |expires| {
            let registration = Registration { expires, ..registration(0, 3) };
            Mesh::renew(signed(3), registration, consent(0, &registration))
        };
        assert_noop!(until(START + LIFE_MAX_MILLIS + 1), Error::<Test>::ExpiryTooFar);
        assert_noop!(until(START), Error::<Test>::AlreadyExpired);
        assert_ok!(until(START + 1));
    });
}

#[test]
fn a_retired_key_is_not_renewed() {
    run(|| {
        assert_ok!(register(0, 3));
        Society::retire(peer(0));
        assert_noop!(renew(0, 3), Error::<Test>::NotAVerificationMethod);
    });
}

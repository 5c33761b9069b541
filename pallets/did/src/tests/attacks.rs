//! What thieves, replayers and racers try.

use super::{dispatch_as::*, recovery::*, *};
use crate::{
    AccountDid, Call, DidSignature, Error, Event, KEYS_MAX, Nonces, PublicKey, Purposes, Recoveries, WeightInfo,
};
use codec::Encode;
use curve25519_dalek::constants::EIGHT_TORSION;
use cybersyn_pallet_test_utils::{GENESIS, START, sign_rotation};
use cybersyn_primitives::{
    DAY, Millis,
    authorization::{AUTHORIZATION_LIFE_MILLIS, Authorization},
    traits::Dids as _,
};
use frame_support::{assert_noop, dispatch::GetDispatchInfo, pallet_prelude::TransactionSource};
use sp_core::{Pair, ed25519, sr25519};
use sp_runtime::transaction_validity::InvalidTransaction;

#[test]
fn an_authorisation_is_not_replayed_after_control_has_passed_on_and_back() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        assert_ok!(carry(authorization(0), remark()));
        assert_ok!(Did::rotate(signed(0), account(1), sign_rotation(1, &did(0), record(0).version)));
        refused(authorization(0), remark(), Error::InvalidNonce);
        at(2, START + DAY);
        assert_ok!(Did::rotate(signed(1), account(0), sign_rotation(0, &did(0), record(0).version)));
        refused(Authorization { expires: START + 2 * DAY, ..authorization(0) }, remark(), Error::InvalidNonce);
    });
}

#[test]
fn an_authorisation_that_outlived_its_key_is_void() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let kept = Authorization { expires: START + AUTHORIZATION_LIFE_MILLIS, ..authorization(0) };
        assert_ok!(Did::revoke_key(signed(0), 1, true));
        refused(kept, remark(), Error::KeyAlreadyRevoked);
        // Nor does a new key of the same bytes bring it back.
        let same = PublicKey::Sr25519(device().public().0);
        assert_noop!(Did::add_key(signed(0), same, Purposes::AUTHENTICATION), Error::<Test>::KeyAlreadyExists);
    });
}

#[test]
fn time_at_its_end_breaks_nothing() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        at(2, Millis::MAX);
        assert_ok!(carry(Authorization { expires: Millis::MAX, ..authorization(0) }, remark()));
        refused(Authorization { expires: Millis::MAX - 1, ..authorization(1) }, remark(), Error::Expired);
    });
}

#[test]
fn nonces_end_without_beginning_anew() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        Nonces::<Test>::insert(did(0), u32::MAX - 1);
        assert_ok!(carry(authorization(u32::MAX - 1), remark()));
        assert_eq!(Nonces::<Test>::get(did(0)), u32::MAX);
        refused(authorization(0), remark(), Error::InvalidNonce);
        refused(authorization(u32::MAX), remark(), Error::InvalidNonce);
    });
}

#[test]
fn no_key_of_small_order_comes_to_authorise() {
    run(|| {
        created(0);
        for point in EIGHT_TORSION {
            let weak = PublicKey::Ed25519(point.compress().to_bytes());
            assert_noop!(Did::add_key(signed(0), weak, Purposes::AUTHENTICATION), Error::<Test>::InvalidKey);
            assert_noop!(Did::create(signed(1), point.compress().to_bytes()), Error::<Test>::InvalidKey);
        }
        let identity = PublicKey::Sr25519([0; 32]);
        assert_noop!(Did::add_key(signed(0), identity, Purposes::CAPABILITY), Error::<Test>::InvalidKey);
    });
}

/// With R the identity and s = 0, the cofactored equation holds for every message under a key of small order.
#[test]
fn the_signature_that_fits_every_message_fits_no_key_in_force() {
    run(|| {
        created(0);
        let pair = ed25519::Pair::from_seed(&[7; 32]);
        assert_ok!(Did::add_key(signed(0), PublicKey::Ed25519(pair.public().0), Purposes::AUTHENTICATION));
        let mut bytes = [0; 64];
        bytes[0] = 1;
        let universal = DidSignature::Ed25519(bytes);
        let weak = PublicKey::Ed25519(EIGHT_TORSION[1].compress().to_bytes());
        assert!(universal.verify(b"anything", &weak), "the attack is real");
        let carried = Did::dispatch_as(signed(3), authorization(0), universal, Box::new(remark()));
        assert_noop!(carried, Error::<Test>::InvalidSignature);
    });
}

#[test]
fn keys_that_sign_no_ballots_or_agree_on_keys_authorise_nothing_by_another_kind_of_signature() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let sound = device().sign(&authorization(0).signing_payload(&GENESIS, &remark().encode())).0;
        let mut long = [0; 65];
        long[..64].copy_from_slice(&sound);
        for other in [DidSignature::Ed25519(sound), DidSignature::Secp256k1(long)] {
            let carried = Did::dispatch_as(signed(3), authorization(0), other, Box::new(remark()));
            assert_noop!(carried, Error::<Test>::InvalidSignature);
        }
    });
}

#[test]
fn of_two_rotations_of_one_version_the_first_counts() {
    run(|| {
        created(0);
        let (mine, thiefs) = (sign_rotation(1, &did(0), 0), sign_rotation(2, &did(0), 0));
        assert_ok!(Did::rotate(signed(0), account(1), mine));
        assert_noop!(Did::rotate(signed(0), account(2), thiefs.clone()), Error::<Test>::NotFound);
        at(2, START + DAY);
        assert_noop!(Did::rotate(signed(1), account(2), thiefs), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_consent_made_before_any_change_of_the_did_is_void_after_it() {
    run(|| {
        created(0);
        let consent = sign_rotation(1, &did(0), 0);
        assert_ok!(Did::add_key(signed(0), PublicKey::Sr25519(device().public().0), Purposes::AUTHENTICATION));
        assert_noop!(Did::rotate(signed(0), account(1), consent), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn a_call_in_flight_runs_in_the_name_of_whoever_controls_the_did_by_then() {
    run(|| {
        with_device(Purposes::CAPABILITY);
        let call = Call::set_service { id: service_id("a"), kind: kind(), endpoint: endpoint("https://a.example") };
        assert_ok!(Did::rotate(signed(0), account(1), sign_rotation(1, &did(0), record(0).version)));
        assert_ok!(carry(authorization(0), call.into()));
        assert_eq!(record(0).services.len(), 1);
        // The old account has no DID, and nothing was done in its name.
        assert_eq!(AccountDid::<Test>::get(account(0)), None);
    });
}

#[test]
fn a_guardian_stolen_and_passed_on_is_still_one_guardian() {
    run(|| {
        guarded();
        support(1, 9);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(6), FUNDS));
        assert_ok!(Did::rotate(signed(1), account(6), sign_rotation(6, &did(1), record(1).version)));
        assert_noop!(Did::support_recovery(signed(1), did(0), account(9)), Error::<Test>::NotFound);
        assert_noop!(Did::support_recovery(signed(6), did(0), account(9)), Error::<Test>::AlreadyExists);
        assert_eq!(due(), None);
    });
}

#[test]
fn a_recovered_owner_is_rid_of_the_thiefs_device() {
    run(|| {
        (0..4).for_each(created);
        assert_ok!(Did::add_key(signed(0), PublicKey::Sr25519(device().public().0), Purposes::CAPABILITY));
        assert_ok!(Did::set_guardians(signed(0), Some(guardians(&[1, 2, 3], 2))));
        support(1, 5);
        support(2, 5);
        at(2, START + DELAY);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(5), FUNDS));
        assert_ok!(Did::recover(signed(3), did(0), consent(5)));
        let by_thief = Authorization { expires: START + DELAY + DAY, ..authorization(0) };
        let call = Call::set_service { id: service_id("a"), kind: kind(), endpoint: endpoint("https://a.example") };
        refused(by_thief, call.into(), Error::KeyAlreadyRevoked);
    });
}

#[test]
fn a_thief_who_filled_the_did_with_keys_keeps_nobody_from_voting() {
    run(|| {
        created(0);
        for number in 1..KEYS_MAX {
            let key = PublicKey::Ed25519(voting_key(1_000 + number));
            assert_ok!(Did::add_key(signed(0), key, Purposes::ASSERTION));
        }
        for version in 0..KEYS_MAX as u16 {
            assert_ok!(Did::revoke_key(signed(0), version, false));
        }
        let mine = PublicKey::Ed25519(voting_key(2_000));
        assert_ok!(Did::add_key(signed(0), mine, Purposes::VOTING));
        assert_eq!(Did::voting_keys(&did(0)), [(KEYS_MAX as u16, voting_key(2_000))]);
        // What may have signed ballots in flight is not pushed out.
        assert!(record(0).key(0).is_some());
    });
}

#[test]
fn an_owner_dismisses_a_guardian_who_stands_for_somebody_without_end() {
    run(|| {
        guarded();
        support(1, 9);
        assert_ok!(Did::set_guardians(signed(0), Some(guardians(&[2, 3], 2))));
        assert!(!Recoveries::<Test>::contains_key(did(0)));
        let events: Vec<_> = System::events().into_iter().map(|record| record.event).collect();
        let [.., vetoed, set] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(*vetoed, Event::RecoveryVetoed { did: did(0) }.into());
        assert_eq!(*set, Event::GuardiansSet { did: did(0) }.into());
        assert_noop!(Did::support_recovery(signed(1), did(0), account(9)), Error::<Test>::NotAuthorized);
    });
}

#[test]
fn the_notice_does_not_shrink_when_guardians_come_late_and_ends_with_its_last_millisecond() {
    run(|| {
        guarded();
        support(1, 5);
        at(2, START + 30 * DAY);
        support(2, 5);
        let from = START + 30 * DAY;
        assert_eq!(due(), Some((account(5), from + DELAY)));
        at(3, from + DELAY - 1);
        assert_ok!(Did::veto_recovery(signed(0)));
        assert!(!Recoveries::<Test>::contains_key(did(0)));
    });
}

#[test]
fn what_a_carried_call_weighs_is_charged_with_it() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let inner = remark();
        let signature = sign(&authorization(0), &inner);
        let inner_weight = inner.get_dispatch_info().call_weight;
        let own = <() as WeightInfo>::dispatch_as();
        let call = Call::<Test>::dispatch_as { authorization: authorization(0), signature, call: Box::new(inner) };
        assert_eq!(call.get_dispatch_info().call_weight, own + inner_weight);
        let post = Did::dispatch_as(signed(3), authorization(0), signature, Box::new(remark())).expect("sound");
        assert_eq!(post.actual_weight, Some(own + inner_weight));
        assert!(inner_weight.ref_time() > 0, "else nothing was shown");
    });
}

#[test]
fn a_carried_call_that_fails_is_charged_as_well() {
    run(|| {
        with_device(Purposes::CAPABILITY);
        let call = Call::set_service { id: service_id("key-1"), kind: kind(), endpoint: endpoint("https://a.example") };
        let call = RuntimeCall::from(call);
        let (signature, weight) = (sign(&authorization(0), &call), call.get_dispatch_info().call_weight);
        let post = Did::dispatch_as(signed(3), authorization(0), signature, Box::new(call)).expect("it is carried");
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::dispatch_as() + weight));
    });
}

#[test]
fn nobody_authorises_for_a_person_by_a_key_of_another_did() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        assert_ok!(<Did as cybersyn_primitives::traits::Dids<_>>::create(&account(8), voting_key(8)));
        let own = PublicKey::Sr25519(sr25519::Pair::from_seed(&[43; 32]).public().0);
        assert_ok!(Did::add_key(signed(8), own, Purposes::AUTHENTICATION));
        let forged = Authorization { did: did(8), ..authorization(0) };
        let signature = sign(&forged, &remark());
        let verdict = Did::authorize_dispatch_as(TransactionSource::External, &forged, &signature, &Box::new(remark()));
        assert_eq!(verdict.err(), Some(InvalidTransaction::BadProof.into()));
    });
}

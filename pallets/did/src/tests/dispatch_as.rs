use super::*;
use crate::{Call, DidSignature, Error, Event, Nonces, PublicKey, Purposes};
use codec::Encode;
use cybersyn_pallet_test_utils::{GENESIS, START};
use cybersyn_primitives::{
    Hash, Millis,
    authorization::{AUTHORIZATION_LIFE_MILLIS, Authorization},
};
use frame_support::{
    assert_noop,
    pallet_prelude::{TransactionSource, ValidTransaction, Weight},
};
use sp_core::{Pair, ecdsa, ed25519, sr25519};
use sp_runtime::{
    DispatchError,
    transaction_validity::{InvalidTransaction, TransactionValidityError},
};

/// A device's key, added to the DID as version 1.
pub(super) fn device() -> sr25519::Pair {
    sr25519::Pair::from_seed(&[42; 32])
}

/// DID 0 with the device's key for `purposes`.
pub(super) fn with_device(purposes: Purposes) {
    created(0);
    assert_ok!(Did::add_key(signed(0), PublicKey::Sr25519(device().public().0), purposes));
}

pub(super) fn remark() -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark_with_event { remark: b"hear".to_vec() })
}

pub(super) fn authorization(nonce: u32) -> Authorization {
    Authorization { did: did(0), key: 1, nonce, expires: START + 60_000 }
}

pub(super) fn sign_for(genesis: &Hash, authorization: &Authorization, call: &RuntimeCall) -> DidSignature {
    DidSignature::Sr25519(device().sign(&authorization.signing_payload(genesis, &call.encode())).0)
}

pub(super) fn sign(authorization: &Authorization, call: &RuntimeCall) -> DidSignature {
    sign_for(&GENESIS, authorization, call)
}

/// Account 3 carries `call`, signed as it should be.
pub(super) fn carry(authorization: Authorization, call: RuntimeCall) -> Result<(), DispatchError> {
    let signature = sign(&authorization, &call);
    Did::dispatch_as(signed(3), authorization, signature, Box::new(call)).map(drop).map_err(|failed| failed.error)
}

/// `carry`, which must fail and change nothing.
pub(super) fn refused(authorization: Authorization, call: RuntimeCall, error: Error<Test>) {
    let signature = sign(&authorization, &call);
    assert_noop!(Did::dispatch_as(signed(3), authorization, signature, Box::new(call)), error);
}

#[test]
fn anybody_carries_what_a_key_authorised() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        assert_ok!(carry(authorization(0), remark()));
        let remarked =
            frame_system::Event::Remarked { sender: account(0), hash: sp_io::hashing::blake2_256(b"hear").into() };
        System::assert_has_event(remarked.into());
        System::assert_last_event(Event::Authorized { did: did(0), key: 1, nonce: 0, result: Ok(()) }.into());
        assert_eq!(Nonces::<Test>::get(did(0)), 1);
    });
}

#[test]
fn the_nonce_is_used_up_once() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        assert_ok!(carry(authorization(0), remark()));
        refused(authorization(0), remark(), Error::InvalidNonce);
        refused(authorization(2), remark(), Error::InvalidNonce);
        assert_ok!(carry(authorization(1), remark()));
    });
}

#[test]
fn a_call_that_fails_uses_the_nonce_up() {
    run(|| {
        with_device(Purposes::CAPABILITY);
        let id = service_id("key-1");
        let call = RuntimeCall::Did(Call::set_service { id, kind: kind(), endpoint: endpoint("https://a.example") });
        assert_ok!(carry(authorization(0), call.clone()));
        let result = Err(Error::<Test>::InvalidService.into());
        System::assert_last_event(Event::Authorized { did: did(0), key: 1, nonce: 0, result }.into());
        refused(authorization(0), call, Error::InvalidNonce);
    });
}

#[test]
fn an_authorisation_ends_with_its_expiry() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        at(2, START + 60_000);
        assert_ok!(carry(authorization(0), remark()));
        at(3, START + 60_001);
        refused(authorization(1), remark(), Error::Expired);
    });
}

#[test]
fn nobody_authorises_for_more_than_a_week_ahead() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let until = |expires: Millis| Authorization { expires, ..authorization(0) };
        refused(until(START + AUTHORIZATION_LIFE_MILLIS + 1), remark(), Error::Expired);
        refused(until(Millis::MAX), remark(), Error::Expired);
        assert_ok!(carry(until(START + AUTHORIZATION_LIFE_MILLIS), remark()));
    });
}

#[test]
fn a_key_authorises_only_what_it_is_for() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let call = Call::set_service { id: service_id("a"), kind: kind(), endpoint: endpoint("https://a.example") };
        refused(authorization(0), call.into(), Error::NotAuthorized);
        refused(Authorization { key: 0, ..authorization(0) }, remark(), Error::NotAuthorized);
        refused(authorization(0), Call::deactivate {}.into(), Error::CallNotAuthorizable);
    });
}

#[test]
fn an_authorised_call_authorises_no_further_one() {
    run(|| {
        with_device(Purposes::AUTHENTICATION | Purposes::CAPABILITY);
        let inner = authorization(1);
        let signature = sign(&inner, &remark());
        let outer = Call::dispatch_as { authorization: inner, signature, call: Box::new(remark()) };
        refused(authorization(0), outer.into(), Error::CallNotAuthorizable);
    });
}

#[test]
fn retired_and_unknown_keys_authorise_nothing() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        refused(Authorization { key: 2, ..authorization(0) }, remark(), Error::KeyNotFound);
        assert_ok!(Did::revoke_key(signed(0), 1, false));
        refused(authorization(0), remark(), Error::KeyAlreadyRevoked);
    });
}

#[test]
fn a_deactivated_did_does_nothing_more() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        assert_ok!(Did::deactivate(signed(0)));
        refused(authorization(0), remark(), Error::NotFound);
    });
}

#[test]
fn a_signature_is_for_one_call_one_did_and_one_chain() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        created(1);
        let key = PublicKey::Sr25519(device().public().0);
        assert_ok!(Did::add_key(signed(1), key, Purposes::AUTHENTICATION));
        let signature = sign(&authorization(0), &remark());
        let submit =
            |authorization, signature, call| Did::dispatch_as(signed(3), authorization, signature, Box::new(call));
        let other_call = RuntimeCall::System(frame_system::Call::remark { remark: b"hear".to_vec() });
        let other_did = Authorization { did: did(1), ..authorization(0) };
        let later = Authorization { expires: START + 120_000, ..authorization(0) };
        let other_chain = sign_for(&[1; 32], &authorization(0), &remark());
        assert_noop!(submit(authorization(0), signature, other_call), Error::<Test>::InvalidSignature);
        assert_noop!(submit(other_did, signature, remark()), Error::<Test>::InvalidSignature);
        assert_noop!(submit(later, signature, remark()), Error::<Test>::InvalidSignature);
        assert_noop!(submit(authorization(0), other_chain, remark()), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn control_that_passed_on_takes_the_keys_along() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let consent = cybersyn_pallet_test_utils::sign_rotation(1, &did(0), 1);
        assert_ok!(Did::rotate(signed(0), account(1), consent));
        assert_ok!(carry(authorization(0), remark()));
        let remarked =
            frame_system::Event::Remarked { sender: account(1), hash: sp_io::hashing::blake2_256(b"hear").into() };
        System::assert_has_event(remarked.into());
    });
}

#[test]
fn every_signing_kind_of_key_authorises() {
    run(|| {
        created(0);
        let (edwards, secp) = (ed25519::Pair::from_seed(&[7; 32]), ecdsa::Pair::from_seed(&[7; 32]));
        assert_ok!(Did::add_key(signed(0), PublicKey::Ed25519(edwards.public().0), Purposes::AUTHENTICATION));
        assert_ok!(Did::add_key(signed(0), PublicKey::Secp256k1(secp.public().0), Purposes::AUTHENTICATION));
        let (first, second) = (authorization(0), Authorization { key: 2, ..authorization(1) });
        let payload = |authorization: &Authorization| authorization.signing_payload(&GENESIS, &remark().encode());
        let by_edwards = DidSignature::Ed25519(edwards.sign(&payload(&first)).0);
        let by_secp = DidSignature::Secp256k1(secp.sign(&payload(&second)).0);
        assert_ok!(Did::dispatch_as(signed(3), first, by_edwards, Box::new(remark())));
        assert_noop!(
            Did::dispatch_as(signed(3), second, by_edwards, Box::new(remark())),
            Error::<Test>::InvalidSignature
        );
        assert_ok!(Did::dispatch_as(signed(3), second, by_secp, Box::new(remark())));
    });
}

#[test]
fn root_and_nobody_carry_nothing() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let signature = sign(&authorization(0), &remark());
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            let call = Box::new(remark());
            assert_noop!(Did::dispatch_as(origin, authorization(0), signature, call), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn only_a_persons_call_needs_no_carrier() {
    run(|| {
        with_device(Purposes::AUTHENTICATION);
        let authorize = |authorization| authorize(TransactionSource::External, authorization);
        let refusal = |reason: InvalidTransaction| Some(TransactionValidityError::Invalid(reason));
        assert_eq!(authorize(authorization(0)).err(), refusal(InvalidTransaction::BadSigner));

        assert_ok!(<Did as cybersyn_primitives::traits::Dids<_>>::create(&account(8), voting_key(8)));
        assert_ok!(Did::add_key(signed(8), PublicKey::Sr25519(device().public().0), Purposes::AUTHENTICATION));
        let own = Authorization { did: did(8), ..authorization(0) };
        let (validity, _) = authorize(own).expect("a person's call");
        assert_eq!(validity.provides.len(), 1);
        assert_eq!(authorize(Authorization { expires: START - 1, ..own }).err(), refusal(InvalidTransaction::Stale));
    });
}

#[test]
fn a_few_calls_wait_in_the_pool_for_those_before_them_and_none_in_a_block() {
    run(|| {
        assert_ok!(<Did as cybersyn_primitives::traits::Dids<_>>::create(&account(8), voting_key(8)));
        assert_ok!(Did::add_key(signed(8), PublicKey::Sr25519(device().public().0), Purposes::AUTHENTICATION));
        let numbered = |nonce| Authorization { did: did(8), ..authorization(nonce) };
        let pooled = |nonce| authorize(TransactionSource::External, numbered(nonce));
        let (first, _) = pooled(0).expect("its turn");
        let (second, _) = pooled(1).expect("ahead by one");
        assert_eq!((first.requires, second.requires), (vec![], first.provides));
        assert!(pooled(8).is_ok());
        assert_eq!(pooled(9).err(), Some(InvalidTransaction::Future.into()));
        let in_block = authorize(TransactionSource::InBlock, numbered(1));
        assert_eq!(in_block.err(), Some(InvalidTransaction::Future.into()));
    });
}

fn authorize(
    source: TransactionSource,
    authorization: Authorization,
) -> Result<(ValidTransaction, Weight), TransactionValidityError> {
    let signature = sign(&authorization, &remark());
    Did::authorize_dispatch_as(source, &authorization, &signature, &Box::new(remark()))
}

//! Calls that a DID's key authorises, as pool and block meet them: nobody signs the transaction.

use crate::chain::*;
use codec::Encode;
use cybersyn_primitives::{DAY, DidId, Hash, authorization::Authorization};
use cybersyn_runtime::{
    Did, Executive, Runtime, RuntimeCall, RuntimeOrigin, System, UncheckedExtrinsic, configs::free::PERSONHOOD_ERRORS,
};
use frame_support::assert_ok;
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_did::{DidSignature, Endpoint, Nonces, PublicKey, Purposes, ServiceId, ServiceKind};
use pallet_quota::{Buckets, CarriedBuckets, DailyQuota, QUOTA_EXHAUSTED, Quota};
use sp_core::{Pair, sr25519};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError};

type Verdict = Result<(), TransactionValidityError>;

fn device() -> sr25519::Pair {
    sr25519::Pair::from_seed(&[42; 32])
}

fn did(number: u32) -> DidId {
    account(number).into()
}

/// Founder 0 has a device that authenticates, as key 1.
fn with_device(test: impl FnOnce()) {
    with_device_for(Purposes::AUTHENTICATION, test);
}

fn with_device_for(purposes: Purposes, test: impl FnOnce()) {
    run(|| {
        // The first block, which knows the hash of genesis.
        System::set_block_number(0);
        System::initialize(&1, &Default::default(), &Default::default());
        let key = PublicKey::Sr25519(device().public().0);
        assert_ok!(Did::add_key(RuntimeOrigin::signed(account(0)), key, purposes));
        test();
    });
}

fn dispatch_as(authorization: Authorization, call: impl Into<RuntimeCall>) -> RuntimeCall {
    let (call, genesis) = (call.into(), Hash::from(System::block_hash(0)));
    let signature = device().sign(&authorization.signing_payload(&genesis, &call.encode()));
    let signature = DidSignature::Sr25519(signature.0);
    pallet_did::Call::dispatch_as { authorization, signature, call: Box::new(call) }.into()
}

fn transaction(call: RuntimeCall) -> UncheckedExtrinsic {
    let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
    UncheckedExtrinsic::new_transaction(call, extension)
}

/// Founder 0's device authorises `call` with its `nonce`.
fn by_device(nonce: u32, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
    transaction(dispatch_as(Authorization { did: did(0), key: 1, nonce, expires: now() + 60_000 }, call))
}

fn validate(transaction: UncheckedExtrinsic) -> Verdict {
    Executive::validate_transaction(TransactionSource::External, transaction, Default::default()).map(drop)
}

fn include(transaction: UncheckedExtrinsic) -> Verdict {
    Executive::apply_extrinsic(transaction).map(|result| {
        assert_ok!(result);
    })
}

fn alive() -> pallet_personhood::Call<Runtime> {
    pallet_personhood::Call::prove_life {}
}

/// A service of founder 0's DID.
fn service() -> pallet_did::Call<Runtime> {
    let text = |text: &str| text.as_bytes().to_vec();
    let id = ServiceId::truncate_from(text("site"));
    let kind = ServiceKind::truncate_from(text("LinkedDomains"));
    pallet_did::Call::set_service { id, kind, endpoint: Endpoint::truncate_from(text("https://ana.example")) }
}

fn refused(reason: InvalidTransaction) -> Verdict {
    Err(TransactionValidityError::Invalid(reason))
}

#[test]
fn a_persons_device_acts_without_coins_and_without_carrier() {
    with_device(|| {
        assert_eq!(validate(by_device(0, alive())), Ok(()));
        assert_eq!(include(by_device(0, alive())), Ok(()));
        assert_eq!(Nonces::<Runtime>::get(did(0)), 1);
        assert!(CarriedBuckets::<Runtime>::contains_key(0), "it goes on the person's carried quota");
        assert!(!Buckets::<Runtime>::contains_key(0), "the person's own is for what the account sends");
    });
}

#[test]
fn what_was_included_is_not_included_again() {
    with_device(|| {
        assert_eq!(include(by_device(0, alive())), Ok(()));
        assert_eq!(include(by_device(0, alive())), refused(InvalidTransaction::Stale));
        assert_eq!(include(by_device(2, alive())), refused(InvalidTransaction::Future));
    });
}

#[test]
fn several_calls_of_a_device_wait_in_a_pool_for_their_turn() {
    with_device(|| {
        assert_eq!(validate(by_device(2, alive())), Ok(()));
        assert_eq!(validate(by_device(9, alive())), refused(InvalidTransaction::Future));
    });
}

#[test]
fn an_authorisation_signed_for_years_ahead_is_none() {
    with_device(|| {
        let expires = now() + 8 * DAY;
        let pile = dispatch_as(Authorization { did: did(0), key: 1, nonce: 0, expires }, alive());
        assert_eq!(validate(transaction(pile)), refused(InvalidTransaction::Stale));
    });
}

#[test]
fn whatever_a_device_authorises_shows_that_the_person_lives() {
    with_device_for(Purposes::CAPABILITY, || {
        idle();
        at(START + 80 * DAY);
        let last_sign = || pallet_personhood::LastAlive::<Runtime>::get(0)[0];
        let before = last_sign();
        assert_eq!(include(by_device(0, service())), Ok(()));
        assert_eq!(last_sign(), before + 80);
    });
}

#[test]
fn a_device_makes_no_key_that_votes() {
    with_device_for(Purposes::CAPABILITY, || {
        let add = |purposes| pallet_did::Call::<Runtime>::add_key { key: PublicKey::Ed25519(unused_key()), purposes };
        assert_eq!(validate(by_device(0, add(Purposes::VOTING))), refused(InvalidTransaction::Call));
        assert!(validate(by_device(0, add(Purposes::ASSERTION))).is_ok());
    });
}

/// A usable ed25519 key that no DID has.
fn unused_key() -> [u8; 32] {
    voting_pair(50).public().0
}

/// A server's key, which its owner's node or web site holds.
#[test]
fn a_key_that_authenticates_answers_for_nothing_in_its_owners_name() {
    with_device(|| {
        let calls: [RuntimeCall; 3] = [
            service().into(),
            pallet_personhood::Call::renew { citizen: 5 }.into(),
            pallet_constitution::Call::withdraw { proposal: 0 }.into(),
        ];
        for call in calls {
            assert_eq!(validate(by_device(0, call)), refused(InvalidTransaction::Call));
        }
    });
}

#[test]
fn what_is_known_to_fail_does_not_enter_a_block() {
    with_device(|| {
        // Error 1 of `personhood`: no such citizen.
        let unknown = pallet_personhood::Call::<Runtime>::poke { citizen: 999 };
        assert_eq!(validate(by_device(0, unknown)), refused(InvalidTransaction::Custom(PERSONHOOD_ERRORS + 1)));
    });
}

#[test]
fn calls_within_calls_escape_no_purpose() {
    with_device(|| {
        let inner = Authorization { did: did(0), key: 1, nonce: 1, expires: now() + 60_000 };
        let held: [RuntimeCall; 3] = [
            dispatch_as(inner, alive()),
            pallet_scheduler::Call::schedule {
                when: 10,
                maybe_periodic: None,
                priority: 0,
                call: Box::new(RuntimeCall::from(pallet_did::Call::deactivate {})),
            }
            .into(),
            pallet_balances::Call::transfer_all { dest: account(5).into(), keep_alive: false }.into(),
        ];
        for call in held {
            assert_eq!(validate(by_device(0, call)), refused(InvalidTransaction::Call));
        }
    });
}

#[test]
fn a_device_does_not_dispose_of_the_did() {
    with_device(|| {
        let calls: [pallet_did::Call<Runtime>; 3] = [
            pallet_did::Call::deactivate {},
            pallet_did::Call::set_guardians { guardians: None },
            pallet_did::Call::revoke_key { version: 0, stolen: true },
        ];
        for call in calls {
            assert_eq!(validate(by_device(0, call)), refused(InvalidTransaction::Call));
        }
    });
}

#[test]
fn who_is_no_person_needs_a_carrier() {
    with_device(|| {
        use cybersyn_primitives::traits::Dids;
        let key = cybersyn_primitives::dev::voting_seed(20);
        let key = sp_core::ed25519::Pair::from_seed(&key).public().0;
        assert_ok!(<Did as Dids<_>>::create(&account(20), key).map(drop).map_err(|_| "taken"));
        let device = PublicKey::Sr25519(device().public().0);
        assert_ok!(Did::add_key(RuntimeOrigin::signed(account(20)), device, Purposes::AUTHENTICATION));
        let own = Authorization { did: did(20), key: 1, nonce: 0, expires: now() + 60_000 };
        assert_eq!(validate(transaction(dispatch_as(own, alive()))), refused(InvalidTransaction::BadSigner));
    });
}

#[test]
fn one_person_cannot_fill_blocks_by_authorised_calls() {
    with_device(|| {
        DailyQuota::<Runtime>::put(Quota { ref_time: 10_000_000_000, bytes: 4 * 1024 });
        let exhausted = refused(InvalidTransaction::Custom(QUOTA_EXHAUSTED));
        let stopped = (0..100).find(|nonce| include(by_device(*nonce, alive())) == exhausted);
        assert!(stopped.is_some_and(|count| count > 0), "stopped at {stopped:?}");
        // The account itself can still act.
        assert!(!Buckets::<Runtime>::contains_key(0));
    });
}

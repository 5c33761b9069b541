//! Benchmarks, each on a person's DID with as many keys and services as fit, so that what hears of voting keys works as
//! well as the deposit. Signing uses the host's keystore.

use super::*;
use alloc::vec;
use codec::{Encode, MaxEncodedLen};
use cybersyn_primitives::{DidId, KeyVersion, application::rotation_payload, authorization::Authorization, roll};
use frame_benchmarking::v2::*;
use frame_support::{
    BoundedVec,
    traits::{Consideration, Footprint, Time},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{ed25519_generate, sr25519_generate, sr25519_sign};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"bnch");
const CREATOR: [u8; 32] = [7; 32];

/// Makes what benchmarks need.
pub trait BenchmarkHelper {
    /// Makes a DID that of a person with as many nodes as may be, which have the DID's first keys.
    fn make_person(did: DidId);
}

fn voting_key() -> [u8; 32] {
    ed25519_generate(KEY_TYPE, None).0
}

fn service(number: u8) -> Service {
    let filled = |length: u32, byte: u8| vec![byte; length as usize];
    let mut id = filled(SERVICE_ID_BYTES_MAX, b'i');
    id.pop();
    id.push(b'a'.saturating_add(number));
    let mut endpoint = filled(ENDPOINT_BYTES_MAX, b'e');
    endpoint[1] = b':';
    Service {
        id: BoundedVec::truncate_from(id),
        kind: BoundedVec::truncate_from(filled(SERVICE_KIND_BYTES_MAX, b'k')),
        endpoint: BoundedVec::truncate_from(endpoint),
    }
}

/// The DID of controller `number`.
fn controller(number: u32) -> DidId {
    [200u8.saturating_add(number as u8); 32]
}

/// As many controllers and other names as fit, all of greatest length.
fn full_links() -> DidLinks {
    let uris = (0..ALSO_KNOWN_AS_MAX as u8).map(|number| {
        let mut uri = vec![b'u'; ALIAS_BYTES_MAX as usize];
        (uri[1], uri[2]) = (b':', b'a'.saturating_add(number));
        Alias::truncate_from(uri)
    });
    DidLinks {
        controllers: Controllers::truncate_from((0..CONTROLLERS_MAX).map(controller).collect()),
        also_known_as: AlsoKnownAs::truncate_from(uris.collect()),
        allowance_bytes: u32::MAX,
        ..Default::default()
    }
}

/// Controllers in force, with records as large as that of `did`.
fn make_controllers<T: Config>(did: &DidId) {
    let record = Dids::<T>::get(did).expect("there is such a DID");
    for id in (0..CONTROLLERS_MAX).map(controller) {
        let account = T::AccountId::from(id);
        AccountDid::<T>::insert(&account, id);
        Dids::<T>::insert(id, DidRecord { account, ..record.clone() });
    }
}

/// Funds for the greatest deposit.
fn fund<T: Config>(account: &T::AccountId) {
    let size = DidRecordOf::<T>::max_encoded_len().saturating_add(DidLinks::max_encoded_len());
    T::Consideration::ensure_successful(account, Footprint::from_parts(2, size));
}

/// A DID with `keys` keys, `services` services and full links, and a deposit that can be enlarged.
fn full<T: Config>(keys: u32, services: u32) -> (T::AccountId, DidId) {
    let account = T::AccountId::from(CREATOR);
    fund::<T>(&account);
    assert!(Pallet::<T>::create(RawOrigin::Signed(account.clone()).into(), voting_key()).is_ok());
    Dids::<T>::mutate(CREATOR, |record| {
        let record = record.as_mut().expect("created above");
        record.keys[0].purposes = Purposes::VOTING | Purposes::AUTHENTICATION;
        for version in 1..keys as KeyVersion {
            let key = PublicKey::Ed25519([version as u8; 32]);
            let method = VerificationMethod::new(version, key, Purposes::ASSERTION, 0);
            record.keys.try_push(method).expect("within the bound");
        }
        record.next_key = keys as KeyVersion;
        record.services = BoundedVec::truncate_from((0..services as u8).map(service).collect());
    });
    Links::<T>::insert(CREATOR, full_links());
    T::BenchmarkHelper::make_person(CREATOR);
    (account, CREATOR)
}

/// As many guardians as fit, all of whom are needed.
fn guardians<T: Config>() -> GuardianSet {
    let ids = (0..GUARDIANS_MAX as u8).map(|number| [number.saturating_add(100); 32]);
    GuardianSet {
        guardians: BoundedVec::truncate_from(ids.collect()),
        threshold: GUARDIANS_MAX as u8,
        delay_millis: RECOVERY_DELAY_MILLIS_MAX,
    }
}

/// A full DID with full-grown guardians, each of whom controls a DID of their own.
fn guarded<T: Config>() -> (DidId, vec::Vec<DidId>) {
    let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);
    let set = guardians::<T>();
    for guardian in &set.guardians {
        let record = DidRecord::new(T::AccountId::from(*guardian), [9; 32], 0, None);
        Pallet::<T>::insert(record);
    }
    let guardians = set.guardians.to_vec();
    assert!(Pallet::<T>::set_guardians(RawOrigin::Signed(account).into(), Some(set)).is_ok());
    (did, guardians)
}

fn support_all<T: Config>(did: DidId, guardians: &[DidId], to: T::AccountId) {
    for guardian in guardians {
        let origin = RawOrigin::Signed(T::AccountId::from(*guardian));
        assert!(Pallet::<T>::support_recovery(origin.into(), did, to.clone()).is_ok());
    }
}

#[benchmarks(where T::Signature: From<sr25519::Signature>, <T as Config>::RuntimeCall: From<Call<T>>)]
mod benches {
    use super::*;

    #[benchmark]
    fn create() {
        let account = T::AccountId::from(CREATOR);
        fund::<T>(&account);
        let key = voting_key();

        #[extrinsic_call]
        _(RawOrigin::Signed(account), key);

        assert!(Dids::<T>::contains_key(CREATOR));
    }

    #[benchmark]
    fn add_key() {
        let (account, did) = full::<T>(KEYS_MAX - 1, SERVICES_MAX);
        let key = PublicKey::Ed25519(voting_key());

        #[extrinsic_call]
        _(RawOrigin::Signed(account), key, Purposes::VOTING);

        assert_eq!(Dids::<T>::get(did).map(|record| record.keys.len() as u32), Some(KEYS_MAX));
    }

    #[benchmark]
    fn revoke_key() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), 0, true);

        assert!(Dids::<T>::get(did).is_some_and(|record| record.keys[0].stolen));
    }

    #[benchmark]
    fn set_service() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX - 1);
        let Service { id, kind, endpoint } = service(SERVICES_MAX as u8);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), id, kind, endpoint);

        assert_eq!(Dids::<T>::get(did).map(|record| record.services.len() as u32), Some(SERVICES_MAX));
    }

    #[benchmark]
    fn remove_service() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);
        let id = service(0).id;

        #[extrinsic_call]
        _(RawOrigin::Signed(account), id);

        assert_eq!(Dids::<T>::get(did).map(|record| record.services.len() as u32), Some(SERVICES_MAX - 1));
    }

    #[benchmark]
    fn rotate() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);
        let public = sr25519_generate(KEY_TYPE, None);
        let to = T::AccountId::from(public.0);
        fund::<T>(&to);
        let payload = rotation_payload(&Pallet::<T>::genesis(), &did, 0);
        let signature = sr25519_sign(KEY_TYPE, &public, &payload).expect("the keystore has the key");

        #[extrinsic_call]
        _(RawOrigin::Signed(account), to.clone(), signature.into());

        assert_eq!(AccountDid::<T>::get(to), Some(did));
    }

    #[benchmark]
    fn deactivate() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);

        #[extrinsic_call]
        _(RawOrigin::Signed(account));

        assert!(Dids::<T>::get(did).is_some_and(|record| record.deactivated.is_some()));
    }

    #[benchmark]
    fn dispatch_as() {
        let (account, did) = full::<T>(KEYS_MAX - 1, SERVICES_MAX);
        let public = sr25519_generate(KEY_TYPE, None);
        let key = PublicKey::Sr25519(public.0);
        let version = KEYS_MAX as KeyVersion - 1;
        let purposes = Purposes::AUTHENTICATION | Purposes::CAPABILITY;
        assert!(Pallet::<T>::add_key(RawOrigin::Signed(account.clone()).into(), key, purposes).is_ok());
        let call: <T as Config>::RuntimeCall = Call::<T>::remove_service { id: service(0).id }.into();
        let expires = T::Time::now().saturating_add(60_000);
        let authorization = Authorization { did, key: version, nonce: 0, expires };
        let payload = authorization.signing_payload(&Pallet::<T>::genesis(), &call.encode());
        let signature = sr25519_sign(KEY_TYPE, &public, &payload).expect("the keystore has the key");
        let signature = DidSignature::Sr25519(signature.0);

        // The call within is charged for itself: here it is only looked at.
        #[block]
        {
            assert!(Pallet::<T>::check_authorization(&authorization, &signature, &call).is_ok());
            Nonces::<T>::insert(did, 1);
            T::Persons::acted(&account);
        }

        assert_eq!(Nonces::<T>::get(did), 1);
    }

    /// While guardians before them recover the DID.
    #[benchmark]
    fn set_guardians() {
        let (did, before) = guarded::<T>();
        support_all::<T>(did, &before, T::AccountId::from([8; 32]));

        #[extrinsic_call]
        _(RawOrigin::Signed(T::AccountId::from(CREATOR)), Some(guardians::<T>()));

        assert!(!Recoveries::<T>::contains_key(did));
    }

    #[benchmark]
    fn support_recovery() {
        let (did, guardians) = guarded::<T>();
        let to = T::AccountId::from([8; 32]);
        let (last, others) = guardians.split_last().expect("there are some");
        for guardian in others {
            let origin = RawOrigin::Signed(T::AccountId::from(*guardian));
            assert!(Pallet::<T>::support_recovery(origin.into(), did, to.clone()).is_ok());
        }

        #[extrinsic_call]
        _(RawOrigin::Signed(T::AccountId::from(*last)), did, to);

        assert!(Recoveries::<T>::get(did).is_some_and(|recovery| recovery.due.is_some()));
    }

    #[benchmark]
    fn veto_recovery() {
        let (did, guardians) = guarded::<T>();
        support_all::<T>(did, &guardians, T::AccountId::from([8; 32]));

        #[extrinsic_call]
        _(RawOrigin::Signed(T::AccountId::from(CREATOR)));

        assert!(!Recoveries::<T>::contains_key(did));
    }

    #[benchmark]
    fn recover() {
        let (did, guardians) = guarded::<T>();
        let public = sr25519_generate(KEY_TYPE, None);
        let to = T::AccountId::from(public.0);
        fund::<T>(&to);
        support_all::<T>(did, &guardians, to.clone());
        Recoveries::<T>::mutate(did, |recovery| {
            let recovery = recovery.as_mut().expect("begun above");
            recovery.due = Some((to.clone(), 0));
        });
        // Keys that authorise calls are retired, and with them all nodes; those that vote besides are taken off the
        // roll: as many as it takes.
        Dids::<T>::mutate(did, |record| {
            let keys = &mut record.as_mut().expect("created above").keys;
            keys.iter_mut().for_each(|key| key.purposes = Purposes::AUTHENTICATION);
            keys.iter_mut().take(roll::KEYS_MAX as usize).for_each(|key| {
                key.purposes = Purposes::AUTHENTICATION | Purposes::VOTING;
            });
        });
        let version = Dids::<T>::get(did).expect("created above").version;
        let payload = rotation_payload(&Pallet::<T>::genesis(), &did, version);
        let signature = sr25519_sign(KEY_TYPE, &public, &payload).expect("the keystore has the key");

        #[extrinsic_call]
        _(RawOrigin::Signed(T::AccountId::from(CREATOR)), did, signature.into());

        assert_eq!(AccountDid::<T>::get(to), Some(did));
    }

    #[benchmark]
    fn set_controllers() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);
        make_controllers::<T>(&did);
        Links::<T>::mutate(did, |links| links.controllers.clear());

        #[extrinsic_call]
        _(RawOrigin::Signed(account), full_links().controllers, 0);

        assert_eq!(Links::<T>::get(did).controllers, full_links().controllers);
    }

    #[benchmark]
    fn set_also_known_as() {
        let (account, did) = full::<T>(KEYS_MAX, SERVICES_MAX);
        Links::<T>::mutate(did, |links| links.also_known_as.clear());

        #[extrinsic_call]
        _(RawOrigin::Signed(account), full_links().also_known_as);

        assert_eq!(Links::<T>::get(did).also_known_as, full_links().also_known_as);
    }

    #[benchmark]
    fn manage() {
        let (_, did) = full::<T>(KEYS_MAX, SERVICES_MAX);
        make_controllers::<T>(&did);
        let last = T::AccountId::from(controller(CONTROLLERS_MAX - 1));
        let change = Change::RevokeKey { version: 0, stolen: true };

        #[extrinsic_call]
        _(RawOrigin::Signed(last), did, change);

        assert!(Dids::<T>::get(did).is_some_and(|record| record.keys[0].stolen));
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::with_keystore(), crate::mock::Test);
}

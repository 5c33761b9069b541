//! Benchmarks, each on a person's DID with as many keys and services as fit, so that what hears of voting keys works as
//! well as the deposit. Signing uses the host's keystore.

use super::*;
use alloc::vec;
use codec::MaxEncodedLen;
use cybersyn_primitives::{DidId, KeyVersion, application::rotation_payload};
use frame_benchmarking::v2::*;
use frame_support::{
    BoundedVec,
    traits::{Consideration, Footprint},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, sr25519};
use sp_io::crypto::{ed25519_generate, sr25519_generate, sr25519_sign};

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"bnch");
const CREATOR: [u8; 32] = [7; 32];

/// Makes what benchmarks need.
pub trait BenchmarkHelper {
    /// Makes a DID that of a person with as many nodes as may be, one of which has the DID's first key.
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

/// A DID with `keys` keys and `services` services, and a deposit that can be enlarged.
fn full<T: Config>(keys: u32, services: u32) -> (T::AccountId, DidId) {
    let account = T::AccountId::from(CREATOR);
    let most = Footprint::from_parts(2, DidRecordOf::<T>::max_encoded_len());
    T::Consideration::ensure_successful(&account, most);
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
    T::BenchmarkHelper::make_person(CREATOR);
    (account, CREATOR)
}

#[benchmarks(where T::Signature: From<sr25519::Signature>)]
mod benches {
    use super::*;

    #[benchmark]
    fn create() {
        let account = T::AccountId::from(CREATOR);
        let most = Footprint::from_parts(2, DidRecordOf::<T>::max_encoded_len());
        T::Consideration::ensure_successful(&account, most);
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
        let most = Footprint::from_parts(2, DidRecordOf::<T>::max_encoded_len());
        T::Consideration::ensure_successful(&to, most);
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

    impl_benchmark_test_suite!(Pallet, crate::mock::with_keystore(), crate::mock::Test);
}

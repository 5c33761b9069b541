//! Benchmarks, each with as many nodes and addresses as fit. Signing uses the host's keystore.

use super::*;
use crate::weights::WeightInfo;
use alloc::vec::Vec;
use cybersyn_primitives::{
    CitizenIndex, Signature,
    fade::day_of,
    multiaddr::ADDRESS_BYTES_MAX,
    peer::{Capabilities, PeerKey, Registration},
    traits::{NodeRegistry, Persons},
};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::Time,
    weights::{Weight, WeightMeter},
};
use frame_system::RawOrigin;
use sp_core::{crypto::KeyTypeId, ed25519};
use sp_io::crypto::{ed25519_generate, ed25519_sign};

/// Makes persons for benchmarks.
pub trait BenchmarkHelper<AccountId> {
    /// The account of a person whose DID has that key for nodes, at a time other than that of genesis. Always the same
    /// person.
    fn person_with(key: PeerKey) -> AccountId;
}

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"bnch");

fn all() -> Capabilities {
    Capabilities::RELAY | Capabilities::BOOTSTRAP | Capabilities::STORAGE | Capabilities::SIDECAR
}

/// A name as long as fits, in an address of its own for each number.
fn address(number: u8) -> Address {
    let name_bytes = ADDRESS_BYTES_MAX as usize - 6;
    let mut bytes = Vec::with_capacity(ADDRESS_BYTES_MAX as usize);
    bytes.extend([53, name_bytes as u8]);
    bytes.extend((0..name_bytes).map(|position| if position % 60 == 59 { b'.' } else { b'a' }));
    bytes.extend([6, 1, number]);
    // One byte less than the most: a port has two.
    Address::truncate_from(bytes)
}

fn addresses() -> Addresses {
    Addresses::truncate_from((0..ADDRESSES_MAX as u8).map(address).collect())
}

/// The account of a person and a node of theirs that consents to the next registration.
fn consent<T: Config>() -> (T::AccountId, CitizenIndex, Registration, Signature) {
    let key: ed25519::Public = ed25519_generate(KEY_TYPE, None);
    let account = T::BenchmarkHelper::person_with(key.0);
    let citizen = T::Persons::citizen(&account).expect("the helper makes a person");
    let expires = T::Time::now() + LIFE_MAX_MILLIS;
    let registration = Registration { peer: key.0, citizen, nonce: Nonces::<T>::get(citizen), expires };
    let payload = registration.signing_payload(&Pallet::<T>::genesis());
    let signature = ed25519_sign(KEY_TYPE, &key, &payload).expect("the keystore has the key");
    (account, citizen, registration, signature.0)
}

/// Enters a node without consent.
fn enter<T: Config>(citizen: CitizenIndex, peer: PeerKey, expires: Millis) {
    let entry = Entry { citizen, capabilities: all(), addresses: addresses(), since: 0, expires };
    PeersOf::<T>::try_append(citizen, peer).expect("fewer than the bound");
    Pallet::<T>::put(peer, entry);
}

/// Gives the person nodes with those keys, as many as may be: for benchmarks of other pallets.
pub fn fill<T: Config>(citizen: CitizenIndex, keys: impl Iterator<Item = PeerKey>) {
    for key in keys.take(PEERS_MAX as usize) {
        enter::<T>(citizen, key, T::Time::now() + LIFE_MAX_MILLIS);
    }
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn register() {
        let (account, citizen, registration, signature) = consent::<T>();
        for number in 0..PEERS_MAX as u8 {
            enter::<T>(citizen, [number; 32], T::Time::now());
        }

        #[extrinsic_call]
        _(RawOrigin::Signed(account), registration, all(), addresses(), signature);

        assert_eq!(PeersOf::<T>::get(citizen).to_vec(), [registration.peer]);
    }

    #[benchmark]
    fn renew() {
        let (account, citizen, registration, signature) = consent::<T>();
        enter::<T>(citizen, registration.peer, T::Time::now() + 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), registration, signature);

        assert_eq!(Peers::<T>::get(registration.peer).map(|entry| entry.expires), Some(registration.expires));
    }

    #[benchmark]
    fn update() {
        let (account, citizen, Registration { peer, .. }, _) = consent::<T>();
        enter::<T>(citizen, peer, T::Time::now() + 1);
        let fewer = Addresses::truncate_from(addresses().into_iter().skip(1).collect());

        #[extrinsic_call]
        _(RawOrigin::Signed(account), peer, all(), fewer.clone());

        assert_eq!(Peers::<T>::get(peer).map(|entry| entry.addresses), Some(fewer));
    }

    #[benchmark]
    fn remove() {
        let (account, citizen, Registration { peer, .. }, _) = consent::<T>();
        enter::<T>(citizen, peer, T::Time::now() + 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(account), peer);

        assert!(!Peers::<T>::contains_key(peer));
    }

    #[benchmark]
    fn person_lost() {
        for number in 0..PEERS_MAX as u8 {
            enter::<T>(0, [number; 32], DAY);
        }

        #[block]
        {
            Pallet::<T>::person_lost(0);
        }

        assert!(!PeersOf::<T>::contains_key(0));
    }

    #[benchmark]
    fn key_retired() {
        enter::<T>(0, [7; 32], DAY);

        #[block]
        {
            Pallet::<T>::key_retired(0, &[7; 32]);
        }

        assert!(!PeersOf::<T>::contains_key(0));
    }

    #[benchmark]
    fn on_idle_base() {
        NextDay::<T>::put(day_of(DAY) + 1);
        let mut meter = WeightMeter::with_limit(T::WeightInfo::on_idle_base());

        #[block]
        {
            Pallet::<T>::work(DAY, &mut meter);
        }

        assert_eq!(meter.remaining(), Weight::zero());
    }

    #[benchmark]
    fn agenda_day() {
        NextDay::<T>::put(1);
        let mut meter = WeightMeter::new();

        #[block]
        {
            Pallet::<T>::work(DAY, &mut meter);
        }

        assert_eq!(NextDay::<T>::get(), 2);
    }

    #[benchmark]
    fn agenda_item() {
        NextDay::<T>::put(1);
        enter::<T>(0, [7; 32], DAY);
        let mut meter = WeightMeter::new();

        #[block]
        {
            Pallet::<T>::work(DAY, &mut meter);
        }

        assert!(!Peers::<T>::contains_key([7; 32]));
    }

    impl_benchmark_test_suite!(Pallet, crate::tests::mock::with_keystore(), crate::tests::mock::Test);
}

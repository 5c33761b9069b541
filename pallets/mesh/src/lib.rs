//! The routing registry: which nodes of the mesh serve which person, what they do for others, and where newcomers begin
//! (DESIGN sections 3 and 6; BIP-0004: only verified persons run full nodes).
//!
//! A node's key consents to serve a person by signing a [`Registration`](cybersyn_primitives::peer::Registration), which
//! that person's account brings, each for once; where DIDs have keys of nodes, it must be one of the person's. An entry
//! ends at its date unless renewed, and at once when the person's status ends. Meshes admit full peers by this registry
//! and find their first ones in it, without DNS.
//!
//! Persons need no coins: whatever can make one of their calls fail is told by [`Pallet::precheck`] before it is let in.
//! This pallet must never know how nodes talk to one another.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod admission;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod deadlines;
mod entry;
mod precheck;
mod provide;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::{BenchmarkHelper, fill};
pub use pallet::*;
pub use weights::WeightInfo;

pub use cybersyn_primitives::node::{ADDRESSES_MAX, Address, Addresses, Entry};

use cybersyn_primitives::{DAY, Millis};

/// Most nodes of one person at once: some devices and servers, and no crowd.
pub const PEERS_MAX: u32 = 8;
/// Furthest end of an entry from now: as often as a person proves life, a node does.
pub const LIFE_MAX_MILLIS: Millis = 90 * DAY;
/// Most entries that one reading through the interface returns.
pub const READ_MAX: u32 = 64;

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use cybersyn_primitives::{
        CitizenIndex, Signature,
        fade::Day,
        peer::{Capabilities, PeerKey, Registration},
        traits::{NodeKeys, Persons, Standing},
    };
    use frame_support::{pallet_prelude::*, traits::Time, weights::WeightMeter};
    use frame_system::pallet_prelude::*;

    /// Storage layout of this version of the pallet.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// What the pallet needs from the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The chain's clock, in milliseconds.
        type Time: Time<Moment = Millis>;
        /// Who is a person.
        type Persons: Persons<Self::AccountId>;
        /// Whose status is in force.
        type Standing: Standing;
        /// Keys of nodes in DIDs.
        type NodeKeys: NodeKeys;
        /// Weights of calls and hooks.
        type WeightInfo: WeightInfo;
        /// Makes persons for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
    }

    /// The pallet's storage and calls.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Every node, by key. Meshes read it; the name is part of the interface. An entry whose date has passed is none,
    /// though it may be here for a while.
    #[pallet::storage]
    pub type Peers<T> = StorageMap<_, Blake2_128Concat, PeerKey, Entry, OptionQuery>;

    /// The nodes of each person. Meshes read it; the name is part of the interface.
    #[pallet::storage]
    pub type PeersOf<T> =
        StorageMap<_, Twox64Concat, CitizenIndex, BoundedVec<PeerKey, ConstU32<PEERS_MAX>>, ValueQuery>;

    /// The nodes that introduce newcomers. Meshes read it; the name is part of the interface.
    #[pallet::storage]
    pub type Bootstraps<T> = StorageMap<_, Blake2_128Concat, PeerKey, (), OptionQuery>;

    /// How many registrations and renewals of each person were taken: what the next consent must name. Kept for ever, or
    /// old consents would be good again.
    #[pallet::storage]
    pub type Nonces<T> = StorageMap<_, Twox64Concat, CitizenIndex, u32, ValueQuery>;

    /// Nodes by the day at whose beginning their entry has ended.
    #[pallet::storage]
    pub type Agenda<T> = StorageDoubleMap<_, Twox64Concat, Day, Blake2_128Concat, PeerKey, (), OptionQuery>;

    /// The first day whose agenda is not done; 0 before the first block.
    #[pallet::storage]
    pub type NextDay<T> = StorageValue<_, Day, ValueQuery>;

    /// What happened to a node's entry.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A node serves a person.
        Registered {
            /// Its key.
            peer: PeerKey,
            /// Whom it serves.
            citizen: CitizenIndex,
            /// What it does for others.
            capabilities: Capabilities,
            /// When the entry ends.
            expires: Millis,
        },
        /// The end of an entry changed.
        Renewed {
            /// The node's key.
            peer: PeerKey,
            /// When it ends now.
            expires: Millis,
        },
        /// A node does something else for others, or is found elsewhere.
        Updated {
            /// Its key.
            peer: PeerKey,
            /// What it does for others now.
            capabilities: Capabilities,
        },
        /// An entry was removed: by its person, with the person's status, or with the key in the person's DID.
        Removed {
            /// The node's key.
            peer: PeerKey,
            /// Whom it served.
            citizen: CitizenIndex,
        },
        /// An entry ended at its date.
        Expired {
            /// The node's key.
            peer: PeerKey,
            /// Whom it served.
            citizen: CitizenIndex,
        },
    }

    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller is no person in force. Sign with the account that controls a person's DID, or ask for renewal.
        NotAPerson,
        /// The node serves, or consented to serve, somebody else. The node signs a registration for the caller.
        NotAuthorized,
        /// The key has no entry, or its date has passed. Register it.
        NotFound,
        /// The key has an entry. Renew or update it; one of another person must be removed by that person, or end.
        AlreadyExists,
        /// The caller has eight nodes. Remove one.
        MaxPeersExceeded,
        /// The key is no point of the curve, or of small order. The node makes a new one.
        InvalidKey,
        /// The key is no verification method for authentication in force of the caller's DID. Add it there first.
        NotAVerificationMethod,
        /// The consent is not the next one: see `Nonces`. The node signs with that nonce.
        WrongNonce,
        /// The node's key did not sign this registration for this chain.
        InvalidSignature,
        /// The entry would have ended by now. Choose a later date.
        AlreadyExpired,
        /// The entry would end more than 90 days from now. Choose an earlier date.
        ExpiryTooFar,
        /// A capability is unknown. Use relay (1), bootstrap (2), storage (4) and sidecar (8).
        UnknownCapability,
        /// A bootstrap without an address, or an address of a node that is none. Name addresses of bootstraps.
        AddressesMismatch,
        /// An address is none of the shapes that `cybersyn_primitives::multiaddr` lists, or is named twice.
        InvalidAddress,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            let mut meter = WeightMeter::with_limit(remaining);
            Self::work(T::Time::now(), &mut meter);
            meter.consumed()
        }

        fn integrity_test() {
            assert!(Entry::max_encoded_len() <= 1_088, "an entry stays near a kilobyte");
            let one = T::WeightInfo::on_idle_base()
                .saturating_add(T::WeightInfo::agenda_day())
                .saturating_add(T::WeightInfo::agenda_item());
            let block = T::BlockWeights::get().max_block;
            assert!(one.all_lte(block), "an idle block gets on with the agenda: {one:?}");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers a node of the caller.
        ///
        /// `signature` is by the node's key over [`Registration::signing_payload`]. Addresses are given if and only if
        /// the node is a bootstrap: see `cybersyn_primitives::multiaddr`.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register())]
        pub fn register(
            origin: OriginFor<T>,
            registration: Registration,
            capabilities: Capabilities,
            addresses: Addresses,
            signature: Signature,
        ) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_register(&account, registration, capabilities, addresses, &signature)
        }

        /// Sets a later or earlier end to the entry of a node of the caller, by a fresh consent of the node.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::renew())]
        pub fn renew(origin: OriginFor<T>, registration: Registration, signature: Signature) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_renew(&account, registration, &signature)
        }

        /// Changes what a node of the caller does for others, and where it is found.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::update())]
        pub fn update(
            origin: OriginFor<T>,
            peer: PeerKey,
            capabilities: Capabilities,
            addresses: Addresses,
        ) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_update(&account, peer, capabilities, addresses)
        }

        /// Removes a node of the caller.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::remove())]
        pub fn remove(origin: OriginFor<T>, peer: PeerKey) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_remove(&account, peer)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The entry of a node, if it is in force: neither ended, nor its person's status, nor its key's.
        pub fn peer(peer: PeerKey) -> Option<Entry> {
            Self::entry_in_force(&peer)
        }

        /// The nodes of a person that are in force.
        pub fn peers_of(citizen: CitizenIndex) -> Vec<(PeerKey, Entry)> {
            Self::entries_of(citizen)
        }

        /// Bootstraps in force, in the order of their storage keys: at most 64 (or `limit`) are looked at, after the one
        /// named. The last key looked at tells where to go on; none when there are no more.
        pub fn bootstraps(after: Option<PeerKey>, limit: u32) -> (Vec<(PeerKey, Entry)>, Option<PeerKey>) {
            Self::bootstraps_after(after, limit)
        }

        /// The nonce that the next consent of a node of the citizen must name.
        pub fn nonce(citizen: CitizenIndex) -> u32 {
            Nonces::<T>::get(citizen)
        }
    }
}

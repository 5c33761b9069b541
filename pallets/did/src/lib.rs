//! Decentralised identifiers of the method `did:cyb`: an id that never changes, controlled by an account that may,
//! with versioned keys and services (W3C DID Core).
//!
//! The id of a DID is the 32 bytes of the account that created it. Verified persons get theirs through
//! [`cybersyn_primitives::traits::Dids`] without a deposit; everybody else pays one for the bytes kept. Voting keys
//! are reported through [`cybersyn_primitives::traits::VotingKeys`].
//!
//! This crate must never know who is a person, nor what a voting key signs.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod authorize;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod change;
mod control;
mod errors;
mod events;
mod key;
mod keys;
mod links;
pub mod migrations;
#[cfg(test)]
mod mock;
mod precheck;
mod provide;
mod record;
mod recovery;
mod services;
mod signature;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use change::{Change, PLACES_LEFT_TO_OWNER};
pub use key::{PublicKey, Purposes};
pub use links::{
    ALIAS_BYTES_MAX, ALSO_KNOWN_AS_MAX, Alias, AlsoKnownAs, CONTROLLERS_MAX, Controllers, DidLinks, MANAGED_CHANGES_MAX,
};
pub use pallet::*;
pub use record::{
    DidRecord, ENDPOINT_BYTES_MAX, Endpoint, KEYS_MAX, RETIRED_KEY_KEPT_MILLIS, SERVICE_ID_BYTES_MAX,
    SERVICE_KIND_BYTES_MAX, SERVICES_MAX, Service, ServiceId, ServiceKind, VerificationMethod,
};
pub use recovery::{GUARDIANS_MAX, GuardianSet, RECOVERY_DELAY_MILLIS_MAX, Recovery};
pub use signature::DidSignature;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

/// What a key must be for to authorise a call.
pub trait PurposeOf<Call> {
    /// The purposes, all of which the key must have; none: no key of a DID authorises such a call.
    fn purpose_of(call: &Call) -> Option<Purposes>;
}

/// Who needs nobody to carry an authorised call.
pub trait IsPerson<AccountId> {
    /// Whether the account is a verified person's.
    fn is_person(account: &AccountId) -> bool;

    /// Hears that a key authorised a call in the name of the account: whoever controls it lives.
    fn acted(_account: &AccountId) {}
}

// A retired key outlives every proposal that it may have voted on: 45 days, and its grace.
const _: () = assert!(RETIRED_KEY_KEPT_MILLIS > 90 * cybersyn_primitives::DAY);
// A DID holds at least as many voting keys as its slot on the roll.
const _: () = assert!(cybersyn_primitives::roll::KEYS_MAX <= KEYS_MAX);

/// The pallet.
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::boxed::Box;
    use cybersyn_primitives::{DidId, KeyVersion, Millis, VotingKey, authorization::Authorization, traits::VotingKeys};
    use frame_support::{
        dispatch::{GetDispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
        traits::{Consideration, Footprint, Time},
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::{Dispatchable, IdentifyAccount, Verify};

    /// A DID as this runtime keeps it.
    pub type DidRecordOf<T> = DidRecord<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;

    /// Storage layout of this version of the pallet.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    /// What the pallet needs from the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<AccountId: From<[u8; 32]> + Into<[u8; 32]>> {
        /// The chain's clock, in milliseconds.
        type Time: Time<Moment = Millis>;
        /// Deposit for the bytes of a DID that belongs to no verified person.
        type Consideration: Consideration<Self::AccountId, Footprint>;
        /// Hears of voting keys.
        type VotingKeys: VotingKeys;
        /// Signature of an account, by which it consents to control a DID.
        type Signature: Parameter + Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>;
        /// Shortest time between two rotations of one DID: each may cost the chain an account that is never reaped.
        #[pallet::constant]
        type RotationInterval: Get<Millis>;
        /// Shortest notice that an owner can have of a recovery.
        #[pallet::constant]
        type RecoveryDelayMin: Get<Millis>;
        /// What keys may authorise.
        type RuntimeCall: Parameter
            + Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
            + GetDispatchInfo;
        /// What a key must be for to authorise a call.
        type PurposeOf: PurposeOf<<Self as Config>::RuntimeCall>;
        /// Whose authorised calls nobody needs to carry.
        type Persons: IsPerson<Self::AccountId>;
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Makes persons for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper;
    }

    /// Why the pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// Deposit for the bytes of a DID.
        #[codec(index = 0)]
        Record,
    }

    /// The pallet's storage and calls.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Every DID ever created, deactivated ones included: ids are never reused.
    #[pallet::storage]
    pub type Dids<T: Config> = StorageMap<_, Blake2_128Concat, DidId, DidRecordOf<T>>;

    /// The DID that an account controls, unless deactivated. One at most.
    #[pallet::storage]
    pub type AccountDid<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, DidId>;

    /// How many authorised calls a DID has sent: the nonce of its next one. Kept after deactivation.
    #[pallet::storage]
    pub type Nonces<T: Config> = StorageMap<_, Blake2_128Concat, DidId, u32, ValueQuery>;

    /// Recoveries that guardians have begun.
    #[pallet::storage]
    pub type Recoveries<T: Config> = StorageMap<_, Blake2_128Concat, DidId, Recovery<T::AccountId>, OptionQuery>;

    /// Controllers and other names of DIDs that have any. None is deactivated.
    #[pallet::storage]
    pub type Links<T: Config> = StorageMap<_, Blake2_128Concat, DidId, DidLinks, ValueQuery>;

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::RotationInterval::get() > 0, "a DID must not be rotated at will");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Creates the DID whose id is the caller's account, for a deposit, with its first voting key (version 0).
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::create())]
        pub fn create(origin: OriginFor<T>, voting_key: VotingKey) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_create(account, voting_key)
        }

        /// Brings a further key into force.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::add_key())]
        pub fn add_key(origin: OriginFor<T>, key: PublicKey, purposes: Purposes) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_change(&account, Change::AddKey { key, purposes })
        }

        /// Retires a key. What it signed before stays valid, unless it was `stolen`; a key retired before can still be
        /// marked as stolen.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::revoke_key())]
        pub fn revoke_key(origin: OriginFor<T>, version: KeyVersion, stolen: bool) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_change(&account, Change::RevokeKey { version, stolen })
        }

        /// Adds the service `id`, or replaces it.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::set_service())]
        pub fn set_service(
            origin: OriginFor<T>,
            id: ServiceId,
            kind: ServiceKind,
            endpoint: Endpoint,
        ) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_change(&account, Change::SetService(Service { id, kind, endpoint }))
        }

        /// Removes the service `id`.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::remove_service())]
        pub fn remove_service(origin: OriginFor<T>, id: ServiceId) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_change(&account, Change::RemoveService(id))
        }

        /// Passes control of the caller's DID to `new_account`, which consents by `signature` over
        /// [`cybersyn_primitives::application::rotation_payload`] and takes over the deposit, if there is one.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::rotate())]
        pub fn rotate(origin: OriginFor<T>, new_account: T::AccountId, signature: T::Signature) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_rotate(account, new_account, signature)
        }

        /// Deactivates the caller's DID for good: keys, services, guardians, controllers and other names are removed, the
        /// deposit returned.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::deactivate())]
        pub fn deactivate(origin: OriginFor<T>) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_deactivate(account)
        }

        /// Dispatches `call` as the account that controls a DID, by the word of one of its keys. Anybody may carry it;
        /// a verified person's needs no carrier. The nonce is used up even if `call` fails.
        #[pallet::call_index(7)]
        #[pallet::weight({
            let info = call.get_dispatch_info();
            (T::WeightInfo::dispatch_as().saturating_add(info.call_weight), info.class)
        })]
        #[pallet::authorize(Self::authorize_dispatch_as)]
        #[pallet::weight_of_authorize(T::WeightInfo::dispatch_as())]
        pub fn dispatch_as(
            origin: OriginFor<T>,
            authorization: Authorization,
            signature: DidSignature,
            call: Box<<T as Config>::RuntimeCall>,
        ) -> DispatchResultWithPostInfo {
            if ensure_authorized(origin.clone()).is_err() {
                ensure_signed(origin)?;
            }
            Self::do_dispatch_as(authorization, &signature, call, T::WeightInfo::dispatch_as())
        }

        /// Chooses the guardians of the caller's DID, or none. Ends a recovery that those before them have begun.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::set_guardians())]
        pub fn set_guardians(origin: OriginFor<T>, guardians: Option<GuardianSet>) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_set_guardians(&account, guardians)
        }

        /// As a guardian of `did`, stands for passing control to `to`. When enough guardians do, the owner's notice
        /// begins.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::support_recovery())]
        pub fn support_recovery(origin: OriginFor<T>, did: DidId, to: T::AccountId) -> DispatchResult {
            let guardian = ensure_signed(origin)?;
            Self::do_support_recovery(&guardian, did, to)
        }

        /// Ends every recovery of the caller's DID: the owner is well.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::veto_recovery())]
        pub fn veto_recovery(origin: OriginFor<T>) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_veto_recovery(&account)
        }

        /// Passes control of `did` to the account that its guardians stand for, when the notice is over and that
        /// account consents as in [`Pallet::rotate`]. Keys that authorise calls are retired and controllers dismissed:
        /// whoever made the recovery necessary may have chosen them. Anybody may bring it.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::recover())]
        pub fn recover(origin: OriginFor<T>, did: DidId, signature: T::Signature) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_recover(did, signature)
        }

        /// Chooses the DIDs whose accounts may change the document of the caller's DID besides; none: nobody may. By
        /// what they add the caller's deposit grows by no more than `allowance_bytes`.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::set_controllers())]
        pub fn set_controllers(origin: OriginFor<T>, controllers: Controllers, allowance_bytes: u32) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_set_controllers(&account, controllers, allowance_bytes)
        }

        /// Says by which other URIs the subject of the caller's DID is known; none: by no others.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::set_also_known_as())]
        pub fn set_also_known_as(origin: OriginFor<T>, uris: AlsoKnownAs) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_change(&account, Change::SetAlsoKnownAs(uris))
        }

        /// As the account that controls one of the controllers of `did`, changes that DID's document. Control of it,
        /// its guardians and its controllers stay with its own account.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::manage())]
        pub fn manage(origin: OriginFor<T>, did: DidId, change: Change) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_manage(&account, did, change)
        }
    }
}

//! Who runs what the federation depends on (seed 003, art. 4-B). Function 0 is block production: this pallet owns the
//! validator set and hands it to the session pallet. In the beginning only root, that is a passed proposal, sets it.
//!
//! It also keeps the length of a slot, fixed at genesis: networks run 6 s slots and development presets 1 s or 2 s
//! slots on the same Wasm. This pallet must never know consensus engines, keys or stakes; it asks one question of the
//! session pallet about keys: whether they are there, in use, and to take them off.
//!
//! In `construct_runtime` it comes before the session pallet, whose genesis asks it for the first set.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod keys;
mod session;
mod slot;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use keys::SessionKeys;
pub use pallet::*;
pub use slot::{MinimumPeriod, SlotDuration};
pub use weights::WeightInfo;

/// Most validators. GRANDPA's votes grow with the square of the set; 100 leaves finality well under a second of
/// signature checks per round.
pub const VALIDATORS_MAX: u32 = 100;
/// Length of a slot in networks, in milliseconds.
pub const SLOT_MILLIS_DEFAULT: u64 = 6_000;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use cybersyn_primitives::Millis;
    use frame_support::{pallet_prelude::*, traits::ConstU64};
    use frame_system::pallet_prelude::*;

    /// Layout of this pallet's storage.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// A set of validators, without duplicates.
    pub type ValidatorSet<T> = BoundedVec<<T as Config>::ValidatorId, ConstU32<VALIDATORS_MAX>>;

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// How the session pallet names a validator.
        type ValidatorId: Parameter + Member + MaxEncodedLen + MaybeSerializeDeserialize + From<Self::AccountId>;
        /// Session keys.
        type SessionKeys: SessionKeys<Self::AccountId, Self::ValidatorId>;
        /// What calls cost.
        type WeightInfo: WeightInfo;
        /// Makes validators with session keys for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// The validators wanted. Empty only where genesis left the choice to the session pallet's own list.
    #[pallet::storage]
    pub type Validators<T: Config> = StorageValue<_, ValidatorSet<T>, ValueQuery>;

    /// Whether `Validators` has changed since a session was last planned.
    #[pallet::storage]
    pub type Changed<T> = StorageValue<_, bool, ValueQuery>;

    /// Length of a slot in milliseconds, 6 s unless genesis says otherwise. It never changes: the consensus engine
    /// derives slot numbers from it.
    #[pallet::storage]
    pub type SlotMillis<T> = StorageValue<_, Millis, ValueQuery, ConstU64<SLOT_MILLIS_DEFAULT>>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A new set was chosen; the session after the next one runs with it.
        ValidatorsSet {
            /// The new set.
            validators: Vec<T::ValidatorId>,
        },
        /// A session was planned with a set that differs from the one before.
        SessionPlanned {
            /// Index of the session.
            session: u32,
            /// Size of the set.
            validators: u32,
        },
        /// An account gave up its session keys; what was held for them is released.
        KeysReleased {
            /// Whose keys.
            validator: T::ValidatorId,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Nobody would make blocks; name at least one validator.
        NoValidators,
        /// More than 100 validators; leave some out.
        MaxValidatorsExceeded,
        /// A validator is named twice; name each once.
        AlreadyExists,
        /// The account has no session keys, and as a validator would be missing; it must call `session.set_keys` first.
        KeysNotFound,
        /// The account is a validator, or will be in the next session. It can give up its keys once another set was
        /// chosen and two sessions have passed.
        KeysInUse,
    }

    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// The first validators; none: those whose keys the session pallet's genesis lists.
        pub validators: Vec<T::ValidatorId>,
        /// Length of a slot in milliseconds: even, from 200 to 60,000.
        pub slot_millis: Millis,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self { validators: Vec::new(), slot_millis: SLOT_MILLIS_DEFAULT }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let validators = ValidatorSet::<T>::try_from(self.validators.clone());
            let validators = validators.expect("redundancy: at most 100 validators");
            assert!(!session::has_duplicates(&validators), "redundancy: a validator is listed twice");
            Validators::<T>::put(validators);
            assert!(slot::is_valid(self.slot_millis), "redundancy: slotMillis must be even, from 200 to 60,000");
            SlotMillis::<T>::put(self.slot_millis);
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Chooses the validators: 1 to 100, each once, each with session keys. Root only.
        ///
        /// The session pallet plans one session ahead, so the set produces blocks from the session after the next.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_validators(validators.len() as u32))]
        pub fn set_validators(origin: OriginFor<T>, validators: Vec<T::ValidatorId>) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_validators(validators)
        }

        /// Gives up the caller's session keys and releases what is held for them. Refused while the caller is a
        /// validator or will be one by a set already chosen: for that, and because a filter does not know who calls,
        /// `session.purge_keys` itself is closed.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::release_keys())]
        pub fn release_keys(origin: OriginFor<T>) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_release_keys(&account)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}

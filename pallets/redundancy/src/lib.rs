//! Who runs what the federation depends on (seed 003, art. 4-B). Function 0 is block production: this pallet owns the
//! validator set and hands it to the session pallet. In the beginning only root, that is a passed proposal, sets it.
//!
//! It measures which share of the blocks each validator makes, and tells reputation, period by period, who of the persons
//! among them did well and who did badly; see [`measuring`]. What that does to a reputation is not its business.
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
mod measuring;
mod performance;
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
pub use measuring::PeriodUnderWay;
pub use pallet::*;
pub use performance::{Measure, PerformanceParams, Report, Work};
pub use slot::{MinimumPeriod, SlotDuration};
pub use weights::WeightInfo;

/// Most validators. GRANDPA's votes grow with the square of the set; 100 leaves finality well under a second of
/// signature checks per round.
pub const VALIDATORS_MAX: u32 = 100;
/// Number of the function that validators operate.
pub const BLOCK_PRODUCTION: u16 = 0;
/// Most validators measured in one period: three whole sets.
pub const MEASURES_MAX: u32 = 3 * VALIDATORS_MAX;
/// Length of a slot in networks, in milliseconds.
pub const SLOT_MILLIS_DEFAULT: u64 = 6_000;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use cybersyn_primitives::{
        CitizenIndex, Millis,
        traits::{Persons, Reputation},
    };
    use frame_support::{
        pallet_prelude::*,
        traits::{ConstU64, FindAuthor, Time},
    };
    use frame_system::pallet_prelude::*;

    /// Layout of this pallet's storage.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// A set of validators, without duplicates.
    pub type ValidatorSet<T> = BoundedVec<<T as Config>::ValidatorId, ConstU32<VALIDATORS_MAX>>;

    /// Most validators measured in one period.
    pub type MeasuresMax = ConstU32<MEASURES_MAX>;
    /// The work of a period.
    pub type Measures<T> = BoundedVec<Measure<<T as Config>::ValidatorId>, MeasuresMax>;

    /// What reputation has not been told yet.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
    pub struct PendingReports {
        /// The period that it is about.
        pub period: u32,
        /// About each person once; never empty.
        pub reports: BoundedVec<Report, MeasuresMax>,
    }

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// How the session pallet names a validator.
        type ValidatorId: Parameter + Member + MaxEncodedLen + MaybeSerializeDeserialize + From<Self::AccountId>;
        /// Session keys.
        type SessionKeys: SessionKeys<Self::AccountId, Self::ValidatorId>;
        /// The clock of the chain, in Unix milliseconds.
        type Time: Time<Moment = Millis>;
        /// The validators of the session under way, by seat.
        type Sitting: Get<Vec<Self::ValidatorId>>;
        /// Which seat made a block.
        type FindAuthor: FindAuthor<u32>;
        /// Whose account a validator is.
        type Persons: Persons<Self::ValidatorId>;
        /// Who is told how persons performed.
        type Reputation: Reputation;
        /// What calls and hooks cost.
        type WeightInfo: WeightInfo;
        /// Makes validators with session keys, and a person, for benchmarks.
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

    /// The numbers of performance.
    #[pallet::storage]
    pub type Parameters<T> = StorageValue<_, PerformanceParams, ValueQuery>;

    /// Blocks of the session under way, by seat.
    #[pallet::storage]
    pub type Authored<T> = StorageValue<_, BoundedVec<u32, ConstU32<VALIDATORS_MAX>>, ValueQuery>;

    /// Work in the sessions of the period that have ended.
    #[pallet::storage]
    pub type Measured<T: Config> = StorageValue<_, Measures<T>, ValueQuery>;

    /// The period under way; none before the first session has ended.
    #[pallet::storage]
    pub type Period<T> = StorageValue<_, PeriodUnderWay, OptionQuery>;

    /// What reputation has not been told yet of the period before.
    #[pallet::storage]
    pub type Pending<T> = StorageValue<_, PendingReports, OptionQuery>;

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
        /// The numbers of performance changed, from the period under way on.
        PerformanceSet {
            /// They are now.
            parameters: PerformanceParams,
        },
        /// A period ended.
        PeriodEnded {
            /// Its number.
            period: u32,
            /// How many persons did well or badly; each is reported when there is time.
            reports: u32,
        },
        /// Reputation was told how a person performed.
        PerformanceReported {
            /// In which period.
            period: u32,
            /// Who.
            citizen: CitizenIndex,
            /// What all seats of the person did together.
            work: Work,
            /// What it earns, or costs if below zero; whole points.
            points: i32,
            /// Whether it counted; not if one cause moves fewer points, or a proposal recorded the period before.
            counted: bool,
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
        /// A period shorter than a minute or longer than a year, shares in no order or above the whole, no block to be
        /// made, or more than 1,000 points; see `PerformanceParams`.
        InvalidParameters,
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

        /// Changes how performance is judged, from the end of the period under way on. Root only.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_performance())]
        pub fn set_performance(origin: OriginFor<T>, parameters: PerformanceParams) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_performance(parameters)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Only announces what `on_finalize` takes.
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            T::WeightInfo::count_block()
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::count_block();
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::tell(remaining)
        }

        fn integrity_test() {
            assert!(PerformanceParams::default().are_valid(), "the default parameters are valid");
            assert!(
                Measures::<T>::max_encoded_len() <= 32 * 1024,
                "the work of a period is read and written whole, once a session"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}

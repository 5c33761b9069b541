//! Transactions that persons need not pay for: a quota of weight and bytes per person and day (DESIGN section 5).
//!
//! [`CitizenQuota`] wraps the transaction extension that takes fees. It serves a person's call free if the runtime
//! says that such calls are, and within the person's quota; anything else goes on to the wrapped extension untouched.
//! A fee would be decided before dispatch, and so is freedom from it: a call that is known to fail is refused in
//! validation ([`Precheck`]), before it has cost the network anything.
//!
//! This pallet must never know which calls there are, nor who is a person.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bucket;
mod extension;
mod precheck;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use bucket::{Bucket, Quota};
pub use extension::{CitizenQuota, Grant, PRIORITY_NORMAL, PRIORITY_OPERATIONAL, Pre, QUOTA_EXHAUSTED, Val};
pub use pallet::*;
pub use precheck::Precheck;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use cybersyn_primitives::{CitizenIndex, Millis, traits::Persons};
    use frame_support::{
        dispatch::{DispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
        traits::{Contains, Time},
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::Dispatchable;

    /// Layout of this pallet's storage.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::config]
    pub trait Config:
        frame_system::Config<
            RuntimeEvent: From<Event<Self>>,
            RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
        >
    {
        /// The clock of the chain, in Unix milliseconds.
        type Time: Time<Moment = Millis>;
        /// Who is a person.
        type Persons: Persons<Self::AccountId>;
        /// Calls that are free for persons. It sees the outermost call: list no call that dispatches another.
        type Free: Contains<Self::RuntimeCall>;
        /// Which free calls are known to fail, and which are free for everybody.
        type Precheck: Precheck<Self::AccountId, Self::RuntimeCall>;
        /// What calls and the extension cost.
        type WeightInfo: WeightInfo;
        /// Makes a person for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What a person may use in a day.
    #[pallet::storage]
    pub type DailyQuota<T> = StorageValue<_, Quota, ValueQuery>;

    /// What persons have used, by what they sent themselves.
    #[pallet::storage]
    pub type Buckets<T> = StorageMap<_, Twox64Concat, CitizenIndex, Bucket, ValueQuery>;

    /// What was used by calls that others carried for a citizen, or that a key authorised without a carrier. Apart from `Buckets`, so that a carrier cannot use up
    /// what the citizen needs.
    #[pallet::storage]
    pub type CarriedBuckets<T> = StorageMap<_, Twox64Concat, CitizenIndex, Bucket, ValueQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The quota was changed.
        QuotaChanged {
            /// The quota in force.
            quota: Quota,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// A quota is 10,000,000,000 to 10,000,000,000,000 picoseconds and 4,096 to 16,777,216 bytes a day: less would
        /// shut persons out, more would let one fill blocks.
        InvalidQuota,
    }

    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Execution time per person and day, in picoseconds.
        pub ref_time_per_day: u64,
        /// Encoded transactions per person and day, in bytes.
        pub bytes_per_day: u32,
        #[doc(hidden)]
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            let Quota { ref_time, bytes } = Quota::default();
            Self { ref_time_per_day: ref_time, bytes_per_day: bytes, _config: PhantomData }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let quota = Quota { ref_time: self.ref_time_per_day, bytes: self.bytes_per_day };
            assert!(quota.is_valid(), "quota: refTimePerDay is 10^10 to 10^13, bytesPerDay 4096 to 2^24");
            DailyQuota::<T>::put(quota);
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Changes what a person may use in a day. Root only. A bucket keeps the share to which it is used up.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_quota())]
        pub fn set_quota(origin: OriginFor<T>, quota: Quota) -> DispatchResult {
            ensure_root(origin)?;
            ensure!(quota.is_valid(), Error::<T>::InvalidQuota);
            DailyQuota::<T>::put(quota);
            Self::deposit_event(Event::QuotaChanged { quota });
            Ok(())
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(Quota::default().is_valid(), "the default quota must let citizens act");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// What the citizen can still use now by what they send themselves.
        pub fn remaining(citizen: CitizenIndex) -> Quota {
            Buckets::<T>::get(citizen).remaining(T::Time::now(), &DailyQuota::<T>::get())
        }
    }
}

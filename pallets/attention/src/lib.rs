//! Attention accounts of citizens, in pages (Living Constitution, art. 6-D; DESIGN section 2).
//!
//! Every person is granted attention tokens per period; ballots spend them. Nothing is written when a period passes:
//! accounts accrue lazily, by the arithmetic in `cybersyn_primitives::attention`. 256 accounts share a page, so that
//! a batch of ballots touches few keys. This pallet must never know who is a person, nor what a ballot is: it is told
//! through [`Attention`](cybersyn_primitives::traits::Attention).
//!
//! A page read through that trait is accounted up to the present, and put back so: what was granted is then a stored
//! figure that no later change of parameters touches. Pages nobody reads are brought up to the moment of a change in
//! bounded steps, see [`change`].
#![cfg_attr(not(feature = "std"), no_std)]

mod accounts;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bounds;
mod change;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use bounds::{CARRY_OVER_MAX, GRANT_MAX, PERIOD_MAX, PERIOD_MIN};
pub use change::Change;
pub use pallet::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use cybersyn_primitives::{
        CitizenIndex, Millis, PageIndex,
        attention::{AttentionAccount, AttentionPage, AttentionParams},
    };
    use frame_support::{pallet_prelude::*, traits::Time};
    use frame_system::pallet_prelude::*;

    /// Layout of this pallet's storage.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The clock of the chain, in Unix milliseconds.
        type Time: Time<Moment = Millis>;
        /// What calls and hooks cost.
        type WeightInfo: WeightInfo;
    }

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Accounts by citizen index: page 0 holds citizens 0..256. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Pages<T> = StorageMap<_, Twox64Concat, PageIndex, AttentionPage, ValueQuery>;

    /// How attention accrues. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Parameters<T> = StorageValue<_, AttentionParams, ValueQuery>;

    /// One more than the greatest index of a page ever written.
    #[pallet::storage]
    pub type PageCount<T> = StorageValue<_, u32, ValueQuery>;

    /// A change of parameters whose pages are not all converted yet.
    #[pallet::storage]
    pub type Pending<T> = StorageValue<_, Change, OptionQuery>;

    /// Pages that were put back since the pending change began, ahead of its walk: they are converted already.
    #[pallet::storage]
    pub type Converted<T> = StorageMap<_, Twox64Concat, PageIndex, (), OptionQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// Attention accrues differently from now on.
        ParametersChanged {
            /// The parameters in force.
            parameters: AttentionParams,
            /// From when (Unix milliseconds).
            at: Millis,
        },
        /// Every account has been brought up to the latest change; the next one may be made.
        PagesConverted {
            /// How many pages there are.
            pages: u32,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// A period lasts from one hour to 366 days (3,600,000 to 31,622,400,000 milliseconds).
        InvalidPeriod,
        /// A grant is 1 to 10,000 tokens.
        InvalidGrant,
        /// A cap on what is carried over is at most 1,000,000 tokens; none: all is carried over.
        InvalidCarryOver,
        /// The previous change is still being worked into the pages; try again some blocks later.
        TooEarly,
    }

    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Tokens granted at once and again after each full period.
        pub grant: u32,
        /// Length of a period in milliseconds: an hour to 366 days.
        pub period_millis: Millis,
        /// Most unspent tokens that survive the end of a period; none: all do.
        pub carry_over_max: Option<u32>,
        #[doc(hidden)]
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            let AttentionParams { grant, period, carry_over_max } = AttentionParams::default();
            Self { grant, period_millis: period, carry_over_max, _config: PhantomData }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let (grant, period, carry_over_max) = (self.grant, self.period_millis, self.carry_over_max);
            let parameters = AttentionParams { grant, period, carry_over_max };
            let checked = bounds::check::<T>(&parameters);
            assert!(checked.is_ok(), "attention: {parameters:?} are out of bounds: {checked:?}");
            Parameters::<T>::put(parameters);
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Changes how attention accrues, from this block on. Root only.
        ///
        /// What has accrued by now stays granted. Of a running period, the share that has passed stays passed: halfway
        /// through 30 days is halfway through the new length. Refused while an earlier change is still worked in.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: AttentionParams) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_parameters(parameters)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::convert_pages(remaining)
        }

        fn integrity_test() {
            assert!(bounds::check::<T>(&AttentionParams::default()).is_ok(), "the defaults lie within the bounds");
            assert!(
                AttentionPage::max_encoded_len() <= 16 * 1024,
                "a page is read and written whole: keep it near 8 kB"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The citizen's account, accounted up to now; none when it was never opened.
        pub fn account(citizen: CitizenIndex) -> Option<AttentionAccount> {
            Self::account_now(citizen)
        }

        /// Tokens that the citizen can spend now.
        pub fn available(citizen: CitizenIndex) -> u64 {
            let now = T::Time::now();
            Self::account_now(citizen).map_or(0, |account| account.available(now, &Parameters::<T>::get()))
        }
    }
}

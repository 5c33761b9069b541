//! Reputation of citizens, by context (seed 003, art. 6; Living Constitution, art. 7-E; DESIGN section 2).
//!
//! It belongs to a person and cannot be passed on. It changes by named causes only, each counted once: other pallets
//! give them through [`Reputation`](cybersyn_primitives::traits::Reputation), and an enacted proposal through
//! [`Pallet::record`]; what a cause does follows from it. Every change is an event with its cause. Reputation fades and
//! losses mend lazily, by the arithmetic in `cybersyn_primitives::reputation`: nothing is written when time passes.
//!
//! Technical reputation makes votes of technical classes weigh up to double. What everybody weighs is pinned per
//! proposal, see [`expertise`]. This pallet must never know how ballots are counted, nor why a cause arose.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod accounts;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod expertise;
mod parameters;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use expertise::{Marks, Pin};
pub use pallet::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use codec::DecodeWithMemTracking;
    use cybersyn_primitives::{
        CitizenIndex, Millis, PageIndex, ProposalId,
        expertise::Influence,
        fade::FadeClock,
        reputation::{Cause, Change, Context, Occasion, Points, ReputationPage, ReputationParams},
        traits::{ReputationRefusal, Standing},
    };
    use frame_support::{pallet_prelude::*, traits::Time};
    use frame_system::pallet_prelude::*;

    /// Layout of this pallet's storage.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// The clock of the chain, in Unix milliseconds.
        type Time: Time<Moment = Millis>;
        /// Who was ever admitted.
        type Standing: Standing;
        /// Most proposals pinned at once. Each is so for a few blocks, until its pages are marked; a change of technical
        /// reputation meanwhile costs a key for each.
        #[pallet::constant]
        type PinsMax: Get<u32>;
        /// What calls, hooks and the traits' functions cost.
        type WeightInfo: WeightInfo;
        /// Makes a citizen for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper;
    }

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Accounts by context and citizen index: page 0 holds citizens 0..256. Clients read it; the name is part of the
    /// interface.
    #[pallet::storage]
    pub type Pages<T> = StorageDoubleMap<_, Twox64Concat, Context, Twox64Concat, PageIndex, ReputationPage, ValueQuery>;

    /// The numbers of reputation. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Parameters<T> = StorageValue<_, ReputationParams, ValueQuery>;

    /// How reputation fades. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Clock<T> = StorageValue<_, FadeClock, ValueQuery>;

    /// Causes that have counted, each with its serial number: kept for ever, or they could count again.
    #[pallet::storage]
    pub type Counted<T> =
        StorageDoubleMap<_, Twox64Concat, CitizenIndex, Blake2_128Concat, (Context, Occasion), u32, OptionQuery>;

    /// Proposals whose factors of expertise are pinned and not all marked.
    #[pallet::storage]
    pub type Pins<T: Config> = StorageValue<_, BoundedVec<Pin, T::PinsMax>, ValueQuery>;

    /// Pinned factors, in thousandths, of citizens whose technical reputation has changed since.
    #[pallet::storage]
    pub type Kept<T> = StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, CitizenIndex, u16, OptionQuery>;

    /// Proposals no longer pinned whose kept factors are not all removed.
    #[pallet::storage]
    pub type Unpinned<T> = StorageMap<_, Twox64Concat, ProposalId, (), OptionQuery>;

    /// Who gave a cause.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
    pub enum Source {
        /// A rule of the chain: the pallet that the cause's kind belongs to.
        #[codec(index = 0)]
        Rule,
        /// An enacted proposal.
        #[codec(index = 1)]
        Root,
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A person's reputation changed.
        Changed {
            /// Whose.
            citizen: CitizenIndex,
            /// In which context.
            context: Context,
            /// Why.
            cause: Cause,
            /// Who gave the cause.
            source: Source,
            /// What it did, in millionths of a point.
            change: Change,
            /// The reputation from now on, before it fades or mends further.
            points: Points,
        },
        /// The numbers of reputation changed, for everything from now on.
        ParametersSet {
            /// They are now.
            parameters: ReputationParams,
            /// Thousandths that a year leaves.
            retained_permille: u16,
        },
        /// The expertise that will weigh on a proposal is settled.
        ExpertisePinned {
            /// The proposal.
            proposal: ProposalId,
            /// As of when.
            at: Millis,
        },
        /// Who on a page of the roll weighs more than plainly on a proposal. Of a page of which nothing is told, nobody.
        ExpertiseMarked {
            /// The proposal.
            proposal: ProposalId,
            /// The page of the roll.
            page: PageIndex,
            /// Each with the factor in thousandths.
            factors: Marks,
        },
        /// Expertise was so much of a result that everybody should know.
        ExpertiseAlert {
            /// The proposal.
            proposal: ProposalId,
            /// How much.
            influence: Influence,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Nobody was ever admitted under that index; name a citizen.
        UnknownCitizen,
        /// This cause, or a later one on the same occasion, has counted; every cause counts once.
        AlreadyCounted,
        /// More points than one cause may move; see `Parameters`.
        TooManyPoints,
        /// Shares above the whole, a year that leaves less than half, nothing to be earned, or a vouch that costs more than
        /// one cause may move; see `ReputationParams`.
        InvalidParameters,
    }

    impl<T> From<ReputationRefusal> for Error<T> {
        fn from(refusal: ReputationRefusal) -> Self {
            match refusal {
                ReputationRefusal::UnknownCitizen => Self::UnknownCitizen,
                ReputationRefusal::AlreadyCounted => Self::AlreadyCounted,
                ReputationRefusal::TooManyPoints => Self::TooManyPoints,
            }
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Lets `cause` take effect on the citizen's reputation in `context`. Root only: the text of the proposal that
        /// enacts it gives the evidence. Of the size of the effect, only what the cause leaves open is chosen.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::record())]
        pub fn record(origin: OriginFor<T>, citizen: CitizenIndex, context: Context, cause: Cause) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_give(citizen, context, cause, Source::Root).map_err(Error::<T>::from)?;
            Ok(())
        }

        /// Changes the numbers of reputation, and what share of it a year leaves, from today on. Root only.
        ///
        /// What has faded by now stays faded; what was earned stays earned.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(
            origin: OriginFor<T>,
            parameters: ReputationParams,
            retained_permille: u16,
        ) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_parameters(parameters, retained_permille)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::remove_kept(remaining)
        }

        fn integrity_test() {
            assert!(ReputationParams::default().are_valid(), "the default parameters are valid");
            assert!(T::PinsMax::get() > 0, "a proposal can be pinned");
            assert!(
                ReputationPage::max_encoded_len() <= 32 * 1024,
                "a page is read and written whole: 6 kB where nobody lost anything, and never more than this"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The citizen's reputation in every context, in millionths of a point.
        pub fn reputation(citizen: CitizenIndex) -> Vec<(Context, Points)> {
            Self::all_points(citizen)
        }

        /// What the citizen would weigh in a technical vote scheduled now, in thousandths.
        pub fn expertise(citizen: CitizenIndex) -> u16 {
            Self::expertise_now(citizen)
        }
    }
}

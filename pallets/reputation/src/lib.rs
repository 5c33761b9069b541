//! Reputation of citizens, by context (seed 003, art. 6; Living Constitution, art. 7-E; DESIGN section 2).
//!
//! It belongs to a person and cannot be passed on. It changes by named causes only, each counted once: other pallets
//! give them through [`Reputation`](cybersyn_primitives::traits::Reputation), and an enacted proposal through
//! [`Pallet::record`]; what a cause does follows from it. Issuers that a vote accredited attest by themselves, within
//! limits, see [`attestations`]. Every change is an event with its cause. Reputation fades and
//! losses mend lazily, by the arithmetic in `cybersyn_primitives::reputation`: nothing is written when time passes.
//!
//! Technical reputation makes votes of technical classes weigh up to double. What everybody weighs is pinned per
//! proposal, see [`expertise`]. This pallet must never know how ballots are counted, nor why a cause arose.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod accounts;
mod attestations;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod expertise;
mod parameters;
mod precheck;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use attestations::{Accreditation, Attestation, AttestationLimits, Contexts, MonthlyPoints};
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
        CitizenIndex, DidId, Hash, Millis, PageIndex, ProposalId,
        expertise::Influence,
        fade::FadeClock,
        reputation::{Cause, Change, Context, Occasion, Points, ReputationPage, ReputationParams},
        traits::{Articles, Dids, ReputationRefusal, Standing},
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
        /// Whose account acts for which DID.
        type Dids: Dids<Self::AccountId>;
        /// Which articles are in force.
        type Articles: Articles;
        /// Most proposals pinned at once. Each is so for a few blocks, until its pages are marked; a change of technical
        /// reputation meanwhile costs a key for each.
        #[pallet::constant]
        type PinsMax: Get<u32>;
        /// What calls, hooks and the traits' functions cost.
        type WeightInfo: WeightInfo;
        /// Makes citizens for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
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

    /// Issuers whose attestations count. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Accreditations<T> = StorageMap<_, Blake2_128Concat, DidId, Accreditation, OptionQuery>;

    /// Attestations that counted, by the hash of the credential: kept for ever, or they could count again.
    #[pallet::storage]
    pub type Attested<T> = StorageMap<_, Blake2_128Concat, Hash, Attestation, OptionQuery>;

    /// What attestations may give. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Limits<T> = StorageValue<_, AttestationLimits, ValueQuery>;

    /// What an issuer gave in the last month in which it gave anything.
    #[pallet::storage]
    pub type Given<T> = StorageMap<_, Blake2_128Concat, DidId, MonthlyPoints, ValueQuery>;

    /// What a person got by attestations in a context, in the last month in which there were any.
    #[pallet::storage]
    pub type Received<T> =
        StorageDoubleMap<_, Twox64Concat, CitizenIndex, Twox64Concat, Context, MonthlyPoints, ValueQuery>;

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
        /// An issuer's attestations count from now on.
        Accredited {
            /// Whose.
            issuer: DidId,
            /// In which contexts, until when and by which article.
            accreditation: Accreditation,
        },
        /// An issuer's attestations count no more; those that did stay.
        AccreditationEnded {
            /// Whose.
            issuer: DidId,
        },
        /// What attestations may give changed, from this month on.
        AttestationLimitsSet {
            /// The limits are now.
            limits: AttestationLimits,
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
        /// The account controls no DID, or the DID is unknown or deactivated; an issuer is a DID with an account.
        UnknownIssuer,
        /// The issuer is not accredited in that context; a vote on rights accredits it by an article.
        NotAccredited,
        /// The accreditation has ended, or the end that is named has passed; name a date ahead, or none.
        AlreadyExpired,
        /// The article is not in force, or no longer with the text that it had when the issuer was accredited by it.
        ArticleNotInForce,
        /// The issuer is a person whose status is not in force; it must be again.
        IssuerNotInForce,
        /// Nobody attests for themselves.
        SelfAttested,
        /// Whom it is about is no person in force.
        SubjectNotInForce,
        /// An attestation gives a point at least.
        NothingAttested,
        /// The issuer would give more points in this month of 30 days than one issuer may; see `Limits`.
        MaxGivenExceeded,
        /// The person would get more points in this context and month of 30 days than attestations may give; see `Limits`.
        MaxReceivedExceeded,
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

        /// Lets the issuer's attestations count in these contexts, by an article in force that says so; without contexts,
        /// no more. Root only: the proposal's text shows the entry of the article that it executes.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::accredit())]
        pub fn accredit(
            origin: OriginFor<T>,
            issuer: DidId,
            contexts: Contexts,
            until: Option<Millis>,
            article: u32,
        ) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_accredit(issuer, contexts, until, article)
        }

        /// Changes what attestations may give. Root only.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::set_attestation_limits())]
        pub fn set_attestation_limits(origin: OriginFor<T>, limits: AttestationLimits) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_attestation_limits(limits);
            Ok(())
        }

        /// Attests by the caller's DID, which must be accredited, that the citizen has earned so many whole points.
        /// `commitment` is the hash of the credential that says what for, and counts once, whoever attests it.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::attest())]
        pub fn attest(
            origin: OriginFor<T>,
            citizen: CitizenIndex,
            context: Context,
            commitment: Hash,
            points: u32,
        ) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_attest(&account, citizen, context, commitment, points)
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

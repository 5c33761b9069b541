//! Articles with a time to live, and the proposals by which everything changes (seed 003, art. 3-A and 8-F; DESIGN
//! sections 2 and 4).
//!
//! A person proposes a text and, if something is to happen on chain, a call. The class decides how votes weigh and what
//! it takes; windows, thresholds and quorum base are pinned in the terms of the ballot box that opens at once. When the
//! box is final this pallet is told ([`OnDecided`](cybersyn_primitives::traits::OnDecided)), and an approved call is
//! dispatched as root through the scheduler. There is no other root. Who proposed what was enacted and did what it was to
//! do earns reputation by it.
//!
//! This pallet must never know how ballots are collected or settled, nor who is a person: traits tell.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agenda;
mod article;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bounds;
mod enact;
mod errors;
mod events;
mod genesis;
mod guard;
mod life;
mod parameters;
mod precheck;
mod proposal;
mod provide;
mod submit;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use article::{Article, ArticleNumber, ArticleStatus, COHORTS};
#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use bounds::OutOfBounds;
pub use guard::CallGuard;
pub use pallet::*;
pub use parameters::{ARTICLE_8F, ClassRule, PERPETUAL_MAX, Parameters, Range};
pub use proposal::{Enactment, Proposal, Status, task_name};
pub use submit::Draft;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

/// Most articles that a founding constitution may have: one block begins their lives.
pub const FOUNDING_MAX: u32 = 100;
/// Longest encoded call of a proposal, in bytes. A runtime upgrade needs few: it authorizes a hash.
pub const CALL_BYTES_MAX: u32 = 128 * 1024;

#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    use cybersyn_primitives::{
        CitizenIndex, Class, Hash, Millis, ProposalId,
        tally::Outcome,
        traits::{BallotBoxes, Persons, Reputation},
    };
    use frame_support::{
        dispatch::{GetDispatchInfo, PostDispatchInfo},
        pallet_prelude::*,
        traits::{Bounded, IsSubType, IsType, StorePreimage, Time, schedule::v3::Named},
    };
    use frame_system::{RawOrigin, pallet_prelude::*};
    use sp_runtime::traits::Dispatchable;

    /// Layout of this pallet's storage.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// A call, inline if it is short, else by hash.
    pub type BoundedCallOf<T> = Bounded<<T as Config>::RuntimeCall, <T as frame_system::Config>::Hashing>;

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// What proposals can do.
        type RuntimeCall: Parameter
            + GetDispatchInfo
            + From<Call<Self>>
            + IsSubType<Call<Self>>
            + Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
            + IsType<<Self as frame_system::Config>::RuntimeCall>;
        /// Origins as the scheduler keeps them.
        type PalletsOrigin: From<RawOrigin<Self::AccountId>>;
        /// The clock of the chain, in Unix milliseconds.
        type Time: Time<Moment = Millis>;
        /// Who is a person.
        type Persons: Persons<Self::AccountId>;
        /// Ballot boxes.
        type Boxes: BallotBoxes;
        /// What persons are known for.
        type Reputation: Reputation;
        /// Keeps calls too long to be inline.
        type Preimages: StorePreimage<H = Self::Hashing>;
        /// Dispatches approved calls as root.
        type Scheduler: Named<BlockNumberFor<Self>, <Self as Config>::RuntimeCall, Self::PalletsOrigin, Hasher = Self::Hashing>;
        /// Which classes may enact which of other pallets' calls.
        type Guard: CallGuard<<Self as Config>::RuntimeCall>;
        /// Heaviest call of a proposal: what the scheduler can dispatch in one block.
        #[pallet::constant]
        type CallWeightMax: Get<Weight>;
        /// What calls and hooks cost.
        type WeightInfo: WeightInfo;
        /// Makes a person for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
    }

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Every proposal ever. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Proposals<T: Config> = StorageMap<_, Twox64Concat, ProposalId, Proposal<BoundedCallOf<T>>, OptionQuery>;

    /// Id of the next proposal. Ids are never used again.
    #[pallet::storage]
    pub type NextProposal<T> = StorageValue<_, ProposalId, ValueQuery>;

    /// The open proposal of each text: a text is voted on once at a time.
    #[pallet::storage]
    pub type OpenContents<T> = StorageMap<_, Blake2_128Concat, Hash, ProposalId, OptionQuery>;

    /// How many open proposals a person has; absent: none.
    #[pallet::storage]
    pub type OpenCount<T> = StorageMap<_, Twox64Concat, CitizenIndex, u32, ValueQuery>;

    /// Every article ever enacted, by number. Clients read it; the name is part of the interface.
    #[pallet::storage]
    pub type Articles<T> = StorageMap<_, Twox64Concat, ArticleNumber, Article, OptionQuery>;

    /// Texts of expired articles, with the date from which they may be enacted again.
    #[pallet::storage]
    pub type Shelved<T> = StorageMap<_, Blake2_128Concat, Hash, Millis, OptionQuery>;

    /// Articles to be looked at, by day since 1970.
    #[pallet::storage]
    pub type Due<T> = StorageDoubleMap<_, Twox64Concat, u32, Twox64Concat, ArticleNumber, (), OptionQuery>;

    /// The first day whose articles may not all have been looked at; none before the first block.
    #[pallet::storage]
    pub type DueCursor<T> = StorageValue<_, u32, OptionQuery>;

    /// The parameters in force.
    #[pallet::storage]
    pub type CurrentParameters<T> = StorageValue<_, Parameters, ValueQuery>;

    /// The parameters begin with their defaults; a network for development shortens the windows of every class.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Shortest discussion in every class, in milliseconds; none: by class.
        pub discussion_min_millis: Option<Millis>,
        /// Shortest voting window in every class, in milliseconds; none: by class.
        pub voting_min_millis: Option<Millis>,
        /// Grace in every class, in chain-alive milliseconds; none: by class.
        pub grace_millis: Option<Millis>,
        /// The founding constitution: number and hash of the text of each article, at most 100.
        pub articles: Vec<(ArticleNumber, Hash)>,
        #[doc(hidden)]
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            genesis::build(self);
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Submits a proposal: a frozen text by its hash, a class, and the call to dispatch as root if it is approved.
        /// Any person may. No deposit is taken for the call.
        ///
        /// Voting begins `discussion` milliseconds from now and lasts `voting` milliseconds, both within what the class
        /// allows. Submitting proves life.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::propose(call.as_ref().map_or(0, |call| call.encoded_size() as u32)))]
        pub fn propose(
            origin: OriginFor<T>,
            content: Hash,
            class: Class,
            call: Option<Box<<T as Config>::RuntimeCall>>,
            discussion: Millis,
            voting: Millis,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_propose(&who, Draft { content, class, call, discussion, voting })
        }

        /// Takes a proposal back. Only its proposer, and only before voting begins.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::withdraw())]
        pub fn withdraw(origin: OriginFor<T>, proposal: ProposalId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw(&who, proposal)
        }

        /// Brings an article into force, by the hash of its text. Root only. Refused while number or text are in the
        /// archive.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::article())]
        pub fn enact_article(origin: OriginFor<T>, number: ArticleNumber, content: Hash) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_enact_article(number, content)
        }

        /// Begins an article's life span anew, within the notice time ahead of its expiry. Root only. `content` is the
        /// hash of its text, here and below: a vote on one text has no effect on another of the same number.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::article())]
        pub fn renew_article(origin: OriginFor<T>, number: ArticleNumber, content: Hash) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_renew_article(number, content)
        }

        /// Ends an article for good; its number may be used again. Root only. With `core` the proposal needs the greater
        /// approval that an article of the stable core takes; without, it has no effect on one that belongs to the core
        /// by then.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::article())]
        pub fn repeal_article(
            origin: OriginFor<T>,
            number: ArticleNumber,
            content: Hash,
            core: bool,
        ) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_repeal_article(number, content, core)
        }

        /// Suspends an article until a date. Root only. Its life span runs on.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::article())]
        pub fn pause_article(
            origin: OriginFor<T>,
            number: ArticleNumber,
            content: Hash,
            until: Millis,
        ) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_pause_article(number, content, until)
        }

        /// Changes the parameters. Root only. Open proposals and expiry dates stay as they are.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: Box<Parameters>) -> DispatchResult {
            ensure_root(origin)?;
            parameters.check_change(&CurrentParameters::<T>::get()).map_err(Error::<T>::from)?;
            CurrentParameters::<T>::put(*parameters);
            Self::deposit_event(Event::ParametersChanged);
            Ok(())
        }

        /// Does what is due on an article now (notice, expiry, end of a pause) instead of waiting for the next day.
        /// Anybody may.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::article())]
        pub fn expire(origin: OriginFor<T>, number: ArticleNumber) -> DispatchResult {
            ensure_signed(origin)?;
            ensure!(Articles::<T>::contains_key(number), Error::<T>::NotFound);
            ensure!(Self::look_at(number), Error::<T>::TooEarly);
            Ok(())
        }

        /// Hands an approved call to the scheduler that had no room for it before. Anybody may.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::retry_enactment())]
        pub fn retry_enactment(origin: OriginFor<T>, proposal: ProposalId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_retry_enactment(proposal)
        }

        /// Dispatches the approved call of a proposal as root, once. Root only, and nobody can propose it: the scheduler
        /// brings it. `most` is what the call weighed when it was scheduled; if it weighs more by now, it waits again.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::enact().saturating_add(*most))]
        pub fn enact(origin: OriginFor<T>, proposal: ProposalId, most: Weight) -> DispatchResultWithPostInfo {
            ensure_root(origin)?;
            Self::do_enact(proposal, most)
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::work_agenda(remaining)
        }

        fn integrity_test() {
            assert!(Parameters::default().check().is_ok(), "the default parameters must let people decide");
            assert!(T::Preimages::MAX_LENGTH >= CALL_BYTES_MAX as usize, "preimages must hold a proposal's call");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::check_state()
        }
    }
}

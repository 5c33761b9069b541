//! Settlement of signed ballots: batches, tallies, live sets and the roots that receipts are proven against
//! (DESIGN sections 4.5 to 4.8 and 5).
//!
//! Every signature is checked here, in dispatch, by the one rule of [`cybersyn_primitives::rule`]; whoever brings a
//! ballot carries no trust. The pallet keeps the electorate's roll and the ballot boxes. It must never know what a
//! proposal is about, who is a person and why, or how attention accrues: traits of [`cybersyn_primitives::traits`] tell.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod agenda;
mod authorize;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod boxes;
mod close;
mod hashing;
mod marking;
mod own;
mod refusals;
mod report;
mod roll;
mod room;
mod settle;
mod sidecar;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
mod views;
pub mod weights;
mod worker;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkClock;
pub use hashing::HostHasher;
pub use marking::Marking;
pub use pallet::*;
pub use room::OpenBox;
pub use weights::WeightInfo;

/// Target of this pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::ballots";

/// Bytes of the bitmap that says which ballots of a batch were accepted.
pub const BITMAP_BYTES: u32 = cybersyn_primitives::ballot::BATCH_BALLOTS_MAX / 8;
/// Most kinds of [`cybersyn_primitives::rule::Skip`] that one event counts; there are as many.
pub const SKIP_KINDS_MAX: u32 = 16;
/// Ballot pages that one `poke` hashes and removes at most.
pub const PAGES_PER_POKE: u32 = 16;

#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use cybersyn_primitives::{
        Batch, CitizenIndex, Hash, PageIndex, ProposalId, SLOTS_PER_PAGE, SignedBallot, Slot,
        clock::AliveClock,
        expertise::FactorPage,
        ledger::Ledger,
        roll::RollPage,
        rule::{LiveBallot, Skip},
        tally::{Outcome, Tally},
        traits::{Attention, Expertise, OnDecided, Persons},
    };
    use frame_support::{
        pallet_prelude::{OptionQuery, *},
        traits::FindAuthor,
        weights::WeightMeter,
    };
    use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};

    /// Version of the storage's layout. 2: terms say when a proposal was scheduled, open boxes their class. 3: ledgers
    /// keep what expertise does.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(3);

    /// The live ballots of one page of slots; positions beyond the end have none.
    pub type BallotPage = BoundedVec<Option<LiveBallot>, ConstU32<SLOTS_PER_PAGE>>;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs from the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config + CreateAuthorizedTransaction<Call<Self>> {
        /// Attention accounts that ballots spend from.
        type Attention: Attention;
        /// Told of signs of life.
        type Persons: Persons<Self::AccountId>;
        /// What expertise weighs.
        type Expertise: Expertise;
        /// The most that [`Expertise::mark`] costs.
        type MarkWeight: Get<Weight>;
        /// Told of decisions.
        type OnDecided: OnDecided;
        /// The most that [`OnDecided::decided`] and [`Expertise::decided`] cost.
        type DecisionWeight: Get<Weight>;
        /// Who made the block: junk in batches is charged to them.
        type FindAuthor: FindAuthor<Self::AccountId>;
        /// What all batches of one block may cost together, so that everyone else's calls keep their room.
        #[pallet::constant]
        type SettlementWeightMax: Get<Weight>;
        /// Most boxes that are not final at once.
        #[pallet::constant]
        type OpenMax: Get<u32>;
        /// Of these, boxes that every class has room for whatever the others do.
        #[pallet::constant]
        type ClassReserve: Get<u32>;
        /// Most boxes that close within one minute.
        #[pallet::constant]
        type ClosesPerMinuteMax: Get<u32>;
        /// Weights of the calls and hooks.
        type WeightInfo: WeightInfo;
        /// Sets the time in benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkClock: BenchmarkClock;
    }

    /// The electorate's roll: slot → citizen, tenures, voting keys.
    #[pallet::storage]
    pub type RollPages<T> = StorageMap<_, Twox64Concat, PageIndex, RollPage, ValueQuery>;

    /// Each citizen's slot on the roll.
    #[pallet::storage]
    pub type SlotOf<T> = StorageMap<_, Twox64Concat, CitizenIndex, Slot, OptionQuery>;

    /// The slot that the next newcomer gets; slots are never reused.
    #[pallet::storage]
    pub type NextSlot<T> = StorageValue<_, Slot, ValueQuery>;

    /// The live ballots of each proposal that is not final, by page of slots. A page without ballots is absent.
    #[pallet::storage]
    pub type BallotPages<T> =
        StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, PageIndex, BallotPage, ValueQuery>;

    /// What expertise weighs on a proposal, by page of slots, of pages where somebody weighs more than plainly. Clients
    /// read it; the name is part of the interface. Kept for ever, or nobody could recount.
    #[pallet::storage]
    pub type Factors<T> =
        StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, PageIndex, FactorPage, ValueQuery>;

    /// Proposals whose factors are not all marked, the foremost first.
    #[pallet::storage]
    pub type MarkingQueue<T: Config> = StorageValue<_, BoundedVec<Marking, T::OpenMax>, ValueQuery>;

    /// Every proposal's ledger, kept for ever.
    #[pallet::storage]
    pub type Ledgers<T> = StorageMap<_, Twox64Concat, ProposalId, Ledger, OptionQuery>;

    /// Root and number of ballots of each batch in a proposal's log, kept for ever: light clients can prove only what
    /// is in state.
    #[pallet::storage]
    pub type BatchRoots<T> = StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, u32, (Hash, u32), OptionQuery>;

    /// The chain-alive clock.
    #[pallet::storage]
    pub type Clock<T> = StorageValue<_, AliveClock, ValueQuery>;

    /// Boxes that are not final, in the order of their opening.
    #[pallet::storage]
    pub type OpenBoxes<T: Config> = StorageValue<_, BoundedVec<OpenBox, T::OpenMax>, ValueQuery>;

    /// Boxes by the minute (Unix time) in which they close.
    #[pallet::storage]
    pub type Closing<T: Config> =
        StorageMap<_, Twox64Concat, u32, BoundedVec<ProposalId, T::ClosesPerMinuteMax>, ValueQuery>;

    /// The first minute whose closing boxes are not all dealt with.
    #[pallet::storage]
    pub type ClosingCursor<T> = StorageValue<_, u32, OptionQuery>;

    /// Boxes by the minute of the chain-alive clock in which their grace ends. An outage can bring all of them into one.
    #[pallet::storage]
    pub type GraceEnding<T: Config> = StorageMap<_, Twox64Concat, u32, BoundedVec<ProposalId, T::OpenMax>, ValueQuery>;

    /// The first chain-alive minute whose ending graces are not all dealt with.
    #[pallet::storage]
    pub type GraceCursor<T> = StorageValue<_, u32, ValueQuery>;

    /// Boxes whose pages are being hashed, the foremost first.
    #[pallet::storage]
    pub type CountingQueue<T: Config> = StorageValue<_, BoundedVec<ProposalId, T::OpenMax>, ValueQuery>;

    /// What the batches of this block have cost so far.
    #[pallet::storage]
    pub type SettlementUsed<T> = StorageValue<_, Weight, ValueQuery>;

    /// Junk ballots in batches, by the author of the block that carried them.
    #[pallet::storage]
    pub type JunkBy<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, u32, ValueQuery>;

    /// What happens to boxes and batches.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A box was opened.
        BoxOpened {
            /// The proposal.
            proposal: ProposalId,
        },
        /// A proposal was withdrawn before voting began: its box is final, and empty.
        BoxWithdrawn {
            /// The proposal.
            proposal: ProposalId,
        },
        /// A batch was worked off. With the block's body this is all that receipts are built from.
        BatchSettled {
            /// The proposal.
            proposal: ProposalId,
            /// Index in the proposal's log; none when nothing was accepted, for then nothing is logged.
            index: Option<u32>,
            /// Root over the leaves of the accepted ballots, in order.
            root: Hash,
            /// Bit `i % 8` of byte `i / 8` is set when ballot `i` of the batch was accepted.
            accepted: BoundedVec<u8, ConstU32<BITMAP_BYTES>>,
            /// How many were skipped, by reason.
            skipped: BoundedVec<(Skip, u16), ConstU32<SKIP_KINDS_MAX>>,
        },
        /// A box closed; ballots dated in time still settle until its grace has passed.
        BoxClosed {
            /// The proposal.
            proposal: ProposalId,
            /// The tally at close.
            tally: Tally,
        },
        /// The grace has passed and counting began.
        GraceEnded {
            /// The proposal.
            proposal: ProposalId,
        },
        /// A proposal is final.
        Decided {
            /// The proposal.
            proposal: ProposalId,
            /// What was decided.
            outcome: Outcome,
            /// What the tally at close would have decided.
            outcome_at_close: Outcome,
            /// Whether ballots settled in the grace changed the outcome.
            changed_by_grace: bool,
            /// Root of the live set.
            live_root: Hash,
        },
    }

    /// Why a call was refused. All but the last two are the reasons of the settlement rule, one to one.
    #[pallet::error]
    pub enum Error<T> {
        /// The proposal is unknown here; wait for the block that opens it, or check the id.
        UnknownProposal,
        /// The proposal is final; nothing settles any more.
        Final,
        /// The ballot is dated at or after the close.
        TooLate,
        /// The citizen is not on the roll yet.
        UnknownVoter,
        /// The citizen was no person of the electorate at the ballot's date.
        NotAPerson,
        /// The citizen was found to be fake.
        Struck,
        /// The citizen has no key of this version yet.
        UnknownKey,
        /// The key was not in force at the ballot's date; sign with one that is.
        KeyNotInForce,
        /// The key was revoked as stolen; sign with another.
        KeyStolen,
        /// The class allows no tokens, or fewer than these.
        IllegalTokens,
        /// The ballot is dated too far ahead of the chain; correct the clock or wait.
        FromFuture,
        /// The citizen's live ballot is the same or a greater one.
        NotNewer,
        /// More tokens than the citizen has; spend fewer or wait for the next grant.
        Overspent,
        /// The signature is not by that key over this ballot, on this chain, for this text.
        BadSignature,
        /// The citizen was admitted after the proposal was scheduled; vote on later ones.
        JoinedLate,
        /// What expertise weighs on the proposal is not marked yet; wait some blocks, or `poke`.
        Unmarked,
        /// Nothing is due on this proposal yet.
        TooEarly,
        /// There is no box of this proposal.
        NotFound,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            SettlementUsed::<T>::kill();
            T::DbWeight::get().writes(1)
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            let mut meter = WeightMeter::with_limit(remaining);
            Self::work_agenda(&mut meter);
            meter.consumed()
        }

        fn offchain_worker(number: BlockNumberFor<T>) {
            Self::fetch_and_submit(number);
        }

        fn integrity_test() {
            use cybersyn_primitives::{ballot::BATCH_BALLOTS_MAX, terms::WINDOW_MAX};
            assert!(u32::try_from(WINDOW_MAX).is_ok(), "`cast_at` is u32 milliseconds: the window must fit");
            assert!(BITMAP_BYTES.saturating_mul(8) >= BATCH_BALLOTS_MAX, "the event must have a bit for each ballot");
            assert!(room::reserved::<T>() <= T::OpenMax::get(), "the reserves of the classes must fit into `OpenMax`");
            let sparsest = T::WeightInfo::settle(BATCH_BALLOTS_MAX, BATCH_BALLOTS_MAX);
            assert!(
                sparsest.all_lte(T::SettlementWeightMax::get()),
                "a full batch with a page per ballot must fit into a block: {sparsest:?}"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Settles a batch of ballots. What does not settle is skipped with a reason and leaves the state unchanged;
        /// the call itself never fails, for that would undo its neighbours.
        ///
        /// A general transaction made by a validator's own off-chain worker, valid for two blocks.
        #[pallet::call_index(0)]
        #[pallet::weight((
            T::WeightInfo::settle(batch.pages.len() as u32, batch.ballots()),
            DispatchClass::Operational,
            Pays::No,
        ))]
        #[pallet::authorize(Self::authorize_settle)]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_settle())]
        pub fn settle(origin: OriginFor<T>, batch: Batch) -> DispatchResultWithPostInfo {
            ensure_authorized(origin)?;
            let cost = Self::do_settle(&batch);
            Ok((Some(cost), Pays::No).into())
        }

        /// Settles one ballot, brought by anyone: so no validator can shut a vote out.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::settle_own())]
        pub fn settle_own(origin: OriginFor<T>, signed: SignedBallot) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_settle_own(&signed)
        }

        /// Works off what is due on a proposal: marks a page of what expertise weighs, closes its box, ends its grace, or
        /// hashes up to 16 of its pages.
        #[pallet::call_index(2)]
        #[pallet::weight(Pallet::<T>::poke_weight())]
        pub fn poke(origin: OriginFor<T>, proposal: ProposalId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_poke(proposal)
        }
    }
}

//! Who is one living person: founding persons at genesis, newcomers by vouches, expiry and proof of life
//! (seed 003, BIP-0004).
//!
//! A person has a citizen index, a DID, a place on the roll of voters and an attention account. A status lasts a year
//! and lapses after 90 days of silence; both deadlines fall on midnight UTC, are worked in `on_idle`, and a lapse that
//! falls into an outage of the chain moves to a week after its return. Persons need no coins: whatever can make one of
//! their calls fail is told by [`Pallet::precheck`] before it is let in.
//!
//! What keeps fakes few (`docs/PERSONHOOD.md`): vouches have a budget, are given by those who have been persons for a
//! while, from different circles, and answered for; an application can be challenged before it is admitted, a person at
//! any time, and the tribunal finds; newcomers come in cohorts. Whom nobody vouches for can leave a deposit instead.
//!
//! This crate must never know how ballots are counted or attention is spent.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod admission;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod candidates;
mod cases;
mod circles;
mod citizen;
mod cohort;
mod deadlines;
mod defences;
mod deposits;
mod disputed;
mod errors;
mod events;
mod founders;
mod life;
pub mod migrations;
#[cfg(test)]
mod mock;
mod outages;
mod precheck;
mod provide;
mod renewal;
mod responsibility;
mod standing;
mod status;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
mod vouching;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkClock;
pub use circles::Sponsorship;
pub use citizen::{Citizen, Day, Due, Outage, Parameters, Pending, Renewal, Status, VOUCHES_MAX, Vouchers};
pub use cohort::COHORT_MILLIS;
pub use defences::Defences;
pub use disputed::{Backing, Candidate, Case, Cohort, Grounds, Subject};
pub use pallet::*;
pub use standing::PersonStanding;
pub use vouching::Vouching;
pub use weights::WeightInfo;

use cybersyn_primitives::{DAY, Millis};
use frame_support::pallet_macros::import_section;

/// How long collected vouches keep, and the furthest expiry of an application.
pub const APPLICATION_LIFE_MILLIS: Millis = 30 * DAY;
/// How long after the chain's return a lapse falls due that passed while it was down.
pub const OUTAGE_GRACE_MILLIS: Millis = 7 * DAY;
/// Every active person's deadlines are looked at this often at least, so that no change of parameters is overlooked.
pub const REVISIT_MILLIS: Millis = 30 * DAY;
/// Most applications that wait for further vouches after the first one by the same person: else one person could
/// invent newcomers until there is no room for true ones.
pub const OPEN_APPLICATIONS_MAX: u32 = 16;
/// Most cases open at once, each by another challenger.
pub const CASES_MAX: u32 = 1_024;
/// Most challengers of one person remembered whose cases nobody judged; by default a case lasts a sixth of the
/// time that they are remembered.
pub const UNJUDGED_MAX: u32 = 8;
/// Most outages remembered at once; a further one is joined to the last.
pub const OUTAGES_MAX: u32 = 8;

/// The pallet.
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use cybersyn_primitives::{
        CitizenIndex, DidId, Hash, PageIndex, SLOTS_PER_PAGE, VotingKey,
        application::Application,
        traits::{Attention, Dids, Finding, NodeRegistry, Reputation, Roll, Tribunal},
    };
    use frame_support::{
        pallet_prelude::*,
        traits::{Consideration, Footprint, Time},
        weights::WeightMeter,
    };
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::{IdentifyAccount, Verify};

    /// Storage layout of this version of the pallet.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    /// Challengers of one person whose cases nobody judged, each with the end of the time that they leave the person
    /// in peace.
    pub type Challengers = BoundedVec<(CitizenIndex, Millis), ConstU32<UNJUDGED_MAX>>;

    /// A candidate as this runtime keeps it.
    pub type CandidateOf<T> = Candidate<<T as frame_system::Config>::AccountId, <T as Config>::Deposit>;

    /// What the pallet needs from the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<AccountId: From<[u8; 32]> + Into<[u8; 32]>> {
        /// The chain's clock, in milliseconds.
        type Time: Time<Moment = Millis>;
        /// DIDs.
        type Dids: Dids<Self::AccountId>;
        /// The electorate's roll.
        type Roll: Roll;
        /// Attention accounts.
        type Attention: Attention;
        /// Nodes of persons.
        type Nodes: NodeRegistry;
        /// Reputation, which a vouch for a fake costs.
        type Reputation: Reputation;
        /// Who hears disputes.
        type Tribunal: Tribunal;
        /// Who tells what the tribunal has found.
        type JudgeOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// What is deposited for somebody for whom nobody vouches.
        type Deposit: Consideration<Self::AccountId, Footprint>;
        /// Signature of a newcomer's account.
        type Signature: Parameter + Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>;
        /// Most applications that wait for vouches at once.
        #[pallet::constant]
        type ApplicationsMax: Get<u32>;
        /// Weights of calls and hooks.
        type WeightInfo: WeightInfo;
        /// Sets the clock that [`Config::Time`] reads.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkClock: BenchmarkClock;
    }

    /// Why the pallet holds funds.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// In the place of vouches.
        #[codec(index = 0)]
        Application,
    }

    /// The pallet's storage and calls.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// Every person ever admitted.
    #[pallet::storage]
    pub type Citizens<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, Citizen>;

    /// The person that a DID belongs to, whatever the status.
    #[pallet::storage]
    pub type CitizenOf<T: Config> = StorageMap<_, Blake2_128Concat, DidId, CitizenIndex>;

    /// Index of the next person.
    #[pallet::storage]
    pub type NextCitizen<T: Config> = StorageValue<_, CitizenIndex, ValueQuery>;

    /// Persons whose status is [`Status::Active`].
    #[pallet::storage]
    pub type ActiveCount<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// Day of each person's last proof of life, in pages by citizen index: every settled ballot proves life, so this
    /// must be cheap to read and write for many at once.
    #[pallet::storage]
    pub type LastAlive<T: Config> =
        StorageMap<_, Twox64Concat, PageIndex, BoundedVec<Day, ConstU32<SLOTS_PER_PAGE>>, ValueQuery>;

    /// Applications that wait for vouches.
    #[pallet::storage]
    pub type Applications<T: Config> = CountedStorageMap<_, Blake2_128Concat, DidId, Pending>;

    /// How many applications wait that a person opened by the first vouch.
    #[pallet::storage]
    pub type Opened<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, u32, ValueQuery>;

    /// Renewals that wait for vouches; one per person at most.
    #[pallet::storage]
    pub type Renewals<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, Renewal>;

    /// What is to be looked at on which day. Each active person stands in it once; so do each application and each
    /// renewal that waits.
    #[pallet::storage]
    pub type Agenda<T: Config> = StorageDoubleMap<_, Twox64Concat, Day, Blake2_128Concat, Due, ()>;

    /// The first day whose agenda is not done; 0 before the first block.
    #[pallet::storage]
    pub type NextDay<T: Config> = StorageValue<_, Day, ValueQuery>;

    /// Timestamp of the previous block, for noticing outages; 0 before the first block.
    #[pallet::storage]
    pub type LastBlock<T: Config> = StorageValue<_, Millis, ValueQuery>;

    /// Outages across midnight whose days are not done yet.
    #[pallet::storage]
    pub type Outages<T: Config> = StorageValue<_, BoundedVec<Outage, ConstU32<OUTAGES_MAX>>, ValueQuery>;

    /// Nobody lapses before this: the notice that shorter deadlines give.
    #[pallet::storage]
    pub type NotBefore<T: Config> = StorageValue<_, Millis, ValueQuery>;

    /// Founders who wait for the first block's time: from this index up to the number of founders.
    #[pallet::storage]
    pub type Unanchored<T: Config> = StorageValue<_, (CitizenIndex, CitizenIndex)>;

    /// The numbers of personhood.
    #[pallet::storage]
    pub type Params<T: Config> = StorageValue<_, Parameters, ValueQuery>;

    /// The numbers that keep fakes few.
    #[pallet::storage]
    pub type Protection<T: Config> = StorageValue<_, Defences, ValueQuery>;

    /// Founders have privileges while this is above their index: it is their number until the society is large enough,
    /// and 0 ever after.
    #[pallet::storage]
    pub type Privileged<T: Config> = StorageValue<_, CitizenIndex, ValueQuery>;

    /// Each person's account of vouches.
    #[pallet::storage]
    pub type Vouchings<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, Vouching, ValueQuery>;

    /// Who stands for each person. Founders and those who came by deposit have nobody before their first renewal.
    #[pallet::storage]
    pub type Sponsors<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, Sponsorship>;

    /// The latest cohort of newcomers.
    #[pallet::storage]
    pub type CurrentCohort<T: Config> = StorageValue<_, Cohort, ValueQuery>;

    /// Applications that have what they need and can be challenged.
    #[pallet::storage]
    pub type Candidates<T: Config> = StorageMap<_, Blake2_128Concat, DidId, CandidateOf<T>>;

    /// Deposits kept for persons for whom nobody vouched.
    #[pallet::storage]
    pub type Deposits<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, (T::AccountId, T::Deposit)>;

    /// Open cases by number.
    #[pallet::storage]
    pub type Cases<T: Config> = CountedStorageMap<_, Twox64Concat, u32, Case>;

    /// The open case about a person or newcomer.
    #[pallet::storage]
    pub type CaseOf<T: Config> = StorageMap<_, Blake2_128Concat, Subject, u32>;

    /// The open case that a person brought: one at a time, or a few people could fill all places, and keep many others
    /// from vouching.
    #[pallet::storage]
    pub type CaseBy<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, u32>;

    /// Number of the next case.
    #[pallet::storage]
    pub type NextCase<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// Until when a person is left in peace whom the tribunal found to be one.
    #[pallet::storage]
    pub type Cleared<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, Millis, ValueQuery>;

    /// Whose challenges of a person nobody judged, and until when they do not challenge that person again.
    #[pallet::storage]
    pub type Unjudged<T: Config> = StorageMap<_, Twox64Concat, CitizenIndex, Challengers, ValueQuery>;

    /// The founding persons.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Account and first voting key of each founder, in the order of their citizen indexes.
        pub founders: Vec<(T::AccountId, VotingKey)>,
        /// The numbers of personhood.
        pub parameters: Parameters,
        /// The numbers that keep fakes few.
        pub defences: Defences,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(self.parameters.are_valid(), "the genesis parameters of personhood are out of range");
            assert!(self.defences.are_valid(), "the genesis defences of personhood are out of range");
            Params::<T>::put(self.parameters);
            Protection::<T>::put(self.defences);
            for (account, voting_key) in &self.founders {
                let founded = Pallet::<T>::found(account, *voting_key);
                assert!(founded.is_ok(), "founder {account:?} cannot be admitted: {founded:?}");
            }
            let founders = NextCitizen::<T>::get();
            Unanchored::<T>::put((0, founders));
            Privileged::<T>::put(founders);
            Pallet::<T>::outgrow_founders();
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Pays for `on_finalize`.
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            T::WeightInfo::on_finalize()
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            let mut meter = WeightMeter::with_limit(remaining);
            Self::work(T::Time::now(), &mut meter);
            meter.consumed()
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::note_block(T::Time::now());
        }

        fn integrity_test() {
            assert!(Parameters::default().are_valid(), "the default parameters are valid");
            assert!(T::ApplicationsMax::get() > 0, "somebody can apply");
            assert!(Defences::default().are_valid(), "the default defences are valid");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Vouches for a newcomer. The k-th vouch makes them a candidate, who is admitted when the time for challenges
        /// is over, or at once if there is none: see [`Pallet::admit`].
        ///
        /// `signature` is by the newcomer's account over [`Application::signing_payload`].
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::vouch())]
        pub fn vouch(origin: OriginFor<T>, application: Application, signature: T::Signature) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_vouch(&account, application, &signature)
        }

        /// Gives a sign of life. Any settled ballot of the caller does the same.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::prove_life())]
        pub fn prove_life(origin: OriginFor<T>) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_prove_life(&account)
        }

        /// Vouches that `citizen`, whose status has lapsed or is about to, is one living person still. The k-th vouch
        /// renews it.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::renew())]
        pub fn renew(origin: OriginFor<T>, citizen: CitizenIndex) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_renew(&account, citizen)
        }

        /// Strikes `citizen` as fake, for good: nothing of theirs settles any more, and who vouched answers for it. Root only.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::strike())]
        pub fn strike(origin: OriginFor<T>, citizen: CitizenIndex) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_strike(citizen)
        }

        /// Sets the numbers of personhood. Deadlines that come nearer by it leave at least 30 days. Root only.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::set_parameters())]
        pub fn set_parameters(origin: OriginFor<T>, parameters: Parameters) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_parameters(parameters)
        }

        /// Works the deadlines of `citizen` now, should the chain be too busy to do so by itself. Anybody may.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::poke())]
        pub fn poke(origin: OriginFor<T>, citizen: CitizenIndex) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_poke(citizen)
        }

        /// Sets the numbers that keep fakes few. Root only.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::set_defences())]
        pub fn set_defences(origin: OriginFor<T>, defences: Defences) -> DispatchResult {
            ensure_root(origin)?;
            Self::do_set_defences(defences)
        }

        /// Applies for somebody for whom nobody vouches (the newcomer may in any case), with a deposit of the caller's in
        /// the place of vouches. It is burnt if the newcomer is found to be fake, and free again when the newcomer was
        /// renewed by vouches, has lapsed after a whole term, or was not admitted. `signature` as in [`Pallet::vouch`].
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::apply())]
        pub fn apply(origin: OriginFor<T>, application: Application, signature: T::Signature) -> DispatchResult {
            let depositor = ensure_signed(origin)?;
            Self::do_apply(depositor, application, &signature)
        }

        /// Admits the newcomer now, whose time to be challenged is over, rather than at midnight. Anybody may.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::admit())]
        pub fn admit(origin: OriginFor<T>, did: DidId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_admit(did)
        }

        /// Gives back a deposit that has served. Anybody may.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::release_deposit())]
        pub fn release_deposit(origin: OriginFor<T>, citizen: CitizenIndex) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_release_deposit(citizen)
        }

        /// Says that a person, or a newcomer about to be admitted, is no person of their own. Takes one of the caller's
        /// vouches, which comes back if the tribunal agrees; if it does not, the caller is barred as if having vouched for
        /// a fake. The caller comes from another circle, and has no other case open. `evidence` is the hash of what is
        /// put forward.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::challenge())]
        pub fn challenge(origin: OriginFor<T>, subject: Subject, grounds: Grounds, evidence: Hash) -> DispatchResult {
            let account = ensure_signed(origin)?;
            Self::do_challenge(&account, subject, grounds, evidence)
        }

        /// Tells what the tribunal has found in an open case.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::rule().max(T::WeightInfo::agenda_item()))]
        pub fn rule(origin: OriginFor<T>, case: u32, finding: Finding) -> DispatchResult {
            T::JudgeOrigin::ensure_origin(origin)?;
            Self::do_rule(case, finding)
        }
    }
}

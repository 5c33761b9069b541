//! Who is one living person: founding persons at genesis, newcomers by vouches, expiry and proof of life
//! (seed 003, BIP-0004).
//!
//! A person has a citizen index, a DID, a place on the roll of voters and an attention account. A status lasts a year
//! and lapses after 90 days of silence; both deadlines fall on midnight UTC, are worked in `on_idle`, and a lapse that
//! falls into an outage of the chain moves to a week after its return. Persons need no coins: whatever can make one of
//! their calls fail is told by [`Pallet::precheck`] before it is let in.
//!
//! This crate must never know how ballots are counted or attention is spent.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod admission;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod citizen;
mod deadlines;
mod founders;
mod life;
#[cfg(test)]
mod mock;
mod outages;
mod precheck;
mod provide;
mod renewal;
mod status;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod weights;

pub use citizen::{Citizen, Day, Due, Outage, Parameters, Pending, Renewal, Status, VOUCHES_MAX, Vouchers};
pub use pallet::*;
pub use weights::WeightInfo;

use cybersyn_primitives::{DAY, Millis};

/// How long collected vouches keep, and the furthest expiry of an application.
pub const APPLICATION_LIFE_MILLIS: Millis = 30 * DAY;
/// How long after the chain's return a lapse falls due that passed while it was down.
pub const OUTAGE_GRACE_MILLIS: Millis = 7 * DAY;
/// Every active person's deadlines are looked at this often at least, so that no change of parameters is overlooked.
pub const REVISIT_MILLIS: Millis = 30 * DAY;
/// Most applications that wait for further vouches after the first one by the same person: else one person could
/// invent newcomers until there is no room for true ones.
pub const OPEN_APPLICATIONS_MAX: u32 = 16;
/// Most outages remembered at once; a further one is joined to the last.
pub const OUTAGES_MAX: u32 = 8;

/// Benchmarks need a time other than that of genesis.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkClock {
    /// Makes `now` the current block's time.
    fn set(now: Millis);
}

/// The pallet.
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use cybersyn_primitives::{
        CitizenIndex, DidId, PageIndex, SLOTS_PER_PAGE, VotingKey,
        application::Application,
        traits::{Attention, Dids, Roll},
    };
    use frame_support::{pallet_prelude::*, traits::Time, weights::WeightMeter};
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::{IdentifyAccount, Verify};

    /// Storage layout of this version of the pallet.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

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

    /// The founding persons.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Account and first voting key of each founder, in the order of their citizen indexes.
        pub founders: Vec<(T::AccountId, VotingKey)>,
        /// The numbers of personhood.
        pub parameters: Parameters,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(self.parameters.are_valid(), "the genesis parameters of personhood are out of range");
            Params::<T>::put(self.parameters);
            for (account, voting_key) in &self.founders {
                let founded = Pallet::<T>::found(account, *voting_key);
                assert!(founded.is_ok(), "founder {account:?} cannot be admitted: {founded:?}");
            }
            Unanchored::<T>::put((0, NextCitizen::<T>::get()));
        }
    }

    /// What happened to a person.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A person vouched for a newcomer.
        Vouched {
            /// Who vouched.
            voucher: CitizenIndex,
            /// The newcomer.
            did: DidId,
            /// Vouches in force so far, of [`Parameters::vouches_needed`].
            vouches: u32,
        },
        /// A newcomer became a person.
        Admitted {
            /// The person.
            citizen: CitizenIndex,
            /// The person's DID.
            did: DidId,
        },
        /// A person vouched for the renewal of another.
        RenewalVouched {
            /// Who vouched.
            voucher: CitizenIndex,
            /// Whose status is to be renewed.
            citizen: CitizenIndex,
            /// Vouches in force so far, of [`Parameters::vouches_needed`].
            vouches: u32,
        },
        /// A status was renewed.
        Renewed {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it ends now.
            expires: Millis,
        },
        /// A person gave a sign of life by a call of their own.
        LifeProved {
            /// The person.
            citizen: CitizenIndex,
        },
        /// A status is about to lapse: prove life, or ask for renewal.
        LapseAhead {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it lapses.
            at: Millis,
        },
        /// A lapse fell due while the chain was down and was moved.
        LapsePostponed {
            /// The person.
            citizen: CitizenIndex,
            /// Midnight at which it falls due now.
            at: Millis,
        },
        /// A status lapsed.
        Lapsed {
            /// The person.
            citizen: CitizenIndex,
            /// When it ended.
            at: Millis,
        },
        /// A person was found to be fake.
        Struck {
            /// The person.
            citizen: CitizenIndex,
        },
        /// The numbers of personhood changed.
        ParametersSet {
            /// They are now.
            parameters: Parameters,
        },
        /// An application expired before it had its vouches.
        ApplicationDropped {
            /// The newcomer.
            did: DidId,
        },
        /// A renewal expired before it had its vouches.
        RenewalDropped {
            /// The person.
            citizen: CitizenIndex,
        },
    }

    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller is no person in force. Sign with the account that controls a person's DID, or ask for renewal.
        NotAPerson,
        /// No citizen has that index.
        NotFound,
        /// Nobody vouches for themselves.
        OwnVouch,
        /// The caller has vouched for this already.
        AlreadyVouched,
        /// The DID belongs to a person already, whatever their status.
        AlreadyAdmitted,
        /// The application is void by now. The newcomer signs a new one.
        ApplicationExpired,
        /// The application expires more than 30 days from now. The newcomer signs one that expires earlier.
        ExpiryTooFar,
        /// The newcomer's account did not sign this application for this chain.
        InvalidSignature,
        /// Another application of this newcomer collects vouches. Vouch for that, or wait until it expires.
        OtherApplicationPending,
        /// The id or the account is taken by a DID that does not have the application's voting key in force.
        DidTaken,
        /// The voting key is no usable key. The newcomer makes a new one.
        InvalidKey,
        /// Too many applications wait for vouches. Try again when some have been decided.
        TooManyApplications,
        /// The roll has no room for the person or one of the person's keys.
        RollFull,
        /// The person was struck, and stays so.
        Struck,
        /// The person's DID is deactivated.
        DidDeactivated,
        /// No deadline of the person is near enough: see the event `LapseAhead`.
        TooEarly,
        /// Out of range: 1 to 10 vouches; expiry and silence of 2 to 3,650 days; a warning of a day or more before both.
        InvalidParameters,
        /// Too many newcomers for whom the caller vouched first still wait for others' vouches. Get them, or wait until
        /// an application expires.
        MaxOpenExceeded,
        /// There are not so many other persons in force to vouch for one. Ask for fewer vouches.
        TooFewPersons,
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
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Vouches for a newcomer. The k-th vouch admits them: DID, citizen index, place on the roll, attention
        /// account, and a reference to their account that lets them act without coins.
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

        /// Strikes `citizen` as fake, for good: nothing of theirs settles any more. Root only.
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
    }
}

//! A runtime with scheduler and preimages. Accounts 1 to 9 are persons, each the citizen of its own number; 9 persons
//! are active. Ballot boxes are a map of terms.

use crate as pallet_constitution;
#[cfg(feature = "runtime-benchmarks")]
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{
    CitizenIndex, Class, Millis, ProposalId, Terms,
    clock::AliveClock,
    reputation::{Cause, Change, Context, POINT, Points},
    tally::Tally,
    traits::{BallotBoxes, BoxRefusal, Persons, Reputation, ReputationRefusal},
};
use frame_support::{
    Twox64Concat, derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, EqualPrivilegeOnly},
    weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        Preimage: pallet_preimage,
        Scheduler: pallet_scheduler,
        Constitution: pallet_constitution,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
    type Moment = Millis;
    type MinimumPeriod = ConstU64<1>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

impl pallet_preimage::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type Currency = Balances;
    type ManagerOrigin = EnsureRoot<u64>;
    type Consideration = ();
}

parameter_types! {
    pub SchedulerWeight: Weight = Weight::from_parts(1_500_000_000_000, u64::MAX);
    /// Whether the boxes of withdrawn proposals run on.
    pub static BoxesStay: bool = false;
    /// Whether every class is crowded.
    pub static Crowded: bool = false;
    /// Attention spent on any proposal.
    pub static TokensSpent: u64 = 0;
    pub static CallWeightMax: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
}

impl pallet_scheduler::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeOrigin = RuntimeOrigin;
    type PalletsOrigin = OriginCaller;
    type RuntimeCall = RuntimeCall;
    type MaximumWeight = SchedulerWeight;
    type ScheduleOrigin = EnsureRoot<u64>;
    type OriginPrivilegeCmp = EqualPrivilegeOnly;
    type MaxScheduledPerBlock = ConstU32<2>;
    type WeightInfo = ();
    type Preimages = Preimage;
    type BlockNumberProvider = System;
}

pub struct World;

impl Persons<u64> for World {
    fn citizen(account: &u64) -> Option<CitizenIndex> {
        (1..=9).contains(account).then_some(*account as CitizenIndex)
    }
    fn active() -> u32 {
        9
    }
    fn prove_life(citizen: CitizenIndex, at: Millis) {
        Lives::insert(citizen, at);
    }
}

/// Room for open proposals of each class.
pub const BOXES_PER_CLASS: usize = 20;

/// Signs of life, causes of reputation, and the terms of the boxes opened.
#[frame_support::storage_alias]
pub type Lives = StorageMap<Mock, Twox64Concat, CitizenIndex, Millis>;
#[frame_support::storage_alias]
pub type Causes = StorageMap<Mock, Twox64Concat, ProposalId, (CitizenIndex, Context, Cause)>;
#[frame_support::storage_alias]
pub type Boxes = StorageMap<Mock, Twox64Concat, ProposalId, Terms>;

impl BallotBoxes for World {
    fn can_open(terms: &Terms) -> Result<(), BoxRefusal> {
        let of_class = Boxes::iter_values().filter(|other| other.class == terms.class);
        if of_class.count() < BOXES_PER_CLASS { Ok(()) } else { Err(BoxRefusal::ClassFull) }
    }
    fn is_crowded(_: Class) -> bool {
        Crowded::get()
    }
    fn open(proposal: ProposalId, terms: Terms) -> Result<(), BoxRefusal> {
        Self::can_open(&terms)?;
        Boxes::insert(proposal, terms);
        Ok(())
    }
    fn withdraw(proposal: ProposalId) -> bool {
        if !BoxesStay::get() {
            Boxes::remove(proposal);
        }
        !BoxesStay::get()
    }
    fn tally(_: ProposalId) -> Option<Tally> {
        Some(Tally { tokens: TokensSpent::get(), ..Tally::default() })
    }
    fn clock() -> AliveClock {
        AliveClock::default()
    }
}

impl Reputation for World {
    fn give(citizen: CitizenIndex, context: Context, cause: Cause) -> Result<Change, ReputationRefusal> {
        let Cause::Implemented { proposal, tokens } = cause else { return Err(ReputationRefusal::UnknownCitizen) };
        Causes::insert(proposal, (citizen, context, cause));
        Ok(Change::Gain(tokens * POINT))
    }
    fn points(_: CitizenIndex, _: Context) -> Points {
        0
    }
}

impl pallet_constitution::CallGuard<RuntimeCall> for World {
    fn classes(call: &RuntimeCall) -> Option<&'static [Class]> {
        match call {
            RuntimeCall::System(frame_system::Call::set_code { .. }) => Some(&[Class::Rights, Class::Emergency]),
            RuntimeCall::Scheduler(_) => Some(&[]),
            _ => None,
        }
    }
    fn is_fundamental(call: &RuntimeCall) -> bool {
        matches!(call, RuntimeCall::System(frame_system::Call::set_code { .. }))
    }
}

impl pallet_constitution::Config for Test {
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type Time = Timestamp;
    type Persons = World;
    type Boxes = World;
    type Reputation = World;
    type Preimages = Preimage;
    type Scheduler = Scheduler;
    type Guard = World;
    type CallWeightMax = CallWeightMax;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = World;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_constitution::BenchmarkHelper<u64> for World {
    fn person() -> u64 {
        Timestamp::set_timestamp(START);
        1
    }
    fn spend_attention(_: ProposalId) {
        TokensSpent::set(100);
    }
}

pub fn externalities() -> sp_io::TestExternalities {
    RuntimeGenesisConfig::default().build_storage().expect("defaults are valid").into()
}

//! A runtime with scheduler and preimages. Accounts 1 to 9 are persons, each the citizen of its own number; 9 persons
//! are active. Ballot boxes are a map of terms.

use crate as pallet_constitution;
use crate::{Draft, Status};
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{
    CitizenIndex, Class, DAY, Millis, ProposalId, Terms,
    clock::AliveClock,
    tally::{Outcome, Tally},
    traits::{BallotBoxes, BoxRefusal, Decision, OnDecided, Persons},
};
use frame_support::{
    Twox64Concat, derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, EqualPrivilegeOnly},
    weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::{BuildStorage, DispatchResult};

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

/// Signs of life, and the terms of the boxes opened.
#[frame_support::storage_alias]
pub type Lives = StorageMap<Mock, Twox64Concat, CitizenIndex, Millis>;
#[frame_support::storage_alias]
pub type Boxes = StorageMap<Mock, Twox64Concat, ProposalId, Terms>;

impl BallotBoxes for World {
    fn open(proposal: ProposalId, terms: Terms) -> Result<(), BoxRefusal> {
        if Boxes::iter_keys().count() >= 20 {
            return Err(BoxRefusal::TooMany);
        }
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
        None
    }
    fn clock() -> AliveClock {
        AliveClock::default()
    }
}

impl pallet_constitution::CallGuard<RuntimeCall> for World {
    fn classes(call: &RuntimeCall) -> Option<&'static [Class]> {
        match call {
            RuntimeCall::System(frame_system::Call::set_code { .. }) => Some(&[Class::Technical, Class::Rights]),
            RuntimeCall::Scheduler(_) => Some(&[]),
            _ => None,
        }
    }
}

impl pallet_constitution::Config for Test {
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type Time = Timestamp;
    type Persons = World;
    type Boxes = World;
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
}

pub fn externalities() -> sp_io::TestExternalities {
    RuntimeGenesisConfig::default().build_storage().expect("defaults are valid").into()
}

/// Runs `test` in block 1 at [`START`], then checks every invariant.
pub fn run(test: impl FnOnce()) {
    externalities().execute_with(|| {
        block::<Test, AllPalletsWithSystem>(1, START);
        test();
        Constitution::check_state().expect("invariants hold after every test");
    });
}

/// Closes the block, with idle time, and opens the next one `later`.
pub fn advance(later: Millis) {
    let number = u32::try_from(System::block_number()).expect("tests are short") + 1;
    block::<Test, AllPalletsWithSystem>(number, Timestamp::get() + later);
}

/// A legal draft without a call.
pub fn draft(content: u8) -> Draft<Test> {
    let (discussion, voting) = (3 * DAY, 7 * DAY);
    Draft { content: [content; 32], class: Class::Technical, call: None, discussion, voting }
}

/// A legal draft with `call`.
pub fn draft_of(content: u8, class: Class, call: impl Into<RuntimeCall>) -> Draft<Test> {
    let discussion = match class {
        Class::Renewal => 60 * DAY,
        _ => 3 * DAY,
    };
    Draft { class, call: Some(Box::new(call.into())), discussion, ..draft(content) }
}

/// Submits as account `who`.
pub fn propose(who: u64, draft: Draft<Test>) -> DispatchResult {
    let Draft { content, class, call, discussion, voting } = draft;
    Constitution::propose(RuntimeOrigin::signed(who), content, class, call, discussion, voting)
}

/// Tells of a decision.
pub fn decide(proposal: ProposalId, outcome: Outcome) {
    let decision = Decision { outcome, outcome_at_close: outcome, tally: Tally::default(), live_root: [0; 32] };
    Constitution::decided(proposal, decision);
}

/// Where a proposal stands.
pub fn status(proposal: ProposalId) -> Status {
    crate::Proposals::<Test>::get(proposal).expect("it was submitted").status
}

/// A call of `bytes` encoded bytes and little weight: a remark.
pub fn remark(bytes: usize) -> RuntimeCall {
    use codec::Encode;
    let mut call = frame_system::Call::remark { remark: vec![0; bytes] };
    let excess = RuntimeCall::from(call.clone()).encoded_size() - bytes;
    if let frame_system::Call::remark { remark } = &mut call {
        remark.truncate(bytes - excess);
    }
    call.into()
}

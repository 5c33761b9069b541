//! A runtime with persons and DIDs; roll and attention are recorders.

use crate as pallet_personhood;
use crate::{Defences, Protection};
use core::cell::RefCell;
pub use cybersyn_pallet_test_utils::{Recorder, Told};
use cybersyn_pallet_test_utils::{START, account, block, voting_key};
use cybersyn_primitives::{CitizenIndex, DAY, Millis, peer::PeerKey, traits::NodeRegistry};
#[cfg(feature = "runtime-benchmarks")]
use cybersyn_primitives::{DidId, VotingKey};
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, LinearStoragePrice, fungible::HoldConsideration},
};
use sp_runtime::{AccountId32, BuildStorage, MultiSignature, traits::IdentityLookup};

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        Did: pallet_did,
        Personhood: pallet_personhood,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

parameter_types! {
    pub const ApplicationDeposit: RuntimeHoldReason =
        RuntimeHoldReason::Personhood(pallet_personhood::HoldReason::Application);
    pub const DepositBase: u64 = DEPOSIT;
    pub const DepositByte: u64 = 0;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

impl pallet_did::Config for Test {
    type Time = Timestamp;
    type Consideration = ();
    type VotingKeys = Personhood;
    type Signature = MultiSignature;
    type RotationInterval = ConstU64<DAY>;
    type RecoveryDelayMin = ConstU64<DAY>;
    type RuntimeCall = RuntimeCall;
    type PurposeOf = Unauthorizable;
    type Persons = Unauthorizable;
    type WeightInfo = ();
}

impl pallet_personhood::Config for Test {
    type Time = Timestamp;
    type Dids = Did;
    type Roll = Recorder;
    type Attention = Recorder;
    type Nodes = Nodes;
    type Reputation = Recorder;
    type Tribunal = Recorder;
    type JudgeOrigin = frame_system::EnsureRoot<AccountId32>;
    type Deposit =
        HoldConsideration<AccountId32, Balances, ApplicationDeposit, LinearStoragePrice<DepositBase, DepositByte, u64>>;
    type Signature = MultiSignature;
    type ApplicationsMax = ConstU32<20>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkClock = Recorder;
}

thread_local! {
    static LOST: RefCell<Vec<CitizenIndex>> = const { RefCell::new(Vec::new()) };
    static RETIRED: RefCell<Vec<(CitizenIndex, PeerKey)>> = const { RefCell::new(Vec::new()) };
}

/// The registry of nodes, as far as a test asks what it was told.
pub struct Nodes;

impl Nodes {
    /// Who lost their nodes since the last call.
    pub fn lost() -> Vec<CitizenIndex> {
        LOST.take()
    }

    /// Which keys were retired since the last call.
    pub fn retired() -> Vec<(CitizenIndex, PeerKey)> {
        RETIRED.take()
    }
}

impl NodeRegistry for Nodes {
    fn person_lost(citizen: CitizenIndex) {
        LOST.with_borrow_mut(|all| all.push(citizen));
    }
    fn key_retired(citizen: CitizenIndex, key: &PeerKey) {
        RETIRED.with_borrow_mut(|all| all.push((citizen, *key)));
    }
}

/// Founders of the mock: citizens 0 to 4.
pub const FOUNDERS: u32 = 5;
/// What is deposited for somebody for whom nobody vouches, and what founders 0 to 4 own.
pub const DEPOSIT: u64 = 1_000;
pub const FUNDS: u64 = 10_000;

/// Nothing stands in the way of vouches: for tests of what vouches do.
pub fn open_doors() -> Defences {
    Defences {
        vouch_budget: 1_000,
        newcomer_vouches: 1,
        maturity: 0,
        vouched_window: 0,
        cohort_min: 1_000,
        ..Default::default()
    }
}

/// Runs `test` in block 2, a second after `START`, with five founders whose time has begun at `START`; then checks the
/// invariants.
pub fn run(test: impl FnOnce()) {
    run_with(open_doors(), test);
}

/// As [`run`], with the default defences.
pub fn run_defended(test: impl FnOnce()) {
    run_with(Defences::default(), test);
}

/// As [`run`], with those defences.
pub fn run_with(defences: Defences, test: impl FnOnce()) {
    run_from_genesis(|| {
        Protection::<Test>::put(defences);
        at(1, START);
        at(2, START + 1_000);
        Recorder::take();
        test();
    });
}

/// Runs `test` on the state after genesis, then checks the invariants.
pub fn run_from_genesis(test: impl FnOnce()) {
    Recorder::reset();
    Nodes::lost();
    Nodes::retired();
    externalities().execute_with(|| {
        test();
        Personhood::do_try_state().expect("the invariants hold");
    });
}

/// The state after genesis.
fn externalities() -> sp_io::TestExternalities {
    let founders = (0..FOUNDERS).map(|number| (account(number), voting_key(number))).collect();
    let personhood = pallet_personhood::GenesisConfig { founders, ..Default::default() };
    let balances = pallet_balances::GenesisConfig {
        balances: (0..FOUNDERS).map(|number| (account(number), FUNDS)).collect(),
        ..Default::default()
    };
    let genesis = RuntimeGenesisConfig { personhood, balances, ..Default::default() };
    let storage = genesis.build_storage().expect("genesis builds");
    sp_io::TestExternalities::new(storage)
}

/// The state after genesis, with a keystore for the benchmarks to sign with.
#[cfg(feature = "runtime-benchmarks")]
pub fn with_keystore() -> sp_io::TestExternalities {
    let mut externalities = externalities();
    let keystore = sp_keystore::testing::MemoryKeystore::new();
    externalities.register_extension(sp_keystore::KeystoreExt::new(keystore));
    externalities
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkClock for Recorder {
    fn set(now: Millis) {
        pallet_timestamp::Now::<Test>::put(now);
    }
    fn give_nodes(_: CitizenIndex) {}
    fn give_did(did: DidId, keys: &[VotingKey]) {
        let signed = RuntimeOrigin::signed(did.into());
        let (first, others) = keys.split_first().expect("there are some");
        Did::create(signed.clone(), *first).expect("the id is new");
        for key in others {
            let key = pallet_did::PublicKey::Ed25519(*key);
            Did::add_key(signed.clone(), key, pallet_did::Purposes::VOTING).expect("there is room");
        }
    }
}

/// Goes on to block `number`, stamped `millis`.
pub fn at(number: u32, millis: Millis) {
    block::<Test, AllPalletsWithSystem>(number, millis);
}

/// No key authorises a call.
pub struct Unauthorizable;

impl pallet_did::PurposeOf<RuntimeCall> for Unauthorizable {
    fn purpose_of(_: &RuntimeCall) -> Option<pallet_did::Purposes> {
        None
    }
}

impl pallet_did::IsPerson<AccountId32> for Unauthorizable {
    fn is_person(_: &AccountId32) -> bool {
        false
    }
}

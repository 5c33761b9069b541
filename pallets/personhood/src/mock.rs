//! A runtime with persons and DIDs; roll and attention are recorders.

use crate as pallet_personhood;
use core::cell::RefCell;
pub use cybersyn_pallet_test_utils::{Recorder, Told};
use cybersyn_pallet_test_utils::{START, account, block, voting_key};
use cybersyn_primitives::{
    CitizenIndex, DAY, Millis,
    peer::PeerKey,
    traits::{NodeRegistry, Responsibility},
};
use frame_support::{
    derive_impl,
    traits::{ConstU32, ConstU64},
};
use sp_runtime::{AccountId32, BuildStorage, MultiSignature, traits::IdentityLookup};

frame_support::construct_runtime!(
    pub enum Test { System: frame_system, Timestamp: pallet_timestamp, Did: pallet_did, Personhood: pallet_personhood }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

impl pallet_did::Config for Test {
    type Time = Timestamp;
    type Consideration = ();
    type VotingKeys = Personhood;
    type Signature = MultiSignature;
    type RotationInterval = ConstU64<DAY>;
    type WeightInfo = ();
}

impl pallet_personhood::Config for Test {
    type Time = Timestamp;
    type Dids = Did;
    type Roll = Recorder;
    type Attention = Recorder;
    type Nodes = Nodes;
    type Responsibility = Vouched;
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

thread_local! {
    static FAKES: RefCell<Vec<(CitizenIndex, Vec<CitizenIndex>)>> = const { RefCell::new(Vec::new()) };
}

/// Writes down who answers for whom.
pub struct Vouched;

impl Vouched {
    /// Fakes since the last call, with those who answer for them.
    pub fn fakes() -> Vec<(CitizenIndex, Vec<CitizenIndex>)> {
        FAKES.take()
    }
}

impl Responsibility for Vouched {
    fn fake_found(fake: CitizenIndex, vouchers: &[CitizenIndex]) {
        FAKES.with_borrow_mut(|all| all.push((fake, vouchers.to_vec())));
    }
}

/// Founders of the mock: citizens 0 to 4.
pub const FOUNDERS: u32 = 5;

/// Runs `test` in block 2, a second after `START`, with five founders whose time has begun at `START`; then checks the
/// invariants.
pub fn run(test: impl FnOnce()) {
    run_from_genesis(|| {
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
    Vouched::fakes();
    externalities().execute_with(|| {
        test();
        Personhood::do_try_state().expect("the invariants hold");
    });
}

/// The state after genesis.
fn externalities() -> sp_io::TestExternalities {
    let founders = (0..FOUNDERS).map(|number| (account(number), voting_key(number))).collect();
    let personhood = pallet_personhood::GenesisConfig { founders, ..Default::default() };
    let storage = RuntimeGenesisConfig { personhood, ..Default::default() }.build_storage().expect("genesis builds");
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
}

/// Goes on to block `number`, stamped `millis`.
pub fn at(number: u32, millis: Millis) {
    block::<Test, AllPalletsWithSystem>(number, millis);
}

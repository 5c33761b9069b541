//! A runtime with DIDs, balances and a clock; voting keys are reported to a recorder.

use crate as pallet_did;
pub use cybersyn_pallet_test_utils::{Recorder, Told};
use cybersyn_pallet_test_utils::{START, account, block};
use cybersyn_primitives::{DAY, Millis};
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU64, fungible::HoldConsideration},
};
use sp_runtime::{AccountId32, BuildStorage, MultiSignature, traits::IdentityLookup};

frame_support::construct_runtime!(
    pub enum Test { System: frame_system, Timestamp: pallet_timestamp, Balances: pallet_balances, Did: pallet_did }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

parameter_types! {
    pub const DidDeposit: RuntimeHoldReason = RuntimeHoldReason::Did(pallet_did::HoldReason::Record);
}

/// One unit of deposit a byte.
pub struct PerByte;

impl sp_runtime::traits::Convert<frame_support::traits::Footprint, u64> for PerByte {
    fn convert(footprint: frame_support::traits::Footprint) -> u64 {
        footprint.size
    }
}

impl pallet_did::Config for Test {
    type Time = Timestamp;
    type Consideration = HoldConsideration<AccountId32, Balances, DidDeposit, PerByte>;
    type VotingKeys = Recorder;
    type Signature = MultiSignature;
    type RotationInterval = ConstU64<DAY>;
    type RecoveryDelayMin = ConstU64<DAY>;
    type RuntimeCall = RuntimeCall;
    type PurposeOf = CallPurposes;
    type Persons = Eighth;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = Recorder;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper for Recorder {
    fn make_person(_: cybersyn_primitives::DidId) {}
}

/// Keys that authenticate authorise remarks, keys that invoke capabilities services; nothing else is authorised.
pub struct CallPurposes;

impl pallet_did::PurposeOf<RuntimeCall> for CallPurposes {
    fn purpose_of(call: &RuntimeCall) -> Option<pallet_did::Purposes> {
        match call {
            RuntimeCall::System(_) => Some(pallet_did::Purposes::AUTHENTICATION),
            RuntimeCall::Did(pallet_did::Call::set_service { .. }) => Some(pallet_did::Purposes::CAPABILITY),
            _ => None,
        }
    }
}

/// Account 8 is a person.
pub struct Eighth;

impl pallet_did::IsPerson<AccountId32> for Eighth {
    fn is_person(who: &AccountId32) -> bool {
        *who == account(8)
    }
}

/// Coins of each of the accounts 0..4.
pub const FUNDS: u64 = 100_000;

/// Runs `test` in block 1 at `START` with four funded accounts, then checks the invariants.
pub fn run(test: impl FnOnce()) {
    Recorder::reset();
    externalities().execute_with(|| {
        at(1, START);
        test();
        Did::do_try_state().expect("the invariants hold");
    });
}

/// The state after genesis.
fn externalities() -> sp_io::TestExternalities {
    let balances = pallet_balances::GenesisConfig {
        balances: (0..4).map(|number| (account(number), FUNDS)).collect(),
        ..Default::default()
    };
    let storage = RuntimeGenesisConfig { balances, ..Default::default() }.build_storage().expect("genesis builds");
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

/// Goes on to block `number`, stamped `millis`.
pub fn at(number: u32, millis: Millis) {
    block::<Test, AllPalletsWithSystem>(number, millis);
}

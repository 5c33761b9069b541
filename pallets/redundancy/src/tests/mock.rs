//! A runtime of session and redundancy. Validators below 1,000 have session keys; a session lasts one block.

use crate as pallet_redundancy;
use frame_support::{derive_impl, traits::ConstU64};
use sp_runtime::{BuildStorage, testing::UintAuthorityId, traits::ConvertInto};

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Balances: pallet_balances,
        Redundancy: pallet_redundancy,
        Session: pallet_session,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

sp_runtime::impl_opaque_keys! {
    pub struct Keys {
        pub dummy: UintAuthorityId,
    }
}

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = u64;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = pallet_session::PeriodicSessions<ConstU64<1>, ConstU64<0>>;
    type NextSessionRotation = ();
    type SessionManager = Redundancy;
    type SessionHandler = pallet_session::TestSessionHandler;
    type Keys = Keys;
    type DisablingStrategy = ();
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ConstU64<0>;
}

/// Validators below 1,000.
pub struct BelowThousand;

impl frame_support::traits::Contains<u64> for BelowThousand {
    fn contains(validator: &u64) -> bool {
        *validator < 1_000
    }
}

impl pallet_redundancy::Config for Test {
    type ValidatorId = u64;
    type HasKeys = BelowThousand;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = BelowThousand;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_redundancy::BenchmarkHelper<u64> for BelowThousand {
    fn validator(index: u32) -> u64 {
        index.into()
    }
}

pub fn externalities(validators: Vec<u64>) -> sp_io::TestExternalities {
    let keys = (0..10).map(|id| (id, id, Keys { dummy: UintAuthorityId(id) })).collect();
    let config = RuntimeGenesisConfig {
        redundancy: pallet_redundancy::GenesisConfig { validators, slot_millis: 2_000 },
        session: pallet_session::GenesisConfig { keys, ..Default::default() },
        ..Default::default()
    };
    config.build_storage().expect("a valid genesis").into()
}

/// Runs `test` in block 1 of a chain that begins with validators 1 and 2, then checks every invariant.
pub fn run(test: impl FnOnce()) {
    externalities(vec![1, 2]).execute_with(|| {
        System::set_block_number(1);
        test();
        Redundancy::check_state().expect("invariants hold after every test");
    });
}

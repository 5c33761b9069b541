//! A runtime of session and redundancy. Validators below 1,000 have session keys, accounts from 2,000 on own coins; a
//! session lasts one block.

use super::operators;
use crate as pallet_redundancy;
use frame_support::{derive_impl, traits::ConstU64};
use sp_runtime::{BuildStorage, DispatchResult, testing::UintAuthorityId, traits::ConvertInto};

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

/// What is held for session keys.
pub const KEY_DEPOSIT: u64 = 10;
/// Coins of the accounts 2,000 to 2,009.
pub const FUNDS: u64 = 100;

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
    type KeyDeposit = ConstU64<KEY_DEPOSIT>;
}

/// The session pallet's keys.
pub struct Keeper;

impl pallet_redundancy::SessionKeys<u64, u64> for Keeper {
    fn are_registered(validator: &u64) -> bool {
        pallet_session::NextKeys::<Test>::contains_key(validator)
    }
    fn are_in_use(validator: &u64) -> bool {
        Session::validators().contains(validator)
            || Session::queued_keys().iter().any(|(queued, _)| queued == validator)
    }
    fn release(account: &u64) -> DispatchResult {
        Session::purge_keys(RuntimeOrigin::signed(*account))
    }
}

impl pallet_redundancy::Config for Test {
    type ValidatorId = u64;
    type SessionKeys = Keeper;
    type Time = operators::Clock;
    type Sitting = operators::Seats;
    type FindAuthor = operators::Author;
    type Persons = operators::Operators;
    type Reputation = operators::Reports;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = Keeper;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_redundancy::BenchmarkHelper<u64> for Keeper {
    fn validator(index: u32) -> u64 {
        index.into()
    }
    fn person() -> u32 {
        0
    }
}

pub fn externalities(validators: Vec<u64>) -> sp_io::TestExternalities {
    let keys = |ids: std::ops::Range<u64>| ids.map(|id| (id, id, Keys { dummy: UintAuthorityId(id) })).collect();
    let balances = (2_000..2_010).map(|account| (account, FUNDS)).collect();
    let config = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        redundancy: pallet_redundancy::GenesisConfig { validators, slot_millis: 2_000 },
        session: pallet_session::GenesisConfig { keys: keys(0..10), non_authority_keys: keys(10..1_000) },
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

//! A chain with the real pallets for DIDs and persons. Nobody votes on it: roll and attention take everything. Nobody
//! forges signatures either, which would take most of the time: seals are hashes.

use crate::seal::Seal;
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{
    CitizenIndex, DAY, KeyVersion, Millis, PageIndex, VotingKey,
    attention::{AttentionPage, AttentionParams},
    traits::{Attention, Roll, RollRefusal},
};
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, LinearStoragePrice, fungible::HoldConsideration},
};
use pallet_personhood::Defences;
use sp_runtime::{
    AccountId32, BuildStorage,
    traits::{Dispatchable, IdentityLookup},
};

frame_support::construct_runtime!(
    pub enum Runtime {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        Did: pallet_did,
        Personhood: pallet_personhood,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
    type Block = frame_system::mocking::MockBlockU32<Runtime>;
    type AccountId = AccountId32;
    type Lookup = IdentityLookup<AccountId32>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Runtime {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
    type AccountStore = System;
}

parameter_types! {
    pub const ApplicationDeposit: RuntimeHoldReason =
        RuntimeHoldReason::Personhood(pallet_personhood::HoldReason::Application);
    /// Coins held for a newcomer for whom nobody vouches, as in the federation's runtime.
    pub const Deposit: u64 = 100;
    pub const PerByte: u64 = 0;
}

/// What one deposit is.
pub fn deposit() -> u64 {
    Deposit::get()
}

impl pallet_did::Config for Runtime {
    type Time = Timestamp;
    type Consideration = ();
    type VotingKeys = Personhood;
    type Signature = Seal;
    type RotationInterval = ConstU64<DAY>;
    type RecoveryDelayMin = ConstU64<DAY>;
    type RuntimeCall = RuntimeCall;
    type PurposeOf = Nothing;
    type Persons = Nothing;
    type WeightInfo = ();
}

impl pallet_personhood::Config for Runtime {
    type Time = Timestamp;
    type Dids = Did;
    type Roll = Nothing;
    type Attention = Nothing;
    type Nodes = ();
    type Reputation = ();
    type Tribunal = ();
    type JudgeOrigin = frame_system::EnsureRoot<AccountId32>;
    type Deposit =
        HoldConsideration<AccountId32, Balances, ApplicationDeposit, LinearStoragePrice<Deposit, PerByte, u64>>;
    type Signature = Seal;
    type ApplicationsMax = ConstU32<10_000>;
    type WeightInfo = ();
}

/// Neighbours without effect.
pub struct Nothing;

impl pallet_did::PurposeOf<RuntimeCall> for Nothing {
    fn purpose_of(_: &RuntimeCall) -> Option<pallet_did::Purposes> {
        None
    }
}

impl pallet_did::IsPerson<AccountId32> for Nothing {
    fn is_person(_: &AccountId32) -> bool {
        false
    }
}

impl Roll for Nothing {
    fn admit(_: CitizenIndex, _: Millis) -> Result<(), RollRefusal> {
        Ok(())
    }
    fn lapse(_: CitizenIndex, _: Millis) {}
    fn strike(_: CitizenIndex) {}
    fn add_key(_: CitizenIndex, _: KeyVersion, _: VotingKey, _: Millis) -> Result<(), RollRefusal> {
        Ok(())
    }
    fn revoke_key(_: CitizenIndex, _: KeyVersion, _: Millis, _: bool) {}
}

impl Attention for Nothing {
    fn open(_: CitizenIndex, _: Millis) {}
    fn close(_: CitizenIndex, _: Millis) {}
    fn page(_: PageIndex) -> AttentionPage {
        AttentionPage::default()
    }
    fn put_page(_: PageIndex, _: AttentionPage) {}
    fn params() -> AttentionParams {
        AttentionParams::default()
    }
}

/// The state after genesis with those founding persons.
pub fn genesis(founders: Vec<(AccountId32, VotingKey)>, defences: Defences) -> sp_io::TestExternalities {
    let personhood = pallet_personhood::GenesisConfig { founders, defences, ..Default::default() };
    let config = RuntimeGenesisConfig { personhood, ..Default::default() };
    sp_io::TestExternalities::new(config.build_storage().expect("the founders differ from each other"))
}

/// Days and blocks. A day has a block at midnight and one half a minute before the next, so that no deadline falls into
/// what the pallet would take for an outage.
pub struct Calendar {
    block: u32,
    /// Days since the first block.
    pub day: u64,
}

impl Calendar {
    /// Opens the first block.
    pub fn begin() -> Self {
        let mut calendar = Self { block: 0, day: 0 };
        calendar.open(START);
        calendar
    }

    /// Goes on to tomorrow's midnight; what happened since the day began is handed to `hear`.
    pub fn next_day(&mut self, mut hear: impl FnMut(&pallet_personhood::Event<Runtime>)) {
        let midnight = START.saturating_add(self.day.saturating_add(1).saturating_mul(DAY));
        for time in [midnight - 30_000, midnight] {
            self.open(time);
            for record in System::events() {
                if let RuntimeEvent::Personhood(event) = &record.event {
                    hear(event);
                }
            }
            System::reset_events();
        }
        self.day = self.day.saturating_add(1);
    }

    fn open(&mut self, time: Millis) {
        self.block = self.block.saturating_add(1);
        block::<Runtime, AllPalletsWithSystem>(self.block, time);
    }
}

/// Sends a call, as a block would: a failing one changes nothing. Says whether it succeeded.
pub fn send(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> bool {
    call.into().dispatch(origin).is_ok()
}

//! Who makes blocks and finality, and how often.

use crate::{
    AccountId, Babe, Balance, Balances, Personhood, Redundancy, Reputation, Runtime, RuntimeEvent, RuntimeOrigin,
    Session, SessionKeys, Timestamp, units,
};
use alloc::vec::Vec;
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64, Get},
};
use sp_runtime::{
    DispatchResult,
    traits::{ConvertInto, OpaqueKeys},
};

/// Length of a slot in milliseconds: chosen at genesis, kept in state, so that one Wasm serves every preset.
pub type SlotMillis = pallet_redundancy::SlotDuration<Runtime>;

/// Most validators.
pub type ValidatorsMax = ConstU32<{ pallet_redundancy::VALIDATORS_MAX }>;

parameter_types! {
    /// Slots per epoch.
    pub const EpochSlots: u64 = units::EPOCH_SLOTS;
    /// Held while session keys are on chain; `redundancy.release_keys` gives it back.
    pub const KeyDeposit: Balance = units::CYB;
}

impl pallet_babe::Config for Runtime {
    type EpochDuration = EpochSlots;
    type ExpectedBlockTime = SlotMillis;
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = ();
    type MaxAuthorities = ValidatorsMax;
    type MaxNominators = ConstU32<0>;
    // Nothing is at stake that a report could take; the validator set is the citizens' decision.
    type KeyOwnerProof = sp_core::Void;
    type EquivocationReportSystem = ();
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type MaxAuthorities = ValidatorsMax;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<0>;
    type KeyOwnerProof = sp_core::Void;
    type EquivocationReportSystem = ();
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type EventHandler = ();
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    type SessionManager = Redundancy;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type KeyDeposit = KeyDeposit;
}

/// The session pallet's keys.
pub struct KeysOfSession;

impl pallet_redundancy::SessionKeys<AccountId, AccountId> for KeysOfSession {
    fn are_registered(validator: &AccountId) -> bool {
        pallet_session::NextKeys::<Runtime>::contains_key(validator)
    }
    fn are_in_use(validator: &AccountId) -> bool {
        Session::validators().contains(validator)
            || Session::queued_keys().iter().any(|(queued, _)| queued == validator)
    }
    fn release(account: &AccountId) -> DispatchResult {
        Session::purge_keys(RuntimeOrigin::signed(account.clone()))
    }
}

/// The validators of the session under way, in the order of BABE's authorities.
pub struct Sitting;

impl Get<Vec<AccountId>> for Sitting {
    fn get() -> Vec<AccountId> {
        Session::validators()
    }
}

impl pallet_redundancy::Config for Runtime {
    type ValidatorId = AccountId;
    type SessionKeys = KeysOfSession;
    type Time = Timestamp;
    type Sitting = Sitting;
    type FindAuthor = Babe;
    type Persons = Personhood;
    type Reputation = Reputation;
    type WeightInfo = pallet_redundancy::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Validators;
}

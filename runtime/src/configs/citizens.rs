//! Who is who, and what attention they have.

use crate::{
    AccountId, Attention, Balance, Balances, Ballots, Did, Mesh, Personhood, Reputation, Runtime, RuntimeHoldReason,
    Signature, Timestamp, units,
};
use cybersyn_primitives::{DAY, Millis};
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64, LinearStoragePrice, fungible::HoldConsideration},
};
use frame_system::EnsureRoot;

parameter_types! {
    /// Held for a DID that belongs to no verified person.
    pub const DidBase: Balance = units::CYB;
    /// Held per byte of it.
    pub const DidByte: Balance = units::MILLI_CYB;
    /// Why it is held.
    pub const DidHoldReason: RuntimeHoldReason = RuntimeHoldReason::Did(pallet_did::HoldReason::Record);
}

parameter_types! {
    /// Shortest notice of a recovery, in milliseconds. A chain specification or an upgrade changes it, no vote by itself:
    /// raw storage is out of reach.
    pub storage RecoveryDelayMin: Millis = 3 * DAY;
}

parameter_types! {
    /// Held for a newcomer for whom nobody vouches, and burnt if there is no such person.
    pub const ApplicationBase: Balance = 100 * units::CYB;
    /// Applications are all of one size.
    pub const ApplicationByte: Balance = 0;
    /// Why it is held.
    pub const ApplicationHoldReason: RuntimeHoldReason =
        RuntimeHoldReason::Personhood(pallet_personhood::HoldReason::Application);
}

impl pallet_did::Config for Runtime {
    type Time = Timestamp;
    type Consideration =
        HoldConsideration<AccountId, Balances, DidHoldReason, LinearStoragePrice<DidBase, DidByte, Balance>>;
    type VotingKeys = Personhood;
    type Signature = Signature;
    type RotationInterval = ConstU64<DAY>;
    type RecoveryDelayMin = RecoveryDelayMin;
    type RuntimeCall = crate::RuntimeCall;
    type PurposeOf = super::purposes::CallPurposes;
    type Persons = super::purposes::ByPersonhood;
    type WeightInfo = pallet_did::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Persons;
}

impl pallet_attention::Config for Runtime {
    type Time = Timestamp;
    type WeightInfo = pallet_attention::weights::SubstrateWeight<Runtime>;
}

impl pallet_personhood::Config for Runtime {
    type Time = Timestamp;
    type Dids = Did;
    type Roll = Ballots;
    type Attention = Attention;
    type Nodes = Mesh;
    type Reputation = Reputation;
    // Nobody judges by themselves yet: findings are enacted by votes on rights.
    type Tribunal = ();
    type JudgeOrigin = EnsureRoot<AccountId>;
    type Deposit = HoldConsideration<
        AccountId,
        Balances,
        ApplicationHoldReason,
        LinearStoragePrice<ApplicationBase, ApplicationByte, Balance>,
    >;
    type Signature = Signature;
    type ApplicationsMax = ConstU32<10_000>;
    type WeightInfo = pallet_personhood::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkClock = crate::benchmarks::Clock;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chain specifications with another value put it under this key.
    #[test]
    fn the_least_notice_of_a_recovery_is_three_days_unless_the_state_says_otherwise() {
        let key = 0xad94_f365_af7e_6b3f_7638_4f9a_e847_5222_u128.to_be_bytes();
        assert_eq!(RecoveryDelayMin::key(), key);
        sp_io::TestExternalities::new_empty().execute_with(|| {
            assert_eq!(RecoveryDelayMin::get(), 3 * DAY);
            frame_support::storage::unhashed::put(&key, &1_000u64);
            assert_eq!(RecoveryDelayMin::get(), 1_000);
        });
    }
}

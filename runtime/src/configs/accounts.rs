//! Coins, and what transactions cost those who are not served free.

use crate::{Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason, System, units};
use frame_support::{
    parameter_types,
    traits::{ConstU8, ConstU32, VariantCountOf},
    weights::{ConstantMultiplier, IdentityFee},
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perquintill, traits::Bounded};

parameter_types! {
    /// Accounts with less are removed.
    pub const ExistentialDeposit: Balance = units::MILLI_CYB;
    /// Price of a byte: a megabyte costs 1 CYB, as does a second of execution.
    pub const ByteFee: Balance = units::MICRO_CYB;
    /// Fullness of ordinary calls at which the price stays as it is.
    pub const TargetFullness: Perquintill = Perquintill::from_percent(25);
    /// How fast the price follows: at most some 30 % in a day of full 6-second blocks.
    pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(3, 100_000);
    /// Calls never cost less than a tenth of their weight.
    pub MultiplierMin: Multiplier = Multiplier::saturating_from_rational(1, 10);
    /// No upper bound.
    pub MultiplierMax: Multiplier = Bounded::max_value();
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type Balance = Balance;
    type DustRemoval = ();
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<0>;
    type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
    type DoneSlashHandler = ();
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    // Fees are burnt: block production is to be paid by the redundancy rule, not by who fills blocks.
    type OnChargeTransaction = FungibleAdapter<Balances, ()>;
    type WeightToFee = IdentityFee<Balance>;
    type LengthToFee = ConstantMultiplier<Balance, ByteFee>;
    type FeeMultiplierUpdate =
        TargetedFeeAdjustment<Self, TargetFullness, AdjustmentVariable, MultiplierMin, MultiplierMax>;
    type OperationalFeeMultiplier = ConstU8<5>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

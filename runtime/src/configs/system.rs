//! The frame: blocks, accounts, time.

use super::{
    filter::Sendable,
    limits::{RuntimeBlockLength, RuntimeBlockWeights},
};
use crate::{
    AccountId, Babe, Balance, Ballots, Block, BlockNumber, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, RuntimeTask, VERSION, units,
};
use frame_support::{derive_impl, parameter_types, weights::constants::ParityDbWeight};
use sp_version::RuntimeVersion;

parameter_types! {
    /// Block hashes are kept for so many blocks.
    pub const BlockHashCount: BlockNumber = units::BLOCK_HASHES;
    /// Which runtime this is.
    pub const Version: RuntimeVersion = VERSION;
    /// What addresses begin with.
    pub const SS58Prefix: u16 = units::SS58_PREFIX;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type BaseCallFilter = Sendable;
    type Block = Block;
    type BlockWeights = RuntimeBlockWeights;
    type BlockLength = RuntimeBlockLength;
    type AccountId = AccountId;
    type Nonce = Nonce;
    type BlockHashCount = BlockHashCount;
    type DbWeight = ParityDbWeight;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type SS58Prefix = SS58Prefix;
    type SingleBlockMigrations = crate::Migrations;
    type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
    type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    // BABE checks the slot; ballots count how long the chain has been alive.
    type OnTimestampSet = (Babe, Ballots);
    type MinimumPeriod = pallet_redundancy::MinimumPeriod<Runtime>;
    type WeightInfo = crate::weights::timestamp::SubstrateWeight<Runtime>;
}

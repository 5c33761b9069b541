//! Proposals, ballots, and what both may cost.

use super::guard::Guard;
use super::limits::SETTLEMENT_WEIGHT_MAX;
use crate::{
    Attention, Babe, Ballots, Constitution, OriginCaller, Personhood, Preimage, Reputation, Runtime, RuntimeCall,
    Scheduler, Timestamp,
};
use cybersyn_primitives::SLOTS_PER_PAGE;
use frame_support::{
    parameter_types,
    traits::ConstU32,
    weights::{Weight, constants::WEIGHT_REF_TIME_PER_SECOND},
};
use pallet_constitution::WeightInfo as _;
use pallet_reputation::WeightInfo as _;

parameter_types! {
    /// What the settlement batches of one block may take.
    pub const SettlementWeightMax: Weight = SETTLEMENT_WEIGHT_MAX;
    /// What recording a decision, scheduling its call and comparing it with one without expertise may take.
    pub DecisionWeight: Weight = <Runtime as pallet_constitution::Config>::WeightInfo::decided()
        .saturating_add(<Runtime as pallet_reputation::Config>::WeightInfo::decided());
    /// What working out a page of what expertise weighs may take, wherever its citizens are.
    pub MarkWeight: Weight = <Runtime as pallet_reputation::Config>::WeightInfo::mark(SLOTS_PER_PAGE);
    /// Heaviest call of a proposal: well below what the scheduler may take of a block, so that it is never overweight.
    pub const CallWeightMax: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX);
}

impl pallet_ballots::Config for Runtime {
    type Attention = Attention;
    type Persons = Personhood;
    type Expertise = Reputation;
    type MarkWeight = MarkWeight;
    type OnDecided = Constitution;
    type DecisionWeight = DecisionWeight;
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type SettlementWeightMax = SettlementWeightMax;
    type OpenMax = ConstU32<256>;
    // For each of 9 classes; 112 boxes are shared.
    type ClassReserve = ConstU32<16>;
    type ClosesPerMinuteMax = ConstU32<32>;
    type WeightInfo = pallet_ballots::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkClock = crate::benchmarks::Clock;
}

impl pallet_constitution::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type Time = Timestamp;
    type Persons = Personhood;
    type Boxes = Ballots;
    type Reputation = Reputation;
    type Preimages = Preimage;
    type Scheduler = Scheduler;
    type Guard = Guard;
    type CallWeightMax = CallWeightMax;
    type WeightInfo = pallet_constitution::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Persons;
}

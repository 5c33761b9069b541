//! Proposals, ballots, and what both may cost.

use super::limits::SETTLEMENT_WEIGHT_MAX;
use crate::{Attention, Babe, Personhood, Runtime};
use frame_support::{parameter_types, traits::ConstU32, weights::Weight};

parameter_types! {
    /// What the settlement batches of one block may take.
    pub const SettlementWeightMax: Weight = SETTLEMENT_WEIGHT_MAX;
    /// What recording a decision and scheduling its call may take.
    pub const DecisionWeight: Weight = Weight::from_parts(500_000_000, 0);
}

impl pallet_ballots::Config for Runtime {
    type Attention = Attention;
    type Persons = Personhood;
    type OnDecided = ();
    type DecisionWeight = DecisionWeight;
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type SettlementWeightMax = SettlementWeightMax;
    type OpenMax = ConstU32<256>;
    type ClosesPerMinuteMax = ConstU32<32>;
    type WeightInfo = pallet_ballots::weights::SubstrateWeight<Runtime>;
}

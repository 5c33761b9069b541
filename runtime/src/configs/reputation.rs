//! What persons are known for.

use crate::{Constitution, Did, Personhood, Runtime, Timestamp};
use frame_support::traits::ConstU32;

impl pallet_reputation::Config for Runtime {
    type Time = Timestamp;
    type Standing = Personhood;
    type Dids = Did;
    type Articles = Constitution;
    type PinsMax = ConstU32<32>;
    type WeightInfo = pallet_reputation::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Persons;
}

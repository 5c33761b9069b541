//! Nodes of the mesh.

use crate::{Personhood, Runtime, Timestamp};

impl pallet_mesh::Config for Runtime {
    type Time = Timestamp;
    type Persons = Personhood;
    type Standing = Personhood;
    type NodeKeys = Personhood;
    type WeightInfo = pallet_mesh::weights::SubstrateWeight<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::Persons;
}

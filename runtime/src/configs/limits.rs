//! How much fits into a block.

use frame_support::{
    dispatch::DispatchClass,
    parameter_types,
    weights::{
        Weight,
        constants::{
            BlockExecutionWeight, ExtrinsicBaseWeight, WEIGHT_REF_TIME_PER_MILLIS, WEIGHT_REF_TIME_PER_SECOND,
        },
    },
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::Perbill;

/// Time to execute a block: a third of a 6-second slot. Nothing proves our blocks to others, so proofs are not metered.
pub const BLOCK_WEIGHT_MAX: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX);
/// What the settlement batches of one block may take: 0.6 s stay for all other calls.
pub const SETTLEMENT_WEIGHT_MAX: Weight = Weight::from_parts(1_350 * WEIGHT_REF_TIME_PER_MILLIS, u64::MAX);
/// What ordinary calls may take at most; the rest is for operational ones, settlement batches above all.
const NORMAL_SHARE: Perbill = Perbill::from_percent(75);
/// What initialization hooks may use up before the first transaction.
const INITIALIZATION_SHARE: Perbill = Perbill::from_percent(10);
/// Longest block: 15 settlement batches of 160 kB take less than half of it.
pub const BLOCK_BYTES_MAX: u32 = 5 * 1024 * 1024;

parameter_types! {
    /// Execution time per class.
    pub RuntimeBlockWeights: BlockWeights = block_weights();
    /// Bytes per class.
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(BLOCK_BYTES_MAX)
        .modify_max_length_for_class(DispatchClass::Normal, |bytes| *bytes = NORMAL_SHARE.mul_floor(BLOCK_BYTES_MAX))
        .build();
}

fn block_weights() -> BlockWeights {
    let normal = NORMAL_SHARE.mul_floor(BLOCK_WEIGHT_MAX.ref_time());
    BlockWeights::builder()
        .base_block(BlockExecutionWeight::get())
        .for_class(DispatchClass::all(), |weights| weights.base_extrinsic = ExtrinsicBaseWeight::get())
        .for_class(DispatchClass::Normal, |weights| {
            weights.max_total = Some(BLOCK_WEIGHT_MAX.set_ref_time(normal));
        })
        .for_class(DispatchClass::Operational, |weights| {
            weights.max_total = Some(BLOCK_WEIGHT_MAX);
            let reserved = BLOCK_WEIGHT_MAX.ref_time().saturating_sub(normal);
            weights.reserved = Some(BLOCK_WEIGHT_MAX.set_ref_time(reserved));
        })
        .avg_block_initialization(INITIALIZATION_SHARE)
        .build_or_panic()
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::ballot::BATCH_BALLOTS_MAX;

    #[test]
    fn a_full_settlement_leaves_room_for_everyone_else() {
        let left = BLOCK_WEIGHT_MAX.ref_time() - SETTLEMENT_WEIGHT_MAX.ref_time();
        assert!(left >= 600 * WEIGHT_REF_TIME_PER_MILLIS, "{left} ps");
    }

    #[test]
    fn fifteen_full_batches_fit_into_a_block() {
        let batch_bytes = BATCH_BALLOTS_MAX * 80;
        let operational = *RuntimeBlockLength::get().max.get(DispatchClass::Operational);
        assert!(15 * batch_bytes < operational, "{batch_bytes} bytes per batch");
    }

    #[test]
    fn operational_calls_find_room_in_a_block_full_of_ordinary_ones() {
        let reserved = RuntimeBlockWeights::get().get(DispatchClass::Operational).reserved;
        assert_eq!(reserved.map(|weight| weight.ref_time()), Some(WEIGHT_REF_TIME_PER_SECOND / 2));
    }
}

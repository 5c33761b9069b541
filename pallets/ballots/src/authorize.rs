//! Which batches may enter a block: own ones, bounded, fresh, and within the block's share for settlement.

use crate::{
    pallet::{Config, Pallet, SettlementUsed},
    weights::WeightInfo,
};
use codec::Encode;
use cybersyn_primitives::{Batch, ballot::BATCH_BALLOTS_MAX};
use frame_support::{
    pallet_prelude::{
        InvalidTransaction, TransactionPriority, TransactionSource, TransactionValidityError, ValidTransaction, Weight,
    },
    traits::Get,
};
use sp_runtime::SaturatedConversion;

/// A batch is valid in so many blocks after the one it was built on.
pub(crate) const FRESH_BLOCKS: u32 = 2;

/// Above everything else, for settlement has a share of its own.
const PRIORITY_BASE: TransactionPriority = 1 << 63;

type Validity = Result<(ValidTransaction, Weight), TransactionValidityError>;

impl<T: Config> Pallet<T> {
    /// Decides without touching state but two small values: signatures are dispatch's business.
    ///
    /// Everything in a batch has a fixed size, so bounded counts bound its encoded length too.
    pub(crate) fn authorize_settle(source: TransactionSource, batch: &Batch) -> Validity {
        if source == TransactionSource::External {
            return Err(InvalidTransaction::Call.into());
        }
        if batch.pages.len() > BATCH_BALLOTS_MAX as usize {
            return Err(InvalidTransaction::ExhaustsResources.into());
        }
        let ballots = batch.ballots();
        if ballots == 0 || ballots > BATCH_BALLOTS_MAX || batch.pages.iter().any(|(_, page)| page.is_empty()) {
            return Err(InvalidTransaction::Call.into());
        }
        let longevity = Self::blocks_left(batch.built_on)?;
        if source == TransactionSource::InBlock {
            Self::ensure_room(T::WeightInfo::settle(batch.pages.len() as u32, ballots))?;
        }
        let validity = ValidTransaction {
            priority: priority(batch),
            requires: Default::default(),
            provides: [("cybersyn/batch", batch.built_on, batch.number).encode()].into(),
            longevity: longevity.into(),
            propagate: false,
        };
        Ok((validity, Weight::zero()))
    }

    /// For how many blocks, the present one included, a batch built on that block stays valid.
    fn blocks_left(built_on: u32) -> Result<u32, TransactionValidityError> {
        let block: u32 = frame_system::Pallet::<T>::block_number().saturated_into();
        match block.checked_sub(built_on) {
            None | Some(0) => Err(InvalidTransaction::Future.into()),
            Some(age) if age > FRESH_BLOCKS => Err(InvalidTransaction::Stale.into()),
            Some(age) => Ok(FRESH_BLOCKS.saturating_add(1).saturating_sub(age)),
        }
    }

    /// Whether this block has room for one more batch. Checked only inside a block: the pool's view is of the last one.
    fn ensure_room(weight: Weight) -> Result<(), TransactionValidityError> {
        let used = SettlementUsed::<T>::get().saturating_add(weight);
        if used.all_lte(T::SettlementWeightMax::get()) {
            Ok(())
        } else {
            Err(InvalidTransaction::ExhaustsResources.into())
        }
    }
}

/// Batches built on the latest block come first, for an older one may repeat what another validator's block settled;
/// among those of one block the sidecar's order holds, which puts first what matters most.
fn priority(batch: &Batch) -> TransactionPriority {
    let (freshness, turn) = (u64::from(batch.built_on), u64::from(u16::MAX.saturating_sub(batch.number)));
    PRIORITY_BASE | (freshness << u16::BITS) | turn
}

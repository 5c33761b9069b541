//! The length of a slot, as the runtime's other pallets want to hear it.

use crate::{Config, SlotMillis};
use core::marker::PhantomData;
use cybersyn_primitives::Millis;
use frame_support::traits::Get;

/// Half a slot: the least time between two blocks, for `pallet_timestamp::Config::MinimumPeriod`.
pub struct MinimumPeriod<T>(PhantomData<T>);

impl<T: Config> Get<Millis> for MinimumPeriod<T> {
    fn get() -> Millis {
        SlotMillis::<T>::get() / 2
    }
}

/// A slot: the time expected between two blocks, for `pallet_babe::Config::ExpectedBlockTime`.
pub struct SlotDuration<T>(PhantomData<T>);

impl<T: Config> Get<Millis> for SlotDuration<T> {
    fn get() -> Millis {
        SlotMillis::<T>::get()
    }
}

/// Even, so that half of it is exact; long enough to make and spread a block, at most a minute.
pub(crate) fn is_valid(slot: Millis) -> bool {
    slot.is_multiple_of(2) && (200..=60_000).contains(&slot)
}

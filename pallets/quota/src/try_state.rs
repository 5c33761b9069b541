//! What holds of this pallet's storage between any two calls.

use crate::{Buckets, CarriedBuckets, Config, DailyQuota, bucket::Bucket, pallet::Pallet};
use cybersyn_primitives::{CitizenIndex, DAY};
use frame_support::traits::Time;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every invariant.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::the_quota_is_valid()?;
        Self::no_bucket_is_overdrawn("Buckets", Buckets::<T>::iter())?;
        Self::no_bucket_is_overdrawn("CarriedBuckets", CarriedBuckets::<T>::iter())
    }

    fn the_quota_is_valid() -> Result<(), TryRuntimeError> {
        let quota = DailyQuota::<T>::get();
        if !quota.is_valid() {
            log::error!("DailyQuota: {quota:?} is out of bounds");
            return Err("DailyQuota: out of bounds".into());
        }
        Ok(())
    }

    fn no_bucket_is_overdrawn(
        map: &'static str,
        buckets: impl Iterator<Item = (CitizenIndex, Bucket)>,
    ) -> Result<(), TryRuntimeError> {
        let latest = T::Time::now().saturating_add(DAY);
        for (citizen, bucket) in buckets {
            if bucket.ref_time_full.max(bucket.bytes_full) > latest {
                log::error!("{map}[{citizen}]: {bucket:?} is full later than a day from now, {latest}");
                return Err("a bucket is overdrawn".into());
            }
        }
        Ok(())
    }
}

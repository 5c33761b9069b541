//! How many newcomers come in a period.

use crate::{ActiveCount, Cohort, Config, CurrentCohort, Error, Pallet, Protection};
use cybersyn_primitives::{DAY, Millis};
use frame_support::ensure;

/// Length of a cohort's period.
pub const COHORT_MILLIS: Millis = 30 * DAY;

impl<T: Config> Pallet<T> {
    /// The cohort of `now` with one more newcomer, if there is room: what one period may bring is a share of the
    /// persons there were at its beginning, and less by deposit.
    pub(crate) fn joined(now: Millis, by_deposit: bool) -> Result<Cohort, Error<T>> {
        let defences = Protection::<T>::get();
        let mut cohort = Self::cohort(now);
        let share = u64::from(cohort.base).saturating_mul(defences.cohort_permille.into()) / 1_000;
        let room = share.max(defences.cohort_min.into());
        ensure!(u64::from(cohort.accepted) < room, Error::<T>::CohortFull);
        if by_deposit {
            let share = room.saturating_mul(defences.deposit_permille.into()).div_ceil(1_000);
            ensure!(u64::from(cohort.by_deposit) < share, Error::<T>::CohortFull);
            cohort.by_deposit = cohort.by_deposit.saturating_add(1);
        }
        cohort.accepted = cohort.accepted.saturating_add(1);
        Ok(cohort)
    }

    /// The cohort of `now`, which begins with the first newcomer of its period.
    fn cohort(now: Millis) -> Cohort {
        let period = u32::try_from(now / COHORT_MILLIS).unwrap_or(u32::MAX);
        let known = CurrentCohort::<T>::get();
        match known.period == period {
            true => known,
            false => Cohort { period, base: ActiveCount::<T>::get(), accepted: 0, by_deposit: 0 },
        }
    }
}

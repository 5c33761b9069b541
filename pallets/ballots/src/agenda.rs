//! What falls due: buckets of one minute, worked in `on_idle` under the meter.
//!
//! Boxes close by the clock on the wall, graces end by the chain-alive clock; each has its buckets and a cursor to the
//! first bucket that is not done with. The bucket of the present minute is looked at in every block.

use crate::{
    pallet::{
        Clock, Closing, ClosingCursor, Config, CountingQueue, GraceCursor, GraceEnding, Ledgers, OpenBoxes, Pallet,
    },
    weights::WeightInfo,
};
use cybersyn_primitives::{Millis, ProposalId, clock::AliveClock};
use frame_support::{traits::Get, weights::WeightMeter};

/// Width of a bucket.
const MINUTE: Millis = 60_000;

/// The minute in which `time` lies; none after the year 10,000.
pub(crate) fn minute_of(time: Millis) -> Option<u32> {
    u32::try_from(time / MINUTE).ok()
}

impl<T: Config> Pallet<T> {
    /// Sets the cursor at the first box ever, should no block have been idle before.
    pub(crate) fn start_agenda() {
        if ClosingCursor::<T>::get().is_none() {
            ClosingCursor::<T>::put(minute_of(Clock::<T>::get().now).unwrap_or(u32::MAX));
        }
    }

    /// Works off what is due as far as the meter goes.
    pub(crate) fn work_agenda(meter: &mut WeightMeter) {
        if meter.try_consume(T::WeightInfo::look_at_agenda()).is_err() {
            return;
        }
        let clock = Clock::<T>::get();
        if OpenBoxes::<T>::decode_len().unwrap_or(0) == 0 {
            // Nothing can be due: skip the minutes in which nothing was open.
            ClosingCursor::<T>::put(minute_of(clock.now).unwrap_or(u32::MAX));
            GraceCursor::<T>::put(minute_of(clock.alive).unwrap_or(u32::MAX));
            return;
        }
        Self::work_closing(&clock, meter);
        Self::work_graces(&clock, meter);
        Self::work_marking(meter);
        Self::work_counting(meter);
    }

    fn work_closing(clock: &AliveClock, meter: &mut WeightMeter) {
        let present = minute_of(clock.now).unwrap_or(u32::MAX);
        let mut minute = ClosingCursor::<T>::get().unwrap_or(present);
        while meter.try_consume(T::WeightInfo::look_at_bucket()).is_ok() {
            let mut boxes = Closing::<T>::get(minute);
            let before = boxes.len();
            boxes.retain(|proposal| !Self::is_closed(*proposal, clock, meter));
            if boxes.is_empty() {
                Closing::<T>::remove(minute);
            } else if boxes.len() != before {
                Closing::<T>::insert(minute, &boxes);
            }
            if !boxes.is_empty() || minute >= present {
                break;
            }
            minute = minute.saturating_add(1);
        }
        ClosingCursor::<T>::put(minute);
    }

    fn work_graces(clock: &AliveClock, meter: &mut WeightMeter) {
        let present = minute_of(clock.alive).unwrap_or(u32::MAX);
        let mut minute = GraceCursor::<T>::get();
        while meter.try_consume(T::WeightInfo::look_at_bucket()).is_ok() {
            let mut boxes = GraceEnding::<T>::get(minute);
            let before = boxes.len();
            boxes.retain(|proposal| !Self::is_past_grace(*proposal, clock, meter));
            if boxes.is_empty() {
                GraceEnding::<T>::remove(minute);
            } else if boxes.len() != before {
                GraceEnding::<T>::insert(minute, &boxes);
            }
            if !boxes.is_empty() || minute >= present {
                break;
            }
            minute = minute.saturating_add(1);
        }
        GraceCursor::<T>::put(minute);
    }

    /// Whether the box is closed, now or already; false also when the meter is used up.
    fn is_closed(proposal: ProposalId, clock: &AliveClock, meter: &mut WeightMeter) -> bool {
        if meter.try_consume(T::WeightInfo::close()).is_err() {
            return false;
        }
        let Some(mut ledger) = Ledgers::<T>::get(proposal) else { return true };
        Self::close_if_due(proposal, &mut ledger, clock) || ledger.tally_at_close.is_some()
    }

    fn is_past_grace(proposal: ProposalId, clock: &AliveClock, meter: &mut WeightMeter) -> bool {
        if meter.try_consume(T::WeightInfo::end_grace()).is_err() {
            return false;
        }
        let Some(mut ledger) = Ledgers::<T>::get(proposal) else { return true };
        Self::end_grace_if_due(proposal, &mut ledger, clock) || ledger.grace_left(clock).is_none()
    }

    /// Counts the foremost proposals, page by page.
    fn work_counting(meter: &mut WeightMeter) {
        let finish = T::WeightInfo::decide().saturating_add(T::DecisionWeight::get());
        while let Some(proposal) = CountingQueue::<T>::get().first().copied() {
            // Paid ahead, so that a proposal whose last page is hashed becomes final in the same block.
            if meter.try_consume(finish).is_err() {
                return;
            }
            let Some(mut ledger) = Ledgers::<T>::get(proposal) else {
                CountingQueue::<T>::mutate(|queue| queue.retain(|id| *id != proposal));
                continue;
            };
            loop {
                if meter.try_consume(T::WeightInfo::count_page()).is_err() {
                    return Ledgers::<T>::insert(proposal, ledger);
                }
                if !Self::count_page(proposal, &mut ledger) {
                    break;
                }
            }
            Self::decide(proposal, ledger);
        }
    }
}

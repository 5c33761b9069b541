//! Measuring what validators do: blocks are counted one by one, shares at the end of a session, points at the end of a
//! period, and told to reputation in idle time.
//!
//! Performance is relative: a seat's share is the average of all seats of its session, so an outage of the chain is
//! nobody's fault, and who sat for some sessions is measured for those.

use crate::{
    Authored, BLOCK_PRODUCTION, Config, Error, Event, Measured, Parameters, Pending, PendingReports, Period,
    VALIDATORS_MAX, WeightInfo,
    pallet::Pallet,
    performance::{Measure, PerformanceParams, Report, Work},
};
use alloc::{collections::BTreeMap, vec::Vec};
use cybersyn_primitives::{
    CitizenIndex,
    reputation::{Cause, Context},
    traits::{Persons, Reputation},
};
use frame_support::{
    BoundedVec,
    dispatch::DispatchResult,
    ensure,
    traits::{FindAuthor, Get, Time},
    weights::{Weight, WeightMeter},
};

/// The period under way.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    codec::Encode,
    codec::Decode,
    codec::DecodeWithMemTracking,
    codec::MaxEncodedLen,
    scale_info::TypeInfo,
)]
pub struct PeriodUnderWay {
    /// Its number, from 0.
    pub number: u32,
    /// When it began, in Unix milliseconds.
    pub since: cybersyn_primitives::Millis,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_performance(parameters: PerformanceParams) -> DispatchResult {
        ensure!(parameters.are_valid(), Error::<T>::InvalidParameters);
        Parameters::<T>::put(parameters);
        Self::deposit_event(Event::PerformanceSet { parameters });
        Ok(())
    }

    /// Counts the block for whoever made it. The session pallet has planned by now: the author's index is one of this
    /// block's session, also in its first block.
    pub(crate) fn count_block() {
        let digest = frame_system::Pallet::<T>::digest();
        let author = T::FindAuthor::find_author(digest.logs.iter().filter_map(|item| item.as_pre_runtime()));
        if let Some(seat) = author {
            Self::count(seat);
        }
    }

    /// A seat beyond the last possible one is none.
    pub(crate) fn count(seat: u32) {
        let Some(seat) = usize::try_from(seat).ok().filter(|_| seat < VALIDATORS_MAX) else { return };
        Authored::<T>::mutate(|authored| {
            if authored.len() <= seat {
                authored.bounded_resize(seat.saturating_add(1), 0);
            }
            if let Some(blocks) = authored.get_mut(seat) {
                *blocks = blocks.saturating_add(1);
            }
        });
    }

    /// Adds the session's blocks to the work of those who sat in it, and ends the period if it is time.
    pub(crate) fn close_session() {
        let authored = Authored::<T>::take();
        let blocks = authored.iter().fold(0u32, |sum, blocks| sum.saturating_add(*blocks));
        let sitting = T::Sitting::get();
        let seats = u32::try_from(sitting.len()).unwrap_or(u32::MAX);
        let made = authored.into_iter().chain(core::iter::repeat(0));
        // Of a session in which nobody made a block there is nothing to say.
        if blocks > 0 {
            Measured::<T>::mutate(|measured| {
                for (validator, made) in sitting.into_iter().zip(made) {
                    Self::measure(measured, validator, Work::of_session(made, blocks, seats));
                }
            });
        }
        Self::close_period_if_due();
    }

    /// A validator that nobody answers for is not measured, nor is one for which there is no room: it takes three whole
    /// sets in one period for that.
    fn measure(measured: &mut crate::pallet::Measures<T>, validator: T::ValidatorId, work: Work) {
        if let Some(known) = measured.iter_mut().find(|measure| measure.validator == validator) {
            known.work = known.work.and(work);
            return;
        }
        if let Some(citizen) = T::Persons::citizen(&validator) {
            let _no_room = measured.try_push(Measure { validator, citizen, work });
        }
    }

    /// A period ends when the one before has been told: a full chain makes it longer, and loses nothing.
    fn close_period_if_due() {
        let (now, parameters) = (T::Time::now(), Parameters::<T>::get());
        let Some(period) = Period::<T>::get() else {
            Period::<T>::put(PeriodUnderWay { number: 0, since: now });
            return;
        };
        if now < period.since.saturating_add(parameters.period) || Pending::<T>::exists() {
            return;
        }
        let reports = Self::reports(&parameters, Measured::<T>::take().into_iter());
        Self::deposit_event(Event::PeriodEnded { period: period.number, reports: reports.len() as u32 });
        if !reports.is_empty() {
            Pending::<T>::put(PendingReports { period: period.number, reports });
        }
        Period::<T>::put(PeriodUnderWay { number: period.number.saturating_add(1), since: now });
    }

    /// One report for each person whose seats together did well or badly.
    fn reports(
        parameters: &PerformanceParams,
        measures: impl Iterator<Item = Measure<T::ValidatorId>>,
    ) -> BoundedVec<Report, crate::pallet::MeasuresMax> {
        let mut persons = BTreeMap::<CitizenIndex, Work>::new();
        for measure in measures {
            let work = persons.entry(measure.citizen).or_default();
            *work = work.and(measure.work);
        }
        let reports =
            persons.into_iter().map(|(citizen, work)| Report { citizen, work, points: parameters.points(&work) });
        // As many persons as measures at most.
        BoundedVec::truncate_from(reports.filter(|report| report.points != 0).collect::<Vec<_>>())
    }

    /// Tells reputation what is pending, as far as `limit` allows; returns what was used.
    pub(crate) fn tell(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::look_at_pending()).is_err() {
            return meter.consumed();
        }
        let Some(mut pending) = Pending::<T>::get() else { return meter.consumed() };
        while !pending.reports.is_empty() && meter.try_consume(T::WeightInfo::tell()).is_ok() {
            if let Some(report) = pending.reports.pop() {
                Self::tell_one(pending.period, report);
            }
        }
        Pending::<T>::set(Some(pending).filter(|pending| !pending.reports.is_empty()));
        meter.consumed()
    }

    pub(crate) fn tell_one(period: u32, Report { citizen, work, points }: Report) {
        let cause = Cause::Performance { function: BLOCK_PRODUCTION, period, points };
        let counted = T::Reputation::give(citizen, Context::Technical, cause).is_ok();
        Self::deposit_event(Event::PerformanceReported { period, citizen, work, points, counted });
    }
}

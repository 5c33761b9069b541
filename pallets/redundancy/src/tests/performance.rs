use super::{mock::*, operators::*};
use crate::{Authored, Event, MEASURES_MAX, Measured, Pending, Period, WeightInfo, Work};
use cybersyn_primitives::DAY;
use frame_support::{assert_ok, traits::Hooks, weights::Weight};

#[test]
fn who_makes_an_equal_share_gains() {
    run_measured(|| {
        session(&[50, 50], 30 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
    });
}

#[test]
fn nine_tenths_of_a_share_are_enough_and_one_block_less_is_not() {
    run_measured(|| {
        session(&[90, 110], 30 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
        session(&[89, 111], 30 * DAY);
        assert_eq!(told(), [(102, 1, 10)]);
    });
}

#[test]
fn who_stays_below_thirty_percent_of_the_average_loses() {
    run_measured(|| {
        session(&[29, 171], 30 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, -10)]);
        session(&[30, 170], 30 * DAY);
        assert_eq!(told(), [(102, 1, 10)]);
    });
}

#[test]
fn sessions_of_a_period_add_up() {
    run_measured(|| {
        session(&[5, 55], DAY);
        session(&[60, 20], 29 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
    });
}

#[test]
fn a_period_ends_with_the_first_session_that_ends_later() {
    run_measured(|| {
        session(&[50, 50], 30 * DAY - 1);
        assert_eq!((told(), Period::<Test>::get().map(|period| period.number)), (vec![], Some(0)));
        session(&[], 1);
        assert_eq!(told().len(), 2);
        assert_eq!(Period::<Test>::get().map(|period| (period.number, period.since)), Some((1, Now::get())));
        assert!(Measured::<Test>::get().is_empty());
    });
}

#[test]
fn every_period_counts_anew() {
    run_measured(|| {
        for period in 0..3 {
            session(&[50, 50], 30 * DAY);
            assert_eq!(told(), [(102, period, 10), (101, period, 10)]);
        }
    });
}

#[test]
fn a_period_with_few_blocks_counts_for_nobody() {
    run_measured(|| {
        session(&[0, 19], 30 * DAY);
        assert_eq!(told(), []);
        session(&[0, 20], 30 * DAY);
        assert_eq!(told(), [(102, 1, 10), (101, 1, -10)]);
    });
}

#[test]
fn an_outage_of_the_chain_is_nobodys_fault() {
    run_measured(|| {
        session(&[20, 20], DAY);
        session(&[], 300 * DAY);
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
    });
}

#[test]
fn who_was_replaced_is_measured_for_what_it_sat() {
    run_measured(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![2, 3]));
        session(&[20, 20], DAY);
        session(&[20, 20], DAY);
        session(&[40, 2], 28 * DAY);
        assert_eq!(told(), [(103, 0, -10), (102, 0, 10), (101, 0, 10)]);
    });
}

#[test]
fn who_is_no_person_gets_nothing_and_is_part_of_the_average() {
    run_measured(|| {
        Strangers::set(vec![1]);
        session(&[171, 29], 30 * DAY);
        assert_eq!(told(), [(102, 0, -10)]);
    });
}

#[test]
fn a_block_without_an_author_counts_for_nobody() {
    run_measured(|| {
        Seat::set(None);
        Redundancy::on_finalize(1);
        Seat::set(Some(u32::MAX));
        Redundancy::on_finalize(1);
        assert!(Authored::<Test>::get().is_empty());
    });
}

#[test]
fn reports_are_told_with_their_figures() {
    run_measured(|| {
        session(&[50, 150], 30 * DAY);
        System::assert_has_event(Event::PeriodEnded { period: 0, reports: 1 }.into());
        told();
        let work = Work { authored: 150, due: 100_000 };
        let (period, citizen, points, counted) = (0, 102, 10, true);
        System::assert_has_event(Event::PerformanceReported { period, citizen, work, points, counted }.into());
    });
}

#[test]
fn what_does_not_count_is_said() {
    run_measured(|| {
        Rotated::set(vec![(1, 900)]);
        session(&[100, 0], 30 * DAY);
        assert_eq!(told(), [(102, 0, -10)]);
        let work = Work { authored: 100, due: 50_000 };
        let (period, citizen, points, counted) = (0, 900, 10, false);
        System::assert_has_event(Event::PerformanceReported { period, citizen, work, points, counted }.into());
    });
}

#[test]
fn a_full_block_tells_nothing_and_what_is_pending_waits() {
    run_measured(|| {
        session(&[50, 50], 30 * DAY);
        let one = <() as WeightInfo>::look_at_pending().saturating_add(<() as WeightInfo>::tell());
        for limit in [Weight::zero(), <() as WeightInfo>::look_at_pending()] {
            assert_eq!(Redundancy::on_idle(1, limit), limit);
            assert_eq!(Pending::<Test>::get().map(|pending| pending.reports.len()), Some(2));
        }
        assert_eq!(Redundancy::on_idle(1, one), one);
        assert_eq!(Told::get().len(), 1);
        assert_eq!(told().len(), 2);
        assert_eq!(Pending::<Test>::get(), None);
    });
}

#[test]
fn a_period_waits_until_the_one_before_was_told() {
    run_measured(|| {
        session(&[50, 50], 30 * DAY);
        session(&[50, 50], 30 * DAY);
        assert_eq!(Period::<Test>::get().map(|period| period.number), Some(1));
        assert_eq!(told(), [(102, 0, 10), (101, 0, 10)]);
        session(&[], 0);
        assert_eq!(told(), [(102, 1, 10), (101, 1, 10)]);
    });
}

#[test]
fn more_than_three_whole_sets_in_a_period_are_not_measured() {
    run_measured(|| {
        for set in 0..4u64 {
            let validators = (set * 100 + 10..set * 100 + 110).collect();
            assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), validators));
            session(&[1; 100], 0);
            session(&[1; 100], 0);
        }
        session(&[1; 100], 0);
        assert_eq!(Measured::<Test>::get().len() as u32, MEASURES_MAX);
    });
}

use super::*;
use crate::{Agenda, NextDay, WeightInfo};
use frame_support::traits::OnIdle;

#[test]
fn silence_is_warned_of_30_days_ahead() {
    run(|| {
        day(3, 30);
        day(4, 60);
        idle(5);
        assert!(!happened(Event::LapseAhead { citizen: 0, at: START + 91 * DAY }));
        day(6, 61);
        idle(7);
        assert!(happened(Event::LapseAhead { citizen: 0, at: START + 91 * DAY }));
    });
}

#[test]
fn a_warning_comes_once() {
    run(|| {
        for (number, today) in (3..).zip(55..80) {
            day(number, today);
        }
        let warning = RuntimeEvent::from(Event::LapseAhead { citizen: 0, at: START + 91 * DAY });
        assert_eq!(System::events().iter().filter(|record| record.event == warning).count(), 1);
    });
}

#[test]
fn silence_ends_the_tenure_on_roll_and_attention_at_midnight() {
    run(|| {
        live_on(3, 90, &[0]);
        assert_eq!(Personhood::citizen(&account(0)), Some(0));
        Recorder::take();
        at_without_outage(20, START + 91 * DAY + 5_000);
        idle(21);
        let at = START + 91 * DAY;
        assert_eq!(Recorder::take(), [Told::Lapse(0, at), Told::Close(0, at)]);
        assert_eq!((status(0), Personhood::active()), (Status::Lapsed, FOUNDERS - 1));
        assert!(happened(Event::Lapsed { citizen: 0, at }));
    });
}

#[test]
fn a_lapse_is_in_force_before_the_agenda_gets_to_it() {
    run(|| {
        live_on(3, 90, &[0]);
        day(20, 91);
        assert_eq!(status(0), Status::Active);
        assert_eq!(Personhood::citizen(&account(0)), None);
        assert_noop!(Personhood::prove_life(signed(0)), Error::<Test>::NotAPerson);
    });
}

#[test]
fn one_millisecond_before_midnight_the_status_is_in_force() {
    run(|| {
        live_on(3, 90, &[0]);
        at_without_outage(20, START + 91 * DAY - 1);
        assert_eq!(Personhood::citizen(&account(0)), Some(0));
    });
}

#[test]
fn signs_of_life_keep_the_status_for_a_year() {
    run(|| {
        let number = live_on(3, 364, &[]);
        assert_eq!(Personhood::active(), FOUNDERS);
        day(number, 365);
        idle(number + 1);
        assert_eq!(Personhood::active(), 0);
        assert!(happened(Event::LapseAhead { citizen: 0, at: START + 365 * DAY }));
        assert!(happened(Event::Lapsed { citizen: 0, at: START + 365 * DAY }));
    });
}

#[test]
fn the_agenda_is_worked_in_steps_that_fit_the_block() {
    run(|| {
        live_on(3, 90, &[0, 1, 2]);
        day(20, 91);
        let base = <() as WeightInfo>::on_idle_base() + <() as WeightInfo>::agenda_day();
        let next = NextDay::<Test>::get();
        let weight = base + <() as WeightInfo>::agenda_item();
        assert!(Personhood::on_idle(20, weight).all_lte(weight));
        assert_eq!(Personhood::active(), FOUNDERS - 1);
        assert_eq!(NextDay::<Test>::get(), next);
        idle(21);
        assert_eq!(Personhood::active(), FOUNDERS - 3);
    });
}

#[test]
fn days_without_idle_time_are_made_up_for() {
    run(|| {
        live_on(3, 89, &[0]);
        day(20, 95);
        assert_eq!(status(0), Status::Active);
        idle(21);
        assert_eq!(status(0), Status::Lapsed);
        assert_eq!(Agenda::<Test>::iter_keys().count() as u32, FOUNDERS - 1);
    });
}

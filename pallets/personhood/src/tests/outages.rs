use super::*;
use crate::{LastBlock, OUTAGES_MAX, Outage, Outages};
use frame_support::traits::OnFinalize;

/// The silent founder 0 is due at `DUE`.
const DUE: Millis = START + 91 * DAY;

/// Lives up to the day before, with a last block at `from` and the next at `until`, numbered 20.
fn outage(from: Millis, until: Millis) {
    live_on(3, 90, &[0]);
    at_without_outage(19, from);
    at(20, until);
}

#[test]
fn a_lapse_due_in_an_outage_moves_to_a_week_after_the_return() {
    run(|| {
        outage(DUE - 1_000, DUE + DAY + 5);
        assert_eq!(Personhood::citizen(&account(0)), Some(0));
        idle(21);
        let at = START + 100 * DAY;
        assert_eq!(status(0), Status::Active);
        assert!(happened(Event::LapsePostponed { citizen: 0, at }));
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), at);
    });
}

#[test]
fn the_moved_lapse_comes() {
    run(|| {
        outage(DUE - 1_000, DUE + DAY + 5);
        idle(21);
        at_without_outage(22, START + 100 * DAY - 1);
        assert_eq!(Personhood::citizen(&account(0)), Some(0));
        day(23, 100);
        idle(24);
        assert_eq!(status(0), Status::Lapsed);
        assert!(happened(Event::Lapsed { citizen: 0, at: START + 100 * DAY }));
    });
}

#[test]
fn during_the_week_the_person_can_prove_life() {
    run(|| {
        outage(DUE - 1_000, DUE + DAY);
        alive(0);
        idle(21);
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + (92 + 91) * DAY);
    });
}

#[test]
fn a_gap_of_a_minute_is_no_outage() {
    run(|| {
        outage(DUE - 30_000, DUE + 30_000);
        idle(21);
        assert_eq!(status(0), Status::Lapsed);
    });
}

#[test]
fn a_gap_of_more_than_a_minute_is_one() {
    run(|| {
        outage(DUE - 30_000, DUE + 30_001);
        idle(21);
        assert_eq!(status(0), Status::Active);
    });
}

#[test]
fn a_lapse_due_before_the_outage_stays() {
    run(|| {
        live_on(3, 90, &[0]);
        // The last block before the outage comes after midnight and has no idle time.
        at_without_outage(19, DUE + 1);
        Personhood::on_finalize(19);
        Timestamp::on_finalize(19);
        System::set_block_number(0);
        at(20, DUE + 2 * DAY);
        idle(21);
        assert_eq!(status(0), Status::Lapsed);
    });
}

#[test]
fn an_outage_is_remembered_until_its_days_are_done() {
    run(|| {
        outage(DUE - 1_000, DUE + DAY + 5);
        idle(21);
        assert_eq!(Outages::<Test>::get().into_inner(), [Outage { from: DUE - 1_000, until: DUE + DAY + 5 }]);
        day(22, 93);
        idle(23);
        day(24, 94);
        assert!(Outages::<Test>::get().is_empty());
    });
}

#[test]
fn too_many_outages_are_joined() {
    run(|| {
        for number in 0..=u64::from(OUTAGES_MAX) {
            LastBlock::<Test>::put(START + 2 * number * DAY + 1);
            Personhood::note_block(START + (2 * number + 1) * DAY);
        }
        let outages = Outages::<Test>::get();
        assert_eq!(outages.len() as u32, OUTAGES_MAX);
        assert_eq!(outages.last().map(|outage| outage.until), Some(START + 17 * DAY));
    });
}

#[test]
fn expiry_moves_as_well() {
    run(|| {
        let number = live_on(3, 364, &[]);
        at_without_outage(number, START + 365 * DAY - 1_000);
        at(number + 1, START + 366 * DAY);
        idle(number + 2);
        assert_eq!(Personhood::active(), FOUNDERS);
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 373 * DAY);
    });
}

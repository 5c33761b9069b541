use super::*;
use sp_runtime::DispatchError;

#[test]
fn anybody_works_a_lapse_that_is_due() {
    run(|| {
        live_on(3, 90, &[0]);
        day(20, 91);
        assert_ok!(Personhood::poke(signed(NEWCOMER), 0));
        assert_eq!(status(0), Status::Lapsed);
        assert_noop!(Personhood::poke(signed(NEWCOMER), 0), Error::<Test>::TooEarly);
    });
}

#[test]
fn a_lapse_due_in_an_outage_is_moved_by_a_poke_too() {
    run(|| {
        live_on(3, 90, &[0]);
        at(20, START + 91 * DAY + 5);
        assert_ok!(Personhood::poke(signed(NEWCOMER), 0));
        assert_eq!(status(0), Status::Active);
        assert_eq!(Personhood::lapses_at(0, &citizen(0)), START + 99 * DAY);
    });
}

#[test]
fn a_warning_is_given_by_a_poke_too() {
    run(|| {
        day(3, 30);
        idle(4);
        at_without_outage(5, START + 61 * DAY - 1);
        assert_noop!(Personhood::poke(signed(1), 0), Error::<Test>::TooEarly);
        day(6, 61);
        assert_ok!(Personhood::poke(signed(1), 0));
        assert!(happened(Event::LapseAhead { citizen: 0, at: START + 91 * DAY }));
        assert_noop!(Personhood::poke(signed(1), 0), Error::<Test>::TooEarly);
    });
}

#[test]
fn strangers_and_unknown_citizens_are_refused() {
    run(|| {
        assert_noop!(Personhood::poke(RuntimeOrigin::none(), 0), DispatchError::BadOrigin);
        assert_noop!(Personhood::poke(signed(0), FOUNDERS), Error::<Test>::NotFound);
    });
}

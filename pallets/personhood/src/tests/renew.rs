use super::*;
use crate::Renewals;
use cybersyn_primitives::traits::RollRefusal;
use sp_runtime::DispatchError;

/// Founder 0 has lapsed by silence; day 91, block 21.
fn lapsed() {
    live_on(3, 90, &[0]);
    day(20, 91);
    idle(21);
    assert_eq!(status(0), Status::Lapsed);
    Recorder::take();
}

fn renew(voucher: u32, index: CitizenIndex) -> DispatchResult {
    Personhood::renew(signed(voucher), index)
}

#[test]
fn the_third_vouch_brings_a_lapsed_person_back() {
    run(|| {
        lapsed();
        assert_ok!(renew(1, 0));
        assert_ok!(renew(2, 0));
        assert_eq!(Personhood::citizen(&account(0)), None);
        assert_ok!(renew(3, 0));
        let now = Timestamp::get();
        assert_eq!(Personhood::citizen(&account(0)), Some(0));
        assert_eq!(Recorder::take(), [Told::Admit(0, now), Told::Open(0, now)]);
        assert_eq!(citizen(0).expires, START + (91 + 366) * DAY);
        assert_eq!(Personhood::active(), FOUNDERS);
        assert!(Renewals::<Test>::get(0).is_none());
    });
}

#[test]
fn an_expiring_person_is_renewed_without_a_break() {
    run(|| {
        live_on(3, 335, &[]);
        Recorder::take();
        for voucher in 1..4 {
            assert_ok!(renew(voucher, 0));
        }
        assert_eq!(Recorder::take(), []);
        assert_eq!(citizen(0).expires, START + (335 + 366) * DAY);
    });
}

#[test]
fn a_status_far_from_its_end_is_not_renewed() {
    run(|| {
        live_on(3, 334, &[]);
        assert_noop!(renew(1, 0), Error::<Test>::TooEarly);
    });
}

#[test]
fn a_lapse_that_the_agenda_has_not_reached_breaks_the_tenure() {
    run(|| {
        live_on(3, 90, &[0]);
        day(20, 91);
        Recorder::take();
        for voucher in 1..4 {
            assert_ok!(renew(voucher, 0));
        }
        let (due, now) = (START + 91 * DAY, Timestamp::get());
        let expected = [Told::Lapse(0, due), Told::Close(0, due), Told::Admit(0, now), Told::Open(0, now)];
        assert_eq!(Recorder::take(), expected);
        assert_eq!(Personhood::active(), FOUNDERS);
    });
}

#[test]
fn a_double_vouch_is_refused() {
    run(|| {
        lapsed();
        assert_ok!(renew(1, 0));
        assert_noop!(renew(1, 0), Error::<Test>::AlreadyVouched);
    });
}

#[test]
fn nobody_renews_themselves() {
    run(|| {
        live_on(3, 335, &[]);
        assert_noop!(renew(0, 0), Error::<Test>::OwnVouch);
    });
}

#[test]
fn the_lapsed_do_not_vouch() {
    run(|| {
        lapsed();
        assert_noop!(renew(0, 1), Error::<Test>::NotAPerson);
        assert_noop!(Personhood::renew(RuntimeOrigin::root(), 0), DispatchError::BadOrigin);
    });
}

#[test]
fn one_found_to_be_fake_is_not_renewed() {
    run(|| {
        lapsed();
        assert_ok!(renew(1, 0));
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 0));
        assert_noop!(renew(2, 0), Error::<Test>::Struck);
    });
}

#[test]
fn without_a_did_there_is_no_renewal() {
    run(|| {
        assert_ok!(Did::deactivate(signed(0)));
        assert_noop!(renew(1, 0), Error::<Test>::DidDeactivated);
    });
}

#[test]
fn unknown_citizens_are_refused() {
    run(|| {
        assert_noop!(renew(1, FOUNDERS), Error::<Test>::NotFound);
    });
}

#[test]
fn a_renewal_without_its_vouches_is_dropped() {
    run(|| {
        lapsed();
        assert_ok!(renew(1, 0));
        let expires = Renewals::<Test>::get(0).expect("waits").expires;
        at_without_outage(22, expires);
        idle(23);
        assert!(Renewals::<Test>::get(0).is_none());
        assert!(happened(Event::RenewalDropped { citizen: 0 }));
    });
}

#[test]
fn a_roll_without_room_refuses() {
    run(|| {
        lapsed();
        assert_ok!(renew(1, 0));
        assert_ok!(renew(2, 0));
        Recorder::refuse(RollRefusal::MaxEntriesExceeded);
        assert_noop!(renew(3, 0), Error::<Test>::RollFull);
    });
}

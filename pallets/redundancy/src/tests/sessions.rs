use super::mock::*;
use crate::Event;
use frame_support::assert_ok;
use pallet_session::SessionManager;

#[test]
fn a_set_runs_from_the_session_after_the_next() {
    run(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![3, 4, 5]));
        Session::rotate_session();
        assert_eq!(Session::validators(), [1, 2]);
        Session::rotate_session();
        assert_eq!(Session::validators(), [3, 4, 5]);
        Session::rotate_session();
        assert_eq!(Session::validators(), [3, 4, 5]);
    });
}

#[test]
fn a_set_is_announced_once() {
    run(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![3]));
        assert_eq!(Redundancy::new_session(7), Some(vec![3]));
        System::assert_last_event(Event::SessionPlanned { session: 7, validators: 1 }.into());
        assert_eq!(Redundancy::new_session(8), None);
    });
}

#[test]
fn of_two_sets_in_one_session_the_later_runs() {
    run(|| {
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![3]));
        assert_ok!(Redundancy::set_validators(RuntimeOrigin::root(), vec![4]));
        Session::rotate_session();
        Session::rotate_session();
        assert_eq!(Session::validators(), [4]);
    });
}

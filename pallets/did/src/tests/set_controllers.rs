use super::*;
use crate::{CONTROLLERS_MAX, Error, Event};
use frame_support::assert_noop;
use sp_runtime::DispatchError;

#[test]
fn controllers_are_chosen_in_the_next_version() {
    run(|| {
        (0..3).for_each(created);
        assert_ok!(Did::set_controllers(signed(0), controllers(&[2, 1]), 500));
        assert_eq!((links(0).controllers, links(0).allowance_bytes), (controllers(&[2, 1]), 500));
        assert_eq!(record(0).version, 1);
        System::assert_last_event(Event::ControllersSet { did: did(0) }.into());
    });
}

#[test]
fn the_deposit_counts_their_bytes_and_comes_back_with_them() {
    run(|| {
        (0..3).for_each(created);
        let without = held(0);
        assert_ok!(Did::set_controllers(signed(0), controllers(&[1, 2]), 0));
        assert_eq!(held(0), without + links(0).size_bytes() as u64);
        assert_ok!(Did::set_controllers(signed(0), controllers(&[]), 9));
        assert_eq!(held(0), without);
        assert!(!Links::<Test>::contains_key(did(0)), "nothing is kept of no links");
    });
}

#[test]
fn an_empty_list_leaves_other_names_and_no_allowance() {
    run(|| {
        (0..2).for_each(created);
        assert_ok!(Did::set_also_known_as(signed(0), uris(&["https://a.example"])));
        assert_ok!(Did::set_controllers(signed(0), controllers(&[1]), 9));
        assert_ok!(Did::set_controllers(signed(0), controllers(&[]), 9));
        assert_eq!((links(0).also_known_as, links(0).allowance_bytes), (uris(&["https://a.example"]), 0));
    });
}

#[test]
fn a_controller_is_named_once() {
    run(|| {
        (0..2).for_each(created);
        assert_noop!(Did::set_controllers(signed(0), controllers(&[1, 1]), 0), Error::<Test>::Duplicate);
    });
}

#[test]
fn a_did_is_not_its_own_controller() {
    run(|| {
        (0..2).for_each(created);
        assert_noop!(Did::set_controllers(signed(0), controllers(&[1, 0]), 0), Error::<Test>::OwnController);
    });
}

#[test]
fn unknown_and_deactivated_dids_control_nothing() {
    run(|| {
        (0..2).for_each(created);
        assert_noop!(Did::set_controllers(signed(0), controllers(&[5]), 0), Error::<Test>::ControllerNotFound);
        assert_ok!(Did::deactivate(signed(1)));
        assert_noop!(Did::set_controllers(signed(0), controllers(&[1]), 0), Error::<Test>::ControllerNotFound);
    });
}

#[test]
fn there_are_eight_at_most() {
    let ids = vec![did(1); CONTROLLERS_MAX as usize + 1];
    assert!(Controllers::try_from(ids).is_err());
}

#[test]
fn only_the_owner_chooses() {
    run(|| {
        created(0);
        assert_noop!(Did::set_controllers(signed(1), controllers(&[0]), 0), Error::<Test>::NotFound);
        assert_noop!(Did::set_controllers(RuntimeOrigin::root(), controllers(&[0]), 0), DispatchError::BadOrigin);
    });
}

use super::*;
use crate::{Error, Event, HoldReason};
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_runtime::DispatchError;

#[test]
fn a_removed_service_gives_its_deposit_back() {
    run(|| {
        created(0);
        let held = || Balances::balance_on_hold(&HoldReason::Record.into(), &account(0));
        let before = held();
        assert_ok!(Did::set_service(signed(0), service_id("home"), kind(), endpoint("https://a.example")));
        assert!(held() > before);
        assert_ok!(Did::remove_service(signed(0), service_id("home")));
        assert_eq!(held(), before);
        assert!(record(0).services.is_empty());
        System::assert_last_event(Event::ServiceRemoved { did: did(0), id: service_id("home") }.into());
    });
}

#[test]
fn unknown_services_are_refused() {
    run(|| {
        created(0);
        assert_noop!(Did::remove_service(signed(0), service_id("home")), Error::<Test>::ServiceNotFound);
    });
}

#[test]
fn only_the_controller_removes_services() {
    run(|| {
        created(0);
        assert_noop!(Did::remove_service(signed(1), service_id("home")), Error::<Test>::NotFound);
        assert_noop!(Did::remove_service(RuntimeOrigin::root(), service_id("home")), DispatchError::BadOrigin);
    });
}

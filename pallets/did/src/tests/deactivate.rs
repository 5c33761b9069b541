use super::*;
use crate::{AccountDid, Error, Event, HoldReason};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::traits::Dids as _;
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_runtime::DispatchError;

#[test]
fn everything_ends() {
    run(|| {
        created(0);
        assert_ok!(Did::set_service(signed(0), service_id("home"), kind(), endpoint("https://a.example")));
        at(2, START + 6_000);
        assert_ok!(Did::deactivate(signed(0)));
        let record = record(0);
        assert_eq!(record.deactivated, Some(START + 6_000));
        assert_eq!(record.keys[0].until, Some(START + 6_000));
        assert!(record.services.is_empty());
        assert_eq!(AccountDid::<Test>::get(account(0)), None);
        assert_eq!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(0)), 0);
        assert_eq!(Recorder::take(), [Told::Deactivated(did(0), START + 6_000)]);
        System::assert_last_event(Event::Deactivated { did: did(0) }.into());
    });
}

#[test]
fn a_key_retired_before_keeps_its_date() {
    run(|| {
        created(0);
        assert_ok!(Did::revoke_key(signed(0), 0, false));
        at(2, START + 6_000);
        assert_ok!(Did::deactivate(signed(0)));
        assert_eq!(record(0).keys[0].until, Some(START));
    });
}

#[test]
fn the_id_is_never_used_again() {
    run(|| {
        created(0);
        assert_ok!(Did::deactivate(signed(0)));
        assert_noop!(Did::create(signed(0), voting_key(1)), Error::<Test>::AlreadyExists);
        assert_noop!(Did::deactivate(signed(0)), Error::<Test>::NotFound);
    });
}

#[test]
fn other_pallets_no_longer_see_it() {
    run(|| {
        created(0);
        assert_ok!(Did::deactivate(signed(0)));
        assert_eq!(Did::of(&account(0)), None);
        assert_eq!(<Did as cybersyn_primitives::traits::Dids<_>>::account(&did(0)), None);
        assert!(Did::voting_keys(&did(0)).is_empty());
    });
}

#[test]
fn only_the_controller_deactivates() {
    run(|| {
        created(0);
        assert_noop!(Did::deactivate(signed(1)), Error::<Test>::NotFound);
        assert_noop!(Did::deactivate(RuntimeOrigin::root()), DispatchError::BadOrigin);
    });
}

use super::*;
use crate::{ALSO_KNOWN_AS_MAX, Error, Event};
use frame_support::assert_noop;

#[test]
fn names_are_replaced_in_the_next_version() {
    run(|| {
        created(0);
        assert_ok!(Did::set_also_known_as(signed(0), uris(&["https://old.example"])));
        assert_ok!(Did::set_also_known_as(signed(0), uris(&["did:web:a.example", "https://a.example/#me"])));
        assert_eq!(links(0).also_known_as, uris(&["did:web:a.example", "https://a.example/#me"]));
        assert_eq!(record(0).version, 2);
        System::assert_last_event(Event::AlsoKnownAsSet { did: did(0) }.into());
    });
}

#[test]
fn the_deposit_counts_their_bytes_and_comes_back_with_them() {
    run(|| {
        created(0);
        let without = held(0);
        assert_ok!(Did::set_also_known_as(signed(0), uris(&["https://a.example"])));
        assert_eq!(held(0), without + links(0).size_bytes() as u64);
        assert_ok!(Did::set_also_known_as(signed(0), uris(&[])));
        assert_eq!(held(0), without);
        assert!(!Links::<Test>::contains_key(did(0)));
    });
}

#[test]
fn a_name_is_said_once() {
    run(|| {
        created(0);
        let call = Did::set_also_known_as(signed(0), uris(&["a:b", "a:c", "a:b"]));
        assert_noop!(call, Error::<Test>::Duplicate);
    });
}

#[test]
fn malformed_uris_are_refused() {
    run(|| {
        created(0);
        for uri in ["", "ana", "https:", "https://a b", "https://ä", "a:%zz", "a:b#c#d", "a:\"b\""] {
            assert_noop!(Did::set_also_known_as(signed(0), uris(&["a:b", uri])), Error::<Test>::InvalidUri);
        }
    });
}

#[test]
fn there_are_eight_at_most() {
    assert!(AlsoKnownAs::try_from(vec![endpoint("a:b"); ALSO_KNOWN_AS_MAX as usize + 1]).is_err());
}

#[test]
fn missing_funds_change_nothing() {
    run(|| {
        created(0);
        let rest = Balances::free_balance(account(0)) - 1;
        assert_ok!(Balances::transfer_allow_death(signed(0), account(1), rest));
        let call = Did::set_also_known_as(signed(0), uris(&["https://a.example"]));
        assert_noop!(call, sp_runtime::TokenError::FundsUnavailable);
    });
}

#[test]
fn only_the_owner_or_a_controller_says_so() {
    run(|| {
        created(0);
        assert_noop!(Did::set_also_known_as(signed(1), uris(&["a:b"])), Error::<Test>::NotFound);
    });
}

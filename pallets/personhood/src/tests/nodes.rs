//! Nodes and their keys end with what they hang on.

use super::*;
use cybersyn_primitives::traits::{NodeKeys, Standing};
use pallet_did::{PublicKey, Purposes};

/// Gives founder 0 a key for their node: version 1.
fn with_node_key(purposes: Purposes) -> [u8; 32] {
    let key = voting_key(100);
    assert_ok!(Did::add_key(signed(0), PublicKey::Ed25519(key), purposes));
    key
}

#[test]
fn who_is_struck_loses_their_nodes() {
    run(|| {
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert_eq!(Nodes::lost(), [3]);
    });
}

#[test]
fn who_lapses_loses_their_nodes() {
    run(|| {
        assert_ok!(Did::deactivate(signed(2)));
        assert_eq!(Nodes::lost(), [2]);
    });
}

#[test]
fn a_retired_key_is_no_nodes() {
    run(|| {
        let key = with_node_key(Purposes::AUTHENTICATION);
        assert!(Personhood::is_node_key(0, &key));
        assert_ok!(Did::revoke_key(signed(0), 1, false));
        assert!(!Personhood::is_node_key(0, &key));
        assert_eq!(Nodes::retired(), [(0, key)]);
    });
}

#[test]
fn a_key_for_something_else_is_no_nodes() {
    run(|| {
        let key = with_node_key(Purposes::ASSERTION);
        assert!(!Personhood::is_node_key(0, &key));
        assert_ok!(Did::revoke_key(signed(0), 1, false));
        assert_eq!(Nodes::retired(), []);
    });
}

#[test]
fn a_key_is_a_node_key_of_its_own_person_only() {
    run(|| {
        let key = with_node_key(Purposes::AUTHENTICATION);
        assert!(!Personhood::is_node_key(1, &key));
        assert!(!Personhood::is_node_key(FOUNDERS, &key));
    });
}

#[test]
fn who_was_struck_is_known_and_not_in_force() {
    run(|| {
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert!(<Personhood as Standing>::is_known(3) && !<Personhood as Standing>::is_in_force(3));
        assert!(<Personhood as Standing>::is_in_force(2));
        assert!(!<Personhood as Standing>::is_known(FOUNDERS));
    });
}

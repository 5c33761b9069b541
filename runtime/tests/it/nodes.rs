//! Nodes of the mesh in the registry: whose they may be, and when they end.

use crate::chain::*;
use cybersyn_primitives::{
    DAY, DidId, Millis, Signature,
    application::rotation_payload,
    peer::{Capabilities, PeerKey, Registration},
    traits::Persons as _,
};
use cybersyn_runtime::{
    Did, Mesh, Personhood, Runtime, RuntimeCall, RuntimeOrigin,
    configs::free::{Foresight, FreeForPersons, MESH_ERRORS},
};
use frame_support::{BoundedVec, assert_noop, assert_ok, dispatch::DispatchResult, traits::Contains};
use pallet_did::{Dids, GuardianSet, PublicKey, Purposes};
use pallet_mesh::{Address, Addresses, Error, Nonces};
use pallet_quota::Precheck;
use sp_core::{Pair, ed25519};
use sp_runtime::MultiSignature;
use std::collections::BTreeSet;

/// What an owner gets before a recovery.
const NOTICE: Millis = 3 * DAY;

fn node() -> ed25519::Pair {
    ed25519::Pair::from_seed(&[9; 32])
}

fn key() -> PeerKey {
    node().public().0
}

/// Founder `number` puts the node's key into their DID.
fn add_key(number: u32) {
    let origin = RuntimeOrigin::signed(account(number));
    assert_ok!(Did::add_key(origin, PublicKey::Ed25519(key()), Purposes::AUTHENTICATION));
}

/// The node consents to serve founder `number` as a bootstrap at `/ip4/192.0.2.1/tcp/4101`.
fn registration(number: u32) -> pallet_mesh::Call<Runtime> {
    let registration =
        Registration { peer: key(), citizen: number, nonce: Nonces::<Runtime>::get(number), expires: now() + 30 * DAY };
    let signature: Signature = node().sign(&registration.signing_payload(&genesis())).0;
    let address = Address::try_from(vec![4, 192, 0, 2, 1, 6, 0x10, 0x05]).expect("short");
    let addresses = Addresses::try_from(vec![address]).expect("one");
    let capabilities = Capabilities::BOOTSTRAP | Capabilities::RELAY;
    pallet_mesh::Call::register { registration, capabilities, addresses, signature }
}

fn register(number: u32) -> DispatchResult {
    let pallet_mesh::Call::register { registration, capabilities, addresses, signature } = registration(number) else {
        panic!("a registration")
    };
    Mesh::register(RuntimeOrigin::signed(account(number)), registration, capabilities, addresses, signature)
}

#[test]
fn a_persons_node_is_registered_and_found_without_dns() {
    run(|| {
        idle();
        add_key(3);
        assert_ok!(register(3));
        let entry = Mesh::peer(key()).expect("in force");
        assert_eq!(entry.citizen, 3);
        assert_eq!(Mesh::peers_of(3), [(key(), entry.clone())]);
        assert_eq!(Mesh::bootstraps(None, 64), (vec![(key(), entry)], None));
        assert_eq!(Mesh::nonce(3), 1);
    });
}

#[test]
fn a_key_that_is_in_no_did_of_the_person_is_refused() {
    run(|| {
        idle();
        assert_noop!(register(3), Error::<Runtime>::NotAVerificationMethod);
        add_key(4);
        assert_noop!(register(3), Error::<Runtime>::NotAVerificationMethod);
        assert_ok!(register(4));
    });
}

#[test]
fn a_registration_is_free_and_what_would_fail_is_known_before() {
    run(|| {
        idle();
        let call = RuntimeCall::Mesh(registration(3));
        assert!(FreeForPersons::contains(&call));
        // `NotAVerificationMethod` is the seventh error.
        assert_eq!(Foresight::check(&account(3), 3, &call), Err(MESH_ERRORS + 6));
        add_key(3);
        assert_eq!(Foresight::check(&account(3), 3, &call), Ok(()));
        assert!(Foresight::weight(&call).ref_time() > 0);
    });
}

#[test]
fn who_is_struck_has_no_nodes() {
    run(|| {
        idle();
        add_key(3);
        assert_ok!(register(3));
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert_eq!((Mesh::peer(key()), Mesh::bootstraps(None, 64)), (None, (vec![], None)));
        assert!(!pallet_mesh::Peers::<Runtime>::contains_key(key()));
    });
}

#[test]
fn a_retired_key_ends_its_node() {
    run(|| {
        idle();
        add_key(3);
        assert_ok!(register(3));
        assert_ok!(Did::revoke_key(RuntimeOrigin::signed(account(3)), 1, false));
        assert!(!pallet_mesh::Peers::<Runtime>::contains_key(key()));
    });
}

#[test]
fn a_recovery_ends_the_nodes_of_a_thief() {
    run(|| {
        idle();
        add_key(3);
        assert_ok!(register(3));
        recover(3, 20);
        assert!(!pallet_mesh::Peers::<Runtime>::contains_key(key()));
        assert_eq!((Mesh::peers_of(3), Mesh::bootstraps(None, 64)), (vec![], (vec![], None)));
    });
}

/// Guardians pass control of the founder's DID to the account.
fn recover(founder: u32, to: u32) {
    let guardians = [4, 5, 6].map(|number| account(number).into());
    let guardians = BoundedVec::truncate_from(BTreeSet::from(guardians).into_iter().collect());
    let set = GuardianSet { guardians, threshold: 2, delay_millis: NOTICE };
    assert_ok!(Did::set_guardians(RuntimeOrigin::signed(account(founder)), Some(set)));
    let did: DidId = account(founder).into();
    for guardian in [4, 5] {
        assert_ok!(Did::support_recovery(RuntimeOrigin::signed(account(guardian)), did, account(to)));
    }
    at(now() + NOTICE);
    let version = Dids::<Runtime>::get(did).expect("it exists").version;
    let payload = rotation_payload(&genesis(), &did, version);
    let consent = MultiSignature::Sr25519(pair(to).sign(&payload));
    assert_ok!(Did::recover(RuntimeOrigin::signed(account(4)), did, consent));
}

#[test]
fn a_did_given_up_ends_its_nodes() {
    run(|| {
        idle();
        add_key(3);
        assert_ok!(register(3));
        assert_ok!(Did::deactivate(RuntimeOrigin::signed(account(3))));
        assert!(Personhood::citizen(&account(3)).is_none());
        assert!(!pallet_mesh::Peers::<Runtime>::contains_key(key()));
    });
}

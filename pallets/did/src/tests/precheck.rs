//! Free calls are let in exactly if they will succeed.

use super::*;
use crate::{Call, Change, PublicKey, Purposes};
use cybersyn_pallet_test_utils::sign_rotation;
use frame_support::{assert_storage_noop, traits::UnfilteredDispatchable};

/// Prechecks `call` of caller `number`, dispatches it, and finds that both say the same.
fn agree(number: u32, call: Call<Test>) -> bool {
    assert_storage_noop!(drop(Did::precheck(&account(number), &call)));
    let checked = Did::precheck(&account(number), &call).map_err(Into::into);
    let dispatched = call.dispatch_bypass_filter(signed(number)).map(|_| ()).map_err(|error| error.error);
    assert_eq!(checked, dispatched);
    checked.is_ok()
}

#[test]
fn creation() {
    run(|| {
        assert!(!agree(0, Call::create { voting_key: [0; 32] }));
        assert!(agree(0, Call::create { voting_key: voting_key(0) }));
        assert!(!agree(0, Call::create { voting_key: voting_key(0) }));
    });
}

#[test]
fn keys() {
    run(|| {
        created(0);
        let add = || Call::add_key { key: PublicKey::Ed25519(voting_key(5)), purposes: Purposes::VOTING };
        assert!(agree(0, add()));
        assert!(!agree(0, add()));
        assert!(agree(0, Call::revoke_key { version: 1, stolen: true }));
        assert!(!agree(0, Call::revoke_key { version: 1, stolen: true }));
        assert!(!agree(1, Call::revoke_key { version: 0, stolen: true }));
    });
}

#[test]
fn services() {
    run(|| {
        created(0);
        let set = |uri| Call::set_service { id: service_id("home"), kind: kind(), endpoint: endpoint(uri) };
        assert!(!agree(0, set("nowhere")));
        assert!(agree(0, set("https://a.example")));
        assert!(agree(0, Call::remove_service { id: service_id("home") }));
        assert!(!agree(0, Call::remove_service { id: service_id("home") }));
    });
}

#[test]
fn rotation() {
    run(|| {
        created(0);
        let rotate = |version| Call::rotate { new_account: account(1), signature: sign_rotation(1, &did(0), version) };
        assert!(!agree(0, rotate(1)));
        assert!(agree(0, rotate(0)));
        assert!(!agree(0, rotate(0)));
    });
}

#[test]
fn deactivation() {
    run(|| {
        created(0);
        assert!(agree(0, Call::deactivate {}));
        assert!(!agree(0, Call::deactivate {}));
    });
}

#[test]
fn links() {
    run(|| {
        (0..3).for_each(created);
        let choose =
            |numbers: &[u32]| Call::set_controllers { controllers: controllers(numbers), allowance_bytes: 100 };
        assert!(!agree(0, choose(&[0])));
        assert!(!agree(0, choose(&[1, 1])));
        assert!(!agree(0, choose(&[7])));
        assert!(agree(0, choose(&[1])));
        assert!(!agree(0, Call::set_also_known_as { uris: uris(&["ana"]) }));
        assert!(agree(0, Call::set_also_known_as { uris: uris(&["https://a.example"]) }));
    });
}

#[test]
fn changes_by_controllers() {
    use super::manage::{add, controlled, service};
    run(|| {
        controlled(200);
        let manage = |change| Call::manage { did: did(0), change };
        assert!(!agree(3, manage(service("home"))));
        assert!(!agree(1, manage(service("key-0"))));
        assert!(!agree(
            1,
            manage(Change::AddKey { key: PublicKey::Ed25519(voting_key(5)), purposes: Purposes::VOTING })
        ));
        assert!(agree(1, manage(add(9))));
        assert!(!agree(2, manage(add(9))));
        while agree(1, manage(service("home"))) {}
        assert!(!agree(2, manage(Change::RemoveService(service_id("home")))), "their changes of today are used up");
    });
}

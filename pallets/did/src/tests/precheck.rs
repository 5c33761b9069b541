//! Free calls are let in exactly if they will succeed.

use super::*;
use crate::{Call, PublicKey, Purposes};
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

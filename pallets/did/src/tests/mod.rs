//! One file per call.

mod add_key;
mod attacks;
mod create;
mod deactivate;
mod dispatch_as;
mod keys_of_small_order;
mod migration;
mod precheck;
mod provide;
mod recovery;
mod remove_service;
mod revoke_key;
mod rotate;
mod set_service;

use crate::{DidRecordOf, Dids, Endpoint, ServiceId, ServiceKind, mock::*};
use cybersyn_pallet_test_utils::{account, did, voting_key};
use frame_support::assert_ok;

/// Caller `number`.
fn signed(number: u32) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(number))
}

/// Creates the DID of citizen `number` by a call, with a deposit.
fn created(number: u32) {
    assert_ok!(Did::create(signed(number), voting_key(number)));
}

fn record(number: u32) -> DidRecordOf<Test> {
    Dids::<Test>::get(did(number)).expect("the DID was created")
}

fn service_id(text: &str) -> ServiceId {
    text.as_bytes().to_vec().try_into().expect("short enough")
}

fn kind() -> ServiceKind {
    b"LinkedDomains".to_vec().try_into().expect("short enough")
}

fn endpoint(text: &str) -> Endpoint {
    text.as_bytes().to_vec().try_into().expect("short enough")
}

//! One file per call.

mod add_key;
mod attacks;
mod create;
mod deactivate;
mod dispatch_as;
mod keys_of_small_order;
mod manage;
mod migration;
mod misused_control;
mod precheck;
mod provide;
mod recovery;
mod remove_service;
mod revoke_key;
mod rotate;
mod set_also_known_as;
mod set_controllers;
mod set_service;

use crate::{
    AlsoKnownAs, Controllers, DidLinks, DidRecordOf, Dids, Endpoint, HoldReason, Links, ServiceId, ServiceKind, mock::*,
};
use cybersyn_pallet_test_utils::{account, did, voting_key};
use frame_support::{assert_ok, traits::fungible::InspectHold};

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

fn links(number: u32) -> DidLinks {
    Links::<Test>::get(did(number))
}

/// The DIDs of those citizens.
fn controllers(numbers: &[u32]) -> Controllers {
    numbers.iter().map(|number| did(*number)).collect::<Vec<_>>().try_into().expect("few enough")
}

fn uris(texts: &[&str]) -> AlsoKnownAs {
    texts.iter().map(|text| endpoint(text)).collect::<Vec<_>>().try_into().expect("few enough")
}

/// What is held of citizen `number` for their DID.
fn held(number: u32) -> u64 {
    Balances::balance_on_hold(&HoldReason::Record.into(), &account(number))
}

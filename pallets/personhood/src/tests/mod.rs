//! One file per call, and one per thing that happens by itself.

mod admit;
mod apply;
mod budget;
mod challenge;
mod circles;
mod cohort;
mod deadlines;
mod founders;
mod founding;
mod migration;
mod nodes;
mod outages;
mod poke;
mod precheck;
mod prove_life;
mod renew;
mod responsibility;
mod rotation;
mod set_defences;
mod set_parameters;
mod sham_challenges;
mod standing;
mod strike;
mod voting_keys;
mod vouch;

use crate::{Citizen, Citizens, Error, Event, Status, mock::*};
use cybersyn_pallet_test_utils::{GENESIS, START, account, application, did, sign_application, voting_key};
use cybersyn_primitives::{CitizenIndex, DAY, Millis, traits::Persons};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

/// Number of a newcomer: no founder.
const NEWCOMER: u32 = 20;
/// `START` is a midnight.
const SOON: Millis = START + DAY;

/// Caller `number`.
fn signed(number: u32) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(number))
}

/// Founder `voucher` vouches for newcomer `number`, who applies until tomorrow.
fn vouch(voucher: u32, number: u32) -> DispatchResult {
    let application = application(number, SOON);
    Personhood::vouch(signed(voucher), application, sign_application(number, &application, &GENESIS))
}

/// Person `voucher` vouches for newcomer `number`, who applies until a day from now.
fn vouch_now(voucher: u32, number: u32) -> DispatchResult {
    let application = application(number, Timestamp::get() + DAY);
    Personhood::vouch(signed(voucher), application, sign_application(number, &application, &GENESIS))
}

/// Founders 0, 1 and 2 make newcomer `number` a person.
fn admitted(number: u32) {
    for voucher in 0..3 {
        assert_ok!(vouch(voucher, number));
    }
}

fn citizen(index: CitizenIndex) -> Citizen {
    Citizens::<Test>::get(index).expect("admitted")
}

fn status(index: CitizenIndex) -> Status {
    citizen(index).status
}

fn happened(event: Event<Test>) -> bool {
    let event = RuntimeEvent::from(event);
    System::events().iter().any(|record| record.event == event)
}

/// Goes on to block `number` at `days` after `START`, without an outage before it.
fn day(number: u32, days: u64) {
    at_without_outage(number, START + days * DAY);
}

/// Goes on to block `number` at `millis`, as if there had been a block just before it.
fn at_without_outage(number: u32, millis: Millis) {
    at(number, millis);
    crate::LastBlock::<Test>::put(millis - 6_000);
}

/// Closes block `number - 1`, so that its idle time is used, by opening block `number` a second later.
fn idle(number: u32) {
    let now = Timestamp::get();
    at(number, now + 1_000);
}

/// The founder gives a sign of life in the current block.
fn alive(number: u32) {
    assert_ok!(Personhood::prove_life(signed(number)));
}

/// All founders but those in `silent` give a sign of life on every 60th day, up to `days`; the last block is on that
/// day. Blocks count from `number`.
fn live_on(mut number: u32, days: u64, silent: &[u32]) -> u32 {
    let mut today = 0;
    while today < days {
        today = days.min(today + 60);
        day(number, today);
        number += 1;
        for founder in (0..FOUNDERS).filter(|founder| !silent.contains(founder)) {
            if Personhood::citizen(&account(founder)).is_some() {
                alive(founder);
            }
        }
    }
    idle(number);
    number + 1
}

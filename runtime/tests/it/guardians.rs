//! Guardians who turn hostile, and a person without coins.

use crate::chain::*;
use cybersyn_primitives::DAY;
use cybersyn_runtime::{Did, Runtime, RuntimeCall, RuntimeOrigin, configs::free::Foresight};
use frame_support::{assert_ok, dispatch::DispatchResult};
use pallet_did::{GuardianSet, Recoveries};
use pallet_quota::Precheck;

fn support(guardian: u32, to: u32) -> DispatchResult {
    Did::support_recovery(RuntimeOrigin::signed(account(guardian)), account(0).into(), account(to))
}

#[test]
fn a_person_dismisses_guardians_for_nothing_while_they_stand_for_somebody() {
    run(|| {
        let signed = RuntimeOrigin::signed(account(0));
        let mut guardians: Vec<[u8; 32]> = (1..4).map(|number| account(number).into()).collect();
        guardians.sort();
        let set = GuardianSet { guardians: guardians.try_into().expect("few"), threshold: 2, delay_millis: 3 * DAY };
        assert_ok!(Did::set_guardians(signed.clone(), Some(set)));
        assert_ok!(support(1, 20));
        let dismiss = RuntimeCall::Did(pallet_did::Call::set_guardians { guardians: None });
        assert_eq!(<Foresight as Precheck<_, _>>::check(&account(0), 0, &dismiss), Ok(()));
        assert_ok!(Did::set_guardians(signed, None));
        assert!(!Recoveries::<Runtime>::contains_key(<[u8; 32]>::from(account(0))));
        assert!(support(2, 20).is_err());
    });
}

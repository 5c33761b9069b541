use super::*;
use crate::{
    AccountDid, Error, Event, GuardianSet, HoldReason, PublicKey, Purposes, RECOVERY_DELAY_MILLIS_MAX, Recoveries,
};
use cybersyn_pallet_test_utils::{START, sign_rotation};
use cybersyn_primitives::{DAY, DidId, Millis};
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_core::{Pair, ed25519};
use sp_runtime::{AccountId32, MultiSignature};

pub(super) const DELAY: Millis = 3 * DAY;

/// Guardians with those numbers, in order.
pub(super) fn guardians(numbers: &[u32], threshold: u8) -> GuardianSet {
    let mut guardians: Vec<DidId> = numbers.iter().map(|number| did(*number)).collect();
    guardians.sort();
    GuardianSet { guardians: guardians.try_into().expect("few"), threshold, delay_millis: DELAY }
}

/// DID 0 with guardians 1, 2 and 3, two of whom suffice.
pub(super) fn guarded() {
    (0..4).for_each(created);
    assert_ok!(Did::set_guardians(signed(0), Some(guardians(&[1, 2, 3], 2))));
}

pub(super) fn support(guardian: u32, to: u32) {
    assert_ok!(Did::support_recovery(signed(guardian), did(0), account(to)));
}

/// Consent of account `to` to the present version of DID 0.
pub(super) fn consent(to: u32) -> MultiSignature {
    sign_rotation(to, &did(0), record(0).version)
}

pub(super) fn due() -> Option<(AccountId32, Millis)> {
    Recoveries::<Test>::get(did(0)).and_then(|recovery| recovery.due)
}

#[test]
fn guardians_pass_control_on_after_the_notice() {
    run(|| {
        guarded();
        support(1, 5);
        assert_eq!(due(), None);
        support(2, 5);
        System::assert_last_event(Event::RecoveryDue { did: did(0), to: account(5), due: START + DELAY }.into());
        at(2, START + DELAY - 1);
        assert_noop!(Did::recover(signed(3), did(0), consent(5)), Error::<Test>::TooEarly);
        at(3, START + DELAY);
        // The new account takes over the deposit.
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(5), FUNDS));
        assert_ok!(Did::recover(signed(3), did(0), consent(5)));
        assert_eq!(AccountDid::<Test>::get(account(5)), Some(did(0)));
        assert_eq!(AccountDid::<Test>::get(account(0)), None);
        assert!(Balances::balance_on_hold(&HoldReason::Record.into(), &account(5)) > 0);
        assert!(!Recoveries::<Test>::contains_key(did(0)));
    });
}

#[test]
fn the_owner_says_no() {
    run(|| {
        guarded();
        support(1, 5);
        support(2, 5);
        assert_ok!(Did::veto_recovery(signed(0)));
        at(2, START + DELAY);
        assert_noop!(Did::recover(signed(3), did(0), consent(5)), Error::<Test>::NotFound);
        assert_noop!(Did::veto_recovery(signed(0)), Error::<Test>::NotFound);
    });
}

#[test]
fn one_stolen_guardian_neither_recovers_nor_blocks() {
    run(|| {
        guarded();
        support(1, 9);
        assert_noop!(Did::support_recovery(signed(1), did(0), account(9)), Error::<Test>::AlreadyExists);
        assert_eq!(due(), None);
        support(2, 5);
        support(3, 5);
        assert_eq!(due(), Some((account(5), START + DELAY)));
        // Turning around later changes nothing for the two others.
        at(2, START + DAY);
        support(1, 8);
        assert_eq!(due(), Some((account(5), START + DELAY)));
    });
}

#[test]
fn a_guardian_who_turns_around_ends_the_notice() {
    run(|| {
        guarded();
        support(1, 5);
        support(2, 5);
        at(2, START + DAY);
        support(2, 6);
        assert_eq!(due(), None);
        support(1, 6);
        assert_eq!(due(), Some((account(6), START + DAY + DELAY)));
    });
}

#[test]
fn guardians_who_are_dismissed_recover_nothing() {
    run(|| {
        guarded();
        support(1, 5);
        support(2, 5);
        assert_ok!(Did::set_guardians(signed(0), None));
        assert!(!Recoveries::<Test>::contains_key(did(0)));
        assert_noop!(Did::support_recovery(signed(1), did(0), account(5)), Error::<Test>::NotAuthorized);
    });
}

#[test]
fn choosing_guardians_while_nobody_recovers_vetoes_nothing() {
    run(|| {
        guarded();
        assert_ok!(Did::set_guardians(signed(0), None));
        let vetoed = RuntimeEvent::from(Event::RecoveryVetoed { did: did(0) });
        assert!(System::events().iter().all(|record| record.event != vetoed));
    });
}

#[test]
fn strangers_are_no_guardians() {
    run(|| {
        guarded();
        assert_noop!(Did::support_recovery(signed(5), did(0), account(5)), Error::<Test>::NotFound);
        assert_noop!(Did::support_recovery(signed(0), did(0), account(5)), Error::<Test>::NotAuthorized);
        assert_noop!(Did::support_recovery(signed(1), did(2), account(5)), Error::<Test>::NotAuthorized);
    });
}

#[test]
fn the_new_account_consents_to_this_version_and_controls_nothing_yet() {
    run(|| {
        guarded();
        assert_noop!(Did::support_recovery(signed(1), did(0), account(3)), Error::<Test>::AlreadyExists);
        support(1, 5);
        support(2, 5);
        at(2, START + DELAY);
        assert_noop!(Did::recover(signed(3), did(0), consent(6)), Error::<Test>::InvalidSignature);
        let old = sign_rotation(5, &did(0), record(0).version - 1);
        assert_noop!(Did::recover(signed(3), did(0), old), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn guardian_sets_are_checked() {
    run(|| {
        (0..4).for_each(created);
        let sound = guardians(&[1, 2, 3], 2);
        let unsound = [
            guardians(&[0, 1, 2], 2),
            guardians(&[1, 1, 2], 2),
            guardians(&[1, 2, 3], 1),
            guardians(&[1, 2, 3], 4),
            guardians(&[1, 2, 3, 5], 2),
            guardians(&[], 0),
            GuardianSet { delay_millis: DAY - 1, ..sound.clone() },
            GuardianSet { delay_millis: RECOVERY_DELAY_MILLIS_MAX + 1, ..sound.clone() },
        ];
        for set in unsound {
            assert_noop!(Did::set_guardians(signed(0), Some(set)), Error::<Test>::InvalidGuardians);
        }
        assert_ok!(Did::set_guardians(signed(0), Some(GuardianSet { delay_millis: DAY, ..sound.clone() })));
        assert_ok!(Did::set_guardians(
            signed(0),
            Some(GuardianSet { delay_millis: RECOVERY_DELAY_MILLIS_MAX, ..sound })
        ));
    });
}

#[test]
fn rotation_and_deactivation_end_a_recovery() {
    run(|| {
        guarded();
        support(1, 5);
        support(2, 5);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(6), FUNDS));
        assert_ok!(Did::rotate(signed(0), account(6), consent(6)));
        assert!(!Recoveries::<Test>::contains_key(did(0)));
        support(1, 5);
        assert_ok!(Did::deactivate(signed(6)));
        assert!(!Recoveries::<Test>::contains_key(did(0)));
        assert_noop!(Did::support_recovery(signed(1), did(0), account(5)), Error::<Test>::NotFound);
    });
}

#[test]
fn recovery_retires_the_keys_that_authorise_and_leaves_the_others() {
    run(|| {
        guarded();
        let key = |seed: u8| PublicKey::Ed25519(ed25519::Pair::from_seed(&[seed; 32]).public().0);
        let thiefs = Purposes::CAPABILITY | Purposes::VOTING;
        assert_ok!(Did::add_key(signed(0), key(1), thiefs));
        assert_ok!(Did::add_key(signed(0), key(2), Purposes::ASSERTION));
        support(1, 5);
        support(2, 5);
        at(2, START + DELAY);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(5), FUNDS));
        Recorder::take();
        assert_ok!(Did::recover(signed(3), did(0), consent(5)));
        let until: Vec<_> = record(0).keys.iter().map(|method| (method.until, method.stolen)).collect();
        assert_eq!(until, [(None, false), (Some(START + DELAY), false), (None, false)]);
        assert_eq!(Recorder::take(), [Told::Revoked(did(0), 1, START + DELAY, false)]);
    });
}

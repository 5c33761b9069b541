use super::*;
use crate::{APPLICATION_LIFE_MILLIS, Applications, OPEN_APPLICATIONS_MAX, Opened};
use cybersyn_primitives::{
    application::Application,
    traits::{Dids, RollRefusal},
};
use frame_support::assert_storage_noop;
use pallet_did::{PublicKey, Purposes};
use sp_runtime::DispatchError;

/// Founder 0 vouches for `application` with the signature of `signer` for the chain with that genesis hash.
fn vouch_for(application: Application, signer: u32, genesis: [u8; 32]) -> DispatchResult {
    Personhood::vouch(signed(0), application, sign_application(signer, &application, &genesis))
}

#[test]
fn the_third_vouch_admits() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        assert_ok!(vouch(1, NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
        assert_ok!(vouch(2, NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
        assert_eq!(Personhood::active(), FOUNDERS + 1);
        System::assert_last_event(Event::Admitted { citizen: FOUNDERS, did: did(NEWCOMER) }.into());
    });
}

#[test]
fn admission_gives_did_roll_attention_and_reference() {
    run(|| {
        admitted(NEWCOMER);
        let now = START + 1_000;
        let expected = [
            Told::Admit(FOUNDERS, now),
            Told::Open(FOUNDERS, now),
            Told::AddKey(FOUNDERS, 0, voting_key(NEWCOMER), now),
        ];
        assert_eq!(Recorder::take(), expected);
        assert_eq!(Did::of(&account(NEWCOMER)), Some(did(NEWCOMER)));
        assert_eq!(System::sufficients(&account(NEWCOMER)), 1);
        assert_eq!(citizen(FOUNDERS).expires, START + 366 * DAY);
        assert!(!Applications::<Test>::contains_key(did(NEWCOMER)));
    });
}

#[test]
fn a_person_admitted_by_vouches_can_vouch() {
    run(|| {
        admitted(NEWCOMER);
        assert_ok!(vouch(NEWCOMER, NEWCOMER + 1));
    });
}

#[test]
fn only_persons_vouch() {
    run(|| {
        assert_noop!(vouch(NEWCOMER + 1, NEWCOMER), Error::<Test>::NotAPerson);
        let application = application(NEWCOMER, SOON);
        let signature = sign_application(NEWCOMER, &application, &GENESIS);
        assert_noop!(Personhood::vouch(RuntimeOrigin::root(), application, signature), DispatchError::BadOrigin);
    });
}

#[test]
fn a_double_vouch_is_refused() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        assert_noop!(vouch(0, NEWCOMER), Error::<Test>::AlreadyVouched);
    });
}

#[test]
fn nobody_vouches_for_themselves() {
    run(|| {
        assert_noop!(vouch(0, 0), Error::<Test>::OwnVouch);
    });
}

#[test]
fn an_application_for_another_chain_is_refused() {
    run(|| {
        let replayed = vouch_for(application(NEWCOMER, SOON), NEWCOMER, [1; 32]);
        assert_noop!(replayed, Error::<Test>::InvalidSignature);
    });
}

#[test]
fn an_application_signed_by_another_is_refused() {
    run(|| {
        let forged = vouch_for(application(NEWCOMER, SOON), 0, GENESIS);
        assert_noop!(forged, Error::<Test>::InvalidSignature);
    });
}

#[test]
fn an_application_with_a_changed_key_is_refused() {
    run(|| {
        let signature = sign_application(NEWCOMER, &application(NEWCOMER, SOON), &GENESIS);
        let changed = Application { voting_key: voting_key(0), ..application(NEWCOMER, SOON) };
        assert_noop!(Personhood::vouch(signed(0), changed, signature), Error::<Test>::InvalidSignature);
    });
}

#[test]
fn an_expired_application_is_refused() {
    run(|| {
        let now = START + 1_000;
        let expired = vouch_for(application(NEWCOMER, now), NEWCOMER, GENESIS);
        assert_noop!(expired, Error::<Test>::ApplicationExpired);
        assert_ok!(vouch_for(application(NEWCOMER, now + 1), NEWCOMER, GENESIS));
    });
}

#[test]
fn an_application_must_expire_within_30_days() {
    run(|| {
        let furthest = START + 1_000 + APPLICATION_LIFE_MILLIS;
        let far = vouch_for(application(NEWCOMER, furthest + 1), NEWCOMER, GENESIS);
        assert_noop!(far, Error::<Test>::ExpiryTooFar);
        assert_ok!(vouch_for(application(NEWCOMER, furthest), NEWCOMER, GENESIS));
    });
}

#[test]
fn a_person_is_not_admitted_again() {
    run(|| {
        admitted(NEWCOMER);
        assert_noop!(vouch(3, NEWCOMER), Error::<Test>::AlreadyAdmitted);
    });
}

#[test]
fn one_found_to_be_fake_is_not_admitted_again() {
    run(|| {
        admitted(NEWCOMER);
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), FOUNDERS));
        assert_noop!(vouch(3, NEWCOMER), Error::<Test>::AlreadyAdmitted);
    });
}

#[test]
fn a_voting_key_of_small_order_is_refused() {
    run(|| {
        let weak = Application { voting_key: [0; 32], ..application(NEWCOMER, SOON) };
        assert_noop!(vouch_for(weak, NEWCOMER, GENESIS), Error::<Test>::InvalidKey);
    });
}

#[test]
fn one_application_at_a_time() {
    run(|| {
        assert_ok!(vouch(1, NEWCOMER));
        let other = vouch_for(application(NEWCOMER, SOON + 1), NEWCOMER, GENESIS);
        assert_noop!(other, Error::<Test>::OtherApplicationPending);
    });
}

#[test]
fn an_expired_application_makes_room_for_another() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        at_without_outage(3, SOON);
        assert_ok!(vouch_for(application(NEWCOMER, SOON + DAY), NEWCOMER, GENESIS));
        assert_eq!(Applications::<Test>::get(did(NEWCOMER)).map(|it| it.vouchers.into_inner()), Some(vec![0]));
    });
}

#[test]
fn an_application_without_its_vouches_is_dropped() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        at_without_outage(3, SOON);
        idle(4);
        assert!(!Applications::<Test>::contains_key(did(NEWCOMER)));
        assert!(happened(Event::ApplicationDropped { did: did(NEWCOMER) }));
    });
}

#[test]
fn applications_that_wait_are_bounded() {
    run(|| {
        for number in 0..20 {
            assert_ok!(vouch(number % 2, NEWCOMER + number));
        }
        assert_noop!(vouch(2, NEWCOMER + 20), Error::<Test>::TooManyApplications);
        assert_ok!(vouch(1, NEWCOMER));
    });
}

#[test]
fn one_person_cannot_fill_the_room_for_applications() {
    run(|| {
        for number in 0..OPEN_APPLICATIONS_MAX {
            assert_ok!(vouch(0, NEWCOMER + number));
        }
        let further = NEWCOMER + OPEN_APPLICATIONS_MAX;
        assert_noop!(vouch(0, further), Error::<Test>::MaxOpenExceeded);
        assert_ok!(vouch(1, further));
        assert_ok!(vouch(0, further));
    });
}

#[test]
fn an_application_decided_or_dropped_makes_room_for_another() {
    run(|| {
        for number in 0..OPEN_APPLICATIONS_MAX {
            assert_ok!(vouch(0, NEWCOMER + number));
        }
        for voucher in 1..3 {
            assert_ok!(vouch(voucher, NEWCOMER));
        }
        assert_eq!(Opened::<Test>::get(0), OPEN_APPLICATIONS_MAX - 1);
        at_without_outage(3, SOON);
        idle(4);
        assert_eq!(Opened::<Test>::get(0), 0);
    });
}

#[test]
fn vouches_of_those_struck_do_not_count() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 0));
        assert_ok!(vouch(1, NEWCOMER));
        assert_ok!(vouch(2, NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
        assert_ok!(vouch(3, NEWCOMER));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
    });
}

#[test]
fn a_did_made_before_is_taken_over_with_its_voting_keys() {
    run(|| {
        assert_ok!(Did::create(signed(NEWCOMER), voting_key(NEWCOMER)));
        let second = PublicKey::Ed25519(voting_key(NEWCOMER + 100));
        assert_ok!(Did::add_key(signed(NEWCOMER), second, Purposes::VOTING));
        admitted(NEWCOMER);
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FOUNDERS));
        let now = START + 1_000;
        assert!(Recorder::take().contains(&Told::AddKey(FOUNDERS, 1, voting_key(NEWCOMER + 100), now)));
    });
}

#[test]
fn a_did_made_before_must_have_the_key() {
    run(|| {
        assert_ok!(Did::create(signed(NEWCOMER), voting_key(NEWCOMER + 100)));
        assert_noop!(vouch(0, NEWCOMER), Error::<Test>::DidTaken);
    });
}

#[test]
fn an_account_that_controls_another_did_is_refused() {
    run(|| {
        let consent = cybersyn_pallet_test_utils::sign_rotation(NEWCOMER, &did(4), 0);
        assert_ok!(Did::rotate(signed(4), account(NEWCOMER), consent));
        assert_noop!(vouch(0, NEWCOMER), Error::<Test>::DidTaken);
    });
}

#[test]
fn a_full_roll_admits_nobody() {
    run(|| {
        assert_ok!(vouch(0, NEWCOMER));
        assert_ok!(vouch(1, NEWCOMER));
        Recorder::refuse(RollRefusal::Full);
        assert_noop!(vouch(2, NEWCOMER), Error::<Test>::RollFull);
    });
}

#[test]
fn can_vouch_tells_the_same_without_the_signature() {
    run(|| {
        let application = application(NEWCOMER, SOON);
        assert_storage_noop!(assert!(Personhood::can_vouch(&account(0), &application).is_ok()));
        assert!(matches!(Personhood::can_vouch(&account(NEWCOMER), &application), Err(Error::NotAPerson)));
    });
}

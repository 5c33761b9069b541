use super::{mock::*, society::*};
use crate::{Attestation, AttestationLimits, Attested, Call, Error, Event, Source};
use cybersyn_primitives::{
    DAY,
    reputation::{Cause, Change, Context},
    traits::Reputation as _,
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_runtime::DispatchError;

fn accredit(account: u64, until: Option<u64>) {
    let contexts = vec![Context::Cultural, Context::Technical].try_into().expect("two");
    assert_ok!(Reputation::accredit(RuntimeOrigin::root(), did(account), contexts, until, ARTICLE));
}

fn run_accredited(test: impl FnOnce()) {
    run(|| {
        accredit(COOPERATIVE, None);
        test();
    });
}

/// The cooperative attests about `citizen` under `number`.
fn attest(citizen: u32, number: u8, points: u32) -> DispatchResult {
    attest_by(COOPERATIVE, citizen, number, points)
}

fn attest_by(account: u64, citizen: u32, number: u8, points: u32) -> DispatchResult {
    let call = Call::<Test>::attest { citizen, context: Context::Cultural, commitment: [number; 32], points };
    let foreseen = Reputation::precheck(&account, &call);
    let origin = RuntimeOrigin::signed(account);
    let done = Reputation::attest(origin, citizen, Context::Cultural, [number; 32], points);
    assert_eq!(foreseen.map_err(DispatchError::from), done, "what was foreseen is what happened");
    done
}

#[test]
fn what_an_accredited_issuer_attests_is_earned() {
    run_accredited(|| {
        assert_ok!(attest(7, 1, 20));
        assert_eq!(Reputation::points(7, Context::Cultural), whole(20));
        let (issuer, citizen, context, points) = (did(COOPERATIVE), 7, Context::Cultural, 20);
        assert_eq!(Attested::<Test>::get([1; 32]), Some(Attestation { issuer, citizen, context, points }));
        let cause = Cause::Attestation { credential: [1; 32], issuer, points };
        let (source, change, points) = (Source::Rule, Change::Gain(whole(20)), whole(20));
        System::assert_last_event(Event::Changed { citizen, context, cause, source, change, points }.into());
    });
}

#[test]
fn only_signed() {
    run_accredited(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            let attested = Reputation::attest(origin, 7, Context::Cultural, [1; 32], 20);
            assert_noop!(attested, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn who_is_not_accredited_attests_nothing() {
    run_accredited(|| {
        assert_noop!(attest_by(71, 7, 1, 20), Error::<Test>::NotAccredited);
        assert_noop!(attest_by(100, 7, 1, 20), Error::<Test>::UnknownIssuer);
    });
}

#[test]
fn another_context_is_not_the_issuers() {
    run_accredited(|| {
        let origin = RuntimeOrigin::signed(COOPERATIVE);
        let attested = Reputation::attest(origin, 7, Context::Judicial, [1; 32], 20);
        assert_noop!(attested, Error::<Test>::NotAccredited);
    });
}

#[test]
fn an_accreditation_ends_at_its_date() {
    run(|| {
        accredit(COOPERATIVE, Some(Timestamp::get() + DAY));
        advance(DAY - 1);
        assert_ok!(attest(7, 1, 20));
        advance(1);
        assert_noop!(attest(7, 2, 20), Error::<Test>::AlreadyExpired);
    });
}

#[test]
fn it_ends_with_the_article_and_with_any_change_of_its_text() {
    run_accredited(|| {
        InForce::set(None);
        assert_noop!(attest(7, 1, 20), Error::<Test>::ArticleNotInForce);
        InForce::set(Some([1; 32]));
        assert_noop!(attest(7, 1, 20), Error::<Test>::ArticleNotInForce);
        InForce::set(Some(TEXT));
        assert_ok!(attest(7, 1, 20));
    });
}

#[test]
fn it_ends_with_the_did() {
    run_accredited(|| {
        Deactivated::set(vec![COOPERATIVE]);
        assert_noop!(attest(7, 1, 20), Error::<Test>::UnknownIssuer);
    });
}

#[test]
fn an_accreditation_taken_away_leaves_what_counted() {
    run_accredited(|| {
        assert_ok!(attest(7, 1, 20));
        let nothing = Default::default();
        assert_ok!(Reputation::accredit(RuntimeOrigin::root(), did(COOPERATIVE), nothing, None, ARTICLE));
        assert_noop!(attest(7, 2, 20), Error::<Test>::NotAccredited);
        assert_eq!(Reputation::points(7, Context::Cultural), whole(20));
    });
}

#[test]
fn a_credential_counts_once_for_whomever_and_by_whomever() {
    run_accredited(|| {
        accredit(71, None);
        assert_ok!(attest(7, 1, 20));
        assert_noop!(attest(7, 1, 20), Error::<Test>::AlreadyCounted);
        assert_noop!(attest(8, 1, 20), Error::<Test>::AlreadyCounted);
        assert_noop!(attest_by(71, 8, 1, 20), Error::<Test>::AlreadyCounted);
        let origin = RuntimeOrigin::signed(COOPERATIVE);
        let elsewhere = Reputation::attest(origin, 7, Context::Technical, [1; 32], 20);
        assert_noop!(elsewhere, Error::<Test>::AlreadyCounted);
    });
}

#[test]
fn what_counted_by_decree_does_not_count_by_attestation() {
    run_accredited(|| {
        assert_ok!(Reputation::record(RuntimeOrigin::root(), 7, Context::Cultural, attested(1, 20)));
        assert_noop!(attest(7, 1, 20), Error::<Test>::AlreadyCounted);
    });
}

#[test]
fn nobody_attests_for_themselves_not_even_when_their_status_has_lapsed() {
    run(|| {
        accredit(7, None);
        assert_noop!(attest_by(7, 7, 1, 20), Error::<Test>::SelfAttested);
        Lost::set(vec![7]);
        assert_noop!(attest_by(7, 7, 1, 20), Error::<Test>::SelfAttested);
    });
}

#[test]
fn an_issuer_who_was_struck_attests_nothing_more() {
    run(|| {
        accredit(7, None);
        assert_ok!(attest_by(7, 8, 1, 20));
        Lost::set(vec![7]);
        assert_noop!(attest_by(7, 8, 2, 20), Error::<Test>::IssuerNotInForce);
    });
}

#[test]
fn only_persons_in_force_earn() {
    run_accredited(|| {
        Lost::set(vec![7]);
        for citizen in [7, CITIZENS] {
            assert_noop!(attest(citizen, 1, 20), Error::<Test>::SubjectNotInForce);
        }
    });
}

#[test]
fn nothing_is_no_attestation() {
    run_accredited(|| {
        assert_noop!(attest(7, 1, 0), Error::<Test>::NothingAttested);
    });
}

#[test]
fn a_person_gets_so_many_points_in_a_month_whoever_attests() {
    run_accredited(|| {
        accredit(71, None);
        assert_ok!(attest(7, 1, 60));
        assert_noop!(attest_by(71, 7, 2, 41), Error::<Test>::MaxReceivedExceeded);
        assert_ok!(attest_by(71, 7, 2, 40));
        assert_noop!(attest(7, 3, 1), Error::<Test>::MaxReceivedExceeded);
        assert_ok!(Reputation::attest(RuntimeOrigin::signed(71), 7, Context::Technical, [4; 32], 100));
        advance(30 * DAY);
        assert_ok!(attest(7, 3, 100));
    });
}

#[test]
fn an_issuer_gives_so_many_points_in_a_month_to_all() {
    run_accredited(|| {
        for citizen in 0..10u8 {
            assert_ok!(attest(citizen.into(), citizen, 100));
        }
        assert_noop!(attest(11, 11, 1), Error::<Test>::MaxGivenExceeded);
        accredit(71, None);
        assert_ok!(attest_by(71, 11, 11, 1));
        advance(30 * DAY);
        assert_ok!(attest(11, 12, 1));
    });
}

#[test]
fn a_huge_attestation_does_not_overflow() {
    run_accredited(|| {
        assert_ok!(attest(7, 1, 1));
        assert_noop!(attest(7, 2, u32::MAX), Error::<Test>::MaxGivenExceeded);
    });
}

#[test]
fn what_one_cause_may_move_bounds_attestations_too() {
    run_accredited(|| {
        let limits = AttestationLimits { given_max: u32::MAX, received_max: u32::MAX };
        assert_ok!(Reputation::set_attestation_limits(RuntimeOrigin::root(), limits));
        System::assert_last_event(Event::AttestationLimitsSet { limits }.into());
        assert_noop!(attest(7, 1, 10_001), Error::<Test>::TooManyPoints);
        assert_ok!(attest(7, 1, 10_000));
    });
}

#[test]
fn limits_of_nothing_stop_all_attestations() {
    run_accredited(|| {
        let limits = AttestationLimits { given_max: 0, received_max: 0 };
        assert_noop!(
            Reputation::set_attestation_limits(RuntimeOrigin::signed(COOPERATIVE), limits),
            DispatchError::BadOrigin
        );
        assert_ok!(Reputation::set_attestation_limits(RuntimeOrigin::root(), limits));
        assert_noop!(attest(7, 1, 1), Error::<Test>::MaxGivenExceeded);
    });
}

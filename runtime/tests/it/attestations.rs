//! From an article that accredits an issuer to reputation, and how it ends.

use crate::chain::*;
use cybersyn_primitives::{
    DAY, Hash,
    reputation::{Context, POINT},
    traits::Reputation as _,
};
use cybersyn_runtime::{
    Constitution, Did, Personhood, Reputation, Runtime, RuntimeCall, RuntimeOrigin,
    configs::free::{Foresight, FreeForPersons, REPUTATION_ERRORS},
};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult, traits::Contains};
use pallet_quota::Precheck;
use pallet_reputation::Error;

const ARTICLE: u32 = 200;
const TEXT: Hash = [200; 32];
/// The founder who is accredited, and one who is attested about.
const ISSUER: u32 = 3;
const SUBJECT: u32 = 4;

fn accredit(number: u32) -> DispatchResult {
    let contexts = vec![Context::Technical].try_into().expect("one");
    Reputation::accredit(RuntimeOrigin::root(), account(number).into(), contexts, None, ARTICLE)
}

fn run_accredited(test: impl FnOnce()) {
    run(|| {
        idle();
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), ARTICLE, TEXT));
        assert_ok!(accredit(ISSUER));
        test();
    });
}

fn attest(issuer: u32, commitment: u8) -> DispatchResult {
    let origin = RuntimeOrigin::signed(account(issuer));
    Reputation::attest(origin, SUBJECT, Context::Technical, [commitment; 32], 100)
}

#[test]
fn an_attestation_becomes_reputation_and_expertise() {
    run_accredited(|| {
        assert_ok!(attest(ISSUER, 1));
        assert_eq!(Reputation::points(SUBJECT, Context::Technical), 100 * POINT);
        assert_eq!(Reputation::expertise(SUBJECT), 1_100);
    });
}

#[test]
fn without_the_article_nobody_is_accredited() {
    run(|| {
        idle();
        assert_noop!(accredit(ISSUER), Error::<Runtime>::ArticleNotInForce);
    });
}

#[test]
fn a_pause_of_the_article_pauses_the_issuers() {
    run_accredited(|| {
        let until = now() + DAY;
        assert_ok!(Constitution::pause_article(RuntimeOrigin::root(), ARTICLE, TEXT, until));
        assert_noop!(attest(ISSUER, 1), Error::<Runtime>::ArticleNotInForce);
        at(until);
        assert_ok!(attest(ISSUER, 1));
    });
}

#[test]
fn an_article_that_has_run_out_accredits_nobody() {
    run_accredited(|| {
        at(now() + 3_660 * DAY);
        assert_noop!(accredit(ISSUER), Error::<Runtime>::ArticleNotInForce);
    });
}

#[test]
fn an_issuer_who_is_struck_or_gives_up_the_did_attests_nothing() {
    run_accredited(|| {
        assert_ok!(accredit(5));
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), ISSUER));
        assert_noop!(attest(ISSUER, 1), Error::<Runtime>::IssuerNotInForce);
        assert_ok!(Did::deactivate(RuntimeOrigin::signed(account(5))));
        assert_noop!(attest(5, 1), Error::<Runtime>::UnknownIssuer);
    });
}

#[test]
fn an_attestation_is_free_and_what_would_fail_is_known_before() {
    run_accredited(|| {
        let call: RuntimeCall = pallet_reputation::Call::attest {
            citizen: SUBJECT,
            context: Context::Technical,
            commitment: [1; 32],
            points: 100,
        }
        .into();
        assert!(FreeForPersons::contains(&call));
        assert_eq!(Foresight::check(&account(ISSUER), ISSUER, &call), Ok(()));
        // `NotAccredited` is the sixth error.
        assert_eq!(Foresight::check(&account(5), 5, &call), Err(REPUTATION_ERRORS + 5));
        assert!(Foresight::weight(&call).ref_time() > 0);
        assert_ok!(attest(ISSUER, 1));
        // `AlreadyCounted` is the second.
        assert_eq!(Foresight::check(&account(ISSUER), ISSUER, &call), Err(REPUTATION_ERRORS + 1));
    });
}

use super::{mock::*, society::*};
use crate::{Accreditation, Accreditations, Contexts, Error, Event};
use cybersyn_primitives::{DAY, reputation::Context};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_runtime::DispatchError;

fn contexts(contexts: &[Context]) -> Contexts {
    contexts.to_vec().try_into().expect("few")
}

fn accredit(account: u64, until: Option<u64>, article: u32) -> DispatchResult {
    Reputation::accredit(RuntimeOrigin::root(), did(account), contexts(&[Context::Cultural]), until, article)
}

#[test]
fn a_vote_accredits_by_an_article_in_force() {
    run(|| {
        let until = Some(Timestamp::get() + DAY);
        assert_ok!(accredit(COOPERATIVE, until, ARTICLE));
        let contexts = contexts(&[Context::Cultural]);
        let accreditation = Accreditation { contexts, until, article: ARTICLE, content: TEXT };
        assert_eq!(Accreditations::<Test>::get(did(COOPERATIVE)), Some(accreditation.clone()));
        System::assert_last_event(Event::Accredited { issuer: did(COOPERATIVE), accreditation }.into());
    });
}

#[test]
fn nobody_else_does() {
    run(|| {
        for origin in [RuntimeOrigin::signed(COOPERATIVE), RuntimeOrigin::none()] {
            let accredited =
                Reputation::accredit(origin, did(COOPERATIVE), contexts(&[Context::Cultural]), None, ARTICLE);
            assert_noop!(accredited, DispatchError::BadOrigin);
        }
    });
}

#[test]
fn no_contexts_take_it_away() {
    run(|| {
        assert_ok!(accredit(COOPERATIVE, None, ARTICLE));
        let nothing =
            || Reputation::accredit(RuntimeOrigin::root(), did(COOPERATIVE), Contexts::default(), None, ARTICLE);
        assert_ok!(nothing());
        System::assert_last_event(Event::AccreditationEnded { issuer: did(COOPERATIVE) }.into());
        assert_eq!(Accreditations::<Test>::get(did(COOPERATIVE)), None);
        assert_noop!(nothing(), Error::<Test>::NotAccredited);
    });
}

#[test]
fn an_article_that_is_not_in_force_accredits_nobody() {
    run(|| {
        assert_noop!(accredit(COOPERATIVE, None, ARTICLE + 1), Error::<Test>::ArticleNotInForce);
        InForce::set(None);
        assert_noop!(accredit(COOPERATIVE, None, ARTICLE), Error::<Test>::ArticleNotInForce);
    });
}

#[test]
fn who_has_no_did_is_not_accredited() {
    run(|| {
        assert_noop!(accredit(100, None, ARTICLE), Error::<Test>::UnknownIssuer);
        Deactivated::set(vec![COOPERATIVE]);
        assert_noop!(accredit(COOPERATIVE, None, ARTICLE), Error::<Test>::UnknownIssuer);
    });
}

#[test]
fn an_end_lies_ahead() {
    run(|| {
        let now = Timestamp::get();
        assert_noop!(accredit(COOPERATIVE, Some(now), ARTICLE), Error::<Test>::AlreadyExpired);
        assert_ok!(accredit(COOPERATIVE, Some(now + 1), ARTICLE));
    });
}

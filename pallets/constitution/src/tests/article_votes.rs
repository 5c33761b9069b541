//! What the life of an article takes, from the proposal to its dispatch.

use super::{fixtures::*, mock::*};
use crate::{ArticleStatus, Articles, Call, Draft, Error};
use cybersyn_primitives::{Class, DAY, tally::Outcome, terms::Thresholds};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn enactment() -> Call<Test> {
    Call::enact_article { number: 5, content: [1; 32] }
}

fn repeal(core: bool) -> Call<Test> {
    Call::repeal_article { number: 5, content: [1; 32], core }
}

/// After sixty days of debate, in a class that allows for so many.
fn propose_debated(content: u8, class: Class, call: Call<Test>) -> DispatchResult {
    propose(1, Draft { discussion: 60 * DAY, ..draft_of(content, class, call) })
}

fn thresholds(proposal: u32) -> Thresholds {
    Boxes::get(proposal).expect("open").thresholds
}

fn make_core(number: u32) {
    Articles::<Test>::mutate(number, |article| article.as_mut().expect("enacted").renewals = 3);
}

/// Approved and dispatched.
fn pass(proposal: u32) -> DispatchResult {
    decide(proposal, Outcome::Approved);
    advance(6_000);
    dispatched(proposal).expect("dispatched")
}

#[test]
fn no_vote_on_budgets_or_techniques_brings_an_article_into_force() {
    run(|| {
        for class in [Class::Budget, Class::Priority, Class::Technical, Class::Treasury, Class::Recall] {
            assert_noop!(propose_debated(7, class, enactment()), Error::<Test>::WrongClass);
        }
        for class in [Class::Emergency, Class::Suspension] {
            assert_noop!(propose(1, draft_of(7, class, enactment())), Error::<Test>::WrongClass);
        }
    });
}

#[test]
fn enacting_and_repealing_take_what_renewing_takes_in_either_class() {
    run(|| {
        assert_ok!(propose_debated(1, Class::Renewal, enactment()));
        assert_ok!(propose_debated(2, Class::Rights, enactment()));
        enact(5, 1);
        assert_ok!(propose_debated(3, Class::Renewal, repeal(false)));
        assert_ok!(propose_debated(4, Class::Rights, repeal(false)));
        for proposal in 0..4 {
            assert_eq!(thresholds(proposal), Thresholds { approval_permille: 660, quorum_permille: 300 });
        }
    });
}

#[test]
fn an_article_is_debated_for_sixty_days_in_either_class() {
    run(|| {
        for class in [Class::Renewal, Class::Rights] {
            let hasty = Draft { discussion: 60 * DAY - 1, ..draft_of(7, class, enactment()) };
            assert_noop!(propose(1, hasty), Error::<Test>::InvalidDiscussion);
        }
    });
}

#[test]
fn repealing_the_core_takes_three_quarters() {
    run(|| {
        enact(5, 1);
        make_core(5);
        assert_noop!(propose_debated(7, Class::Rights, repeal(false)), Error::<Test>::CoreArticle);
        assert_ok!(propose_debated(7, Class::Rights, repeal(true)));
        assert_eq!(thresholds(0), Thresholds { approval_permille: 750, quorum_permille: 300 });
        assert_ok!(pass(0));
        assert!(matches!(article(5).status, ArticleStatus::Repealed { .. }));
    });
}

#[test]
fn an_article_that_became_core_during_the_vote_is_not_repealed_by_less() {
    run(|| {
        enact(5, 1);
        assert_ok!(propose_debated(7, Class::Rights, repeal(false)));
        make_core(5);
        assert_eq!(pass(0), Err(Error::<Test>::CoreArticle.into()));
        assert_eq!(article(5).status, ArticleStatus::InForce);
    });
}

#[test]
fn a_vote_on_one_text_does_not_hit_another_under_its_number() {
    run(|| {
        enact(5, 1);
        let until = cybersyn_pallet_test_utils::START + 80 * DAY;
        assert_ok!(propose_debated(1, Class::Rights, repeal(false)));
        assert_ok!(propose_debated(2, Class::Renewal, Call::renew_article { number: 5, content: [1; 32] }));
        let pause = Call::pause_article { number: 5, content: [1; 32], until };
        assert_ok!(propose(1, draft_of(3, Class::Suspension, pause)));
        assert_ok!(Constitution::repeal_article(RuntimeOrigin::root(), 5, [1; 32], false));
        enact(5, 2);
        let before = article(5);
        for proposal in 0..3 {
            assert_eq!(pass(proposal), Err(Error::<Test>::Diverges.into()));
        }
        assert_eq!(article(5), before);
    });
}

#[test]
fn what_names_no_article_in_force_is_not_voted_on() {
    run(|| {
        assert_noop!(propose_debated(7, Class::Rights, repeal(false)), Error::<Test>::NotFound);
        enact(5, 2);
        assert_noop!(propose_debated(7, Class::Rights, repeal(false)), Error::<Test>::Diverges);
        let renewal = Call::renew_article { number: 5, content: [1; 32] };
        assert_noop!(propose_debated(7, Class::Renewal, renewal), Error::<Test>::Diverges);
    });
}

use super::{fixtures::*, mock::*};
use crate::{ArticleStatus, Articles, Error, Event};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn repeal_of(number: u32, core: bool) -> sp_runtime::DispatchResult {
    Constitution::repeal_article(RuntimeOrigin::root(), number, [1; 32], core)
}

fn repeal(number: u32) -> sp_runtime::DispatchResult {
    repeal_of(number, false)
}

#[test]
fn a_repealed_article_is_out_of_force() {
    run(|| {
        enact(5, 1);
        assert_ok!(repeal(5));
        assert_eq!(article(5).status, ArticleStatus::Repealed { at: START });
        System::assert_last_event(Event::ArticleRepealed { number: 5 }.into());
        assert_noop!(repeal(5), Error::<Test>::NotInForce);
    });
}

#[test]
fn a_repealed_article_does_not_expire_into_the_archive() {
    run(|| {
        enact(5, 1);
        assert_ok!(repeal(5));
        advance(3_651 * DAY);
        advance(6_000);
        assert_eq!(article(5).status, ArticleStatus::Repealed { at: START });
    });
}

#[test]
fn root_alone_repeals_and_only_what_exists() {
    run(|| {
        assert_noop!(
            Constitution::repeal_article(RuntimeOrigin::signed(1), 5, [1; 32], true),
            DispatchError::BadOrigin
        );
        assert_noop!(repeal(5), Error::<Test>::NotFound);
    });
}

#[test]
fn an_article_of_another_text_is_not_repealed() {
    run(|| {
        enact(5, 2);
        assert_noop!(repeal(5), Error::<Test>::Diverges);
        assert_noop!(repeal_of(5, true), Error::<Test>::Diverges);
    });
}

#[test]
fn the_core_is_repealed_by_what_says_so_alone() {
    run(|| {
        enact(5, 1);
        Articles::<Test>::mutate(5, |article| article.as_mut().expect("enacted").renewals = 3);
        enact(806, 1);
        for number in [5, 806] {
            assert_noop!(repeal(number), Error::<Test>::CoreArticle);
            assert_ok!(repeal_of(number, true));
        }
    });
}

#[test]
fn saying_core_of_an_ordinary_article_does_no_harm() {
    run(|| {
        enact(5, 1);
        assert_ok!(repeal_of(5, true));
    });
}

use super::mock::*;
use crate::{ArticleStatus, Articles, Error, Event};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn repeal(number: u32) -> sp_runtime::DispatchResult {
    Constitution::repeal_article(RuntimeOrigin::root(), number)
}

#[test]
fn a_repealed_article_is_out_of_force() {
    run(|| {
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), 5, [1; 32]));
        assert_ok!(repeal(5));
        let status = Articles::<Test>::get(5).map(|article| article.status);
        assert_eq!(status, Some(ArticleStatus::Repealed { at: START }));
        System::assert_last_event(Event::ArticleRepealed { number: 5 }.into());
        assert_noop!(repeal(5), Error::<Test>::NotInForce);
    });
}

#[test]
fn a_repealed_article_does_not_expire_into_the_archive() {
    run(|| {
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), 5, [1; 32]));
        assert_ok!(repeal(5));
        advance(3_651 * DAY);
        advance(6_000);
        let status = Articles::<Test>::get(5).map(|article| article.status);
        assert_eq!(status, Some(ArticleStatus::Repealed { at: START }));
    });
}

#[test]
fn root_alone_repeals_and_only_what_exists() {
    run(|| {
        assert_noop!(Constitution::repeal_article(RuntimeOrigin::signed(1), 5), DispatchError::BadOrigin);
        assert_noop!(repeal(5), Error::<Test>::NotFound);
    });
}

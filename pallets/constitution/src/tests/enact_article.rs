use super::{fixtures::*, mock::*};
use crate::{ARTICLE_8F, Article, ArticleStatus, Articles, Error, Event, Shelved};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const YEAR: u64 = 365 * DAY;

fn enact(number: u32, content: u8) -> sp_runtime::DispatchResult {
    Constitution::enact_article(RuntimeOrigin::root(), number, [content; 32])
}

#[test]
fn an_article_lives_ten_years() {
    run(|| {
        assert_ok!(enact(25, 1));
        let expected = Article {
            content: [1; 32],
            enacted: START,
            expires: Some(START + 10 * YEAR),
            renewals: 0,
            cohort: 5,
            noticed: false,
            status: ArticleStatus::InForce,
        };
        assert_eq!(Articles::<Test>::get(25), Some(expected));
        let expires = Some(START + 10 * YEAR);
        System::assert_last_event(Event::ArticleEnacted { number: 25, content: [1; 32], expires }.into());
    });
}

#[test]
fn some_articles_never_expire() {
    run(|| {
        for number in [0, 1, ARTICLE_8F] {
            assert_ok!(enact(number, 1));
            assert_eq!(Articles::<Test>::get(number).and_then(|article| article.expires), None);
        }
    });
}

#[test]
fn root_alone_enacts() {
    run(|| {
        let by_person = Constitution::enact_article(RuntimeOrigin::signed(1), 5, [1; 32]);
        assert_noop!(by_person, DispatchError::BadOrigin);
    });
}

#[test]
fn an_article_in_force_is_not_overwritten() {
    run(|| {
        assert_ok!(enact(5, 1));
        assert_noop!(enact(5, 2), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn a_repealed_number_is_free() {
    run(|| {
        assert_ok!(enact(5, 1));
        assert_ok!(Constitution::repeal_article(RuntimeOrigin::root(), 5, [1; 32], false));
        assert_ok!(enact(5, 2));
    });
}

#[test]
fn an_expired_article_returns_after_five_years_and_not_before() {
    run(|| {
        assert_ok!(enact(5, 1));
        advance(10 * YEAR);
        assert_ok!(Constitution::expire(RuntimeOrigin::signed(99), 5));
        advance(5 * YEAR - 1);
        assert_noop!(enact(5, 1), Error::<Test>::NotReintroducible);
        advance(1);
        assert_ok!(enact(5, 1));
        assert_eq!(Shelved::<Test>::get([1; 32]), None);
    });
}

#[test]
fn an_expired_text_does_not_return_under_another_number() {
    run(|| {
        assert_ok!(enact(5, 1));
        advance(10 * YEAR);
        assert_ok!(Constitution::expire(RuntimeOrigin::signed(99), 5));
        assert_noop!(enact(6, 1), Error::<Test>::NotReintroducible);
        assert_noop!(enact(5, 2), Error::<Test>::NotReintroducible);
        assert_ok!(enact(6, 2));
    });
}

use super::{fixtures::*, mock::*};
use crate::{ArticleStatus, Due, DueCursor, Event, WeightInfo};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::DAY;
use frame_support::{assert_ok, weights::Weight};

const YEAR: u64 = 365 * DAY;

fn is_archived(number: u32) -> bool {
    matches!(article(number).status, ArticleStatus::Archived { .. })
}

#[test]
fn notice_is_given_two_years_ahead_once() {
    run(|| {
        enact(5, 5);
        advance(8 * YEAR);
        System::reset_events();
        advance(6_000);
        let notice = Event::ArticleExpiring { number: 5, expires: START + 10 * YEAR }.into();
        System::assert_has_event(notice);
        System::reset_events();
        advance(DAY);
        advance(DAY);
        assert!(
            !System::events()
                .iter()
                .any(|record| matches!(record.event, RuntimeEvent::Constitution(Event::ArticleExpiring { .. })))
        );
    });
}

#[test]
fn articles_expire_in_idle_time() {
    run(|| {
        enact(5, 5);
        advance(10 * YEAR - 1);
        advance(1);
        assert!(!is_archived(5));
        advance(6_000);
        assert!(is_archived(5));
    });
}

#[test]
fn a_renewed_article_is_passed_by() {
    run(|| {
        enact(5, 5);
        advance(9 * YEAR);
        assert_ok!(Constitution::renew_article(RuntimeOrigin::root(), 5, [5; 32]));
        advance(YEAR + DAY);
        advance(6_000);
        assert!(!is_archived(5));
    });
}

#[test]
fn an_outage_of_years_is_worked_off_within_the_weight() {
    run(|| {
        for number in [5, 6, 7] {
            enact(number, number as u8);
        }
        Timestamp::set_timestamp(START + 12 * YEAR);
        let one = <()>::look_at_agenda() + <()>::look_at_article();
        let mut blocks = 0;
        while Due::<Test>::iter_keys().count() > 0 {
            assert!(Constitution::work_agenda(one).all_lte(one));
            blocks += 1;
            assert!(blocks < 10_000, "the agenda never ends");
        }
        assert!([5, 6, 7].into_iter().all(is_archived));
    });
}

#[test]
fn without_weight_nothing_happens() {
    run(|| {
        enact(5, 5);
        let cursor = DueCursor::<Test>::get();
        Timestamp::set_timestamp(START + 12 * YEAR);
        assert_eq!(Constitution::work_agenda(Weight::zero()), Weight::zero());
        assert_eq!(DueCursor::<Test>::get(), cursor);
        Constitution::work_agenda(<()>::look_at_agenda());
        assert_eq!(DueCursor::<Test>::get(), cursor);
    });
}

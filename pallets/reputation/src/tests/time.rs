//! Fading and mending as the chain's clock goes.

use super::mock::*;
use crate::Pages;
use cybersyn_primitives::{DAY, fade::day_of, reputation::Context};
use proptest::prelude::*;

#[test]
fn a_year_takes_a_tenth() {
    run(|| {
        give(1, attested(1, 1_000));
        advance(365 * DAY);
        assert_eq!(technical(1), whole(900));
        advance(365 * DAY);
        assert_eq!(technical(1), whole(810));
    });
}

#[test]
fn nothing_is_written_when_time_passes() {
    run(|| {
        give(1, attested(1, 1_000));
        let stored = Pages::<Test>::get(Context::Technical, 0);
        advance(400 * DAY);
        assert!(technical(1) < whole(900));
        assert_eq!(Pages::<Test>::get(Context::Technical, 0), stored);
    });
}

#[test]
fn a_day_is_faded_when_it_is_over_and_not_before() {
    run(|| {
        give(1, attested(1, 1_000));
        advance(DAY - 1);
        assert_eq!(technical(1), whole(1_000));
        advance(1);
        assert!(technical(1) < whole(1_000));
    });
}

#[test]
fn a_loss_mends_by_a_twelfth_a_month_and_is_gone_within_a_year() {
    run(|| {
        give(1, attested(1, 1_200));
        give(2, attested(1, 1_200));
        give(1, verdict(1, 600));
        let lost = |months: u64| whole(600 - 50 * months);
        assert_eq!(technical(2) - technical(1), lost(0));
        // START lies six days before the end of a month.
        let mut until_next = 30 - u64::from(day_of(Timestamp::get()) % 30);
        for months in 1..=12 {
            advance(until_next * DAY - 1);
            assert_eq!(technical(2) - technical(1), lost(months - 1));
            advance(1);
            assert_eq!(technical(2) - technical(1), lost(months));
            until_next = 30;
        }
        assert_eq!(technical(2), technical(1));
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Never a permanent loss: a year after the last one, reputation is what it would be without any.
    #[test]
    fn whatever_is_lost_comes_back(steps in prop::collection::vec((0u32..2_000, 0u32..2_000, 0u64..100), 1..12)) {
        run(|| {
            for (case, (gained, lost, days)) in steps.into_iter().enumerate() {
                let number = u8::try_from(case).expect("few steps");
                give(1, attested(number, gained));
                give(2, attested(number, gained));
                give(1, verdict(number.into(), lost));
                advance(days * DAY + 1);
                assert!(technical(1) <= technical(2));
            }
            advance(360 * DAY);
            assert_eq!(technical(1), technical(2));
        });
    }
}

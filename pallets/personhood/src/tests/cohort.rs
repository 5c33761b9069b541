//! How many newcomers come at a time.

use super::*;
use crate::{CurrentCohort, Defences};

/// `START` is six days before the beginning of a period.
const NEXT_PERIOD: Millis = START + 6 * DAY;

#[test]
fn a_cohort_is_full_and_the_next_one_has_room() {
    run_with(Defences { cohort_min: 2, ..open_doors() }, || {
        admitted(NEWCOMER);
        admitted(NEWCOMER + 1);
        assert_ok!(vouch(0, NEWCOMER + 2));
        assert_ok!(vouch(1, NEWCOMER + 2));
        assert_noop!(vouch(2, NEWCOMER + 2), Error::<Test>::CohortFull);
        at_without_outage(3, NEXT_PERIOD - 1);
        for voucher in 0..2 {
            assert_ok!(vouch_now(voucher, 40));
        }
        assert_noop!(vouch_now(2, 40), Error::<Test>::CohortFull);
        at_without_outage(4, NEXT_PERIOD);
        let application = application(40, NEXT_PERIOD - 1 + DAY);
        let signature = sign_application(40, &application, &GENESIS);
        assert_ok!(Personhood::vouch(signed(2), application, signature));
        assert_eq!(CurrentCohort::<Test>::get().accepted, 1);
    });
}

#[test]
fn a_cohort_is_a_share_of_the_persons_at_its_beginning() {
    // Two of five; those who come meanwhile do not make the cohort grow.
    run_with(Defences { cohort_min: 1, cohort_permille: 400, ..open_doors() }, || {
        admitted(NEWCOMER);
        admitted(NEWCOMER + 1);
        assert_eq!(CurrentCohort::<Test>::get().base, FOUNDERS);
        assert_ok!(vouch(0, NEWCOMER + 2));
        assert_ok!(vouch(1, NEWCOMER + 2));
        assert_noop!(vouch(2, NEWCOMER + 2), Error::<Test>::CohortFull);
    });
}

#[test]
fn a_newcomer_found_out_leaves_no_room_for_another() {
    run_with(Defences { cohort_min: 1, cohort_permille: 0, ..open_doors() }, || {
        admitted(NEWCOMER);
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), FOUNDERS));
        assert_ok!(vouch(3, NEWCOMER + 1));
        assert_ok!(vouch(4, NEWCOMER + 1));
        assert_eq!(CurrentCohort::<Test>::get().accepted, 1);
    });
}

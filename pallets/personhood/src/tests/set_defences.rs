use super::*;
use crate::{Defences, Protection};
use sp_runtime::DispatchError;

fn set(defences: Defences) -> DispatchResult {
    Personhood::set_defences(RuntimeOrigin::root(), defences)
}

#[test]
fn they_change() {
    run(|| {
        let defences = Defences { vouch_budget: 7, ..Default::default() };
        assert_ok!(set(defences));
        assert_eq!(Protection::<Test>::get(), defences);
        System::assert_last_event(Event::DefencesSet { defences }.into());
    });
}

#[test]
fn defences_out_of_range_are_refused() {
    run(|| {
        let default = Defences::default();
        let hour = DAY / 24;
        let wrong = [
            Defences { vouch_budget: 0, ..default },
            Defences { vouch_budget: 1_001, ..default },
            Defences { vouch_period: hour - 1, ..default },
            Defences { liability: 3_651 * DAY, ..default },
            Defences { bar: 0, ..default },
            Defences { maturity: u64::MAX, ..default },
            Defences { vouched_window: 90 * DAY + 1, ..default },
            Defences { deposit_window: 59_999, ..default },
            Defences { case_life: DAY - 1, ..default },
            Defences { case_life: 366 * DAY, ..default },
            Defences { cohort_min: 0, ..default },
            Defences { deposit_permille: 1_001, ..default },
            Defences { founding_size: 0, ..default },
        ];
        for defences in wrong {
            assert_noop!(set(defences), Error::<Test>::InvalidDefences);
        }
    });
}

#[test]
fn only_root_sets_them() {
    run(|| {
        assert_noop!(Personhood::set_defences(signed(0), Defences::default()), DispatchError::BadOrigin);
    });
}

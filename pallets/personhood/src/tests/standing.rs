//! What persons are told of how they stand.

use super::*;
use crate::{Defences, Parameters, PersonStanding, citizen::day_of};

fn standing(citizen: CitizenIndex) -> PersonStanding {
    Personhood::standing(citizen).expect("a person")
}

#[test]
fn nobody_stands_who_was_never_a_person() {
    run(|| assert_eq!(Personhood::standing(99), None));
}

#[test]
fn a_newcomer_has_sponsors_and_deadlines() {
    run(|| {
        admitted(NEWCOMER);
        let index = Personhood::citizen(&account(NEWCOMER)).expect("admitted");
        let (standing, parameters) = (standing(index), Parameters::default());
        assert_eq!((standing.status, standing.in_force), (Status::Active, true));
        assert_eq!(standing.sponsors.into_inner(), [0, 1, 2]);
        assert!(standing.lapses_at > standing.admitted + parameters.proof_of_life, "silence comes before expiry");
        assert!(standing.lapses_at < standing.expires);
        assert_eq!(standing.lapses_at - standing.warned_from, parameters.warning);
        assert_eq!(standing.last_alive, Millis::from(day_of(START)) * DAY);
        assert_eq!((standing.questioned, standing.case, standing.has_deposit), (false, None, false));
    });
}

#[test]
fn vouches_left_are_those_that_can_be_spent() {
    let Defences { vouch_budget, vouch_period, .. } = Defences::default();
    run_with(Defences { vouch_budget, vouch_period, ..open_doors() }, || {
        for number in 0..vouch_budget {
            assert_eq!(standing(0).vouches_left, vouch_budget - number);
            assert_ok!(vouch(0, NEWCOMER + number));
        }
        assert_eq!(standing(0).vouches_left, 0);
        assert_noop!(vouch(0, NEWCOMER + vouch_budget), Error::<Test>::BudgetSpent);
    });
}

#[test]
fn who_is_struck_stands_in_force_no_longer() {
    run(|| {
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert_eq!((standing(3).status, standing(3).in_force), (Status::Struck, false));
    });
}

//! Founders' privileges, and their end.

use super::*;
use crate::{Defences, GenesisConfig, Privileged};
use sp_runtime::BuildStorage;

#[test]
fn founders_vouch_from_the_first_day() {
    run_defended(|| {
        assert_eq!(Privileged::<Test>::get(), FOUNDERS);
        assert_ok!(vouch(0, NEWCOMER));
    });
}

#[test]
fn a_society_that_is_large_enough_does_without() {
    run_with(Defences { founding_size: FOUNDERS + 2, maturity: DAY, ..open_doors() }, || {
        admitted(NEWCOMER);
        assert_eq!(Privileged::<Test>::get(), FOUNDERS);
        admitted(NEWCOMER + 1);
        assert!(happened(Event::FoundingEnded { founders: FOUNDERS }));
        assert_noop!(vouch(0, NEWCOMER + 2), Error::<Test>::TooYoung);
    });
}

#[test]
fn what_is_lost_does_not_come_back() {
    run_with(Defences { founding_size: FOUNDERS + 1, ..open_doors() }, || {
        admitted(NEWCOMER);
        for index in 2..=FOUNDERS {
            assert_ok!(Personhood::strike(RuntimeOrigin::root(), index));
        }
        assert_eq!((Personhood::active(), Privileged::<Test>::get()), (2, 0));
    });
}

#[test]
fn a_lower_size_ends_them_at_once() {
    run(|| {
        let defences = Defences { founding_size: FOUNDERS, ..open_doors() };
        assert_ok!(Personhood::set_defences(RuntimeOrigin::root(), defences));
        assert_eq!(Privileged::<Test>::get(), 0);
    });
}

#[test]
fn a_society_founded_large_begins_without() {
    let founders = (0..3).map(|number| (account(number), voting_key(number))).collect();
    let defences = Defences { founding_size: 3, ..Default::default() };
    let genesis = GenesisConfig::<Test> { founders, defences, ..Default::default() };
    sp_io::TestExternalities::new(genesis.build_storage().expect("genesis builds")).execute_with(|| {
        assert_eq!(Privileged::<Test>::get(), 0);
    });
}

#[test]
fn a_founder_without_privileges_is_young_even_before_the_first_block_has_given_the_time() {
    run_from_genesis(|| {
        Privileged::<Test>::kill();
        at(1, START);
        assert_noop!(vouch(0, NEWCOMER), Error::<Test>::TooYoung);
    });
}

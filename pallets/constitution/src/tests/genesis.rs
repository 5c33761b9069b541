use super::{fixtures::*, mock::*};
use crate::{CurrentParameters, GenesisConfig, Parameters};
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{Class, DAY};
use frame_support::assert_ok;
use sp_runtime::BuildStorage;

#[test]
fn networks_begin_with_the_defaults() {
    run(|| assert_eq!(CurrentParameters::<Test>::get(), Parameters::default()));
}

#[test]
fn development_networks_decide_within_seconds() {
    let constitution = GenesisConfig {
        discussion_min_millis: Some(0),
        voting_min_millis: Some(5_000),
        grace_millis: Some(10_000),
        ..Default::default()
    };
    let genesis = RuntimeGenesisConfig { constitution, ..Default::default() };
    let storage = genesis.build_storage().expect("a valid genesis");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        for class in Class::ALL {
            let parameters = CurrentParameters::<Test>::get();
            let rule = parameters.rule(class);
            assert_eq!((rule.discussion.min, rule.voting.min, rule.grace), (0, 5_000, 10_000));
        }
    });
}

#[test]
#[should_panic(expected = "no time to decide")]
fn windows_of_nothing_stop_the_genesis() {
    let constitution = GenesisConfig { voting_min_millis: Some(0), ..Default::default() };
    let _ = RuntimeGenesisConfig { constitution, ..Default::default() }.build_storage();
}

fn founded(articles: Vec<(u32, [u8; 32])>) -> sp_io::TestExternalities {
    let constitution = GenesisConfig { articles, ..Default::default() };
    RuntimeGenesisConfig { constitution, ..Default::default() }.build_storage().expect("a valid genesis").into()
}

/// Idle time of the first block, in which the founding articles begin to live.
fn begin() {
    block::<Test, AllPalletsWithSystem>(1, START);
    advance(6_000);
    Constitution::check_state().expect("invariants hold");
}

#[test]
fn founding_articles_bind_from_the_first_block() {
    founded(vec![(0, [1; 32]), (20, [2; 32])]).execute_with(|| {
        assert!([0, 20].iter().all(|number| article(*number).is_alive(0)));
        begin();
        assert_eq!((article(0).enacted, article(0).expires), (START, None));
        assert_eq!((article(20).enacted, article(20).expires), (START, Some(START + 3_650 * DAY)));
    });
}

#[test]
fn founding_articles_expire_a_cohort_a_year() {
    founded((10..20).map(|number| (number, [number as u8; 32])).collect()).execute_with(|| {
        begin();
        for cohort in 0..10 {
            let expires = START + (10 - u64::from(cohort)) * 365 * DAY;
            assert_eq!((article(10 + cohort).cohort, article(10 + cohort).expires), (cohort as u8, Some(expires)));
        }
    });
}

#[test]
fn a_renewed_founding_article_lives_ten_years() {
    founded(vec![(19, [1; 32])]).execute_with(|| {
        begin();
        assert_ok!(Constitution::renew_article(RuntimeOrigin::root(), 19, [1; 32]));
        assert_eq!(article(19).expires, Some(Timestamp::get() + 3_650 * DAY));
    });
}

#[test]
fn founding_articles_live_before_the_first_that_is_voted_on() {
    founded(vec![(20, [1; 32])]).execute_with(|| {
        Timestamp::set_timestamp(START);
        enact(5, 2);
        assert_eq!(article(20).enacted, START);
        Constitution::check_state().expect("invariants hold");
    });
}

#[test]
#[should_panic(expected = "listed twice")]
fn a_number_given_twice_stops_the_genesis() {
    founded(vec![(1, [1; 32]), (1, [2; 32])]);
}

#[test]
#[should_panic(expected = "more than 100 articles")]
fn more_than_a_block_can_begin_stop_the_genesis() {
    founded((0..101).map(|number| (number, [1; 32])).collect());
}

use super::mock::*;
use crate::{CurrentParameters, GenesisConfig, Parameters};
use cybersyn_primitives::Class;
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

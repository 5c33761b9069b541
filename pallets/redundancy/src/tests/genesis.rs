use super::mock::*;
use crate::{GenesisConfig, MinimumPeriod, SlotDuration};
use frame_support::traits::Get;
use sp_runtime::BuildStorage;

fn refused(redundancy: GenesisConfig<Test>) {
    let _ = RuntimeGenesisConfig { redundancy, ..Default::default() }.build_storage();
}

#[test]
fn the_first_set_runs_the_first_sessions() {
    run(|| {
        assert_eq!(Session::validators(), [1, 2]);
        Session::rotate_session();
        Session::rotate_session();
        assert_eq!(Session::validators(), [1, 2]);
    });
}

#[test]
fn without_a_list_the_session_pallets_own_is_taken() {
    externalities(vec![]).execute_with(|| assert_eq!(Session::validators().len(), 10));
}

#[test]
fn slots_are_as_long_as_genesis_says() {
    run(|| {
        assert_eq!(SlotDuration::<Test>::get(), 2_000);
        assert_eq!(MinimumPeriod::<Test>::get(), 1_000);
    });
}

#[test]
fn slots_of_networks_are_six_seconds() {
    sp_io::TestExternalities::default().execute_with(|| assert_eq!(SlotDuration::<Test>::get(), 6_000));
    assert_eq!(GenesisConfig::<Test>::default().slot_millis, 6_000);
}

#[test]
#[should_panic(expected = "slotMillis must be even")]
fn an_odd_slot_stops_the_genesis() {
    refused(GenesisConfig { slot_millis: 2_001, ..Default::default() });
}

#[test]
#[should_panic(expected = "listed twice")]
fn a_duplicate_stops_the_genesis() {
    refused(GenesisConfig { validators: vec![1, 2, 1], ..Default::default() });
}

#[test]
#[should_panic(expected = "at most 100")]
fn too_many_stop_the_genesis() {
    refused(GenesisConfig { validators: (0..101).collect(), ..Default::default() });
}

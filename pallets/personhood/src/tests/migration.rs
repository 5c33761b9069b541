//! Version 1 of the storage, which knew no defences.

use super::*;
use crate::{Defences, Privileged, Protection, migrations::v2::ToV2};
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};

fn upgrade() {
    Privileged::<Test>::kill();
    Protection::<Test>::kill();
    StorageVersion::new(1).put::<Personhood>();
    ToV2::<Test>::on_runtime_upgrade();
    assert_eq!(Personhood::on_chain_storage_version(), 2);
}

#[test]
fn founders_are_found_by_the_time_they_began() {
    run(|| {
        admitted(NEWCOMER);
        upgrade();
        assert_eq!(Privileged::<Test>::get(), FOUNDERS);
        assert_eq!(Protection::<Test>::get(), Defences::default());
    });
}

#[test]
fn it_runs_once() {
    run(|| {
        upgrade();
        Privileged::<Test>::kill();
        ToV2::<Test>::on_runtime_upgrade();
        assert_eq!(Privileged::<Test>::get(), 0);
    });
}

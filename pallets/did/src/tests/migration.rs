//! Records of version 1 of the storage, which had no guardians.

use super::*;
use crate::migrations::v2::{OldRecord, ToV2};
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};

/// Writes the record of DID 0 back as version 1 had it.
fn as_in_version_1() {
    let record = record(0);
    let old = OldRecord {
        account: record.account,
        keys: record.keys,
        services: record.services,
        created: record.created,
        updated: record.updated,
        rotated: record.rotated,
        version: record.version,
        deactivated: record.deactivated,
        next_key: record.next_key,
        ticket: record.ticket,
    };
    frame_support::storage::unhashed::put(&Dids::<Test>::hashed_key_for(did(0)), &old);
    StorageVersion::new(1).put::<Did>();
}

#[test]
fn records_of_version_1_get_no_guardians_and_keep_the_rest() {
    run(|| {
        created(0);
        assert_ok!(Did::set_service(signed(0), service_id("a"), kind(), endpoint("https://a.example")));
        let before = record(0);
        as_in_version_1();
        assert_eq!(Dids::<Test>::get(did(0)), None, "this version cannot read it");
        ToV2::<Test>::on_runtime_upgrade();
        assert_eq!(record(0), before);
        assert_eq!(Did::on_chain_storage_version(), 2);
    });
}

#[test]
fn deactivated_dids_of_version_1_lose_their_keys() {
    run(|| {
        created(0);
        let keys = record(0).keys;
        assert_ok!(Did::deactivate(signed(0)));
        Dids::<Test>::mutate(did(0), |record| record.as_mut().expect("created").keys = keys);
        as_in_version_1();
        ToV2::<Test>::on_runtime_upgrade();
        assert!(record(0).keys.is_empty());
    });
}

#[test]
fn it_runs_once() {
    run(|| {
        created(0);
        let before = record(0);
        StorageVersion::new(2).put::<Did>();
        ToV2::<Test>::on_runtime_upgrade();
        assert_eq!(record(0), before);
    });
}

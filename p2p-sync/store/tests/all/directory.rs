//! The data directory on a real disk: lock, index, thread.

use crate::samples::{ballot, number, records};
use anyhow::Result;
use cybersyn_mesh_store::{GroupCommit, JournalOptions, Record, SettledBatch, Store, StoreError, StoreThread};
use std::{path::Path, sync::mpsc::sync_channel, time::Duration};

const PATIENCE: Duration = Duration::from_secs(20);

fn open(path: &Path) -> Result<(Store, Vec<u32>), StoreError> {
    let mut found = Vec::new();
    let (store, _) = Store::open(path, JournalOptions::default(), |record: Record| {
        found.push(number(&record));
        Ok(())
    })?;
    Ok((store, found))
}

#[test]
fn a_second_daemon_is_refused() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let _first = open(directory.path())?;
    assert!(matches!(open(directory.path()), Err(StoreError::InUse(path)) if path == directory.path()));
    Ok(())
}

#[test]
fn a_directory_can_be_opened_again_once_it_was_closed() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (mut store, _) = open(directory.path())?;
    store.journal.append(&records(0..10))?;
    drop(store);
    assert_eq!(open(directory.path())?.1, Vec::from_iter(0..10));
    Ok(())
}

#[test]
fn settled_batches_are_found_by_proposal_and_index() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (store, _) = open(directory.path())?;
    let batch = |n: u32| SettledBatch { block: [n as u8; 32], number: n, ballots: vec![ballot(n)] };
    let batches: Vec<_> = (0..5).map(batch).collect();
    store.index.put_batches(batches.iter().map(|batch| (7, batch.number, batch)))?;
    store.index.put_batches([(8, 0, &batches[4])])?;
    drop(store);
    let (store, _) = open(directory.path())?;
    assert_eq!(store.index.batch(7, 3)?, Some(batch(3)));
    assert_eq!(store.index.batch(7, 5)?, None);
    assert_eq!(store.index.batches(7, 2, 2)?, [(2, batch(2)), (3, batch(3))]);
    Ok(())
}

#[test]
fn documents_and_small_values_are_kept() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (store, _) = open(directory.path())?;
    store.index.put_document(&[1; 32], b"update")?;
    store.index.put_meta("finalized", &42u32)?;
    drop(store);
    let (store, _) = open(directory.path())?;
    assert_eq!(store.index.document(&[1; 32])?, Some(b"update".to_vec()));
    assert_eq!(store.index.document(&[2; 32])?, None);
    assert_eq!(store.index.meta::<u32>("finalized")?, Some(42));
    assert_eq!(store.index.meta::<u32>("other")?, None);
    Ok(())
}

#[test]
fn a_small_value_of_another_type_is_named() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (store, _) = open(directory.path())?;
    store.index.put_meta("finalized", &42u32)?;
    assert!(matches!(store.index.meta::<u64>("finalized"), Err(StoreError::IndexValue(name)) if name == "finalized"));
    Ok(())
}

#[test]
fn many_callers_are_told_once_their_records_are_kept() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let thread = StoreThread::start(open(directory.path())?.0, GroupCommit::default())?;
    let (told, news) = sync_channel(100);
    for n in 0..100 {
        let told = told.clone();
        thread.handle().append(records([n]), move |result| told.send((n, result.is_ok())).expect("the test waits"))?;
    }
    for n in 0..100 {
        assert_eq!(news.recv_timeout(PATIENCE)?, (n, true));
    }
    drop(thread.close()?);
    assert_eq!(open(directory.path())?.1, Vec::from_iter(0..100));
    Ok(())
}

#[test]
fn work_sees_what_was_appended_before() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let thread = StoreThread::start(open(directory.path())?.0, GroupCommit::default())?;
    let (told, news) = sync_channel(2);
    let appended = told.clone();
    thread.handle().append(records([1]), move |_| appended.send("kept").expect("the test waits"))?;
    thread.handle().with(move |_| told.send("worked").expect("the test waits"))?;
    assert_eq!([news.recv_timeout(PATIENCE)?, news.recv_timeout(PATIENCE)?], ["kept", "worked"]);
    Ok(())
}

#[test]
fn closing_commits_what_waits() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let patient = GroupCommit { wait: Duration::from_secs(3_600), ..GroupCommit::default() };
    let thread = StoreThread::start(open(directory.path())?.0, patient)?;
    thread.handle().append(records([1]), |_| {})?;
    drop(thread.close()?);
    assert_eq!(open(directory.path())?.1, [1]);
    Ok(())
}

#[test]
fn a_handle_of_a_closed_store_says_so() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let thread = StoreThread::start(open(directory.path())?.0, GroupCommit::default())?;
    let handle = thread.handle();
    drop(thread.close()?);
    assert_eq!(handle.append(records([1]), |_| {}), Err(cybersyn_mesh_store::Busy::Closed));
    Ok(())
}

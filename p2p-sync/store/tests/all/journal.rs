//! The journal on a simulated disk: what it keeps, refuses and survives.

use crate::samples::{number, proposal, records};
use crate::sim_disk::{Dice, Fault, SimDisk};
use anyhow::Result;
use cybersyn_mesh_store::{CompactReport, Compaction, Journal, JournalOptions, Record, Recovery, StoreError};

const OPTIONS: JournalOptions = JournalOptions { segment_bytes: 4_000 };
const FIRST: &str = "journal-000000000001.seg";

fn open(disk: &SimDisk) -> Result<(Journal<SimDisk>, Vec<u32>, Recovery), StoreError> {
    let mut found = Vec::new();
    let (journal, recovery) = Journal::open(disk.clone(), OPTIONS, |record| {
        found.push(number(&record));
        Ok(())
    })?;
    Ok((journal, found, recovery))
}

fn compact(journal: &mut Journal<SimDisk>, keep: impl Fn(&Record) -> bool) -> Result<CompactReport, StoreError> {
    let mut compaction = Compaction::of(journal);
    while compaction.step(journal, &keep)? {}
    Ok(compaction.report())
}

#[test]
fn records_are_found_again_in_order() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    for start in (0..300).step_by(10) {
        journal.append(&records(start..start + 10))?;
    }
    let (_, found, recovery) = open(&disk)?;
    assert_eq!(found, Vec::from_iter(0..300));
    assert!(recovery.segments > 3, "{recovery:?}");
    Ok(())
}

#[test]
fn nothing_at_all_is_appended_at_once() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    let before = disk.length(FIRST);
    journal.append(&[])?;
    assert_eq!(disk.length(FIRST), before);
    Ok(())
}

#[test]
fn damage_in_the_middle_is_refused_with_file_and_place() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    journal.append(&records(0..5))?;
    let second = disk.length(FIRST);
    journal.append(&records(5..10))?;
    journal.append(&records(10..15))?;
    disk.damage(FIRST, second + 40);
    let error = open(&disk).expect_err("damaged");
    assert!(matches!(&error, StoreError::Corrupt { file, offset, .. } if file == FIRST && *offset == second as u64));
    Ok(())
}

#[test]
fn damage_in_a_closed_segment_is_refused_even_at_its_end() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    journal.append(&records(0..5))?;
    let end = disk.length(FIRST);
    journal.seal()?;
    disk.damage(FIRST, end - 1);
    assert!(matches!(open(&disk), Err(StoreError::Corrupt { .. })));
    Ok(())
}

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    journal.append(&records(0..5))?;
    disk.fail(Fault::Full);
    assert!(matches!(journal.append(&records(5..10)), Err(StoreError::Io { action: "writing", .. })));
    disk.fail(Fault::None);
    journal.append(&records(10..15))?;
    let (_, found, _) = open(&disk.after_power_failure(&mut Dice(1)))?;
    assert_eq!(found, Vec::from_iter((0..5).chain(10..15)));
    Ok(())
}

#[test]
fn after_a_failed_sync_nothing_more_is_taken() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    disk.fail(Fault::Sync);
    assert!(matches!(journal.append(&records(0..5)), Err(StoreError::Io { action: "syncing", .. })));
    disk.fail(Fault::None);
    assert!(matches!(journal.append(&records(5..10)), Err(StoreError::Poisoned)));
    Ok(())
}

#[test]
fn compaction_drops_what_is_decided_and_keeps_the_rest() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    journal.append(&records(0..90))?;
    journal.seal()?;
    let report = compact(&mut journal, |record| proposal(record) != 1)?;
    assert_eq!((report.segments_rewritten, report.records_dropped), (1, 30));
    let (_, found, _) = open(&disk)?;
    assert_eq!(found, Vec::from_iter((0..90).filter(|n| n % 3 != 1)));
    Ok(())
}

#[test]
fn a_segment_with_nothing_to_keep_is_removed() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    journal.append(&records(0..90))?;
    journal.seal()?;
    let report = compact(&mut journal, |_| false)?;
    assert_eq!((report.segments_removed, journal.sealed().len()), (1, 0));
    assert_eq!(open(&disk)?.1, []);
    Ok(())
}

#[test]
fn a_step_touches_one_segment_and_appends_go_on_in_between() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    for start in [0, 30, 60] {
        journal.append(&records(start..start + 30))?;
        journal.seal()?;
    }
    let mut compaction = Compaction::of(&journal);
    let mut dropped = Vec::new();
    for step in 0..3 {
        let more = compaction.step(&mut journal, |record| proposal(record) != 1)?;
        dropped.push((compaction.report().records_dropped, more));
        journal.append(&records(90 + step..91 + step))?;
        journal.seal()?;
    }
    assert_eq!(dropped, [(10, true), (20, true), (30, false)]);
    let kept = (0..90).filter(|n| n % 3 != 1).chain(90..93);
    assert_eq!(open(&disk)?.1, Vec::from_iter(kept));
    Ok(())
}

#[test]
fn a_group_larger_than_a_frame_is_kept_whole() -> Result<()> {
    let disk = SimDisk::new();
    let (mut journal, _, _) = open(&disk)?;
    journal.append(&records(0..60_000))?;
    assert_eq!(open(&disk)?.1, Vec::from_iter(0..60_000));
    Ok(())
}

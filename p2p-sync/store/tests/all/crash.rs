//! Nothing acknowledged is lost when the power fails, at whatever operation, with whatever part of the last writes.

use crate::samples::{PROPOSALS, number, proposal, records};
use crate::sim_disk::{Dice, SimDisk};
use cybersyn_mesh_store::{Compaction, Journal, JournalOptions, StoreError};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Small, so that a test crosses many segments.
const OPTIONS: JournalOptions = JournalOptions { segment_bytes: 1_500 };

/// What must be on the disk, and what may be.
#[derive(Default)]
struct Expected {
    acknowledged: BTreeSet<u32>,
    attempted: BTreeSet<u32>,
    decided: BTreeSet<u32>,
    next: u32,
}

impl Expected {
    /// Writes and compacts until the power fails or the steps are done.
    fn live(&mut self, journal: &mut Journal<SimDisk>, dice: &mut Dice) -> Result<(), StoreError> {
        for _ in 0..30 {
            match dice.roll(12) {
                0 => self.compact(journal, dice)?,
                1 => journal.seal()?,
                _ => self.append(journal, 1 + dice.roll(20) as u32)?,
            }
        }
        Ok(())
    }

    fn append(&mut self, journal: &mut Journal<SimDisk>, count: u32) -> Result<(), StoreError> {
        let numbers = self.next..self.next + count;
        self.next += count;
        self.attempted.extend(numbers.clone());
        journal.append(&records(numbers.clone()))?;
        self.acknowledged.extend(numbers);
        Ok(())
    }

    /// Goes over all closed segments, writing in between as the daemon does.
    fn compact(&mut self, journal: &mut Journal<SimDisk>, dice: &mut Dice) -> Result<(), StoreError> {
        self.decided.insert(dice.roll(u64::from(PROPOSALS)) as u32);
        let decided = self.decided.clone();
        let mut compaction = Compaction::of(journal);
        while compaction.step(journal, |record| !decided.contains(&proposal(record)))? {
            if dice.roll(3) == 0 {
                self.append(journal, 1 + dice.roll(20) as u32)?;
            }
        }
        Ok(())
    }

    /// Opens the journal as after a restart and compares.
    fn check(&mut self, disk: &SimDisk) -> Result<Journal<SimDisk>, TestCaseError> {
        let mut found = Vec::new();
        let opened = Journal::open(disk.clone(), OPTIONS, |record| {
            found.push(number(&record));
            Ok(())
        });
        let (journal, _) = opened.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(found.is_sorted_by(|a, b| a < b), "out of order or twice: {found:?}");
        let found: BTreeSet<u32> = found.into_iter().collect();
        let lost = |n: &&u32| !found.contains(n) && !self.decided.contains(&(*n % PROPOSALS));
        let lost: Vec<_> = self.acknowledged.iter().filter(lost).collect();
        prop_assert!(lost.is_empty(), "lost {lost:?}");
        prop_assert!(found.is_subset(&self.attempted), "never written");
        // What was found counts from now on, acknowledged or not.
        self.acknowledged = found;
        Ok(journal)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_was_acknowledged_is_recovered(seed: u64, power in prop::collection::vec(1u64..120, 1..6)) {
        let mut dice = Dice(seed);
        let mut disk = SimDisk::new();
        let mut expected = Expected::default();
        for operations in power {
            let mut journal = expected.check(&disk)?;
            disk.power_for(operations);
            let _power_failed = expected.live(&mut journal, &mut dice);
            disk = disk.after_power_failure(&mut dice);
        }
        expected.check(&disk)?;
    }

    #[test]
    fn a_crash_while_recovering_loses_nothing(seed: u64, power in 1u64..60, second in 0u64..12) {
        let mut dice = Dice(seed);
        let disk = SimDisk::new();
        let mut expected = Expected::default();
        let mut journal = expected.check(&disk)?;
        disk.power_for(power);
        let _power_failed = expected.live(&mut journal, &mut dice);
        let disk = disk.after_power_failure(&mut dice);
        disk.power_for(second);
        let _power_failed_again = Journal::open(disk.clone(), OPTIONS, |_| Ok(()));
        expected.check(&disk.after_power_failure(&mut dice))?;
    }
}

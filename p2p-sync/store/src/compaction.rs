//! Drops records that are no longer needed from closed segments, one segment at a time.

use crate::{
    Disk, DiskFile, FRAME_BYTES_MAX, Journal, Record, StoreError,
    frame::{self, FRAME_HEADER_BYTES},
    segment::{self, DRAFT, Segment, name_of},
};
use std::collections::VecDeque;

/// What a compaction did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompactReport {
    /// Segments in which nothing was kept.
    pub segments_removed: u64,
    /// Segments written anew with less in them.
    pub segments_rewritten: u64,
    /// Records that are gone.
    pub records_dropped: u64,
    /// Bytes freed.
    pub bytes_freed: u64,
}

/// A compaction under way. Between its steps the journal takes appends; what a step costs is bounded by the size of a
/// segment. Segments that are closed after it began are not its business.
#[derive(Clone, Debug, Default)]
pub struct Compaction {
    left: VecDeque<u64>,
    report: CompactReport,
}

impl Compaction {
    /// Of the segments that are closed now, oldest first.
    pub fn of<D: Disk>(journal: &Journal<D>) -> Self {
        Self { left: journal.sealed.iter().copied().collect(), report: CompactReport::default() }
    }

    /// Compacts the next segment: only records that `keep` wants stay. Returns whether there are more. What a crash
    /// interrupts is done or not done; a record that `keep` wants is never lost.
    pub fn step<D: Disk>(
        &mut self,
        journal: &mut Journal<D>,
        keep: impl Fn(&Record) -> bool,
    ) -> Result<bool, StoreError> {
        if let Some(sequence) = self.left.pop_front() {
            journal.compact_segment(sequence, keep, &mut self.report)?;
        }
        Ok(!self.left.is_empty())
    }

    /// What it has done so far.
    pub fn report(&self) -> CompactReport {
        self.report
    }
}

impl<D: Disk> Journal<D> {
    fn compact_segment(
        &mut self,
        sequence: u64,
        keep: impl Fn(&Record) -> bool,
        report: &mut CompactReport,
    ) -> Result<(), StoreError> {
        if !self.sealed.contains(&sequence) {
            return Ok(());
        }
        let name = name_of(sequence);
        let content =
            self.disk.open(&name).and_then(|file| file.read_all()).map_err(StoreError::io("reading", &name))?;
        let (mut kept, mut dropped) = (Vec::new(), 0);
        segment::read(&content, sequence, false, |record| {
            if keep(&record) {
                kept.push(record)
            } else {
                dropped += 1
            }
            Ok(())
        })?;
        let left = match (kept.is_empty(), dropped) {
            (true, _) => {
                self.drop_segment(sequence, &name)?;
                report.segments_removed += 1;
                0
            }
            (false, 0) => return Ok(()),
            (false, _) => {
                report.segments_rewritten += 1;
                self.rewrite(sequence, &name, &kept)?
            }
        };
        report.records_dropped += dropped;
        report.bytes_freed += content.len().saturating_sub(left) as u64;
        Ok(())
    }

    fn drop_segment(&mut self, sequence: u64, name: &str) -> Result<(), StoreError> {
        self.disk.remove(name).map_err(StoreError::io("removing", name))?;
        self.sealed.retain(|sealed| *sealed != sequence);
        self.disk.sync_directory().map_err(StoreError::io("syncing", "the directory"))
    }

    /// Complete under another name first, then in place of the old one.
    fn rewrite(&mut self, sequence: u64, name: &str, records: &[Record]) -> Result<usize, StoreError> {
        let draft = format!("{name}{DRAFT}");
        self.discard(&draft).map_err(StoreError::io("removing", &draft))?;
        let written = self.write_draft(sequence, &draft, records);
        let renamed = written.and_then(|length| {
            self.disk.rename(&draft, name).map_err(StoreError::io("renaming", &draft))?;
            Ok(length)
        });
        match renamed {
            Ok(length) => {
                self.disk.sync_directory().map_err(StoreError::io("syncing", "the directory"))?;
                Ok(length)
            }
            Err(error) => {
                if let Err(error) = self.discard(&draft) {
                    tracing::debug!(%error, draft, "an unfinished compaction stays until the next start");
                }
                Err(error)
            }
        }
    }

    fn write_draft(&self, sequence: u64, draft: &str, records: &[Record]) -> Result<usize, StoreError> {
        let mut segment = Segment::create(&self.disk, draft, sequence)?;
        let mut frame = Vec::new();
        frame::begin(&mut frame);
        for record in records {
            let start = frame.len();
            record.write_to(&mut frame).map_err(StoreError::RecordTooLarge)?;
            if frame.len() > FRAME_HEADER_BYTES + FRAME_BYTES_MAX {
                let overflow = frame.split_off(start);
                segment.write(&mut frame).map_err(StoreError::io("writing", draft))?;
                frame::begin(&mut frame);
                frame.extend_from_slice(&overflow);
            }
        }
        segment.write(&mut frame).map_err(StoreError::io("writing", draft))?;
        segment.file.sync().map_err(StoreError::io("syncing", draft))?;
        Ok(segment.end)
    }
}

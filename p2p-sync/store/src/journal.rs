//! The journal: appends groups of records to the last of a row of segments.

use crate::{
    Disk, DiskFile, FRAME_BYTES_MAX, Record, StoreError,
    frame::{self, FRAME_HEADER_BYTES},
    segment::{self, DRAFT, Found, Segment, name_of, sequence_of},
};
use std::io;

/// Settings of a journal.
#[derive(Clone, Copy, Debug)]
pub struct JournalOptions {
    /// A segment is closed and the next one begun when it has reached this many bytes.
    pub segment_bytes: usize,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self { segment_bytes: 16 * 1024 * 1024 }
    }
}

/// What opening found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Records read.
    pub records: u64,
    /// Segments read.
    pub segments: u64,
    /// Bytes of a last write that had not reached the disk whole and was never acknowledged; cut off.
    pub torn_bytes: u64,
}

/// The last segment, ready to be appended to, and how many torn bytes were cut off it.
type Reopened<F> = (Segment<F>, usize);

/// An append-only journal on a [`Disk`].
#[derive(Debug)]
pub struct Journal<D: Disk> {
    pub(crate) disk: D,
    options: JournalOptions,
    active: Segment<D::File>,
    /// Closed segments, oldest first.
    pub(crate) sealed: Vec<u64>,
    frame: Vec<u8>,
    poisoned: bool,
}

impl<D: Disk> Journal<D> {
    /// Opens the journal on `disk`, giving every record in it to `visit`, oldest segment first. An error of `visit`
    /// ends the opening.
    pub fn open(
        disk: D,
        options: JournalOptions,
        mut visit: impl FnMut(Record) -> Result<(), StoreError>,
    ) -> Result<(Self, Recovery), StoreError> {
        let mut sealed = segments_on(&disk)?;
        let mut recovery = Recovery::default();
        let mut counting = |record| {
            recovery.records += 1;
            visit(record)
        };
        let mut active = None;
        for (position, sequence) in sealed.iter().enumerate() {
            let last = position + 1 == sealed.len();
            active = open_segment(&disk, *sequence, last, &mut counting)?;
        }
        recovery.segments = sealed.len() as u64;
        let active = match (active, sealed.last().copied()) {
            (Some((segment, torn_bytes)), _) => {
                sealed.pop();
                recovery.torn_bytes = torn_bytes as u64;
                segment
            }
            // Its creation was interrupted: create it again.
            (None, Some(sequence)) => {
                sealed.pop();
                disk.remove(&name_of(sequence)).map_err(StoreError::io("removing", &name_of(sequence)))?;
                create_segment(&disk, sequence)?
            }
            (None, None) => create_segment(&disk, 1)?,
        };
        Ok((Self { disk, options, active, sealed, frame: Vec::new(), poisoned: false }, recovery))
    }

    /// Appends `records`; when this returns they are on the disk and may be acknowledged. Normally one write and one
    /// sync; several if they exceed [`FRAME_BYTES_MAX`]. After an error some may have been kept, none is acknowledged.
    pub fn append(&mut self, records: &[Record]) -> Result<(), StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        frame::begin(&mut self.frame);
        for record in records {
            let start = self.frame.len();
            record.write_to(&mut self.frame).map_err(StoreError::RecordTooLarge)?;
            if self.frame.len() > FRAME_HEADER_BYTES + FRAME_BYTES_MAX {
                let overflow = self.frame.split_off(start);
                self.commit()?;
                frame::begin(&mut self.frame);
                self.frame.extend_from_slice(&overflow);
            }
        }
        if self.frame.len() > FRAME_HEADER_BYTES { self.commit() } else { Ok(()) }
    }

    /// Closed segments, oldest first: what can be compacted.
    pub fn sealed(&self) -> &[u64] {
        &self.sealed
    }

    /// Closes the active segment, so that it can be compacted. Does nothing if it is empty.
    pub fn seal(&mut self) -> Result<(), StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        if self.active.end > segment::HEADER_BYTES { self.rotate() } else { Ok(()) }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        if self.active.end >= self.options.segment_bytes {
            self.rotate()?;
        }
        let (name, before) = (name_of(self.active.sequence), self.active.end);
        if let Err(error) = self.active.write(&mut self.frame) {
            self.undo(before);
            return Err(StoreError::io("writing", &name)(error));
        }
        self.active.file.sync().map_err(|error| {
            // What a failed sync has left on the disk, nobody knows; a second one may succeed without having written.
            self.poisoned = true;
            StoreError::io("syncing", &name)(error)
        })
    }

    /// A full disk must not end the journal: take the half-written frame back.
    fn undo(&mut self, end: usize) {
        self.active.end = end;
        if let Err(error) = self.active.file.truncate(end as u64) {
            tracing::error!(%error, "a failed write could not be taken back; the journal takes nothing more");
            self.poisoned = true;
        }
    }

    fn rotate(&mut self) -> Result<(), StoreError> {
        let next = self.active.sequence + 1;
        let segment = match create_segment(&self.disk, next) {
            Ok(segment) => segment,
            Err(error) => {
                // Else the name would be taken at the next attempt. Opening clears it away if this fails too.
                self.poisoned |= self.discard(&name_of(next)).is_err();
                return Err(error);
            }
        };
        let closed = std::mem::replace(&mut self.active, segment);
        self.sealed.push(closed.sequence);
        Ok(())
    }

    /// Removes a file if it is there.
    pub(crate) fn discard(&self, name: &str) -> io::Result<()> {
        match self.disk.remove(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }
}

/// Sequence numbers of the segments on `disk`, ascending; unfinished compactions are cleared away.
fn segments_on<D: Disk>(disk: &D) -> Result<Vec<u64>, StoreError> {
    let names = disk.list().map_err(StoreError::io("listing", "the journal"))?;
    for draft in names.iter().filter(|name| name.ends_with(DRAFT)) {
        disk.remove(draft).map_err(StoreError::io("removing", draft))?;
    }
    let mut sequences: Vec<u64> = names.iter().filter_map(|name| sequence_of(name)).collect();
    sequences.sort_unstable();
    Ok(sequences)
}

/// Reads a segment; for the last one, cuts off a torn write and returns it ready to be appended to.
fn open_segment<D: Disk>(
    disk: &D,
    sequence: u64,
    last: bool,
    visit: impl FnMut(Record) -> Result<(), StoreError>,
) -> Result<Option<Reopened<D::File>>, StoreError> {
    let name = name_of(sequence);
    let mut file = disk.open(&name).map_err(StoreError::io("opening", &name))?;
    let content = file.read_all().map_err(StoreError::io("reading", &name))?;
    let Found::Records { marker, end, torn_bytes } = segment::read(&content, sequence, last, visit)? else {
        return Ok(None);
    };
    if !last {
        return Ok(None);
    }
    if torn_bytes > 0 {
        tracing::warn!(file = name, offset = end, torn_bytes, "cut off a last write that was never acknowledged");
        file.truncate(end as u64).map_err(StoreError::io("truncating", &name))?;
    }
    // A killed process may have left whole frames in the system's cache only; from now on they count.
    file.sync().map_err(StoreError::io("syncing", &name))?;
    Ok(Some((Segment { sequence, file, marker, end }, torn_bytes)))
}

fn create_segment<D: Disk>(disk: &D, sequence: u64) -> Result<Segment<D::File>, StoreError> {
    let segment = Segment::create(disk, &name_of(sequence), sequence)?;
    disk.sync_directory().map_err(StoreError::io("syncing", "the directory"))?;
    Ok(segment)
}

//! One file of the journal: its name, its header, its records.
//!
//! Header: magic (8 bytes, with the format's version), sequence number (u64), marker (u32), CRC-32 of these (u32).

use crate::{
    Disk, DiskFile, Record, StoreError,
    frame::{self, End},
    record::Malformed,
};
use std::hash::{BuildHasher, RandomState};

const MAGIC: [u8; 8] = *b"cybjrn01";
/// Bytes of a segment's header.
pub(crate) const HEADER_BYTES: usize = 24;
/// Ending of a file that a compaction has not finished.
pub(crate) const DRAFT: &str = ".draft";

/// An open segment that can be appended to.
#[derive(Debug)]
pub(crate) struct Segment<F> {
    pub sequence: u64,
    pub file: F,
    pub marker: u32,
    /// Where the next frame goes.
    pub end: usize,
}

/// What reading a segment found.
#[derive(Debug)]
pub(crate) enum Found {
    /// Records up to `end`, then possibly a torn frame.
    Records { marker: u32, end: usize, torn_bytes: usize },
    /// Its creation was interrupted; nothing was ever written to it.
    Unborn,
}

/// The file of segment `sequence`.
pub(crate) fn name_of(sequence: u64) -> String {
    format!("journal-{sequence:012}.seg")
}

/// The sequence number in a file's name; none: no segment.
pub(crate) fn sequence_of(name: &str) -> Option<u64> {
    let sequence = name.strip_prefix("journal-")?.strip_suffix(".seg")?.parse().ok()?;
    (name_of(sequence) == name).then_some(sequence)
}

impl<F: DiskFile> Segment<F> {
    /// Writes a new file `name` for segment `sequence`, on the disk when this returns, but for the directory.
    pub fn create(disk: &impl Disk<File = F>, name: &str, sequence: u64) -> Result<Self, StoreError> {
        let mut file = disk.create(name).map_err(StoreError::io("creating", name))?;
        // Fresh hash keys are randomness enough: strangers must not be able to guess the marker.
        let marker = RandomState::new().hash_one(sequence) as u32;
        file.write_at(0, &header(sequence, marker)).map_err(StoreError::io("writing", name))?;
        file.sync().map_err(StoreError::io("syncing", name))?;
        Ok(Self { sequence, file, marker, end: HEADER_BYTES })
    }

    /// Writes the frame in `frame` (header not yet filled in) behind the last one; not synced.
    pub fn write(&mut self, frame: &mut [u8]) -> std::io::Result<()> {
        frame::finish(frame, self.marker, self.end);
        self.file.write_at(self.end as u64, frame)?;
        self.end += frame.len();
        Ok(())
    }
}

/// Reads segment `sequence` from its content. Only the last segment may end in a torn write.
pub(crate) fn read(
    content: &[u8],
    sequence: u64,
    last: bool,
    mut visit: impl FnMut(Record) -> Result<(), StoreError>,
) -> Result<Found, StoreError> {
    let name = name_of(sequence);
    let corrupt = |offset: usize, what| StoreError::Corrupt { file: name.clone(), offset: offset as u64, what };
    let Some(marker) = marker_of(content, sequence) else {
        // The header is synced before anything else is written.
        let unborn = last && content.len() <= HEADER_BYTES;
        return if unborn { Ok(Found::Unborn) } else { Err(corrupt(0, "not a segment's header")) };
    };
    let end = frame::walk(content, marker, HEADER_BYTES, |offset, payload| {
        records(payload, &mut visit).map_err(|failure| failure.at(&name, offset))
    })?;
    match end {
        End::Clean => Ok(Found::Records { marker, end: content.len(), torn_bytes: 0 }),
        End::Torn(at) if last => Ok(Found::Records { marker, end: at, torn_bytes: content.len() - at }),
        End::Torn(at) | End::Broken(at) => Err(corrupt(at, "a frame's checksum or length is wrong")),
    }
}

fn header(sequence: u64, marker: u32) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(&MAGIC);
    header[8..16].copy_from_slice(&sequence.to_le_bytes());
    header[16..20].copy_from_slice(&marker.to_le_bytes());
    let crc = crc32fast::hash(&header[..20]);
    header[20..].copy_from_slice(&crc.to_le_bytes());
    header
}

fn marker_of(content: &[u8], sequence: u64) -> Option<u32> {
    let found = content.first_chunk::<HEADER_BYTES>()?;
    let marker = u32::from_le_bytes([found[16], found[17], found[18], found[19]]);
    (header(sequence, marker) == *found).then_some(marker)
}

enum Failure {
    Visit(StoreError),
    Malformed(usize, Malformed),
}

impl Failure {
    fn at(self, file: &str, frame: usize) -> StoreError {
        let file = file.to_owned();
        match self {
            Self::Visit(error) => error,
            Self::Malformed(at, Malformed::Kind(kind)) => {
                StoreError::UnknownKind { file, offset: (frame + at) as u64, kind }
            }
            Self::Malformed(at, Malformed::Bytes) => {
                StoreError::Corrupt { file, offset: (frame + at) as u64, what: "a record does not decode" }
            }
        }
    }
}

fn records(payload: &[u8], mut visit: impl FnMut(Record) -> Result<(), StoreError>) -> Result<(), Failure> {
    let mut rest = payload;
    while !rest.is_empty() {
        let at = payload.len() - rest.len();
        let record = Record::read_from(&mut rest).map_err(|malformed| Failure::Malformed(at, malformed))?;
        visit(record).map_err(Failure::Visit)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_names_are_segments() {
        assert_eq!(sequence_of(&name_of(7)), Some(7));
        for name in ["journal-7.seg", "journal-000000000007.seg.draft", "index.redb", "journal-x.seg"] {
            assert_eq!(sequence_of(name), None, "{name}");
        }
    }

    #[test]
    fn a_segment_under_anothers_name_is_refused() {
        let content = header(1, 5);
        assert!(matches!(read(&content, 2, false, |_| Ok(())), Err(StoreError::Corrupt { offset: 0, .. })));
    }
}

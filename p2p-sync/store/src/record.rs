//! What the journal keeps.
//!
//! A record is a tag (u8: the kind), a length (u32, little endian) and as many bytes of SCALE.

use codec::{DecodeAll, Encode};
use cybersyn_primitives::{
    SignedBallot,
    entry::{FrozenText, SignedEntry},
};

/// Largest record in bytes: more than the largest entry or text, which `cybersyn_primitives` bounds.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;
/// Tag and length.
const HEADER_BYTES: usize = 5;

/// One thing that was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// A ballot; kind 0.
    Ballot(SignedBallot),
    /// An entry of an author's log; kind 1.
    Entry(SignedEntry),
    /// A frozen text; kind 2.
    Text(FrozenText),
}

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// The kind's tag is not known.
    Kind(u8),
    /// Cut short, or not SCALE of its kind.
    Bytes,
}

impl Record {
    /// Appends the record's bytes to `out`; nothing is appended if it is too large.
    pub(crate) fn write_to(&self, out: &mut Vec<u8>) -> Result<(), usize> {
        let start = out.len();
        out.push(self.kind());
        out.extend_from_slice(&[0; 4]);
        match self {
            Self::Ballot(ballot) => ballot.encode_to(out),
            Self::Entry(entry) => entry.encode_to(out),
            Self::Text(text) => text.encode_to(out),
        }
        let length = out.len() - start - HEADER_BYTES;
        if length > RECORD_BYTES_MAX {
            out.truncate(start);
            return Err(length);
        }
        out[start + 1..start + HEADER_BYTES].copy_from_slice(&(length as u32).to_le_bytes());
        Ok(())
    }

    /// Takes one record off the front of `bytes`.
    pub(crate) fn read_from(bytes: &mut &[u8]) -> Result<Self, Malformed> {
        let (header, rest) = bytes.split_first_chunk::<HEADER_BYTES>().ok_or(Malformed::Bytes)?;
        let [kind, length @ ..] = *header;
        let (data, rest) = rest.split_at_checked(u32::from_le_bytes(length) as usize).ok_or(Malformed::Bytes)?;
        *bytes = rest;
        let record = match kind {
            0 => SignedBallot::decode_all(&mut &*data).map(Self::Ballot),
            1 => SignedEntry::decode_all(&mut &*data).map(Self::Entry),
            2 => FrozenText::decode_all(&mut &*data).map(Self::Text),
            unknown => return Err(Malformed::Kind(unknown)),
        };
        record.map_err(|_| Malformed::Bytes)
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Ballot(_) => 0,
            Self::Entry(_) => 1,
            Self::Text(_) => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Ballot, Body, Choice, Class, entry::Entry, text::Header};

    fn samples() -> Vec<Record> {
        let body = Body::Open { choice: Choice::Yes, tokens: 7 };
        let ballot = Ballot { proposal: 1, citizen: 2, key_version: 3, body, cast_at: 4 };
        let entry = Entry {
            space: [1; 32],
            author: 2,
            key_version: 0,
            sequence: 3,
            previous: Some([4; 32]),
            dependencies: vec![[5; 32]],
            date: 6,
            update: vec![7; 100],
        };
        let header = Header { title: "Title".into(), class: Class::Rights, community: 0, call: None };
        vec![
            Record::Ballot(SignedBallot { ballot, signature: [9; 64] }),
            Record::Entry(SignedEntry { entry, signature: [8; 64] }),
            Record::Text(FrozenText { header, body: "Body\n".into() }),
        ]
    }

    #[test]
    fn every_kind_is_read_back() {
        for record in samples() {
            let mut bytes = Vec::new();
            assert_eq!(record.write_to(&mut bytes), Ok(()));
            let mut rest = bytes.as_slice();
            assert_eq!(Record::read_from(&mut rest), Ok(record));
            assert!(rest.is_empty());
        }
    }

    #[test]
    fn an_unknown_kind_is_named() {
        let mut bytes: &[u8] = &[9, 0, 0, 0, 0];
        assert_eq!(Record::read_from(&mut bytes), Err(Malformed::Kind(9)));
    }

    #[test]
    fn a_record_too_large_leaves_no_trace() {
        let header = Header { title: "Title".into(), class: Class::Rights, community: 0, call: None };
        let text = FrozenText { header, body: "x".repeat(RECORD_BYTES_MAX) };
        let mut bytes = vec![1, 2, 3];
        assert!(Record::Text(text).write_to(&mut bytes).is_err());
        assert_eq!(bytes, [1, 2, 3]);
    }
}

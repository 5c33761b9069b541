//! What is known of the chain, in a file: a start without the chain begins there. Losing it loses nothing but time.

use super::Known;
use crate::sealed;
use codec::{Decode, Encode};
use cybersyn_primitives::Hash;
use std::{io, path::PathBuf};

/// First bytes of the file; another version begins otherwise and is not read.
const MAGIC: &[u8; 16] = b"cybersyn-view-01";

/// What is saved.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Snapshot {
    /// The chain.
    pub genesis: Hash,
    /// All batches up to this block are on disk.
    pub scanned: Option<u32>,
    /// The chain's state.
    pub known: Known,
}

impl Snapshot {
    /// Nothing known of the chain but its name.
    pub fn empty(genesis: Hash) -> Self {
        Self { genesis, scanned: None, known: Known::default() }
    }
}

/// Where it is saved.
#[derive(Clone, Debug)]
pub struct SnapshotFile(pub PathBuf);

impl SnapshotFile {
    /// Reads the snapshot; none if there is no file, or it is damaged or of another version.
    pub fn load(&self) -> io::Result<Option<Snapshot>> {
        Ok(sealed::load(&self.0, MAGIC)?.and_then(|body| Snapshot::decode(&mut &body[..]).ok()))
    }

    /// Replaces the file whole, so that a crash leaves the old one or the new one.
    pub fn save(&self, snapshot: &Snapshot) -> io::Result<()> {
        sealed::save(&self.0, MAGIC, &snapshot.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(directory: &tempfile::TempDir) -> SnapshotFile {
        SnapshotFile(directory.path().join("chain.view"))
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let directory = tempfile::tempdir().unwrap();
        let snapshot = Snapshot { scanned: Some(7), ..Snapshot::empty([3; 32]) };
        file(&directory).save(&snapshot).unwrap();
        assert_eq!(file(&directory).load().unwrap(), Some(snapshot));
    }

    #[test]
    fn no_file_is_no_error() {
        assert_eq!(file(&tempfile::tempdir().unwrap()).load().unwrap(), None);
    }

    #[test]
    fn a_flipped_bit_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        file(&directory).save(&Snapshot::empty([3; 32])).unwrap();
        let mut bytes = std::fs::read(&file(&directory).0).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&file(&directory).0, bytes).unwrap();
        assert_eq!(file(&directory).load().unwrap(), None);
    }
}

//! What was read of DIDs, in files: a start without the chain resolves from them. Losing what was read at the last head
//! loses nothing else; losing versions that are over loses them, if the node has pruned them too.

use super::{Kept, KeptVersions};
use crate::sealed;
use codec::{Decode, Encode};
use std::{io, path::PathBuf};

/// First bytes of the files; another version begins otherwise and is not read.
const MAGIC: &[u8; 16] = b"cybersyn-dids-02";
const VERSIONS_MAGIC: &[u8; 16] = b"cybersyn-didv-02";

/// Where records as they were at the last head are kept.
#[derive(Clone, Debug)]
pub struct KeptFile(pub PathBuf);

impl KeptFile {
    /// What was kept; nothing if there is no file, or it is damaged or of another version.
    pub fn load(&self) -> io::Result<Kept> {
        let body = sealed::load(&self.0, MAGIC)?;
        let kept = body.and_then(|body| Kept::decode(&mut &body[..]).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Replaces the file whole.
    pub fn save(&self, kept: &Kept) -> io::Result<()> {
        sealed::save(&self.0, MAGIC, &kept.encode())
    }
}

/// Where versions that are over are kept.
#[derive(Clone, Debug)]
pub struct VersionsFile(pub PathBuf);

impl VersionsFile {
    /// What was kept; nothing if there is no file, or it is damaged or of another version.
    pub fn load(&self) -> io::Result<KeptVersions> {
        let body = sealed::load(&self.0, VERSIONS_MAGIC)?;
        let kept = body.and_then(|body| KeptVersions::decode(&mut &body[..]).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Replaces the file whole.
    pub fn save(&self, kept: &KeptVersions) -> io::Result<()> {
        sealed::save(&self.0, VERSIONS_MAGIC, &kept.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dids::{Head, Seen};

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_does_not() {
        let directory = tempfile::tempdir().unwrap();
        let file = KeptFile(directory.path().join("dids"));
        assert_eq!(file.load().unwrap(), Kept::default());
        let head = Head { number: 7, time: 70 };
        let kept = Kept { head: Some(head), entries: vec![([1; 32], vec![1, 2, 3], head)] };
        file.save(&kept).unwrap();
        assert_eq!(file.load().unwrap(), kept);
        let mut bytes = std::fs::read(&file.0).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&file.0, bytes).unwrap();
        assert_eq!(file.load().unwrap(), Kept::default());
    }

    #[test]
    fn damaged_versions_are_not_believed() {
        let directory = tempfile::tempdir().unwrap();
        let file = VersionsFile(directory.path().join("did-versions"));
        let seen = Some(Seen { from: 3, through: 7 });
        let kept = KeptVersions { seen, has_dropped: true, versions: vec![([1; 32], Vec::new())] };
        file.save(&kept).unwrap();
        assert_eq!(file.load().unwrap(), kept);
        let mut bytes = std::fs::read(&file.0).unwrap();
        bytes.pop();
        std::fs::write(&file.0, bytes).unwrap();
        assert_eq!(file.load().unwrap(), KeptVersions::default());
    }
}

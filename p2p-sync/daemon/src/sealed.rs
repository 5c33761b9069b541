//! Small files that are replaced whole and of which a damaged one is noticed.

use cybersyn_primitives::hash::blake2_256;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// Replaces the file, so that a crash leaves the old one or the new one. `magic` names kind and version.
pub fn save(path: &Path, magic: &[u8; 16], body: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = File::create(&fresh)?;
    file.write_all(magic)?;
    file.write_all(&blake2_256(body))?;
    file.write_all(body)?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

/// What was saved; none if there is no file, or it is damaged or of another kind or version.
pub fn load(path: &Path, magic: &[u8; 16]) -> io::Result<Option<Vec<u8>>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let body = bytes.strip_prefix(magic).and_then(|rest| rest.split_at_checked(32));
    let intact = body.filter(|(digest, body)| blake2_256(body) == *digest).map(|(_, body)| body.to_vec());
    if intact.is_none() {
        tracing::warn!(file = %path.display(), "what was saved is damaged; it will be read from the chain again");
    }
    Ok(intact)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGIC: &[u8; 16] = b"cybersyn-test-01";

    #[test]
    fn what_is_saved_is_loaded_and_no_file_is_no_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        assert_eq!(load(&path, MAGIC).unwrap(), None);
        save(&path, MAGIC, b"body").unwrap();
        assert_eq!(load(&path, MAGIC).unwrap(), Some(b"body".to_vec()));
        assert_eq!(load(&path, b"cybersyn-test-02").unwrap(), None, "another version");
    }

    #[test]
    fn a_flipped_bit_or_a_missing_end_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        save(&path, MAGIC, b"body").unwrap();
        let bytes = fs::read(&path).unwrap();
        for length in 0..bytes.len() {
            fs::write(&path, &bytes[..length]).unwrap();
            assert_eq!(load(&path, MAGIC).unwrap(), None, "{length} bytes");
        }
        for position in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[position] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert_eq!(load(&path, MAGIC).unwrap(), None, "byte {position}");
        }
    }
}

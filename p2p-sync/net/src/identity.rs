//! The node's identity: an ed25519 secret key in a file of its owner only.

use crate::KeyFileError;
use libp2p::{
    PeerId,
    identity::{Keypair, ed25519},
};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// Reads the key of the node from `path` (64 hex digits), or creates it there with mode 0600 if there is no file.
///
/// A malformed file is never replaced: the peer id may be registered on chain.
pub fn load_or_create(path: &Path) -> Result<Keypair, KeyFileError> {
    let io_error = |source| KeyFileError::Io { path: path.to_owned(), source };
    match fs::read_to_string(path) {
        Ok(text) => {
            check_mode(path)?;
            parse(text.trim()).ok_or_else(|| KeyFileError::Malformed { path: path.to_owned() })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = ed25519::Keypair::generate();
            write_new(path, key.secret().as_ref()).map_err(io_error)?;
            Ok(key.into())
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(KeyFileError::Malformed { path: path.to_owned() })
        }
        Err(error) => Err(io_error(error)),
    }
}

/// The peer id that belongs to a key.
pub fn peer_id_of(key: &Keypair) -> PeerId {
    key.public().to_peer_id()
}

fn check_mode(path: &Path) -> Result<(), KeyFileError> {
    let metadata = fs::metadata(path).map_err(|source| KeyFileError::Io { path: path.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Permissions { path: path.to_owned(), mode });
    }
    Ok(())
}

fn parse(text: &str) -> Option<Keypair> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut secret = [0; 32];
    for (byte, at) in secret.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Keypair::ed25519_from_bytes(secret).ok()
}

/// Complete under its name or not there at all, whenever the machine stops.
fn write_new(path: &Path, secret: &[u8]) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let draft = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    let digits: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{digits}")?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;

    #[test]
    fn a_created_key_is_read_again() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("deep/node.key");
        let created = peer_id_of(&load_or_create(&path)?);
        assert_eq!(peer_id_of(&load_or_create(&path)?), created);
        Ok(())
    }

    #[test]
    fn a_created_key_is_its_owners_only() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("node.key");
        load_or_create(&path)?;
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        Ok(())
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("node.key");
        load_or_create(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644))?;
        assert!(matches!(load_or_create(&path), Err(KeyFileError::Permissions { mode: 0o644, .. })));
        Ok(())
    }

    #[test]
    fn a_malformed_key_is_refused_and_kept() -> Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("node.key");
        load_or_create(&path)?;
        fs::write(&path, "not a key")?;
        assert!(matches!(load_or_create(&path), Err(KeyFileError::Malformed { .. })));
        assert_eq!(fs::read_to_string(&path)?, "not a key");
        Ok(())
    }
}

//! What is private to an identity and no key: kept beside it, sealed under its passphrase, changed by one process at a time.

use super::{
    seal::{self, Cost, SealError},
    store::{Keystore, StoreError},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use std::fs::File;
use zeroize::Zeroizing;

/// A sealed file.
#[derive(Default, Serialize, Deserialize)]
struct SealedFile {
    /// base64 of salt, parameters, nonce and box.
    encoded: String,
}

/// Why something sealed is not read or written.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Not base64.
    #[error("the sealed file beside the identity is damaged: it is not base64")]
    Encoded,
    /// Does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl Keystore {
    /// Keeps other processes from changing what is kept beside the identity `name` until the returned file is dropped.
    pub fn lock_aside(&self, name: &str, kind: &str) -> Result<File, StoreError> {
        let path = self.lock_path(name, kind)?;
        let failed = |source| StoreError::Io { path: path.clone(), source };
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// What is sealed beside the identity `name`, if anything is.
    pub fn read_sealed(
        &self,
        name: &str,
        kind: &str,
        passphrase: &str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, SealedError> {
        let file: Option<SealedFile> = self.read_aside(name, kind)?;
        let Some(SealedFile { encoded }) = file else { return Ok(None) };
        let sealed = STANDARD.decode(encoded).map_err(|_| SealedError::Encoded)?;
        Ok(Some(seal::open(&sealed, passphrase)?))
    }

    /// Replaces what is sealed beside the identity `name`.
    pub fn write_sealed(
        &self,
        name: &str,
        kind: &str,
        plain: &[u8],
        passphrase: &str,
        cost: Cost,
    ) -> Result<(), SealedError> {
        let encoded = STANDARD.encode(seal::seal(plain, passphrase, cost));
        Ok(self.write_aside(name, kind, &Some(SealedFile { encoded }))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_read_again_with_the_passphrase_only() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        assert!(keystore.read_sealed("ana", "wallet", "right").unwrap().is_none());
        keystore.write_sealed("ana", "wallet", b"private", "right", Cost::LOW).unwrap();
        let read = keystore.read_sealed("ana", "wallet", "right").unwrap().unwrap();
        assert_eq!(read.as_slice(), b"private");
        let wrong = keystore.read_sealed("ana", "wallet", "wrong");
        assert!(matches!(wrong, Err(SealedError::Seal(SealError::WrongPassphrase))));
        let text = std::fs::read_to_string(dir.path().join("ana.wallet.json")).unwrap();
        assert!(!text.contains("private"));
    }

    #[test]
    fn one_process_at_a_time_changes_it() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        let held = keystore.lock_aside("ana", "wallet").unwrap();
        let other = File::options().write(true).open(dir.path().join("ana.wallet.lock")).unwrap();
        assert!(other.try_lock().is_err());
        drop(held);
        assert!(other.try_lock().is_ok());
    }
}

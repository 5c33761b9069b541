//! One daemon per directory.

use crate::StoreError;
use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

const NAME: &str = "LOCK";

/// Held as long as this lives; the system releases it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    pub fn take(directory: &Path) -> Result<Self, StoreError> {
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(directory.join(NAME));
        let file = opened.map_err(StoreError::io("opening", NAME))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(directory.to_owned())),
            Err(TryLockError::Error(error)) => Err(StoreError::io("locking", NAME)(error)),
        }
    }
}

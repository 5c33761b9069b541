//! What is where in the data directory.

use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A data directory; the store in it keeps others out.
#[derive(Clone, Debug)]
pub struct DataDirectory(PathBuf);

impl DataDirectory {
    /// Creates `path` if it is missing.
    pub fn create(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("cannot create the data directory {}", path.display()))?;
        Ok(Self(path.to_path_buf()))
    }

    /// What is at `path`, be it there or not.
    pub fn at(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// File with the node's libp2p key.
    pub fn node_key(&self) -> PathBuf {
        self.0.join("node.key")
    }

    /// File with what is known of the chain.
    pub fn chain_view(&self) -> PathBuf {
        self.0.join("chain.view")
    }

    /// File with addresses of peers met earlier.
    pub fn peers(&self) -> PathBuf {
        self.0.join("peers")
    }

    /// File with what was read of DIDs.
    pub fn dids(&self) -> PathBuf {
        self.0.join("dids")
    }

    /// File with versions of DIDs that are over.
    pub fn did_versions(&self) -> PathBuf {
        self.0.join("did-versions")
    }

    /// Directory of the store.
    pub fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    /// Directory of the status lists that are hosted.
    pub fn status_lists(&self) -> PathBuf {
        self.0.join("status-lists")
    }
}

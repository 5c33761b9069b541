//! The directory that identities live in. Files are readable by their owner only and replaced atomically.

use super::identity::{Identity, IdentityError};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// Longest name of an identity.
const NAME_BYTES_MAX: usize = 64;
/// Largest file that is read: a full wallet.
const FILE_BYTES_MAX: u64 = 16 << 20;
/// What an identity's file ends with.
const SUFFIX: &str = ".identity.json";
/// Kind of the lock on an identity's file.
const LOCK: &str = "identity";

/// A directory of identities.
#[derive(Clone, Debug)]
pub struct Keystore {
    dir: PathBuf,
}

/// Why an identity cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such identity.
    #[error("no identity {name:?} in {dir}; `cybersyn key list` shows what there is, `cybersyn key create` makes one")]
    NotFound {
        /// The name asked for.
        name: String,
        /// The keystore.
        dir: PathBuf,
    },
    /// The keystore is empty and nobody was named.
    #[error("no identity in {0}; make one with `cybersyn key create NAME`")]
    Empty(PathBuf),
    /// Several identities and nobody was named.
    #[error("say who acts with --as NAME; there are {}", .0.join(", "))]
    Ambiguous(Vec<String>),
    /// The name is taken.
    #[error("an identity {0:?} exists already; choose another name, nothing is ever overwritten")]
    AlreadyExists(String),
    /// A name that could leave the directory or confuse a shell.
    #[error("{0:?} is no good name: use 1 to {NAME_BYTES_MAX} letters, digits, '-' and '_'")]
    BadName(String),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file holds something else.
    #[error("{path}: {source}")]
    Json {
        /// Which.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A file holds an identity that cannot be used.
    #[error("{path}: {source}")]
    Identity {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Box<IdentityError>,
    },
}

impl Keystore {
    /// The keystore in `dir`, which need not exist yet.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where it is.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The names of all identities, sorted.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(StoreError::Io { path: self.dir.clone(), source }),
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(SUFFIX).map(str::to_owned))
            .collect();
        names.sort();
        Ok(names)
    }

    /// The identity called `name`; without a name, the only one there is.
    pub fn load(&self, name: Option<&str>) -> Result<Identity, StoreError> {
        match name {
            Some(name) => self.read_identity(name),
            None => match self.names()?.as_slice() {
                [] => Err(StoreError::Empty(self.dir.clone())),
                [name] => self.read_identity(name),
                names => Err(StoreError::Ambiguous(names.to_vec())),
            },
        }
    }

    /// Writes a new identity; never over another one.
    pub fn create(&self, identity: &Identity) -> Result<PathBuf, StoreError> {
        let path = self.path(&identity.name)?;
        self.make_dir()?;
        self.prepare(identity, &path)?.persist_noclobber(&path).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => StoreError::AlreadyExists(identity.name.clone()),
            _ => StoreError::Io { path: path.clone(), source: error.error },
        })?;
        self.sync_dir()?;
        Ok(path)
    }

    /// Changes an identity as it is on disk by now, which may be another than was loaded before: between the two another
    /// process may have added a key. Nobody else changes it meanwhile. Returns it as it is then.
    pub fn change<E: From<StoreError>>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Identity) -> Result<(), E>,
    ) -> Result<Identity, E> {
        let _lock = self.lock_aside(name, LOCK)?;
        let mut identity = self.read_identity(name)?;
        change(&mut identity)?;
        self.write(&identity, &self.path(name)?)?;
        Ok(identity)
    }

    /// Something kept beside the identity `name`: `NAME.{kind}.json`.
    pub fn read_aside<T: DeserializeOwned + Default>(&self, name: &str, kind: &str) -> Result<T, StoreError> {
        let path = self.aside_path(name, kind)?;
        if path.exists() { read_json(&path) } else { Ok(T::default()) }
    }

    /// Replaces what is kept beside the identity `name`.
    pub fn write_aside<T: Serialize>(&self, name: &str, kind: &str, value: &T) -> Result<(), StoreError> {
        self.make_dir()?;
        let path = self.aside_path(name, kind)?;
        self.write(value, &path)
    }

    fn write<T: Serialize>(&self, value: &T, path: &Path) -> Result<(), StoreError> {
        self.prepare(value, path)?
            .persist(path)
            .map_err(|error| StoreError::Io { path: path.to_owned(), source: error.error })?;
        self.sync_dir()
    }

    /// A synced temporary file (mode 0600) in the same directory.
    fn prepare<T: Serialize>(&self, value: &T, path: &Path) -> Result<tempfile::NamedTempFile, StoreError> {
        let failed = |source| StoreError::Io { path: path.to_owned(), source };
        let json =
            serde_json::to_vec_pretty(value).map_err(|source| StoreError::Json { path: path.to_owned(), source })?;
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(&self.dir).map_err(failed)?;
        file.write_all(&json).map_err(failed)?;
        file.write_all(b"\n").map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        Ok(file)
    }

    fn read_identity(&self, name: &str) -> Result<Identity, StoreError> {
        let path = self.path(name)?;
        if !path.exists() {
            return Err(StoreError::NotFound { name: name.to_owned(), dir: self.dir.clone() });
        }
        let identity: Identity = read_json(&path)?;
        identity.check().map_err(|source| StoreError::Identity { path, source: Box::new(source) })
    }

    fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        check_name(name)?;
        Ok(self.dir.join(format!("{name}{SUFFIX}")))
    }

    fn aside_path(&self, name: &str, kind: &str) -> Result<PathBuf, StoreError> {
        check_name(name)?;
        Ok(self.dir.join(format!("{name}.{kind}.json")))
    }

    /// Where the lock on what is kept beside the identity `name` is, in a directory that is there.
    pub(super) fn lock_path(&self, name: &str, kind: &str) -> Result<PathBuf, StoreError> {
        check_name(name)?;
        self.make_dir()?;
        Ok(self.dir.join(format!("{name}.{kind}.lock")))
    }

    fn make_dir(&self) -> Result<(), StoreError> {
        let failed = |source| StoreError::Io { path: self.dir.clone(), source };
        if self.dir.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(&self.dir).map_err(failed)?;
        #[cfg(unix)]
        fs::set_permissions(&self.dir, std::os::unix::fs::PermissionsExt::from_mode(0o700)).map_err(failed)?;
        Ok(())
    }

    /// A rename is on disk only when its directory is.
    fn sync_dir(&self) -> Result<(), StoreError> {
        let synced = fs::File::open(&self.dir).and_then(|dir| dir.sync_all());
        synced.map_err(|source| StoreError::Io { path: self.dir.clone(), source })
    }
}

fn check_name(name: &str) -> Result<(), StoreError> {
    let good = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.chars().all(good) {
        return Err(StoreError::BadName(name.to_owned()));
    }
    Ok(())
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, StoreError> {
    let failed = |source| StoreError::Io { path: path.to_owned(), source };
    let mut text = String::new();
    fs::File::open(path).map_err(failed)?.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(failed)?;
    serde_json::from_str(&text).map_err(|source| StoreError::Json { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{credential::CredentialFile, seal::Cost},
        *,
    };

    fn store() -> (tempfile::TempDir, Keystore) {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().join("keys"));
        (dir, keystore)
    }

    #[test]
    fn an_identity_is_found_again() {
        let (_dir, keystore) = store();
        let identity = Identity::development(1);
        keystore.create(&identity).unwrap();
        assert_eq!(keystore.load(Some("citizen-1")).unwrap(), identity);
        assert_eq!(keystore.load(None).unwrap(), identity);
        assert_eq!(keystore.names().unwrap(), ["citizen-1"]);
    }

    #[test]
    fn changes_that_interleave_keep_all_keys() {
        let (_dir, keystore) = store();
        keystore.create(&Identity::development(1)).unwrap();
        let add = || {
            keystore.change("citizen-1", |identity| {
                let key = CredentialFile::generate("p", Cost::LOW);
                identity.put_credential_key(key).unwrap();
                Ok::<_, StoreError>(())
            })
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(add)).collect();
            threads.into_iter().for_each(|thread| drop(thread.join().unwrap().unwrap()));
        });
        assert_eq!(keystore.load(None).unwrap().credential.len(), 8);
    }

    #[test]
    fn a_change_that_fails_changes_nothing() {
        let (_dir, keystore) = store();
        let before = Identity::development(1);
        keystore.create(&before).unwrap();
        let failed = keystore.change("citizen-1", |identity| {
            identity.voting.clear();
            Err(StoreError::BadName(String::new()))
        });
        assert!(failed.is_err());
        assert_eq!(keystore.load(None).unwrap(), before);
    }

    #[test]
    fn nothing_is_overwritten() {
        let (_dir, keystore) = store();
        keystore.create(&Identity::development(1)).unwrap();
        assert!(matches!(keystore.create(&Identity::development(1)), Err(StoreError::AlreadyExists(_))));
    }

    #[test]
    #[cfg(unix)]
    fn only_the_owner_reads_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, keystore) = store();
        let path = keystore.create(&Identity::development(1)).unwrap();
        keystore.write_aside("citizen-1", "votes", &1).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&keystore.dir().join("citizen-1.votes.json")), 0o600);
        assert_eq!(mode(keystore.dir()), 0o700);
    }

    #[test]
    fn with_several_identities_one_must_be_named() {
        let (_dir, keystore) = store();
        assert!(matches!(keystore.load(None), Err(StoreError::Empty(_))));
        keystore.create(&Identity::development(1)).unwrap();
        keystore.create(&Identity::development(2)).unwrap();
        assert!(matches!(keystore.load(None), Err(StoreError::Ambiguous(names)) if names.len() == 2));
    }

    #[test]
    fn names_cannot_leave_the_directory() {
        let (_dir, keystore) = store();
        for name in ["", "../x", "a/b", ".hidden", "a b"] {
            assert!(matches!(keystore.load(Some(name)), Err(StoreError::BadName(_))), "{name}");
        }
    }

    #[test]
    fn a_damaged_file_is_named() {
        let (_dir, keystore) = store();
        let path = keystore.create(&Identity::development(1)).unwrap();
        fs::write(&path, "{").unwrap();
        assert!(keystore.load(None).unwrap_err().to_string().contains("citizen-1.identity.json"));
    }
}

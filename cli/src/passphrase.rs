//! Where the passphrase comes from: a file, the environment, or a prompt.

use crate::{exit::Failure, keystore::Identity};
use anyhow::{Context, Result};
use std::{
    fs::File,
    io::{IsTerminal, Read, stdin},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Name of the environment variable.
pub const VARIABLE: &str = "CYBERSYN_PASSPHRASE";
/// Longest passphrase in a file.
const BYTES_MAX: u64 = 4_096;

/// A source of passphrases.
#[derive(Clone, Debug)]
pub struct Passphrases {
    file: Option<PathBuf>,
}

impl Passphrases {
    /// From `file` if given, else from the environment, else asked for.
    pub fn new(file: Option<PathBuf>) -> Self {
        Self { file }
    }

    /// The passphrase that opens `identity`.
    pub fn of(&self, identity: &Identity) -> Result<Zeroizing<String>> {
        if identity.development.is_some() {
            return Ok(Zeroizing::new(Identity::DEVELOPMENT_PASSPHRASE.to_owned()));
        }
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(&format!("Passphrase of {}: ", identity.name)),
        }
    }

    /// A passphrase to seal new keys under; asked for twice.
    pub fn choose(&self, name: &str) -> Result<Zeroizing<String>> {
        if let Some(passphrase) = self.given()? {
            return Ok(passphrase);
        }
        let first = ask(&format!("New passphrase for {name}: "))?;
        let second = ask("The same again: ")?;
        if *first == *second { not_empty(first) } else { Err(Failure::Refused("the two differ".into()).into()) }
    }

    /// The passphrase of a file that is being imported.
    pub fn of_import(&self, what: &str) -> Result<Zeroizing<String>> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(&format!("Passphrase of {what}: ")),
        }
    }

    fn given(&self) -> Result<Option<Zeroizing<String>>> {
        if let Some(path) = &self.file {
            return read(path).map(Some);
        }
        std::env::var(VARIABLE).ok().map(|passphrase| not_empty(Zeroizing::new(passphrase))).transpose()
    }
}

/// The first line of the file.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    File::open(path)
        .and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text))
        .with_context(|| format!("cannot read the passphrase from {}", path.display()))?;
    not_empty(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn ask(prompt: &str) -> Result<Zeroizing<String>> {
    if !stdin().is_terminal() {
        let hint = format!("no passphrase: set {VARIABLE}, give --passphrase-file, or run in a terminal");
        return Err(Failure::Usage(hint).into());
    }
    Ok(Zeroizing::new(rpassword::prompt_password(prompt)?))
}

fn not_empty(passphrase: Zeroizing<String>) -> Result<Zeroizing<String>> {
    if passphrase.is_empty() { Err(Failure::Usage("the passphrase is empty".into()).into()) } else { Ok(passphrase) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_first_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "one two\nthree\n").unwrap();
        let source = Passphrases::new(Some(file.path().to_owned()));
        assert_eq!(*source.choose("x").unwrap(), "one two");
    }

    #[test]
    fn an_empty_file_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(Passphrases::new(Some(file.path().to_owned())).choose("x").is_err());
    }

    #[test]
    fn development_identities_need_none() {
        let source = Passphrases::new(Some("/nowhere".into()));
        assert_eq!(*source.of(&Identity::development(1)).unwrap(), Identity::DEVELOPMENT_PASSPHRASE);
    }
}

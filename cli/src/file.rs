//! Files that are given on the command line: read within bounds, written for their owner.

use crate::exit::Failure;
use anyhow::{Context as _, Result, ensure};
use std::{
    fs::File,
    io::{Read, Write, stdin},
    path::Path,
};

/// The text of a file, of `bytes_max` bytes at most; `-` reads standard input.
pub fn read_text(path: &Path, bytes_max: usize) -> Result<String> {
    let text = String::from_utf8(read(path, bytes_max)?);
    text.map_err(|_| Failure::Refused(format!("{} is no text in UTF-8", path.display())).into())
}

/// A file of `bytes_max` bytes at most; `-` reads standard input.
pub fn read(path: &Path, bytes_max: usize) -> Result<Vec<u8>> {
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        stdin().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    let too_large = || Failure::Refused(format!("{} has more than {bytes_max} bytes", path.display()));
    ensure!(bytes.len() <= bytes_max, too_large());
    Ok(bytes)
}

/// Writes a file that must not be there yet, and that its owner alone reads.
pub fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| writeln!(file, "{}", text.trim_end()));
    written.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_one_byte_too_large_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, "1234").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "1234");
        assert!(read_text(&path, 3).unwrap_err().to_string().contains("more than 3"));
    }

    #[test]
    #[cfg(unix)]
    fn what_is_written_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        write_new(&path, "secret").unwrap();
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn nothing_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        write_new(&path, "one").unwrap();
        assert!(write_new(&path, "two").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\n");
    }
}

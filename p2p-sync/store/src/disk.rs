//! The little of a file system that the journal needs, so that tests can run it on a disk that loses writes.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// One directory. Changes to it (create, rename, remove) last only after [`Disk::sync_directory`].
pub trait Disk: Send {
    /// An open file.
    type File: DiskFile;

    /// Names of all files.
    fn list(&self) -> io::Result<Vec<String>>;
    /// A new empty file; an error if the name is taken.
    fn create(&self, name: &str) -> io::Result<Self::File>;
    /// An existing file.
    fn open(&self, name: &str) -> io::Result<Self::File>;
    /// Gives a file another name, replacing what had it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Returns once all changes to the directory are on the disk.
    fn sync_directory(&self) -> io::Result<()>;
}

/// One open file. Writes last only after [`DiskFile::sync`].
pub trait DiskFile: Send {
    /// The whole content.
    fn read_all(&self) -> io::Result<Vec<u8>>;
    /// Writes all of `data` at `offset`, extending the file as needed.
    fn write_at(&mut self, offset: u64, data: &[u8]) -> io::Result<()>;
    /// Cuts or extends the file to `length` bytes.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
    /// Returns once content and length are on the disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// A real directory.
#[derive(Clone, Debug)]
pub struct Directory(PathBuf);

impl Directory {
    /// The directory at `path`, created if it is missing.
    pub fn open(path: &Path) -> io::Result<Self> {
        if !path.is_dir() {
            fs::create_dir_all(path)?;
            // A new directory lasts only once its parent has reached the disk.
            if let Some(parent) = path.canonicalize()?.parent() {
                File::open(parent)?.sync_all()?;
            }
        }
        Ok(Self(path.to_owned()))
    }
}

impl Disk for Directory {
    type File = File;

    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            // A name that is not UTF-8 is none of ours.
            names.extend(entry?.file_name().into_string().ok());
        }
        Ok(names)
    }

    fn create(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).open(self.0.join(name))
    }

    fn open(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(self.0.join(name))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    fn sync_directory(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }
}

impl DiskFile for File {
    fn read_all(&self) -> io::Result<Vec<u8>> {
        let length = usize::try_from(self.metadata()?.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let mut content = vec![0; length];
        self.read_exact_at(&mut content, 0)?;
        Ok(content)
    }

    fn write_at(&mut self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.write_all_at(data, offset)
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        // `fdatasync`: content and length, not the time stamps.
        self.sync_data()
    }
}

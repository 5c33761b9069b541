//! Status lists that this daemon hosts: one file each, found by issuer and name.
//!
//! Whether a list is its issuer's and the current one was judged before it comes here; here is decided whether there is
//! room. A file that is damaged is left out at the start: its issuer publishes the list again.

use cybersyn_credentials::{
    date::{self, Date},
    json::{Object, Value, parse_object},
    status::VerifiedList,
};
use cybersyn_mesh_api::{
    limits::{STATUS_LIST_BYTES_MAX, STATUS_LIST_VALID_MILLIS_MAX, STATUS_LISTS_MAX, STATUS_LISTS_PER_ISSUER_MAX},
    status_lists::{STATUS_LISTS_PATH, status_list_place},
};
use cybersyn_primitives::{Millis, hash::blake2_256};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What a file of a list ends with.
const SUFFIX: &str = "json";
const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// Issuer and name.
type Place = (String, String);

/// Since and until when a list is valid.
#[derive(Clone, Copy, Debug)]
struct Term {
    from: Date,
    until: Date,
}

/// Why a list is not hosted.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The list's id is no place here.
    #[error("the list's id must be a URL that ends with {STATUS_LISTS_PATH}{0}/NAME, NAME of letters, digits, - and _")]
    WrongPlace(String),
    /// Longer than is taken.
    #[error("{0} bytes are too many, at most {STATUS_LIST_BYTES_MAX} are hosted; serve a longer list yourself")]
    TooLarge(usize),
    /// A list without an end, or with one too far away.
    #[error("validUntil must be there, and at most {} days ahead", STATUS_LIST_VALID_MILLIS_MAX / DAY_MILLIS)]
    TooLasting,
    /// The list that is here is the same or newer.
    #[error("a list as new is here; sign one with a later validFrom")]
    AlreadyNewer,
    /// As many lists of the issuer as there may be.
    #[error("{STATUS_LISTS_PER_ISSUER_MAX} lists of this issuer are here; use those, or serve others yourself")]
    IssuerFull,
    /// As many lists as there may be.
    #[error("{STATUS_LISTS_MAX} lists are here; publish at another daemon")]
    Full,
    /// The disk.
    #[error("the list cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// The hosted lists.
pub struct StatusLists {
    directory: PathBuf,
    known: Mutex<BTreeMap<Place, Term>>,
    /// How often a list was read from disk.
    #[cfg(test)]
    pub(crate) reads: std::sync::atomic::AtomicUsize,
}

impl StatusLists {
    /// Those in `directory`, which is created if it is missing.
    pub fn open(directory: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&directory)?;
        let mut known = BTreeMap::new();
        for entry in fs::read_dir(&directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == SUFFIX) {
                match read(&path).filter(|(place, _)| path == file_of(&directory, place)) {
                    Some((place, term)) => {
                        known.insert(place, term);
                    }
                    None => tracing::warn!(path = %path.display(), "not a status list; it is left out"),
                }
            }
        }
        Ok(Self {
            directory,
            known: Mutex::new(known),
            #[cfg(test)]
            reads: Default::default(),
        })
    }

    /// Hosts a list, in the place of an older one; where there is no room, in the place of those that are over. On disk
    /// when this returns.
    pub fn put(&self, list: &VerifiedList, text: &str, now: Millis) -> Result<(), HostError> {
        let wrong = || HostError::WrongPlace(list.issuer().to_owned());
        let place = status_list_place(list.id()).filter(|(issuer, _)| *issuer == list.issuer()).ok_or_else(wrong)?;
        let place = (place.0.to_owned(), place.1.to_owned());
        if text.len() > STATUS_LIST_BYTES_MAX {
            return Err(HostError::TooLarge(text.len()));
        }
        let latest = date::at(now.saturating_add(STATUS_LIST_VALID_MILLIS_MAX));
        let until = list.valid_until().filter(|until| *until <= latest).ok_or(HostError::TooLasting)?;
        let term = Term { from: list.valid_from().unwrap_or_default(), until };
        let mut known = self.known();
        if let Err(HostError::IssuerFull | HostError::Full) = check_room(&known, &place, term.from) {
            self.drop_ended(&mut known, date::at(now));
        }
        check_room(&known, &place, term.from)?;
        write(&self.directory, &file_of(&self.directory, &place), text)?;
        known.insert(place, term);
        Ok(())
    }

    /// Drops the lists that are over: nobody may use them any more. One whose file stays is still in the way.
    fn drop_ended(&self, known: &mut BTreeMap<Place, Term>, now: Date) {
        known.retain(|place, term| {
            let path = file_of(&self.directory, place);
            let removed = || match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(path = %path.display(), %error, "a status list that is over cannot be removed");
                    false
                }
                _ => true,
            };
            term.until > now || !removed()
        });
    }

    /// The text of a list, if it is hosted here.
    pub fn get(&self, issuer: &str, name: &str) -> Option<String> {
        let place = (issuer.to_owned(), name.to_owned());
        if !self.known().contains_key(&place) {
            return None;
        }
        #[cfg(test)]
        self.reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = file_of(&self.directory, &place);
        fs::read_to_string(&path)
            .inspect_err(|error| tracing::warn!(path = %path.display(), %error, "a status list cannot be read"))
            .ok()
    }

    /// The text of the list with that URL.
    pub fn at(&self, url: &str) -> Option<String> {
        let (issuer, name) = status_list_place(url)?;
        let text = self.get(issuer, name)?;
        // Hosted under the same place for another address: not what was asked for.
        let document = parse_object(text.as_bytes(), STATUS_LIST_BYTES_MAX).ok()?;
        (document.get("id").and_then(Value::as_str) == Some(url)).then_some(text)
    }

    /// Nothing is left half changed by a panic in here: whoever comes next may go on.
    fn known(&self) -> MutexGuard<'_, BTreeMap<Place, Term>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check_room(known: &BTreeMap<Place, Term>, place: &Place, from: Date) -> Result<(), HostError> {
    match known.get(place) {
        Some(here) if here.from >= from => return Err(HostError::AlreadyNewer),
        Some(_) => return Ok(()),
        None => {}
    }
    let of_issuer = known.keys().filter(|(issuer, _)| *issuer == place.0).count();
    if of_issuer >= STATUS_LISTS_PER_ISSUER_MAX {
        return Err(HostError::IssuerFull);
    }
    if known.len() >= STATUS_LISTS_MAX { Err(HostError::Full) } else { Ok(()) }
}

/// The file's name is a hash: DIDs hold characters that file systems do not take.
fn file_of(directory: &Path, (issuer, name): &Place) -> PathBuf {
    let hash = blake2_256(format!("{issuer}/{name}").as_bytes());
    directory.join(hex::encode(hash)).with_extension(SUFFIX)
}

fn read(path: &Path) -> Option<(Place, Term)> {
    let document: Object = parse_object(&fs::read(path).ok()?, STATUS_LIST_BYTES_MAX).ok()?;
    let (issuer, name) = status_list_place(document.get("id")?.as_str()?)?;
    let date = |name| document.get(name).and_then(Value::as_str).and_then(|text| date::parse(text).ok());
    let term = Term { from: date("validFrom").unwrap_or_default(), until: date("validUntil").unwrap_or_default() };
    Some(((issuer.to_owned(), name.to_owned()), term))
}

/// Written beside, flushed, then put in its place: a crash leaves the old list or the new one.
fn write(directory: &Path, path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests;

//! A disk that forgets what was not synced, in pieces and out of order, when the power fails.

use cybersyn_mesh_store::{Disk, DiskFile};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard},
};

/// Unsynced writes reach the disk, or not, in pieces of this many bytes.
const SECTOR: usize = 64;

/// What is told to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// The disk is full: half of the next write arrives.
    Full,
    /// Syncing fails.
    Sync,
}

#[derive(Clone, Debug, Default)]
struct Inode {
    live: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Clone, Debug)]
enum DirectoryChange {
    Link(String, usize),
    Unlink(String),
    Rename(String, String),
}

#[derive(Debug)]
struct State {
    inodes: Vec<Inode>,
    live: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    pending: Vec<DirectoryChange>,
    /// Operations until the power fails.
    power: u64,
    fault: Fault,
}

#[derive(Clone, Debug)]
pub struct SimDisk(Arc<Mutex<State>>);

#[derive(Debug)]
pub struct SimFile {
    disk: SimDisk,
    inode: usize,
}

/// SplitMix64: a seed replays a crash.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }
}

impl SimDisk {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            inodes: Vec::new(),
            live: BTreeMap::new(),
            durable: BTreeMap::new(),
            pending: Vec::new(),
            power: u64::MAX,
            fault: Fault::None,
        })))
    }

    /// The power will fail after so many operations.
    pub fn power_for(&self, operations: u64) {
        self.state().power = operations;
    }

    pub fn fail(&self, fault: Fault) {
        self.state().fault = fault;
    }

    /// What is found when the power is back.
    pub fn after_power_failure(&self, dice: &mut Dice) -> Self {
        let state = self.state();
        let inodes = state.inodes.iter().map(|inode| inode.survivor(dice)).collect();
        let mut names = state.durable.clone();
        let lasting = dice.roll(state.pending.len() as u64 + 1) as usize;
        for change in &state.pending[..lasting] {
            apply(&mut names, change);
        }
        let survivor = State {
            inodes,
            live: names.clone(),
            durable: names,
            pending: Vec::new(),
            power: u64::MAX,
            fault: Fault::None,
        };
        Self(Arc::new(Mutex::new(survivor)))
    }

    /// Flips a bit of a file, behind everybody's back.
    pub fn damage(&self, name: &str, offset: usize) {
        let mut state = self.state();
        let inode = state.live[name];
        state.inodes[inode].live[offset] ^= 0x10;
        state.inodes[inode].durable = state.inodes[inode].live.clone();
    }

    pub fn length(&self, name: &str) -> usize {
        let state = self.state();
        state.inodes[state.live[name]].live.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no test panics while it holds the disk")
    }

    /// Uses power; what happens without is not seen by anybody.
    fn operate(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.state();
        state.power = state.power.checked_sub(1).ok_or_else(|| io::Error::other("no power"))?;
        Ok(state)
    }

    fn change_directory(&self, change: DirectoryChange) -> io::Result<()> {
        let mut state = self.operate()?;
        apply(&mut state.live, &change);
        state.pending.push(change);
        Ok(())
    }
}

impl Inode {
    fn survivor(&self, dice: &mut Dice) -> Self {
        let mut content = self.durable.clone();
        for change in &self.pending {
            match change {
                Change::Length(length) if dice.roll(2) == 0 => content.resize(*length, 0),
                Change::Length(_) => {}
                Change::Write(offset, data) => {
                    for (piece, at) in data.chunks(SECTOR).zip((*offset..).step_by(SECTOR)) {
                        if dice.roll(3) > 0 {
                            write(&mut content, at, piece);
                        }
                    }
                }
            }
        }
        Self { live: content.clone(), durable: content, pending: Vec::new() }
    }
}

fn apply(names: &mut BTreeMap<String, usize>, change: &DirectoryChange) {
    match change {
        DirectoryChange::Link(name, inode) => drop(names.insert(name.clone(), *inode)),
        DirectoryChange::Unlink(name) => drop(names.remove(name)),
        DirectoryChange::Rename(from, to) => {
            if let Some(inode) = names.remove(from) {
                names.insert(to.clone(), inode);
            }
        }
    }
}

fn write(content: &mut Vec<u8>, offset: usize, data: &[u8]) {
    if content.len() < offset + data.len() {
        content.resize(offset + data.len(), 0);
    }
    content[offset..offset + data.len()].copy_from_slice(data);
}

impl Disk for SimDisk {
    type File = SimFile;

    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.operate()?.live.keys().cloned().collect())
    }

    fn create(&self, name: &str) -> io::Result<SimFile> {
        if self.state().live.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut state = self.state();
        state.inodes.push(Inode::default());
        let inode = state.inodes.len() - 1;
        drop(state);
        self.change_directory(DirectoryChange::Link(name.to_owned(), inode))?;
        Ok(SimFile { disk: self.clone(), inode })
    }

    fn open(&self, name: &str) -> io::Result<SimFile> {
        let state = self.operate()?;
        let inode = *state.live.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(SimFile { disk: self.clone(), inode })
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.change_directory(DirectoryChange::Rename(from.to_owned(), to.to_owned()))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        if !self.state().live.contains_key(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.change_directory(DirectoryChange::Unlink(name.to_owned()))
    }

    fn sync_directory(&self) -> io::Result<()> {
        let mut state = self.operate()?;
        state.durable = state.live.clone();
        state.pending.clear();
        Ok(())
    }
}

impl DiskFile for SimFile {
    fn read_all(&self) -> io::Result<Vec<u8>> {
        Ok(self.disk.operate()?.inodes[self.inode].live.clone())
    }

    fn write_at(&mut self, offset: u64, data: &[u8]) -> io::Result<()> {
        // A write that the power failure interrupts may have reached the disk in part.
        let powered = self.disk.operate().map(drop);
        let mut state = self.disk.state();
        let full = state.fault == Fault::Full;
        let data = if full { &data[..data.len() / 2] } else { data };
        let inode = &mut state.inodes[self.inode];
        write(&mut inode.live, offset as usize, data);
        inode.pending.push(Change::Write(offset as usize, data.to_vec()));
        if full { Err(io::ErrorKind::StorageFull.into()) } else { powered }
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        let mut state = self.disk.operate()?;
        let inode = &mut state.inodes[self.inode];
        inode.live.resize(length as usize, 0);
        inode.pending.push(Change::Length(length as usize));
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.operate()?;
        if state.fault == Fault::Sync {
            return Err(io::Error::other("input/output error"));
        }
        let inode = &mut state.inodes[self.inode];
        inode.durable = inode.live.clone();
        inode.pending.clear();
        Ok(())
    }
}

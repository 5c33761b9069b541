//! What must hold of the storage between calls. Run by tests after each test, and by `try-runtime`.

use crate::{Agenda, Bootstraps, Config, Entry, Nonces, Pallet, Peers, PeersOf, entry};
use alloc::{format, string::String};
use cybersyn_primitives::peer::PeerKey;
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    pub(crate) fn do_try_state() -> Checked {
        for (peer, entry) in Peers::<T>::iter() {
            Self::check_entry(&peer, &entry)?;
            Self::check_places(&peer, &entry)?;
        }
        Self::check_lists()?;
        Self::check_persons()
    }

    /// An entry is one that a call would take.
    fn check_entry(peer: &PeerKey, entry: &Entry) -> Checked {
        let is_legal = entry::check::<T>(peer, entry.capabilities, &entry.addresses).is_ok();
        if !is_legal || entry.since >= entry.expires {
            return failed(format!("entry of {peer:?} is not as calls make it: {entry:?}"));
        }
        Ok(())
    }

    /// An entry is on its person's list, on the agenda, and among the bootstraps if it is one.
    fn check_places(peer: &PeerKey, entry: &Entry) -> Checked {
        let is_listed = PeersOf::<T>::get(entry.citizen).contains(peer);
        let is_scheduled = Agenda::<T>::contains_key(entry.last_day(), peer);
        let is_bootstrap = Bootstraps::<T>::contains_key(peer);
        if !is_listed || !is_scheduled || is_bootstrap != entry.is_bootstrap() {
            let places = format!("listed: {is_listed}, on agenda: {is_scheduled}, bootstrap: {is_bootstrap}");
            return failed(format!("entry of {peer:?}: {entry:?}, {places}"));
        }
        Ok(())
    }

    /// Nothing stands on a list or the agenda twice or without an entry.
    fn check_lists() -> Checked {
        let entries = Peers::<T>::iter_keys().count();
        let listed: usize = PeersOf::<T>::iter_values().map(|peers| peers.len()).sum();
        let scheduled = Agenda::<T>::iter_keys().count();
        let introducing = Bootstraps::<T>::iter_keys().count();
        let bootstraps = Peers::<T>::iter_values().filter(Entry::is_bootstrap).count();
        if listed != entries || scheduled != entries || introducing != bootstraps {
            let counts =
                format!("{listed} listed, {scheduled} on the agenda, {introducing} of {bootstraps} bootstraps");
            return failed(format!("{entries} entries, {counts}"));
        }
        Ok(())
    }

    /// Who has nodes has given consents, and no list is empty.
    fn check_persons() -> Checked {
        for (citizen, peers) in PeersOf::<T>::iter() {
            let nonce = Nonces::<T>::get(citizen);
            if peers.is_empty() || (nonce as usize) < peers.len() {
                return failed(format!("citizen {citizen} has {} nodes and nonce {nonce}", peers.len()));
            }
        }
        Ok(())
    }
}

fn failed(reason: String) -> Checked {
    log::error!(target: "runtime::mesh", "{reason}");
    Err(TryRuntimeError::Other("a mesh invariant does not hold; the log names it"))
}

//! Proofs of storage: values and their absence, checked against a state root.
//!
//! A proof is the set of trie nodes on the way from the root to the keys asked for, as `state_getReadProof` serves it.
//! The layout is Substrate's (Polkadot specification, section 2.4): radix 16, a node's header byte says its kind and how
//! many nibbles of key it holds, values above 32 bytes may lie outside their node under their hash.

use codec::{Compact, Decode};
use cybersyn_primitives::{Hash, hash::blake2_256};
use std::collections::HashMap;

/// Why a proof shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TrieError {
    /// A node on the way is not in the proof.
    #[error("it leaves out a part of the trie")]
    Incomplete,
    /// A node does not decode.
    #[error("it holds a node that is malformed")]
    Malformed,
}

/// Nodes by their hash. Only what the root leads to is ever looked at, so nodes that were made up show nothing.
pub(crate) struct Proof {
    root: Hash,
    nodes: HashMap<Hash, Vec<u8>>,
}

impl Proof {
    /// Takes the nodes of a proof under a state root.
    pub fn new(root: Hash, nodes: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self { root, nodes: nodes.into_iter().map(|node| (blake2_256(&node), node)).collect() }
    }

    /// The value under `key`; none is proven too.
    pub fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, TrieError> {
        let key: Vec<u8> = key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
        let (mut rest, mut encoded) = (key.as_slice(), self.node(&self.root)?);
        // Every turn takes at least one nibble off the key.
        loop {
            let Some(node) = Node::decode(encoded)? else { return Ok(None) };
            let Some(below) = rest.strip_prefix(node.partial.as_slice()) else { return Ok(None) };
            let Some((nibble, deeper)) = below.split_first() else {
                return node.value.map(|value| self.load(value)).transpose();
            };
            encoded = match node.children.iter().find(|(place, _)| place == nibble) {
                None => return Ok(None),
                Some((_, Reference::Inline(bytes))) => bytes,
                Some((_, Reference::Hashed(hash))) => self.node(hash)?,
            };
            rest = deeper;
        }
    }

    fn node(&self, hash: &Hash) -> Result<&[u8], TrieError> {
        self.nodes.get(hash).map(Vec::as_slice).ok_or(TrieError::Incomplete)
    }

    fn load(&self, value: Reference<'_>) -> Result<Vec<u8>, TrieError> {
        match value {
            Reference::Inline(bytes) => Ok(bytes.to_vec()),
            Reference::Hashed(hash) => self.node(&hash).map(<[u8]>::to_vec),
        }
    }
}

/// Where a value or a child is.
#[derive(Clone, Copy)]
enum Reference<'a> {
    Inline(&'a [u8]),
    Hashed(Hash),
}

/// A node with its part of the key, in nibbles.
struct Node<'a> {
    partial: Vec<u8>,
    value: Option<Reference<'a>>,
    /// By nibble, ascending; a leaf has none.
    children: Vec<(u8, Reference<'a>)>,
}

/// What a node's header byte says of its kind.
struct Kind {
    is_branch: bool,
    has_value: bool,
    is_value_hashed: bool,
    /// Bits of the header byte that begin the number of nibbles.
    size_bits: u32,
}

impl Kind {
    /// None: no node at all.
    fn of(header: u8) -> Result<Option<Self>, TrieError> {
        let kind = |is_branch, has_value, is_value_hashed, size_bits| Self {
            is_branch,
            has_value,
            is_value_hashed,
            size_bits,
        };
        Ok(Some(match header {
            0 => return Ok(None),
            _ if header >> 6 == 0b01 => kind(false, true, false, 6),
            _ if header >> 6 == 0b10 => kind(true, false, false, 6),
            _ if header >> 6 == 0b11 => kind(true, true, false, 6),
            _ if header >> 5 == 0b001 => kind(false, true, true, 5),
            _ if header >> 4 == 0b0001 => kind(true, true, true, 4),
            _ => return Err(TrieError::Malformed),
        }))
    }
}

impl<'a> Node<'a> {
    /// None: the trie is empty.
    fn decode(encoded: &'a [u8]) -> Result<Option<Self>, TrieError> {
        let mut input = Input(encoded);
        let header = input.byte()?;
        let Some(kind) = Kind::of(header)? else { return Ok(None) };
        let partial = input.partial(header, kind.size_bits)?;
        let places = if kind.is_branch { u16::from_le_bytes(input.array()?) } else { 0 };
        let value = match (kind.has_value, kind.is_value_hashed) {
            (false, _) => None,
            (true, true) => Some(Reference::Hashed(input.array()?)),
            (true, false) => Some(Reference::Inline(input.sized()?)),
        };
        let mut children = Vec::new();
        for place in (0u8..16).filter(|place| places >> place & 1 == 1) {
            let child = input.sized()?;
            // A node of 32 bytes or more is never inline.
            children.push((place, Hash::try_from(child).map_or(Reference::Inline(child), Reference::Hashed)));
        }
        if input.0.is_empty() { Ok(Some(Self { partial, value, children })) } else { Err(TrieError::Malformed) }
    }
}

/// Bytes still to be read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], TrieError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(TrieError::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, TrieError> {
        self.array().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], TrieError> {
        self.take(N)?.try_into().map_err(|_| TrieError::Malformed)
    }

    /// Bytes behind their length.
    fn sized(&mut self) -> Result<&'a [u8], TrieError> {
        let Compact(count) = Compact::<u32>::decode(&mut self.0).map_err(|_| TrieError::Malformed)?;
        self.take(count as usize)
    }

    /// The node's part of the key. Its length is in the low bits of the header, and goes on in further bytes while all
    /// bits of the part before are set; an odd number of nibbles is preceded by an empty one.
    fn partial(&mut self, header: u8, size_bits: u32) -> Result<Vec<u8>, TrieError> {
        let full = (1u8 << size_bits) - 1;
        let mut count = usize::from(header & full);
        let mut goes_on = header & full == full;
        while goes_on {
            let more = self.byte()?;
            count = count.saturating_add(usize::from(more));
            goes_on = more == u8::MAX;
        }
        let nibbles = self.take(count.div_ceil(2))?.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut nibbles: Vec<u8> = nibbles.collect();
        let has_padding = count % 2 == 1;
        if has_padding && nibbles.remove(0) != 0 {
            return Err(TrieError::Malformed);
        }
        Ok(nibbles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::{Blake2Hasher, storage::StateVersion};
    use sp_state_machine::{InMemoryBackend, prove_read};
    use std::collections::BTreeMap;

    /// A state with keys of many lengths, some of them prefixes of others, and values on both sides of 32 bytes.
    fn state() -> BTreeMap<Vec<u8>, Vec<u8>> {
        let mut state = BTreeMap::new();
        for number in 0u32..300 {
            let key = blake2_256(&number.to_le_bytes());
            let length = 1 + number as usize % 32;
            state.insert(key[..length].to_vec(), vec![number as u8; number as usize % 70]);
        }
        // One long way without a fork: its node's length does not fit into the header byte.
        state.insert(vec![7; 200], b"far down".to_vec());
        state.insert(vec![7; 500], vec![1; 1_000]);
        state
    }

    fn served(version: StateVersion, state: &BTreeMap<Vec<u8>, Vec<u8>>, keys: &[Vec<u8>]) -> (Hash, Vec<Vec<u8>>) {
        let entries = state.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
        let backend = InMemoryBackend::<Blake2Hasher>::default().update(vec![(None, entries)], version);
        let root = backend.root().0;
        let proof = prove_read(backend, keys.iter().map(Vec::as_slice)).unwrap();
        (root, proof.into_nodes().into_iter().collect())
    }

    #[test]
    fn every_value_and_every_absence_is_proven() {
        for version in [StateVersion::V0, StateVersion::V1] {
            let state = state();
            let mut keys: Vec<Vec<u8>> = state.keys().cloned().collect();
            keys.extend((1_000u32..1_100).map(|number| blake2_256(&number.to_le_bytes()).to_vec()));
            keys.extend([vec![], vec![7; 100], vec![7; 300], vec![7; 501], vec![7, 8]]);
            let (root, nodes) = served(version, &state, &keys);
            let proof = Proof::new(root, nodes);
            for key in &keys {
                assert_eq!(proof.value(key).as_ref(), Ok(&state.get(key).cloned()), "{key:?}");
            }
        }
    }

    #[test]
    fn the_empty_state_proves_absence() {
        let (root, nodes) = served(StateVersion::V1, &BTreeMap::new(), &[vec![1]]);
        assert_eq!(Proof::new(root, nodes).value(&[1]), Ok(None));
    }

    #[test]
    fn a_proof_under_another_root_shows_nothing() {
        let (key, state) = (state().into_keys().next().unwrap(), state());
        let (root, nodes) = served(StateVersion::V1, &state, std::slice::from_ref(&key));
        let mut lie = state.clone();
        lie.insert(key.clone(), b"a lie".to_vec());
        let (_, forged) = served(StateVersion::V1, &lie, std::slice::from_ref(&key));
        assert_eq!(Proof::new(root, forged).value(&key), Err(TrieError::Incomplete));
        assert_eq!(Proof::new(root, nodes).value(&key), Ok(state.get(&key).cloned()));
    }

    #[test]
    fn no_single_changed_or_missing_node_changes_what_is_shown() {
        let state = state();
        let keys: Vec<Vec<u8>> = state.keys().take(8).cloned().collect();
        let (root, nodes) = served(StateVersion::V1, &state, &keys);
        for (position, node) in nodes.iter().enumerate() {
            for at in 0..=node.len() {
                let mut changed = nodes.clone();
                match changed[position].get_mut(at) {
                    Some(byte) => *byte ^= 0x41,
                    None => drop(changed.remove(position)),
                }
                let proof = Proof::new(root, changed);
                for key in &keys {
                    let shown = proof.value(key);
                    assert!(shown == Ok(state.get(key).cloned()) || shown == Err(TrieError::Incomplete), "{shown:?}");
                }
            }
        }
    }

    #[test]
    fn malformed_nodes_are_refused() {
        let malformed: [&[u8]; 7] =
            [&[], &[0x01], &[0x0f], &[0x41], &[0x42, 0x12, 0xff], &[0x41, 0x11, 0x00], &[0x7f, 0xff, 0xff]];
        for bytes in malformed {
            assert_eq!(Node::decode(bytes).err(), Some(TrieError::Malformed), "{bytes:?}");
        }
        let root = blake2_256(&[0x41]);
        assert_eq!(Proof::new(root, [vec![0x41]]).value(&[1]), Err(TrieError::Malformed));
    }
}

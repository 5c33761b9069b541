//! The state of a block whose hash is known: every value with a proof, checked against the state root in its header.

use crate::{
    ChainError, Head,
    client::Methods,
    header::Header,
    place::storage_key,
    storage::{EncodeKey, Keys, decode},
    trie::Proof,
};
use codec::Decode;
use cybersyn_primitives::{Hash, Millis};
use subxt::config::substrate::H256;

/// Values asked of the node at once.
const VALUES: usize = 16;
/// How far back a state surely knows the hashes of the blocks before it: the runtime keeps 2,400 (`BLOCK_HASHES`).
const ANCESTORS: u32 = 2_300;

/// A block's state, of which the node can show nothing but what is there: whatever it answers must lead to the state
/// root in the header, and the header must hash to the block's hash. Whether that block is final is another question, which
/// [`crate::Chain::proven`] answers.
#[derive(Clone)]
pub struct ProvenState {
    rpc: Methods,
    header: Header,
}

impl ProvenState {
    /// The state of the block with that hash.
    pub(crate) async fn of(rpc: &Methods, hash: Hash) -> Result<Self, ChainError> {
        Ok(Self { rpc: rpc.clone(), header: Header::fetch(rpc, hash).await? })
    }

    /// Which block this is.
    pub fn head(&self) -> Head {
        Head { number: self.header.number(), hash: self.header.hash() }
    }

    /// The value of `pallet::item` under `keys`; none if there is none, whatever the entry's default is.
    pub async fn value<T: Decode>(&self, pallet: &str, item: &str, keys: Keys<'_>) -> Result<Option<T>, ChainError> {
        let key = storage_key(pallet, item, keys)?;
        let mut values = self.read(&format!("{pallet}::{item}"), &[key]).await?;
        values.pop().flatten().map(|bytes| decode(pallet, item, &bytes)).transpose()
    }

    /// The values of the map `pallet::item` under `first` and then each of `last`, in their order.
    pub async fn values<T: Decode>(
        &self,
        pallet: &str,
        item: &str,
        first: Keys<'_>,
        last: &[impl EncodeKey],
    ) -> Result<Vec<Option<T>>, ChainError> {
        let (what, mut values) = (format!("{pallet}::{item}"), Vec::with_capacity(last.len()));
        let place = |key| storage_key(pallet, item, &[first, &[key]].concat());
        for some in last.chunks(VALUES) {
            let places = some.iter().map(|key| place(key)).collect::<Result<Vec<_>, _>>()?;
            for bytes in self.read(&what, &places).await? {
                values.push(bytes.map(|bytes| decode(pallet, item, &bytes)).transpose()?);
            }
        }
        Ok(values)
    }

    /// The block's timestamp; 0 at genesis.
    pub async fn timestamp(&self) -> Result<Millis, ChainError> {
        Ok(self.value("Timestamp", "Now", &[]).await?.unwrap_or_default())
    }

    /// The block before; none of genesis.
    pub async fn parent(&self) -> Result<Option<Self>, ChainError> {
        if self.header.number() == 0 {
            return Ok(None);
        }
        Self::of(&self.rpc, self.header.parent()).await.map(Some)
    }

    /// The block of that number before this one. States along the way are needed: far back, that takes an archive node.
    pub async fn ancestor(&self, number: u32) -> Result<Self, ChainError> {
        self.ancestor_by(number, ANCESTORS).await
    }

    /// As [`Self::ancestor`], by states that know at least `known` blocks before them.
    async fn ancestor_by(&self, number: u32, known: u32) -> Result<Self, ChainError> {
        let mut at = self.clone();
        while at.header.number() > number {
            at = at.step_back(number, known).await?;
        }
        if at.header.number() == number { Ok(at) } else { Err(ChainError::UnknownBlock(number.to_string())) }
    }

    /// As far towards block `number` as this state knows the way.
    async fn step_back(&self, number: u32, known: u32) -> Result<Self, ChainError> {
        let before = self.header.number().saturating_sub(1);
        let target = number.max(self.header.number().saturating_sub(known));
        if target == before {
            return Self::of(&self.rpc, self.header.parent()).await;
        }
        let hash: Option<Hash> = self.value("System", "BlockHash", &[&target]).await?;
        let found = Self::of(&self.rpc, hash.ok_or_else(|| ChainError::UnknownBlock(target.to_string()))?).await?;
        // A state knows true numbers only; this is for states that are not of a chain.
        if found.header.number() == target { Ok(found) } else { Err(ChainError::UnknownBlock(target.to_string())) }
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// The bytes under full storage keys, with one proof.
    async fn read(&self, what: &str, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, ChainError> {
        let hash = H256(self.header.hash());
        let answer = self.rpc.state_get_read_proof(keys.iter().map(Vec::as_slice), Some(hash)).await?;
        let proof = Proof::new(self.header.state_root(), answer.proof.into_iter().map(|node| node.0));
        let values = keys.iter().map(|key| proof.value(key)).collect::<Result<Vec<_>, _>>();
        values.map_err(|error| ChainError::disproved(format!("{what} at block {}", self.header.number()), error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::FakeNode;
    use codec::Encode;

    /// Blocks 1 to 4; proposal 7 of block 3 is `b"three"`, else `b"other"`.
    fn node() -> FakeNode {
        let mut node = FakeNode::default();
        let key = storage_key("Ballots", "Ledgers", &[&7u32]).unwrap();
        for number in 1..=4u8 {
            let value = if number == 3 { b"three" } else { b"other" };
            node.push(vec![(key.clone(), value.encode())], Vec::new());
        }
        node
    }

    async fn ledger(at: &ProvenState) -> Result<Option<[u8; 5]>, ChainError> {
        at.value("Ballots", "Ledgers", &[&7u32]).await
    }

    #[tokio::test]
    async fn a_value_and_its_absence_are_read_with_proof() {
        let node = node();
        let at = ProvenState::of(&node.rpc(), node.hash(3)).await.unwrap();
        assert_eq!(ledger(&at).await.unwrap().as_ref(), Some(b"three"));
        let values: Vec<Option<[u8; 5]>> = at.values("Ballots", "Ledgers", &[], &[8u32, 7]).await.unwrap();
        assert_eq!(values, [None, Some(*b"three")]);
    }

    #[tokio::test]
    async fn a_node_that_lies_about_a_value_is_found_out() {
        let mut node = node();
        let (lie, asked) = (node.hash(4), node.hash(3));
        // True proofs, but of another block's state.
        node.lie("state_getReadProof", move |node, mut params| {
            params[1] = serde_json::json!(format!("0x{}", hex::encode(lie)));
            node.answer("state_getReadProof", &params)
        });
        let at = ProvenState::of(&node.rpc(), asked).await.unwrap();
        let error = ledger(&at).await.unwrap_err();
        assert!(
            matches!(&error, ChainError::Disproved { what, .. } if what == "Ballots::Ledgers at block 3"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_node_that_keeps_a_value_back_is_found_out() {
        let mut node = node();
        node.lie("state_getReadProof", |_, params| serde_json::json!({ "at": params[1], "proof": [] }));
        let at = ProvenState::of(&node.rpc(), node.hash(3)).await.unwrap();
        assert!(matches!(ledger(&at).await, Err(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn a_header_that_was_made_up_is_refused() {
        let mut node = node();
        let other = node.header(4).json();
        node.lie("chain_getHeader", move |_, _| other.clone());
        let refused = ProvenState::of(&node.rpc(), node.hash(3)).await.err();
        assert!(matches!(refused, Some(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn ancestors_are_those_that_the_state_names() {
        let mut node = FakeNode::default();
        for _ in 0..50 {
            node.push(Vec::new(), Vec::new());
        }
        let head = ProvenState::of(&node.rpc(), node.hash(50)).await.unwrap();
        for number in [0, 1, 9, 39, 40, 41, 48, 49, 50] {
            let ancestor = head.ancestor_by(number, 10).await.unwrap();
            assert_eq!(ancestor.head(), Head { number, hash: node.hash(number) });
        }
        assert!(head.ancestor(51).await.is_err());
    }
}

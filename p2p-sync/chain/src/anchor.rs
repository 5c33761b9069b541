//! From the genesis hash to the latest finalized block, by proofs alone.
//!
//! The first validators stand in the state of genesis; each set of them finalizes the block whose header names the next
//! set (GRANDPA's authority set hand-offs), and the last one finalizes the head. What the node says about where the sets
//! change is a hint: a wrong one makes a proof fail. Nodes keep the votes for hand-offs and for some blocks between; where
//! they have none for the head, the next votes that they announce finalize it.

use crate::{
    ChainError,
    client::Methods,
    error::is_unknown_block,
    finality::{Authorities, Authority, Justification, next_authorities},
    place::storage_key,
    proven::ProvenState,
};
use codec::Decode;
use cybersyn_primitives::Hash;
use std::time::Duration;
use subxt::{
    config::substrate::H256,
    rpcs::{
        RpcClient,
        client::rpc_params,
        methods::legacy::{Bytes, NumberOrHex},
    },
};

/// How long the next votes are waited for; validators cast them with every block or two.
const VOTES_DEADLINE: Duration = Duration::from_secs(20);

/// The latest finalized block that the node can prove. A node may keep newer ones to itself; it cannot make one up.
pub(crate) async fn anchor(raw: &RpcClient, genesis: Hash) -> Result<ProvenState, ChainError> {
    let way = Way { raw, rpc: Methods::new(raw.clone()) };
    let mut proven = ProvenState::of(&way.rpc, genesis).await?;
    let mut validators = Authorities { set: 0, list: first_validators(&proven).await? };
    let head = way.rpc.chain_get_finalized_head().await?.0;
    let head = ProvenState::of(&way.rpc, head).await?.head().number;
    while let Some(change) = way.change(validators.set, proven.head().number, head).await? {
        proven = way.finalized(change, &validators).await?;
        let list = next_authorities(proven.header()).filter(|_| proven.head().number == change);
        let list = list.ok_or_else(|| {
            ChainError::disproved(format!("the change of validators at block {change}"), "no finalized header has it")
        })?;
        validators = Authorities { set: validators.set.saturating_add(1), list };
    }
    if proven.head().number < head {
        let latest = match way.finalized(head, &validators).await {
            Err(ChainError::Unproven(reason)) => way.announced(reason, &validators).await?,
            kept => kept?,
        };
        if latest.head().number > proven.head().number {
            proven = latest;
        }
    }
    Ok(proven)
}

async fn first_validators(genesis: &ProvenState) -> Result<Vec<Authority>, ChainError> {
    match genesis.value("Grandpa", "Authorities", &[]).await {
        Ok(list) => Ok(list.unwrap_or_default()),
        Err(ChainError::UnknownBlock(_)) => Err(ChainError::Unproven(
            "the node has pruned the state of genesis, which names the first validators; ask one that runs with \
             --state-pruning archive"
                .into(),
        )),
        Err(error) => Err(error),
    }
}

struct Way<'a> {
    raw: &'a RpcClient,
    rpc: Methods,
}

impl Way<'_> {
    /// The first block above `from`, up to `head`, after which validators above the set numbered `set` are in force.
    async fn change(&self, set: u64, from: u32, head: u32) -> Result<Option<u32>, ChainError> {
        if head <= from || self.set_after(head).await? <= set {
            return Ok(None);
        }
        // After `low` the set is in force, after `high` a later one.
        let (mut low, mut high) = (from, head);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.set_after(middle).await? > set { high = middle } else { low = middle }
        }
        Ok(Some(high))
    }

    /// Number of the set in force after block `number`, as the node says.
    async fn set_after(&self, number: u32) -> Result<u64, ChainError> {
        let hash = self.rpc.chain_get_block_hash(Some(NumberOrHex::Number(number.into()))).await?;
        let hash = hash.ok_or_else(|| ChainError::UnknownBlock(number.to_string()))?;
        let bytes = self.rpc.state_get_storage(&storage_key("Grandpa", "CurrentSetId", &[])?, Some(hash)).await?;
        let set = bytes.map(|bytes| u64::decode(&mut bytes.as_slice())).transpose();
        Ok(set.map_err(|error| ChainError::undecodable("Grandpa::CurrentSetId", error))?.unwrap_or_default())
    }

    /// The block that the proof of block `number` is for, finalized by these validators.
    async fn finalized(&self, number: u32, validators: &Authorities) -> Result<ProvenState, ChainError> {
        let what = || format!("the finality of block {number}");
        let answer: Result<Option<Bytes>, _> = self.raw.request("grandpa_proveFinality", rpc_params![number]).await;
        let proof = match answer {
            Ok(Some(proof)) => proof.0,
            Ok(None) => return Err(ChainError::Unproven(format!("the node has no proof of {}", what()))),
            Err(subxt::rpcs::Error::User(error)) if !is_unknown_block(&error.message) => {
                return Err(ChainError::Unproven(format!("no proof of {}: {}", what(), error.message)));
            }
            Err(error) => return Err(error.into()),
        };
        let justification = Justification::from_proof(&proof).map_err(|error| ChainError::disproved(what(), error))?;
        self.state_finalized_by(&justification, validators).await
    }

    /// The next block whose votes the node announces, finalized by these validators. `reason`: why there are no others.
    async fn announced(&self, reason: String, validators: &Authorities) -> Result<ProvenState, ChainError> {
        let (subscribe, unsubscribe) = ("grandpa_subscribeJustifications", "grandpa_unsubscribeJustifications");
        let mut votes = self.raw.subscribe::<Bytes>(subscribe, rpc_params![], unsubscribe).await?;
        let next = tokio::time::timeout(VOTES_DEADLINE, votes.next()).await;
        let Ok(Some(next)) = next else {
            return Err(ChainError::Unproven(format!("{reason}; and the node announces no new votes")));
        };
        let justification = Justification::from_votes(&next?.0)
            .map_err(|error| ChainError::disproved("the finality that the node announces", error))?;
        if self.set_after(justification.target().0.saturating_sub(1)).await? > validators.set {
            return Err(ChainError::Unproven("the validators change at this moment: ask again".into()));
        }
        self.state_finalized_by(&justification, validators).await
    }

    async fn state_finalized_by(
        &self,
        justification: &Justification,
        validators: &Authorities,
    ) -> Result<ProvenState, ChainError> {
        let (number, hash) = justification.target();
        let what = || format!("the finality of block {number}");
        justification.verify(validators).map_err(|error| ChainError::disproved(what(), error))?;
        let state = ProvenState::of(&self.rpc, H256(hash).0).await?;
        if state.head().number == number {
            Ok(state)
        } else {
            Err(ChainError::disproved(what(), "its number is false"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fake::FakeNode,
        finality::{
            ENGINE,
            tests::{authorities, justification, proof},
        },
    };
    use codec::Encode;
    use serde_json::json;

    /// Validators 1 to 4 until block 6, then 5 to 8 until 12, then 9 alone; the head is block 20.
    const SETS: [(u32, &[u8]); 3] = [(6, &[1, 2, 3, 4]), (12, &[5, 6, 7, 8]), (20, &[9])];

    fn node() -> FakeNode {
        let (list, id) =
            (storage_key("Grandpa", "Authorities", &[]).unwrap(), storage_key("Grandpa", "CurrentSetId", &[]).unwrap());
        let mut node = FakeNode::at_genesis(vec![(list, authorities(0, SETS[0].1).list.encode())]);
        for number in 1..=20u32 {
            let set = SETS.iter().position(|(last, _)| number < *last).unwrap_or(2);
            let begins = SETS.iter().position(|(last, _)| number == *last).filter(|_| number < 20);
            let change = begins.map(|ended| (ENGINE, (1u8, authorities(0, SETS[ended + 1].1).list, 0u32).encode()));
            node.push(vec![(id.clone(), (set as u64).encode())], change.into_iter().collect());
        }
        node.lie("grandpa_proveFinality", |node, params| {
            let number = params[0].as_u64().unwrap() as u32;
            let set = SETS.iter().position(|(last, _)| number <= *last).unwrap();
            FakeNode::bytes(&proof(&justification(node.header(SETS[set].0), set as u64, SETS[set].1)))
        });
        node
    }

    async fn proven(node: &FakeNode) -> Result<u32, ChainError> {
        anchor(&node.raw(), node.hash(0)).await.map(|state| state.head().number)
    }

    #[tokio::test]
    async fn the_head_is_proven_through_every_change_of_validators() {
        assert_eq!(proven(&node()).await.unwrap(), 20);
    }

    #[tokio::test]
    async fn genesis_proves_itself_while_nothing_else_is_final() {
        let list = storage_key("Grandpa", "Authorities", &[]).unwrap();
        let node = FakeNode::at_genesis(vec![(list, authorities(0, &[1]).list.encode())]);
        assert_eq!(proven(&node).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_head_that_its_validators_did_not_sign_is_refused() {
        let mut node = node();
        node.lie("grandpa_proveFinality", |node, _| {
            FakeNode::bytes(&proof(&justification(node.header(20), 0, &[5, 6, 7, 8])))
        });
        assert!(matches!(proven(&node).await, Err(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn a_change_of_validators_cannot_be_kept_back() {
        let mut node = node();
        // The node says that the first set is still in force.
        node.lie("state_getStorage", |_, _| FakeNode::bytes(&0u64.encode()));
        assert!(matches!(proven(&node).await, Err(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn a_change_of_validators_cannot_be_made_up() {
        let mut node = node();
        node.lie("state_getStorage", |_, _| FakeNode::bytes(&9u64.encode()));
        assert!(matches!(proven(&node).await, Err(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn a_pruned_node_proves_nothing_and_says_what_would() {
        let mut node = node();
        node.lie("state_getReadProof", |_, _| json!({ "error": "UnknownBlock: State already discarded for 0x00" }));
        let error = proven(&node).await.unwrap_err();
        assert!(matches!(&error, ChainError::Unproven(reason) if reason.contains("archive")), "{error}");
    }

    #[tokio::test]
    async fn a_node_without_a_proof_proves_nothing() {
        let mut node = node();
        node.lie("grandpa_proveFinality", |_, _| json!(null));
        assert!(matches!(proven(&node).await, Err(ChainError::Unproven(_))));
    }

    /// A chain of one set of validators, of whose votes the node has kept none.
    fn young_node() -> FakeNode {
        let list = storage_key("Grandpa", "Authorities", &[]).unwrap();
        let mut node = FakeNode::at_genesis(vec![(list, authorities(0, SETS[0].1).list.encode())]);
        (1..=3).for_each(|_| node.push(Vec::new(), Vec::new()));
        node.lie(
            "grandpa_proveFinality",
            |_, _| json!({ "error": "GRANDPA prove finality rpc failed: Block not covered by authority set changes" }),
        );
        node
    }

    /// Announces the votes of the validators with those seeds for block 3.
    fn announce(node: &mut FakeNode, seeds: &'static [u8]) {
        node.lie("grandpa_subscribeJustifications", move |node, _| {
            FakeNode::bytes(&justification(node.header(3), 0, seeds).encode())
        });
    }

    #[tokio::test]
    async fn the_next_votes_prove_what_no_kept_ones_do() {
        let mut node = young_node();
        announce(&mut node, SETS[0].1);
        assert_eq!(proven(&node).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn announced_votes_of_others_are_refused() {
        let mut node = young_node();
        announce(&mut node, &[5, 6, 7]);
        assert!(matches!(proven(&node).await, Err(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn too_few_announced_votes_are_refused() {
        let mut node = young_node();
        announce(&mut node, &[1, 2]);
        assert!(matches!(proven(&node).await, Err(ChainError::Disproved { .. })));
    }

    #[tokio::test]
    async fn a_node_that_announces_nothing_proves_nothing() {
        let error = proven(&young_node()).await.unwrap_err();
        assert!(matches!(&error, ChainError::Unproven(reason) if reason.contains("no new votes")), "{error}");
    }
}

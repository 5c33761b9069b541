//! The ballots that an identity has signed, kept beside its keys: for the next `cast_at`, for sending them again, and for
//! a receipt when nobody else admits to know them.

use crate::{
    genesis,
    keystore::{Keystore, StoreError},
};
use codec::{DecodeAll, Encode};
use cybersyn_primitives::{Hash, ProposalId, SignedBallot, api::Hex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of the file beside the identity.
const ASIDE: &str = "votes";
/// Most proposals remembered; the oldest are forgotten first.
const PROPOSALS_MAX: usize = 4_096;

/// The latest ballot on each proposal of each chain.
#[derive(Default, Serialize, Deserialize)]
struct Votes {
    chains: BTreeMap<String, BTreeMap<ProposalId, Hex>>,
}

/// The latest ballot that was signed on a proposal.
pub fn latest(
    keystore: &Keystore,
    name: &str,
    genesis: &Hash,
    proposal: ProposalId,
) -> Result<Option<SignedBallot>, StoreError> {
    let votes: Votes = keystore.read_aside(name, ASIDE)?;
    let bytes = votes.chains.get(&hex::encode(genesis)).and_then(|ballots| ballots.get(&proposal));
    Ok(bytes.and_then(|bytes| SignedBallot::decode_all(&mut bytes.0.as_slice()).ok()))
}

/// The chains that ballots were signed for, by their genesis hashes.
pub fn chains(keystore: &Keystore, name: &str) -> Result<Vec<Hash>, StoreError> {
    let votes: Votes = keystore.read_aside(name, ASIDE)?;
    Ok(votes.chains.keys().filter_map(|key| genesis::parse(key)).collect())
}

/// Keeps a ballot before it is sent anywhere.
pub fn keep(keystore: &Keystore, name: &str, genesis: &Hash, signed: &SignedBallot) -> Result<(), StoreError> {
    let mut votes: Votes = keystore.read_aside(name, ASIDE)?;
    let ballots = votes.chains.entry(hex::encode(genesis)).or_default();
    ballots.insert(signed.ballot.proposal, Hex(signed.encode()));
    while ballots.len() > PROPOSALS_MAX {
        ballots.pop_first();
    }
    keystore.write_aside(name, ASIDE, &votes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Ballot, Body, Choice};

    fn signed(proposal: ProposalId, cast_at: u32) -> SignedBallot {
        let body = Body::Open { choice: Choice::Yes, tokens: 0 };
        SignedBallot { ballot: Ballot { proposal, citizen: 1, key_version: 0, body, cast_at }, signature: [7; 64] }
    }

    #[test]
    fn the_latest_ballot_of_each_proposal_and_chain_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        keep(&keystore, "ana", &[1; 32], &signed(5, 10)).unwrap();
        keep(&keystore, "ana", &[1; 32], &signed(5, 11)).unwrap();
        keep(&keystore, "ana", &[2; 32], &signed(5, 3)).unwrap();
        assert_eq!(latest(&keystore, "ana", &[1; 32], 5).unwrap(), Some(signed(5, 11)));
        assert_eq!(latest(&keystore, "ana", &[2; 32], 5).unwrap(), Some(signed(5, 3)));
        assert_eq!(latest(&keystore, "ana", &[1; 32], 6).unwrap(), None);
        assert_eq!(latest(&keystore, "rui", &[1; 32], 5).unwrap(), None);
        assert_eq!(chains(&keystore, "ana").unwrap(), [[1; 32], [2; 32]]);
    }
}

//! A node's consent to serve a person, as the file that its operator hands to that person.
//!
//! The node's key signs a [`Registration`]; what the node does for others and where it is found stands beside it, by the
//! operator's word.

use cybersyn_primitives::{
    CitizenIndex, Hash, Millis, Signature,
    api::Hex,
    multiaddr::check_address,
    node::{Address, Addresses},
    peer::{Capabilities, PeerId, PeerKey, Registration},
};
use serde::{Deserialize, Serialize};
use std::{error::Error, fmt};

/// Largest file.
pub const CONSENT_BYTES_MAX: usize = 65_536;

/// The file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeConsent {
    /// libp2p peer id of the node.
    pub peer_id: String,
    /// Whom it serves.
    pub citizen: CitizenIndex,
    /// How many registrations and renewals of that person the chain has taken before.
    pub nonce: u32,
    /// When the entry ends unless renewed (Unix milliseconds).
    pub expires: Millis,
    /// Genesis hash of the chain that it is for.
    pub genesis: Hex,
    /// What the node does for others: relay, bootstrap, storage, sidecar.
    pub capabilities: Vec<String>,
    /// Where it is found, the best address first; none unless it is a bootstrap.
    pub addresses: Vec<NodeAddress>,
    /// ed25519, by the node's key.
    pub signature: Hex,
}

/// An address as people and as the chain read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeAddress {
    /// Multiaddr.
    pub address: String,
    /// The same in binary form, which is what counts.
    pub bytes: Hex,
}

/// What a consent says, in the chain's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedConsent {
    /// What the node signed.
    pub registration: Registration,
    /// What it does for others.
    pub capabilities: Capabilities,
    /// Where it is found.
    pub addresses: Addresses,
    /// The node's signature; whoever opens the consent verifies it.
    pub signature: Signature,
}

/// Why a file is no consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoConsent(String);

impl fmt::Display for NoConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no consent of a node: {}", self.0)
    }
}

impl Error for NoConsent {}

impl NodeConsent {
    /// What it says, if it is for the chain with that genesis hash and within the chain's bounds.
    pub fn open(&self, genesis: &Hash) -> Result<OpenedConsent, NoConsent> {
        if self.genesis.0 != genesis {
            return Err(NoConsent("it is for another chain".to_owned()));
        }
        let peer: PeerId = self.peer_id.parse().map_err(|error| NoConsent(format!("{}: {error}", self.peer_id)))?;
        let signature = self.signature.0.as_slice().try_into();
        let registration =
            Registration { peer: peer.0, citizen: self.citizen, nonce: self.nonce, expires: self.expires };
        let (capabilities, addresses) = (self.flags()?, self.binary(&peer.0)?);
        if capabilities.contains(Capabilities::BOOTSTRAP) == addresses.is_empty() {
            return Err(NoConsent("bootstraps have addresses, and other nodes have none".to_owned()));
        }
        let signature = signature.map_err(|_| NoConsent("a signature has 64 bytes".to_owned()))?;
        Ok(OpenedConsent { registration, capabilities, addresses, signature })
    }

    fn flags(&self) -> Result<Capabilities, NoConsent> {
        self.capabilities.iter().try_fold(Capabilities::NONE, |flags, word| {
            let flag = Capabilities::named(word).ok_or_else(|| NoConsent(format!("{word:?} is no capability")))?;
            Ok(flags | flag)
        })
    }

    fn binary(&self, peer: &PeerKey) -> Result<Addresses, NoConsent> {
        let mut addresses = Addresses::new();
        for NodeAddress { address, bytes } in &self.addresses {
            check_address(&bytes.0, peer).map_err(|error| NoConsent(format!("{address}: {error}")))?;
            let bounded =
                Address::try_from(bytes.0.clone()).map_err(|_| NoConsent(format!("{address} is too long")))?;
            addresses.try_push(bounded).map_err(|_| NoConsent("it names more than 8 addresses".to_owned()))?;
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENESIS: Hash = [7; 32];

    /// `/ip4/192.0.2.1/tcp/4101`.
    fn address() -> NodeAddress {
        let bytes = Hex(vec![4, 192, 0, 2, 1, 6, 0x10, 0x05]);
        NodeAddress { address: "/ip4/192.0.2.1/tcp/4101".into(), bytes }
    }

    fn consent() -> NodeConsent {
        NodeConsent {
            peer_id: PeerId([3; 32]).to_string(),
            citizen: 12,
            nonce: 1,
            expires: 99,
            genesis: GENESIS.into(),
            capabilities: vec!["relay".into(), "bootstrap".into()],
            addresses: vec![address()],
            signature: Hex(vec![5; 64]),
        }
    }

    fn refusal(consent: NodeConsent) -> String {
        consent.open(&GENESIS).unwrap_err().to_string()
    }

    #[test]
    fn a_consent_says_what_the_node_signed() {
        let opened = consent().open(&GENESIS).unwrap();
        assert_eq!(opened.registration, Registration { peer: [3; 32], citizen: 12, nonce: 1, expires: 99 });
        assert_eq!(opened.capabilities, Capabilities::RELAY | Capabilities::BOOTSTRAP);
        assert_eq!((opened.addresses.len(), opened.signature), (1, [5; 64]));
        assert_eq!(opened.capabilities.names().collect::<Vec<_>>(), ["relay", "bootstrap"]);
    }

    #[test]
    fn a_consent_survives_its_file() {
        let json = serde_json::to_string(&consent()).unwrap();
        assert_eq!(serde_json::from_str::<NodeConsent>(&json).unwrap(), consent());
    }

    #[test]
    fn what_the_chain_would_refuse_is_named() {
        assert!(refusal(NodeConsent { genesis: [8; 32].into(), ..consent() }).contains("another chain"));
        assert!(refusal(NodeConsent { peer_id: "12D3".into(), ..consent() }).contains("12D3"));
        assert!(refusal(NodeConsent { capabilities: vec!["magic".into()], ..consent() }).contains("magic"));
        assert!(refusal(NodeConsent { addresses: Vec::new(), ..consent() }).contains("bootstraps"));
        assert!(refusal(NodeConsent { capabilities: Vec::new(), ..consent() }).contains("bootstraps"));
        assert!(refusal(NodeConsent { addresses: vec![address(); 9], ..consent() }).contains("more than 8"));
        let wrong = NodeAddress { bytes: Hex(vec![4, 0, 0, 0, 0, 6, 0x10, 0x05]), ..address() };
        assert!(refusal(NodeConsent { addresses: vec![wrong], ..consent() }).contains("one host"));
        assert!(refusal(NodeConsent { signature: Hex(vec![5; 63]), ..consent() }).contains("64 bytes"));
    }
}

//! The node's consent to serve a person, written to a file for that person: the node's key never leaves this machine.

use crate::{args::ConsentArgs, directory::DataDirectory, node::now};
use anyhow::{Context, Result, ensure};
use cybersyn_chain_client::Chain;
use cybersyn_mesh_api::consent::{NodeAddress, NodeConsent};
use cybersyn_mesh_net::{Keypair, Multiaddr, load_or_create, peer_id_of};
use cybersyn_primitives::{
    CitizenIndex, DAY, Hash, Millis,
    api::Hex,
    peer::{Capabilities, Registration},
};
use std::{fs::File, io::Write};

/// What the consent is for.
struct Terms {
    genesis: Hash,
    citizen: CitizenIndex,
    nonce: u32,
    expires: Millis,
    capabilities: Capabilities,
}

/// Writes the consent.
pub async fn write(args: &ConsentArgs) -> Result<()> {
    let key_file = DataDirectory::at(&args.data).node_key();
    let started = || format!("no node has run with --data {}: start it once, it makes its key", args.data.display());
    ensure!(key_file.exists(), started());
    let (genesis, nonce) = match (args.genesis, args.nonce) {
        (Some(genesis), Some(nonce)) => (genesis, nonce),
        _ => ask(args).await?,
    };
    let expires = now().saturating_add(Millis::from(args.days).saturating_mul(DAY));
    let terms = Terms { genesis, citizen: args.citizen, nonce, expires, capabilities: args.capabilities() };
    let consent = sign(&load_or_create(&key_file)?, &terms, &args.address)?;
    consent.open(&genesis).context("the chain would refuse this")?;
    let json = serde_json::to_string_pretty(&consent)?;
    let written = File::create_new(&args.out).and_then(|mut file| writeln!(file, "{json}"));
    written.with_context(|| format!("cannot write {}", args.out.display()))?;
    let (out, citizen) = (args.out.display(), args.citizen);
    println!(
        "{} consents to serve citizen {citizen}; hand {out} to them for `cybersyn node register`",
        consent.peer_id
    );
    Ok(())
}

/// Genesis hash and nonce as the chain has them.
async fn ask(args: &ConsentArgs) -> Result<(Hash, u32)> {
    let chain = match &args.genesis {
        Some(genesis) => Chain::connect_to(&args.chain, genesis).await,
        None => Chain::connect(&args.chain).await,
    };
    let chain = chain.context("give --genesis and --nonce to do without the chain")?;
    let nonce = match args.nonce {
        Some(nonce) => nonce,
        None => chain.finalized().await?.value("Mesh", "Nonces", &[&args.citizen]).await?.unwrap_or_default(),
    };
    Ok((chain.genesis(), nonce))
}

fn sign(key: &Keypair, terms: &Terms, addresses: &[Multiaddr]) -> Result<NodeConsent> {
    let peer = key.public().try_into_ed25519().context("a node's key is an ed25519 key")?.to_bytes();
    let registration = Registration { peer, citizen: terms.citizen, nonce: terms.nonce, expires: terms.expires };
    let signature = key.sign(&registration.signing_payload(&terms.genesis)).context("the node's key does not sign")?;
    let address = |address: &Multiaddr| NodeAddress { address: address.to_string(), bytes: Hex(address.to_vec()) };
    Ok(NodeConsent {
        peer_id: peer_id_of(key).to_string(),
        citizen: terms.citizen,
        nonce: terms.nonce,
        expires: terms.expires,
        genesis: terms.genesis.into(),
        capabilities: terms.capabilities.names().map(str::to_owned).collect(),
        addresses: addresses.iter().map(address).collect(),
        signature: Hex(signature),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_zebra::{Signature, VerificationKey};

    const GENESIS: Hash = [9; 32];

    fn args(data: &std::path::Path) -> ConsentArgs {
        ConsentArgs {
            citizen: 3,
            data: data.to_owned(),
            chain: "ws://127.0.0.1:9".into(),
            genesis: Some(GENESIS),
            nonce: Some(2),
            days: 30,
            address: vec!["/ip4/192.0.2.7/udp/4101/quic-v1".parse().unwrap()],
            relay: true,
            storage: false,
            sidecar: false,
            out: data.join("consent.json"),
        }
    }

    fn written(args: &ConsentArgs) -> NodeConsent {
        serde_json::from_str(&std::fs::read_to_string(&args.out).unwrap()).unwrap()
    }

    #[tokio::test]
    async fn the_nodes_key_signs_what_the_chain_verifies() {
        let directory = tempfile::tempdir().unwrap();
        let args = args(directory.path());
        let key = load_or_create(&DataDirectory::at(&args.data).node_key()).unwrap();
        write(&args).await.unwrap();
        let opened = written(&args).open(&GENESIS).unwrap();
        assert_eq!(opened.registration.peer, key.public().try_into_ed25519().unwrap().to_bytes());
        assert_eq!((opened.registration.citizen, opened.registration.nonce), (3, 2));
        assert_eq!(opened.capabilities, Capabilities::RELAY | Capabilities::BOOTSTRAP);
        let peer = VerificationKey::try_from(opened.registration.peer).unwrap();
        let signature = Signature::from(opened.signature);
        assert!(peer.verify(&signature, &opened.registration.signing_payload(&GENESIS)).is_ok());
        assert!(peer.verify(&signature, &opened.registration.signing_payload(&[8; 32])).is_err());
    }

    #[tokio::test]
    async fn the_file_does_not_hold_the_key() {
        let directory = tempfile::tempdir().unwrap();
        let args = args(directory.path());
        load_or_create(&DataDirectory::at(&args.data).node_key()).unwrap();
        write(&args).await.unwrap();
        let secret = std::fs::read_to_string(DataDirectory::at(&args.data).node_key()).unwrap();
        assert!(!std::fs::read_to_string(&args.out).unwrap().contains(secret.trim()));
    }

    #[tokio::test]
    async fn without_a_key_none_is_made() {
        let directory = tempfile::tempdir().unwrap();
        let args = args(&directory.path().join("elsewhere"));
        let error = write(&args).await.unwrap_err().to_string();
        assert!(error.contains("start it once"), "{error}");
        assert!(!args.data.exists());
    }

    #[tokio::test]
    async fn an_address_that_the_chain_refuses_is_not_signed_for() {
        let directory = tempfile::tempdir().unwrap();
        let wrong = vec!["/ip4/0.0.0.0/tcp/4101".parse().unwrap()];
        let args = ConsentArgs { address: wrong, ..args(directory.path()) };
        load_or_create(&DataDirectory::at(&args.data).node_key()).unwrap();
        assert!(write(&args).await.is_err());
        assert!(!args.out.exists());
    }

    #[tokio::test]
    async fn nothing_is_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let args = args(directory.path());
        load_or_create(&DataDirectory::at(&args.data).node_key()).unwrap();
        write(&args).await.unwrap();
        let before = written(&args);
        assert!(write(&args).await.is_err());
        assert_eq!(written(&args), before);
    }
}

//! What commands share: where chain and mesh are, who acts, how answers are given.

use crate::{
    args::Globals,
    exit::Failure,
    genesis,
    keystore::{Identity, Keystore},
    mesh::{self, Mesh},
    output::Output,
    passphrase::Passphrases,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::{Chain, ChainError, subxt_signer::sr25519::Keypair};
use cybersyn_primitives::{Hash, Millis};
use std::{collections::BTreeSet, path::PathBuf};
use zeroize::Zeroizing;

/// What commands share.
pub struct Context {
    globals: Globals,
    /// Where answers go.
    pub out: Output,
    /// The identities.
    pub keystore: Keystore,
    /// Where passphrases come from.
    pub passphrases: Passphrases,
    /// Calls are not sent but signed by a key of the DID, into this file.
    pub authorizing: Option<Authorizing>,
}

/// What becomes of calls under `did authorize`.
#[derive(Clone, Debug)]
pub struct Authorizing {
    /// Where the authorised call is written.
    pub out: PathBuf,
    /// How long it stays valid.
    pub valid: Millis,
}

impl Context {
    /// From the command line.
    pub fn new(globals: Globals) -> Result<Self> {
        let dir = match &globals.keystore {
            Some(dir) => dir.clone(),
            None => default_keystore()?,
        };
        let (out, passphrases) = (Output::new(globals.json), Passphrases::new(globals.passphrase_file.clone()));
        Ok(Self { globals, out, keystore: Keystore::new(dir), passphrases, authorizing: None })
    }

    /// The same, under which calls are authorised and not sent.
    pub fn authorizing(&self, authorizing: Authorizing) -> Self {
        Self {
            globals: self.globals.clone(),
            out: self.out,
            keystore: self.keystore.clone(),
            passphrases: Passphrases::new(self.globals.passphrase_file.clone()),
            authorizing: Some(authorizing),
        }
    }

    /// Connects to a node, of the chain that was asked for if one was.
    pub async fn connect(&self, url: &str) -> Result<Chain, ChainError> {
        match &self.globals.genesis {
            Some(genesis) => Chain::connect_to(url, genesis).await,
            None => Chain::connect(url).await,
        }
    }

    /// Connects to the first node that answers.
    pub async fn chain(&self) -> Result<Chain> {
        let mut failures = Vec::new();
        for url in &self.globals.chain {
            match self.connect(url).await {
                Ok(chain) => return Ok(chain),
                Err(error) if error.is_connection() => failures.push(error.to_string()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(Failure::Missing(failures.join("; ")).into())
    }

    /// Connects to every node that answers and serves the chain that is meant; to one at least.
    pub async fn chains(&self) -> Result<Vec<Chain>> {
        let urls = &self.globals.chain;
        let answers = futures::future::join_all(urls.iter().map(|url| Chain::connect(url))).await;
        let (mut up, mut failures) = (Vec::new(), Vec::new());
        for (url, answer) in urls.iter().zip(answers) {
            match answer {
                Ok(chain) => up.push((url, chain)),
                Err(error) => failures.push(error.to_string()),
            }
        }
        if up.is_empty() {
            return Err(Failure::Missing(failures.join("; ")).into());
        }
        let genesis = self.genesis_of(up.iter().map(|(_, chain)| chain.genesis()).collect())?;
        for (url, other) in up.iter().filter(|(_, chain)| chain.genesis() != genesis) {
            failures.push(format!("{url} serves another chain, {}; it is left out", genesis::text(&other.genesis())));
        }
        failures.iter().for_each(|failure| self.out.note(failure));
        Ok(up.into_iter().map(|(_, chain)| chain).filter(|chain| chain.genesis() == genesis).collect())
    }

    /// The chain that is meant, out of those that are served.
    pub fn genesis_of(&self, served: BTreeSet<Hash>) -> Result<Hash> {
        Ok(genesis::choose(self.globals.genesis.as_ref(), &genesis::known(&self.keystore)?, &served)?)
    }

    /// Connects to a node if one answers. What works without the chain asks for it this way.
    pub async fn chain_if_up(&self) -> Option<Chain> {
        self.chain().await.ok()
    }

    /// Where the nodes are.
    pub fn chain_urls(&self) -> &[String] {
        &self.globals.chain
    }

    /// Where the mesh daemons are.
    pub fn mesh_urls(&self) -> &[String] {
        &self.globals.mesh
    }

    /// The first mesh daemon that answers.
    pub async fn mesh(&self) -> Result<Mesh> {
        let mut failures = Vec::new();
        for url in &self.globals.mesh {
            match Mesh::connect(url).await {
                Ok(mesh) => return Ok(mesh),
                Err(failure) => failures.push(failure.to_string()),
            }
        }
        Err(Failure::Missing(failures.join("; ")).into())
    }

    /// Every mesh daemon that answers, and why the others do not.
    pub async fn meshes(&self) -> (Vec<Mesh>, Vec<Failure>) {
        let (mut up, mut down) = (Vec::new(), Vec::new());
        let answers = futures::future::join_all(self.globals.mesh.iter().map(|url| Mesh::connect(url))).await;
        for answer in answers {
            match answer {
                Ok(mesh) => up.push(mesh),
                Err(failure) => down.push(failure),
            }
        }
        (up, down)
    }

    /// Every mesh daemon that answers and follows that chain, and why the others are left out.
    pub async fn meshes_of(&self, genesis: &Hash) -> (Vec<Mesh>, Vec<Failure>) {
        let (up, mut left_out) = self.meshes().await;
        let mut meshes = Vec::new();
        for (mesh, followed) in mesh::with_genesis(up).await {
            match followed {
                Ok(followed) if followed == *genesis => meshes.push(mesh),
                Ok(_) => left_out.push(Failure::Missing(format!("{} follows another chain; it is left out", mesh.url))),
                Err(failure) => left_out.push(failure),
            }
        }
        (meshes, left_out)
    }

    /// Who acts.
    pub fn identity(&self) -> Result<Identity> {
        Ok(self.keystore.load(self.globals.identity.as_deref())?)
    }

    /// The passphrase of an identity.
    pub fn passphrase(&self, identity: &Identity) -> Result<Zeroizing<String>> {
        self.passphrases.of(identity)
    }

    /// What signs an identity's transactions.
    pub fn keypair(&self, identity: &Identity) -> Result<Keypair> {
        Ok(identity.keypair(&self.passphrase(identity)?)?)
    }
}

fn default_keystore() -> Result<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "cybersyn");
    let dirs = dirs.context("no home directory; give --keystore DIR or set CYBERSYN_KEYSTORE")?;
    Ok(dirs.data_dir().join("keys"))
}

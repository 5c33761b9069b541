//! What commands share: where chain and mesh are, who acts, how answers are given.

use crate::{
    args::Globals,
    exit::Failure,
    keystore::{Identity, Keystore},
    mesh::Mesh,
    output::Output,
    passphrase::Passphrases,
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::{Chain, ChainError, subxt_signer::sr25519::Keypair};
use std::path::PathBuf;
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
}

impl Context {
    /// From the command line.
    pub fn new(globals: Globals) -> Result<Self> {
        let dir = match &globals.keystore {
            Some(dir) => dir.clone(),
            None => default_keystore()?,
        };
        let (out, passphrases) = (Output::new(globals.json), Passphrases::new(globals.passphrase_file.clone()));
        Ok(Self { globals, out, keystore: Keystore::new(dir), passphrases })
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

    /// Connects to every node that answers; to one at least. They must be of one chain.
    pub async fn chains(&self) -> Result<Vec<Chain>> {
        let (mut up, mut failures) = (Vec::<Chain>::new(), Vec::new());
        for url in &self.globals.chain {
            let answer = match up.first() {
                Some(first) => Chain::connect_to(url, &first.genesis()).await,
                None => self.connect(url).await,
            };
            match answer {
                Ok(chain) => up.push(chain),
                Err(error) if error.is_connection() => failures.push(error.to_string()),
                Err(error) => return Err(error.into()),
            }
        }
        if up.is_empty() {
            return Err(Failure::Missing(failures.join("; ")).into());
        }
        failures.iter().for_each(|failure| self.out.note(failure));
        Ok(up)
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

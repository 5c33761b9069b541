//! Who issues: an identity with one of its credential keys, and its wallet.

use crate::{context::Context, keystore::Identity, wallet::OpenWallet};
use anyhow::Result;
use cybersyn_credentials::key::SigningKey;
use zeroize::Zeroizing;

/// An identity that signs.
pub(in crate::commands) struct Actor {
    /// Who.
    pub identity: Identity,
    /// What opens its secrets.
    pub passphrase: Zeroizing<String>,
    /// Name of the key: `did:…#…`.
    pub method: String,
    /// The DID that the key is one of.
    pub did: String,
    /// The key.
    pub key: SigningKey,
}

impl Actor {
    /// The identity that acts, with the key of that name or its latest that issues.
    pub fn new(context: &Context, method: Option<&str>) -> Result<Self> {
        let identity = context.identity()?;
        let passphrase = context.passphrase(&identity)?;
        let file = identity.issuing_key(method)?;
        let (method, did, key) = (file.method.clone(), file.did().to_owned(), file.open(&passphrase)?);
        Ok(Self { identity, passphrase, method, did, key })
    }

    /// Its wallet.
    pub fn wallet(&self, context: &Context) -> Result<OpenWallet> {
        OpenWallet::open(&context.keystore, &self.identity, &self.passphrase)
    }
}

/// The wallet of the identity that acts, with what opens its secrets.
pub(super) fn wallet(context: &Context) -> Result<(Identity, Zeroizing<String>, OpenWallet)> {
    let identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    let wallet = OpenWallet::open(&context.keystore, &identity, &passphrase)?;
    Ok((identity, passphrase, wallet))
}

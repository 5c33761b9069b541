//! Passing control of a DID on to another account.

use crate::{
    chain,
    commands::submit::{AccountSignature, submit, tell},
    context::Context,
    exit::Answer,
    keystore::{Cost, Identity, VotingFile},
};
use anyhow::Result;
use cybersyn_chain_client::Call;
use cybersyn_primitives::application::rotation_payload;

/// Passes control to the account of the identity `to`, which consents.
pub(super) async fn rotate(context: &Context, to: &str) -> Result<Answer> {
    let from = context.identity()?;
    let heir = context.keystore.load(Some(to))?;
    let (passphrase, heir_passphrase) = (context.passphrase(&from)?, context.passphrase(&heir)?);
    let (keypair, heir_keypair) = (from.keypair(&passphrase)?, heir.keypair(&heir_passphrase)?);
    let (did, chain) = (from.did_id()?, context.chain().await?);
    let record = chain::did(&chain.finalized().await?, &did).await?;

    let consent = heir_keypair.sign(&rotation_payload(&chain.genesis(), &did, record.version));
    let arguments = (heir_keypair.public_key().0, AccountSignature::Sr25519(consent.0));
    let included = submit(context, &chain, &Call::new("Did", "rotate", arguments), &keypair).await?;
    let heir = inherit(heir, &from, &passphrase, &heir_passphrase)?;
    context.keystore.update(&heir)?;
    tell(context, &included, &format!("{} is now controlled by the account of {to}; act --as {to}", from.did))?;
    Ok(Answer::Yes)
}

/// The heir's identity becomes the DID's: with its voting keys, sealed under the heir's passphrase.
fn inherit(mut heir: Identity, from: &Identity, passphrase: &str, heir_passphrase: &str) -> Result<Identity> {
    heir.did = from.did.clone();
    let reseal = |key: &VotingFile| -> Result<VotingFile> {
        Ok(VotingFile::seal(&key.open(passphrase)?, key.version, heir_passphrase, Cost::HIGH))
    };
    heir.voting = from.voting.iter().map(reseal).collect::<Result<_>>()?;
    Ok(heir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::VotingSecret;

    #[test]
    fn the_heir_holds_the_did_with_its_voting_keys_under_its_own_passphrase() {
        let (from, heir) = (Identity::development(1), Identity::development(2));
        let passphrase = Identity::DEVELOPMENT_PASSPHRASE;
        let now = inherit(heir.clone(), &from, passphrase, "own").unwrap();
        assert_eq!((now.did.as_str(), now.name.as_str()), (from.did.as_str(), "citizen-2"));
        assert_eq!(now.account, heir.account);
        assert_eq!(now.voting[0].open("own").unwrap().public(), VotingSecret::development(1).public());
    }
}

//! Keys of a DID: those of this device, which vote, and others.

use crate::{
    args::PurposeArg,
    chain::{self, PURPOSE_VOTING, PublicKey},
    commands::submit::{submit, submit_and_tell, tell},
    context::Context,
    exit::{Answer, Failure},
    keystore::{Cost, Identity, VotingFile, VotingSecret},
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::Call;
use cybersyn_identity::keys::Multikey;
use cybersyn_primitives::{KeyVersion, VotingKey};

/// Brings a key into force whose secret half is elsewhere.
pub(super) async fn add(context: &Context, key: &str, purposes: &[PurposeArg]) -> Result<Answer> {
    let public = public_key(key)?;
    let bits = purposes.iter().fold(0, |bits, purpose| bits | purpose.bit());
    let call = Call::new("Did", "add_key", (public, bits));
    submit_and_tell(context, &context.identity()?, call, &format!("the {} key is in force", public.kind())).await
}

/// The key is on disk before it is on chain: a key in force that nobody holds would be of no use.
pub(super) async fn add_voting_key(context: &Context) -> Result<Answer> {
    let identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    let keypair = identity.keypair(&passphrase)?;
    let chain = context.chain().await?;
    let record = chain::did(&chain.finalized().await?, &identity.did_id()?).await?;
    let expected = record.keys.iter().map(|key| key.version).max().map_or(0, |version| version.saturating_add(1));

    let secret = VotingSecret::generate();
    let cost = if identity.development.is_some() { Cost::LOW } else { Cost::HIGH };
    let file = VotingFile::seal(&secret, expected, &passphrase, cost);
    context.keystore.change(&identity.name, |identity| anyhow::Ok(identity.add_voting_key(file)?))?;

    let key = (PublicKey::Ed25519(secret.public()), PURPOSE_VOTING);
    let included = submit(context, &chain, &Call::new("Did", "add_key", key), &keypair).await?;
    let added = included.event("Did", "KeyAdded").context("the chain reports no added key")?;
    let version: KeyVersion = added.field("version")?;
    if version != expected {
        set_version(context, &identity, &secret.public(), version)?;
    }
    tell(context, &included, &format!("voting key {version} of this device is in force"))?;
    Ok(Answer::Yes)
}

/// Writes down under which version the chain counts a voting key.
pub(super) fn set_version(
    context: &Context,
    identity: &Identity,
    public: &VotingKey,
    version: KeyVersion,
) -> Result<()> {
    let set = |identity: &mut Identity| {
        identity.set_version(public, version);
        anyhow::Ok(())
    };
    context.keystore.change(&identity.name, set)?;
    Ok(())
}

/// The key in a `publicKeyMultibase`.
fn public_key(text: &str) -> Result<PublicKey, Failure> {
    let wrong = |reason: String| Failure::Usage(format!("{text} is no public key for a DID: {reason}"));
    let multikey: Multikey = text.parse().map_err(|error| wrong(format!("{error}")))?;
    let kinds = "ed25519, sr25519, secp256k1, P-256 and X25519 keys can be in a DID";
    Ok(match multikey.key().ok_or_else(|| wrong(kinds.to_owned()))? {
        cybersyn_identity::PublicKey::Ed25519(bytes) => PublicKey::Ed25519(bytes),
        cybersyn_identity::PublicKey::Sr25519(bytes) => PublicKey::Sr25519(bytes),
        cybersyn_identity::PublicKey::Secp256k1(bytes) => PublicKey::Secp256k1(bytes),
        cybersyn_identity::PublicKey::P256(bytes) => PublicKey::P256(bytes),
        cybersyn_identity::PublicKey::X25519(bytes) => PublicKey::X25519(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_documents_write_them() {
        let kind = |text: &str| public_key(text).map(|key| key.kind());
        assert_eq!(kind("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"), Ok("ed25519"));
        assert_eq!(kind("zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"), Ok("P-256"));
        assert_eq!(kind("zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"), Ok("secp256k1"));
        assert_eq!(kind("z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p"), Ok("X25519"));
    }

    #[test]
    fn what_is_no_usable_public_key_is_a_wrong_command_line() {
        let identity_point = Multikey::from(cybersyn_identity::PublicKey::X25519([0; 32])).to_string();
        for text in ["", "z", "6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "did:key:z6Mk", &identity_point] {
            assert!(matches!(public_key(text), Err(Failure::Usage(_))), "{text}");
        }
    }
}

//! Keys of a DID: those of this device, which vote, and others.

use crate::{
    args::PurposeArg,
    chain::{self, DidKey, DidRecord, PURPOSE_AUTHENTICATION, PURPOSE_CAPABILITY, PURPOSE_VOTING, PublicKey},
    commands::submit::{submit, submit_and_tell, tell},
    context::Context,
    exit::{Answer, Failure},
    keystore::{CredentialFile, Identity, VotingFile, VotingSecret},
};
use anyhow::{Context as _, Result};
use cybersyn_chain_client::{Call, Chain, Included, subxt_signer::sr25519::Keypair};
use cybersyn_identity::keys::Multikey;
use cybersyn_primitives::{KeyVersion, VotingKey};

/// Brings a key into force whose secret half is elsewhere.
pub(super) async fn add(context: &Context, key: &str, purposes: &[PurposeArg]) -> Result<Answer> {
    let public = public_key(key)?;
    let bits = purposes.iter().fold(0, |bits, purpose| bits | purpose.bit());
    let call = Call::new("Did", "add_key", (public, bits));
    submit_and_tell(context, &context.identity()?, call, &format!("the {} key is in force", public.kind())).await
}

/// Makes a voting key for this device and brings it into force.
pub(super) async fn add_voting_key(context: &Context) -> Result<Answer> {
    let identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    let keypair = identity.keypair(&passphrase)?;
    let chain = context.chain().await?;
    let record = chain::did(&chain.finalized().await?, &identity.did_id()?).await?;
    let public = make_voting_key(context, &identity, &record, &passphrase)?;
    let included = put_in_force(context, &chain, &identity, &public, &keypair).await?;
    let version: KeyVersion = added(&included)?;
    tell(context, &included, &format!("voting key {version} of this device is in force"))?;
    Ok(Answer::Yes)
}

/// Brings a voting key of this device into force unless one is; returns its version.
pub(super) async fn bring_voting_key_into_force(
    context: &Context,
    chain: &Chain,
    identity: &Identity,
    passphrase: &str,
    keypair: &Keypair,
) -> Result<KeyVersion> {
    let record = chain::did(&chain.finalized().await?, &identity.did_id()?).await?;
    let known = |file: &&VotingFile| record.keys.iter().find(|key| key.key.bytes() == file.public.0);
    let in_force = |key: &&DidKey| key.until.is_none() && key.purposes & PURPOSE_VOTING != 0;
    if let Some(key) = identity.voting.iter().filter_map(|file| known(&file)).find(in_force) {
        let (version, public) = (key.version, VotingKey::try_from(key.key.bytes()).context("a key has 32 bytes")?);
        set_version(context, identity, &public, version)?;
        return Ok(version);
    }
    let unknown = identity.voting.iter().find(|file| known(file).is_none()).map(|file| file.public.0.clone());
    let public = match unknown {
        Some(public) => VotingKey::try_from(public.as_slice()).context("a key has 32 bytes")?,
        None => make_voting_key(context, identity, &record, passphrase)?,
    };
    added(&put_in_force(context, chain, identity, &public, keypair).await?)
}

/// The key is on disk before it is on chain: a key in force that nobody holds would be of no use.
fn make_voting_key(context: &Context, identity: &Identity, record: &DidRecord, passphrase: &str) -> Result<VotingKey> {
    let expected = record.keys.iter().map(|key| key.version).max().map_or(0, |version| version.saturating_add(1));
    let secret = VotingSecret::generate();
    let file = VotingFile::seal(&secret, expected, passphrase, identity.cost());
    context.keystore.change(&identity.name, |identity| anyhow::Ok(identity.add_voting_key(file)?))?;
    Ok(secret.public())
}

async fn put_in_force(
    context: &Context,
    chain: &Chain,
    identity: &Identity,
    public: &VotingKey,
    keypair: &Keypair,
) -> Result<Included> {
    let key = (PublicKey::Ed25519(*public), PURPOSE_VOTING);
    let included = submit(context, chain, &Call::new("Did", "add_key", key), keypair).await?;
    set_version(context, identity, public, added(&included)?)?;
    Ok(included)
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

/// Makes a key on this device that authorises calls, and brings it into force.
pub(super) async fn add_authorizing_key(context: &Context) -> Result<Answer> {
    let identity = context.identity()?;
    let passphrase = context.passphrase(&identity)?;
    let keypair = identity.keypair(&passphrase)?;
    let chain = context.chain().await?;
    let file = CredentialFile::generate(&passphrase, identity.cost());
    keep_authorizing_key(context, &identity, file.clone())?;
    let public = file.public_bytes().context("an authorising key is an ed25519 key")?;
    let purposes = PURPOSE_AUTHENTICATION | PURPOSE_CAPABILITY;
    let call = Call::new("Did", "add_key", (PublicKey::Ed25519(public), purposes));
    let included = submit(context, &chain, &call, &keypair).await?;
    let version = added(&included)?;
    keep_authorizing_key(context, &identity, file.under(&identity.did, version))?;
    tell(context, &included, &format!("key {version} of this device authorises calls"))?;
    Ok(Answer::Yes)
}

fn keep_authorizing_key(context: &Context, identity: &Identity, file: CredentialFile) -> Result<()> {
    context.keystore.change(&identity.name, |identity| anyhow::Ok(identity.put_authorizing_key(file)?))?;
    Ok(())
}

fn added(included: &Included) -> Result<KeyVersion> {
    let added = included.event("Did", "KeyAdded").context("the chain reports no added key")?;
    Ok(added.field("version")?)
}

/// The key in a `publicKeyMultibase`.
pub(super) fn public_key(text: &str) -> Result<PublicKey, Failure> {
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
        let (mut five, off_curve) = ([0; 33], [0xff; 33]);
        (five[0], five[32]) = (2, 5);
        let off_curve = Multikey::from(cybersyn_identity::PublicKey::P256(off_curve)).to_string();
        let five = Multikey::from(cybersyn_identity::PublicKey::Secp256k1(five)).to_string();
        assert!(public_key(&five).unwrap_err().to_string().contains("no point of secp256k1"));
        let texts = ["", "z", "6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "did:key:z6Mk"];
        for text in texts.into_iter().chain([identity_point.as_str(), &off_curve, &five]) {
            assert!(matches!(public_key(text), Err(Failure::Usage(_))), "{text}");
        }
    }
}

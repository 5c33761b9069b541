//! Passing control of a DID on to another account.

use crate::{
    chain,
    commands::submit::{AccountSignature, submit, tell},
    context::Context,
    exit::{Answer, Failure},
    keystore::{Cost, CredentialFile, Identity, VotingFile},
    wallet::{OpenWallet, Wallet},
};
use anyhow::{Result, ensure};
use cybersyn_chain_client::Call;
use cybersyn_primitives::application::rotation_payload;

/// Passes control to the account of the identity `to`, which consents, and moves what is the DID's to that identity: the
/// account that gives it away can anchor no list any more, so it could revoke nothing. Both wallets stay locked meanwhile.
pub(super) async fn rotate(context: &Context, to: &str) -> Result<Answer> {
    let from = context.identity()?;
    let heir = context.keystore.load(Some(to))?;
    let (passphrase, heir_passphrase) = (context.passphrase(&from)?, context.passphrase(&heir)?);
    ensure!(from.name != heir.name, Failure::Usage(format!("{to} controls the DID already; name another identity")));
    let mut ours = OpenWallet::open(&context.keystore, &from, &passphrase)?;
    let mut theirs = OpenWallet::open(&context.keystore, &heir, &heir_passphrase)?;
    theirs.wallet.absorb(&ours.wallet);
    theirs.check()?;
    let (keypair, heir_keypair) = (from.keypair(&passphrase)?, heir.keypair(&heir_passphrase)?);
    let (did, chain) = (from.did_id()?, context.chain().await?);
    let record = chain::did(&chain.finalized().await?, &did).await?;

    let consent = heir_keypair.sign(&rotation_payload(&chain.genesis(), &did, record.version));
    let arguments = (heir_keypair.public_key().0, AccountSignature::Sr25519(consent.0));
    let included = submit(context, &chain, &Call::new("Did", "rotate", arguments), &keypair).await?;
    let from = context.keystore.load(Some(&from.name))?;
    context.keystore.change(&heir.name, |heir| inherit(heir, &from, &passphrase, &heir_passphrase))?;
    hand_over(&mut ours, &theirs)?;
    tell(context, &included, &format!("{} is now controlled by the account of {to}; act --as {to}", from.did))?;
    Ok(Answer::Yes)
}

/// The heir's identity becomes the DID's: with its voting and credential keys, sealed under the heir's passphrase. Credential
/// keys of its own the heir keeps.
fn inherit(heir: &mut Identity, from: &Identity, passphrase: &str, heir_passphrase: &str) -> Result<()> {
    heir.did = from.did.clone();
    let reseal_credential = |key: &CredentialFile| key.resealed(passphrase, heir_passphrase, Cost::HIGH);
    let inherited: Vec<CredentialFile> = from.credential.iter().map(reseal_credential).collect::<Result<_, _>>()?;
    heir.credential.extend(inherited);
    let reseal = |key: &VotingFile| -> Result<VotingFile> {
        Ok(VotingFile::seal(&key.open(passphrase)?, key.version, heir_passphrase, Cost::HIGH))
    };
    heir.voting = from.voting.iter().map(reseal).collect::<Result<_>>()?;
    Ok(())
}

/// What the heir took over is on its disk before it goes from here: two copies of a list would give its entries away twice.
fn hand_over(ours: &mut OpenWallet, theirs: &OpenWallet) -> Result<()> {
    theirs.save()?;
    ours.wallet = Wallet::default();
    ours.save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keystore::{Keystore, VotingSecret},
        wallet::{Issued, IssuerList, Place},
    };
    use cybersyn_credentials::status::StatusPurpose;
    use zeroize::Zeroizing;

    #[test]
    fn the_heir_holds_the_did_with_its_voting_keys_under_its_own_passphrase() {
        let (from, heir) = (Identity::development(1), Identity::development(2));
        let passphrase = Identity::DEVELOPMENT_PASSPHRASE;
        let mut now = heir.clone();
        inherit(&mut now, &from, passphrase, "own").unwrap();
        assert_eq!((now.did.as_str(), now.name.as_str()), (from.did.as_str(), "citizen-2"));
        assert_eq!(now.account, heir.account);
        assert_eq!(now.voting[0].open("own").unwrap().public(), VotingSecret::development(1).public());
    }
    #[test]
    fn the_heir_revokes_what_was_issued_before() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        let passphrase = Zeroizing::new(Identity::DEVELOPMENT_PASSPHRASE.to_owned());
        let (mut from, mut heir) = (Identity::development(1), Identity::development(2));
        let key = CredentialFile::generate(&passphrase, Cost::LOW).under(&from.did, 3);
        from.put_credential_key(key.clone()).unwrap();
        let open = |identity| OpenWallet::open(&keystore, identity, &passphrase).unwrap();

        let (mut ours, mut theirs, url) = (open(&from), open(&heir), "https://x.example/1");
        let mut list = IssuerList::new(url, &from.did, StatusPurpose::Revocation).unwrap();
        let place = Place::from(&list.allocate(7).unwrap());
        let (id, subject, kind) = ("00112233".to_owned(), "did:x:1".to_owned(), "T".to_owned());
        ours.wallet.issued.push(Issued { id, subject, kind, issued: 5, entries: vec![place] });
        ours.wallet.lists.push(list);
        theirs.wallet.absorb(&ours.wallet);
        inherit(&mut heir, &from, &passphrase, &passphrase).unwrap();
        hand_over(&mut ours, &theirs).unwrap();
        drop((ours, theirs));

        let mut theirs = open(&heir);
        let place = theirs.wallet.issued("00112233").unwrap().entries[0].clone();
        assert!(theirs.wallet.list(&place.list).unwrap().set(place.index, true).unwrap());
        let signs = heir.issuing_key(Some(&key.method)).unwrap();
        assert_eq!((signs.did(), &signs.public), (from.did.as_str(), &key.public));
        signs.open(&passphrase).unwrap();
        let ours = open(&from);
        assert!(ours.wallet.issued.is_empty() && ours.wallet.lists.is_empty(), "an entry could be given away twice");
    }
}

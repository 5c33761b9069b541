//! What moves along with a DID from one identity to another: its keys on this device, and the wallet with what it has issued.
//! The account that gives a DID away can anchor no list any more, so it could revoke nothing.

use crate::{
    context::Context,
    keystore::{CredentialFile, Identity, Keystore, VotingFile},
    wallet::{OpenWallet, Wallet},
};
use anyhow::Result;
use cybersyn_chain_client::subxt_signer::sr25519::Keypair;
use zeroize::Zeroizing;

/// An identity with what opens its secrets.
#[derive(Clone)]
pub(super) struct Party {
    /// The identity.
    pub identity: Identity,
    /// The passphrase.
    pub passphrase: Zeroizing<String>,
}

impl Party {
    pub fn new(context: &Context, identity: Identity) -> Result<Self> {
        Ok(Self { passphrase: context.passphrase(&identity)?, identity })
    }

    pub fn name(&self) -> &str {
        &self.identity.name
    }

    pub fn keypair(&self) -> Result<Keypair> {
        Ok(self.identity.keypair(&self.passphrase)?)
    }
}

/// What one identity has and another is to have. Both wallets are locked until it is passed on, so that nothing is issued or
/// revoked in between.
pub(super) struct Heritage {
    keystore: Keystore,
    from: Party,
    heir: Party,
    ours: OpenWallet,
    theirs: OpenWallet,
    voting_keys: bool,
}

impl Heritage {
    /// Looks whether it can be passed on; `from` and `heir` are two.
    pub fn open(keystore: &Keystore, from: &Party, heir: &Party) -> Result<Self> {
        let ours = OpenWallet::open(keystore, &from.identity, &from.passphrase)?;
        let mut theirs = OpenWallet::open(keystore, &heir.identity, &heir.passphrase)?;
        theirs.wallet.absorb(&ours.wallet);
        theirs.check()?;
        let (keystore, from, heir) = (keystore.clone(), from.clone(), heir.clone());
        Ok(Self { keystore, from, heir, ours, theirs, voting_keys: false })
    }

    /// Voting keys pass on as well, in the place of the heir's.
    pub fn with_voting_keys(self) -> Self {
        Self { voting_keys: true, ..self }
    }

    /// Passes on: the identity becomes the DID's, with its keys, then its wallet moves. What the heir took over is on disk
    /// before it goes from here: two copies of a list would give its entries away twice.
    pub fn pass_on(mut self) -> Result<()> {
        // A key may have been added since.
        self.from.identity = self.keystore.load(Some(self.from.name()))?;
        self.keystore.change(self.heir.name(), |heir| self.inherit(heir))?;
        self.theirs.save()?;
        self.ours.wallet = Wallet::default();
        self.ours.save()
    }

    /// Keys are sealed under the heir's passphrase. Credential keys of its own the heir keeps.
    fn inherit(&self, heir: &mut Identity) -> Result<()> {
        let (from, cost) = (&self.from.identity, heir.cost());
        let (ours, theirs) = (&*self.from.passphrase, &*self.heir.passphrase);
        heir.did = from.did.clone();
        let reseal = |keys: &[CredentialFile], known: &[CredentialFile]| -> Result<Vec<CredentialFile>> {
            let is_new = |key: &&CredentialFile| known.iter().all(|known| known.public != key.public);
            keys.iter().filter(is_new).map(|key| Ok(key.resealed(ours, theirs, cost)?)).collect()
        };
        heir.credential.extend(reseal(&from.credential, &heir.credential)?);
        heir.authorizing.extend(reseal(&from.authorizing, &heir.authorizing)?);
        if self.voting_keys {
            let reseal = |key: &VotingFile| anyhow::Ok(VotingFile::seal(&key.open(ours)?, key.version, theirs, cost));
            heir.voting = from.voting.iter().map(reseal).collect::<Result<_>>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        keystore::{Cost, VotingSecret},
        wallet::{Issued, IssuerList, Place},
    };
    use cybersyn_credentials::{key::Signer, status::StatusPurpose};

    const ID: &str = "00112233";

    /// A keystore with two identities of different passphrases, of which the first has issued something.
    struct Fixture {
        _dir: tempfile::TempDir,
        keystore: Keystore,
        from: Party,
        heir: Party,
        key: CredentialFile,
    }

    impl Fixture {
        fn new() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let keystore = Keystore::new(dir.path().to_owned());
            let party =
                |identity, passphrase: &str| Party { identity, passphrase: Zeroizing::new(passphrase.to_owned()) };
            let mut from = party(Identity::development(1), Identity::DEVELOPMENT_PASSPHRASE);
            let key = CredentialFile::generate(&from.passphrase, Cost::LOW).under(&from.identity.did, 3);
            from.identity.put_credential_key(key.clone()).unwrap();
            let mut heir = party(Identity::development(2), "own");
            heir.identity.voting = vec![VotingFile::seal(&VotingSecret::development(2), 0, "own", Cost::LOW)];
            keystore.create(&from.identity).unwrap();
            keystore.create(&heir.identity).unwrap();
            let fixture = Self { _dir: dir, keystore, from, heir, key };
            fixture.issue();
            fixture
        }

        fn open(&self, party: &Party) -> OpenWallet {
            OpenWallet::open(&self.keystore, &party.identity, &party.passphrase).unwrap()
        }

        fn issue(&self) {
            let (mut opened, did) = (self.open(&self.from), &self.from.identity.did);
            let mut list = IssuerList::new("https://x.example/1", did, StatusPurpose::Revocation).unwrap();
            let entries = vec![Place::from(&list.allocate(7).unwrap())];
            let (id, subject, kind) = (ID.to_owned(), "did:x:1".to_owned(), "T".to_owned());
            opened.wallet.issued.push(Issued { id, subject, kind, issued: 5, entries });
            opened.wallet.lists.push(list);
            opened.save().unwrap();
        }

        fn heritage(&self) -> Heritage {
            Heritage::open(&self.keystore, &self.from, &self.heir).unwrap()
        }

        fn heir_now(&self) -> Identity {
            self.keystore.load(Some(self.heir.name())).unwrap()
        }
    }

    #[test]
    fn the_heir_holds_the_did_with_its_keys_under_its_own_passphrase() {
        let fixture = Fixture::new();
        fixture.heritage().with_voting_keys().pass_on().unwrap();
        let now = fixture.heir_now();
        assert_eq!((now.did.as_str(), now.name.as_str()), (fixture.from.identity.did.as_str(), "citizen-2"));
        assert_eq!(now.account, fixture.heir.identity.account);
        assert_eq!(now.voting[0].open("own").unwrap().public(), VotingSecret::development(1).public());
        let issues = now.issuing_key(Some(&fixture.key.method)).unwrap();
        assert_eq!(issues.open("own").unwrap().public_key().to_multikey(), fixture.key.public);
    }

    #[test]
    fn after_a_recovery_the_heir_votes_with_its_own_keys() {
        let fixture = Fixture::new();
        fixture.heritage().pass_on().unwrap();
        assert_eq!(fixture.heir_now().voting, fixture.heir.identity.voting);
    }

    #[test]
    fn the_heir_revokes_what_was_issued_before() {
        let fixture = Fixture::new();
        fixture.heritage().pass_on().unwrap();
        let mut theirs = fixture.open(&fixture.heir);
        let place = theirs.wallet.issued(ID).unwrap().entries[0].clone();
        let list = theirs.wallet.list(&place.list).unwrap();
        assert!(list.set(place.index, true).unwrap());
        assert_eq!(fixture.heir_now().issuing_key(None).unwrap().did(), list.issuer);
        let ours = fixture.open(&fixture.from);
        assert!(ours.wallet.issued.is_empty() && ours.wallet.lists.is_empty(), "an entry could be given away twice");
    }

    #[test]
    fn keys_that_are_added_meanwhile_are_kept_on_both_sides() {
        let fixture = Fixture::new();
        let heritage = fixture.heritage();
        let added = [&fixture.from, &fixture.heir].map(|party| {
            let key = CredentialFile::generate(&party.passphrase, Cost::LOW);
            let add = |identity: &mut Identity| anyhow::Ok(identity.put_credential_key(key.clone())?);
            fixture.keystore.change(party.name(), add).unwrap();
            key.public
        });
        heritage.pass_on().unwrap();
        let now = fixture.heir_now();
        assert!(added.iter().all(|public| now.credential.iter().any(|key| key.public == *public)));
    }
}

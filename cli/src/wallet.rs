//! The wallet: the credentials that an identity holds, what it has issued, and its status lists. Who got which credential is
//! nobody's business: all of it is sealed under the identity's passphrase.

mod list;

pub use list::IssuerList;

use crate::{
    exit::Failure,
    keystore::{Identity, Keystore},
};
use anyhow::{Context as _, Result, bail, ensure};
use cybersyn_credentials::{
    json::{canonical_object, parse_object},
    limits::STATUS_CREDENTIAL_BYTES_MAX,
    status::{Entry, StatusPurpose},
};
use cybersyn_primitives::{Millis, hash::blake2_256};
use serde::{Deserialize, Serialize};
use std::fs::File;
use zeroize::Zeroizing;

/// Kind of the file beside the identity.
const ASIDE: &str = "wallet";
/// Most bytes of a wallet before it is sealed.
const BYTES_MAX: usize = 11 << 20;
/// Bytes of a credential's hash that name it.
const ID_BYTES: usize = 8;
/// Digits of a name that must be given.
const PREFIX_MIN: usize = 4;

/// What is in a wallet.
#[derive(Default, Serialize, Deserialize)]
pub struct Wallet {
    /// Credentials that were accepted.
    pub held: Vec<Held>,
    /// Credentials that were issued; their texts are not kept.
    pub issued: Vec<Issued>,
    /// Status lists that are kept as an issuer.
    pub lists: Vec<IssuerList>,
}

/// A credential that is held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Its name, as [`credential_id`] makes it.
    pub id: String,
    /// Who issued it.
    pub issuer: String,
    /// Its types.
    pub types: Vec<String>,
    /// When it was accepted.
    pub received: Millis,
    /// The credential as it came.
    pub text: String,
}

/// A credential that was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// Its name, as [`credential_id`] makes it.
    pub id: String,
    /// Whom it is about.
    pub subject: String,
    /// Its type.
    pub kind: String,
    /// When it was issued.
    pub issued: Millis,
    /// Where its revocation and suspension are recorded.
    pub entries: Vec<Place>,
}

/// A place in a status list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// URL of the list.
    pub list: String,
    /// The entry.
    pub index: u32,
}

impl From<&Entry> for Place {
    fn from(entry: &Entry) -> Self {
        Self { list: entry.list().to_owned(), index: entry.index() }
    }
}

/// A wallet that no other process changes meanwhile.
pub struct OpenWallet {
    /// What is in it.
    pub wallet: Wallet,
    keystore: Keystore,
    identity: Identity,
    passphrase: Zeroizing<String>,
    _lock: File,
}

impl OpenWallet {
    /// Opens the wallet of `identity`; an empty one if there is none yet.
    pub fn open(keystore: &Keystore, identity: &Identity, passphrase: &Zeroizing<String>) -> Result<Self> {
        let lock = keystore.lock_aside(&identity.name, ASIDE)?;
        let wallet = match keystore.read_sealed(&identity.name, ASIDE, passphrase)? {
            Some(plain) => serde_json::from_slice(&plain).context("the wallet is damaged")?,
            None => {
                // Else a mistyped passphrase would seal the new wallet.
                identity.voting_key(None)?.open(passphrase)?;
                Wallet::default()
            }
        };
        let (keystore, identity, passphrase) = (keystore.clone(), identity.clone(), passphrase.clone());
        Ok(Self { wallet, keystore, identity, passphrase, _lock: lock })
    }

    /// Puts what is in it on disk.
    pub fn save(&self) -> Result<()> {
        let (plain, name, cost) = (self.plain()?, &self.identity.name, self.identity.cost());
        Ok(self.keystore.write_sealed(name, ASIDE, &plain, &self.passphrase, cost)?)
    }

    /// Whether what is in it can be put on disk.
    pub fn check(&self) -> Result<()> {
        self.plain().map(drop)
    }

    fn plain(&self) -> Result<Zeroizing<Vec<u8>>> {
        let plain = Zeroizing::new(serde_json::to_vec(&self.wallet)?);
        let full = || Failure::Refused("the wallet is full; `cybersyn credential drop` makes room".into());
        ensure!(plain.len() <= BYTES_MAX, full());
        Ok(plain)
    }
}

impl Wallet {
    /// Takes over what is in another. What both have stays as it is here.
    pub fn absorb(&mut self, other: &Self) {
        let Self { held, issued, lists } = self;
        let new_held: Vec<Held> = missing(held, &other.held, |held| &held.id);
        let new_issued: Vec<Issued> = missing(issued, &other.issued, |issued| &issued.id);
        let new_lists: Vec<IssuerList> = missing(lists, &other.lists, |list| &list.url);
        held.extend(new_held);
        issued.extend(new_issued);
        lists.extend(new_lists);
    }

    /// The credential that is held under that name or the beginning of it.
    pub fn held(&self, id: &str) -> Result<&Held> {
        one(self.held.iter().filter(|held| held.id.starts_with(id)), id, "held")
    }

    /// The credential that was issued under that name or the beginning of it.
    pub fn issued(&self, id: &str) -> Result<&Issued> {
        one(self.issued.iter().filter(|issued| issued.id.starts_with(id)), id, "issued")
    }

    /// The issuer's newest list of that purpose with a free entry.
    pub fn list_for(&mut self, issuer: &str, purpose: StatusPurpose) -> Option<&mut IssuerList> {
        let mut lists = self.lists.iter_mut().rev();
        lists.find(|list| list.issuer == issuer && list.purpose() == purpose && !list.is_full())
    }

    /// The list at that URL, to be changed.
    pub fn list(&mut self, url: &str) -> Result<&mut IssuerList> {
        let found = self.lists.iter_mut().find(|list| list.url == url);
        Ok(found.ok_or_else(|| no_list(url))?)
    }

    /// The list at that URL.
    pub fn known_list(&self, url: &str) -> Result<&IssuerList> {
        let found = self.lists.iter().find(|list| list.url == url);
        Ok(found.ok_or_else(|| no_list(url))?)
    }
}

fn no_list(url: &str) -> Failure {
    Failure::Refused(format!("the list {url} is not in this wallet"))
}

/// What is there and not here, by name.
fn missing<T: Clone>(here: &[T], there: &[T], name: impl Fn(&T) -> &String) -> Vec<T> {
    there.iter().filter(|one| here.iter().all(|known| name(known) != name(one))).cloned().collect()
}

fn one<'a, T>(mut found: impl Iterator<Item = &'a T>, id: &str, done: &str) -> Result<&'a T> {
    ensure!(id.len() >= PREFIX_MIN, Failure::Usage(format!("give {PREFIX_MIN} digits of the name at least")));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => bail!(Failure::Usage(format!("several names begin with {id}; give more digits"))),
        (None, _) => bail!(Failure::Refused(format!(
            "no credential {id} was {done} here; `cybersyn credential list` shows what there is"
        ))),
    }
}

/// Name of a credential: the same for its issuer, its holder and whoever lays its JSON out in another way.
pub fn credential_id(text: &str) -> Result<String> {
    let text = text.trim();
    let hash = match text.split_once('~') {
        Some((token, _)) if !text.starts_with('{') => blake2_256(token.as_bytes()),
        _ => {
            let mut document = parse_object(text.as_bytes(), STATUS_CREDENTIAL_BYTES_MAX)?;
            document.remove("proof");
            blake2_256(canonical_object(&document)?.as_bytes())
        }
    };
    Ok(hex::encode(&hash[..ID_BYTES]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keystore::SealedError;

    fn opened(keystore: &Keystore, passphrase: &str) -> Result<OpenWallet> {
        OpenWallet::open(keystore, &Identity::development(1), &Zeroizing::new(passphrase.to_owned()))
    }

    fn held(id: &str) -> Held {
        Held { id: id.into(), issuer: "did:key:z1".into(), types: vec!["T".into()], received: 5, text: "secret".into() }
    }

    #[test]
    fn what_is_saved_is_there_again_and_sealed() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        let mut wallet = opened(&keystore, Identity::DEVELOPMENT_PASSPHRASE).unwrap();
        wallet.wallet.held.push(held("00112233"));
        wallet.save().unwrap();
        drop(wallet);
        assert_eq!(opened(&keystore, Identity::DEVELOPMENT_PASSPHRASE).unwrap().wallet.held, [held("00112233")]);
        let text = std::fs::read_to_string(dir.path().join("citizen-1.wallet.json")).unwrap();
        assert!(!text.contains("did:key"), "{text}");
        let wrong = opened(&keystore, "wrong").err().unwrap();
        assert!(wrong.downcast_ref::<SealedError>().is_some(), "{wrong}");
    }

    #[test]
    fn what_both_wallets_have_stays_as_it_is_here() {
        let list = |taken: u64| {
            let mut list = IssuerList::new("https://x.example/1", "did:key:z1", StatusPurpose::Revocation).unwrap();
            (0..taken).for_each(|n| drop(list.allocate(n).unwrap()));
            list
        };
        let mut here = Wallet { held: vec![held("00112233")], lists: vec![list(2)], ..Wallet::default() };
        let there =
            Wallet { held: vec![held("00112233"), held("44556677")], lists: vec![list(1)], ..Wallet::default() };
        here.absorb(&there);
        assert_eq!(here.held, [held("00112233"), held("44556677")]);
        assert_eq!(here.lists, [list(2)]);
    }

    #[test]
    fn a_mistyped_passphrase_makes_no_wallet() {
        let dir = tempfile::tempdir().unwrap();
        let keystore = Keystore::new(dir.path().to_owned());
        assert!(opened(&keystore, "wrong").is_err());
    }

    #[test]
    fn a_credential_is_named_by_the_beginning_of_its_name_if_only_one_has_it() {
        let wallet = Wallet { held: vec![held("00112233"), held("00114455")], ..Wallet::default() };
        assert_eq!(wallet.held("001122").unwrap().id, "00112233");
        for (id, said) in [("0011", "several"), ("001", "digits"), ("ffff", "no credential")] {
            assert!(wallet.held(id).unwrap_err().to_string().contains(said), "{id}");
        }
    }

    #[test]
    fn a_credential_keeps_its_name_whatever_its_layout() {
        let one = credential_id(r#"{"a": 1, "b": 2, "proof": {}}"#).unwrap();
        assert_eq!(credential_id("{\"b\":2,\n\"a\":1}").unwrap(), one);
        assert_ne!(credential_id(r#"{"a": 1, "b": 3}"#).unwrap(), one);
        assert_eq!(credential_id("x.y.z~a~").unwrap(), credential_id("x.y.z~a~b~\n").unwrap());
    }
}

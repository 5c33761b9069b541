//! An identity's file: who someone is, and the sealed keys to act as them.

use super::{
    account::AccountSecret,
    credential::{CredentialFile, CredentialKeyError},
    polkadot::{PolkadotError, PolkadotJson},
    seal::Cost,
    voting::{VotingError, VotingFile, VotingSecret},
};
use cybersyn_primitives::{DidId, KeyVersion, VotingKey, did::Did};
use serde::{Deserialize, Serialize};
use subxt_signer::sr25519::Keypair;

/// What `format` says.
const FORMAT: &str = "cybersyn-identity/1";
/// Most voting keys in one file: what the roll keeps per citizen.
const VOTING_KEYS_MAX: usize = 8;
/// Most keys of a kind in one file, for credentials or authorising: as many as a DID has keys at all.
const CREDENTIAL_KEYS_MAX: usize = 20;

/// An identity as it lies on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// Kind and version of the file.
    format: String,
    /// What the owner calls it.
    pub name: String,
    /// The DID: never changes, even when another account takes it over.
    pub did: String,
    /// Number of a citizen of the development presets: keys that are public knowledge, sealed under a public passphrase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub development: Option<u32>,
    /// The account's key as a polkadot-js key file.
    pub account: PolkadotJson,
    /// The voting keys of this device, by version.
    pub voting: Vec<VotingFile>,
    /// The credential keys of this device, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credential: Vec<CredentialFile>,
    /// The keys of this device that authorise calls of the DID, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorizing: Vec<CredentialFile>,
}

/// Why an identity cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Another kind of file.
    #[error("the file is {0:?}, not {FORMAT:?}")]
    Format(String),
    /// The DID in the file is no DID.
    #[error("the identity's DID is malformed: {0}")]
    Did(#[from] cybersyn_primitives::did::DidError),
    /// There is no voting key.
    #[error("the identity has no voting key{}; make one with `cybersyn did add-key`", .0.map(|v| format!(" of version {v}")).unwrap_or_default())]
    NoVotingKey(Option<KeyVersion>),
    /// As many as the roll keeps.
    #[error("the identity has {VOTING_KEYS_MAX} voting keys already; revoke one first")]
    MaxKeysExceeded,
    /// As many credential keys as one file holds.
    #[error("the identity has {CREDENTIAL_KEYS_MAX} keys of that kind already; make another identity")]
    MaxCredentialKeysExceeded,
    /// A credential key that was made for presenting.
    #[error("{0} is a key to present with; issue with one that stands under assertionMethod")]
    NotForIssuing(String),
    /// There is no such credential key.
    #[error("the identity has no credential key{}; `cybersyn credential key` makes one", .0.as_ref().map(|name| format!(" {name}")).unwrap_or_default())]
    NoCredentialKey(Option<String>),
    /// The account's key.
    #[error(transparent)]
    Account(#[from] PolkadotError),
    /// A voting key.
    #[error(transparent)]
    Voting(#[from] VotingError),
    /// A credential key.
    #[error(transparent)]
    Credential(#[from] CredentialKeyError),
}

impl Identity {
    /// A new identity of an account with its first voting key.
    pub fn new(name: &str, account: PolkadotJson, did: DidId, voting: VotingFile) -> Self {
        let did = Did(did).to_string();
        Self {
            format: FORMAT.to_owned(),
            name: name.to_owned(),
            did,
            development: None,
            account,
            voting: vec![voting],
            credential: Vec::new(),
            authorizing: Vec::new(),
        }
    }

    /// Development citizen `number`.
    pub fn development(number: u32) -> Self {
        let passphrase = Self::DEVELOPMENT_PASSPHRASE;
        let uri = cybersyn_primitives::dev::account_uri(number);
        let account = AccountSecret::from_uri(&uri).expect("a hard derivation of the development phrase");
        let name = format!("citizen-{number}");
        let json = PolkadotJson::seal(&account, &name, 0, passphrase, Cost::LOW);
        let voting = VotingFile::seal(&VotingSecret::development(number), 0, passphrase, Cost::LOW);
        Self { development: Some(number), ..Self::new(&name, json, account.public(), voting) }
    }

    /// Passphrase of development identities: whoever wants their keys computes them anyway.
    pub const DEVELOPMENT_PASSPHRASE: &str = "cybersyn development";

    /// Checks what was read from a file.
    pub fn check(self) -> Result<Self, IdentityError> {
        if self.format != FORMAT {
            return Err(IdentityError::Format(self.format));
        }
        self.did_id()?;
        Ok(self)
    }

    /// The id in the DID.
    pub fn did_id(&self) -> Result<DidId, IdentityError> {
        Ok(self.did.parse::<Did>()?.0)
    }

    /// What signs transactions.
    pub fn keypair(&self, passphrase: &str) -> Result<Keypair, IdentityError> {
        Ok(self.account.keypair(passphrase)?)
    }

    /// The voting key of that version; the latest without one.
    pub fn voting_key(&self, version: Option<KeyVersion>) -> Result<&VotingFile, IdentityError> {
        let mut keys = self.voting.iter();
        let found = match version {
            Some(version) => keys.find(|key| key.version == version),
            None => keys.max_by_key(|key| key.version),
        };
        found.ok_or(IdentityError::NoVotingKey(version))
    }

    /// Corrects the version of the voting key with that public key.
    pub fn set_version(&mut self, public: &VotingKey, version: KeyVersion) {
        for key in self.voting.iter_mut().filter(|key| key.public.0 == public) {
            key.version = version;
        }
    }

    /// The credential key of that name (`did:…#…`); the latest without one.
    pub fn credential_key(&self, method: Option<&str>) -> Result<&CredentialFile, IdentityError> {
        let mut keys = self.credential.iter().rev();
        let found = keys.find(|key| method.is_none_or(|method| key.method == method));
        found.ok_or_else(|| IdentityError::NoCredentialKey(method.map(str::to_owned)))
    }

    /// The credential key of that name (`did:…#…`) to issue with; the latest that issues without one.
    pub fn issuing_key(&self, method: Option<&str>) -> Result<&CredentialFile, IdentityError> {
        let Some(method) = method else {
            let latest = self.credential.iter().rev().find(|key| key.issues());
            return latest.ok_or(IdentityError::NoCredentialKey(None));
        };
        let key = self.credential_key(Some(method))?;
        if key.issues() { Ok(key) } else { Err(IdentityError::NotForIssuing(method.to_owned())) }
    }

    /// Adds a credential key, or replaces the one with its public key.
    pub fn put_credential_key(&mut self, key: CredentialFile) -> Result<(), IdentityError> {
        put(&mut self.credential, key)
    }

    /// Adds a key that authorises calls, or replaces the one with its public key.
    pub fn put_authorizing_key(&mut self, key: CredentialFile) -> Result<(), IdentityError> {
        put(&mut self.authorizing, key)
    }

    /// The keys of this device that may authorise calls, the best first: those made for it, then those of credentials.
    pub fn authorizing_keys(&self) -> impl Iterator<Item = &CredentialFile> {
        self.authorizing.iter().rev().chain(self.credential.iter().rev())
    }

    /// What seals this identity's secrets: development keys are public anyway.
    pub fn cost(&self) -> Cost {
        if self.development.is_some() { Cost::LOW } else { Cost::HIGH }
    }

    /// Adds a voting key.
    pub fn add_voting_key(&mut self, key: VotingFile) -> Result<(), IdentityError> {
        if self.voting.len() >= VOTING_KEYS_MAX {
            return Err(IdentityError::MaxKeysExceeded);
        }
        self.voting.push(key);
        Ok(())
    }
}

fn put(keys: &mut Vec<CredentialFile>, key: CredentialFile) -> Result<(), IdentityError> {
    keys.retain(|known| known.public != key.public);
    if keys.len() >= CREDENTIAL_KEYS_MAX {
        return Err(IdentityError::MaxCredentialKeysExceeded);
    }
    keys.push(key);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::credential::Serves, *};

    #[test]
    fn a_development_identity_has_the_keys_of_the_preset() {
        let identity = Identity::development(3);
        let account = AccountSecret::from_uri(&cybersyn_primitives::dev::account_uri(3)).unwrap().public();
        assert_eq!(identity.did_id().unwrap(), account);
        assert_eq!(identity.keypair(Identity::DEVELOPMENT_PASSPHRASE).unwrap().public_key().0, account);
        assert_eq!(identity.voting_key(None).unwrap().public.0, VotingSecret::development(3).public());
    }

    #[test]
    fn json_round_trips() {
        let identity = Identity::development(0);
        let json = serde_json::to_string(&identity).unwrap();
        assert_eq!(serde_json::from_str::<Identity>(&json).unwrap().check().unwrap(), identity);
    }

    #[test]
    fn no_secret_is_in_the_file_in_the_clear() {
        let json = serde_json::to_string(&Identity::development(0)).unwrap();
        let seed = cybersyn_primitives::dev::voting_seed(0);
        assert!(!json.contains(&hex::encode(seed)));
    }

    #[test]
    fn another_format_is_refused() {
        let identity = Identity { format: "else/1".into(), ..Identity::development(0) };
        assert!(matches!(identity.check(), Err(IdentityError::Format(_))));
    }

    #[test]
    fn the_latest_credential_key_is_the_default_and_stands_once() {
        let mut identity = Identity::development(0);
        assert!(matches!(identity.credential_key(None), Err(IdentityError::NoCredentialKey(None))));
        let (one, two) = (CredentialFile::generate("p", Cost::LOW), CredentialFile::generate("p", Cost::LOW));
        identity.put_credential_key(one.clone()).unwrap();
        identity.put_credential_key(two.clone()).unwrap();
        assert_eq!(identity.credential_key(None).unwrap(), &two);
        assert_eq!(identity.credential_key(Some(&one.method)).unwrap(), &one);
        identity.put_credential_key(one.clone().under("did:cyb:zX", 3)).unwrap();
        assert_eq!(identity.credential.len(), 2);
        assert_eq!(identity.credential_key(None).unwrap().method, "did:cyb:zX#key-3");
    }

    #[test]
    fn nobody_issues_with_a_key_for_presenting() {
        let mut identity = Identity::development(0);
        let key = |serves| CredentialFile::generate("p", Cost::LOW).serving(serves);
        let (both, issuing, presenting) = (key(Serves::Both), key(Serves::Issuing), key(Serves::Presenting));
        identity.put_credential_key(presenting.clone()).unwrap();
        assert!(matches!(identity.issuing_key(None), Err(IdentityError::NoCredentialKey(None))));
        let refused = identity.issuing_key(Some(&presenting.method));
        assert!(matches!(refused, Err(IdentityError::NotForIssuing(name)) if name == presenting.method));
        identity.put_credential_key(issuing.clone()).unwrap();
        identity.put_credential_key(both.clone()).unwrap();
        identity.put_credential_key(presenting).unwrap();
        assert_eq!(identity.issuing_key(None).unwrap(), &both);
        assert_eq!(identity.issuing_key(Some(&issuing.method)).unwrap(), &issuing);
    }

    #[test]
    fn keys_made_for_authorising_come_first_and_issue_no_credentials() {
        let mut identity = Identity::development(0);
        let [issuing, one, two] = [0; 3].map(|_| CredentialFile::generate("p", Cost::LOW));
        identity.put_credential_key(issuing.clone()).unwrap();
        identity.put_authorizing_key(one.clone()).unwrap();
        identity.put_authorizing_key(two.clone()).unwrap();
        assert_eq!(identity.authorizing_keys().collect::<Vec<_>>(), [&two, &one, &issuing]);
        assert_eq!(identity.credential_key(None).unwrap(), &issuing);
        let json = serde_json::to_string(&identity).unwrap();
        assert_eq!(serde_json::from_str::<Identity>(&json).unwrap(), identity);
    }

    #[test]
    fn the_latest_voting_key_is_the_default() {
        let mut identity = Identity::development(0);
        identity.add_voting_key(VotingFile { version: 4, ..identity.voting[0].clone() }).unwrap();
        assert_eq!(identity.voting_key(None).unwrap().version, 4);
        assert_eq!(identity.voting_key(Some(0)).unwrap().version, 0);
        assert!(matches!(identity.voting_key(Some(2)), Err(IdentityError::NoVotingKey(Some(2)))));
    }
}

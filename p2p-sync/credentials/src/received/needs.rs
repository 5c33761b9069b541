//! What must be fetched before something can be judged.

use crate::{
    credential::{set, url_or_object},
    json::{Object, Value},
    limits::{CREDENTIALS_PER_PRESENTATION_MAX, LIST_MAX},
    resolver::did_of,
    sd_jwt::{SdJwt, vc},
    status::Entry,
};
use std::collections::BTreeSet;

/// Names found in what arrived. They prove nothing: what is fetched by them is judged with the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// DIDs whose documents are needed; did:key needs no fetching.
    pub dids: BTreeSet<String>,
    /// Status lists: the URL, and the issuer whose list it must be.
    pub lists: BTreeSet<(String, String)>,
}

impl Needs {
    /// Adds what something else needs.
    pub fn extend(&mut self, other: &Self) {
        self.dids.extend(other.dids.iter().cloned());
        self.lists.extend(other.lists.iter().cloned());
    }

    /// DIDs whose documents are needed for signatures and for the anchors of lists.
    pub fn all_dids(&self) -> impl Iterator<Item = &String> {
        self.dids.iter().chain(self.lists.iter().map(|(_, issuer)| issuer))
    }

    pub(super) fn of_credential(secured: &Object) -> Self {
        let mut needs = Self::default();
        needs.add_credential(secured);
        needs
    }

    pub(super) fn of_presentation(secured: &Object) -> Self {
        let mut needs = Self::default();
        needs.add_signers(secured);
        let credentials = set(secured.get("verifiableCredential")).iter().filter_map(Value::as_object);
        credentials.take(CREDENTIALS_PER_PRESENTATION_MAX).for_each(|credential| needs.add_credential(credential));
        needs
    }

    pub(super) fn of_sd_jwt(sd_jwt: &SdJwt) -> Self {
        let payload = sd_jwt.jws().payload();
        let Some(issuer) = payload.get("iss").and_then(Value::as_str).filter(|issuer| issuer.starts_with("did:"))
        else {
            return Self::default();
        };
        let entry = vc::status_of(payload).and_then(|entry| Entry::parse(entry).ok().flatten());
        let lists = entry.map(|entry| (entry.list().to_owned(), issuer.to_owned()));
        Self { dids: BTreeSet::from([issuer.to_owned()]), lists: lists.into_iter().collect() }
    }

    fn add_credential(&mut self, secured: &Object) {
        self.add_signers(secured);
        let Some(issuer) = url_or_object(secured.get("issuer")) else { return };
        let entries = set(secured.get("credentialStatus")).iter().take(LIST_MAX).filter_map(Value::as_object);
        let lists = entries.filter_map(|entry| Entry::parse(entry).ok().flatten());
        self.lists.extend(lists.map(|entry| (entry.list().to_owned(), issuer.to_owned())));
    }

    fn add_signers(&mut self, secured: &Object) {
        let proofs = set(secured.get("proof")).iter().take(LIST_MAX);
        let methods = proofs.filter_map(|proof| proof.get("verificationMethod").and_then(Value::as_str));
        self.dids.extend(methods.filter_map(|method| did_of(method).ok()).map(str::to_owned));
    }
}

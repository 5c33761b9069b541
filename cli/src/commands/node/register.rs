//! Entering, prolonging and changing one's nodes.
//!
//! Registering takes two transactions: the node's key comes into the person's DID, then the node onto the registry. What
//! is done already is left out, so that it can be begun again.

use super::consent;
use crate::{
    chain::{
        self, DidRecord, PURPOSE_AUTHENTICATION, PublicKey,
        nodes::{consent_nonce, node},
    },
    commands::submit::{submit, submit_and_tell, tell},
    context::Context,
    exit::{Answer, Failure},
    keystore::Identity,
    time::date,
};
use anyhow::{Result, bail};
use cybersyn_chain_client::{BlockAt, Call, Chain};
use cybersyn_mesh_api::consent::OpenedConsent;
use cybersyn_primitives::{
    CitizenIndex, Millis,
    node::Entry,
    peer::{PeerId, PeerKey},
};
use std::path::Path;

/// A consent with what the chain knows of its node.
struct Case {
    chain: Chain,
    identity: Identity,
    citizen: CitizenIndex,
    consent: OpenedConsent,
    /// The node's entry, if its date has not passed.
    entry: Option<Entry>,
    now: Millis,
    nonce: u32,
    record: DidRecord,
}

impl Case {
    async fn read(context: &Context, path: &Path) -> Result<Self> {
        let (chain, identity) = (context.chain().await?, context.identity()?);
        let consent = consent::read(path, &chain.genesis())?;
        let at: BlockAt = chain.finalized().await?;
        let did = identity.did_id()?;
        let Some(citizen) = chain::citizen_of(&at, &did).await? else {
            bail!(Failure::Refused(format!("{} is no person; only persons register nodes", identity.did)))
        };
        let (record, now) = (chain::did(&at, &did).await?, at.timestamp().await?);
        let entry = node(&at, &consent.registration.peer).await?.filter(|entry| !entry.has_ended(now));
        let nonce = consent_nonce(&at, citizen).await?;
        Ok(Self { chain, identity, citizen, consent, entry, now, nonce, record })
    }

    fn peer(&self) -> PeerId {
        PeerId(self.consent.registration.peer)
    }

    fn check_consent(&self) -> Result<(), Failure> {
        consent::check(&self.consent, self.citizen, self.nonce, self.now)
    }

    /// The node's entry, if it is the person's own.
    fn own_entry(&self) -> Result<&Entry, Failure> {
        match &self.entry {
            Some(entry) if entry.citizen == self.citizen => Ok(entry),
            Some(entry) => Err(Failure::Refused(format!("{} serves citizen {}", self.peer(), entry.citizen))),
            None => Err(Failure::Refused(format!("{} is not registered; see `node register`", self.peer()))),
        }
    }
}

/// Registers a node.
pub(super) async fn register(context: &Context, path: &Path) -> Result<Answer> {
    let case = Case::read(context, path).await?;
    if case.entry.is_some() {
        let until = date(case.own_entry()?.expires);
        bail!(Failure::Refused(format!("{} is registered as yours until {until}; see `node renew`", case.peer())));
    }
    case.check_consent()?;
    let keypair = context.keypair(&case.identity)?;
    if !has_node_key(&case.record, &case.consent.registration.peer)? {
        context.out.note("the node's key comes into your DID first");
        let key = (PublicKey::Ed25519(case.consent.registration.peer), PURPOSE_AUTHENTICATION);
        submit(context, &case.chain, &Call::new("Did", "add_key", key), &keypair).await?;
    }
    let OpenedConsent { registration, capabilities, addresses, signature } = &case.consent;
    let call = Call::new("Mesh", "register", (registration, capabilities, addresses, signature));
    let included = submit(context, &case.chain, &call, &keypair).await?;
    tell(context, &included, &format!("{} is a node of yours until {}", case.peer(), date(registration.expires)))?;
    Ok(Answer::Yes)
}

/// Lets the entry end later.
pub(super) async fn renew(context: &Context, path: &Path) -> Result<Answer> {
    let case = Case::read(context, path).await?;
    case.own_entry()?;
    case.check_consent()?;
    let OpenedConsent { registration, signature, .. } = &case.consent;
    let call = Call::new("Mesh", "renew", (registration, signature));
    let done = format!("{} is a node of yours until {}", case.peer(), date(registration.expires));
    submit_and_tell(context, &case.identity, call, &done).await
}

/// Changes what the node does for others, and where it is found. The consent itself is not used up.
pub(super) async fn update(context: &Context, path: &Path) -> Result<Answer> {
    let case = Case::read(context, path).await?;
    case.own_entry()?;
    let OpenedConsent { registration, capabilities, addresses, .. } = &case.consent;
    let call = Call::new("Mesh", "update", (registration.peer, capabilities, addresses));
    submit_and_tell(context, &case.identity, call, &format!("{} is changed", case.peer())).await
}

/// Whether the DID has the node's key in force as one that authenticates. One that was retired never comes back.
fn has_node_key(record: &DidRecord, peer: &PeerKey) -> Result<bool, Failure> {
    let mut keys = record.keys.iter().filter(|key| key.key == PublicKey::Ed25519(*peer));
    match keys.next() {
        None => Ok(false),
        Some(key) if key.until.is_some() => Err(Failure::Refused(format!(
            "the node's key is retired in your DID, as key {}; remove the node's key file and start it for a new one",
            key.version
        ))),
        Some(key) if key.purposes & PURPOSE_AUTHENTICATION == 0 => Err(Failure::Refused(format!(
            "the node's key is key {} of your DID and not for authentication; a node needs a key of its own",
            key.version
        ))),
        Some(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::DidKey;

    const PEER: PeerKey = [6; 32];

    fn record(keys: &[(u8, Option<Millis>)]) -> DidRecord {
        let key = |(purposes, until): &(u8, Option<Millis>)| DidKey {
            version: 2,
            key: PublicKey::Ed25519(PEER),
            purposes: *purposes,
            since: 0,
            until: *until,
            stolen: false,
        };
        DidRecord {
            account: [1; 32],
            keys: keys.iter().map(key).collect(),
            services: Vec::new(),
            created: 0,
            updated: 0,
            rotated: None,
            version: 0,
            deactivated: None,
            links: Default::default(),
        }
    }

    #[test]
    fn a_key_that_is_there_is_not_added_again() {
        assert_eq!(has_node_key(&record(&[]), &PEER), Ok(false));
        assert_eq!(has_node_key(&record(&[(1, None)]), &PEER), Ok(true));
        assert_eq!(has_node_key(&record(&[(1, None)]), &[7; 32]), Ok(false));
    }

    #[test]
    fn a_key_that_cannot_be_a_nodes_is_told_why() {
        let why = |keys: &[_]| has_node_key(&record(keys), &PEER).unwrap_err().to_string();
        assert!(why(&[(1, Some(5))]).contains("retired"));
        assert!(why(&[(1 << 4, None)]).contains("not for authentication"));
    }
}

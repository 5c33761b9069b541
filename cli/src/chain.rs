//! What commands read of the chain, by the shapes its pallets store. The runtime is not linked: each shape names its source.

use crate::exit::Failure;
use anyhow::{Result, bail};
use codec::{Decode, Encode};
use cybersyn_chain_client::{ProvenState, State};
use cybersyn_primitives::{
    CitizenIndex, DidId, KeyVersion, Millis, PageIndex, ProposalId, SLOTS_PER_PAGE, Slot, VotingKey,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    did::Did,
    ledger::Ledger,
    page_of,
    roll::{RollPage, RollSlot},
};

/// A key of a DID: `pallet_did::VerificationMethod`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidKey {
    /// Position in the order of adding.
    pub version: KeyVersion,
    /// The key.
    pub key: PublicKey,
    /// Bits of [`purposes`].
    pub purposes: u8,
    /// When it came into force.
    pub since: Millis,
    /// When it was retired.
    pub until: Option<Millis>,
    /// Whether it was reported stolen.
    pub stolen: bool,
}

/// `pallet_did::PublicKey`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub enum PublicKey {
    /// Signs ballots.
    #[codec(index = 0)]
    Ed25519([u8; 32]),
    /// The usual kind of account keys.
    #[codec(index = 1)]
    Sr25519([u8; 32]),
    /// SEC 1 compressed.
    #[codec(index = 2)]
    Secp256k1([u8; 33]),
    /// SEC 1 compressed.
    #[codec(index = 3)]
    P256([u8; 33]),
    /// Key agreement.
    #[codec(index = 4)]
    X25519([u8; 32]),
}

impl PublicKey {
    /// Its kind, as people call it.
    pub fn kind(&self) -> &'static str {
        match self {
            PublicKey::Ed25519(_) => "ed25519",
            PublicKey::Sr25519(_) => "sr25519",
            PublicKey::Secp256k1(_) => "secp256k1",
            PublicKey::P256(_) => "P-256",
            PublicKey::X25519(_) => "X25519",
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            PublicKey::Ed25519(bytes) | PublicKey::Sr25519(bytes) | PublicKey::X25519(bytes) => bytes,
            PublicKey::Secp256k1(bytes) | PublicKey::P256(bytes) => bytes,
        }
    }
}

/// Names of the bits in [`DidKey::purposes`], lowest first: `pallet_did::Purposes`.
const PURPOSES: [&str; 5] = ["authentication", "assertion", "key agreement", "capability", "voting"];
/// The bit of a key that signs ballots.
pub const PURPOSE_VOTING: u8 = 1 << 4;

/// What a key may be used for, in words.
pub fn purposes(bits: u8) -> Vec<&'static str> {
    PURPOSES.into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| name).collect()
}

/// A service of a DID: `pallet_did::Service`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidService {
    /// Unique within the DID.
    pub id: Vec<u8>,
    /// What it is.
    pub kind: Vec<u8>,
    /// Where it is.
    pub endpoint: Vec<u8>,
}

/// A DID: `pallet_did::DidRecord` up to what we need of it.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct DidRecord {
    /// The account in control.
    pub account: [u8; 32],
    /// Keys by ascending version.
    pub keys: Vec<DidKey>,
    /// Services.
    pub services: Vec<DidService>,
    /// When it was created.
    pub created: Millis,
    /// When it last changed.
    pub updated: Millis,
    /// When control last passed on.
    pub rotated: Option<Millis>,
    /// Counts the changes.
    pub version: u32,
    /// When it was deactivated.
    pub deactivated: Option<Millis>,
}

/// Where a person stands: `pallet_personhood::Status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode, Encode, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In force.
    #[codec(index = 0)]
    Active,
    /// Expired or silent for too long.
    #[codec(index = 1)]
    Lapsed,
    /// Found to be fake.
    #[codec(index = 2)]
    Struck,
}

/// A person: `pallet_personhood::Citizen`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct Person {
    /// The DID.
    pub did: DidId,
    /// Since when.
    pub admitted: Millis,
    /// Midnight at which the status ends unless renewed.
    pub expires: Millis,
    /// No lapse before this.
    pub not_before: Millis,
    /// The lapse that a warning was given of.
    pub warned: Option<Millis>,
    /// Day of the next look at the deadlines.
    pub visit: u16,
    /// Where the person stands.
    pub status: Status,
}

/// A proposal's ledger.
pub async fn ledger(at: &impl State, proposal: ProposalId) -> Result<Ledger> {
    match at.value("Ballots", "Ledgers", &[&proposal]).await? {
        Some(ledger) => Ok(ledger),
        None => bail!(Failure::Missing(format!("proposal {proposal} is not on the finalized chain"))),
    }
}

/// A DID.
pub async fn did(at: &impl State, did: &DidId) -> Result<DidRecord> {
    match at.value("Did", "Dids", &[did]).await? {
        Some(record) => Ok(record),
        None => bail!(Failure::Missing(format!("{} is not on the finalized chain", Did(*did)))),
    }
}

/// The citizen that a DID belongs to.
pub async fn citizen_of(at: &impl State, did: &DidId) -> Result<Option<CitizenIndex>> {
    Ok(at.value("Personhood", "CitizenOf", &[did]).await?)
}

/// A person.
pub async fn person(at: &impl State, citizen: CitizenIndex) -> Result<Person> {
    match at.value("Personhood", "Citizens", &[&citizen]).await? {
        Some(person) => Ok(person),
        None => bail!(Failure::Missing(format!("there is no citizen {citizen} on the finalized chain"))),
    }
}

/// The day of a person's last proof of life, counted from 1970.
pub async fn last_alive(at: &impl State, citizen: CitizenIndex) -> Result<Option<u16>> {
    let page: Vec<u16> = at.value("Personhood", "LastAlive", &[&page_of_citizen(citizen)?]).await?.unwrap_or_default();
    Ok(page.get(position_of(citizen)).copied())
}

/// A citizen's attention account.
pub async fn attention(at: &impl State, citizen: CitizenIndex) -> Result<AttentionAccount> {
    let page = attention_page(at, page_of_citizen(citizen)?).await?;
    Ok(page.get(position_of(citizen)).copied().unwrap_or_default())
}

/// A page of attention accounts.
pub async fn attention_page(at: &impl State, page: PageIndex) -> Result<AttentionPage> {
    Ok(at.value("Attention", "Pages", &[&page]).await?.unwrap_or_default())
}

/// How attention accrues.
pub async fn attention_params(at: &impl State) -> Result<AttentionParams> {
    Ok(at.value("Attention", "Parameters", &[]).await?.unwrap_or_default())
}

/// Pages of the roll, with proof.
pub async fn roll_pages(at: &ProvenState, pages: &[PageIndex]) -> Result<Vec<(PageIndex, RollPage)>> {
    let found = at.values("Ballots", "RollPages", &[], pages).await?;
    Ok(pages.iter().copied().zip(found.into_iter().map(Option::unwrap_or_default)).collect())
}

/// A page of the roll.
pub async fn roll_page(at: &impl State, page: PageIndex) -> Result<RollPage> {
    Ok(at.value("Ballots", "RollPages", &[&page]).await?.unwrap_or_default())
}

/// A citizen's entry on the roll.
pub async fn roll_slot(at: &impl State, citizen: CitizenIndex) -> Result<Option<RollSlot>> {
    let slot: Option<Slot> = at.value("Ballots", "SlotOf", &[&citizen]).await?;
    let Some((page, position)) = slot.and_then(page_of) else { return Ok(None) };
    Ok(roll_page(at, page).await?.get(usize::from(position)).cloned())
}

/// The version on the roll of a voting key.
pub fn version_of(slot: &RollSlot, key: &VotingKey) -> Option<KeyVersion> {
    slot.keys.iter().find(|known| known.key == *key).map(|known| known.version)
}

/// The page of citizens that a citizen is in.
pub fn page_of_citizen(citizen: CitizenIndex) -> Result<PageIndex> {
    PageIndex::try_from(citizen / SLOTS_PER_PAGE)
        .map_err(|_| Failure::Usage(format!("there is no citizen {citizen}")).into())
}

fn position_of(citizen: CitizenIndex) -> usize {
    (citizen % SLOTS_PER_PAGE) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_named_by_their_bits() {
        assert_eq!(purposes(0b1_0001), ["authentication", "voting"]);
        assert_eq!(purposes(PURPOSE_VOTING), ["voting"]);
        assert!(purposes(0).is_empty());
    }

    #[test]
    fn a_record_decodes_though_more_follows() {
        let record = DidRecord {
            account: [1; 32],
            keys: vec![DidKey {
                version: 0,
                key: PublicKey::Ed25519([2; 32]),
                purposes: PURPOSE_VOTING,
                since: 5,
                until: None,
                stolen: false,
            }],
            services: Vec::new(),
            created: 5,
            updated: 6,
            rotated: None,
            version: 1,
            deactivated: None,
        };
        let mut bytes = record.encode();
        bytes.extend([1, 2, 3, 4]);
        assert_eq!(DidRecord::decode(&mut &bytes[..]).unwrap(), record);
    }

    #[test]
    fn citizens_lie_in_pages_of_256() {
        assert_eq!((page_of_citizen(511).unwrap(), position_of(511)), (1, 255));
        assert!(page_of_citizen(u32::MAX).is_err());
    }
}

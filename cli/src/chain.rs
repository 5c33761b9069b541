//! What commands read of the chain, by the shapes its pallets store. The runtime is not linked: each shape names its source.

pub mod guardians;
pub mod nodes;
pub mod personhood;
pub mod reputation;

use crate::exit::Failure;
use anyhow::{Result, bail};
use codec::{Decode, Encode};
pub use cybersyn_chain_client::did::{DidKey, DidRecord, PublicKey};
use cybersyn_chain_client::{ProvenState, State, did::did_record};
use cybersyn_primitives::{
    CitizenIndex, DidId, Millis, PageIndex, ProposalId, SLOTS_PER_PAGE, Slot,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    did::Did,
    ledger::Ledger,
    page_of,
    roll::{RollPage, RollSlot},
};

/// Names of the bits in [`DidKey::purposes`], lowest first: `pallet_did::Purposes`.
const PURPOSES: [&str; 5] = ["authentication", "assertion", "key agreement", "capability", "voting"];
/// The bit of a key by which the DID's citizen acts, and by which a node of the mesh belongs to them.
pub const PURPOSE_AUTHENTICATION: u8 = 1;
/// The bit of a key that issues credentials, and attests on chain.
pub const PURPOSE_ASSERTION: u8 = 1 << 1;
/// The bit of a key that changes keys and services.
pub const PURPOSE_CAPABILITY: u8 = 1 << 3;
/// The bit of a key that signs ballots.
pub const PURPOSE_VOTING: u8 = 1 << 4;

/// What a key may be used for, in words.
pub fn purposes(bits: u8) -> Vec<&'static str> {
    PURPOSES.into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, name)| name).collect()
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
    match did_record(at, did).await? {
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
    fn citizens_lie_in_pages_of_256() {
        assert_eq!((page_of_citizen(511).unwrap(), position_of(511)), (1, 255));
        assert!(page_of_citizen(u32::MAX).is_err());
    }
}

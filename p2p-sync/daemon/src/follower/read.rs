//! Reads at a finalized block what may have changed since the one before.

use super::known::{Known, LivePage, Reading};
use codec::Decode;
use cybersyn_chain_client::{BlockAt, ChainError};
use cybersyn_mesh_core::ViewUpdate;
use cybersyn_primitives::{
    Class, Millis, PageIndex, ProposalId, SLOTS_PER_PAGE, Slot,
    attention::{AttentionPage, AttentionParams},
    expertise::FactorPage,
    ledger::{Ledger, Phase},
    page_of,
    roll::RollPage,
};
use std::collections::BTreeSet;

/// Keys asked of the node at once; bounds the size of its answer.
const KEYS_MAX: usize = 64;
/// So few pages of roll and attention are read at every block; more only when an event says that one may have changed.
const PAGES_EACH_BLOCK: usize = 8;
/// Most proposals that are read at the start.
const PROPOSALS_MAX: usize = 1_000_000;
/// Pallets whose events may mean changes of roll or attention.
const KEEPERS: [&str; 5] = ["Did", "Personhood", "Attention", "Ballots", "Constitution"];

/// Keys with their storage keys, if all of them could be made.
type Keys<K> = Result<Vec<(K, Vec<u8>)>, ChainError>;

impl Known {
    /// Moves to `block` and returns what changed.
    pub(crate) async fn advance(&mut self, block: &BlockAt) -> Result<ViewUpdate, ChainError> {
        let params: Option<AttentionParams> = block.value("Attention", "Parameters", &[]).await?;
        let mut reading = Reading {
            number: block.head().number,
            time: block.timestamp().await?,
            attention_params: params.unwrap_or_default(),
            ledgers: self.read_ledgers(block).await?,
            ..Reading::default()
        };
        if self.pages_may_have_changed(block).await? {
            reading.roll = read_roll(block).await?;
            reading.attention = self.read_attention(block, &reading.roll).await?;
        }
        reading.factors = self.read_factors(block, &reading.ledgers).await?;
        reading.live = self.read_live(block, &reading.ledgers).await?;
        let update = self.apply(reading);
        self.proposals_complete = true;
        Ok(update)
    }

    /// Ledgers that may have changed: all of them at first, then those not final and those that are new.
    async fn read_ledgers(&self, block: &BlockAt) -> Result<Vec<(ProposalId, Ledger)>, ChainError> {
        if !self.proposals_complete {
            let all = block.entries::<Ledger>("Ballots", "Ledgers", &[], PROPOSALS_MAX).await?;
            return Ok(all.into_iter().filter_map(|entry| Some((entry.key_part(0)?, entry.value))).collect());
        }
        let open: Vec<(ProposalId, Millis, Class)> =
            block.value("Ballots", "OpenBoxes", &[]).await?.unwrap_or_default();
        let unfinished = self.ledgers.iter().filter(|(_, ledger)| ledger.phase != Phase::Final).map(|(id, _)| *id);
        let ids: BTreeSet<ProposalId> = open.into_iter().map(|(id, ..)| id).chain(unfinished).collect();
        let key = |id: ProposalId| Ok((id, block.storage_key("Ballots", "Ledgers", &[&id])?));
        read_map(block, "Ledgers", ids.into_iter().map(key).collect()).await
    }

    async fn pages_may_have_changed(&self, block: &BlockAt) -> Result<bool, ChainError> {
        let small = self.roll.len() <= PAGES_EACH_BLOCK && self.attention.len() <= PAGES_EACH_BLOCK;
        if small || !self.proposals_complete || block.head().number != self.number.saturating_add(1) {
            return Ok(true);
        }
        let events = block.events().await?;
        Ok(events.iter().any(|event| KEEPERS.contains(&event.pallet.as_str())))
    }

    /// Attention accounts of every citizen on the roll.
    async fn read_attention(
        &self,
        block: &BlockAt,
        roll: &[(PageIndex, RollPage)],
    ) -> Result<Vec<(PageIndex, AttentionPage)>, ChainError> {
        let citizens = roll.iter().flat_map(|(_, slots)| slots.iter().map(|slot| slot.citizen));
        let pages: BTreeSet<PageIndex> = citizens.filter_map(page_of).map(|(page, _)| page).collect();
        let key = |page: PageIndex| Ok((page, block.storage_key("Attention", "Pages", &[&page])?));
        read_map(block, "Pages", pages.into_iter().map(key).collect()).await
    }

    /// What expertise weighs on proposals that were marked since the last head, or on all of them at first: factors never
    /// change.
    async fn read_factors(
        &self,
        block: &BlockAt,
        ledgers: &[(ProposalId, Ledger)],
    ) -> Result<Vec<((ProposalId, PageIndex), FactorPage)>, ChainError> {
        let is_marked = |ledger: &Ledger| ledger.weighing.is_some_and(|weighing| weighing.is_marked);
        let was_marked = |id| self.proposals_complete && self.ledgers.get(id).is_some_and(is_marked);
        let new: Vec<_> = ledgers.iter().filter(|(id, ledger)| is_marked(ledger) && !was_marked(id)).collect();
        if new.is_empty() {
            return Ok(Vec::new());
        }
        let slots: Slot = block.value("Ballots", "NextSlot", &[]).await?.unwrap_or_default();
        let places = new.into_iter().flat_map(|(id, _)| pages(slots).map(move |page| (*id, page)));
        let key = |(id, page)| Ok(((id, page), block.storage_key("Ballots", "Factors", &[&id, &page])?));
        read_map(block, "Factors", places.map(key).collect()).await
    }

    /// Ballot pages of proposals whose log grew since the last head, or all of them at first.
    async fn read_live(
        &self,
        block: &BlockAt,
        ledgers: &[(ProposalId, Ledger)],
    ) -> Result<Vec<((ProposalId, PageIndex), LivePage)>, ChainError> {
        let slots: Slot = block.value("Ballots", "NextSlot", &[]).await?.unwrap_or_default();
        let grown = ledgers.iter().filter(|(id, ledger)| {
            let before = self.ledgers.get(id).map_or(0, |before| before.log.count);
            let counted = matches!(ledger.phase, Phase::Counting { .. } | Phase::Final);
            !counted && (ledger.log.count != before || !self.proposals_complete && ledger.log.count > 0)
        });
        let places = grown.flat_map(|(id, _)| pages(slots).map(move |page| (*id, page)));
        let key = |(id, page)| Ok(((id, page), block.storage_key("Ballots", "BallotPages", &[&id, &page])?));
        let keys = places.map(key).collect();
        read_map(block, "BallotPages", keys).await
    }
}

async fn read_roll(block: &BlockAt) -> Result<Vec<(PageIndex, RollPage)>, ChainError> {
    let slots: Slot = block.value("Ballots", "NextSlot", &[]).await?.unwrap_or_default();
    let key = |page: PageIndex| Ok((page, block.storage_key("Ballots", "RollPages", &[&page])?));
    read_map(block, "RollPages", pages(slots).map(key).collect()).await
}

/// The pages that hold `slots` slots.
fn pages(slots: Slot) -> impl Iterator<Item = PageIndex> + Clone {
    let count = slots.div_ceil(SLOTS_PER_PAGE);
    (0..count).filter_map(|page| PageIndex::try_from(page).ok())
}

/// Reads many entries of a map, a bounded number with each request; absent ones are left out.
async fn read_map<K, V: Decode>(block: &BlockAt, item: &str, keys: Keys<K>) -> Result<Vec<(K, V)>, ChainError> {
    let (keys, raw): (Vec<K>, Vec<Vec<u8>>) = keys?.into_iter().unzip();
    let mut values = Vec::with_capacity(raw.len());
    for chunk in raw.chunks(KEYS_MAX) {
        values.extend(block.raw_many(chunk).await?);
    }
    let decode = |bytes: Vec<u8>| {
        V::decode(&mut &bytes[..])
            .map_err(|error| ChainError::Undecodable { what: item.to_owned(), reason: error.to_string() })
    };
    let present = keys.into_iter().zip(values).filter_map(|(key, value)| Some((key, value?)));
    present.map(|(key, value)| Ok((key, decode(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_all_slots_and_no_more() {
        assert_eq!(pages(0).count(), 0);
        assert_eq!(pages(256).collect::<Vec<_>>(), [0]);
        assert_eq!(pages(257).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(pages(u32::MAX).count(), 65_536);
    }
}

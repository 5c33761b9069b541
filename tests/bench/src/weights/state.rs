//! The state that benchmarks start from: the genesis of a federation, grown.
//!
//! Pages cost by what is on them, so those that benchmarks meet are nearly full, and newcomers enter the last places of
//! theirs. Of the crowd there is nothing but its places: benchmarks make the persons who act.

use crate::{chain, voters::silent};
use anyhow::{Result, anyhow};
use cybersyn_primitives::{
    PageIndex, SLOTS_PER_PAGE, Slot,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
};
use cybersyn_runtime::Runtime;
use frame_support::{BoundedVec, traits::ConstU32};
use sp_runtime::Storage;

/// Places taken on the first page.
const CROWD: Slot = 240;
/// Pages of voters in the widest benchmark, each with its signs of life.
const PAGES: PageIndex = 512;

/// A federation's genesis with a crowd on its pages.
pub fn crowded(wasm: &[u8]) -> Result<Storage> {
    let mut storage = chain::preset(wasm, "federation")?;
    sp_state_machine::BasicExternalities::execute_with_storage(&mut storage, crowd)?;
    Ok(storage)
}

fn crowd() -> Result<()> {
    let too_many = |_| anyhow!("a page has fewer places than the crowd needs");
    pallet_ballots::RollPages::<Runtime>::try_mutate(0, |page| {
        let founders = page.len() as Slot;
        (founders..CROWD).try_for_each(|slot| page.try_push(silent(slot))).map_err(too_many)
    })?;
    for slot in 0..CROWD {
        pallet_ballots::SlotOf::<Runtime>::insert(slot, slot);
    }
    pallet_ballots::NextSlot::<Runtime>::put(CROWD);
    pallet_personhood::NextCitizen::<Runtime>::put(CROWD);
    let account = AttentionAccount::open(1, &AttentionParams::default());
    pallet_attention::Pages::<Runtime>::insert(0, AttentionPage::truncate_from(vec![account; CROWD as usize]));
    pallet_attention::PageCount::<Runtime>::put(1);
    for page in 0..PAGES {
        let days = BoundedVec::<u16, ConstU32<SLOTS_PER_PAGE>>::truncate_from(vec![0; SLOTS_PER_PAGE as usize]);
        pallet_personhood::LastAlive::<Runtime>::insert(page, days);
    }
    Ok(())
}

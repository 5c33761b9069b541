//! Settlement of full blocks on the real runtime.

use crate::{
    chain::{self, Chain, NOW},
    measure::{Filling, full_block},
    report::Row,
    voters::{signer, silent, voter},
};
use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use cybersyn_primitives::{
    Ballot, Batch, Body, Choice, Class, PackedBallot, PageIndex, SLOTS_PER_PAGE, SignedBallot, Terms,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    ballot::BATCH_BALLOTS_MAX,
    ledger::Ledger,
    roll::RollPage,
    slot_of,
    terms::Thresholds,
};
use cybersyn_runtime::{Runtime, RuntimeApi, RuntimeCall, UncheckedExtrinsic};
use frame_support::{BoundedVec, traits::ConstU32};
use frame_system::offchain::CreateAuthorizedTransaction;
use sp_runtime::{OpaqueExtrinsic, Storage};

const PROPOSAL: u32 = 0;
const CONTENT: [u8; 32] = [3; 32];
/// Ballots offered: more than a block takes.
const OFFERED: u32 = 40 * 1024;

/// A shape of load.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Ballots in each page of 256 slots.
    pub per_page: u32,
    /// The class voted in.
    pub class: Class,
    /// Tokens per ballot.
    pub tokens: u16,
}

/// A block's worth of ballots, and the state that they settle on.
pub struct Block {
    /// State of block 0.
    pub storage: Storage,
    /// More batches than fit.
    pub filling: Filling,
    batches: Vec<Batch>,
}

impl Block {
    /// Signs ballots of `load`.
    pub fn of(load: Load) -> Result<Self> {
        let pages = OFFERED / load.per_page;
        let storage = genesis(load, pages)?;
        let batches = batches(load, pages, &Chain::<RuntimeApi>::new(storage.clone())?.genesis());
        let transactions = batches.iter().cloned().map(extrinsic).collect::<Result<_>>()?;
        Ok(Self { storage, filling: Filling { timestamp: timestamp()?, transactions }, batches })
    }

    /// How many ballots the first `taken` batches carry.
    pub fn ballots_in(&self, taken: usize) -> u32 {
        self.batches.iter().take(taken).map(Batch::ballots).sum()
    }
}

/// Fills a block with batches of `load`, builds and imports it.
pub fn run(load: Load) -> Result<Row> {
    let full = Block::of(load)?;
    let measured = full_block::<RuntimeApi>(&full.storage, &full.filling, |chain, taken| {
        let ledger: Ledger = chain.state(pallet_ballots::Ledgers::<Runtime>::hashed_key_for(PROPOSAL))?;
        ensure!(ledger.tally.yes.voters == full.ballots_in(taken), "not every ballot counted: {:?}", ledger.tally);
        Ok(())
    })?;
    let tokens = if load.tokens > 0 { ", with tokens" } else { "" };
    let name = format!("settlement, {} per page{tokens}", load.per_page);
    Ok(Row::new(name, full.ballots_in(measured.taken), &measured))
}

/// Positions that vote: spread evenly over the page.
fn positions(load: Load) -> impl Iterator<Item = u8> {
    let step = SLOTS_PER_PAGE / load.per_page;
    (0..load.per_page).map(move |index| u8::try_from(index * step).unwrap_or(u8::MAX))
}

fn genesis(load: Load, pages: u32) -> Result<Storage> {
    let wasm =
        cybersyn_runtime::wasm::WASM_BINARY.context("built without the runtime's Wasm: unset SKIP_WASM_BUILD")?;
    let mut storage = chain::preset(wasm, "federation")?;
    sp_state_machine::BasicExternalities::execute_with_storage(&mut storage, || {
        pallet_ballots::Ledgers::<Runtime>::insert(PROPOSAL, Ledger::new(terms(load)));
        pallet_ballots::NextSlot::<Runtime>::put(pages * SLOTS_PER_PAGE);
        for page in 0..pages as PageIndex {
            pallet_ballots::RollPages::<Runtime>::insert(page, roll_page(load, page));
            // Last seen long ago: each ballot's sign of life is news.
            pallet_personhood::LastAlive::<Runtime>::insert(page, days_of_life());
            if load.tokens > 0 {
                pallet_attention::Pages::<Runtime>::insert(page, accounts());
            }
        }
    });
    Ok(storage)
}

fn terms(load: Load) -> Terms {
    Terms {
        content: CONTENT,
        scheduled: NOW - 1_000_000,
        opens: NOW - 1_000_000,
        closes: NOW + 1_000_000,
        grace: 1_000,
        class: load.class,
        function: load.class.function(),
        tokens_max: 50,
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    }
}

/// Every slot is taken.
fn roll_page(load: Load, page: PageIndex) -> RollPage {
    let voting: Vec<u8> = positions(load).collect();
    let entry = |position| {
        let slot = slot_of(page, position);
        if voting.contains(&position) { voter(slot) } else { silent(slot) }
    };
    RollPage::truncate_from((0..=u8::MAX).map(entry).collect())
}

fn accounts() -> AttentionPage {
    let account = AttentionAccount::open(NOW - 1_000_000, &AttentionParams::default());
    vec![account; SLOTS_PER_PAGE as usize].try_into().unwrap_or_default()
}

fn days_of_life() -> BoundedVec<u16, ConstU32<SLOTS_PER_PAGE>> {
    vec![0; SLOTS_PER_PAGE as usize].try_into().unwrap_or_default()
}

fn batches(load: Load, pages: u32, genesis: &[u8; 32]) -> Vec<Batch> {
    let per_batch = (BATCH_BALLOTS_MAX / load.per_page) as usize;
    let pages: Vec<_> = (0..pages as PageIndex).map(|page| (page, ballots(load, page, genesis))).collect();
    let batch = |(number, pages): (usize, &[(PageIndex, Vec<PackedBallot>)])| Batch {
        proposal: PROPOSAL,
        built_on: 0,
        number: number as u16,
        pages: pages.to_vec(),
    };
    pages.chunks(per_batch).enumerate().map(batch).collect()
}

fn ballots(load: Load, page: PageIndex, genesis: &[u8; 32]) -> Vec<PackedBallot> {
    let body = Body::Open { choice: Choice::Yes, tokens: load.tokens };
    let pack = |position| {
        let citizen = slot_of(page, position);
        let ballot = Ballot { proposal: PROPOSAL, citizen, key_version: 0, body, cast_at: 500_000 };
        let signature = signer(citizen).sign(&ballot.signing_payload(genesis, &CONTENT)).to_bytes();
        PackedBallot::pack(&SignedBallot { ballot, signature }, position)
    };
    positions(load).map(pack).collect()
}

fn extrinsic(batch: Batch) -> Result<OpaqueExtrinsic> {
    let call = RuntimeCall::Ballots(pallet_ballots::Call::settle { batch });
    let extension = <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
    opaque(UncheckedExtrinsic::new_transaction(call, extension))
}

fn timestamp() -> Result<OpaqueExtrinsic> {
    opaque(UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: NOW })))
}

fn opaque(extrinsic: UncheckedExtrinsic) -> Result<OpaqueExtrinsic> {
    OpaqueExtrinsic::decode(&mut extrinsic.encode().as_slice()).context("an extrinsic encodes as bytes")
}

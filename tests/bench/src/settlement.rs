//! Settlement of full blocks on the real runtime.

use crate::{
    chain::{Chain, NOW},
    measure::Row,
};
use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use cybersyn_primitives::{
    Ballot, Batch, Body, Choice, Class, PackedBallot, PageIndex, SLOTS_PER_PAGE, SignedBallot, Slot, Terms,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    ballot::BATCH_BALLOTS_MAX,
    ledger::Ledger,
    roll::{Interval, RollKey, RollPage, RollSlot},
    slot_of,
    terms::Thresholds,
};
use cybersyn_runtime::{Runtime, RuntimeApi, RuntimeCall, UncheckedExtrinsic};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
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

/// Fills a block with batches of `load`, builds and imports it.
pub fn run(load: Load) -> Result<Row> {
    let pages = OFFERED / load.per_page;
    let storage = genesis(load, pages)?;
    let chain = Chain::<RuntimeApi>::new(storage.clone())?;
    let batches = batches(load, pages, &chain.genesis());
    let transactions: Vec<OpaqueExtrinsic> = batches.iter().cloned().map(extrinsic).collect::<Result<_>>()?;
    let bytes: usize = transactions.iter().map(|transaction| transaction.encode().len()).sum();
    let total: u32 = batches.iter().map(Batch::ballots).sum();

    let built = chain.build(vec![timestamp()?], transactions)?;
    let ballots: u32 = batches[..built.taken].iter().map(Batch::ballots).sum();
    ensure!(ballots < total, "the offer of {total} ballots did not fill the block");
    let importer = Chain::<RuntimeApi>::new(storage)?;
    let imported = importer.import(built.block)?;
    Ok(Row {
        name: format!("settlement, {} per page, {:?}", load.per_page, load.class).to_lowercase(),
        per_block: ballots,
        bytes_each: bytes as f64 / f64::from(total),
        build: built.took,
        import: imported,
    })
}

/// The voting key of the voter in `slot`.
pub fn signer(slot: Slot) -> SigningKey {
    SigningKey::from(cybersyn_primitives::dev::voting_seed(slot))
}

/// Positions that vote: spread evenly over the page.
fn positions(load: Load) -> impl Iterator<Item = u8> {
    let step = SLOTS_PER_PAGE / load.per_page;
    (0..load.per_page).map(move |index| u8::try_from(index * step).unwrap_or(u8::MAX))
}

fn genesis(load: Load, pages: u32) -> Result<Storage> {
    let mut storage = crate::measure::preset_storage(cybersyn_runtime::wasm::WASM_BINARY, "federation")?;
    sp_state_machine::BasicExternalities::execute_with_storage(&mut storage, || {
        pallet_ballots::Ledgers::<Runtime>::insert(PROPOSAL, Ledger::new(terms(load)));
        pallet_ballots::NextSlot::<Runtime>::put(pages * SLOTS_PER_PAGE);
        for page in 0..pages as PageIndex {
            pallet_ballots::RollPages::<Runtime>::insert(page, roll_page(load, page));
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

/// Every slot is taken; those who do not vote have keys that nobody signs with.
fn roll_page(load: Load, page: PageIndex) -> RollPage {
    let voting: Vec<u8> = positions(load).collect();
    let slots = (0..=u8::MAX).map(|position| {
        let slot = slot_of(page, position);
        let key = if voting.contains(&position) {
            VerificationKeyBytes::from(&signer(slot)).into()
        } else {
            cybersyn_primitives::hash::blake2_256(&slot.to_le_bytes())
        };
        let key = RollKey { version: 0, key, force: Interval::open(0), stolen: false };
        RollSlot {
            citizen: slot,
            tenures: vec![Interval::open(0)].try_into().unwrap_or_default(),
            struck: false,
            keys: vec![key].try_into().unwrap_or_default(),
        }
    });
    slots.collect::<Vec<_>>().try_into().unwrap_or_default()
}

fn accounts() -> AttentionPage {
    let account = AttentionAccount::open(NOW - 1_000_000, &AttentionParams::default());
    vec![account; SLOTS_PER_PAGE as usize].try_into().unwrap_or_default()
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

//! The baseline: one signed extrinsic per vote, in a chain of `pallet-conviction-voting`.

use crate::{
    chain::{Chain, NOW},
    measure::{Filling, full_block},
    report::Row,
};
use anyhow::{Context, Result, ensure};
use codec::{Decode, Encode};
use cybersyn_bench_runtime::{
    AccountId, Balance, BalancesConfig, Runtime, RuntimeApi, RuntimeCall, RuntimeGenesisConfig, SignedPayload,
    TxExtension, UncheckedExtrinsic, VERSION, poll, wasm,
};
use pallet_conviction_voting::{AccountVote, Conviction, Tally, Vote};
use sp_core::{H256, Pair, sr25519, storage::well_known_keys};
use sp_runtime::{BuildStorage, OpaqueExtrinsic, Storage, generic::Era, traits::IdentifyAccount};

/// Voters: more than fit into a block.
const OFFERED: u32 = 4_096;
/// Coins of each voter.
const ENDOWMENT: Balance = 1_000_000_000_000_000;
/// Coins that each voter locks for the vote.
const STAKE: Balance = 1_000_000_000_000;

/// Fills a block with votes.
pub fn run() -> Result<Row> {
    let voters: Vec<sr25519::Pair> = (0..OFFERED).map(voter).collect();
    let storage = genesis(&voters)?;
    let genesis = H256(Chain::<RuntimeApi>::new(storage.clone())?.genesis());
    let transactions = voters.iter().map(|voter| vote(voter, genesis)).collect::<Result<_>>()?;
    let filling = Filling { timestamp: timestamp()?, transactions };
    let measured = full_block::<RuntimeApi>(&storage, &filling, |chain, taken| {
        let tally: Tally<Balance, poll::Issuance> = chain.state(poll::OngoingTally::hashed_key().to_vec())?;
        ensure!(tally.support == taken as Balance * STAKE, "not every vote counted: {tally:?}");
        Ok(())
    })?;
    Ok(Row::new("conviction voting, one extrinsic per vote".into(), u32::try_from(measured.taken)?, &measured))
}

fn voter(number: u32) -> sr25519::Pair {
    sr25519::Pair::from_seed(&cybersyn_primitives::hash::blake2_256(&number.to_le_bytes()))
}

fn account(voter: &sr25519::Pair) -> AccountId {
    sp_runtime::MultiSigner::from(voter.public()).into_account()
}

fn genesis(voters: &[sr25519::Pair]) -> Result<Storage> {
    let wasm =
        wasm::WASM_BINARY.context("built without the baseline's Wasm: set CYBERSYN_BENCH_BASELINE=1 to build it")?;
    let balances = voters.iter().map(|voter| (account(voter), ENDOWMENT)).collect();
    let config =
        RuntimeGenesisConfig { balances: BalancesConfig { balances, ..Default::default() }, ..Default::default() };
    let mut storage = config.build_storage().map_err(anyhow::Error::msg)?;
    storage.top.insert(well_known_keys::CODE.to_vec(), wasm.to_vec());
    sp_state_machine::BasicExternalities::execute_with_storage(&mut storage, || {
        poll::OngoingTally::put(Tally::from_parts(0, 0, 0));
    });
    Ok(storage)
}

fn vote(voter: &sr25519::Pair, genesis: H256) -> Result<OpaqueExtrinsic> {
    let vote = AccountVote::Standard { vote: Vote { aye: true, conviction: Conviction::Locked1x }, balance: STAKE };
    let call = RuntimeCall::ConvictionVoting(pallet_conviction_voting::Call::vote { poll_index: poll::INDEX, vote });
    let implicit = ((), VERSION.spec_version, VERSION.transaction_version, genesis, genesis, (), (), (), ());
    let payload = SignedPayload::from_raw(call.clone(), extension(), implicit);
    let signature = payload.using_encoded(|bytes| voter.sign(bytes));
    opaque(UncheckedExtrinsic::new_signed(call, account(voter).into(), signature.into(), extension()))
}

fn extension() -> TxExtension {
    (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::<Runtime>::from(0),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
        frame_system::WeightReclaim::new(),
    )
}

fn timestamp() -> Result<OpaqueExtrinsic> {
    opaque(UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: NOW })))
}

fn opaque(extrinsic: UncheckedExtrinsic) -> Result<OpaqueExtrinsic> {
    OpaqueExtrinsic::decode(&mut extrinsic.encode().as_slice()).context("an extrinsic encodes as bytes")
}

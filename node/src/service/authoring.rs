//! Making blocks.

use super::{
    Block, Shared,
    network::Network,
    partial::{BabeImport, Inherents},
};
use cybersyn_runtime::BlockNumber;
use sc_consensus_babe::{BabeLink, BabeParams, SlotProportion};
use sc_service::{TaskManager, error::Error as ServiceError};

/// How much of a slot goes into making the block; the rest is for sending and importing it.
const PROPOSING_SHARE: f32 = 0.5;
/// Unfinalized blocks from which on blocks become rarer.
const BACKOFF_FROM_BLOCKS: BlockNumber = 50;
/// Longest pause between blocks without finality, in slots: all that the comeback after an outage can wait.
const BACKOFF_SLOTS_MAX: BlockNumber = 4;

/// Spawns the block author.
pub fn spawn(
    shared: &Shared,
    block_import: BabeImport,
    babe_link: BabeLink<Block>,
    network: &Network,
    tasks: &TaskManager,
) -> Result<(), ServiceError> {
    let env = sc_basic_authorship::ProposerFactory::new(
        tasks.spawn_handle(),
        shared.client.clone(),
        shared.pool.clone(),
        shared.prometheus.as_ref(),
        shared.telemetry.clone(),
    );
    let slot_duration = babe_link.config().slot_duration();
    let babe = sc_consensus_babe::start_babe(BabeParams {
        keystore: shared.keystore.clone(),
        client: shared.client.clone(),
        select_chain: shared.select_chain.clone(),
        env,
        block_import,
        sync_oracle: network.sync.clone(),
        justification_sync_link: network.sync.clone(),
        create_inherent_data_providers: Inherents { slot_duration },
        force_authoring: shared.force_authoring,
        // Without finality, blocks become rarer, so that fewer pile up; a slot later for every two blocks.
        backoff_authoring_blocks: Some(sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging {
            max_interval: BACKOFF_SLOTS_MAX,
            unfinalized_slack: BACKOFF_FROM_BLOCKS,
            authoring_bias: 2,
        }),
        babe_link,
        block_proposal_slot_portion: SlotProportion::new(PROPOSING_SHARE),
        max_block_proposal_slot_portion: None,
        telemetry: shared.telemetry.clone(),
    })?;
    tasks.spawn_essential_handle().spawn_blocking("babe-proposer", Some("block-authoring"), babe);
    Ok(())
}

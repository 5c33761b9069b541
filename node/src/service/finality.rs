//! Voting on what is final, or watching others do it.

use super::{
    Shared,
    network::Network,
    partial::{GrandpaLink, JUSTIFICATION_PERIOD},
};
use sc_consensus_grandpa::{GrandpaParams, SharedVoterState, VotingRulesBuilder, run_grandpa_voter};
use sc_service::{TaskManager, error::Error as ServiceError};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::time::Duration;

/// How long a vote takes to reach everybody; a round lasts some multiples of it.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Spawns the voter, which observes where the node is no validator.
pub fn spawn(
    shared: &Shared,
    link: GrandpaLink,
    voter_state: SharedVoterState,
    network: Network,
    tasks: &TaskManager,
) -> Result<(), ServiceError> {
    if shared.disable_grandpa {
        return Ok(());
    }
    let keystore = shared.role.is_authority().then(|| shared.keystore.clone());
    let config = sc_consensus_grandpa::Config {
        gossip_duration: GOSSIP_DURATION,
        justification_generation_period: JUSTIFICATION_PERIOD,
        observer_enabled: false,
        local_role: shared.role,
        name: Some(shared.name.clone()),
        keystore,
        telemetry: shared.telemetry.clone(),
        protocol_name: network.grandpa_protocol,
    };
    let voter = run_grandpa_voter(GrandpaParams {
        config,
        link,
        network: network.service,
        sync: network.sync,
        notification_service: network.grandpa_notifications,
        voting_rule: VotingRulesBuilder::default().build(),
        prometheus_registry: shared.prometheus.clone(),
        shared_voter_state: voter_state,
        telemetry: shared.telemetry.clone(),
        offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(shared.pool.clone()),
    })?;
    tasks.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
    Ok(())
}

//! From the command line to the work.

use crate::{
    cli::{Action, Cli},
    service::{self, Block, FullBackend, FullClient, Partial},
};
use sc_cli::{Result, SubstrateCli};
use sc_service::{Configuration, PartialComponents, TaskManager};
use std::sync::Arc;

/// Does what the command line says.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(Action::Key(cmd)) => cmd.run(&cli),
        Some(Action::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
        Some(action) => maintain(&cli, action),
    }
}

fn run_node(cli: &Cli) -> Result<()> {
    let runner = cli.create_runner(&cli.run.substrate)?;
    let options = service::Options { sidecar: cli.run.sidecar_url, storage_monitor: cli.run.storage_monitor.clone() };
    runner.run_node_until_exit(|config| async move { service::start(config, options).map_err(sc_cli::Error::Service) })
}

/// Work on a database while no node runs on it.
fn maintain(cli: &Cli, action: &Action) -> Result<()> {
    match action {
        Action::BuildSpec(cmd) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.chain_spec, config.network)),
        Action::PurgeChain(cmd) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
        Action::ChainInfo(cmd) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
        Action::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let PartialComponents { client, task_manager, import_queue, .. } = partial(&config)?;
            Ok((cmd.run(client, import_queue), task_manager))
        }),
        Action::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let PartialComponents { client, task_manager, import_queue, .. } = partial(&config)?;
            Ok((cmd.run(client, import_queue), task_manager))
        }),
        Action::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let (client, _, task_manager) = database(&config)?;
            Ok((cmd.run(client, config.database), task_manager))
        }),
        Action::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let (client, backend, task_manager) = database(&config)?;
            Ok((cmd.run(client, backend, Some(Box::new(revert_consensus))), task_manager))
        }),
        Action::Key(_) | Action::ExportChainSpec(_) => Ok(()),
    }
}

fn partial(config: &Configuration) -> Result<Partial> {
    service::partial(config).map_err(sc_cli::Error::Service)
}

fn database(config: &Configuration) -> Result<(Arc<FullClient>, Arc<FullBackend>, TaskManager)> {
    let PartialComponents { client, backend, task_manager, .. } = partial(config)?;
    Ok((client, backend, task_manager))
}

/// BABE and GRANDPA keep records beside the blocks, which must go back as far.
fn revert_consensus(client: Arc<FullClient>, backend: Arc<FullBackend>, blocks: u32) -> Result<()> {
    sc_consensus_babe::revert(client.clone(), backend, blocks)?;
    sc_consensus_grandpa::revert(client, blocks)?;
    Ok(())
}

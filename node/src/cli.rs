//! The command line.

use crate::sidecar::SidecarUrl;
use clap::{ArgAction, Command, Parser, Subcommand};
use sc_cli::{ChainSpec, SubstrateCli};

/// Most requests in one JSON-RPC batch.
const RPC_BATCH_MAX: &str = "50";
/// Most JSON-RPC calls per minute on one connection from elsewhere.
const RPC_RATE_PER_MINUTE_MAX: &str = "1200";
/// Who is trusted not to flood: this machine. The sidecar asks from here.
const RPC_RATE_EXEMPT: [&str; 2] = ["127.0.0.0/8", "::1/128"];

/// What can be asked of `cybersyn-node`.
#[derive(Debug, Parser)]
pub struct Cli {
    /// What to do instead of running a node.
    #[command(subcommand)]
    pub subcommand: Option<Action>,

    /// Settings of a running node.
    #[command(flatten)]
    pub run: RunCmd,
}

/// Running a node.
#[derive(Debug, Parser)]
pub struct RunCmd {
    /// Where this validator's sidecar (cybersyn-mesh) serves batches of ballots, e.g. http://127.0.0.1:9955.
    ///
    /// The off-chain worker fetches batches from there and settles them in this validator's blocks. Only loopback
    /// addresses are accepted: what comes over this link is checked by the chain, but fetched without encryption.
    /// Without this option the node settles nothing; a URL given earlier is forgotten.
    #[arg(long, value_name = "URL")]
    pub sidecar_url: Option<SidecarUrl>,

    #[command(flatten)]
    pub substrate: sc_cli::RunCmd,

    #[command(flatten)]
    pub storage_monitor: sc_storage_monitor::StorageMonitorParams,
}

/// Everything else.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make, show and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a chain specification, plain or --raw.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write a chain specification to stdout (older spelling of export-chain-spec).
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Execute a block again and compare.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Read blocks from a file.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Remove the database; keys stay.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Undo unfinalized blocks.
    Revert(sc_cli::RevertCmd),

    /// Print best and finalized block of the database.
    ChainInfo(sc_cli::ChainInfoCmd),
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Cybersyn Node".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        "Validator and full node of a Cybersyn federation.\n\n\
         One validator, blocks every second, nothing kept:\n    cybersyn-node --dev\n\n\
         A validator of the local federation, with its sidecar:\n    \
         cybersyn-node --chain local --alice --sidecar-url http://127.0.0.1:9955\n\n\
         A full node of a network of your own:\n    cybersyn-node --chain my-network.json --name my-node"
            .into()
    }

    fn author() -> String {
        "The Cybersyn contributors".into()
    }

    fn support_url() -> String {
        concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    /// `dev`, `local`, `federation` or the path of a JSON file.
    fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
        let spec = match id {
            "dev" => cybersyn_chain_spec::dev(),
            "" | "local" => cybersyn_chain_spec::local(),
            "federation" => cybersyn_chain_spec::federation(),
            path => return from_file(path),
        };
        Ok(Box::new(spec.map_err(|error| error.to_string())?))
    }

    /// Stock options with our defaults, so that --help shows what is in force.
    fn setup_command(command: Command) -> Command {
        standard_metadata(command)
            .mut_arg("rpc_max_batch_request_len", |arg| arg.default_value(RPC_BATCH_MAX))
            .mut_arg("rpc_rate_limit", |arg| arg.default_value(RPC_RATE_PER_MINUTE_MAX))
            .mut_arg("rpc_rate_limit_whitelisted_ips", |arg| {
                arg.action(ArgAction::Append).default_values(RPC_RATE_EXEMPT)
            })
    }
}

fn from_file(path: &str) -> Result<Box<dyn ChainSpec>, String> {
    let spec = cybersyn_chain_spec::ChainSpec::from_json_file(path.into())
        .map_err(|error| format!("no network is called {path} (dev, local, federation), and as a file: {error}"))?;
    Ok(Box::new(spec))
}

/// What `SubstrateCli::setup_command` sets where it is not overridden.
fn standard_metadata(command: Command) -> Command {
    command
        .name(Cli::executable_name())
        .version(Cli::impl_version())
        .author(Cli::author())
        .about(Cli::description())
        .long_about(Cli::description())
        .after_help(format!("Problems: {}", Cli::support_url()))
        .propagate_version(true)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use sc_cli::CliConfiguration;
    use sc_service::config::RpcBatchRequestConfig;

    fn parse(args: &[&str]) -> Cli {
        Cli::try_from_iter(args).expect("these arguments are valid")
    }

    #[test]
    fn options_are_consistent() {
        Cli::setup_command(Cli::command()).debug_assert();
    }

    #[test]
    fn rpc_is_limited_unless_told_otherwise() {
        let run = parse(&["cybersyn-node"]).run.substrate;
        assert!(matches!(run.rpc_batch_config().unwrap(), RpcBatchRequestConfig::Limit(50)));
        assert_eq!(run.rpc_rate_limit().unwrap().map(u32::from), Some(1_200));
        let exempt = run.rpc_rate_limit_whitelisted_ips().unwrap();
        let exempt: Vec<String> = exempt.iter().map(|network| format!("{network:?}")).collect();
        assert!(exempt.len() == 2 && exempt[0].contains("127.0.0.0"), "{exempt:?}");
    }

    #[test]
    fn rpc_limits_can_be_set() {
        let run = parse(&["cybersyn-node", "--rpc-rate-limit", "7", "--rpc-disable-batch-requests"]).run.substrate;
        assert_eq!(run.rpc_rate_limit().unwrap().map(u32::from), Some(7));
        assert!(matches!(run.rpc_batch_config().unwrap(), RpcBatchRequestConfig::Disabled));
    }

    #[test]
    fn a_sidecar_elsewhere_is_refused() {
        let error = Cli::try_from_iter(["cybersyn-node", "--sidecar-url", "http://192.0.2.1:9990"]).unwrap_err();
        assert!(error.to_string().contains("loopback"), "{error}");
    }

    #[test]
    fn unknown_networks_are_named() {
        let error = parse(&["cybersyn-node"]).load_spec("atlantis").err().unwrap();
        assert!(error.contains("atlantis") && error.contains("federation"), "{error}");
    }
}

//! The command line: what can be asked for. What is done about it is in [`crate::commands`].

mod credential;
mod decisions;
mod did;
mod did_links;
mod examples;
mod impact;
mod key;
mod node;
mod person;
mod values;

pub use credential::{CredentialCommand, IssueArgs, PresentArgs, PublishArgs, StatusListCommand, VerifyArgs};
pub use decisions::{ArticleArgs, AuditArgs, DiscussArgs, ProposeArgs, ReceiptArgs, TallyArgs, VoteArgs};
pub use did::{AuthorizeArgs, CarryArgs, DidCommand, GuardiansArgs, RecoverArgs, ResolveArgs};
pub use did_links::{AlsoKnownAsArgs, ControllersArgs, ManageArgs, ManageCommand};
pub use impact::{AccreditArgs, AccreditationArgs, AttestArgs, CommitArgs, ImpactCommand, SumArgs};
pub use key::KeyCommand;
pub use node::NodeCommand;
pub use person::{ChallengeArgs, PersonCommand};
pub use values::{ChoiceArg, ClassArg, ContextArg, FormArg, PurposeArg, StatusPurposeArg, WaitArg};

use clap::{Args, Parser, Subcommand};
use cybersyn_primitives::Hash;
use std::path::PathBuf;

/// Node that is asked without `--chain`.
pub const CHAIN_DEFAULT: &str = "ws://127.0.0.1:9944";
/// Mesh daemon that is asked without `--mesh`.
pub const MESH_DEFAULT: &str = "ws://127.0.0.1:9950";

/// Take part in a Cybersyn federation: propose, discuss, vote, and check what was counted.
#[derive(Debug, Parser)]
#[command(name = "cybersyn", version, after_help = examples::FIRST_STEPS, propagate_version = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub globals: Globals,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Clone, Debug, Args)]
pub struct Globals {
    /// Answer in JSON on standard output; notes are left out, errors are JSON on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// JSON-RPC of a node; repeat for several. The first that answers is used, and believed: use your own where it matters.
    /// `receipt` and `audit` believe none: they ask for proofs, and compare all nodes where there are none.
    #[arg(long, global = true, value_name = "URL", env = "CYBERSYN_CHAIN", value_delimiter = ',', default_value = CHAIN_DEFAULT)]
    pub chain: Vec<String>,
    /// Hash of block 0 of the chain that is meant; nodes of another one are refused. Without it, `vote`,
    /// `discuss`, `receipt` and `audit` take one that this device has been used on, if it has been used on any; other
    /// commands the first node's.
    #[arg(long, global = true, value_name = "HASH", env = "CYBERSYN_GENESIS", value_parser = parse_hash)]
    pub genesis: Option<Hash>,
    /// JSON-RPC of a mesh daemon; repeat for several. The first that answers is used, `audit` asks them all.
    #[arg(long, global = true, value_name = "URL", env = "CYBERSYN_MESH", value_delimiter = ',', default_value = MESH_DEFAULT)]
    pub mesh: Vec<String>,
    /// Directory of the identities [default: the platform's data directory]
    #[arg(long, global = true, value_name = "DIR", env = "CYBERSYN_KEYSTORE")]
    pub keystore: Option<PathBuf>,
    /// Identity that acts; needed only if there are several.
    #[arg(long = "as", global = true, value_name = "NAME", env = "CYBERSYN_AS")]
    pub identity: Option<String>,
    /// File whose first line is the passphrase; otherwise CYBERSYN_PASSPHRASE, otherwise a prompt.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Keys at rest: create, import, list, show, export.
    #[command(subcommand, after_help = examples::KEY)]
    Key(KeyCommand),
    /// Your decentralised identifier: show it, change its keys, choose guardians, hand it over.
    #[command(subcommand, after_help = examples::DID)]
    Did(DidCommand),
    /// Personhood: apply, vouch, prove life, renew, challenge.
    #[command(subcommand, after_help = examples::PERSON)]
    Person(PersonCommand),
    /// Nodes of the mesh that serve you: register them, see whom others serve.
    #[command(subcommand, after_help = examples::NODE)]
    Node(NodeCommand),
    /// Verifiable credentials: issue, hold, present, verify, revoke.
    #[command(subcommand, after_help = examples::CREDENTIAL)]
    Credential(CredentialCommand),
    /// Proven impact: attest what people did, sum attestations.
    #[command(subcommand, after_help = examples::IMPACT)]
    Impact(ImpactCommand),
    /// Freeze a text and put it to the vote.
    #[command(after_help = examples::PROPOSE)]
    Propose(ProposeArgs),
    /// Read a proposal's discussion, or say something in it.
    #[command(after_help = examples::DISCUSS)]
    Discuss(DiscussArgs),
    /// Vote on a proposal. Voting again replaces the vote; it also works while the chain is down.
    #[command(after_help = examples::VOTE)]
    Vote(VoteArgs),
    /// Show how a vote stands.
    #[command(after_help = examples::TALLY)]
    Tally(TallyArgs),
    /// List the proposals.
    #[command(after_help = examples::PROPOSALS)]
    Proposals,
    /// Show an article.
    #[command(after_help = examples::ARTICLE)]
    Article(ArticleArgs),
    /// Is my ballot counted? Proven against finalized chain state.
    #[command(after_help = examples::RECEIPT)]
    Receipt(ReceiptArgs),
    /// Recount a proposal independently of the chain.
    #[command(after_help = examples::AUDIT)]
    Audit(AuditArgs),
    /// Are chain and mesh well?
    #[command(after_help = examples::STATUS)]
    Status,
}

/// A hash in hex, with or without 0x.
fn parse_hash(text: &str) -> Result<Hash, String> {
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|error| error.to_string())?;
    Hash::try_from(bytes.as_slice()).map_err(|_| format!("a hash has 32 bytes, this has {}", bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// What the line asks for.
    pub(super) fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("cybersyn").chain(line.split_whitespace()))
    }

    #[test]
    fn the_definitions_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn globals_may_stand_before_or_after_the_command() {
        for line in ["--json --mesh ws://a --mesh ws://b tally 4", "tally 4 --json --mesh ws://a --mesh ws://b"] {
            let cli = parse(line).unwrap();
            assert!(cli.globals.json);
            assert_eq!(cli.globals.mesh, ["ws://a", "ws://b"]);
        }
    }

    #[test]
    fn several_nodes_may_be_named_and_the_chain_meant() {
        let genesis = "ab".repeat(32);
        let cli = parse(&format!("status --chain ws://a,ws://b --chain ws://c --genesis 0x{genesis}")).unwrap();
        assert_eq!(cli.globals.chain, ["ws://a", "ws://b", "ws://c"]);
        assert_eq!(cli.globals.genesis, Some([0xab; 32]));
        assert!(parse("status --genesis 0xab").is_err());
    }
}

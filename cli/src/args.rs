//! The command line: what can be asked for. What is done about it is in [`crate::commands`].

use crate::time::parse_duration;
use clap::{Args, Parser, Subcommand, ValueEnum};
use cybersyn_primitives::{Choice, Class, Millis, ProposalId, Tokens};
use std::path::PathBuf;

/// Node that is asked without `--chain`.
pub const CHAIN_DEFAULT: &str = "ws://127.0.0.1:9944";
/// Mesh daemon that is asked without `--mesh`.
pub const MESH_DEFAULT: &str = "ws://127.0.0.1:9950";

const AFTER_HELP: &str = "\
Exit codes:
  0   done, or the answer is yes
  1   the answer is no: refused, or chain and recount differ
  2   data is missing, or chain or mesh cannot be reached
  64  the command line is wrong

First steps on a development federation (scripts/dev.sh):
  cybersyn key dev 3                      # take the keys of development citizen 3
  cybersyn status                         # are chain and mesh well?
  cybersyn propose --title 'A bench' --class rights --body bench.txt --discussion 10s --voting 60s
  cybersyn vote 0 yes --wait settled
  cybersyn tally 0 --watch
  cybersyn receipt 0                      # was my ballot counted? Proven against the chain
  cybersyn audit 0 --mesh ws://127.0.0.1:9950 --mesh ws://127.0.0.1:9951

Environment: CYBERSYN_CHAIN, CYBERSYN_MESH (comma separated), CYBERSYN_KEYSTORE, CYBERSYN_AS, CYBERSYN_PASSPHRASE.";

/// Take part in a Cybersyn federation: propose, discuss, vote, and check what was counted.
#[derive(Debug, Parser)]
#[command(name = "cybersyn", version, after_help = AFTER_HELP, propagate_version = true)]
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
    /// JSON-RPC of the node to ask. What it says is believed: use your own where it matters.
    #[arg(long, global = true, value_name = "URL", env = "CYBERSYN_CHAIN", default_value = CHAIN_DEFAULT)]
    pub chain: String,
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
    #[command(subcommand)]
    Key(KeyCommand),
    /// Your decentralised identifier: show it, change its keys, hand it over.
    #[command(subcommand)]
    Did(DidCommand),
    /// Personhood: apply, vouch, prove life, renew.
    #[command(subcommand)]
    Person(PersonCommand),
    /// Freeze a text and put it to the vote.
    Propose(ProposeArgs),
    /// Read a proposal's discussion, or say something in it.
    Discuss(DiscussArgs),
    /// Vote on a proposal. Voting again replaces the vote; it also works while the chain is down.
    Vote(VoteArgs),
    /// Show how a vote stands.
    Tally(TallyArgs),
    /// List the proposals.
    Proposals,
    /// Show an article.
    Article(ArticleArgs),
    /// Is my ballot counted? Proven against finalized chain state.
    Receipt(ReceiptArgs),
    /// Recount a proposal independently of the chain.
    Audit(AuditArgs),
    /// Are chain and mesh well?
    Status,
}

/// `cybersyn key`.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a new identity: an account key from 12 fresh words, and a voting key.
    ///
    /// The words are shown once; they are the only backup of the account. The voting key is not made from them: after a
    /// loss, the account brings a new one into force with `did add-key`.
    Create {
        /// What to call it.
        name: String,
    },
    /// Take an account over from elsewhere: a polkadot-js JSON file, 12 to 24 words, or a secret URI.
    ///
    /// A fresh voting key is made along with it. Examples:
    ///   cybersyn key import ana --file ana.json
    ///   cybersyn key import ana --uri-file words.txt
    ///   cybersyn key import alice --uri //Alice
    #[command(verbatim_doc_comment)]
    Import {
        /// What to call it.
        name: String,
        /// polkadot-js key file (version 3, sr25519).
        #[arg(long, value_name = "JSON", conflicts_with_all = ["uri", "uri_file"])]
        file: Option<PathBuf>,
        /// File with the passphrase of the key file, if it is another one than the new passphrase.
        #[arg(long, value_name = "FILE", requires = "file")]
        file_passphrase: Option<PathBuf>,
        /// Secret URI. It stays in the shell's history: fit for development keys only.
        #[arg(long, value_name = "URI", conflicts_with = "uri_file")]
        uri: Option<String>,
        /// File whose first line is a mnemonic or secret URI; `-` reads standard input.
        #[arg(long, value_name = "FILE")]
        uri_file: Option<PathBuf>,
    },
    /// Take the keys of a development citizen. They are public: for development federations only.
    Dev {
        /// Number of the citizen; 0 to 11 are the founders.
        number: u32,
    },
    /// List the identities.
    List,
    /// Show an identity's public side: DID, address, voting keys.
    Show,
    /// Print the account as a polkadot-js key file, still encrypted.
    Export,
}

/// `cybersyn did`.
#[derive(Debug, Subcommand)]
pub enum DidCommand {
    /// Show a DID as the chain holds it.
    Show {
        /// The DID [default: your own]
        did: Option<String>,
    },
    /// Make a new voting key for this device and bring it into force.
    AddKey,
    /// Retire a key. What it signed stays valid, unless it is reported stolen.
    RevokeKey {
        /// Version of the key; `did show` lists them.
        version: u16,
        /// Someone else has it: what it signed and is not settled yet becomes void too.
        #[arg(long)]
        stolen: bool,
    },
    /// Hand control of your DID to another account, whose identity is in the keystore too.
    Rotate {
        /// Identity whose account takes over.
        #[arg(value_name = "NAME")]
        to: String,
    },
    /// Deactivate your DID. For good: it cannot be undone.
    Deactivate {
        /// Say that you mean it.
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// `cybersyn person`.
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Show a person's standing: status, deadlines, attention tokens.
    Show {
        /// Citizen index or DID [default: yourself]
        citizen: Option<String>,
    },
    /// Sign an application to become a person, for others to vouch with. Needs neither coins nor chain account.
    Apply {
        /// Where to write it.
        #[arg(long, value_name = "FILE", default_value = "application.json")]
        out: PathBuf,
        /// How long it stays valid.
        #[arg(long, value_name = "TIME", default_value = "14d", value_parser = parse_duration)]
        valid: Millis,
    },
    /// Vouch for a newcomer. Do so only for a living human being whom you know.
    Vouch {
        /// The newcomer's application file.
        application: PathBuf,
    },
    /// Prove life. Every settled ballot does so too.
    Alive,
    /// Vouch that a person whose status has lapsed, or is about to, is a living human being still.
    Renew {
        /// Citizen index or DID.
        citizen: String,
    },
}

/// `cybersyn propose`.
#[derive(Debug, Args)]
pub struct ProposeArgs {
    /// One line.
    #[arg(long)]
    pub title: String,
    /// What kind of decision it is; decides how votes weigh.
    #[arg(long, value_enum)]
    pub class: ClassArg,
    /// File with the text (UTF-8); `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub body: PathBuf,
    /// Call to enact, as SCALE in hex; runs as root of the chain if approved.
    #[arg(long, value_name = "HEX", conflicts_with = "article")]
    pub call: Option<String>,
    /// Enact the text as the article of this number.
    #[arg(long, value_name = "NUMBER")]
    pub article: Option<u32>,
    /// Time for discussion before voting begins.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_duration)]
    pub discussion: Millis,
    /// How long voting is open.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_duration)]
    pub voting: Millis,
    /// Show what would be frozen and submitted; submit nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `cybersyn discuss`.
#[derive(Debug, Args)]
pub struct DiscussArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Say this.
    #[arg(long, value_name = "TEXT")]
    pub say: Option<String>,
}

/// `cybersyn vote`.
#[derive(Debug, Args)]
pub struct VoteArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Your choice.
    #[arg(value_enum)]
    pub choice: ChoiceArg,
    /// Attention tokens to spend: weight is their square root (budget, priority, renewal, technical) or log2(n+1)
    /// (treasury). 0 withdraws. Other classes take none.
    #[arg(long, default_value_t = 0)]
    pub tokens: Tokens,
    /// Wait until the ballot is settled on chain, or until it is counted in the final result.
    #[arg(long, value_enum)]
    pub wait: Option<WaitArg>,
    /// Settle the ballot yourself, by a transaction that costs nothing: for when validators withhold it.
    #[arg(long)]
    pub own: bool,
}

/// `cybersyn tally`.
#[derive(Debug, Args)]
pub struct TallyArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Go on showing every change until the proposal is final.
    #[arg(long)]
    pub watch: bool,
}

/// `cybersyn article`.
#[derive(Debug, Args)]
pub struct ArticleArgs {
    /// Number of the article.
    pub number: u32,
}

/// `cybersyn receipt`.
#[derive(Debug, Args)]
pub struct ReceiptArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Whose ballot [default: your own]
    #[arg(long, value_name = "INDEX")]
    pub citizen: Option<u32>,
}

/// `cybersyn audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
}

/// Classes of proposals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClassArg {
    /// Fundamental rights: one person, one vote.
    Rights,
    /// Recall of an office holder: one person, one vote.
    Recall,
    /// Spending below 1 % of the treasury: quadratic.
    Budget,
    /// Order of work: quadratic.
    Priority,
    /// Renewal of an article: quadratic.
    Renewal,
    /// Technical matters, runtime upgrades: quadratic, expertise counts.
    Technical,
    /// 1 % of the treasury or more: logarithmic.
    Treasury,
    /// Emergencies: 95 % consensus.
    Emergency,
    /// Suspension of an article: 95 % consensus.
    Suspension,
}

impl From<ClassArg> for Class {
    fn from(class: ClassArg) -> Self {
        match class {
            ClassArg::Rights => Class::Rights,
            ClassArg::Recall => Class::Recall,
            ClassArg::Budget => Class::Budget,
            ClassArg::Priority => Class::Priority,
            ClassArg::Renewal => Class::Renewal,
            ClassArg::Technical => Class::Technical,
            ClassArg::Treasury => Class::Treasury,
            ClassArg::Emergency => Class::Emergency,
            ClassArg::Suspension => Class::Suspension,
        }
    }
}

/// Choices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChoiceArg {
    /// For the proposal.
    Yes,
    /// Against it.
    No,
    /// Counts for the quorum only.
    Abstain,
}

impl From<ChoiceArg> for Choice {
    fn from(choice: ChoiceArg) -> Self {
        match choice {
            ChoiceArg::Yes => Choice::Yes,
            ChoiceArg::No => Choice::No,
            ChoiceArg::Abstain => Choice::Abstain,
        }
    }
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WaitArg {
    /// A finalized block has it.
    Settled,
    /// The proposal is final and the ballot is in its live set.
    Counted,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
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
    fn durations_are_in_milliseconds() {
        let cli = parse("propose --title x --class budget --body f --discussion 10s --voting 2h").unwrap();
        let Command::Propose(args) = cli.command else { panic!() };
        assert_eq!((args.discussion, args.voting), (10_000, 7_200_000));
    }

    #[test]
    fn a_vote_has_one_of_three_choices() {
        assert!(parse("vote 1 yes --tokens 9 --wait counted --own").is_ok());
        for wrong in ["vote 1 maybe", "vote 1", "vote x yes", "vote 1 yes --tokens 70000", "vote 1 yes --tokens -1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_proposal_enacts_a_call_or_an_article_not_both() {
        let base = "propose --title x --class rights --body f";
        assert!(parse(&format!("{base} --call 0x00")).is_ok());
        assert!(parse(&format!("{base} --article 7")).is_ok());
        assert!(parse(&format!("{base} --call 0x00 --article 7")).is_err());
    }

    #[test]
    fn deactivation_must_be_meant() {
        assert!(parse("did deactivate").is_err());
        assert!(parse("did deactivate --yes").is_ok());
    }

    #[test]
    fn a_key_is_imported_from_one_source() {
        assert!(parse("key import a --uri //Alice").is_ok());
        assert!(parse("key import a --uri //Alice --file x").is_err());
        assert!(parse("key import a --file-passphrase x").is_err());
    }
}

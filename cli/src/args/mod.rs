//! The command line: what can be asked for. What is done about it is in [`crate::commands`].

mod credential;
mod examples;
mod impact;
mod values;

pub use credential::{CredentialCommand, IssueArgs, PresentArgs, PublishArgs, StatusListCommand, VerifyArgs};
pub use impact::{AccreditArgs, AccreditationArgs, AttestArgs, CommitArgs, ImpactCommand, SumArgs};
pub use values::{ChoiceArg, ClassArg, ContextArg, FormArg, PurposeArg, StatusPurposeArg, WaitArg};

use crate::time::parse_duration;
use clap::{Args, Parser, Subcommand};
use cybersyn_primitives::{Hash, Millis, ProposalId, Tokens};
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
    /// Your decentralised identifier: show it, change its keys, hand it over.
    #[command(subcommand, after_help = examples::DID)]
    Did(DidCommand),
    /// Personhood: apply, vouch, prove life, renew.
    #[command(subcommand, after_help = examples::PERSON)]
    Person(PersonCommand),
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
    /// Create your DID, for a deposit. Persons need not: theirs comes with being admitted.
    Create,
    /// Resolve a DID, or dereference a DID URL, at a mesh daemon: did:cyb and did:key.
    Resolve(ResolveArgs),
    /// Make a new voting key for this device and bring it into force; or bring in another key.
    AddKey {
        /// Public key whose secret half is elsewhere, as `publicKeyMultibase` in DID documents has it.
        #[arg(long, value_name = "MULTIBASE", requires = "purposes")]
        key: Option<String>,
        /// What it is for; repeat for several, or separate them by commas.
        #[arg(long = "for", value_name = "PURPOSE", value_enum, value_delimiter = ',', requires = "key")]
        purposes: Vec<PurposeArg>,
    },
    /// Retire a key. What it signed stays valid, unless it is reported stolen.
    RevokeKey {
        /// Version of the key; `did show` lists them.
        version: u16,
        /// Someone else has it: what it signed and is not settled yet becomes void too.
        #[arg(long)]
        stolen: bool,
    },
    /// Add a service to your DID, or replace it. It is public and stays in the chain's past: no personal data.
    SetService {
        /// Id: it is named by the DID, a #, and this.
        id: String,
        /// What it is, such as LinkedDomains.
        #[arg(value_name = "TYPE")]
        kind: String,
        /// Where it is: a URI.
        #[arg(value_name = "URI")]
        endpoint: String,
    },
    /// Remove a service from your DID.
    RemoveService {
        /// Its id; `did show` lists them.
        id: String,
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

/// `cybersyn did resolve`.
#[derive(Debug, Args)]
pub struct ResolveArgs {
    /// DID, or DID URL: with ?query or #fragment for a service or a part of the document.
    #[arg(value_name = "DID_OR_URL")]
    pub did: String,
    /// The version of that number, from 0 on.
    #[arg(long, value_name = "NUMBER", conflicts_with = "version_time")]
    pub version_id: Option<u32>,
    /// The version in force at that date, such as 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "DATE")]
    pub version_time: Option<String>,
    /// Take no answer that may be out of date because the daemon cannot reach the chain.
    #[arg(long)]
    pub no_cache: bool,
    /// Where the services are that the DID URL selects.
    #[arg(long)]
    pub urls: bool,
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
    /// Enact the text as the article of this number. Takes the class renewal, or rights, and the discussion of a
    /// renewal: 60 days.
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

/// A hash in hex, with or without 0x.
fn parse_hash(text: &str) -> Result<Hash, String> {
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|error| error.to_string())?;
    Hash::try_from(bytes.as_slice()).map_err(|_| format!("a hash has 32 bytes, this has {}", bytes.len()))
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
    fn several_nodes_may_be_named_and_the_chain_meant() {
        let genesis = "ab".repeat(32);
        let cli = parse(&format!("status --chain ws://a,ws://b --chain ws://c --genesis 0x{genesis}")).unwrap();
        assert_eq!(cli.globals.chain, ["ws://a", "ws://b", "ws://c"]);
        assert_eq!(cli.globals.genesis, Some([0xab; 32]));
        assert!(parse("status --genesis 0xab").is_err());
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
    fn a_key_from_elsewhere_has_purposes() {
        assert!(parse("did add-key").is_ok());
        assert!(parse("did add-key --key z6Mk --for assertion,authentication --for key-agreement").is_ok());
        for wrong in ["did add-key --key z6Mk", "did add-key --for assertion", "did add-key --key z6Mk --for fun"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_version_is_named_by_number_or_date_not_both() {
        assert!(parse("did resolve did:cyb:z1 --version-id 0").is_ok());
        assert!(parse("did resolve did:cyb:z1 --version-time 2026-01-31T12:00:00Z").is_ok());
        assert!(parse("did resolve did:cyb:z1 --version-id 0 --version-time 2026-01-31T12:00:00Z").is_err());
    }

    #[test]
    fn a_key_is_imported_from_one_source() {
        assert!(parse("key import a --uri //Alice").is_ok());
        assert!(parse("key import a --uri //Alice --file x").is_err());
        assert!(parse("key import a --file-passphrase x").is_err());
    }
}

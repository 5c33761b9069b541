//! `cybersyn credential`.

use super::values::{FormArg, StatusPurposeArg};
use crate::time::parse_duration;
use clap::{Args, Subcommand};
use cybersyn_primitives::Millis;
use std::path::PathBuf;

/// `cybersyn credential`.
#[derive(Debug, Subcommand)]
pub enum CredentialCommand {
    /// Make two keys of this device, one to issue credentials with and one to present them, and bring them into force under
    /// your DID.
    ///
    /// They are neither your account's key nor your voting key. Whoever resolves your DID finds the one under
    /// `assertionMethod`, the other under `authentication`. Should your DID have to be recovered, the latter is retired, and
    /// the former stays in force with what it signed.
    Key {
        /// Leave the chain alone: the key stands for itself, as a did:key.
        #[arg(long)]
        off_chain: bool,
    },
    /// Issue a credential about somebody.
    ///
    /// It gets a place in your newest list of each purpose that has room (see `credential status-list`), so that you can
    /// revoke it; an SD-JWT in that for revocations only.
    Issue(IssueArgs),
    /// Check a credential that you were given, and keep it in your wallet.
    Hold {
        /// The credential; `-` reads standard input.
        file: PathBuf,
        /// File with a status list that the mesh does not serve; repeat for several.
        #[arg(long, value_name = "FILE")]
        status_list: Vec<PathBuf>,
    },
    /// List the credentials in your wallet.
    List {
        /// Those that you issued, instead of those that you hold.
        #[arg(long)]
        issued: bool,
    },
    /// Print a credential that you hold, as it was issued.
    Show {
        /// Name of the credential, or its beginning.
        id: String,
    },
    /// Take a credential out of your wallet. For good.
    Drop {
        /// Name of the credential, or its beginning.
        id: String,
    },
    /// Present credentials that you hold, for one verifier and one request.
    Present(PresentArgs),
    /// Does a credential or presentation count? Checks signature, issuer, dates, status, and who presents it.
    Verify(VerifyArgs),
    /// Revoke a credential that you issued. For good.
    Revoke {
        /// Name of the credential, or its beginning.
        id: String,
        /// How the list is published.
        #[command(flatten)]
        publication: PublishArgs,
    },
    /// Suspend a credential that you issued, or end its suspension. It must have a place in a list for suspensions.
    Suspend {
        /// Name of the credential, or its beginning.
        id: String,
        /// End the suspension.
        #[arg(long)]
        end: bool,
        /// How the list is published.
        #[command(flatten)]
        publication: PublishArgs,
    },
    /// Is a credential that you hold still good? Signature, dates and the current status list.
    Status {
        /// Name of the credential, or its beginning.
        id: String,
        /// File with a status list that the mesh does not serve; repeat for several.
        #[arg(long, value_name = "FILE")]
        status_list: Vec<PathBuf>,
    },
    /// Your status lists: where verifiers see what you revoked.
    #[command(subcommand)]
    StatusList(StatusListCommand),
}

/// `cybersyn credential issue`.
#[derive(Debug, Args)]
pub struct IssueArgs {
    /// Type of the credential: a term (`MembershipCredential`), for an SD-JWT a URL or URN.
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: String,
    /// DID of the person or thing that it is about. An SD-JWT is bound to the first key under its `authentication`.
    #[arg(long, value_name = "DID")]
    pub subject: String,
    /// File with what the credential says, a JSON object; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub claims: PathBuf,
    /// `vc`: a W3C credential, read as a whole by everybody who gets it. `sd-jwt`: its holder chooses what a verifier sees.
    #[arg(long, value_enum, default_value = "vc")]
    pub form: FormArg,
    /// Claim that the holder may keep back: its name, or a path to it (`address/city`, `langs/0`); repeat for several.
    /// Without any, every claim at the top. For SD-JWTs.
    #[arg(long, value_name = "CLAIM")]
    pub hide: Vec<String>,
    /// Digests of nothing that are added, so that nobody can count hidden claims. For SD-JWTs.
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = clap::value_parser!(u16).range(..=64))]
    pub decoys: u16,
    /// How long it is valid.
    #[arg(long, value_name = "TIME", default_value = "365d", value_parser = parse_duration)]
    pub valid: Millis,
    /// Give it no place in a status list: it can never be revoked.
    #[arg(long)]
    pub irrevocable: bool,
    /// Key to sign with (`did:…#…`) [default: this device's latest credential key]
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `cybersyn credential present`.
#[derive(Debug, Args)]
pub struct PresentArgs {
    /// Names of the credentials, or their beginnings. One SD-JWT, or up to 16 others.
    #[arg(required = true)]
    pub ids: Vec<String>,
    /// What the verifier gave you to answer (also called challenge).
    #[arg(long, visible_alias = "challenge", allow_hyphen_values = true)]
    pub nonce: String,
    /// The verifier's name, its DID or origin (also called domain): the presentation is worthless to others.
    #[arg(long, visible_alias = "domain")]
    pub audience: String,
    /// Claim of an SD-JWT to show: its name, or a path to it; repeat for several. Nothing else is shown.
    #[arg(long, value_name = "CLAIM")]
    pub show: Vec<String>,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `cybersyn credential verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The credential or presentation; `-` reads standard input.
    pub file: PathBuf,
    /// Type that is taken; repeat for several [default: any]
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// What the holder had to answer: fresh for each request, and used once. Asks for a presentation.
    #[arg(long, visible_alias = "challenge", requires = "audience", allow_hyphen_values = true)]
    pub nonce: Option<String>,
    /// Your name, as you told the holder.
    #[arg(long, visible_alias = "domain", requires = "nonce")]
    pub audience: Option<String>,
    /// File with a status list that the mesh does not serve; repeat for several.
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
}

/// How a status list is published.
#[derive(Clone, Debug, Args)]
pub struct PublishArgs {
    /// How long verifiers may use the list; publish it again before that.
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = parse_duration)]
    pub list_valid: Millis,
    /// Write the list to this file, to be served at its URL by you, instead of giving it to mesh daemons.
    #[arg(long, value_name = "FILE")]
    pub list_out: Option<PathBuf>,
}

/// `cybersyn credential status-list`.
#[derive(Debug, Subcommand)]
pub enum StatusListCommand {
    /// Make a list of 131,072 entries and publish it. Credentials issued from then on have a place in it.
    Create {
        /// Where verifiers reach a mesh daemon that serves it (`https://mesh.example`); the list's URL is made from that.
        #[arg(long, value_name = "URL", required_unless_present = "url")]
        at: Option<String>,
        /// The list's URL, where you serve it yourself.
        #[arg(long, value_name = "URL", conflicts_with = "at", requires = "list_out")]
        url: Option<String>,
        /// What it tells.
        #[arg(long, value_enum, default_value = "revocation")]
        purpose: StatusPurposeArg,
        /// Key to sign with (`did:…#…`) [default: this device's latest credential key]
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// How it is published.
        #[command(flatten)]
        publication: PublishArgs,
    },
    /// Sign a list anew, put its anchor on chain if it changed, and publish it.
    Publish {
        /// URL of the list [default: all]
        url: Option<String>,
        /// How it is published.
        #[command(flatten)]
        publication: PublishArgs,
    },
    /// List your status lists.
    List,
}

#[cfg(test)]
mod tests {
    use crate::args::Cli;
    use clap::Parser;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("cybersyn").chain(line.split_whitespace()))
    }

    #[test]
    fn a_presentation_answers_a_request_of_a_verifier() {
        assert!(parse("credential present 0011 --nonce n --audience a --show name --show region/city").is_ok());
        assert!(parse("credential present 0011 --challenge n --domain a").is_ok());
        assert!(parse("credential present 0011 --nonce n").is_err());
        assert!(parse("credential verify f --nonce n").is_err());
        assert!(parse("credential verify f --nonce -n- --audience a").is_ok(), "base64url may begin with a hyphen");
        assert!(parse("credential present 0011 --nonce -n- --audience a").is_ok());
        assert!(parse("credential verify f --nonce n --audience a --type T").is_ok());
    }

    #[test]
    fn a_status_list_has_a_url() {
        assert!(parse("credential status-list create").is_err());
        assert!(parse("credential status-list create --at https://a.example").is_ok());
        assert!(parse("credential status-list create --url https://a.example/1").is_err());
        assert!(parse("credential status-list create --url https://a.example/1 --list-out f").is_ok());
    }
}

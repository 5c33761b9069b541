//! `cybersyn impact`.

use super::values::ContextArg;
use crate::time::parse_date;
use clap::{Args, Subcommand};
use cybersyn_primitives::Millis;
use std::path::PathBuf;

/// `cybersyn impact`.
#[derive(Debug, Subcommand)]
pub enum ImpactCommand {
    /// Attest what somebody did. Only attestations of accredited issuers count.
    ///
    /// It gets a place in each of your status lists, as other credentials do.
    Attest(AttestArgs),
    /// Sum a person's attestations, with every source and with what was left out and why.
    Sum(SumArgs),
    /// Check a list of accredited issuers, a file or the article in force.
    Accreditations(AccreditationArgs),
    /// Make the call by which a vote on rights accredits an issuer on chain, as an article says.
    ///
    /// The chain knows only the hash of the article. Propose the call that this prints: `cybersyn propose --class rights
    /// --call CALL`. It ends with the article, with its own date, or with another vote.
    Accredit(AccreditArgs),
    /// Put an attestation of yours on chain, where it becomes reputation.
    ///
    /// Only its hash goes there, once, with the points that you give within the limits of the month. You must be
    /// accredited on chain.
    Commit(CommitArgs),
}

/// `cybersyn impact accredit`.
#[derive(Debug, Args)]
pub struct AccreditArgs {
    /// DID of the issuer.
    #[arg(value_name = "DID")]
    pub issuer: String,
    /// Who is accredited.
    #[command(flatten)]
    pub accreditations: AccreditationArgs,
}

/// `cybersyn impact commit`.
#[derive(Debug, Args)]
pub struct CommitArgs {
    /// File with the attestation.
    pub file: PathBuf,
    /// What it is worth, in whole points.
    #[arg(long)]
    pub points: u32,
    /// File with a status list that the mesh does not serve; repeat for several.
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
}

/// `cybersyn impact attest`.
#[derive(Debug, Args)]
pub struct AttestArgs {
    /// DID of the person.
    #[arg(long, value_name = "DID")]
    pub subject: String,
    /// In which context it counts.
    #[arg(long, value_enum)]
    pub context: ContextArg,
    /// What was done: a URL or URN, the same for everybody who attests it, so that it counts once.
    #[arg(long, value_name = "URL")]
    pub activity: String,
    /// What is counted: lower case letters, digits and hyphens, such as `hours`.
    #[arg(long)]
    pub unit: String,
    /// How much, in whole units.
    #[arg(long)]
    pub amount: u64,
    /// When it began, such as 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub from: Millis,
    /// When it ended.
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub until: Millis,
    /// Key to sign with (`did:…#…`) [default: this device's latest credential key]
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `cybersyn impact sum`.
#[derive(Debug, Args)]
pub struct SumArgs {
    /// DID of the person [default: that of this device's latest credential key]
    #[arg(long, value_name = "DID")]
    pub subject: Option<String>,
    /// Files with attestations [default: those in your wallet]
    pub files: Vec<PathBuf>,
    /// Who is accredited.
    #[command(flatten)]
    pub accreditations: AccreditationArgs,
    /// File with a status list that the mesh does not serve; repeat for several.
    #[arg(long, value_name = "FILE")]
    pub status_list: Vec<PathBuf>,
}

/// Who is accredited.
#[derive(Debug, Args)]
pub struct AccreditationArgs {
    /// File with the list of accredited issuers.
    #[arg(long, value_name = "FILE")]
    pub accreditations: PathBuf,
    /// Number of the article that the list must be, word for word, and in force. Without it the file is believed.
    #[arg(long, value_name = "NUMBER")]
    pub article: Option<u32>,
}

#[cfg(test)]
mod tests {
    use crate::args::Cli;
    use clap::Parser;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("cybersyn").chain(line.split_whitespace()))
    }

    #[test]
    fn impact_has_dates_with_an_offset() {
        let base = "impact attest --subject did:x:y --context technical --activity urn:x --unit hours --amount 3";
        assert!(parse(&format!("{base} --from 2026-01-01T00:00:00Z --until 2026-01-02T00:00:00+01:00")).is_ok());
        assert!(parse(&format!("{base} --from 2026-01-01 --until 2026-01-02T00:00:00Z")).is_err());
    }
}

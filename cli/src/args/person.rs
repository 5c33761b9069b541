//! `cybersyn person`: becoming and staying a person.

use crate::time::parse_duration;
use clap::Subcommand;
use cybersyn_primitives::Millis;
use std::path::PathBuf;

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

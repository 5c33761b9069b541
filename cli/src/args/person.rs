//! `cybersyn person`: becoming and staying a person, and who is none.

use crate::time::parse_duration;
use clap::{Args, Subcommand};
use cybersyn_primitives::Millis;
use std::path::PathBuf;

/// `cybersyn person`.
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Show a person's standing: status, deadlines, attention tokens, vouches, sponsors, reputation.
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
    ///
    /// It takes several of your vouches (3 by default), of a founder's one, as long as founders have privileges. Should the
    /// newcomer be found to be fake, you answer for it: with reputation, and by not vouching for a time.
    Vouch {
        /// The newcomer's application file.
        application: PathBuf,
    },
    /// Bring the application of a newcomer for whom nobody vouches, with a deposit of your coins.
    ///
    /// The deposit is burnt if the newcomer is found to be fake. It is free again when the newcomer was renewed by
    /// vouches, has lapsed after a whole term, or was not admitted.
    Deposit {
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
    /// List those who apply: who can be challenged, and who waits for vouches.
    Newcomers,
    /// List the open cases.
    Cases,
    /// Say that somebody is no living person, or a duplicate; the tribunal finds.
    ///
    /// It takes one of your vouches, which comes back if the tribunal agrees; if it does not, you may neither vouch nor
    /// challenge for a time.
    Challenge(ChallengeArgs),
    /// Admit a newcomer now whose time to be challenged is over, rather than at midnight.
    Admit {
        /// The newcomer's DID.
        did: String,
    },
    /// Have a person's deadlines looked at now, should the chain be too busy to do so by itself.
    Poke {
        /// Citizen index or DID [default: yourself]
        citizen: Option<String>,
    },
    /// Give a deposit back that has served.
    ReleaseDeposit {
        /// Citizen index or DID of the person it was left for.
        citizen: String,
    },
}

/// `cybersyn person challenge`.
#[derive(Debug, Args)]
pub struct ChallengeArgs {
    /// Citizen index or DID of who is challenged: a person, or a newcomer about to be admitted.
    pub subject: String,
    /// The citizen (index or DID) who is the same human being. Without it: there is no such living human being, or
    /// somebody else acts in their place.
    #[arg(long, value_name = "CITIZEN")]
    pub duplicate_of: Option<String>,
    /// What you put forward. Its hash goes on the chain; keep the file as it is.
    #[arg(long, value_name = "FILE")]
    pub evidence: PathBuf,
}

#[cfg(test)]
mod tests {
    use crate::args::tests::parse;

    #[test]
    fn a_challenge_comes_with_evidence() {
        assert!(parse("person challenge 12 --evidence f").is_ok());
        assert!(parse("person challenge did:cyb:z1 --duplicate-of 3 --evidence f").is_ok());
        for wrong in ["person challenge 12", "person challenge --evidence f"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}

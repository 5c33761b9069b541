//! `cybersyn did`: the DID, its keys and services.

use super::{AlsoKnownAsArgs, ControllersArgs, ManageArgs, PurposeArg};
use crate::time::parse_duration;
use clap::{Args, Subcommand};
use cybersyn_primitives::Millis;
use std::path::PathBuf;

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
        /// Make a key on this device that authorises commands by `did authorize`, without the account's key: your acts as
        /// a citizen, and changes of the DID's keys and services. Whoever has it can act as you until it is revoked.
        #[arg(long, conflicts_with = "key")]
        authorizing: bool,
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
    /// Choose DIDs whose accounts may change your document too: add keys for key agreement, retire any, set services and
    /// other names. Not: control, guardians, these controllers.
    SetControllers(ControllersArgs),
    /// Say by which other URIs you are known. They are public and stay in the chain's past: they link what they name.
    SetAlsoKnownAs(AlsoKnownAsArgs),
    /// Change the document of a DID that yours controls.
    Manage(ManageArgs),
    /// Hand control of your DID to another account, whose identity is in the keystore too.
    Rotate {
        /// Identity whose account takes over.
        #[arg(value_name = "NAME")]
        to: String,
    },
    /// Choose who may hand your DID to a new account of yours should you lose the present one; or --none.
    SetGuardians(GuardiansArgs),
    /// As a guardian: stand for handing a DID to a new account of its owner, whom you have met.
    ///
    /// When as many guardians as the owner asked for stand for the same account, the owner's notice begins.
    SupportRecovery {
        /// The DID to be recovered.
        did: String,
        /// The owner's new account: address, or 0x and 64 hex digits. The owner shows it by `cybersyn key show`.
        account: String,
    },
    /// Say no to a recovery of your DID: you have your account, and did not ask for it.
    VetoRecovery,
    /// Take over a DID whose guardians stand for your account, when the notice is over.
    ///
    /// Run it as the new identity (--as). An account without coins needs somebody to carry the transaction: a person,
    /// such as a guardian, does so free of charge, by --carrier here or by --out here and --consent there. Run it again
    /// afterwards: it goes on where it was, until this device's voting key is in force.
    Recover(RecoverArgs),
    /// Sign a command with a key of this device, into a file that anybody may carry to the chain: `did carry`.
    Authorize(AuthorizeArgs),
    /// Bring to the chain what a key of a DID has authorised.
    Carry(CarryArgs),
    /// Deactivate your DID. For good: it cannot be undone.
    Deactivate {
        /// Say that you mean it.
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// `cybersyn did set-guardians`.
#[derive(Debug, Args)]
pub struct GuardiansArgs {
    /// Their DIDs or citizen indexes: 1 to 10 of them.
    #[arg(value_name = "DID", required_unless_present = "none")]
    pub guardians: Vec<String>,
    /// How many of them must agree: more than half.
    #[arg(long, value_name = "COUNT", required_unless_present = "none")]
    pub threshold: Option<u8>,
    /// The notice in which you can say no, from the moment that enough of them agree.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_duration)]
    pub delay: Millis,
    /// Have no guardians.
    #[arg(long, conflicts_with_all = ["guardians", "threshold", "delay"])]
    pub none: bool,
}

/// `cybersyn did recover`.
#[derive(Debug, Args)]
pub struct RecoverArgs {
    /// The DID to take over.
    #[arg(required_unless_present = "consent")]
    pub did: Option<String>,
    /// Identity of this keystore that carries the transaction.
    #[arg(long, value_name = "NAME")]
    pub carrier: Option<String>,
    /// Identity of this keystore that had the DID: its credential keys and its wallet move along, so that what it issued
    /// can be revoked. Can be given later as well, by doing the same again.
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// Write the new account's consent here, for somebody else to carry, and send nothing.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["carrier", "from"])]
    pub out: Option<PathBuf>,
    /// Carry the consent that is in this file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["did", "carrier", "from", "out"])]
    pub consent: Option<PathBuf>,
}

/// `cybersyn did authorize`.
#[derive(Debug, Args)]
pub struct AuthorizeArgs {
    /// Where to write it.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How long it stays valid: 7 days at most.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = parse_duration)]
    pub valid: Millis,
    /// The call as SCALE in hex, instead of a command.
    #[arg(long, value_name = "HEX", conflicts_with = "command", required_unless_present = "command")]
    pub call: Option<String>,
    /// The command, without the word cybersyn: `person alive`, for example.
    #[arg(trailing_var_arg = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// `cybersyn did carry`.
#[derive(Debug, Args)]
pub struct CarryArgs {
    /// What `did authorize` wrote.
    pub file: PathBuf,
    /// Sign the transaction with your account, which pays for it: for DIDs of nobody who is a verified person. Otherwise
    /// nobody signs it, and it goes on the person's quota.
    #[arg(long)]
    pub signed: bool,
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

#[cfg(test)]
mod tests {
    use crate::args::tests::parse;

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
    fn guardians_are_chosen_with_a_threshold_or_not_at_all() {
        assert!(parse("did set-guardians 1 2 did:cyb:z1 --threshold 2 --delay 3d").is_ok());
        assert!(parse("did set-guardians --none").is_ok());
        for wrong in ["", "1 2", "--threshold 1", "1 --threshold 1 --none", "1 --threshold 300"] {
            assert!(parse(&format!("did set-guardians {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_recovery_is_signed_for_or_carried() {
        for right in ["did:cyb:z1", "did:cyb:z1 --carrier bo", "did:cyb:z1 --out f", "--consent f"] {
            assert!(parse(&format!("did recover {right}")).is_ok(), "{right}");
        }
        for wrong in ["", "did:cyb:z1 --consent f", "did:cyb:z1 --carrier bo --out f"] {
            assert!(parse(&format!("did recover {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_command_or_a_call_is_authorized() {
        for right in ["person alive", "--valid 5m person renew 12", "-- node remove x --yes", "--call 0x00"] {
            assert!(parse(&format!("did authorize --out f {right}")).is_ok(), "{right}");
        }
        for wrong in ["", "--call 0x00 person alive"] {
            assert!(parse(&format!("did authorize --out f {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_version_is_named_by_number_or_date_not_both() {
        assert!(parse("did resolve did:cyb:z1 --version-id 0").is_ok());
        assert!(parse("did resolve did:cyb:z1 --version-time 2026-01-31T12:00:00Z").is_ok());
        assert!(parse("did resolve did:cyb:z1 --version-id 0 --version-time 2026-01-31T12:00:00Z").is_err());
    }
}

//! `cybersyn did`: the DID, its keys and services.

use super::{AlsoKnownAsArgs, ControllersArgs, ManageArgs, PurposeArg};
use clap::{Args, Subcommand};

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
    /// Choose DIDs whose accounts may change your document too: keys for assertion and key agreement, services, other
    /// names, retiring keys. Not: control, guardians, these controllers.
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
    fn a_version_is_named_by_number_or_date_not_both() {
        assert!(parse("did resolve did:cyb:z1 --version-id 0").is_ok());
        assert!(parse("did resolve did:cyb:z1 --version-time 2026-01-31T12:00:00Z").is_ok());
        assert!(parse("did resolve did:cyb:z1 --version-id 0 --version-time 2026-01-31T12:00:00Z").is_err());
    }
}

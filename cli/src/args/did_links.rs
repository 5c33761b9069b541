//! What ties a DID to others: controllers, other names, documents of DIDs that one controls.

use super::PurposeArg;
use clap::{Args, Subcommand};

/// `cybersyn did set-controllers`.
#[derive(Debug, Args)]
pub struct ControllersArgs {
    /// DIDs of the chain, 8 at most; those chosen before are replaced.
    #[arg(value_name = "DID", required_unless_present = "none")]
    pub controllers: Vec<String>,
    /// Nobody but your own account.
    #[arg(long, conflicts_with = "controllers")]
    pub none: bool,
    /// By how many bytes controllers may make your deposit grow, if there is one: a key takes some 50, a service
    /// up to 400. Persons have no deposit.
    #[arg(long, value_name = "BYTES", default_value_t = 0, conflicts_with = "none")]
    pub allow_bytes: u32,
}

/// `cybersyn did set-also-known-as`, for one's own DID or another.
#[derive(Debug, Args)]
pub struct AlsoKnownAsArgs {
    /// URIs, 8 at most; those of before are replaced.
    #[arg(value_name = "URI", required_unless_present = "none")]
    pub uris: Vec<String>,
    /// No other name.
    #[arg(long, conflicts_with = "uris")]
    pub none: bool,
}

/// `cybersyn did manage`.
#[derive(Debug, Args)]
pub struct ManageArgs {
    /// The DID whose document is changed; yours is one of its controllers.
    pub did: String,
    /// The change.
    #[command(subcommand)]
    pub change: ManageCommand,
}

/// A change that a controller may make.
#[derive(Debug, Subcommand)]
pub enum ManageCommand {
    /// Bring a key into force, for key agreement only.
    AddKey {
        /// Public key, as `publicKeyMultibase` in DID documents has it.
        #[arg(long, value_name = "MULTIBASE")]
        key: String,
        /// What it is for: key-agreement. The owner adds those by which the DID acts or speaks.
        #[arg(long = "for", value_name = "PURPOSE", value_enum, value_delimiter = ',', required = true)]
        purposes: Vec<PurposeArg>,
    },
    /// Retire a key: of a device that was lost, for example.
    RevokeKey {
        /// Version of the key; `did show` lists them.
        version: u16,
        /// Someone else has it: what it signed and is not settled yet becomes void too.
        #[arg(long)]
        stolen: bool,
    },
    /// Add a service, or replace it.
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
    /// Remove a service.
    RemoveService {
        /// Its id; `did show` lists them.
        id: String,
    },
    /// Say by which other URIs the subject is known.
    SetAlsoKnownAs(AlsoKnownAsArgs),
}

#[cfg(test)]
mod tests {
    use crate::args::tests::parse;

    #[test]
    fn that_nobody_controls_must_be_said() {
        assert!(parse("did set-controllers").is_err());
        assert!(parse("did set-controllers --none").is_ok());
        assert!(parse("did set-controllers did:cyb:z1 did:cyb:z2 --allow-bytes 1024").is_ok());
        assert!(parse("did set-controllers did:cyb:z1 --none").is_err());
    }

    #[test]
    fn that_there_is_no_other_name_must_be_said() {
        assert!(parse("did set-also-known-as").is_err());
        assert!(parse("did set-also-known-as --none").is_ok());
        assert!(parse("did set-also-known-as https://a.example did:web:a.example").is_ok());
    }

    #[test]
    fn a_managed_document_is_named_with_its_change() {
        for change in [
            "add-key --key z6LS --for key-agreement",
            "revoke-key 2 --stolen",
            "set-service files LinkedDomains https://a.example/",
            "remove-service files",
            "set-also-known-as https://a.example",
        ] {
            assert!(parse(&format!("did manage did:cyb:z1 {change}")).is_ok(), "{change}");
        }
        for wrong in ["", "deactivate --yes", "rotate bob", "add-key --key z6Mk", "set-controllers did:cyb:z1"] {
            assert!(parse(&format!("did manage did:cyb:z1 {wrong}")).is_err(), "{wrong}");
        }
    }
}

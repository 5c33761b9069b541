//! `cybersyn node`: the nodes of the mesh that serve a person.

use clap::Subcommand;
use std::path::PathBuf;

/// `cybersyn node`.
#[derive(Debug, Subcommand)]
pub enum NodeCommand {
    /// Register a node that serves you, by its consent. Registered nodes are full peers of the mesh.
    ///
    /// The node's key becomes a verification method of your DID if it is none yet, for authentication: whoever holds it can
    /// show life for you and manage your nodes, though neither vouch, vote nor change keys. Run it again if it was
    /// interrupted.
    Register {
        /// What `cybersyn-mesh consent` wrote on the node.
        consent: PathBuf,
    },
    /// Let the entry of a node of yours end later, by a fresh consent.
    Renew {
        /// What `cybersyn-mesh consent` wrote on the node.
        consent: PathBuf,
    },
    /// Change what a node of yours does for others, and where it is found, to what a consent says.
    Update {
        /// What `cybersyn-mesh consent` wrote on the node, with other addresses or capabilities.
        consent: PathBuf,
    },
    /// Remove a node of yours. Its key stays in your DID, so that it can be registered again; `did revoke-key` ends both.
    Remove {
        /// Its peer id.
        peer: String,
    },
    /// List a person's nodes, or all of them.
    List {
        /// Citizen index or DID [default: yourself]
        citizen: Option<String>,
        /// Everybody's nodes.
        #[arg(long, conflicts_with = "citizen")]
        all: bool,
    },
    /// Show a node.
    Show {
        /// Its peer id.
        peer: String,
    },
}

#[cfg(test)]
mod tests {
    use crate::args::tests::parse;

    #[test]
    fn nodes_are_listed_of_one_person_or_of_all() {
        for right in ["node list", "node list 12", "node list --all"] {
            assert!(parse(right).is_ok(), "{right}");
        }
        assert!(parse("node list 12 --all").is_err());
    }
}

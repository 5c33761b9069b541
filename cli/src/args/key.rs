//! `cybersyn key`: keys at rest.

use clap::Subcommand;
use std::path::PathBuf;

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

#[cfg(test)]
mod tests {
    use crate::args::tests::parse;

    #[test]
    fn a_key_is_imported_from_one_source() {
        assert!(parse("key import a --uri //Alice").is_ok());
        assert!(parse("key import a --uri //Alice --file x").is_err());
        assert!(parse("key import a --file-passphrase x").is_err());
    }
}

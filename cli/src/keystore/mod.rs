//! Keys at rest: one file per identity, holding the account's key (sr25519), voting keys and credential keys (ed25519),
//! each sealed under the owner's passphrase.

mod account;
mod credential;
mod identity;
mod polkadot;
mod seal;
mod sealed;
mod store;
mod voting;

pub use account::{AccountError, AccountSecret};
pub use credential::{CredentialFile, CredentialKeyError, Serves};
pub use identity::{Identity, IdentityError};
pub use polkadot::{PolkadotError, PolkadotJson};
pub use seal::{Cost, SealError};
pub use sealed::SealedError;
pub use store::{Keystore, StoreError};
pub use voting::{VotingError, VotingFile, VotingSecret};

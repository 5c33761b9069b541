//! Fixtures that the pallets' tests share: development citizens with their keys, what they sign, blocks with a
//! timestamp, and a recorder in the place of a pallet's neighbours.
//!
//! This crate must never know a pallet of ours: a mock says which pallets it is made of.

mod block;
mod citizens;
mod recorder;
mod signing;

pub use block::block;
pub use citizens::{account, account_pair, did, voting_key, voting_pair};
pub use recorder::{Recorder, Told};
pub use signing::{application, sign_application, sign_ballot, sign_rotation};

use cybersyn_primitives::{DAY, Hash, Millis};

/// Hash of block 0 in test externalities (`frame_system` puts it there): the genesis hash of every mock.
pub const GENESIS: Hash = [69; 32];
/// A plausible time for the first block of a test: 2026-01-01T00:00:00Z.
pub const START: Millis = 20_454 * DAY;

#[cfg(test)]
mod tests {
    use super::*;
    use sp_runtime::traits::Verify;

    #[test]
    fn applications_verify_under_the_applicants_account_only() {
        let application = application(3, START);
        let signature = sign_application(3, &application, &GENESIS);
        let payload = application.signing_payload(&GENESIS);
        assert!(signature.verify(payload.as_slice(), &account(3)));
        assert!(!signature.verify(payload.as_slice(), &account(4)));
    }
}

//! What development citizens sign.

use crate::{GENESIS, account_pair, did, voting_key, voting_pair};
use cybersyn_primitives::{
    Ballot, DidId, Hash, Millis, SignedBallot,
    application::{Application, rotation_payload},
};
use sp_core::Pair;
use sp_runtime::MultiSignature;

/// Signs `ballot` on the proposal with the given content hash, with citizen `number`'s first voting key.
pub fn sign_ballot(number: u32, ballot: Ballot, content: &Hash) -> SignedBallot {
    let signature = voting_pair(number).sign(&ballot.signing_payload(&GENESIS, content));
    SignedBallot { ballot, signature: signature.into() }
}

/// The application of development citizen `number`, void after `expires`.
pub fn application(number: u32, expires: Millis) -> Application {
    Application { did: did(number), voting_key: voting_key(number), expires }
}

/// Signs `application` with the account of citizen `number` (the applicant, unless a test forges) for the chain with
/// that genesis hash.
pub fn sign_application(number: u32, application: &Application, genesis: &Hash) -> MultiSignature {
    account_pair(number).sign(&application.signing_payload(genesis)).into()
}

/// Consent of citizen `number`'s account to control `did`, whose current version is `version`.
pub fn sign_rotation(number: u32, did: &DidId, version: u32) -> MultiSignature {
    account_pair(number).sign(&rotation_payload(&GENESIS, did, version)).into()
}

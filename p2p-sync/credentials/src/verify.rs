//! Is that so: a credential or presentation with its proof, its issuer, its dates and its status.
//!
//! Everything that is asked of the world comes in with [`Checks`]: documents that were resolved, status lists that were
//! fetched, the time. What leaves is a [`Verified`], which cannot be made in another way.

use crate::{
    credential::{Credential, ModelError},
    data_integrity::{self, Expected, ProofError, Proven},
    date,
    json::{JsonError, Object, parse_object},
    limits::{CLOCK_SKEW_MILLIS, CREDENTIAL_BYTES_MAX},
    resolver::{Purpose, Resolver},
    status::{StatusError, StatusLists},
};
use cybersyn_primitives::Millis;

/// What a verifier knows of the world.
pub struct Checks<'a, R> {
    /// DID documents.
    pub resolver: &'a R,
    /// Status lists, verified and, where the issuer anchors them, checked against the chain.
    pub lists: &'a StatusLists,
    /// The time.
    pub now: Millis,
}

/// Why a credential does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not JSON within the bounds.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// The proof does not hold.
    #[error("{0}")]
    Proof(#[from] ProofError),
    /// Not a credential of the data model.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// Signed by somebody else than its issuer.
    #[error("the issuer is {issuer}, but {signer} signed")]
    NotTheIssuer {
        /// Who the credential says that issued it.
        issuer: String,
        /// Whose key signed.
        signer: String,
    },
    /// Not valid yet.
    #[error("not valid yet; see validFrom")]
    TooEarly,
    /// Not valid any more.
    #[error("expired; ask the issuer for a new one")]
    Expired,
    /// Revoked, suspended, or nobody can tell.
    #[error("{0}")]
    Status(#[from] StatusError),
}

/// A credential that its issuer signed and that is valid now.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    credential: Credential,
    method: String,
    digest: [u8; 32],
}

impl Verified {
    /// What was signed.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The key that signed: `did:…#…`.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// SHA-256 of the canonical form without proof: equal for equal credentials, however they are laid out.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// Verifies a credential as received.
pub fn credential<R: Resolver>(text: &[u8], checks: &Checks<R>) -> Result<Verified, VerifyError> {
    object(&parse_object(text, CREDENTIAL_BYTES_MAX)?, checks)
}

/// Verifies a credential that was read strictly before: one that stood in a presentation.
pub(crate) fn object<R: Resolver>(secured: &Object, checks: &Checks<R>) -> Result<Verified, VerifyError> {
    let verified = signed(secured, CREDENTIAL_BYTES_MAX, checks.resolver, checks.now)?;
    let credential = &verified.credential;
    checks.lists.check(credential.statuses(), credential.issuer(), checks.now)?;
    Ok(verified)
}

/// Proof, model, issuer and dates; not the status, which a status list itself has not.
pub(crate) fn signed(
    secured: &Object,
    bytes_max: usize,
    resolver: &impl Resolver,
    now: Millis,
) -> Result<Verified, VerifyError> {
    let expected = Expected { purpose: Purpose::AssertionMethod, now, challenge: None, domain: None };
    let Proven { document, controller, method, digest } = data_integrity::verify(secured, resolver, &expected)?;
    let credential = Credential::new_within(document, bytes_max)?;
    if credential.issuer() != controller {
        let issuer = credential.issuer().to_owned();
        return Err(VerifyError::NotTheIssuer { issuer, signer: controller });
    }
    check_dates(&credential, now)?;
    Ok(Verified { credential, method, digest })
}

fn check_dates(credential: &Credential, now: Millis) -> Result<(), VerifyError> {
    let latest = date::at(now.saturating_add(CLOCK_SKEW_MILLIS));
    if credential.valid_from().is_some_and(|from| from > latest) {
        return Err(VerifyError::TooEarly);
    }
    if credential.valid_until().is_some_and(|until| until <= date::at(now)) {
        return Err(VerifyError::Expired);
    }
    Ok(())
}

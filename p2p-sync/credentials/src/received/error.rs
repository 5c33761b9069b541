//! Why something received does not count.

use crate::{
    data_integrity::ProofError,
    json::JsonError,
    presentation::PresentationError,
    resolver::ResolveError,
    sd_jwt::{SdJwtError, vc::VcError},
    status::StatusError,
    verify::VerifyError,
};

/// Why something received does not count, or why nobody can tell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceivedError {
    /// Begins like JSON and is none.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// No JSON, and no SD-JWT either.
    #[error("neither a JSON object nor an SD-JWT: {0}")]
    SdJwt(#[from] SdJwtError),
    /// A presentation without the request that it must answer.
    #[error("this is a presentation; say which nonce and audience it must answer")]
    RequestMissing,
    /// A credential where a presentation was asked for.
    #[error("this is a bare credential, which anybody can copy; ask its holder for a presentation")]
    NotAPresentation,
    /// Another type than was asked for.
    #[error("the credential's type is {0:?}, which was not asked for")]
    WrongType(String),
    /// The credential does not count.
    #[error("{0}")]
    Credential(#[from] VerifyError),
    /// The presentation does not count.
    #[error("{0}")]
    Presentation(#[from] PresentationError),
    /// The SD-JWT does not count.
    #[error("{0}")]
    Vc(#[from] VcError),
}

impl ReceivedError {
    /// Whether it may count after all, for whoever has what is missing: a DID document or the current status list.
    pub fn is_undecided(&self) -> bool {
        match self {
            Self::Credential(error) => of_credential(error),
            Self::Presentation(PresentationError::Proof(error)) => of_proof(error),
            Self::Presentation(PresentationError::Credential { error, .. }) => of_credential(error),
            Self::Vc(VcError::Resolve(error)) => of_resolving(error),
            Self::Vc(VcError::Status(error)) => of_status(error),
            _ => false,
        }
    }
}

fn of_credential(error: &VerifyError) -> bool {
    match error {
        VerifyError::Proof(error) => of_proof(error),
        VerifyError::Status(error) => of_status(error),
        _ => false,
    }
}

fn of_proof(error: &ProofError) -> bool {
    matches!(error, ProofError::Resolve(error) if of_resolving(error))
}

fn of_resolving(error: &ResolveError) -> bool {
    matches!(error, ResolveError::NotFound(_))
}

fn of_status(error: &StatusError) -> bool {
    matches!(error, StatusError::NotFound(_) | StatusError::Expired(_))
}

//! Showing credentials: a presentation is signed by their holder for one verifier and one request.

use crate::{
    credential::{BASE_CONTEXT, ModelError, check_context, check_id, check_type, set, url_or_object},
    data_integrity::{self, Expected, Options, ProofError},
    json::{JsonError, Object, Value, object, parse_object},
    key::Signer,
    limits::{CREDENTIALS_PER_PRESENTATION_MAX, PRESENTATION_BYTES_MAX},
    resolver::{self, Purpose, Resolver},
    verify::{self, Checks, Verified, VerifyError},
};
use cybersyn_primitives::Millis;

/// What the verifier asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The verifier's challenge, given out once: see [`crate::challenge`].
    pub challenge: &'a str,
    /// The verifier's name: its DID or origin.
    pub domain: &'a str,
}

/// Why a presentation does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentationError {
    /// Not JSON within the bounds.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// Not a presentation of the data model.
    #[error("{0}")]
    Model(#[from] ModelError),
    /// The holder's proof does not hold.
    #[error("{0}")]
    Proof(#[from] ProofError),
    /// Signed by somebody else than its holder.
    #[error("the holder is {holder}, but {signer} signed")]
    NotTheHolder {
        /// Who the presentation says that holds the credentials.
        holder: String,
        /// Whose key signed.
        signer: String,
    },
    /// A credential is about somebody else.
    #[error("credential {position} is not about {holder}; only its subject may present it")]
    NotTheSubject {
        /// Its position, from 0.
        position: usize,
        /// Who presented it.
        holder: String,
    },
    /// A credential does not count.
    #[error("credential {position}: {error}")]
    Credential {
        /// Its position, from 0.
        position: usize,
        /// Why.
        error: VerifyError,
    },
}

/// A presentation that its holder signed for this request, with credentials that count.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedPresentation {
    /// Who presents: the subject of every credential.
    pub holder: String,
    /// What was presented, in order.
    pub credentials: Vec<Verified>,
}

/// Presents secured credentials as `method`'s DID.
pub fn present(
    credentials: &[Object],
    request: &Request,
    method: &str,
    created: Millis,
    signer: &impl Signer,
) -> Result<Object, PresentationError> {
    let holder = resolver::did_of(method).map_err(ProofError::from)?;
    let credentials = credentials.iter().cloned().map(Value::Object).collect();
    let document = object([
        ("@context", vec![BASE_CONTEXT].into()),
        ("type", vec!["VerifiablePresentation"].into()),
        ("holder", holder.into()),
        ("verifiableCredential", Value::Array(credentials)),
    ]);
    presented(&document)?;
    let options = Options {
        method,
        purpose: Purpose::Authentication,
        created,
        challenge: Some(request.challenge),
        domain: Some(request.domain),
    };
    Ok(data_integrity::secure(&document, &options, signer)?)
}

/// Verifies a presentation as received, and every credential in it. The challenge must have been redeemed before.
pub fn verify<R: Resolver>(
    text: &[u8],
    request: &Request,
    checks: &Checks<R>,
) -> Result<VerifiedPresentation, PresentationError> {
    let secured = parse_object(text, PRESENTATION_BYTES_MAX)?;
    let expected = Expected {
        purpose: Purpose::Authentication,
        now: checks.now,
        challenge: Some(request.challenge),
        domain: Some(request.domain),
    };
    let proven = data_integrity::verify(&secured, checks.resolver, &expected)?;
    check_context(&proven.document)?;
    check_type(&proven.document, "VerifiablePresentation")?;
    check_id(&proven.document, "id")?;
    let holder = proven.controller;
    if let Some(named) = proven.document.get("holder") {
        let malformed = ModelError::Malformed { member: "holder", expected: "a URL, or an object with a URL as id" };
        let named = url_or_object(Some(named)).ok_or(malformed)?;
        if named != holder {
            return Err(PresentationError::NotTheHolder { holder: named.to_owned(), signer: holder });
        }
    }
    let credentials = presented(&proven.document)?.into_iter().enumerate();
    let credentials = credentials.map(|(position, object)| of_holder(position, object, &holder, checks));
    let credentials = credentials.collect::<Result<_, _>>()?;
    Ok(VerifiedPresentation { holder, credentials })
}

fn presented(document: &Object) -> Result<Vec<&Object>, ModelError> {
    let values = set(document.get("verifiableCredential"));
    let objects: Vec<&Object> = values.iter().filter_map(Value::as_object).collect();
    let is_right = !objects.is_empty() && objects.len() == values.len();
    if is_right && objects.len() <= CREDENTIALS_PER_PRESENTATION_MAX {
        return Ok(objects);
    }
    Err(ModelError::Malformed { member: "verifiableCredential", expected: "1 to 16 credentials" })
}

/// A credential that is about others too is theirs as well: every subject must be the holder.
fn of_holder<R: Resolver>(
    position: usize,
    secured: &Object,
    holder: &str,
    checks: &Checks<R>,
) -> Result<Verified, PresentationError> {
    let verified =
        verify::object(secured, checks).map_err(|error| PresentationError::Credential { position, error })?;
    let is_holder = |subject: &Object| subject.get("id").is_some_and(|id| id == holder);
    if verified.credential().subjects().all(is_holder) {
        return Ok(verified);
    }
    Err(PresentationError::NotTheSubject { position, holder: holder.to_owned() })
}

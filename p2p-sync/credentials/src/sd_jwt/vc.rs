//! Credentials as SD-JWTs (draft-ietf-oauth-sd-jwt-vc): issued by a DID, of a type, with validity and status.
//!
//! The issuer's key is found by its DID: `iss` is the DID, `kid` the verification method, which must be authorised for
//! `assertionMethod`. Status entries are those of Bitstring Status List, under `status.bitstring_status_list`.

use super::{Hidden, SdJwt, SdJwtError, conceal, conceal::Entropy, key_binding, key_binding::KeyBindingError};
use crate::{
    date::{self, Date},
    json::{Object, Value, object, object_of_some},
    jws::{self, JwsError},
    key::{PublicKey, Signer},
    limits::{CLOCK_SKEW_MILLIS, IDENTIFIER_BYTES_MAX},
    presentation::Request,
    resolver::{self, Purpose, ResolveError, Resolver},
    status::{Entry, EntryError, StatusError},
    verify::Checks,
};
use cybersyn_primitives::Millis;

/// The token's type.
pub const TYPE: &str = "dc+sd-jwt";
/// Claims that everybody must see (section 2.2.2.3); the issuer's terms set them.
const ALWAYS_SHOWN: [&str; 8] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"];
/// Where a status entry stands within `status`.
const STATUS_MECHANISM: &str = "bitstring_status_list";
/// Milliseconds up to which a date is exact in a double, as seconds.
const SECONDS_MAX: f64 = 9_007_199_254_740.0;

/// Why a credential is not issued or does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VcError {
    /// Not an SD-JWT, or its disclosures do not fit.
    #[error("{0}")]
    SdJwt(#[from] SdJwtError),
    /// The issuer's signature does not hold.
    #[error("{0}")]
    Jws(#[from] JwsError),
    /// The issuer's key is not there or may not issue.
    #[error("{0}")]
    Resolve(#[from] ResolveError),
    /// The holder's proof does not hold.
    #[error("{0}")]
    KeyBinding(#[from] KeyBindingError),
    /// Signed with another's key than the issuer's.
    #[error("kid must be a key of iss: the issuer's DID, # and the key's name")]
    NotTheIssuer,
    /// A claim is missing or malformed.
    #[error("the claim {0} is missing or malformed")]
    Malformed(&'static str),
    /// A claim that the terms set was given among the claims, or is to be hidden.
    #[error("the claim {0} is set by the credential's terms and cannot be given or hidden")]
    NotAllowed(String),
    /// Another type than asked for.
    #[error("the credential's type is {0:?}, which was not asked for")]
    WrongType(String),
    /// Not valid yet.
    #[error("not valid yet; see nbf and iat")]
    TooEarly,
    /// Not valid any more.
    #[error("expired; ask the issuer for a new one")]
    Expired,
    /// The status mechanism is unknown, or one of several is.
    #[error("status: expected {STATUS_MECHANISM} and nothing else; what cannot be checked cannot be relied on")]
    StatusNotSupported,
    /// The status entry is malformed.
    #[error("status: {0}")]
    StatusEntry(#[from] EntryError),
    /// Revoked, suspended, or nobody can tell.
    #[error("{0}")]
    Status(#[from] StatusError),
    /// A holder was sent a presentation instead of a credential.
    #[error("an issuer sends the credential without key binding; this is somebody's presentation")]
    IsPresentation,
}

/// What a new credential says beside its claims.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The issuer's key: `did:…#…`; its DID is the issuer.
    pub method: &'a str,
    /// The credential's type: a URL or URN.
    pub kind: &'a str,
    /// When it is issued, and begins to be valid.
    pub issued: Millis,
    /// When it ceases to be valid.
    pub valid_until: Option<Millis>,
    /// The holder's key, for presentations with key binding.
    pub holder: Option<&'a PublicKey>,
    /// Where revocation or suspension is recorded.
    pub status: Option<&'a Entry>,
}

/// Issues a credential with `claims`, of which `hidden` become selectively disclosable.
pub fn issue(
    terms: &Terms,
    claims: Object,
    hidden: &Hidden,
    entropy: &mut impl Entropy,
    signer: &impl Signer,
) -> Result<SdJwt, VcError> {
    let given = claims.keys().find(|name| ALWAYS_SHOWN.contains(&name.as_str()) || *name == "iat");
    let to_hide = hidden.claims.iter().map(|pointer| top(pointer)).find(|name| ALWAYS_SHOWN.contains(name));
    if let Some(name) = given.map(String::as_str).or(to_hide) {
        return Err(VcError::NotAllowed(name.to_owned()));
    }
    let (mut payload, disclosures) = conceal::conceal(claims, hidden, entropy)?;
    payload.extend(terms_claims(terms)?);
    let token = jws::sign(TYPE, Some(terms.method), payload, signer)?;
    let encoded: String = disclosures.iter().map(|disclosure| format!("{}~", disclosure.encoded())).collect();
    Ok(SdJwt::parse(&format!("{token}~{encoded}"))?)
}

fn terms_claims(terms: &Terms) -> Result<Object, VcError> {
    let seconds = |millis: Millis| Value::from(millis / 1_000);
    let status = |entry: &Entry| object([(STATUS_MECHANISM, entry.to_json().into())]).into();
    let confirmation = |key: &PublicKey| object([("jwk", key.to_jwk().into())]).into();
    Ok(object_of_some([
        ("iss", Some(resolver::did_of(terms.method)?.into())),
        ("vct", Some(terms.kind.into())),
        ("iat", Some(seconds(terms.issued))),
        ("nbf", Some(seconds(terms.issued))),
        ("exp", terms.valid_until.map(seconds)),
        ("cnf", terms.holder.map(confirmation)),
        ("status", terms.status.map(status)),
    ]))
}

/// What a verifier asks for.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// The types that are taken.
    pub kinds: &'a [&'a str],
    /// The request that the holder must answer with their key; `None` if whoever has the credential may use it. It is the
    /// verifier's decision, never the sender's.
    pub request: Option<Request<'a>>,
}

/// A credential that its issuer signed, that is valid now and, if asked for, that its holder presented.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedVc {
    issuer: String,
    claims: Object,
    holder: Option<PublicKey>,
}

impl VerifiedVc {
    /// The issuer's DID.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What was shown.
    pub fn claims(&self) -> &Object {
        &self.claims
    }

    /// The key that signed the presentation, if one was asked for.
    pub fn holder(&self) -> Option<&PublicKey> {
        self.holder.as_ref()
    }
}

/// Verifies a credential or presentation as received.
pub fn verify<R: Resolver>(text: &str, expectation: &Expectation, checks: &Checks<R>) -> Result<VerifiedVc, VcError> {
    let sd_jwt = SdJwt::parse(text)?;
    let issuer = check_issuer(&sd_jwt, checks)?;
    let revealed = sd_jwt.reveal()?;
    if let Some(place) = revealed.places.iter().find(|place| ALWAYS_SHOWN.contains(&top(&place.pointer))) {
        return Err(VcError::NotAllowed(top(&place.pointer).to_owned()));
    }
    let claims = revealed.claims;
    check_kind(&claims, expectation.kinds)?;
    check_dates(&claims, checks.now)?;
    if let Some(entry) = status_entry(&claims)? {
        checks.lists.check(&[entry], &issuer, checks.now)?;
    }
    let bound = expectation.request.as_ref().map(|request| key_binding::verify(&sd_jwt, request, checks.now));
    Ok(VerifiedVc { issuer, claims, holder: bound.transpose()? })
}

/// Verifies what an issuer sent to a holder, with all disclosures; returns it to be kept.
pub fn accept<R: Resolver>(text: &str, kinds: &[&str], checks: &Checks<R>) -> Result<(SdJwt, VerifiedVc), VcError> {
    let verified = verify(text, &Expectation { kinds, request: None }, checks)?;
    let sd_jwt = SdJwt::parse(text)?;
    if sd_jwt.key_binding().is_some() { Err(VcError::IsPresentation) } else { Ok((sd_jwt, verified)) }
}

fn check_issuer<R: Resolver>(sd_jwt: &SdJwt, checks: &Checks<R>) -> Result<String, VcError> {
    let issuer = sd_jwt.jws().payload().get("iss").and_then(Value::as_str).ok_or(VcError::Malformed("iss"))?;
    let kid = sd_jwt.jws().header().get("kid").and_then(Value::as_str).ok_or(VcError::NotTheIssuer)?;
    let method = if kid.starts_with('#') { format!("{issuer}{kid}") } else { kid.to_owned() };
    if resolver::did_of(&method)? != issuer {
        return Err(VcError::NotTheIssuer);
    }
    let now = date::at(checks.now);
    let authorised = resolver::method(checks.resolver, &method, Purpose::AssertionMethod, now)?;
    sd_jwt.jws().verify(&authorised.key, TYPE)?;
    Ok(issuer.to_owned())
}

/// `vct` or one of `aka_vcts` must have been asked for.
fn check_kind(claims: &Object, kinds: &[&str]) -> Result<(), VcError> {
    let is_kind = |kind: &Value| kind.as_str().is_some_and(|kind| (1..=IDENTIFIER_BYTES_MAX).contains(&kind.len()));
    let kind = claims.get("vct").filter(|kind| is_kind(kind)).ok_or(VcError::Malformed("vct"))?;
    let others = match claims.get("aka_vcts") {
        None => &[],
        Some(Value::Array(others)) if others.iter().all(is_kind) => others.as_slice(),
        Some(_) => return Err(VcError::Malformed("aka_vcts")),
    };
    let is_asked_for = |kind: &Value| kind.as_str().is_some_and(|kind| kinds.contains(&kind));
    if is_asked_for(kind) || others.iter().any(is_asked_for) {
        return Ok(());
    }
    Err(VcError::WrongType(kind.as_str().unwrap_or_default().to_owned()))
}

fn check_dates(claims: &Object, now: Millis) -> Result<(), VcError> {
    let date = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => numeric_date(value).map(Some).ok_or(VcError::Malformed(name)),
    };
    let latest = date::at(now.saturating_add(CLOCK_SKEW_MILLIS));
    for begin in ["nbf", "iat"] {
        if date(begin)?.is_some_and(|begin| begin > latest) {
            return Err(VcError::TooEarly);
        }
    }
    if date("exp")?.is_some_and(|end| end <= date::at(now)) { Err(VcError::Expired) } else { Ok(()) }
}

fn status_entry(claims: &Object) -> Result<Option<Entry>, VcError> {
    if !claims.contains_key("status") {
        return Ok(None);
    }
    Ok(Entry::parse(status_of(claims).ok_or(VcError::StatusNotSupported)?)?)
}

/// Where the payload says that its status is recorded; `None` if by another mechanism, be it beside this one.
pub(crate) fn status_of(payload: &Object) -> Option<&Object> {
    let status = payload.get("status")?.as_object().filter(|status| status.len() == 1)?;
    status.get(STATUS_MECHANISM)?.as_object()
}

/// A JWT's date: seconds since 1970, perhaps with a fraction.
pub(super) fn numeric_date(value: &Value) -> Option<Date> {
    let seconds = value.as_f64().filter(|seconds| (0.0..=SECONDS_MAX).contains(seconds))?;
    Some((seconds * 1_000.0) as Date)
}

/// The first token of a JSON pointer.
fn top(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

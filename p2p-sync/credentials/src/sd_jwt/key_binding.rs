//! The holder shows that they hold the key, for one verifier and one request (RFC 9901 sections 4.3 and 7.3).

use super::{SdJwt, disclosure::digest};
use crate::{
    date,
    json::{Object, Value, object},
    jws::{self, Jws, JwsError},
    key::{KeyError, PublicKey, Signer},
    limits::{CLOCK_SKEW_MILLIS, KEY_BINDING_AGE_MILLIS_MAX},
    presentation::Request,
    sd_jwt::vc::numeric_date,
};
use cybersyn_primitives::Millis;

const TYPE: &str = "kb+jwt";

/// Why a key binding is not made or does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyBindingError {
    /// The credential names no holder's key.
    #[error("the credential is bound to no key: it has no cnf claim with a jwk")]
    NotBound,
    /// The credential is another's.
    #[error("the credential is bound to another key; present it with the key that it was issued for")]
    NotTheHolder,
    /// The holder's key in the credential is none.
    #[error("the holder's key in the credential: {0}")]
    Key(#[from] KeyError),
    /// There is no key binding.
    #[error("a key binding is required; sign the presentation with the holder's key")]
    Missing,
    /// The binding is no valid token of the holder's key.
    #[error("key binding: {0}")]
    Jws(#[from] JwsError),
    /// Made for another request, or a copy of an earlier presentation.
    #[error("the key binding answers another nonce; answer the one that was given")]
    WrongChallenge,
    /// Made for another verifier.
    #[error("the key binding is for another audience; present it to {0}")]
    WrongDomain(String),
    /// Too old or from the future.
    #[error("the key binding's iat is not within the last minutes; set the clocks, present again")]
    NotNow,
    /// The credential or the disclosures were changed after signing.
    #[error("the key binding is for other disclosures than were sent")]
    WrongHash,
}

/// The key that the payload binds the credential to (RFC 7800).
pub fn holder(payload: &Object) -> Result<PublicKey, KeyBindingError> {
    let confirmation = payload.get("cnf").and_then(|confirmation| confirmation.get("jwk"));
    let jwk = confirmation.and_then(Value::as_object).ok_or(KeyBindingError::NotBound)?;
    Ok(PublicKey::from_jwk(jwk)?)
}

/// Signs a presentation of what `sd_jwt` shows.
pub fn bind(sd_jwt: &SdJwt, request: &Request, now: Millis, signer: &impl Signer) -> Result<SdJwt, KeyBindingError> {
    if holder(sd_jwt.jws().payload())? != signer.public_key() {
        return Err(KeyBindingError::NotTheHolder);
    }
    let payload = object([
        ("iat", (now / 1_000).into()),
        ("aud", request.domain.into()),
        ("nonce", request.challenge.into()),
        ("sd_hash", digest(&sd_jwt.covered()).into()),
    ]);
    let token = jws::sign(TYPE, None, payload, signer)?;
    Ok(SdJwt { key_binding: Some(token), ..sd_jwt.clone() })
}

/// Checks the key binding of `sd_jwt` against its `cnf`, the request and the time. The nonce must have been redeemed.
pub fn verify(sd_jwt: &SdJwt, request: &Request, now: Millis) -> Result<PublicKey, KeyBindingError> {
    let key = holder(sd_jwt.jws().payload())?;
    let token = Jws::parse(sd_jwt.key_binding().ok_or(KeyBindingError::Missing)?)?;
    token.verify(&key, TYPE)?;
    let text = |name| token.payload().get(name).and_then(Value::as_str);
    if text("nonce") != Some(request.challenge) {
        return Err(KeyBindingError::WrongChallenge);
    }
    if text("aud") != Some(request.domain) {
        return Err(KeyBindingError::WrongDomain(request.domain.to_owned()));
    }
    let earliest = date::at(now.saturating_sub(KEY_BINDING_AGE_MILLIS_MAX));
    let latest = date::at(now.saturating_add(CLOCK_SKEW_MILLIS));
    let date = |name| token.payload().get(name).map(|value| numeric_date(value).ok_or(KeyBindingError::NotNow));
    let (issued, expires) = (date("iat").transpose()?, date("exp").transpose()?);
    let is_recent = issued.is_some_and(|issued| (earliest..=latest).contains(&issued));
    if !is_recent || expires.is_some_and(|expires| expires <= date::at(now)) {
        return Err(KeyBindingError::NotNow);
    }
    if text("sd_hash") != Some(digest(&sd_jwt.covered()).as_str()) {
        return Err(KeyBindingError::WrongHash);
    }
    Ok(key)
}

//! Selective disclosure: SD-JWT (RFC 9901) and the credentials made of it (SD-JWT VC, draft-ietf-oauth-sd-jwt-vc).
//!
//! An issuer signs digests in the place of claims ([`conceal()`]); the holder gets the disclosures beside the token and
//! shows a verifier those that they choose ([`SdJwt::select`]), with proof that they hold the key ([`key_binding`]). What
//! a verifier may believe is what [`SdJwt::reveal`] puts together after the issuer's signature was checked; [`vc`] does
//! all of it for credentials.

mod conceal;
mod disclosure;
pub mod key_binding;
mod reveal;
pub mod vc;

pub use conceal::{Entropy, Hidden, conceal};
pub use disclosure::Disclosure;
pub use reveal::{Place, Revealed};

use crate::{
    encoding::EncodingError,
    json::JsonError,
    jws::{Jws, JwsError},
    limits::{DIGESTS_MAX, DISCLOSURES_MAX, JSON_DEPTH_MAX, SD_JWT_BYTES_MAX},
};
use core::fmt;
use std::collections::BTreeSet;

/// The only hash of disclosures here, and the default (RFC 9901 section 4.1.1).
const HASH_NAME: &str = "sha-256";
/// Names that stand for digests and for nothing else.
const RESERVED: [&str; 3] = ["_sd", "...", "_sd_alg"];

/// Why an SD-JWT cannot be made, read or relied on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdJwtError {
    /// Longer than is taken.
    #[error("{0} bytes are too many, an SD-JWT has at most {SD_JWT_BYTES_MAX}")]
    TooLarge(usize),
    /// Not a token, disclosures and perhaps a key binding.
    #[error("an SD-JWT is a token, its disclosures, and perhaps a key binding, each but the last followed by a tilde")]
    Malformed,
    /// More disclosures than are taken.
    #[error("too many disclosures, at most {DISCLOSURES_MAX} are taken")]
    TooManyDisclosures,
    /// More digests than are taken.
    #[error("too many digests, at most {DIGESTS_MAX} are taken, decoys included")]
    TooManyDigests,
    /// Disclosures reveal disclosures too deeply.
    #[error("nested too deeply, at most {JSON_DEPTH_MAX} levels are taken")]
    TooDeep,
    /// The issuer's token or the key binding is none.
    #[error("{0}")]
    Jws(#[from] JwsError),
    /// A disclosure is no base64url.
    #[error("a disclosure: {0}")]
    Encoding(#[from] EncodingError),
    /// A disclosure is no JSON.
    #[error("a disclosure: {0}")]
    Json(#[from] JsonError),
    /// A disclosure is no array of salt, name and value, or salt and value, as its place asks.
    #[error("a disclosure must be [salt, name, value] for a member and [salt, value] for an element")]
    InvalidDisclosure,
    /// A disclosure was sent twice.
    #[error("a disclosure stands twice; send each once")]
    DuplicateDisclosure,
    /// A digest stands in two places.
    #[error("a digest stands in two places; the issuer must use a fresh salt for each claim")]
    DuplicateDigest,
    /// A disclosure belongs nowhere: made up, changed, or without the one that it is hidden in.
    #[error("a disclosure fits no digest: it was changed, is another token's, or the one around it is missing")]
    UnusedDisclosure,
    /// `_sd`, `...` or `_sd_alg` where it must not stand.
    #[error("_sd, ... and _sd_alg are reserved: a list of digests, a digest, and the hash at the top")]
    ReservedName,
    /// A disclosure would overwrite a claim.
    #[error("the claim {0:?} is there already")]
    AlreadyExists(String),
    /// No such claim, or it is hidden within another.
    #[error("there is no claim {0:?} to hide or show; name it by JSON pointer, such as /address/city")]
    NotFound(String),
    /// Another hash than SHA-256.
    #[error("_sd_alg must be {HASH_NAME}")]
    HashNotSupported,
}

/// An SD-JWT, with key binding or without, that was read and not verified.
#[derive(Clone, Debug, PartialEq)]
pub struct SdJwt {
    token: String,
    jws: Jws,
    disclosures: Vec<Disclosure>,
    key_binding: Option<String>,
}

impl SdJwt {
    /// Reads the compact form.
    pub fn parse(text: &str) -> Result<Self, SdJwtError> {
        if text.len() > SD_JWT_BYTES_MAX {
            return Err(SdJwtError::TooLarge(text.len()));
        }
        let (token, rest) = text.split_once('~').ok_or(SdJwtError::Malformed)?;
        let (disclosures, key_binding) = rest.rsplit_once('~').unwrap_or(("", rest));
        if rest.matches('~').count() > DISCLOSURES_MAX {
            return Err(SdJwtError::TooManyDisclosures);
        }
        let has_disclosures = rest.contains('~');
        let disclosures = disclosures.split('~').filter(|_| has_disclosures);
        let disclosures = disclosures.map(Disclosure::parse).collect::<Result<_, _>>()?;
        let key_binding = Some(key_binding.to_owned()).filter(|text| !text.is_empty());
        Ok(Self { token: token.to_owned(), jws: Jws::parse(token)?, disclosures, key_binding })
    }

    /// The issuer's token.
    pub fn jws(&self) -> &Jws {
        &self.jws
    }

    /// The disclosures, in order.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// The holder's key binding, if there is one.
    pub fn key_binding(&self) -> Option<&str> {
        self.key_binding.as_deref()
    }

    /// The claims with what the disclosures reveal. Proves nothing: the issuer's signature must be checked beside it.
    pub fn reveal(&self) -> Result<Revealed, SdJwtError> {
        reveal::reveal(self.jws.payload(), &self.disclosures)
    }

    /// The same credential showing only the claims at these JSON pointers, as [`Revealed::places`] has them. What a claim
    /// is hidden in is shown with it; what is hidden in it is not.
    pub fn select(&self, wanted: &[&str]) -> Result<Self, SdJwtError> {
        let places = self.reveal()?.places;
        let mut kept = BTreeSet::new();
        for pointer in wanted {
            let place = places.iter().find(|place| place.pointer == *pointer);
            let mut next = Some(place.ok_or_else(|| SdJwtError::NotFound((*pointer).to_owned()))?);
            while let Some(place) = next {
                kept.insert(place.disclosure);
                next = place.parent.and_then(|parent| places.iter().find(|place| place.disclosure == parent));
            }
        }
        let disclosures = self.disclosures.iter().enumerate().filter(|(position, _)| kept.contains(position));
        let disclosures = disclosures.map(|(_, disclosure)| disclosure.clone()).collect();
        Ok(Self { token: self.token.clone(), jws: self.jws.clone(), disclosures, key_binding: None })
    }

    /// What a key binding covers: token and disclosures, each followed by a tilde.
    fn covered(&self) -> String {
        let mut text = format!("{}~", self.token);
        for disclosure in &self.disclosures {
            text.push_str(disclosure.encoded());
            text.push('~');
        }
        text
    }
}

impl fmt::Display for SdJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.covered())?;
        f.write_str(self.key_binding.as_deref().unwrap_or_default())
    }
}

//! The verifier's part: digests out, disclosed claims in (RFC 9901 section 7.1, steps 3 to 5).

use super::{Disclosure, HASH_NAME, RESERVED, SdJwtError};
use crate::{
    json::{Object, Value},
    limits::{DIGESTS_MAX, JSON_DEPTH_MAX},
};
use std::collections::{BTreeMap, BTreeSet};

/// What an SD-JWT says.
#[derive(Clone, Debug, PartialEq)]
pub struct Revealed {
    /// The claims, disclosed ones in their places, nothing of the others.
    pub claims: Object,
    /// Where the disclosures belong.
    pub places: Vec<Place>,
}

/// Where a disclosure belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its position among the disclosures.
    pub disclosure: usize,
    /// JSON pointer to the claim; positions in lists count hidden elements and decoys.
    pub pointer: String,
    /// The disclosure that it is hidden in.
    pub parent: Option<usize>,
}

pub(super) fn reveal(payload: &Object, disclosures: &[Disclosure]) -> Result<Revealed, SdJwtError> {
    if payload.get("_sd_alg").is_some_and(|name| name != HASH_NAME) {
        return Err(SdJwtError::HashNotSupported);
    }
    let numbered = disclosures.iter().enumerate();
    let by_digest: BTreeMap<&str, usize> = numbered.map(|(at, disclosure)| (disclosure.digest(), at)).collect();
    if by_digest.len() != disclosures.len() {
        return Err(SdJwtError::DuplicateDisclosure);
    }
    let mut revealer = Revealer { disclosures, by_digest, seen: BTreeSet::new(), places: Vec::new() };
    let mut payload = payload.clone();
    payload.remove("_sd_alg");
    let claims = revealer.object(&payload, &Position::default())?;
    if revealer.places.len() != disclosures.len() {
        return Err(SdJwtError::UnusedDisclosure);
    }
    Ok(Revealed { claims, places: revealer.places })
}

/// Where the revealer stands.
#[derive(Default)]
struct Position {
    pointer: String,
    parent: Option<usize>,
    depth: usize,
}

impl Position {
    fn child(&self, token: &str, parent: Option<usize>) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self { pointer: format!("{}/{token}", self.pointer), parent, depth: self.depth + 1 }
    }
}

struct Revealer<'a> {
    disclosures: &'a [Disclosure],
    by_digest: BTreeMap<&'a str, usize>,
    seen: BTreeSet<String>,
    places: Vec<Place>,
}

impl<'a> Revealer<'a> {
    fn value(&mut self, value: &Value, at: &Position) -> Result<Value, SdJwtError> {
        if at.depth > JSON_DEPTH_MAX {
            return Err(SdJwtError::TooDeep);
        }
        match value {
            Value::Object(members) => self.object(members, at).map(Value::Object),
            Value::Array(elements) => self.array(elements, at).map(Value::Array),
            other => Ok(other.clone()),
        }
    }

    fn object(&mut self, members: &Object, at: &Position) -> Result<Object, SdJwtError> {
        if members.contains_key("...") || members.contains_key("_sd_alg") {
            return Err(SdJwtError::ReservedName);
        }
        let mut revealed = Object::new();
        for (name, value) in members.iter().filter(|(name, _)| *name != "_sd") {
            revealed.insert(name.clone(), self.value(value, &at.child(name, at.parent))?);
        }
        for digest in digests(members)? {
            let Some((disclosure, position)) = self.disclosed(digest)? else { continue };
            let name = disclosure.name().ok_or(SdJwtError::InvalidDisclosure)?;
            if RESERVED.contains(&name) {
                return Err(SdJwtError::ReservedName);
            }
            if revealed.contains_key(name) {
                return Err(SdJwtError::AlreadyExists(name.to_owned()));
            }
            let value = self.place(disclosure, position, &at.child(name, Some(position)), at)?;
            revealed.insert(name.to_owned(), value);
        }
        Ok(revealed)
    }

    fn array(&mut self, elements: &[Value], at: &Position) -> Result<Vec<Value>, SdJwtError> {
        let mut revealed = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            let token = index.to_string();
            let Some(digest) = element_digest(element)? else {
                revealed.push(self.value(element, &at.child(&token, at.parent))?);
                continue;
            };
            let Some((disclosure, position)) = self.disclosed(digest)? else { continue };
            if disclosure.name().is_some() {
                return Err(SdJwtError::InvalidDisclosure);
            }
            revealed.push(self.place(disclosure, position, &at.child(&token, Some(position)), at)?);
        }
        Ok(revealed)
    }

    fn place(
        &mut self,
        disclosure: &Disclosure,
        position: usize,
        here: &Position,
        around: &Position,
    ) -> Result<Value, SdJwtError> {
        let pointer = here.pointer.clone();
        self.places.push(Place { disclosure: position, pointer, parent: around.parent });
        self.value(disclosure.value(), here)
    }

    /// The disclosure of a digest, if it was sent. Every digest may stand once, sent or not.
    fn disclosed(&mut self, digest: &str) -> Result<Option<(&'a Disclosure, usize)>, SdJwtError> {
        if self.seen.len() >= DIGESTS_MAX {
            return Err(SdJwtError::TooManyDigests);
        }
        if !self.seen.insert(digest.to_owned()) {
            return Err(SdJwtError::DuplicateDigest);
        }
        let position = self.by_digest.get(digest).copied();
        Ok(position.and_then(|position| Some((self.disclosures.get(position)?, position))))
    }
}

fn digests(members: &Object) -> Result<Vec<&str>, SdJwtError> {
    let Some(list) = members.get("_sd") else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or(SdJwtError::ReservedName)?;
    list.iter().map(|digest| digest.as_str().ok_or(SdJwtError::ReservedName)).collect()
}

/// The digest in `{"...": digest}`; `None` for an ordinary element.
fn element_digest(element: &Value) -> Result<Option<&str>, SdJwtError> {
    let Some(members) = element.as_object().filter(|members| members.contains_key("...")) else { return Ok(None) };
    match (members.len(), members.get("...").and_then(Value::as_str)) {
        (1, Some(digest)) => Ok(Some(digest)),
        _ => Err(SdJwtError::ReservedName),
    }
}

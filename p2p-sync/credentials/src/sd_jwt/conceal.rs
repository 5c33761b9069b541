//! The issuer's part: claims out, digests in (RFC 9901 section 4.2).

use super::{Disclosure, HASH_NAME, RESERVED, SdJwtError, disclosure::digest};
use crate::{
    encoding::to_base64url,
    json::{Object, Value, object},
    limits::{DIGESTS_MAX, DISCLOSURES_MAX},
};
use core::cmp::Reverse;
use std::collections::BTreeSet;

/// Where unpredictable bytes come from. Every closure that fills a slice is one.
pub trait Entropy {
    /// Fills `bytes` with fresh, unpredictable ones.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Entropy for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// What to hide. Places are JSON pointers (RFC 6901) into the claims as they were given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hidden<'a> {
    /// Members and elements; one may lie within another.
    pub claims: &'a [&'a str],
    /// Objects and lists (the empty pointer is the top) that get so many digests of nothing, so that nobody can count.
    pub decoys: &'a [(&'a str, usize)],
}

/// Replaces what is to be hidden by digests; returns the payload and the disclosures.
pub fn conceal(
    claims: Object,
    hidden: &Hidden,
    entropy: &mut impl Entropy,
) -> Result<(Object, Vec<Disclosure>), SdJwtError> {
    if hidden.claims.len() > DISCLOSURES_MAX {
        return Err(SdJwtError::TooManyDisclosures);
    }
    let mut root = Value::Object(claims);
    check_names(&root)?;
    let mut concealer = Concealer { entropy, disclosures: Vec::new(), digests: BTreeSet::new() };
    for step in steps(hidden) {
        match step {
            Step::Hide(pointer) => concealer.hide(&mut root, pointer)?,
            Step::Decoys(pointer, count) => concealer.add_decoys(&mut root, pointer, count)?,
        }
    }
    let Value::Object(mut payload) = root else { return Err(SdJwtError::Malformed) };
    if !concealer.digests.is_empty() {
        payload.insert("_sd_alg".to_owned(), HASH_NAME.into());
    }
    Ok((payload, concealer.disclosures))
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'a> {
    Hide(&'a str),
    Decoys(&'a str, usize),
}

impl Step<'_> {
    /// Levels between the top and what is changed.
    fn depth(&self) -> usize {
        match self {
            Self::Hide(pointer) => pointer.matches('/').count(),
            Self::Decoys(pointer, _) => pointer.matches('/').count() + 1,
        }
    }
}

/// The deepest first, so that a claim takes along what is hidden within it; decoys after the claims beside them, because
/// they move elements.
fn steps<'a>(hidden: &Hidden<'a>) -> Vec<Step<'a>> {
    let claims: BTreeSet<&str> = hidden.claims.iter().copied().collect();
    let decoys = hidden.decoys.iter().map(|(pointer, count)| Step::Decoys(pointer, *count));
    let mut steps: Vec<Step> = claims.into_iter().map(Step::Hide).chain(decoys).collect();
    steps.sort_by_key(|step| (Reverse(step.depth()), *step));
    steps
}

struct Concealer<'a, E> {
    entropy: &'a mut E,
    disclosures: Vec<Disclosure>,
    digests: BTreeSet<String>,
}

impl<E: Entropy> Concealer<'_, E> {
    fn hide(&mut self, root: &mut Value, pointer: &str) -> Result<(), SdJwtError> {
        let not_found = || SdJwtError::NotFound(pointer.to_owned());
        let (parent, token) = pointer.rsplit_once('/').ok_or_else(not_found)?;
        match root.pointer_mut(parent).ok_or_else(not_found)? {
            Value::Object(members) => {
                let name = token.replace("~1", "/").replace("~0", "~");
                let value = members.remove(&name).ok_or_else(not_found)?;
                let digest = self.disclose(Some(&name), value)?;
                add_digest(members, digest)
            }
            Value::Array(elements) => {
                let position: usize = token.parse().map_err(|_| not_found())?;
                let element = elements.get_mut(position).ok_or_else(not_found)?;
                let digest = self.disclose(None, element.take())?;
                *element = element_digest(digest);
                Ok(())
            }
            _ => Err(not_found()),
        }
    }

    fn disclose(&mut self, name: Option<&str>, value: Value) -> Result<String, SdJwtError> {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let disclosure = Disclosure::new(&salt, name, value)?;
        let digest = disclosure.digest().to_owned();
        self.disclosures.push(disclosure);
        self.count(digest)
    }

    fn add_decoys(&mut self, root: &mut Value, pointer: &str, count: usize) -> Result<(), SdJwtError> {
        for _ in 0..count {
            let decoy = self.decoy()?;
            match root.pointer_mut(pointer) {
                Some(Value::Object(members)) => add_digest(members, decoy)?,
                Some(Value::Array(elements)) => {
                    let position = self.below(elements.len() + 1);
                    elements.insert(position, element_digest(decoy));
                }
                _ => return Err(SdJwtError::NotFound(pointer.to_owned())),
            }
        }
        Ok(())
    }

    fn decoy(&mut self) -> Result<String, SdJwtError> {
        let mut nothing = [0; 32];
        self.entropy.fill(&mut nothing);
        self.count(digest(&to_base64url(&nothing)))
    }

    fn below(&mut self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.entropy.fill(&mut bytes);
        (u64::from_le_bytes(bytes) % bound.max(1) as u64) as usize
    }

    /// Digests must differ, or verifiers refuse the token; they do unless the entropy repeats.
    fn count(&mut self, digest: String) -> Result<String, SdJwtError> {
        if self.digests.len() >= DIGESTS_MAX {
            return Err(SdJwtError::TooManyDigests);
        }
        if self.digests.insert(digest.clone()) { Ok(digest) } else { Err(SdJwtError::DuplicateDigest) }
    }
}

/// Sorted, so that the order of the claims does not show.
fn add_digest(members: &mut Object, digest: String) -> Result<(), SdJwtError> {
    let list = members.entry("_sd").or_insert_with(|| Value::Array(Vec::new()));
    let digests = list.as_array_mut().ok_or(SdJwtError::ReservedName)?;
    let position = digests.partition_point(|other| other.as_str() < Some(digest.as_str()));
    digests.insert(position, Value::String(digest));
    Ok(())
}

fn element_digest(digest: String) -> Value {
    object([("...", digest.into())]).into()
}

fn check_names(value: &Value) -> Result<(), SdJwtError> {
    match value {
        Value::Object(members) if RESERVED.iter().any(|name| members.contains_key(*name)) => {
            Err(SdJwtError::ReservedName)
        }
        Value::Object(members) => members.values().try_for_each(check_names),
        Value::Array(elements) => elements.iter().try_for_each(check_names),
        _ => Ok(()),
    }
}

//! The list of accredited issuers as a text: the body of an article that the society enacted, or a file.
//!
//! ```json
//! {"accreditations": [{"issuer": "did:cyb:z…", "contexts": ["technical"], "since": "2026-01-01T00:00:00Z"}]}
//! ```

use super::{Accreditation, Accreditations, Context};
use crate::{
    date::{self, NotADate},
    json::{JsonError, Object, Value, parse_object},
    limits::{ACCREDITATION_BYTES_MAX, IDENTIFIER_BYTES_MAX},
};
use cybersyn_primitives::Millis;

/// Why a text is no list of accreditations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccreditationError {
    /// Not JSON within the bounds.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// Not the one member `accreditations` with a list.
    #[error(r#"expected {{"accreditations": [{{"issuer": …, "contexts": […], "since": …, "until": …}}]}}"#)]
    NotAList,
    /// An entry's member is missing, malformed or unknown.
    #[error("accreditation {position}: {member} is missing, malformed or unknown")]
    Malformed {
        /// Its position, from 0.
        position: usize,
        /// Which member.
        member: &'static str,
    },
    /// An entry's date.
    #[error("accreditation {position}: {error}")]
    Date {
        /// Its position, from 0.
        position: usize,
        /// What is wrong.
        error: NotADate,
    },
    /// An issuer has two entries.
    #[error("{0} stands twice; give each issuer one entry with all its contexts")]
    AlreadyExists(String),
}

/// Reads a list of accreditations. What is not understood is refused: a list that grants less than it says would be
/// contested, one that grants more would be abused.
pub fn read(text: &[u8]) -> Result<Accreditations, AccreditationError> {
    let document = parse_object(text, ACCREDITATION_BYTES_MAX)?;
    let entries = document.get("accreditations").and_then(Value::as_array).filter(|_| document.len() == 1);
    let mut accreditations = Accreditations::new();
    for (position, entry) in entries.ok_or(AccreditationError::NotAList)?.iter().enumerate() {
        let entry = entry.as_object().ok_or(AccreditationError::NotAList)?;
        let (issuer, accreditation) = Entry { entry, position }.read()?;
        if accreditations.insert(issuer.clone(), accreditation).is_some() {
            return Err(AccreditationError::AlreadyExists(issuer));
        }
    }
    Ok(accreditations)
}

struct Entry<'a> {
    entry: &'a Object,
    position: usize,
}

impl Entry<'_> {
    fn read(&self) -> Result<(String, Accreditation), AccreditationError> {
        const KNOWN: [&str; 4] = ["issuer", "contexts", "since", "until"];
        if self.entry.keys().any(|name| !KNOWN.contains(&name.as_str())) {
            return Err(self.malformed("a member beside issuer, contexts, since and until"));
        }
        let issuer = self.entry.get("issuer").and_then(Value::as_str);
        let is_did = |did: &&str| did.starts_with("did:") && did.len() <= IDENTIFIER_BYTES_MAX;
        let issuer = issuer.filter(is_did).ok_or_else(|| self.malformed("issuer"))?;
        let contexts = self.entry.get("contexts").and_then(Value::as_array).filter(|contexts| !contexts.is_empty());
        let contexts = contexts.ok_or_else(|| self.malformed("contexts"))?.iter();
        let context = |name: &Value| name.as_str().and_then(Context::named).ok_or_else(|| self.malformed("contexts"));
        let accreditation = Accreditation {
            contexts: contexts.map(context).collect::<Result<_, _>>()?,
            since: self.date("since")?.ok_or_else(|| self.malformed("since"))?,
            until: self.date("until")?,
        };
        if accreditation.until.is_some_and(|until| until <= accreditation.since) {
            return Err(self.malformed("until"));
        }
        Ok((issuer.to_owned(), accreditation))
    }

    fn date(&self, member: &'static str) -> Result<Option<Millis>, AccreditationError> {
        let Some(value) = self.entry.get(member) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| self.malformed(member))?;
        let date = date::parse(text).map_err(|error| AccreditationError::Date { position: self.position, error })?;
        Millis::try_from(date).map(Some).map_err(|_| self.malformed(member))
    }

    fn malformed(&self, member: &'static str) -> AccreditationError {
        AccreditationError::Malformed { position: self.position, member }
    }
}

//! Options of resolution and dereferencing (DID Resolution, sections 4.1 and 5.1), except `accept`, which the caller
//! sees to: [`crate::document::Representation`] and [`crate::http`].

use super::{Problem, ProblemKind, registry::At};
use crate::{
    datetime,
    document::{Document, Relationship},
};

/// Names of the options that are understood.
const VERSION_ID: &str = "versionId";
const VERSION_TIME: &str = "versionTime";
const EXPAND_RELATIVE_URLS: &str = "expandRelativeUrls";
const VERIFICATION_RELATIONSHIP: &str = "verificationRelationship";
const NO_CACHE: &str = "noCache";
const KNOWN: [&str; 5] = [VERSION_ID, VERSION_TIME, EXPAND_RELATIVE_URLS, VERIFICATION_RELATIONSHIP, NO_CACHE];

/// Options as they were given, names and values; whether they make sense is found out on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(Vec<(String, String)>);

/// What the options come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) at: At,
    pub(super) fresh: bool,
    pub(super) expand: bool,
    pub(super) relationship: Option<Relationship>,
}

impl Selection {
    /// The document with its ids written as wanted.
    pub(super) fn written(&self, document: Document) -> Document {
        if self.expand { document.expanded() } else { document }
    }
}

impl Options {
    /// The version of that number.
    pub fn version(self, version: u32) -> Self {
        self.with(VERSION_ID, &version.to_string())
    }

    /// The version in force at that date, such as `2020-12-20T19:17:47Z`.
    pub fn time(self, date: &str) -> Self {
        self.with(VERSION_TIME, date)
    }

    /// Ids written relative to the DID are written whole.
    pub fn expand_relative_urls(self) -> Self {
        self.with(EXPAND_RELATIVE_URLS, "true")
    }

    /// The verification method must serve that relationship.
    pub fn relationship(self, relationship: Relationship) -> Self {
        self.with(VERIFICATION_RELATIONSHIP, relationship.as_str())
    }

    /// With a further option, by its name.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What the options come to. Unknown ones are told before malformed ones, as the algorithm has it.
    pub(super) fn selection(&self) -> Result<Selection, Problem> {
        if let Some((unknown, _)) = self.0.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
            let detail = format!("there is no option or parameter {unknown:?} here; there are {}", KNOWN.join(", "));
            return Err(Problem::new(ProblemKind::FeatureNotSupported, detail));
        }
        let at = match (self.get(VERSION_ID)?, self.get(VERSION_TIME)?) {
            (None, None) => At::Latest,
            (Some(number), None) => At::Version(version(number)?),
            (None, Some(date)) => At::Time(end_of_second(date)?),
            (Some(_), Some(_)) => return Err(invalid("either versionId or versionTime, not both")),
        };
        let relationship = self.get(VERIFICATION_RELATIONSHIP)?.map(relationship).transpose()?;
        Ok(Selection { at, fresh: self.flag(NO_CACHE)?, expand: self.flag(EXPAND_RELATIVE_URLS)?, relationship })
    }

    fn get(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() {
            return Err(invalid(&format!("{name} may be given once")));
        }
        Ok(first)
    }

    fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.get(name)? {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(invalid(&format!("{name} is true or false"))),
        }
    }
}

/// One number has one form: no sign, no zeros in front.
fn version(text: &str) -> Result<u32, Problem> {
    let number = text.parse::<u32>().ok().filter(|number| number.to_string() == text);
    number.ok_or_else(|| invalid("versionId is a number from 0 on, such as 3"))
}

/// Dates have no fractions, so a date means its whole second: what happened within it had happened.
fn end_of_second(text: &str) -> Result<u64, Problem> {
    let start = datetime::parse(text);
    let start = start.ok_or_else(|| invalid("versionTime is a date in UTC without fractions: 2020-12-20T19:17:47Z"))?;
    Ok(start.saturating_add(999))
}

fn relationship(text: &str) -> Result<Relationship, Problem> {
    let names = Relationship::ALL.map(Relationship::as_str).join(", ");
    Relationship::of(text).ok_or_else(|| invalid(&format!("verificationRelationship is one of {names}")))
}

fn invalid(detail: &str) -> Problem {
    Problem::new(ProblemKind::InvalidOptions, detail)
}

//! An article of the constitution and its life span (seed 003, art. 8-F).

use crate::Parameters;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{Hash, Millis};
use scale_info::TypeInfo;

/// Number of an article. Articles with a letter get a number of their own in the text's table of numbers.
pub type ArticleNumber = u32;
/// Cohorts over which founding articles are spread, so that not all come up for renewal at once.
///
/// Those enacted later need no spreading: a vote brings each into force at its own time.
pub const COHORTS: u32 = 10;

/// An article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Article {
    /// Hash of its text: `cybersyn_primitives::text::article_hash`.
    pub content: Hash,
    /// When it was enacted (Unix milliseconds, as below).
    pub enacted: Millis,
    /// When it expires unless renewed; none: never.
    pub expires: Option<Millis>,
    /// How often it was renewed.
    pub renewals: u8,
    /// Its cohort, 0..10.
    pub cohort: u8,
    /// Whether the notice ahead of `expires` was given.
    pub noticed: bool,
    /// Where it stands.
    pub status: ArticleStatus,
}

/// Where an article stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ArticleStatus {
    /// It binds.
    InForce,
    /// Suspended; binds again afterwards.
    Paused {
        /// Until when.
        until: Millis,
    },
    /// Expired.
    Archived {
        /// Before this neither its number nor its text may be enacted again.
        until: Millis,
    },
    /// Repealed by a proposal.
    Repealed {
        /// When.
        at: Millis,
    },
}

impl Article {
    /// A new article.
    pub fn new(number: ArticleNumber, content: Hash, now: Millis, parameters: &Parameters) -> Self {
        Self {
            content,
            enacted: now,
            expires: parameters.expiry(number, 0, now),
            renewals: 0,
            cohort: u8::try_from(number % COHORTS).unwrap_or(0),
            noticed: false,
            status: ArticleStatus::InForce,
        }
    }

    /// An article of the founding constitution, of which the chain has no date before its first block.
    pub fn founding(number: ArticleNumber, content: Hash, parameters: &Parameters) -> Self {
        Self { expires: None, ..Self::new(number, content, 0, parameters) }
    }

    /// Begins the life of a founding article. All of them come into force at once; so that they do not all expire at
    /// once, every cohort after the first has a tenth less of its first life than the one before.
    #[must_use]
    pub fn founded(self, number: ArticleNumber, now: Millis, parameters: &Parameters) -> Self {
        let tenth = parameters.article_ttl / Millis::from(COHORTS);
        let earlier = tenth.saturating_mul(self.cohort.into());
        let expires = parameters.expiry(number, 0, now).map(|expires| expires.saturating_sub(earlier));
        Self { enacted: now, expires, ..self }
    }

    /// Whether it is in force or paused, and not overdue to be archived at `now`.
    pub fn is_alive(&self, now: Millis) -> bool {
        let standing = matches!(self.status, ArticleStatus::InForce | ArticleStatus::Paused { .. });
        standing && self.expires.is_none_or(|expires| now < expires)
    }

    /// Whether it belongs to the stable core, which takes more to repeal: renewed often enough, or never to expire.
    pub fn is_core(&self, parameters: &Parameters) -> bool {
        self.expires.is_none() || self.renewals >= parameters.core_renewals
    }
}

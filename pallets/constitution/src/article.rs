//! An article of the constitution and its life span (seed 003, art. 8-F).

use crate::Parameters;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{Hash, Millis};
use scale_info::TypeInfo;

/// Number of an article. Articles with a letter get a number of their own in the text's table of numbers.
pub type ArticleNumber = u32;
/// Cohorts over which articles are spread, so that not all come up for renewal at once.
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

//! Articles by the shape that `pallet-constitution` stores.

use crate::{ChainError, State};
use codec::{Decode, Encode};
use cybersyn_primitives::{Hash, Millis};
use serde::Serialize;

/// An article: `pallet_constitution::Article`.
#[derive(Clone, Debug, PartialEq, Decode, Encode)]
pub struct Article {
    /// Hash of its text.
    pub content: Hash,
    /// When it came into force.
    pub enacted: Millis,
    /// When it expires; core articles never do.
    pub expires: Option<Millis>,
    /// How often it was renewed.
    pub renewals: u8,
    /// Which of the ten cohorts it is in.
    pub cohort: u8,
    /// Whether its expiry was announced.
    pub noticed: bool,
    /// Where it stands.
    pub status: Status,
}

/// Where an article stands: `pallet_constitution::ArticleStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode, Encode, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Status {
    /// In force.
    InForce,
    /// Paused in an emergency.
    Paused {
        /// Until when.
        until: Millis,
    },
    /// Expired.
    Archived {
        /// It may not be enacted again before.
        until: Millis,
    },
    /// Repealed.
    Repealed {
        /// When.
        at: Millis,
    },
}

/// The article of that number, if there ever was one.
pub async fn article(at: &impl State, number: u32) -> Result<Option<Article>, ChainError> {
    at.value("Constitution", "Articles", &[&number]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_told_in_one_word() {
        let json = serde_json::to_value(Status::InForce).unwrap();
        assert_eq!(json, serde_json::json!({ "status": "in-force" }));
        let json = serde_json::to_value(Status::Paused { until: 5 }).unwrap();
        assert_eq!(json, serde_json::json!({ "status": "paused", "until": 5 }));
    }
}

//! Why a request about credentials is not answered.

use crate::status_lists::HostError;
use cybersyn_credentials::{
    challenge::ChallengeError,
    impact::{AggregateError, accreditations::AccreditationError},
    json::JsonError,
    received::ReceivedError,
    status::ListError,
};
use std::time::Duration;

/// Why a request about credentials is not answered. A credential that does not count is an answer, and no error.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// Too many things in one request.
    #[error("{count} {what} are too many, at most {max} are taken")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// The bound.
        max: usize,
    },
    /// Too many requests at once.
    #[error("too much at once; ask again in a second")]
    Busy,
    /// The client cannot pay for what the chain would have to be asked, and has to wait so long.
    #[error("too many DIDs to be read; ask again in {} ms", .0.as_millis())]
    TooFast(Duration),
    /// A challenge without a domain.
    #[error("a challenge needs a domain: your name, as the holder was told it")]
    DomainMissing,
    /// The challenge is not open.
    #[error("{0}")]
    Challenge(#[from] ChallengeError),
    /// A list that is no JSON.
    #[error("{0}")]
    Received(#[from] ReceivedError),
    /// Only lists of this chain's DIDs are hosted.
    #[error("only status lists of this chain's DIDs (did:cyb:…) are hosted; serve others yourself")]
    ForeignIssuer,
    /// The list does not hold.
    #[error("{0}")]
    List(#[from] ListError),
    /// There is no room for the list.
    #[error("{0}")]
    Host(#[from] HostError),
    /// The list is not hosted here.
    #[error("the status list {0} is not hosted here; fetch it at its URL")]
    NotHosted(String),
    /// The chain does not answer.
    #[error("the chain cannot be asked: {0}")]
    Chain(String),
    /// No such article, or it is over.
    #[error("article {0} is not in force on the finalized chain; name the article that says who is accredited")]
    NotInForce(u32),
    /// The text is another one.
    #[error("the accreditations are not the text of article {0}, word for word")]
    NotTheArticle(u32),
    /// The article is no list of accreditations.
    #[error("{0}")]
    Accreditations(#[from] AccreditationError),
    /// Nothing was summed.
    #[error("{0}")]
    Aggregate(#[from] AggregateError),
    /// The sums have no canonical form.
    #[error("{0}")]
    Json(#[from] JsonError),
}

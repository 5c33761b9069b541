//! The settlement rule's reasons as this pallet's errors.

use crate::pallet::Error;
use cybersyn_primitives::rule::Skip;

impl<T> From<Skip> for Error<T> {
    fn from(skip: Skip) -> Self {
        match skip {
            Skip::UnknownProposal => Error::UnknownProposal,
            Skip::Final => Error::Final,
            Skip::TooLate => Error::TooLate,
            Skip::UnknownVoter => Error::UnknownVoter,
            Skip::NotAPerson => Error::NotAPerson,
            Skip::Struck => Error::Struck,
            Skip::UnknownKey => Error::UnknownKey,
            Skip::KeyNotInForce => Error::KeyNotInForce,
            Skip::KeyStolen => Error::KeyStolen,
            Skip::IllegalTokens => Error::IllegalTokens,
            Skip::FromFuture => Error::FromFuture,
            Skip::NotNewer => Error::NotNewer,
            Skip::Overspent => Error::Overspent,
            Skip::BadSignature => Error::BadSignature,
            Skip::JoinedLate => Error::JoinedLate,
            Skip::Unmarked => Error::Unmarked,
        }
    }
}

//! What is known of a citizen's call before it runs: the checks that come first in the call, in the pool.

use crate::{
    Articles, BoundedCallOf, Config, CurrentParameters, Draft, Error, Proposals,
    article::{Article, ArticleStatus},
    pallet::{Call, Pallet},
    proposal::{Enactment, Proposal, Status},
};
use cybersyn_primitives::{Millis, ProposalId, traits::Persons};
use frame_support::{ensure, traits::Time};

impl<T: Config> Pallet<T> {
    /// Whether `call`, signed by `who`, is known to fail as things stand. Calls of root alone are not judged.
    pub fn precheck(who: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
        match call {
            Call::propose { content, class, call, discussion, voting } => {
                let (content, class, discussion, voting) = (*content, *class, *discussion, *voting);
                Self::check_draft(who, &Draft { content, class, call: call.clone(), discussion, voting }).map(|_| ())
            }
            Call::withdraw { proposal } => Self::check_withdrawal(who, *proposal).map(|_| ()),
            Call::expire { number } => {
                let article = Articles::<T>::get(number).ok_or(Error::<T>::NotFound)?;
                ensure!(Self::is_due(&article, T::Time::now()), Error::<T>::TooEarly);
                Ok(())
            }
            Call::retry_enactment { proposal } => Self::check_retry(*proposal).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// The proposal that `who` may withdraw now.
    pub(crate) fn check_withdrawal(who: &T::AccountId, id: ProposalId) -> Result<Proposal<BoundedCallOf<T>>, Error<T>> {
        let proposal = Proposals::<T>::get(id).ok_or(Error::<T>::NotFound)?;
        ensure!(T::Persons::citizen(who) == Some(proposal.proposer), Error::<T>::NotAuthorized);
        ensure!(proposal.status == Status::Open, Error::<T>::NotOpen);
        ensure!(T::Time::now() < proposal.opens, Error::<T>::TooLate);
        Ok(proposal)
    }

    /// The proposal whose approved call waits for room.
    pub(crate) fn check_retry(id: ProposalId) -> Result<Proposal<BoundedCallOf<T>>, Error<T>> {
        let proposal = Proposals::<T>::get(id).ok_or(Error::<T>::NotFound)?;
        let is_waiting = matches!(proposal.status, Status::Decided { enactment: Enactment::Waiting, .. });
        if is_waiting { Ok(proposal) } else { Err(Error::<T>::NothingToEnact) }
    }

    /// Whether looking at the article at `now` changes it.
    fn is_due(article: &Article, now: Millis) -> bool {
        let notice = CurrentParameters::<T>::get().notice;
        let resumes = matches!(article.status, ArticleStatus::Paused { until } if until <= now);
        let stands = matches!(article.status, ArticleStatus::InForce | ArticleStatus::Paused { .. });
        let ages = article
            .expires
            .is_some_and(|expires| expires <= now || !article.noticed && expires.saturating_sub(notice) <= now);
        resumes || stands && ages
    }
}

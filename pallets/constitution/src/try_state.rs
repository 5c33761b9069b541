//! What holds of this pallet's storage between any two calls.

use crate::{
    Articles, Config, CurrentParameters, Due, DueCursor, NextProposal, OpenContents, OpenCount, Proposals,
    article::ArticleStatus,
    pallet::Pallet,
    proposal::{Enactment, Status},
};
use frame_support::traits::QueryPreimage;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every invariant.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::parameters_are_valid()?;
        Self::ids_lie_below_the_next()?;
        Self::open_texts_belong_to_open_proposals()?;
        Self::open_proposals_are_counted()?;
        Self::calls_to_come_are_kept()?;
        Self::dates_lie_ahead_of_the_cursor()?;
        Self::living_articles_with_an_end_are_on_the_agenda()
    }

    fn parameters_are_valid() -> Result<(), TryRuntimeError> {
        if CurrentParameters::<T>::get().check().is_err() {
            return Err("CurrentParameters: nobody could decide anything".into());
        }
        Ok(())
    }

    fn ids_lie_below_the_next() -> Result<(), TryRuntimeError> {
        let next = NextProposal::<T>::get();
        match Proposals::<T>::iter_keys().find(|id| *id >= next) {
            Some(id) => {
                log::error!("Proposals[{id}] exists, NextProposal is {next}");
                Err("Proposals: an id that was not given out".into())
            }
            None => Ok(()),
        }
    }

    fn open_texts_belong_to_open_proposals() -> Result<(), TryRuntimeError> {
        for (content, id) in OpenContents::<T>::iter() {
            let proposal = Proposals::<T>::get(id);
            if proposal.is_none_or(|proposal| proposal.content != content || proposal.status != Status::Open) {
                log::error!("OpenContents[{content:?}] names {id}, which is not open with this text");
                return Err("OpenContents: a text without an open proposal".into());
            }
        }
        Ok(())
    }

    fn open_proposals_are_counted() -> Result<(), TryRuntimeError> {
        let is_counted = |status| matches!(status, Status::Open | Status::Withdrawn { has_box: true, .. });
        let open = || Proposals::<T>::iter_values().filter(move |proposal| is_counted(proposal.status));
        let voted_on = open().filter(|proposal| proposal.status == Status::Open).count();
        if voted_on != OpenContents::<T>::iter_keys().count() {
            return Err("OpenContents: an open proposal's text is missing".into());
        }
        let counted: usize = OpenCount::<T>::iter_values().map(|count| count as usize).sum();
        for (citizen, count) in OpenCount::<T>::iter() {
            let actual = open().filter(|proposal| proposal.proposer == citizen).count();
            if actual != count as usize {
                log::error!("OpenCount[{citizen}] is {count}, {actual} are open");
                return Err("OpenCount: a wrong count".into());
            }
        }
        if counted != open().count() {
            return Err("OpenCount: an open proposal is not counted".into());
        }
        Ok(())
    }

    /// Calls of proposals that are open, or approved and not yet dispatched.
    fn calls_to_come_are_kept() -> Result<(), TryRuntimeError> {
        for (id, proposal) in Proposals::<T>::iter() {
            let is_to_come = match proposal.status {
                Status::Open => true,
                Status::Decided { enactment, .. } => matches!(enactment, Enactment::Scheduled | Enactment::Waiting),
                Status::Withdrawn { .. } => false,
            };
            let is_lost = proposal.call.is_some_and(|call| !T::Preimages::have(&call));
            if is_to_come && is_lost {
                log::error!("Proposals[{id}] is {:?} and its call's preimage is gone", proposal.status);
                return Err("Proposals: a call that may be dispatched is lost".into());
            }
        }
        Ok(())
    }

    fn dates_lie_ahead_of_the_cursor() -> Result<(), TryRuntimeError> {
        for (day, number) in Due::<T>::iter_keys() {
            if DueCursor::<T>::get().is_none_or(|cursor| day < cursor) {
                log::error!("Due[{day}][{number}] lies before the cursor {:?}", DueCursor::<T>::get());
                return Err("Due: a day that is never worked".into());
            }
        }
        Ok(())
    }

    fn living_articles_with_an_end_are_on_the_agenda() -> Result<(), TryRuntimeError> {
        for (number, article) in Articles::<T>::iter() {
            let lives = matches!(article.status, ArticleStatus::InForce | ArticleStatus::Paused { .. });
            let Some(expires) = article.expires.filter(|_| lives) else { continue };
            if !Due::<T>::contains_key(crate::agenda::day_after(expires), number) {
                log::error!("Articles[{number}] expires at {expires} and is not due then");
                return Err("Due: an expiry is missing".into());
            }
        }
        Ok(())
    }
}

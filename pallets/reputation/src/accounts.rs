//! Causes and what they do to accounts.

use crate::{Clock, Config, Counted, Event, Pages, Parameters, Source, pallet::Pallet};
use alloc::vec::Vec;
use cybersyn_primitives::{
    CitizenIndex, PageIndex, page_of,
    reputation::{Cause, Change, Context, Points, Reading, ReputationAccount},
    traits::{Reputation, ReputationRefusal, Standing},
};
use frame_support::traits::Time;

impl<T: Config> Reputation for Pallet<T> {
    fn give(citizen: CitizenIndex, context: Context, cause: Cause) -> Result<Change, ReputationRefusal> {
        Self::do_give(citizen, context, cause, Source::Rule)
    }

    fn points(citizen: CitizenIndex, context: Context) -> Points {
        Self::account(citizen, context).points(&Self::reading())
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_give(
        citizen: CitizenIndex,
        context: Context,
        cause: Cause,
        source: Source,
    ) -> Result<Change, ReputationRefusal> {
        let place = page_of(citizen).filter(|_| T::Standing::is_known(citizen));
        let place = place.ok_or(ReputationRefusal::UnknownCitizen)?;
        let change = cause.change(&Parameters::<T>::get()).ok_or(ReputationRefusal::TooManyPoints)?;
        let (occasion, serial) = ((context, cause.occasion()), cause.serial());
        if Counted::<T>::get(citizen, occasion).is_some_and(|last| serial <= last) {
            return Err(ReputationRefusal::AlreadyCounted);
        }
        Counted::<T>::insert(citizen, occasion, serial);
        let reading = Self::reading();
        let account = Self::account(citizen, context);
        if context == Context::Technical {
            Self::keep_pinned_factors(citizen, &account);
        }
        let points = Self::write(place, context, account, change, &reading);
        Self::deposit_event(Event::Changed { citizen, context, cause, source, change, points });
        Ok(change)
    }

    /// The account as last written; an empty one for those who have none.
    pub(crate) fn account(citizen: CitizenIndex, context: Context) -> ReputationAccount {
        let Some((page, position)) = page_of(citizen) else { return ReputationAccount::default() };
        Pages::<T>::get(context, page).get(usize::from(position)).cloned().unwrap_or_default()
    }

    /// What the clocks show in this block.
    pub(crate) fn reading() -> Reading {
        Reading::at(T::Time::now(), &Clock::<T>::get())
    }

    pub(crate) fn all_points(citizen: CitizenIndex) -> Vec<(Context, Points)> {
        let reading = Self::reading();
        Context::ALL.map(|context| (context, Self::account(citizen, context).points(&reading))).into()
    }

    /// Writes the changed account into its page and returns its points. Citizens before it get empty ones.
    fn write(
        (page, position): (PageIndex, u8),
        context: Context,
        mut account: ReputationAccount,
        change: Change,
        reading: &Reading,
    ) -> Points {
        account.apply(change, reading);
        let points = account.points(reading);
        let position = usize::from(position);
        Pages::<T>::mutate(context, page, |accounts| {
            if accounts.len() <= position {
                // A position is below 256, the bound of the page: this always makes room.
                accounts.bounded_resize(position.saturating_add(1), ReputationAccount::default());
            }
            if let Some(place) = accounts.get_mut(position) {
                *place = account;
            }
        });
        points
    }
}

//! Changing the parameters without changing what has accrued.
//!
//! A change takes effect at once. Accounts that accrued lazily under the old parameters are converted page by page in
//! idle time; a page that is needed earlier is converted when it is read. So a change costs a bounded amount per block
//! however many citizens there are, and at any block every reader gets the same figures.

use crate::{
    Config, Converted, Error, Event, PageCount, Pages, Parameters, Pending, WeightInfo, bounds, pallet::Pallet,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    Millis, PageIndex,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::Time,
    weights::{Weight, WeightMeter},
};
use scale_info::TypeInfo;

/// A change of parameters being worked into the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Change {
    /// What was in force before.
    pub old: AttentionParams,
    /// When the change was made.
    pub at: Millis,
    /// The first page that the walk has not reached.
    pub next: u32,
}

impl Change {
    /// `account` as `new` goes on from it: accrued up to the change under the old parameters, and as far into the
    /// running period, in proportion, as it was.
    pub fn convert(&self, account: AttentionAccount, new: &AttentionParams) -> AttentionAccount {
        let mut account = account.rolled(self.at, &self.old);
        let end = account.until.map_or(self.at, |until| until.min(self.at));
        if account.anchor == 0 || end <= account.anchor {
            return account;
        }
        let passed = u128::from(end.saturating_sub(account.anchor));
        let passed = passed.saturating_mul(new.period.into()) / u128::from(self.old.period.max(1));
        let passed = Millis::try_from(passed).unwrap_or(Millis::MAX);
        // 0 means "never opened"; the very first millisecond of 1970 is near enough for an absurdly long period.
        account.anchor = end.saturating_sub(passed).max(1);
        account
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_parameters(new: AttentionParams) -> DispatchResult {
        bounds::check::<T>(&new)?;
        ensure!(!Pending::<T>::exists(), Error::<T>::TooEarly);
        let at = T::Time::now();
        let old = Parameters::<T>::get();
        if PageCount::<T>::get() > 0 && old != new {
            Pending::<T>::put(Change { old, at, next: 0 });
        }
        Parameters::<T>::put(new);
        Self::deposit_event(Event::ParametersChanged { parameters: new, at });
        Ok(())
    }

    /// Walks on through the pages of a pending change as far as `limit` allows; returns what was used.
    pub(crate) fn convert_pages(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::pending()).is_err() {
            return meter.consumed();
        }
        let Some(mut change) = Pending::<T>::get() else { return meter.consumed() };
        let pages = PageCount::<T>::get();
        let new = Parameters::<T>::get();
        while change.next < pages && meter.try_consume(T::WeightInfo::convert_page()).is_ok() {
            if let Ok(page) = PageIndex::try_from(change.next) {
                Self::convert_page(page, &change, &new);
            }
            change.next = change.next.saturating_add(1);
        }
        if change.next < pages {
            Pending::<T>::put(change);
        } else {
            Pending::<T>::kill();
            Self::deposit_event(Event::PagesConverted { pages });
        }
        meter.consumed()
    }

    /// Converts the stored page unless it was put back, and so converted, since the change.
    fn convert_page(page: PageIndex, change: &Change, new: &AttentionParams) {
        if Converted::<T>::take(page).is_none() && Pages::<T>::contains_key(page) {
            Pages::<T>::mutate(page, |accounts| convert_accounts(accounts, change, new));
        }
    }

    /// The pending change, if it is still due on `page`.
    pub(crate) fn change_due(page: PageIndex) -> Option<Change> {
        Pending::<T>::get().filter(|change| change.next <= page.into() && !Converted::<T>::contains_key(page))
    }
}

pub(crate) fn convert_accounts(accounts: &mut AttentionPage, change: &Change, new: &AttentionParams) {
    for account in accounts.iter_mut() {
        *account = change.convert(*account, new);
    }
}

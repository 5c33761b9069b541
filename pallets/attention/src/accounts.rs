//! What other pallets do with accounts.

use crate::{Config, Converted, PageCount, Pages, Parameters, Pending, change::convert_accounts, pallet::Pallet};
use cybersyn_primitives::{
    CitizenIndex, Millis, PageIndex,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    page_of,
    traits::Attention,
};
use frame_support::{defensive, traits::Time};

impl<T: Config> Attention for Pallet<T> {
    fn open(citizen: CitizenIndex, since: Millis) {
        let params = Parameters::<T>::get();
        Self::with_account(citizen, |account| {
            if account.anchor == 0 {
                *account = AttentionAccount::open(since.max(1), &params);
            } else {
                account.reopen(since, &params);
            }
        });
    }

    fn close(citizen: CitizenIndex, at: Millis) {
        Self::with_account(citizen, |account| {
            if account.anchor != 0 {
                account.close(at);
            }
        });
    }

    fn page(page: PageIndex) -> AttentionPage {
        let mut accounts = Pages::<T>::get(page);
        let params = Parameters::<T>::get();
        if let Some(change) = Self::change_due(page) {
            convert_accounts(&mut accounts, &change, &params);
        }
        let now = T::Time::now();
        for account in accounts.iter_mut() {
            *account = account.rolled(now, &params);
        }
        accounts
    }

    fn put_page(page: PageIndex, accounts: AttentionPage) {
        if Pending::<T>::get().is_some_and(|change| change.next <= page.into()) {
            Converted::<T>::insert(page, ());
        }
        let count = u32::from(page).saturating_add(1);
        if PageCount::<T>::get() < count {
            PageCount::<T>::put(count);
        }
        Pages::<T>::insert(page, accounts);
    }

    fn params() -> AttentionParams {
        Parameters::<T>::get()
    }
}

impl<T: Config> Pallet<T> {
    /// The citizen's account, accounted up to now; none when it was never opened.
    pub(crate) fn account_now(citizen: CitizenIndex) -> Option<AttentionAccount> {
        let (page, position) = page_of(citizen)?;
        let accounts = <Self as Attention>::page(page);
        accounts.get(usize::from(position)).copied().filter(|account| account.anchor != 0)
    }

    /// Changes one account; citizens before it on the page that have none get an unopened one.
    fn with_account(citizen: CitizenIndex, change: impl FnOnce(&mut AttentionAccount)) {
        let Some((page, position)) = page_of(citizen) else {
            defensive!("citizen indexes end where the pages end");
            return;
        };
        let mut accounts = <Self as Attention>::page(page);
        let position = usize::from(position);
        if accounts.len() <= position {
            accounts.bounded_resize(position.saturating_add(1), AttentionAccount::default());
        }
        if let Some(account) = accounts.get_mut(position) {
            change(account);
        }
        <Self as Attention>::put_page(page, accounts);
    }
}

//! What holds of this pallet's storage between any two calls.

use crate::{Config, Converted, PageCount, Pages, Parameters, Pending, bounds, pallet::Pallet};
use cybersyn_primitives::{attention::AttentionAccount, traits::Attention};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every invariant.
    pub fn check_state() -> Result<(), TryRuntimeError> {
        Self::parameters_are_within_bounds()?;
        Self::pages_are_counted()?;
        Self::marks_exist_during_a_change_only()?;
        Self::nobody_spent_more_than_accrued()?;
        Self::unopened_accounts_are_empty()
    }

    fn parameters_are_within_bounds() -> Result<(), TryRuntimeError> {
        let parameters = Parameters::<T>::get();
        bounds::check::<T>(&parameters).map_err(|error| {
            log::error!("Parameters: {parameters:?} are out of bounds: {error:?}");
            "Parameters: out of bounds".into()
        })
    }

    fn pages_are_counted() -> Result<(), TryRuntimeError> {
        let count = PageCount::<T>::get();
        for page in Pages::<T>::iter_keys() {
            if u32::from(page) >= count {
                log::error!("Pages[{page}] exists, PageCount is {count}");
                return Err("Pages: a page lies beyond PageCount".into());
            }
        }
        Ok(())
    }

    fn marks_exist_during_a_change_only() -> Result<(), TryRuntimeError> {
        for page in Converted::<T>::iter_keys() {
            let next = Pending::<T>::get().map(|change| change.next);
            if next.is_none_or(|next| u32::from(page) < next) {
                log::error!("Converted[{page}] is marked, the walk stands at {next:?}");
                return Err("Converted: a mark without a change due on the page".into());
            }
        }
        Ok(())
    }

    fn nobody_spent_more_than_accrued() -> Result<(), TryRuntimeError> {
        for page in Pages::<T>::iter_keys() {
            for (position, account) in <Self as Attention>::page(page).iter().enumerate() {
                if account.spent > account.granted {
                    log::error!("Pages[{page}][{position}]: spent {} of {}", account.spent, account.granted);
                    return Err("Pages: an account spent more than it was granted".into());
                }
            }
        }
        Ok(())
    }

    fn unopened_accounts_are_empty() -> Result<(), TryRuntimeError> {
        for (page, accounts) in Pages::<T>::iter() {
            for (position, account) in accounts.iter().enumerate() {
                if account.anchor == 0 && *account != AttentionAccount::default() {
                    log::error!("Pages[{page}][{position}]: {account:?} was never opened");
                    return Err("Pages: an account without anchor holds something".into());
                }
            }
        }
        Ok(())
    }
}

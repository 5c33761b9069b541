//! What would fail, told before a call is let in: persons' calls are free, so a failing one must not enter a block.

use crate::{Call, Config, Error, Pallet};

impl<T: Config> Pallet<T> {
    /// Why `call`, signed by `account`, would fail now; `Ok` if it would succeed.
    pub fn precheck(account: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
        match call {
            Call::register { registration, capabilities, addresses, signature } => {
                Self::check_register(account, registration, *capabilities, addresses, signature).map(|_| ())
            }
            Call::renew { registration, signature } => Self::check_renew(account, registration, signature).map(|_| ()),
            Call::update { peer, capabilities, addresses } => {
                Self::check_update(account, peer, *capabilities, addresses).map(|_| ())
            }
            Call::remove { peer } => Self::own_entry(account, peer).map(|_| ()),
            _ => Err(Error::<T>::NotAPerson),
        }
    }
}

//! What would fail, told before a call is let in: persons' calls are free, so a failing one must not enter a block.

use crate::{Call, Config, Error, Pallet};

impl<T: Config> Pallet<T> {
    /// Why `call`, signed by `account`, would fail now; `Ok` if it would succeed (a full roll apart).
    ///
    /// Root's calls fail for everybody who signs.
    pub fn precheck(account: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
        match call {
            Call::vouch { application, signature } => Self::check_vouch(account, application, signature).map(|_| ()),
            Call::prove_life {} => Self::person(account).map(|_| ()).ok_or(Error::<T>::NotAPerson),
            Call::renew { citizen } => Self::check_renew(account, *citizen).map(|_| ()),
            Call::poke { citizen } => Self::ensure_pokable(*citizen),
            Call::admit { did } => Self::check_admit(*did).map(drop),
            Call::challenge { subject, grounds, .. } => Self::check_challenge(account, *subject, *grounds).map(drop),
            _ => Err(Error::<T>::NotAPerson),
        }
    }
}

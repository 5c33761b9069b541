//! What would fail, told before a call is let in: persons' calls are free, so a failing one must not enter a block.

use crate::{Call, Config, Error, Pallet, Service};

impl<T: Config> Pallet<T> {
    /// Why `call`, signed by `account`, would fail now; `Ok` if it would succeed, a full roll and missing funds apart.
    pub fn precheck(account: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
        match call {
            Call::create { voting_key } => Self::ensure_creatable(account, voting_key),
            Call::add_key { key, purposes } => Self::with_key(account, *key, *purposes).map(drop),
            Call::revoke_key { version, stolen } => Self::revocable_key(account, *version, *stolen).map(drop),
            Call::set_service { id, kind, endpoint } => {
                let service = Service { id: id.clone(), kind: kind.clone(), endpoint: endpoint.clone() };
                Self::with_service(account, service).map(drop)
            }
            Call::remove_service { id } => Self::without_service(account, id).map(drop),
            Call::rotate { new_account, signature } => Self::check_rotate(account, new_account, signature).map(drop),
            Call::set_guardians { guardians } => Self::with_guardians(account, guardians.clone()).map(drop),
            Call::support_recovery { did, to } => Self::check_support(account, did, to).map(drop),
            Call::veto_recovery {} => Self::vetoable(account).map(drop),
            Call::recover { did, signature } => Self::check_recover(did, signature).map(drop),
            _ => Self::controlled(account).map(drop),
        }
    }
}

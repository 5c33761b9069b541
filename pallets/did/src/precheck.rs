//! What would fail, told before a call is let in: persons' calls are free, so a failing one must not enter a block.

use crate::{Call, Change, Config, Error, Pallet, Service};

impl<T: Config> Pallet<T> {
    /// Why `call`, signed by `account`, would fail now; `Ok` if it would succeed, a full roll and missing funds apart.
    pub fn precheck(account: &T::AccountId, call: &Call<T>) -> Result<(), Error<T>> {
        if let Some(change) = change_of(call) {
            return Self::changed_by_owner(account, change).map(drop);
        }
        match call {
            Call::create { voting_key } => Self::ensure_creatable(account, voting_key),
            Call::rotate { new_account, signature } => Self::check_rotate(account, new_account, signature).map(drop),
            Call::set_guardians { guardians } => Self::with_guardians(account, guardians.clone()).map(drop),
            Call::support_recovery { did, to } => Self::check_support(account, did, to).map(drop),
            Call::veto_recovery {} => Self::vetoable(account).map(drop),
            Call::recover { did, signature } => Self::check_recover(did, signature).map(drop),
            Call::set_controllers { controllers, allowance_bytes } => {
                let (did, _) = Self::controlled(account)?;
                Self::with_controllers(&did, controllers.clone(), *allowance_bytes).map(drop)
            }
            Call::manage { did, change } => Self::changed_by_controller(account, *did, change.clone()).map(drop),
            _ => Self::controlled(account).map(drop),
        }
    }
}

/// The change that a call makes to the caller's own document.
fn change_of<T: Config>(call: &Call<T>) -> Option<Change> {
    Some(match call {
        Call::add_key { key, purposes } => Change::AddKey { key: *key, purposes: *purposes },
        Call::revoke_key { version, stolen } => Change::RevokeKey { version: *version, stolen: *stolen },
        Call::set_service { id, kind, endpoint } => {
            Change::SetService(Service { id: id.clone(), kind: kind.clone(), endpoint: endpoint.clone() })
        }
        Call::remove_service { id } => Change::RemoveService(id.clone()),
        Call::set_also_known_as { uris } => Change::SetAlsoKnownAs(uris.clone()),
        _ => return None,
    })
}

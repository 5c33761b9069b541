//! What other pallets ask of DIDs, and what a runtime API reads.

use crate::{AccountDid, Config, DidRecord, Dids, Error, Pallet};
use alloc::vec::Vec;
use cybersyn_primitives::{
    DidId, KeyVersion, VotingKey,
    peer::PeerKey,
    traits::{DidRefusal, Dids as ProvideDids},
};
use frame_support::traits::{Consideration, Time};

impl<T: Config> ProvideDids<T::AccountId> for Pallet<T> {
    /// Creates a DID without deposit. Its first key is not reported through [`Config::VotingKeys`]: the caller, who
    /// makes the person, enters it on the roll.
    fn create(account: &T::AccountId, voting_key: VotingKey) -> Result<DidId, DidRefusal> {
        Self::can_create(account, &voting_key)?;
        Ok(Self::insert(DidRecord::new(account.clone(), voting_key, T::Time::now(), None)))
    }

    fn can_create(account: &T::AccountId, voting_key: &VotingKey) -> Result<(), DidRefusal> {
        Self::ensure_creatable(account, voting_key).map_err(|error| match error {
            Error::AlreadyExists => DidRefusal::AlreadyExists,
            _ => DidRefusal::InvalidKey,
        })
    }

    fn waive_deposit(did: &DidId) {
        Dids::<T>::mutate(did, |record| {
            let Some(record) = record else { return };
            if let Some(Err(error)) = record.ticket.take().map(|ticket| ticket.drop(&record.account)) {
                log::error!(target: "runtime::did", "a deposit of {:?} stays held: {error:?}", record.account);
            }
        });
    }

    fn of(account: &T::AccountId) -> Option<DidId> {
        AccountDid::<T>::get(account)
    }

    fn account(did: &DidId) -> Option<T::AccountId> {
        let record = Dids::<T>::get(did)?;
        record.deactivated.is_none().then_some(record.account)
    }

    fn voting_keys(did: &DidId) -> Vec<(KeyVersion, VotingKey)> {
        let Some(record) = Dids::<T>::get(did) else { return Vec::new() };
        let in_force = record.keys.iter().filter(|method| method.until.is_none());
        in_force.filter_map(|method| Some((method.version, method.voting_key()?))).collect()
    }

    fn is_node_key(did: &DidId, key: &PeerKey) -> bool {
        let Some(record) = Dids::<T>::get(did) else { return false };
        record.keys.iter().any(|method| method.until.is_none() && method.node_key() == Some(*key))
    }
}

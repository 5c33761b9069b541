//! Adding, replacing and removing services.

use crate::{Config, DidRecordOf, Error, Event, Pallet, Service, ServiceId};
use cybersyn_primitives::DidId;
use frame_support::{ensure, pallet_prelude::DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_service(account: &T::AccountId, service: Service) -> DispatchResult {
        let id = service.id.clone();
        let (did, record) = Self::with_service(account, service)?;
        Self::store(did, record)?;
        Self::deposit_event(Event::ServiceSet { did, id });
        Ok(())
    }

    pub(crate) fn do_remove_service(account: &T::AccountId, id: ServiceId) -> DispatchResult {
        let (did, record) = Self::without_service(account, &id)?;
        Self::store(did, record)?;
        Self::deposit_event(Event::ServiceRemoved { did, id });
        Ok(())
    }

    /// The account's DID as it will be with that service.
    pub(crate) fn with_service(account: &T::AccountId, service: Service) -> Result<(DidId, DidRecordOf<T>), Error<T>> {
        let (did, mut record) = Self::controlled(account)?;
        ensure!(service.is_well_formed(), Error::<T>::InvalidService);
        match record.services.iter_mut().find(|known| known.id == service.id) {
            Some(known) => *known = service,
            None => record.services.try_push(service).map_err(|_| Error::<T>::MaxServicesExceeded)?,
        }
        Ok((did, record))
    }

    /// The account's DID as it will be without that service.
    pub(crate) fn without_service(account: &T::AccountId, id: &ServiceId) -> Result<(DidId, DidRecordOf<T>), Error<T>> {
        let (did, mut record) = Self::controlled(account)?;
        let place = record.services.iter().position(|known| known.id == *id).ok_or(Error::<T>::ServiceNotFound)?;
        record.services.remove(place);
        Ok((did, record))
    }
}

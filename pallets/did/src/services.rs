//! Adding, replacing and removing services.

use crate::{Config, Error, Event, Pallet, Service, ServiceId};
use frame_support::{ensure, pallet_prelude::DispatchResult};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_service(account: &T::AccountId, service: Service) -> DispatchResult {
        let (did, mut record) = Self::controlled(account)?;
        ensure!(service.is_well_formed(), Error::<T>::InvalidService);
        let id = service.id.clone();
        match record.services.iter_mut().find(|known| known.id == id) {
            Some(known) => *known = service,
            None => record.services.try_push(service).map_err(|_| Error::<T>::MaxServicesExceeded)?,
        }

        Self::store(did, record)?;
        Self::deposit_event(Event::ServiceSet { did, id });
        Ok(())
    }

    pub(crate) fn do_remove_service(account: &T::AccountId, id: ServiceId) -> DispatchResult {
        let (did, mut record) = Self::controlled(account)?;
        let place = record.services.iter().position(|known| known.id == id).ok_or(Error::<T>::ServiceNotFound)?;
        record.services.remove(place);

        Self::store(did, record)?;
        Self::deposit_event(Event::ServiceRemoved { did, id });
        Ok(())
    }
}

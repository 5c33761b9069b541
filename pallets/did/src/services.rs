//! Adding, replacing and removing services.

use crate::{Config, DidRecordOf, Error, Pallet, Service, ServiceId};
use frame_support::ensure;

impl<T: Config> Pallet<T> {
    /// The DID as it will be with that service.
    pub(crate) fn with_service(mut record: DidRecordOf<T>, service: Service) -> Result<DidRecordOf<T>, Error<T>> {
        ensure!(service.is_well_formed(), Error::<T>::InvalidService);
        match record.services.iter_mut().find(|known| known.id == service.id) {
            Some(known) => *known = service,
            None => record.services.try_push(service).map_err(|_| Error::<T>::MaxServicesExceeded)?,
        }
        Ok(record)
    }

    /// The DID as it will be without that service.
    pub(crate) fn without_service(mut record: DidRecordOf<T>, id: &ServiceId) -> Result<DidRecordOf<T>, Error<T>> {
        let place = record.services.iter().position(|known| known.id == *id).ok_or(Error::<T>::ServiceNotFound)?;
        record.services.remove(place);
        Ok(record)
    }
}

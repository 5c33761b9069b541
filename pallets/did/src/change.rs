//! Changes of a document: by the account that controls the DID, or by a controller, who may do less.
//!
//! A controller acts for the owner, whose account stays in control. So that nobody votes or sends calls in another's
//! name, controllers add no keys that do; so that they cannot shut the owner out, some places for keys are left; so
//! that they cannot drain the owner, the deposit grows by no more than the owner allowed; so that they cannot hold up a
//! rotation or recovery, their changes are counted. Only a DID's own controllers count, not theirs: circles lead
//! nowhere.

use crate::{
    AlsoKnownAs, Config, DidLinks, DidRecordOf, Dids, Error, Event, Links, Pallet, PublicKey, Purposes, Service,
    ServiceId, VerificationMethod,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{DidId, KeyVersion};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Time};
use scale_info::TypeInfo;

/// How many places for keys controllers leave to the owner.
pub const PLACES_LEFT_TO_OWNER: u32 = 10;

/// A change of a document that a controller may bring too.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Change {
    /// A key comes into force.
    #[codec(index = 0)]
    AddKey {
        /// The key.
        key: PublicKey,
        /// What it is for.
        purposes: Purposes,
    },
    /// A key is retired.
    #[codec(index = 1)]
    RevokeKey {
        /// Version of the key.
        version: KeyVersion,
        /// Whether what it signed before is void too.
        stolen: bool,
    },
    /// A service is added or replaced.
    #[codec(index = 2)]
    SetService(Service),
    /// A service is removed.
    #[codec(index = 3)]
    RemoveService(ServiceId),
    /// The other names of the subject are replaced by these.
    #[codec(index = 4)]
    SetAlsoKnownAs(AlsoKnownAs),
}

/// A DID as a change will leave it.
pub(crate) struct Changed<T: Config> {
    pub(crate) did: DidId,
    pub(crate) record: DidRecordOf<T>,
    /// None: they stay.
    pub(crate) links: Option<DidLinks>,
    pub(crate) effect: Effect,
}

/// What others hear of a change.
pub(crate) enum Effect {
    /// That key came into force.
    KeyAdded(VerificationMethod),
    /// That key, as it was, was retired; whether as stolen.
    KeyRevoked(VerificationMethod, bool),
    ServiceSet(ServiceId),
    ServiceRemoved(ServiceId),
    AlsoKnownAsSet,
}

impl<T: Config> Pallet<T> {
    /// The account changes the document of its own DID.
    pub(crate) fn do_change(account: &T::AccountId, change: Change) -> DispatchResult {
        Self::commit(Self::changed_by_owner(account, change)?)
    }

    /// The account, by whose DID `did` is controlled, changes that document.
    pub(crate) fn do_manage(account: &T::AccountId, did: DidId, change: Change) -> DispatchResult {
        let (controller, changed) = Self::changed_by_controller(account, did, change)?;
        Self::commit(changed)?;
        Self::deposit_event(Event::Managed { did, controller });
        Ok(())
    }

    /// What the change makes of the account's DID.
    pub(crate) fn changed_by_owner(account: &T::AccountId, change: Change) -> Result<Changed<T>, Error<T>> {
        let (did, record) = Self::controlled(account)?;
        Self::changed(did, record, change)
    }

    /// The controller, and what the change makes of `did`, if a controller may make it.
    pub(crate) fn changed_by_controller(
        account: &T::AccountId,
        did: DidId,
        change: Change,
    ) -> Result<(DidId, Changed<T>), Error<T>> {
        let controller = Self::controller(account)?;
        let links = Links::<T>::get(did);
        ensure!(links.controllers.contains(&controller), Error::<T>::NotController);
        let record = Dids::<T>::get(did).filter(|it| it.deactivated.is_none()).ok_or(Error::<T>::NotFound)?;
        if let Change::AddKey { purposes, .. } = &change {
            Self::ensure_may_add(&record, *purposes)?;
        }
        let before = Self::footprint(&record, &links);
        let mut changed = Self::changed(did, record, change)?;
        let mut links = changed.links.take().unwrap_or(links);
        links.count_change(T::Time::now()).ok_or(Error::<T>::TooManyChanges)?;
        if changed.record.ticket.is_some() {
            let after = Self::footprint(&changed.record, &links);
            let growth = u32::try_from(after.size.saturating_sub(before.size)).unwrap_or(u32::MAX);
            links.allowance_bytes = links.allowance_bytes.checked_sub(growth).ok_or(Error::<T>::AllowanceExceeded)?;
        }
        changed.links = Some(links);
        Ok((controller, changed))
    }

    /// Whether a controller may add a key for `purposes`.
    fn ensure_may_add(record: &DidRecordOf<T>, purposes: Purposes) -> Result<(), Error<T>> {
        ensure!(Purposes::OF_CONTROLLERS.contains(purposes), Error::<T>::PurposeReserved);
        ensure!(record.free_places(T::Time::now()) > PLACES_LEFT_TO_OWNER, Error::<T>::PlacesReserved);
        Ok(())
    }

    fn changed(did: DidId, record: DidRecordOf<T>, change: Change) -> Result<Changed<T>, Error<T>> {
        let mut links = None;
        let (record, effect) = match change {
            Change::AddKey { key, purposes } => {
                let (record, method) = Self::with_key(record, key, purposes)?;
                (record, Effect::KeyAdded(method))
            }
            Change::RevokeKey { version, stolen } => {
                let (record, method) = Self::without_key(record, version, stolen)?;
                (record, Effect::KeyRevoked(method, stolen))
            }
            Change::SetService(service) => {
                let id = service.id.clone();
                (Self::with_service(record, service)?, Effect::ServiceSet(id))
            }
            Change::RemoveService(id) => (Self::without_service(record, &id)?, Effect::ServiceRemoved(id)),
            Change::SetAlsoKnownAs(uris) => {
                links = Some(Self::with_also_known_as(&did, uris)?);
                (record, Effect::AlsoKnownAsSet)
            }
        };
        Ok(Changed { did, record, links, effect })
    }

    /// Makes the change: the DID's next version.
    fn commit(changed: Changed<T>) -> DispatchResult {
        let Changed { did, record, links, effect } = changed;
        if let Effect::KeyAdded(method) = &effect {
            Self::tell_added(&did, method)?;
        }
        Self::store(did, record, links)?;
        match effect {
            Effect::KeyAdded(method) => Self::deposit_event(Event::KeyAdded { did, version: method.version }),
            Effect::KeyRevoked(method, stolen) => {
                let at = method.until.unwrap_or_else(T::Time::now);
                Self::tell_retired(&did, &method, at, stolen);
            }
            Effect::ServiceSet(id) => Self::deposit_event(Event::ServiceSet { did, id }),
            Effect::ServiceRemoved(id) => Self::deposit_event(Event::ServiceRemoved { did, id }),
            Effect::AlsoKnownAsSet => Self::deposit_event(Event::AlsoKnownAsSet { did }),
        }
        Ok(())
    }
}

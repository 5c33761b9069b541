//! What ties a DID to other identifiers: its controllers, which may change its document, and other names of its
//! subject.

use crate::{AccountDid, Config, Dids, Error, Event, Links, Pallet};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{DAY, DidId, Millis, uri::is_uri};
use frame_support::{BoundedVec, ensure, pallet_prelude::DispatchResult, traits::ConstU32};
use scale_info::TypeInfo;

/// Most controllers of one DID.
pub const CONTROLLERS_MAX: u32 = 8;
/// Most other names of one subject.
pub const ALSO_KNOWN_AS_MAX: u32 = 8;
/// Most bytes in one of them.
pub const ALIAS_BYTES_MAX: u32 = 256;
/// Most changes that controllers make to one document in a day (UTC). A change makes the consents to a rotation or
/// recovery void, which name the DID's version: whoever controls could hold them up for ever.
pub const MANAGED_CHANGES_MAX: u8 = 16;

/// DIDs, each once.
pub type Controllers = BoundedVec<DidId, ConstU32<CONTROLLERS_MAX>>;
/// A further identifier of a DID's subject: a URI.
pub type Alias = BoundedVec<u8, ConstU32<ALIAS_BYTES_MAX>>;
/// URIs, each once.
pub type AlsoKnownAs = BoundedVec<Alias, ConstU32<ALSO_KNOWN_AS_MAX>>;

/// What a DID says of other identifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DidLinks {
    /// DIDs whose accounts may change the document.
    pub controllers: Controllers,
    /// Other names of the subject.
    pub also_known_as: AlsoKnownAs,
    /// By how many bytes controllers may still make the owner's deposit grow.
    pub allowance_bytes: u32,
    /// Day of the controllers' last change, counted from 1970 (UTC).
    pub day: u32,
    /// How many changes they made on that day.
    pub changes: u8,
}

impl DidLinks {
    /// Nothing that a document would show.
    pub fn is_empty(&self) -> bool {
        self.controllers.is_empty() && self.also_known_as.is_empty()
    }

    /// Bytes that a deposit is taken for.
    pub fn size_bytes(&self) -> usize {
        if self.is_empty() { 0 } else { self.encoded_size() }
    }

    /// Counts a controller's change; none if there were as many on this day as may be.
    pub(crate) fn count_change(&mut self, now: Millis) -> Option<()> {
        let today = u32::try_from(now / DAY).unwrap_or(u32::MAX);
        if self.day != today {
            (self.day, self.changes) = (today, 0);
        }
        self.changes = self.changes.checked_add(1).filter(|changes| *changes <= MANAGED_CHANGES_MAX)?;
        Some(())
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_controllers(
        account: &T::AccountId,
        controllers: Controllers,
        allowance_bytes: u32,
    ) -> DispatchResult {
        let (did, record) = Self::controlled(account)?;
        let links = Self::with_controllers(&did, controllers, allowance_bytes)?;
        Self::store(did, record, Some(links))?;
        Self::deposit_event(Event::ControllersSet { did });
        Ok(())
    }

    /// The links of `did` as they will be with those controllers.
    pub(crate) fn with_controllers(
        did: &DidId,
        controllers: Controllers,
        allowance_bytes: u32,
    ) -> Result<DidLinks, Error<T>> {
        ensure!(!controllers.contains(did), Error::<T>::OwnController);
        ensure!(is_set(&controllers), Error::<T>::Duplicate);
        ensure!(controllers.iter().all(Self::is_in_force), Error::<T>::ControllerNotFound);
        let allowance_bytes = if controllers.is_empty() { 0 } else { allowance_bytes };
        Ok(DidLinks { controllers, allowance_bytes, ..Links::<T>::get(did) })
    }

    /// The links of `did` as they will be with those other names.
    pub(crate) fn with_also_known_as(did: &DidId, uris: AlsoKnownAs) -> Result<DidLinks, Error<T>> {
        ensure!(is_set(&uris), Error::<T>::Duplicate);
        ensure!(uris.iter().all(|uri| is_uri(uri)), Error::<T>::InvalidUri);
        Ok(DidLinks { also_known_as: uris, ..Links::<T>::get(did) })
    }

    /// Keeps the links, if there are any.
    pub(crate) fn put_links(did: &DidId, links: DidLinks) {
        if links.is_empty() {
            Links::<T>::remove(did);
        } else {
            Links::<T>::insert(did, links);
        }
    }

    /// Takes the document out of its controllers' hands.
    pub(crate) fn dismiss_controllers(did: &DidId) {
        let links = Links::<T>::get(did);
        if !links.controllers.is_empty() {
            Self::put_links(did, DidLinks { controllers: Controllers::new(), allowance_bytes: 0, ..links });
            Self::deposit_event(Event::ControllersSet { did: *did });
        }
    }

    fn is_in_force(did: &DidId) -> bool {
        Dids::<T>::get(did).is_some_and(|record| record.deactivated.is_none())
    }

    /// The DID in whose name `account` controls others.
    pub(crate) fn controller(account: &T::AccountId) -> Result<DidId, Error<T>> {
        AccountDid::<T>::get(account).ok_or(Error::<T>::NotFound)
    }
}

/// Whether no item is there twice; there are few.
pub(crate) fn is_set<Item: PartialEq>(items: &[Item]) -> bool {
    items.iter().enumerate().all(|(place, item)| !items.iter().take(place).any(|earlier| earlier == item))
}

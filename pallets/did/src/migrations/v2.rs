//! Version 2: records have guardians. Those of version 1 get none; deactivated ones lose their keys.

use crate::{Config, DidRecord, DidRecordOf, Dids, KEYS_MAX, Pallet, SERVICES_MAX, Service, VerificationMethod};
use codec::{Decode, Encode};
use cybersyn_primitives::{KeyVersion, Millis};
use frame_support::{
    BoundedVec,
    migrations::VersionedMigration,
    traits::{ConstU32, Get, UncheckedOnRuntimeUpgrade},
    weights::Weight,
};

/// From version 1 to version 2; does nothing on any other.
pub type ToV2<T> = VersionedMigration<1, 2, AddGuardians<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// A record of version 1.
#[derive(Encode, Decode)]
pub(crate) struct OldRecord<AccountId, Ticket> {
    pub(crate) account: AccountId,
    pub(crate) keys: BoundedVec<VerificationMethod, ConstU32<KEYS_MAX>>,
    pub(crate) services: BoundedVec<Service, ConstU32<SERVICES_MAX>>,
    pub(crate) created: Millis,
    pub(crate) updated: Millis,
    pub(crate) rotated: Option<Millis>,
    pub(crate) version: u32,
    pub(crate) deactivated: Option<Millis>,
    pub(crate) next_key: KeyVersion,
    pub(crate) ticket: Option<Ticket>,
}

impl<AccountId, Ticket> From<OldRecord<AccountId, Ticket>> for DidRecord<AccountId, Ticket> {
    fn from(old: OldRecord<AccountId, Ticket>) -> Self {
        Self {
            account: old.account,
            // A deactivated DID keeps no keys.
            keys: if old.deactivated.is_some() { Default::default() } else { old.keys },
            services: old.services,
            created: old.created,
            updated: old.updated,
            rotated: old.rotated,
            version: old.version,
            deactivated: old.deactivated,
            next_key: old.next_key,
            guardians: None,
            ticket: old.ticket,
        }
    }
}

/// Rewrites every record.
pub struct AddGuardians<T>(core::marker::PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for AddGuardians<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut records = 0u64;
        Dids::<T>::translate::<OldRecord<T::AccountId, T::Consideration>, _>(|_, old| {
            records = records.saturating_add(1);
            Some(DidRecordOf::<T>::from(old))
        });
        T::DbWeight::get().reads_writes(records, records)
    }
}

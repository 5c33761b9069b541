//! Version 2: founders have privileges while the society is small. Those of version 1 get them, unless it has outgrown
//! them; the numbers that keep fakes few are the default ones.

use crate::{Citizens, Config, Defences, NextCitizen, Pallet, Privileged, Protection};
use cybersyn_primitives::CitizenIndex;
use frame_support::{
    migrations::VersionedMigration,
    traits::{Get, UncheckedOnRuntimeUpgrade},
    weights::Weight,
};

/// From version 1 to version 2; does nothing on any other.
pub type ToV2<T> = VersionedMigration<1, 2, KnowFounders<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// Finds out who the founders are: the first citizens, all admitted at the time of the first block. Founders whose time
/// began in a later block are missed, and do without.
pub struct KnowFounders<T>(core::marker::PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for KnowFounders<T> {
    fn on_runtime_upgrade() -> Weight {
        let defences = Defences::default();
        let begun = Citizens::<T>::get(0).map(|first| first.admitted);
        let is_founder =
            |index: &CitizenIndex| Citizens::<T>::get(index).is_some_and(|citizen| Some(citizen.admitted) == begun);
        // More of them would have outgrown their privileges anyway.
        let end = NextCitizen::<T>::get().min(defences.founding_size);
        let founders = (0..end).take_while(is_founder).count() as CitizenIndex;
        Protection::<T>::put(defences);
        Privileged::<T>::put(founders);
        Pallet::<T>::outgrow_founders();
        T::DbWeight::get().reads_writes(u64::from(founders).saturating_add(5), 2)
    }
}

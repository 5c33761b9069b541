//! Blocks for mocks with `pallet_timestamp`.

use cybersyn_primitives::Millis;
use frame_support::{
    traits::{OnFinalize, OnIdle, OnInitialize},
    weights::Weight,
};
use frame_system::{Pallet as System, RawOrigin, pallet_prelude::BlockNumberFor};

/// Closes the open block, if any, with plenty of idle weight, and opens block `number`, stamped `millis`.
///
/// `Pallets` is the mock's `AllPalletsWithSystem`. Numbers may skip: hooks run for the blocks named, no others.
pub fn block<T, Pallets>(number: u32, millis: Millis)
where
    T: pallet_timestamp::Config<Moment = Millis>,
    Pallets: OnInitialize<BlockNumberFor<T>> + OnIdle<BlockNumberFor<T>> + OnFinalize<BlockNumberFor<T>>,
{
    let open = System::<T>::block_number();
    if open != 0u32.into() {
        Pallets::on_idle(open, Weight::MAX);
        Pallets::on_finalize(open);
    }
    System::<T>::set_block_number(number.into());
    Pallets::on_initialize(number.into());
    pallet_timestamp::Pallet::<T>::set(RawOrigin::None.into(), millis).expect("the timestamp's inherent is unsigned");
}

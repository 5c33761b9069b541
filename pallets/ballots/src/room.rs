//! How many boxes may be open: every class has a reserve of its own, the rest is shared by all. A flood of proposals of
//! one class leaves every other class its reserve, so that what is urgent, or about rights, always finds room. A class is
//! crowded when half of its room is taken: who proposes should know then that others wait.

use crate::pallet::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{Class, Millis, ProposalId};
use frame_support::traits::Get;
use scale_info::TypeInfo;

/// A box that is not final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct OpenBox {
    /// Whose it is.
    pub proposal: ProposalId,
    /// When voting opens.
    pub opens: Millis,
    /// The class whose room it takes.
    pub class: Class,
}

/// How many further boxes of `class` have room beside the `open` ones.
pub(crate) fn left<T: Config>(open: &[OpenBox], class: Class) -> u32 {
    let reserve = T::ClassReserve::get();
    let of = |class| open.iter().fold(0u32, |sum, entry| sum.saturating_add(u32::from(entry.class == class)));
    let beyond_reserves = Class::ALL.iter().map(|class| of(*class).saturating_sub(reserve));
    let shared = shared::<T>().saturating_sub(beyond_reserves.fold(0, u32::saturating_add));
    reserve.saturating_sub(of(class)).saturating_add(shared)
}

/// Whether at most half of what `class` has room for is left.
pub(crate) fn is_crowded<T: Config>(open: &[OpenBox], class: Class) -> bool {
    let room = T::ClassReserve::get().saturating_add(shared::<T>());
    left::<T>(open, class) <= room / 2
}

/// What is not reserved for a class.
fn shared<T: Config>() -> u32 {
    T::OpenMax::get().saturating_sub(reserved::<T>())
}

/// The reserves of all classes.
pub(crate) fn reserved<T: Config>() -> u32 {
    T::ClassReserve::get().saturating_mul(Class::ALL.len() as u32)
}

//! Storage migrations of this release, in order.

/// What is migrated when this release is enacted.
#[cfg(not(feature = "next"))]
pub type Migrations =
    (pallet_did::migrations::v2::ToV2<crate::Runtime>, pallet_personhood::migrations::v2::ToV2<crate::Runtime>);
/// What is migrated when the next release is enacted.
#[cfg(feature = "next")]
pub type Migrations = next::RaiseOpenProposals;

/// The next release, as far as the end-to-end test of an upgrade needs one.
#[cfg(feature = "next")]
mod next {
    use crate::Runtime;
    use frame_support::{
        traits::{Get, OnRuntimeUpgrade},
        weights::Weight,
    };
    use pallet_constitution::CurrentParameters;

    /// Open proposals that one person may have from then on.
    const OPEN_MAX: u32 = 8;

    /// Raises how many open proposals one person may have. Running it again changes nothing.
    pub struct RaiseOpenProposals;

    impl OnRuntimeUpgrade for RaiseOpenProposals {
        fn on_runtime_upgrade() -> Weight {
            CurrentParameters::<Runtime>::mutate(|parameters| parameters.open_max = parameters.open_max.max(OPEN_MAX));
            <Runtime as frame_system::Config>::DbWeight::get().reads_writes(1, 1)
        }
    }
}

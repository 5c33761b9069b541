//! What the chain keeps of one node, and which addresses and capabilities go together.

use crate::{ADDRESSES_MAX, Error};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    CitizenIndex, DAY, Millis,
    fade::Day,
    multiaddr::{ADDRESS_BYTES_MAX, check_address},
    peer::{Capabilities, PeerKey},
};
use frame_support::{BoundedVec, ensure, traits::ConstU32};
use scale_info::TypeInfo;

/// A multiaddr in binary form.
pub type Address = BoundedVec<u8, ConstU32<ADDRESS_BYTES_MAX>>;
/// Where a node is found, the best address first.
pub type Addresses = BoundedVec<Address, ConstU32<ADDRESSES_MAX>>;

/// One node.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Entry {
    /// Whom it serves.
    pub citizen: CitizenIndex,
    /// What it does for others.
    pub capabilities: Capabilities,
    /// Where it is found; none unless it is a bootstrap.
    pub addresses: Addresses,
    /// When it was registered.
    pub since: Millis,
    /// When the entry ends.
    pub expires: Millis,
}

impl Entry {
    /// Whether its date has passed.
    pub fn has_ended(&self, now: Millis) -> bool {
        self.expires <= now
    }

    /// The day at whose beginning the entry has ended, and may be removed.
    pub fn last_day(&self) -> Day {
        Day::try_from(self.expires.div_ceil(DAY)).unwrap_or(Day::MAX)
    }

    /// Whether others are told of its addresses.
    pub fn is_bootstrap(&self) -> bool {
        self.capabilities.contains(Capabilities::BOOTSTRAP)
    }
}

/// Whether a node with that key may be entered with these.
pub(crate) fn check<T>(peer: &PeerKey, capabilities: Capabilities, addresses: &Addresses) -> Result<(), Error<T>> {
    ensure!(capabilities.are_known(), Error::UnknownCapability);
    let is_bootstrap = capabilities.contains(Capabilities::BOOTSTRAP);
    ensure!(is_bootstrap != addresses.is_empty(), Error::AddressesMismatch);
    for (index, address) in addresses.iter().enumerate() {
        let is_first = !addresses.iter().take(index).any(|earlier| earlier == address);
        ensure!(is_first && check_address(address, peer).is_ok(), Error::InvalidAddress);
    }
    Ok(())
}

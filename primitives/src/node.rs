//! A node of the mesh as the chain keeps it, and meshes read it.

use crate::{CitizenIndex, DAY, Millis, fade::Day, multiaddr::ADDRESS_BYTES_MAX, peer::Capabilities};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most addresses of one node: IPv4, IPv6, a name and an onion service, by two transports each.
pub const ADDRESSES_MAX: u32 = 8;

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

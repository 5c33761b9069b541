//! Chain-alive time: an outage of the chain costs nobody their vote (DESIGN section 4.7).

use crate::Millis;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most that a gap between two blocks counts on the chain-alive clock.
pub const GAP_MAX: Millis = 60_000;

/// How long the chain has been alive: the sum of the gaps between its blocks, each counted up to [`GAP_MAX`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct AliveClock {
    /// Timestamp of the latest block.
    pub now: Millis,
    /// Chain-alive milliseconds since the first block with a timestamp.
    pub alive: Millis,
}

impl AliveClock {
    /// Advances to a block stamped `now`. The first block starts the clock; time never runs backwards.
    pub fn advance(&mut self, now: Millis) {
        if self.now != 0 {
            self.alive = self.alive.saturating_add(now.saturating_sub(self.now).min(GAP_MAX));
        }
        self.now = self.now.max(now);
    }
}

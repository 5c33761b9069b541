//! Coins, and how long sessions last.

use crate::{Balance, BlockNumber};

/// One CYB: coins have 12 decimals.
pub const CYB: Balance = 1_000_000_000_000;
/// A thousandth of a CYB.
pub const MILLI_CYB: Balance = CYB / 1_000;
/// A millionth of a CYB.
pub const MICRO_CYB: Balance = MILLI_CYB / 1_000;

/// Decimals of the coin, for wallets.
pub const DECIMALS: u8 = 12;
/// The coin's name, for wallets.
pub const SYMBOL: &str = "CYB";
/// What addresses begin with: free in the SS58 registry.
pub const SS58_PREFIX: u16 = 2077;

/// Slots in a BABE epoch, which is also a session: 20 minutes of 6-second slots. Fixed for good: an epoch's length
/// may not change in a running chain.
pub const EPOCH_SLOTS: u64 = 200;
/// A session in blocks, when no slot goes without one.
pub const SESSION_BLOCKS: BlockNumber = EPOCH_SLOTS as BlockNumber;
/// How long a transaction may stay valid: block hashes are kept this long (4 hours of 6-second blocks).
pub const BLOCK_HASHES: BlockNumber = 2_400;

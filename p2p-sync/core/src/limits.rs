//! How much of everything is taken in, kept and sent. One place, so that the memory of a node can be reckoned.

use cybersyn_primitives::Millis;

/// A box keeps each voter's so many greatest ballots (DESIGN section 4.2).
pub const BALLOTS_PER_VOTER: usize = 4;
/// A ballot dated so far ahead of now is parked until due; beyond, it is refused (DESIGN section 4.2).
pub const AHEAD_MILLIS_MAX: Millis = 60_000;

/// A group commit is made when so many records wait (DESIGN section 4.3) …
pub const COMMIT_RECORDS_MAX: usize = 1_024;
/// … or the oldest has waited so long.
pub const COMMIT_MILLIS_MAX: Millis = 20;
/// Group commits under way before new ballots are answered with `Busy`.
pub const COMMITS_IN_FLIGHT_MAX: usize = 64;
/// Verifications under way before new work is answered with `Busy` or ignored.
pub const WORKS_IN_FLIGHT_MAX: usize = 64;
/// Submissions that wait for the verification before them.
pub const SUBMISSIONS_WAITING_MAX: usize = 16_384;

/// Largest gossip message in bytes.
pub const GOSSIP_BYTES_MAX: usize = 128 * 1024;
/// Largest bundle of ballots in bytes.
pub const BUNDLE_BYTES_MAX: usize = 64_000;
/// Smallest bundle that leaves early.
pub const BUNDLE_BYTES_MIN: usize = 1_024;
/// A bundle of at least [`BUNDLE_BYTES_MIN`] leaves after so long …
pub const BUNDLE_MILLIS_FULL: Millis = 50;
/// … a smaller one after so long.
pub const BUNDLE_MILLIS_MAX: Millis = 200;
/// Ballots waiting to be bundled.
pub const RELAY_BALLOTS_MAX: usize = 65_536;

/// One change per voter and proposal is relayed per so many milliseconds …
pub const SPACING_MILLIS: Millis = 10_000;
/// … after a burst of so many.
pub const SPACING_BURST: u64 = 3;
/// Voters and proposals whose spacing is remembered.
pub const SPACING_ENTRIES_MAX: usize = 262_144;

/// Parked items in total, and from one peer or one client of this node.
pub const PARKED_MAX: usize = 65_536;
/// Parked items of one peer.
pub const PARKED_PER_PEER_MAX: usize = 4_096;
/// Bytes of parked entries and texts in total.
pub const PARKED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes of parked entries and texts of one peer.
pub const PARKED_BYTES_PER_PEER_MAX: usize = 4 * 1024 * 1024;

/// Largest question or reply of reconciliation in bytes.
pub const EXCHANGE_BYTES_MAX: usize = 256 * 1024;
/// Most ranges in one question or reply.
pub const RANGES_MAX: usize = 256;
/// A range is split into so many.
pub const RANGE_SPLIT: usize = 16;
/// A range of so few elements is sent as a list of ids.
pub const RANGE_IDS_MAX: usize = 64;
/// Ranges that a session has still to settle; more means that the other side is hostile.
pub const SESSION_RANGES_MAX: usize = 8_192;
/// Questions that one session may ask.
pub const SESSION_QUESTIONS_MAX: u32 = 8_192;
/// Sessions of reconciliation under way.
pub const SESSIONS_MAX: usize = 16;
/// Time between two reconciliations with a peer.
pub const RECONCILE_MILLIS: Millis = 15_000;
/// A question that has no answer by then is given up.
pub const ANSWER_MILLIS_MAX: Millis = 30_000;
/// Sets in one summary.
pub const SUMMARY_SETS_MAX: usize = 2_048;

/// Known peers.
pub const PEERS_MAX: usize = 512;
/// Documents kept.
pub const SPACES_MAX: usize = 4_096;
/// Entries of one author in one space.
pub const ENTRIES_PER_AUTHOR_MAX: u32 = 16_384;
/// Entries of one space.
pub const ENTRIES_PER_SPACE_MAX: usize = 65_536;
/// Bytes of a space's entries.
pub const ENTRY_BYTES_PER_SPACE_MAX: usize = 32 * 1024 * 1024;
/// Entries waiting for one document.
pub const ENTRIES_WAITING_MAX: usize = 1_024;
/// Frozen texts kept.
pub const TEXTS_MAX: usize = 65_536;
/// Ballots of own clients whose replication is watched.
pub const REPLICATION_MAX: usize = 65_536;
/// Ballots asked about in one question after replication.
pub const HOLDS_MAX: usize = 1_024;

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
/// Verifications under way, at most.
pub const WORKS_IN_FLIGHT_MAX: usize = WORKS_OF_PEERS_MAX + WORKS_OF_CLIENTS_MAX + 1;
/// Verifications under way of what one peer brought; what it brings meanwhile is not taken.
pub const WORKS_PER_PEER_MAX: usize = 2;
/// Verifications under way of what peers brought, so that own clients always find room.
pub const WORKS_OF_PEERS_MAX: usize = 47;
/// Of these, of what light peers brought, so that full ones always find room.
pub const WORKS_OF_LIGHT_MAX: usize = 32;
/// Verifications under way of own clients' entries. Their ballots have one of their own.
pub const WORKS_OF_CLIENTS_MAX: usize = 16;
/// What was parked and found no room for its verification is looked at again after so long.
pub const RETRY_MILLIS: Millis = 200;
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
/// Parked items of one full peer or client.
pub const PARKED_PER_PEER_MAX: usize = 4_096;
/// Parked items of one light peer.
pub const PARKED_PER_LIGHT_MAX: usize = PARKED_PER_PEER_MAX / 4;
/// Bytes of parked entries and texts in total.
pub const PARKED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes of parked entries and texts of one full peer or client.
pub const PARKED_BYTES_PER_PEER_MAX: usize = 4 * 1024 * 1024;
/// Bytes of parked entries and texts of one light peer.
pub const PARKED_BYTES_PER_LIGHT_MAX: usize = PARKED_BYTES_PER_PEER_MAX / 4;

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
/// Elements that a session has still to ask for or to send by name.
pub const SESSION_IDS_MAX: usize = 65_536;
/// Questions that one session may ask.
pub const SESSION_QUESTIONS_MAX: u32 = 8_192;
/// Peers that have their turn of reconciliation at once.
pub const TURNS_MAX: usize = 16;
/// Of these, peers whose last turn failed.
pub const TURNS_FAILING_MAX: usize = 4;
/// Of the turns, those that light peers have.
pub const TURNS_LIGHT_MAX: usize = 12;
/// Questions in one turn; what is left is for the next turn, after the other peers.
pub const TURN_QUESTIONS_MAX: u32 = 2_048;
/// A turn ends after so long.
pub const TURN_MILLIS_MAX: Millis = 15_000;
/// Time between two reconciliations with a peer; after each failure in a row twice as long …
pub const RECONCILE_MILLIS: Millis = 15_000;
/// … so many times.
pub const RECONCILE_DOUBLINGS_MAX: u32 = 5;
/// A question that has no answer by then is given up, and with it the turn.
pub const ANSWER_MILLIS_MAX: Millis = 8_000;
/// Sets in one summary.
pub const SUMMARY_SETS_MAX: usize = 2_048;

/// What answering a question costs of a peer's allowance, in milliseconds, …
pub const ANSWER_MILLIS: Millis = 5;
/// … besides one more for so many elements looked at …
pub const ELEMENTS_PER_MILLI: u64 = 1_024;
/// … and for so many bytes of question and reply.
pub const BYTES_PER_MILLI: u64 = 8_192;
/// A peer's questions are answered while its allowance is at most so far behind.
pub const ANSWERS_MILLIS_MAX: Millis = 10_000;
/// A peer is asked while what it was asked is at most so far behind by the same reckoning …
pub const ASKS_MILLIS_MAX: Millis = 5_000;
/// … in which a question costs more here than there, so that an honest peer is never asked too much.
pub const ASK_MILLIS: Millis = 10;

/// Known peers.
pub const PEERS_MAX: usize = 512;
/// Documents kept.
pub const SPACES_MAX: usize = 16_384;
/// Documents kept that are no proposal's discussion.
pub const DRAFTS_MAX: usize = 8_192;
/// Of these, documents that one author began.
pub const DRAFTS_PER_AUTHOR_MAX: usize = 64;
/// Entries of one author in one space.
pub const ENTRIES_PER_AUTHOR_MAX: u32 = 16_384;
/// Entries of one space.
pub const ENTRIES_PER_SPACE_MAX: usize = 65_536;
/// Bytes of a space's entries.
pub const ENTRY_BYTES_PER_SPACE_MAX: usize = 32 * 1024 * 1024;
/// Bytes of one author's entries in all spaces.
pub const ENTRY_BYTES_PER_AUTHOR_MAX: usize = 16 * 1024 * 1024;
/// Bytes of all entries.
pub const ENTRY_BYTES_MAX: usize = 1024 * 1024 * 1024;
/// What an entry takes besides its update.
pub const ENTRY_BYTES_MIN: usize = 512;
/// Entries waiting for one document.
pub const ENTRIES_WAITING_MAX: usize = 1_024;
/// Frozen texts kept.
pub const TEXTS_MAX: usize = 65_536;
/// Ballots of own clients whose replication is watched.
pub const REPLICATION_MAX: usize = 65_536;
/// Ballots asked about in one question after replication.
pub const HOLDS_MAX: usize = 1_024;
/// Decided proposals' ballots and discussions leave memory after so long: two years (DESIGN section 4.9).
pub const RETENTION_MILLIS: Millis = 2 * 366 * 24 * 3_600 * 1_000;

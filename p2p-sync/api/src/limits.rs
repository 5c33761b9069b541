//! What a client may ask for. Counts unless the name says otherwise.

/// Largest request body in bytes: an entry of 64 KiB in hex fits several times.
pub const REQUEST_BYTES_MAX: u32 = 512 * 1024;
/// Largest response in bytes: a page of batches fits.
pub const RESPONSE_BYTES_MAX: u32 = 12 * 1024 * 1024;
/// Requests in one JSON-RPC batch.
pub const BATCH_MAX: u32 = 50;
/// Open connections, of all clients.
pub const CONNECTIONS_MAX: usize = 256;
/// Open connections from one address (a /64 of IPv6); loopback is exempt.
pub const CONNECTIONS_PER_ADDRESS_MAX: usize = 32;
/// Subscriptions of one connection.
pub const SUBSCRIPTIONS_MAX: u32 = 32;
/// What a client may spend at once (see [`cost`]); beyond, it is told how long to wait.
pub const ALLOWANCE: u32 = 500;
/// How much of it comes back each second.
pub const ALLOWANCE_PER_SECOND: u32 = 250;
/// Proposals in one page unless told.
pub const PROPOSALS_PER_PAGE: u32 = 50;
/// Most proposals in one page.
pub const PROPOSALS_PER_PAGE_MAX: u32 = 200;
/// Most ballots in one page.
pub const BALLOTS_PER_PAGE_MAX: u32 = 1_000;
/// Most batches in one page; each holds up to 2,048 ballots.
pub const BATCHES_PER_PAGE_MAX: u32 = 16;

/// Bytes of a status list that a daemon hosts: one of the usual 131,072 entries takes 23 KiB at most.
pub const STATUS_LIST_BYTES_MAX: usize = 256 * 1024;
/// Status lists of one issuer that a daemon hosts.
pub const STATUS_LISTS_PER_ISSUER_MAX: usize = 8;
/// Status lists that a daemon hosts: 1 GiB at most.
pub const STATUS_LISTS_MAX: usize = 4_096;
/// How long a hosted list may be valid from the moment it is published, in milliseconds: 100 days. When there is no room
/// left, lists that are over make it.
pub const STATUS_LIST_VALID_MILLIS_MAX: u64 = 100 * 24 * 60 * 60 * 1_000;
/// Status lists that are handed in with something to be verified.
pub const LISTS_PER_REQUEST_MAX: usize = 16;
/// Attestations that are summed in one request.
pub const ATTESTATIONS_PER_REQUEST_MAX: usize = 256;
/// How long a challenge can be answered.
pub const CHALLENGE_SECONDS: u64 = 300;
/// What resolving a DID costs besides when it is not known here and the chain is asked.
pub const DID_READ: u32 = 3;
/// What resolving an earlier version of a DID costs besides: many blocks are looked at.
pub const DID_SEARCH: u32 = 50;

/// What a call costs of a client's allowance: 1, and more where the answer is large or takes work. A client is a
/// connection from loopback, or an address from elsewhere. Each call in a batch costs what it costs alone.
pub fn cost(method: &str) -> u32 {
    match method {
        "mesh_sumImpact" => 100,
        "mesh_openChallenge" | "mesh_publishStatusList" => 50,
        "mesh_verifyCredential" => 25,
        "mesh_batches" => 16,
        "mesh_ballots" | "mesh_settledProof" | "mesh_countedProof" => 8,
        "mesh_proposals" | "mesh_statusList" => 4,
        "mesh_tally" | "mesh_document" | "mesh_subscribeTally" | "mesh_subscribeBallot" => 2,
        _ => 1,
    }
}

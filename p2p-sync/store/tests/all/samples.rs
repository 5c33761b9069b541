//! Ballots for tests: number `n` is found again in `cast_at`.

use cybersyn_mesh_store::Record;
use cybersyn_primitives::{Ballot, Body, Choice, SignedBallot};

/// Ballots vote on this many proposals in turn.
pub const PROPOSALS: u32 = 3;

pub fn ballot(n: u32) -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens: 1 };
    let ballot = Ballot { proposal: n % PROPOSALS, citizen: n, key_version: 0, body, cast_at: n };
    SignedBallot { ballot, signature: [n as u8; 64] }
}

pub fn records(numbers: impl IntoIterator<Item = u32>) -> Vec<Record> {
    numbers.into_iter().map(|n| Record::Ballot(ballot(n))).collect()
}

pub fn number(record: &Record) -> u32 {
    match record {
        Record::Ballot(signed) => signed.ballot.cast_at,
        other => panic!("only ballots were written, found {other:?}"),
    }
}

pub fn proposal(record: &Record) -> u32 {
    number(record) % PROPOSALS
}

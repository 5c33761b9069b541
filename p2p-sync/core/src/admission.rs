//! Whether a ballot is worth a signature check: order first, then everything else that is only a comparison
//! (DESIGN sections 4.2 and 4.4).

use cybersyn_primitives::{
    Ballot, Hash, Millis, VotingKey,
    entry::Entry,
    rule::{Skip, Voter, admissible},
    weight::EXPERTISE_NONE,
};

use crate::{
    ballot_box::{BallotBoxes, Put},
    limits::AHEAD_MILLIS_MAX,
    parking::Wake,
    view::{ChainView, is_open},
};

/// What is to be done with a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Check the signature by this key over the payload with this content hash, then store it.
    Check {
        /// The key that must have signed.
        key: VotingKey,
        /// The proposal's content hash.
        content: Hash,
    },
    /// The same ballot is stored.
    Known,
    /// The box is full of greater ballots.
    Outdated,
    /// Judge it again later.
    Park {
        /// What is missing.
        reason: Skip,
        /// When.
        wake: Wake,
    },
    /// Dated too far ahead.
    FromFuture {
        /// By how much (milliseconds).
        offset_millis: Millis,
    },
    /// Never valid, or not under what the chain says now. [`Skip::is_junk`] tells who is to blame.
    Refuse(Skip),
}

/// Judges a ballot at `now` (Unix milliseconds by this node's best clock) without looking at its signature.
///
/// A box in which nothing settles any more takes nothing that is not in it: a ballot signed after the end and dated before
/// it would look omitted to every audit.
pub fn admit(view: &ChainView, boxes: &BallotBoxes, ballot: &Ballot, now: Millis) -> Admission {
    match boxes.compare(ballot) {
        Put::Known => return Admission::Known,
        Put::Outdated => return Admission::Outdated,
        Put::Stored { .. } => {}
    }
    let Some(ledger) = view.proposal(ballot.proposal) else {
        return Admission::Park { reason: Skip::UnknownProposal, wake: Wake::Head };
    };
    let date = ballot.date(ledger.terms.opens);
    if date >= ledger.terms.closes {
        return Admission::Refuse(Skip::TooLate);
    }
    if !is_open(ledger) {
        return Admission::Refuse(Skip::Final);
    }
    if date > now {
        let offset_millis = date - now;
        return match offset_millis {
            ..=AHEAD_MILLIS_MAX => Admission::Park { reason: Skip::FromFuture, wake: Wake::Due(date) },
            _ => Admission::FromFuture { offset_millis },
        };
    }
    let Some(slot) = view.voter(ballot.citizen) else {
        return Admission::Park { reason: Skip::UnknownVoter, wake: Wake::Head };
    };
    match admissible(ballot, &ledger.terms, &Voter { slot, expertise_permille: EXPERTISE_NONE }) {
        Ok(key) => Admission::Check { key: key.key, content: ledger.terms.content },
        Err(reason) if reason.is_waiting() => Admission::Park { reason, wake: Wake::Head },
        Err(reason) => Admission::Refuse(reason),
    }
}

/// What is to be done with an entry, as far as its author is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// Check the signature by this key.
    Signs(VotingKey),
    /// Judge it again later.
    Park {
        /// What is missing.
        reason: Skip,
        /// When.
        wake: Wake,
    },
    /// Dated too far ahead.
    FromFuture {
        /// By how much (milliseconds).
        offset_millis: Millis,
    },
    /// The author had no right to write.
    Refuse(Skip),
}

/// Whether an entry's author was a person with that key in force at the entry's date.
pub fn author(view: &ChainView, entry: &Entry, now: Millis) -> Author {
    if entry.date > now {
        let offset_millis = entry.date - now;
        return match offset_millis {
            ..=AHEAD_MILLIS_MAX => Author::Park { reason: Skip::FromFuture, wake: Wake::Due(entry.date) },
            _ => Author::FromFuture { offset_millis },
        };
    }
    let Some(slot) = view.voter(entry.author) else {
        return Author::Park { reason: Skip::UnknownVoter, wake: Wake::Head };
    };
    if slot.struck {
        return Author::Refuse(Skip::Struck);
    }
    if !slot.was_member(entry.date) {
        return Author::Refuse(Skip::NotAPerson);
    }
    match slot.key(entry.key_version) {
        None => Author::Park { reason: Skip::UnknownKey, wake: Wake::Head },
        Some(key) if key.stolen => Author::Refuse(Skip::KeyStolen),
        Some(key) if !key.force.contains(entry.date) => Author::Refuse(Skip::KeyNotInForce),
        Some(key) => Author::Signs(key.key),
    }
}

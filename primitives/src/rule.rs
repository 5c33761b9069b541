//! The settlement rule (DESIGN section 4.6): one function for chain, mesh and audit.
//!
//! [`validate`] depends on the ballot, the terms and the roll alone, never on when it settles, except that stolen keys
//! and struck persons count from the moment they are known. [`settle`] adds what depends on the state at settlement.

use crate::{
    Ballot, Body, KeyVersion, Millis, SignedBallot, Tokens,
    ballot::{Order, Verifier},
    hash::Hash,
    roll::{RollKey, RollSlot},
    tally::{Tally, Vote},
    terms::Terms,
    weight::{VotingWeight, voting_weight, with_expertise},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How far a ballot's date may lie ahead of the block that settles it.
pub const FUTURE_TOLERANCE: Millis = 60_000;

/// Why a ballot is not settled; the state stays as it was and the ballot may be offered again.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Skip {
    /// The proposal is unknown or has no open ballot box.
    UnknownProposal,
    /// The proposal is final.
    Final,
    /// Dated at or after the proposal's close.
    TooLate,
    /// No citizen has this slot.
    UnknownVoter,
    /// The voter was no person of the electorate at the ballot's date.
    NotAPerson,
    /// The voter was struck as fake.
    Struck,
    /// The citizen has no key of this version.
    UnknownKey,
    /// The key was not in force at the ballot's date.
    KeyNotInForce,
    /// The key was revoked as stolen.
    KeyStolen,
    /// The class allows no tokens, or fewer than these.
    IllegalTokens,
    /// Dated further ahead of the block than the tolerance.
    FromFuture,
    /// Not greater than the voter's live ballot.
    NotNewer,
    /// The voter has not accrued enough attention.
    Overspent,
    /// The signature is not by the key over the payload.
    BadSignature,
    /// The voter joined the electorate after the proposal was scheduled.
    JoinedLate,
    /// What expertise weighs on the proposal is not marked yet.
    Unmarked,
}

impl Skip {
    /// Whether no state of the chain could ever make the ballot valid: such a ballot is junk, and who relays or
    /// includes it is charged for it. What depends on the roll is not: an honest relay may know an older one.
    pub fn is_junk(self) -> bool {
        matches!(self, Skip::BadSignature | Skip::IllegalTokens | Skip::TooLate)
    }

    /// Whether the same ballot may settle later without anything being done to it.
    pub fn is_waiting(self) -> bool {
        matches!(
            self,
            Skip::FromFuture
                | Skip::Overspent
                | Skip::UnknownVoter
                | Skip::UnknownKey
                | Skip::UnknownProposal
                | Skip::Unmarked
        )
    }
}

/// The ballot that counts for a voter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct LiveBallot {
    /// See [`Ballot::cast_at`].
    pub cast_at: u32,
    /// See [`Ballot::body`].
    pub body: Body,
    /// See [`Ballot::key_version`].
    pub key_version: KeyVersion,
}

impl LiveBallot {
    /// The place in the voter's order of ballots.
    pub fn order(&self) -> Order {
        (self.cast_at, self.body, self.key_version)
    }

    /// The whole ballot again.
    pub fn ballot(&self, proposal: crate::ProposalId, citizen: crate::CitizenIndex) -> Ballot {
        Ballot { proposal, citizen, key_version: self.key_version, body: self.body, cast_at: self.cast_at }
    }
}

impl From<&Ballot> for LiveBallot {
    fn from(ballot: &Ballot) -> Self {
        Self { cast_at: ballot.cast_at, body: ballot.body, key_version: ballot.key_version }
    }
}

/// A voter as pinned for the proposal.
#[derive(Clone, Copy, Debug)]
pub struct Voter<'a> {
    /// The roll entry.
    pub slot: &'a RollSlot,
    /// Verified expertise in thousandths, 1000..=2000; counts in technical classes only.
    pub expertise_permille: u16,
}

/// What settlement depends on besides the ballot, the terms and the voter.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The block's timestamp.
    pub now: Millis,
    /// The voter's live ballot.
    pub live: Option<LiveBallot>,
    /// Tokens of all the voter's counted ballots, the live one included.
    pub spent: u64,
    /// Tokens the voter has accrued by `now`.
    pub accrued: u64,
}

/// What settling a ballot does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The new live ballot.
    pub live: LiveBallot,
    /// What leaves the tally.
    pub removed: Option<Vote>,
    /// What enters the tally.
    pub added: Vote,
    /// The voter's spending afterwards.
    pub spent: u64,
}

impl Effect {
    /// Applies the effect to the proposal's tally.
    pub fn apply(&self, tally: &mut Tally) {
        if let Some(removed) = &self.removed {
            tally.remove(removed);
        }
        tally.add(&self.added);
    }
}

/// The vote that a ballot amounts to.
pub fn vote(body: &Body, terms: &Terms, expertise_permille: u16) -> Vote {
    let plain = voting_weight(terms.function, body.tokens());
    let weight = if terms.class.weighs_expertise() { with_expertise(plain, expertise_permille) } else { plain };
    Vote { choice: body.choice(), weight, tokens: body.tokens() }
}

/// The weight a ballot has under `terms`.
pub fn weight(body: &Body, terms: &Terms, expertise_permille: u16) -> VotingWeight {
    vote(body, terms, expertise_permille).weight
}

/// Whether `tokens` are legal for the class.
pub fn tokens_are_legal(tokens: Tokens, terms: &Terms) -> bool {
    tokens <= if terms.function.spends_tokens() { terms.tokens_max } else { 0 }
}

/// Everything about a ballot's validity but its signature; returns the key that must have signed.
///
/// The electorate is who had joined when the proposal was scheduled: otherwise a person who gives up their DID and is
/// admitted again, under a new index, could vote twice. Who lapsed and came back under the same index still belongs.
///
/// The cheap checks come first: nothing here is more than a comparison.
pub fn admissible<'a>(ballot: &Ballot, terms: &Terms, voter: &Voter<'a>) -> Result<&'a RollKey, Skip> {
    let date = ballot.date(terms.opens);
    if date >= terms.closes {
        return Err(Skip::TooLate);
    }
    if !tokens_are_legal(ballot.body.tokens(), terms) {
        return Err(Skip::IllegalTokens);
    }
    if voter.slot.citizen != ballot.citizen {
        return Err(Skip::UnknownVoter);
    }
    if voter.slot.struck {
        return Err(Skip::Struck);
    }
    if voter.slot.joined().is_some_and(|joined| joined > terms.scheduled) {
        return Err(Skip::JoinedLate);
    }
    if !voter.slot.was_member(date) {
        return Err(Skip::NotAPerson);
    }
    let key = voter.slot.key(ballot.key_version).ok_or(Skip::UnknownKey)?;
    if key.stolen {
        return Err(Skip::KeyStolen);
    }
    if !key.force.contains(date) {
        return Err(Skip::KeyNotInForce);
    }
    Ok(key)
}

/// Whether a ballot is valid, whenever it settles.
pub fn validate(
    signed: &SignedBallot,
    terms: &Terms,
    voter: &Voter<'_>,
    genesis: &Hash,
    verifier: &impl Verifier,
) -> Result<(), Skip> {
    let key = admissible(&signed.ballot, terms, voter)?;
    check_signature(signed, terms, key, genesis, verifier)
}

/// Whether a ballot that is valid would be counted at this moment, and with what effect; no signature is checked.
pub fn effect(ballot: &Ballot, terms: &Terms, voter: &Voter<'_>, moment: &Moment) -> Result<Effect, Skip> {
    if ballot.date(terms.opens) > moment.now.saturating_add(FUTURE_TOLERANCE) {
        return Err(Skip::FromFuture);
    }
    if moment.live.is_some_and(|live| ballot.order() <= live.order()) {
        return Err(Skip::NotNewer);
    }
    let refund = moment.live.map_or(0, |live| u64::from(live.body.tokens()));
    let spent = moment.spent.saturating_sub(refund).saturating_add(ballot.body.tokens().into());
    if spent > moment.accrued {
        return Err(Skip::Overspent);
    }
    Ok(Effect {
        live: LiveBallot::from(ballot),
        removed: moment.live.map(|live| vote(&live.body, terms, voter.expertise_permille)),
        added: vote(&ballot.body, terms, voter.expertise_permille),
        spent,
    })
}

/// The rule: settles one ballot or says why not. Finality of the proposal is the caller's to check, because a final
/// proposal has no box to settle into ([`Skip::Final`]).
pub fn settle(
    signed: &SignedBallot,
    terms: &Terms,
    voter: &Voter<'_>,
    moment: &Moment,
    genesis: &Hash,
    verifier: &impl Verifier,
) -> Result<Effect, Skip> {
    let key = admissible(&signed.ballot, terms, voter)?;
    let effect = effect(&signed.ballot, terms, voter, moment)?;
    check_signature(signed, terms, key, genesis, verifier)?;
    Ok(effect)
}

fn check_signature(
    signed: &SignedBallot,
    terms: &Terms,
    key: &RollKey,
    genesis: &Hash,
    verifier: &impl Verifier,
) -> Result<(), Skip> {
    let verify = |payload: &[u8]| verifier.verify(&key.key, payload, &signed.signature);
    let is_good = signed.ballot.with_signing_payload(genesis, &terms.content, verify);
    if is_good { Ok(()) } else { Err(Skip::BadSignature) }
}

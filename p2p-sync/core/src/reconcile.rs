//! Range-based reconciliation: two nodes find out in which elements their sets differ by comparing fingerprints of ever
//! smaller ranges of ids, and send each other what is missing (the idea is Aljoscha Meyer's, arXiv:2212.13567).
//!
//! One side asks ([`Session`]), the other answers without keeping anything ([`answer`]). Questions and replies are bounded,
//! so a set that is missing altogether comes in pieces. Whatever a peer answers, a session ends: every range it is sent
//! must lie inside the range it asked about, and questions are counted.

use codec::{Decode, Encode};
use cybersyn_primitives::Hash;
use std::collections::{BTreeSet, VecDeque};

use crate::limits::{
    EXCHANGE_BYTES_MAX, RANGE_IDS_MAX, RANGE_SPLIT, RANGES_MAX, SESSION_QUESTIONS_MAX, SESSION_RANGES_MAX,
};

/// Names an element of a set; sets are ordered by it.
pub type Id = [u8; 32];

/// Room for elements in one message; the rest of [`EXCHANGE_BYTES_MAX`] is for ranges and ids.
const ITEM_BYTES_MAX: usize = EXCHANGE_BYTES_MAX / 2;
/// Ids in one message, over all ranges and wants.
const IDS_MAX: usize = 2_048;

/// Ids from `from` up to but not including `to`; without `to`, up to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Span {
    /// First id inside.
    pub from: Id,
    /// First id after.
    pub to: Option<Id>,
}

impl Span {
    /// Every id.
    pub const ALL: Span = Span { from: [0; 32], to: None };

    /// Whether `id` lies inside.
    pub fn contains(&self, id: &Id) -> bool {
        self.from <= *id && self.to.is_none_or(|to| *id < to)
    }

    /// Whether all of `inner` lies inside and `inner` is not empty.
    pub fn encloses(&self, inner: &Span) -> bool {
        let ends = match (self.to, inner.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(to), Some(inner)) => inner <= to,
        };
        self.from <= inner.from && ends && inner.to.is_none_or(|to| inner.from < to)
    }
}

/// How many elements there are and the sum of their hashes, modulo 2²⁵⁶.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Fingerprint {
    /// Elements.
    pub count: u32,
    /// Sum of their hashes, little-endian.
    pub sum: [u8; 32],
}

impl Fingerprint {
    /// With one element more.
    #[must_use]
    pub fn with(mut self, hash: &Hash) -> Self {
        let mut carry = false;
        for (sum, limb) in self.sum.chunks_exact_mut(8).zip(hash.chunks_exact(8)) {
            let (partial, first) = limb_of(sum).overflowing_add(limb_of(limb));
            let (total, second) = partial.overflowing_add(carry.into());
            sum.copy_from_slice(&total.to_le_bytes());
            carry = first || second;
        }
        self.count = self.count.saturating_add(1);
        self
    }
}

fn limb_of(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |limb, byte| (limb << 8) | u64::from(*byte))
}

/// What one side holds in a span.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Claim {
    /// The span.
    pub span: Span,
    /// What is held.
    pub holds: Holds,
}

/// What one side holds.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Holds {
    /// Elements with this fingerprint.
    #[codec(index = 0)]
    Fingerprint(Fingerprint),
    /// Exactly these, ascending.
    #[codec(index = 1)]
    Ids(Vec<Id>),
}

/// A set that can be reconciled.
pub trait Reconcilable {
    /// Elements in `span` by ascending id, with their hashes.
    fn elements(&self, span: Span) -> Box<dyn Iterator<Item = (Id, Hash)> + '_>;
    /// An element in SCALE.
    fn item(&self, id: &Id) -> Option<Vec<u8>>;
}

/// The fingerprint of `span`.
pub fn fingerprint<S: Reconcilable + ?Sized>(set: &S, span: Span) -> Fingerprint {
    set.elements(span).fold(Fingerprint::default(), |sum, (_, hash)| sum.with(&hash))
}

/// One message of the exchange, a question or a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Exchange {
    /// Ranges to be compared.
    pub claims: Vec<Claim>,
    /// Ids of elements wanted.
    pub wants: Vec<Id>,
    /// Elements that the other side lacks or wanted.
    pub items: Vec<Vec<u8>>,
}

/// A peer broke the rules of the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Ranges overlap, are empty, out of order, or outside of what was asked.
    #[error("a range is not inside what was asked")]
    Range,
    /// Ids outside of their range or out of order, or wanted ids that were never claimed.
    #[error("an id is not inside its range")]
    Id,
    /// The exchange goes on and on.
    #[error("the exchange does not end")]
    Endless,
}

/// Collects what goes into one message, within its bounds.
struct Outbox {
    exchange: Exchange,
    bytes: usize,
    ids: usize,
}

impl Outbox {
    fn new() -> Self {
        Self { exchange: Exchange::default(), bytes: 0, ids: 0 }
    }

    /// Adds an element if there is room (there always is for the first).
    fn item(&mut self, item: Vec<u8>) -> bool {
        let fits = self.bytes == 0 || self.bytes + item.len() <= ITEM_BYTES_MAX;
        if fits {
            self.bytes += item.len() + 4;
            self.exchange.items.push(item);
        }
        fits
    }

    fn has_room_for_ids(&self, count: usize) -> bool {
        self.ids + count <= IDS_MAX && self.exchange.claims.len() < RANGES_MAX
    }

    fn claim(&mut self, claim: Claim) {
        self.ids += match &claim.holds {
            Holds::Ids(ids) => ids.len(),
            Holds::Fingerprint(_) => 1,
        };
        self.exchange.claims.push(claim);
    }

    fn want(&mut self, id: Id) -> bool {
        let fits = self.ids < IDS_MAX;
        if fits {
            self.ids += 1;
            self.exchange.wants.push(id);
        }
        fits
    }
}

/// Answers a peer's question from `set`. Costs one pass over the elements of the ranges asked about. Elements that the
/// peer sent along are the caller's to admit.
pub fn answer<S: Reconcilable + ?Sized>(set: &S, question: &Exchange) -> Result<Exchange, Violation> {
    check_claims(&Span::ALL, &question.claims)?;
    let mut out = Outbox::new();
    for id in &question.wants {
        if set.item(id).is_some_and(|item| !out.item(item)) {
            break;
        }
    }
    for claim in &question.claims {
        match &claim.holds {
            Holds::Fingerprint(theirs) => answer_fingerprint(set, claim.span, theirs, &mut out),
            Holds::Ids(theirs) => answer_ids(set, claim.span, theirs, &mut out),
        }
    }
    Ok(out.exchange)
}

fn answer_fingerprint<S: Reconcilable + ?Sized>(set: &S, span: Span, theirs: &Fingerprint, out: &mut Outbox) {
    let ours = fingerprint(set, span);
    if ours == *theirs {
        return;
    }
    if theirs.count == 0 {
        send_all(set, span, out);
        return;
    }
    if ours.count as usize <= RANGE_IDS_MAX {
        let ids: Vec<Id> = set.elements(span).map(|(id, _)| id).collect();
        if out.has_room_for_ids(ids.len()) {
            out.claim(Claim { span, holds: Holds::Ids(ids) });
            return;
        }
    } else if out.exchange.claims.len() + RANGE_SPLIT <= RANGES_MAX {
        split(set, span, ours.count as usize).into_iter().for_each(|claim| out.claim(claim));
        return;
    }
    // No room: the asker keeps what is echoed here for its next question.
    out.claim(Claim { span, holds: Holds::Fingerprint(ours) });
}

/// The asker has nothing here: everything goes at once, or as much as fits, and a claim about the rest.
fn send_all<S: Reconcilable + ?Sized>(set: &S, span: Span, out: &mut Outbox) {
    let mut elements = set.elements(span);
    while let Some((id, hash)) = elements.next() {
        if set.item(&id).is_some_and(|item| !out.item(item)) {
            let rest = elements.fold(Fingerprint::default().with(&hash), |sum, (_, hash)| sum.with(&hash));
            out.claim(Claim { span: Span { from: id, to: span.to }, holds: Holds::Fingerprint(rest) });
            return;
        }
    }
}

/// The asker has listed what it holds: what it lacks is sent, what we lack is wanted.
fn answer_ids<S: Reconcilable + ?Sized>(set: &S, span: Span, theirs: &[Id], out: &mut Outbox) {
    let ours: BTreeSet<Id> = set.elements(span).map(|(id, _)| id).collect();
    for id in ours.iter().filter(|id| theirs.binary_search(id).is_err()) {
        if set.item(id).is_some_and(|item| !out.item(item)) {
            let rest = Span { from: *id, to: span.to };
            out.claim(Claim { span: rest, holds: Holds::Fingerprint(fingerprint(set, rest)) });
            break;
        }
    }
    for id in theirs.iter().filter(|id| !ours.contains(*id)) {
        if !out.want(*id) {
            return;
        }
    }
}

/// Cuts a span into [`RANGE_SPLIT`] parts of about as many elements.
fn split<S: Reconcilable + ?Sized>(set: &S, span: Span, count: usize) -> Vec<Claim> {
    let part = count.div_ceil(RANGE_SPLIT).max(1);
    let mut claims: Vec<Claim> = Vec::with_capacity(RANGE_SPLIT);
    let (mut from, mut sum) = (span.from, Fingerprint::default());
    for (id, hash) in set.elements(span) {
        if sum.count as usize == part {
            claims.push(Claim { span: Span { from, to: Some(id) }, holds: Holds::Fingerprint(sum) });
            (from, sum) = (id, Fingerprint::default());
        }
        sum = sum.with(&hash);
    }
    claims.push(Claim { span: Span { from, to: span.to }, holds: Holds::Fingerprint(sum) });
    claims
}

/// Claims must be ascending, disjoint, not empty, inside `within`, and their ids ascending and inside their claim.
fn check_claims(within: &Span, claims: &[Claim]) -> Result<(), Violation> {
    let mut from = Some(within.from);
    for claim in claims {
        let begins_after = from.is_some_and(|from| from <= claim.span.from);
        if !begins_after || !within.encloses(&claim.span) {
            return Err(Violation::Range);
        }
        from = claim.span.to;
        if let Holds::Ids(ids) = &claim.holds {
            let ascending = ids.windows(2).all(|pair| pair[0] < pair[1]);
            if !ascending || !ids.iter().all(|id| claim.span.contains(id)) {
                return Err(Violation::Id);
            }
        }
    }
    Ok(())
}

/// The asking side of one reconciliation.
#[derive(Clone, Debug)]
pub struct Session {
    /// Spans still to be compared: what to ask about them.
    todo: VecDeque<Claim>,
    /// Spans of the question under way.
    asked: Vec<Span>,
    /// Elements to ask for.
    wants: BTreeSet<Id>,
    /// Elements to send.
    sends: BTreeSet<Id>,
    questions: u32,
}

impl Session {
    /// Begins by comparing everything.
    pub fn new<S: Reconcilable + ?Sized>(set: &S) -> Self {
        let all = Claim { span: Span::ALL, holds: Holds::Fingerprint(fingerprint(set, Span::ALL)) };
        let todo = VecDeque::from([all]);
        Self { todo, asked: Vec::new(), wants: BTreeSet::new(), sends: BTreeSet::new(), questions: 0 }
    }

    /// The next question; none when both sides hold the same.
    pub fn question<S: Reconcilable + ?Sized>(&mut self, set: &S) -> Result<Option<Exchange>, Violation> {
        let mut out = Outbox::new();
        while let Some(id) = self.sends.first().copied() {
            if set.item(&id).is_some_and(|item| !out.item(item)) {
                break;
            }
            self.sends.remove(&id);
        }
        while let Some(id) = self.wants.first().copied() {
            if !out.want(id) {
                break;
            }
            self.wants.remove(&id);
        }
        self.asked.clear();
        while let Some(claim) = self.todo.front() {
            let ids = if let Holds::Ids(ids) = &claim.holds { ids.len() } else { 1 };
            if out.exchange.claims.len() >= RANGES_MAX / RANGE_SPLIT || !out.has_room_for_ids(ids) {
                break;
            }
            let Some(claim) = self.todo.pop_front() else { break };
            self.asked.push(claim.span);
            out.claim(claim);
        }
        sort_claims(&mut out.exchange.claims);
        self.asked.sort_by_key(|span| span.from);
        self.questions += 1;
        let is_empty = out.exchange == Exchange::default();
        match self.questions {
            _ if is_empty => Ok(None),
            questions if questions > SESSION_QUESTIONS_MAX => Err(Violation::Endless),
            _ => Ok(Some(out.exchange)),
        }
    }

    /// Takes the reply to the question under way; returns the elements that came, which the caller admits.
    pub fn reply<S: Reconcilable + ?Sized>(&mut self, set: &S, reply: Exchange) -> Result<Vec<Vec<u8>>, Violation> {
        check_claims(&Span::ALL, &reply.claims)?;
        for claim in &reply.claims {
            let enclosing = self.asked.partition_point(|asked| asked.from <= claim.span.from).checked_sub(1);
            let asked = enclosing.and_then(|index| self.asked.get(index)).ok_or(Violation::Range)?;
            if !asked.encloses(&claim.span) {
                return Err(Violation::Range);
            }
        }
        self.sends.extend(reply.wants.iter().filter(|id| set.item(id).is_some()));
        for claim in reply.claims {
            self.compare(set, claim);
        }
        if self.todo.len() + self.wants.len() + self.sends.len() > SESSION_RANGES_MAX * RANGE_IDS_MAX {
            return Err(Violation::Endless);
        }
        if self.todo.len() > SESSION_RANGES_MAX { Err(Violation::Endless) } else { Ok(reply.items) }
    }

    fn compare<S: Reconcilable + ?Sized>(&mut self, set: &S, claim: Claim) {
        match claim.holds {
            Holds::Ids(theirs) => {
                let ours: BTreeSet<Id> = set.elements(claim.span).map(|(id, _)| id).collect();
                self.wants.extend(theirs.iter().filter(|id| !ours.contains(*id)));
                self.sends.extend(ours.iter().filter(|id| theirs.binary_search(id).is_err()));
            }
            Holds::Fingerprint(theirs) => {
                let ours = fingerprint(set, claim.span);
                if ours == theirs {
                    return;
                }
                if theirs.count == 0 {
                    self.sends.extend(set.elements(claim.span).map(|(id, _)| id));
                } else if ours.count as usize <= RANGE_IDS_MAX && ours.count > 0 {
                    let ids = set.elements(claim.span).map(|(id, _)| id).collect();
                    self.todo.push_back(Claim { span: claim.span, holds: Holds::Ids(ids) });
                } else if ours.count as usize > RANGE_IDS_MAX {
                    self.todo.extend(split(set, claim.span, ours.count as usize));
                } else {
                    self.todo.push_back(Claim { span: claim.span, holds: Holds::Fingerprint(ours) });
                }
            }
        }
    }
}

fn sort_claims(claims: &mut [Claim]) {
    claims.sort_by_key(|claim| claim.span.from);
}

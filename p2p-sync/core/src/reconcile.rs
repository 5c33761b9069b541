//! Range-based reconciliation: two nodes find out in which elements their sets differ by comparing fingerprints of ever
//! smaller ranges of ids, and send each other what is missing (the idea is Aljoscha Meyer's, arXiv:2212.13567).
//!
//! One side asks ([`Session`]), the other answers without keeping anything ([`answer`]). Questions and replies are bounded,
//! so a set that is missing altogether comes in pieces. Whatever a peer answers, a session ends: every range it is sent
//! must lie inside the range it asked about, and questions are counted.

mod fingerprint;
mod session;

pub use fingerprint::{Fingerprint, Sums, fingerprint};
pub use session::Session;

use codec::{Decode, Encode};
use cybersyn_primitives::Hash;
use fingerprint::each_step;

use crate::limits::{EXCHANGE_BYTES_MAX, RANGE_IDS_MAX, RANGE_SPLIT, RANGES_MAX};

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
    /// Whether the element is there.
    fn contains(&self, id: &Id) -> bool {
        self.item(id).is_some()
    }
    /// Its fingerprints, where they are kept; without them each question costs a pass over the elements it is about.
    fn sums(&self) -> Option<&Sums> {
        None
    }
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

    /// Adds the elements of `span` that `except` (ascending) does not name; what of the span did not fit, if anything.
    fn items_of<S: Reconcilable + ?Sized>(&mut self, set: &S, span: Span, except: &[Id]) -> Option<Span> {
        let lacking = set.elements(span).map(|(id, _)| id).filter(|id| except.binary_search(id).is_err());
        for id in lacking {
            if set.item(&id).is_some_and(|item| !self.item(item)) {
                return Some(Span { from: id, to: span.to });
            }
        }
        None
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

/// Answers a peer's question from `set`. Elements that the peer sent along are the caller's to admit.
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
        split(set, span, ours.count).into_iter().for_each(|claim| out.claim(claim));
        return;
    }
    // No room: the asker keeps what is echoed here for its next question.
    out.claim(Claim { span, holds: Holds::Fingerprint(ours) });
}

/// The asker has nothing here: everything goes at once, or as much as fits, and a claim about the rest.
fn send_all<S: Reconcilable + ?Sized>(set: &S, span: Span, out: &mut Outbox) {
    if let Some(rest) = out.items_of(set, span, &[]) {
        out.claim(Claim { span: rest, holds: Holds::Fingerprint(fingerprint(set, rest)) });
    }
}

/// The asker has listed what it holds: what it lacks is sent, what we lack is wanted.
fn answer_ids<S: Reconcilable + ?Sized>(set: &S, span: Span, theirs: &[Id], out: &mut Outbox) {
    if let Some(rest) = out.items_of(set, span, theirs) {
        out.claim(Claim { span: rest, holds: Holds::Fingerprint(fingerprint(set, rest)) });
    }
    for id in theirs.iter().filter(|id| !set.contains(id)) {
        if !out.want(*id) {
            return;
        }
    }
}

/// Cuts a span into up to [`RANGE_SPLIT`] parts of about as many elements.
fn split<S: Reconcilable + ?Sized>(set: &S, span: Span, count: u32) -> Vec<Claim> {
    let part = count.div_ceil(RANGE_SPLIT as u32).max(1);
    let mut claims: Vec<Claim> = Vec::with_capacity(RANGE_SPLIT);
    let (mut from, mut sum) = (span.from, Fingerprint::default());
    each_step(set, span, part, &mut |id, step| {
        if sum.count >= part {
            claims.push(Claim { span: Span { from, to: Some(id) }, holds: Holds::Fingerprint(sum) });
            (from, sum) = (id, Fingerprint::default());
        }
        sum = sum.plus(step);
    });
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

//! The asking side of one reconciliation.

use std::collections::{BTreeSet, VecDeque};

use super::{
    Claim, Exchange, Fingerprint, Holds, Id, Outbox, Reconcilable, Span, Violation, check_claims, fingerprint, split,
};
use crate::limits::{
    RANGE_IDS_MAX, RANGE_SPLIT, RANGES_MAX, SESSION_IDS_MAX, SESSION_QUESTIONS_MAX, SESSION_RANGES_MAX,
};

/// The asking side of one reconciliation.
#[derive(Clone, Debug)]
pub struct Session {
    /// Spans still to be compared and what to ask about them.
    todo: VecDeque<Claim>,
    /// Spans of the question under way.
    asked: Vec<Span>,
    /// Elements to ask for.
    wants: BTreeSet<Id>,
    /// Elements that the question under way asks for.
    wanted: Vec<Id>,
    /// Elements to send.
    sends: BTreeSet<Id>,
    /// Spans of which the other side has only what is named.
    pushes: Vec<Push>,
    questions: u32,
}

/// Everything in `span` but `except` (ascending) is to be sent.
#[derive(Clone, Debug)]
struct Push {
    span: Span,
    except: Vec<Id>,
}

impl Session {
    /// Begins by comparing everything.
    pub fn new<S: Reconcilable + ?Sized>(set: &S) -> Self {
        let all = Claim { span: Span::ALL, holds: Holds::Fingerprint(fingerprint(set, Span::ALL)) };
        Self {
            todo: VecDeque::from([all]),
            asked: Vec::new(),
            wants: BTreeSet::new(),
            wanted: Vec::new(),
            sends: BTreeSet::new(),
            pushes: Vec::new(),
            questions: 0,
        }
    }

    /// The next question; none when both sides hold the same.
    pub fn question<S: Reconcilable + ?Sized>(&mut self, set: &S) -> Result<Option<Exchange>, Violation> {
        let mut out = Outbox::new();
        self.send(set, &mut out);
        self.want(&mut out);
        self.asked.clear();
        // What waits to be sent comes first, so that it does not pile up.
        if self.sends.is_empty() && self.pushes.is_empty() {
            self.claim(&mut out);
        }
        self.questions += 1;
        let is_empty = out.exchange == Exchange::default();
        match self.questions {
            _ if is_empty => Ok(None),
            questions if questions > SESSION_QUESTIONS_MAX => Err(Violation::Endless),
            _ => Ok(Some(out.exchange)),
        }
    }

    fn send<S: Reconcilable + ?Sized>(&mut self, set: &S, out: &mut Outbox) {
        while let Some(id) = self.sends.first().copied() {
            if set.item(&id).is_some_and(|item| !out.item(item)) {
                return;
            }
            self.sends.remove(&id);
        }
        while let Some(push) = self.pushes.pop() {
            if let Some(span) = out.items_of(set, push.span, &push.except) {
                self.pushes.push(Push { span, ..push });
                return;
            }
        }
    }

    fn want(&mut self, out: &mut Outbox) {
        self.wanted.clear();
        while let Some(id) = self.wants.first().copied().filter(|id| out.want(*id)) {
            self.wants.remove(&id);
            self.wanted.push(id);
        }
    }

    fn claim(&mut self, out: &mut Outbox) {
        // In breadth, which needs the fewest questions; in depth while there are many, so that there are never too many.
        let is_deep = self.todo.len() > SESSION_RANGES_MAX / 2;
        while let Some(claim) = if is_deep { self.todo.back() } else { self.todo.front() } {
            let ids = if let Holds::Ids(ids) = &claim.holds { ids.len() } else { 1 };
            if out.exchange.claims.len() >= RANGES_MAX / RANGE_SPLIT || !out.has_room_for_ids(ids) {
                break;
            }
            let next = if is_deep { self.todo.pop_back() } else { self.todo.pop_front() };
            let Some(claim) = next else { break };
            self.asked.push(claim.span);
            out.claim(claim);
        }
        out.exchange.claims.sort_by_key(|claim| claim.span.from);
        self.asked.sort_by_key(|span| span.from);
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
        // What was wanted comes first; what had no room is asked for again as long as something comes.
        if !reply.items.is_empty() {
            self.wants.extend(self.wanted.drain(..).skip(reply.items.len()));
        }
        self.sends.extend(reply.wants.iter().filter(|id| set.contains(id)));
        for claim in reply.claims {
            self.compare(set, claim);
        }
        let is_too_much = self.todo.len() > SESSION_RANGES_MAX
            || self.pushes.len() > SESSION_RANGES_MAX
            || self.wants.len() + self.sends.len() > SESSION_IDS_MAX;
        if is_too_much { Err(Violation::Endless) } else { Ok(reply.items) }
    }

    fn compare<S: Reconcilable + ?Sized>(&mut self, set: &S, claim: Claim) {
        let span = claim.span;
        match claim.holds {
            Holds::Ids(theirs) => {
                self.wants.extend(theirs.iter().filter(|id| !set.contains(id)));
                self.pushes.push(Push { span, except: theirs });
            }
            Holds::Fingerprint(theirs) => self.compare_fingerprint(set, span, &theirs),
        }
    }

    fn compare_fingerprint<S: Reconcilable + ?Sized>(&mut self, set: &S, span: Span, theirs: &Fingerprint) {
        let ours = fingerprint(set, span);
        if ours == *theirs {
            return;
        }
        match ours.count {
            _ if theirs.count == 0 => self.pushes.push(Push { span, except: Vec::new() }),
            0 => self.todo.push_back(Claim { span, holds: Holds::Fingerprint(ours) }),
            count if count as usize <= RANGE_IDS_MAX => {
                let ids = set.elements(span).map(|(id, _)| id).collect();
                self.todo.push_back(Claim { span, holds: Holds::Ids(ids) });
            }
            count => self.todo.extend(split(set, span, count)),
        }
    }
}

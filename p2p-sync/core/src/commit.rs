//! Group commit: many records, one append, one sync; answers wait until what they speak of is on disk (DESIGN section 4.3).

use cybersyn_primitives::Millis;
use std::collections::VecDeque;

use crate::{
    RequestId, Ticket,
    event::{Answer, Effect},
    limits::{COMMIT_MILLIS_MAX, COMMIT_RECORDS_MAX, COMMITS_IN_FLIGHT_MAX},
    record::Record,
};

type Answers = Vec<(RequestId, Answer)>;

/// Records on their way to disk and the answers that wait for them.
#[derive(Debug)]
pub struct GroupCommit {
    records: Vec<Record>,
    answers: Answers,
    since: Millis,
    current: Ticket,
    persisted: Ticket,
    in_flight: VecDeque<(Ticket, Answers)>,
}

impl Default for GroupCommit {
    /// Ticket 0 is for what was on disk at the start.
    fn default() -> Self {
        Self {
            records: Vec::with_capacity(COMMIT_RECORDS_MAX),
            answers: Vec::new(),
            since: 0,
            current: Ticket(1),
            persisted: Ticket(0),
            in_flight: VecDeque::new(),
        }
    }
}

impl GroupCommit {
    /// The ticket that the next record gets.
    pub fn current(&self) -> Ticket {
        self.current
    }

    /// The ticket of the record added last.
    pub fn latest(&self) -> Ticket {
        if self.records.is_empty() { Ticket(self.current.0.saturating_sub(1)) } else { self.current }
    }

    /// Whether so much is under way that nothing new should be taken.
    pub fn is_busy(&self) -> bool {
        self.in_flight.len() >= COMMITS_IN_FLIGHT_MAX
    }

    /// Whether what has this ticket is on disk.
    pub fn is_persisted(&self, ticket: Ticket) -> bool {
        ticket <= self.persisted
    }

    /// Adds a record. A full commit leaves at once.
    pub fn add(&mut self, record: Record, now: Millis, effects: &mut Vec<Effect>) {
        if self.records.is_empty() {
            self.since = now;
        }
        self.records.push(record);
        if self.records.len() >= COMMIT_RECORDS_MAX {
            self.send(effects);
        }
    }

    /// Lets an answer go out when `ticket` is on disk, at once if it is already.
    pub fn answer(&mut self, ticket: Ticket, request: RequestId, answer: Answer, effects: &mut Vec<Effect>) {
        if self.is_persisted(ticket) {
            effects.push(Effect::Answer { request, answer });
        } else if let Some((_, answers)) = self.in_flight.iter_mut().find(|(waiting, _)| *waiting == ticket) {
            answers.push((request, answer));
        } else {
            self.answers.push((request, answer));
        }
    }

    /// Sends the commit off if it has waited long enough.
    pub fn flush(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let is_due = now.saturating_sub(self.since) >= COMMIT_MILLIS_MAX || now < self.since;
        if is_due && !self.records.is_empty() {
            self.send(effects);
        }
    }

    fn send(&mut self, effects: &mut Vec<Effect>) {
        let records = std::mem::replace(&mut self.records, Vec::with_capacity(COMMIT_RECORDS_MAX));
        let ticket = self.current;
        self.in_flight.push_back((ticket, std::mem::take(&mut self.answers)));
        self.current = Ticket(ticket.0 + 1);
        effects.push(Effect::Persist { ticket, records });
    }

    /// Everything up to `ticket` is on disk.
    pub fn persisted(&mut self, ticket: Ticket, effects: &mut Vec<Effect>) {
        self.persisted = self.persisted.max(ticket);
        while self.in_flight.front().is_some_and(|(waiting, _)| *waiting <= ticket) {
            let Some((_, answers)) = self.in_flight.pop_front() else { return };
            effects.extend(answers.into_iter().map(|(request, answer)| Effect::Answer { request, answer }));
        }
    }
}

//! Asking peers: finding out in what two nodes differ and getting it.
//!
//! A peer's turn goes from a summary through the sets that differ, one question at a time; what comes is verified before
//! more is asked for, so that a turn never runs ahead of the verifier.

use cybersyn_primitives::Millis;
use std::{cell::Cell, collections::HashMap};

use super::{Heart, neighbours::End, replication::BallotName, works::Payer};
use crate::{
    ExchangeId, Peer,
    allowance::cost,
    event::{Effect, Offence},
    limits::{ANSWER_MILLIS_MAX, ASK_MILLIS},
    message::{Query, Reply, SetName, encode},
    reconcile::{Exchange, Session},
    source::Source,
};

/// The questions under way.
#[derive(Debug, Default)]
pub(super) struct Asks {
    open: HashMap<ExchangeId, Ask>,
    next: u64,
}

#[derive(Debug)]
struct Ask {
    to: Peer,
    since: Millis,
    what: Asked,
}

#[derive(Debug)]
pub(super) enum Asked {
    Summary,
    Session(SetName, Box<Session>),
    Holds(Vec<BallotName>),
}

impl Asks {
    pub(super) fn asks_holds_of(&self, peer: &Peer) -> bool {
        self.open.values().any(|ask| ask.to == *peer && matches!(ask.what, Asked::Holds(_)))
    }

    fn overdue(&self, now: Millis) -> Vec<ExchangeId> {
        let is_over = |ask: &Ask| now.saturating_sub(ask.since) > ANSWER_MILLIS_MAX;
        self.open.iter().filter(|(_, ask)| is_over(ask)).map(|(id, _)| *id).collect()
    }
}

impl Heart {
    pub(super) fn peer_connected(&mut self, peer: Peer) {
        self.neighbours.connect(peer, self.now);
        self.begin_turns();
    }

    pub(super) fn peer_disconnected(&mut self, peer: Peer) {
        self.neighbours.disconnect(&peer);
        self.charges.forget(&peer);
        self.asks.open.retain(|_, ask| ask.to != peer);
    }

    /// Begins reconciliations and questions that are due; gives up what was not answered.
    pub(super) fn sync_due(&mut self) {
        for id in self.asks.overdue(self.now) {
            if let Some(ask) = self.asks.open.remove(&id) {
                self.unanswered(ask.to, &ask.what);
            }
        }
        self.resume_held();
        self.begin_turns();
        self.ask_holds_due();
    }

    fn begin_turns(&mut self) {
        let (allowed, now) = (&self.own_questions, self.now);
        for peer in self.neighbours.begin_turns(now, &self.full, |peer| allowed.is_open(peer, now)) {
            let summary = self.summary(self.neighbours.next_window(&peer));
            if let Some(turn) = self.neighbours.turn(&peer) {
                turn.window_end = summary.to;
            }
            self.ask(peer, &Query::Summary(summary), Asked::Summary);
        }
    }

    pub(super) fn ask(&mut self, to: Peer, query: &Query, what: Asked) {
        self.asks.next += 1;
        let id = ExchangeId(self.asks.next);
        self.asks.open.insert(id, Ask { to, since: self.now, what });
        let bytes = encode(query);
        self.own_questions.charge(to, ASK_MILLIS + cost(0, bytes.len()), self.now);
        self.effects.push(Effect::Ask { to, id, bytes });
    }

    /// A peer answered, or did not.
    pub(super) fn answered(&mut self, from: Peer, id: ExchangeId, bytes: Option<Vec<u8>>) {
        // What comes after it was given up, or from another peer, was not asked for.
        if self.asks.open.get(&id).is_none_or(|ask| ask.to != from) {
            return;
        }
        let Some(ask) = self.asks.open.remove(&id) else { return };
        let Some(bytes) = bytes else { return self.unanswered(from, &ask.what) };
        self.own_questions.charge(from, cost(0, bytes.len()), self.now);
        match (Reply::parse(&bytes), ask.what) {
            (Ok(Reply::Summary(sets)), Asked::Summary) => {
                let sets = self.worth_asking(sets);
                if let Some(turn) = self.neighbours.turn(&from) {
                    turn.differing = sets.into();
                }
                self.next_set(from);
            }
            (Ok(Reply::Reconcile(reply)), Asked::Session(set, session)) => self.replied(from, set, session, reply),
            (Ok(Reply::Holds(answers)), Asked::Holds(ballots)) => self.replication.holds(from, &ballots, &answers),
            (_, what) => {
                self.effects.push(Effect::Penalize { peer: from, offence: Offence::Unsolicited });
                self.unanswered(from, &what);
            }
        }
    }

    fn unanswered(&mut self, peer: Peer, what: &Asked) {
        if !matches!(what, Asked::Holds(_)) {
            self.neighbours.end_turn(&peer, End::Failed, self.now);
        }
    }

    /// Takes a reply if there is room for what it brings, else holds it until there is.
    fn replied(&mut self, from: Peer, set: SetName, session: Box<Session>, reply: Exchange) {
        if reply.items.is_empty() || self.takes_for(Payer::Peer(from)) {
            return self.go_on(from, set, session, reply);
        }
        if let Some(turn) = self.neighbours.turn(&from) {
            turn.held = Some((set, session, reply));
        }
    }

    /// Goes on with replies that were held for lack of room.
    pub(super) fn resume_held(&mut self) {
        for peer in self.neighbours.in_turn() {
            let is_free = self.takes_for(Payer::Peer(peer));
            let held = self.neighbours.turn(&peer).filter(|_| is_free).and_then(|turn| turn.held.take());
            if let Some((set, session, reply)) = held {
                self.go_on(peer, set, session, reply);
            }
        }
    }

    fn go_on(&mut self, from: Peer, set: SetName, mut session: Box<Session>, reply: Exchange) {
        let looked_at = Cell::new(0);
        let result = session.reply(&self.set(set, &looked_at), reply);
        self.own_questions.charge(from, cost(looked_at.get(), 0), self.now);
        let source = Source::Sync(from, self.delivery());
        let Ok(items) = result else {
            self.penalize(source, Offence::Unsolicited);
            return self.neighbours.end_turn(&from, End::Failed, self.now);
        };
        if self.take_items(source, set, &items) {
            self.question(from, set, session);
        } else {
            self.neighbours.end_turn(&from, End::Failed, self.now);
        }
    }

    /// Asks the session's next question, or goes on to the next set; the turn ends when it has had its share.
    fn question(&mut self, to: Peer, set: SetName, mut session: Box<Session>) {
        let now = self.now;
        let may_ask = self.own_questions.is_open(&to, now);
        let Some(turn) = self.neighbours.turn(&to) else { return };
        if !turn.may_ask(now) || !may_ask {
            return self.neighbours.end_turn(&to, End::Cut, now);
        }
        let looked_at = Cell::new(0);
        let question = session.question(&self.set(set, &looked_at));
        self.own_questions.charge(to, cost(looked_at.get(), 0), now);
        match question {
            Ok(Some(exchange)) => {
                self.ask(to, &Query::Reconcile { set, exchange }, Asked::Session(set, session));
            }
            Ok(None) => self.next_set(to),
            Err(_) => self.neighbours.end_turn(&to, End::Failed, now),
        }
    }

    fn next_set(&mut self, peer: Peer) {
        let Some(turn) = self.neighbours.turn(&peer) else { return };
        match turn.differing.pop_front() {
            Some(set) => {
                let session = Box::new(Session::new(&self.set(set, &Cell::new(0))));
                self.question(peer, set, session);
            }
            None => self.neighbours.end_turn(&peer, End::Done, self.now),
        }
    }
}

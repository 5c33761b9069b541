//! Answering peers, each as far as its allowance goes.

use cybersyn_primitives::ProposalId;
use std::cell::Cell;

use super::{Heart, sets::parse, works::Payer};
use crate::{
    ExchangeId, Peer,
    allowance::cost,
    event::{Effect, Offence},
    limits::ANSWER_MILLIS,
    message::{Query, Reply, SetName, encode},
    parking::Item,
    reconcile::{Exchange, Id, answer},
    source::Source,
};

impl Heart {
    /// A peer asks. Who asks too much is not answered until its allowance has filled up again.
    pub(super) fn asked(&mut self, from: Peer, id: ExchangeId, bytes: &[u8]) {
        if !self.their_questions.is_open(&from, self.now) {
            return;
        }
        let looked_at = Cell::new(0);
        let source = Source::Sync(from, self.delivery());
        let reply = Query::parse(bytes).ok().and_then(|query| self.reply_to(source, query, &looked_at));
        let reply = reply.map(|reply| encode(&reply));
        let bytes_sent = reply.as_ref().map_or(0, Vec::len);
        let cost = ANSWER_MILLIS + cost(looked_at.get(), bytes.len() + bytes_sent);
        self.their_questions.charge(from, cost, self.now);
        match reply {
            Some(bytes) => self.effects.push(Effect::Reply { id, bytes }),
            None => self.penalize(source, Offence::Malformed),
        }
    }

    /// None: the question is malformed.
    fn reply_to(&mut self, source: Source, query: Query, looked_at: &Cell<u64>) -> Option<Reply> {
        match query {
            Query::Summary(theirs) => Some(Reply::Summary(self.differing(&theirs, looked_at))),
            Query::Holds(ballots) => {
                looked_at.set(ballots.len() as u64);
                Some(Reply::Holds(ballots.iter().map(|(p, id)| self.is_on_disk(*p, id)).collect()))
            }
            Query::Reconcile { set, .. } if !self.answers_for(set) => Some(Reply::Reconcile(Exchange::default())),
            Query::Reconcile { set, mut exchange } => {
                self.take_or_ask_later(source, set, std::mem::take(&mut exchange.items))?;
                answer(&self.set(set, looked_at), &exchange).ok().map(Reply::Reconcile)
            }
        }
    }

    fn is_on_disk(&self, proposal: ProposalId, id: &Id) -> bool {
        self.boxes.by_id(proposal, id).is_some_and(|stored| self.commit.is_persisted(stored.ticket))
    }

    /// Takes what came with a question if there is room for it, else asks for it before long. None: it is malformed.
    fn take_or_ask_later(&mut self, source: Source, set: SetName, items: Vec<Vec<u8>>) -> Option<()> {
        match source.peer() {
            Some(peer) if !items.is_empty() && !self.takes_for(Payer::Peer(peer)) => {
                self.neighbours.hurry(&peer, self.now);
                Some(())
            }
            _ => self.take_items(source, set, &items).then_some(()),
        }
    }

    /// Elements of a set as they came from a peer that there is room for; returns false, and charges the peer, if they
    /// are malformed.
    pub(super) fn take_items(&mut self, source: Source, set: SetName, items: &[Vec<u8>]) -> bool {
        let parsed: Option<Vec<Item>> = items.iter().map(|bytes| parse(set, bytes)).collect();
        match parsed {
            Some(items) => {
                self.admit_items(source, items);
                true
            }
            None => {
                self.penalize(source, Offence::Malformed);
                false
            }
        }
    }
}

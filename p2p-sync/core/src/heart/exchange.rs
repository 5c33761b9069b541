//! Peers: finding out in what two nodes differ, sending it, and asking who else has a client's ballot on disk.

use codec::{DecodeAll, Encode};
use cybersyn_primitives::{
    Hash, Millis, ProposalId, SignedBallot,
    entry::{FrozenText, SignedEntry, Space},
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::Heart;
use crate::{
    ExchangeId, Peer,
    ballot_box::BallotBoxes,
    event::{Effect, Offence},
    limits::{
        ANSWER_MILLIS_MAX, HOLDS_MAX, PEERS_MAX, RECONCILE_MILLIS, REPLICATION_MAX, SESSIONS_MAX, SUMMARY_SETS_MAX,
    },
    log::Logs,
    message::{Query, Reply, SetName, encode},
    parking::Item,
    reconcile::{Exchange, Fingerprint, Id, Reconcilable, Session, Span, answer, fingerprint},
    source::Source,
};

/// A ballot is replicated when so many other operators have it on disk (DESIGN section 4.3).
const REPLICAS: usize = 2;
/// Time between two questions after replication.
const HOLDS_MILLIS: Millis = 1_000;
/// What is new from one peer is passed on to the others after so long.
const HURRY_MILLIS: Millis = 250;

/// What is under way with peers.
#[derive(Debug, Default)]
pub(super) struct Exchanges {
    peers: BTreeMap<Peer, Neighbour>,
    asks: HashMap<ExchangeId, Ask>,
    next: u64,
    watched: BTreeMap<(ProposalId, Id), BTreeSet<Peer>>,
    replicated: HashSet<(ProposalId, Id)>,
    holds_at: Millis,
}

#[derive(Debug, Default)]
struct Neighbour {
    /// The next reconciliation begins.
    due: Millis,
    /// Sets that differ and are still to be reconciled.
    differing: VecDeque<SetName>,
    /// A reconciliation is under way.
    is_active: bool,
}

#[derive(Debug)]
struct Ask {
    to: Peer,
    since: Millis,
    what: Asked,
}

#[derive(Debug)]
enum Asked {
    Summary,
    Session(SetName, Box<Session>),
    Holds(Vec<(ProposalId, Id)>),
}

impl Exchanges {
    /// Begins to ask who else has a ballot on disk.
    pub(super) fn watch(&mut self, proposal: ProposalId, id: Id) {
        if self.watched.len() < REPLICATION_MAX && !self.replicated.contains(&(proposal, id)) {
            self.watched.entry((proposal, id)).or_default();
        }
    }

    /// Something new came from `from`: the others should hear of it soon.
    pub(super) fn hurry(&mut self, from: Peer, now: Millis) {
        for (_, neighbour) in self.peers.iter_mut().filter(|(peer, _)| **peer != from) {
            neighbour.due = neighbour.due.min(now + HURRY_MILLIS);
        }
    }

    pub(super) fn is_replicated(&self, proposal: ProposalId, id: &Id) -> bool {
        self.replicated.contains(&(proposal, *id))
    }

    fn holds(&mut self, by: Peer, ballots: &[(ProposalId, Id)], answers: &[bool]) {
        for (key, _) in ballots.iter().zip(answers).filter(|(_, holds)| **holds) {
            let Some(holders) = self.watched.get_mut(key) else { continue };
            holders.insert(by);
            if holders.len() >= REPLICAS {
                self.watched.remove(key);
                if self.replicated.len() < REPLICATION_MAX {
                    self.replicated.insert(*key);
                }
            }
        }
    }
}

impl Heart {
    pub(super) fn peer_connected(&mut self, peer: Peer) {
        if self.sync.peers.len() < PEERS_MAX {
            let neighbour = Neighbour { due: self.now, ..Neighbour::default() };
            self.sync.peers.entry(peer).or_insert(neighbour);
            self.sync_due();
        }
    }

    pub(super) fn peer_disconnected(&mut self, peer: Peer) {
        self.sync.peers.remove(&peer);
        self.sync.asks.retain(|_, ask| ask.to != peer);
    }

    /// Begins reconciliations and questions that are due; gives up what was not answered.
    pub(super) fn sync_due(&mut self) {
        self.give_up();
        let due = self.sync.peers.iter().filter(|(_, neighbour)| !neighbour.is_active && neighbour.due <= self.now);
        let due: Vec<Peer> = due.map(|(peer, _)| *peer).collect();
        let active = self.sync.peers.values().filter(|neighbour| neighbour.is_active).count();
        let room = SESSIONS_MAX.saturating_sub(active);
        if !due.is_empty() && room > 0 {
            let summary = self.summary();
            for peer in due.into_iter().take(room) {
                if let Some(neighbour) = self.sync.peers.get_mut(&peer) {
                    neighbour.is_active = true;
                }
                self.ask(peer, &Query::Summary(summary.clone()), Asked::Summary);
            }
        }
        if self.now >= self.sync.holds_at && !self.sync.watched.is_empty() {
            self.sync.holds_at = self.now + HOLDS_MILLIS;
            self.ask_holds();
        }
    }

    fn give_up(&mut self) {
        let is_over = |ask: &Ask| self.now.saturating_sub(ask.since) > ANSWER_MILLIS_MAX;
        let over: Vec<ExchangeId> = self.sync.asks.iter().filter(|(_, ask)| is_over(ask)).map(|(id, _)| *id).collect();
        for id in over {
            if let Some(ask) = self.sync.asks.remove(&id) {
                self.end_session(ask.to, &ask.what);
            }
        }
    }

    fn ask(&mut self, to: Peer, query: &Query, what: Asked) {
        self.sync.next += 1;
        let id = ExchangeId(self.sync.next);
        self.sync.asks.insert(id, Ask { to, since: self.now, what });
        self.effects.push(Effect::Ask { to, id, bytes: encode(query) });
    }

    fn ask_holds(&mut self) {
        let peers: Vec<Peer> = self.sync.peers.keys().copied().take(SESSIONS_MAX).collect();
        for peer in peers {
            let is_asked = |ask: &Ask| ask.to == peer && matches!(ask.what, Asked::Holds(_));
            if self.sync.asks.values().any(is_asked) {
                continue;
            }
            let open = self.sync.watched.iter().filter(|(_, holders)| !holders.contains(&peer));
            let ballots: Vec<_> = open.map(|(key, _)| *key).take(HOLDS_MAX).collect();
            if !ballots.is_empty() {
                self.ask(peer, &Query::Holds(ballots.clone()), Asked::Holds(ballots));
            }
        }
    }

    /// A peer answered, or did not.
    pub(super) fn answered(&mut self, from: Peer, id: ExchangeId, bytes: Option<Vec<u8>>) {
        let Some(ask) = self.sync.asks.remove(&id).filter(|ask| ask.to == from) else { return };
        let Some(bytes) = bytes else { return self.end_session(from, &ask.what) };
        match (Reply::parse(&bytes), ask.what) {
            (Ok(Reply::Summary(sets)), Asked::Summary) => {
                if let Some(neighbour) = self.sync.peers.get_mut(&from) {
                    neighbour.differing = sets.into();
                }
                self.next_set(from);
            }
            (Ok(Reply::Reconcile(reply)), Asked::Session(set, session)) => self.go_on(from, set, session, reply),
            (Ok(Reply::Holds(answers)), Asked::Holds(ballots)) => self.sync.holds(from, &ballots, &answers),
            (_, what) => {
                self.effects.push(Effect::Penalize { peer: from, offence: Offence::Unsolicited });
                self.end_session(from, &what);
            }
        }
    }

    fn go_on(&mut self, from: Peer, set: SetName, mut session: Box<Session>, reply: Exchange) {
        let result = session.reply(&self.set(set), reply);
        let Ok(items) = result else {
            self.effects.push(Effect::Penalize { peer: from, offence: Offence::Unsolicited });
            return self.next_set(from);
        };
        self.take_items(from, set, items);
        self.question(from, set, session);
    }

    /// Asks the session's next question, or goes on to the next set.
    fn question(&mut self, to: Peer, set: SetName, mut session: Box<Session>) {
        match session.question(&self.set(set)) {
            Ok(Some(exchange)) => {
                self.ask(to, &Query::Reconcile { set, exchange }, Asked::Session(set, session));
            }
            Ok(None) | Err(_) => self.next_set(to),
        }
    }

    fn next_set(&mut self, peer: Peer) {
        let Some(neighbour) = self.sync.peers.get_mut(&peer) else { return };
        match neighbour.differing.pop_front() {
            Some(set) => {
                let session = Box::new(Session::new(&self.set(set)));
                self.question(peer, set, session);
            }
            None => self.rest(peer),
        }
    }

    fn end_session(&mut self, peer: Peer, what: &Asked) {
        if !matches!(what, Asked::Holds(_)) {
            self.rest(peer);
        }
    }

    /// The reconciliation with a peer is over for now.
    fn rest(&mut self, peer: Peer) {
        if let Some(neighbour) = self.sync.peers.get_mut(&peer) {
            let due = self.now + RECONCILE_MILLIS;
            *neighbour = Neighbour { due, ..Neighbour::default() };
        }
    }

    /// A peer asks.
    pub(super) fn asked(&mut self, from: Peer, id: ExchangeId, bytes: &[u8]) {
        let reply = match Query::parse(bytes) {
            Ok(Query::Summary(theirs)) => Reply::Summary(self.differing(&theirs)),
            Ok(Query::Reconcile { set, mut exchange }) => {
                self.take_items(from, set, std::mem::take(&mut exchange.items));
                let Ok(reply) = answer(&self.set(set), &exchange) else { return self.malformed(from) };
                Reply::Reconcile(reply)
            }
            Ok(Query::Holds(ballots)) => Reply::Holds(ballots.iter().map(|(p, id)| self.is_on_disk(*p, id)).collect()),
            Err(_) => return self.malformed(from),
        };
        self.effects.push(Effect::Reply { id, bytes: encode(&reply) });
    }

    fn malformed(&mut self, peer: Peer) {
        self.effects.push(Effect::Penalize { peer, offence: Offence::Malformed });
    }

    fn is_on_disk(&self, proposal: ProposalId, id: &Id) -> bool {
        self.boxes.by_id(proposal, id).is_some_and(|stored| self.commit.is_persisted(stored.ticket))
    }

    /// Elements of a set as they came from a peer.
    fn take_items(&mut self, from: Peer, set: SetName, items: Vec<Vec<u8>>) {
        let parsed: Option<Vec<Item>> = items.iter().map(|bytes| parse(set, bytes)).collect();
        match parsed {
            Some(items) => self.admit_items(Source::Sync(from), items),
            None => self.malformed(from),
        }
    }

    /// The sets that this node has, with what it holds in each.
    fn summary(&self) -> Vec<(SetName, Fingerprint)> {
        let names = self.view.proposals().map(|(id, _)| SetName::Ballots(id)).collect::<Vec<_>>();
        // The newest proposals and all documents; older ones have converged long ago.
        let ballots = names.into_iter().rev().take(SUMMARY_SETS_MAX / 2);
        let spaces = self.logs.spaces().map(SetName::Entries).take(SUMMARY_SETS_MAX / 2 - 1);
        let names = ballots.chain(spaces).chain([SetName::Texts]);
        names.map(|name| (name, fingerprint(&self.set(name), Span::ALL))).collect()
    }

    /// The sets in which a peer differs from this node, as far as this node can judge their elements.
    fn differing(&self, theirs: &[(SetName, Fingerprint)]) -> Vec<SetName> {
        let theirs: BTreeMap<SetName, Fingerprint> = theirs.iter().copied().collect();
        let is_known = |name: &SetName| match name {
            SetName::Ballots(proposal) => self.view.proposal(*proposal).is_some(),
            SetName::Entries(_) | SetName::Texts => true,
        };
        let mut ours: BTreeMap<SetName, Fingerprint> = self.summary().into_iter().collect();
        for name in theirs.keys().filter(|name| is_known(name)) {
            ours.entry(*name).or_insert_with(|| fingerprint(&self.set(*name), Span::ALL));
        }
        let differs = |(name, ours): &(SetName, Fingerprint)| match theirs.get(name) {
            Some(theirs) => theirs != ours,
            None => ours.count > 0,
        };
        ours.into_iter().filter(differs).map(|(name, _)| name).take(SUMMARY_SETS_MAX).collect()
    }

    fn set(&self, name: SetName) -> SetView<'_> {
        match name {
            SetName::Ballots(proposal) => SetView::Ballots(&self.boxes, proposal),
            SetName::Entries(space) => SetView::Entries(&self.logs, space),
            SetName::Texts => SetView::Texts(&self.texts),
        }
    }
}

/// A set, ready to be compared.
enum SetView<'a> {
    Ballots(&'a BallotBoxes, ProposalId),
    Entries(&'a Logs, Space),
    Texts(&'a BTreeMap<Hash, FrozenText>),
}

impl Reconcilable for SetView<'_> {
    fn elements(&self, span: Span) -> Box<dyn Iterator<Item = (Id, Hash)> + '_> {
        match self {
            SetView::Ballots(boxes, proposal) => Box::new(boxes.in_span(*proposal, span)),
            SetView::Entries(logs, space) => Box::new(logs.in_span(*space, span)),
            SetView::Texts(texts) => {
                let from = texts.range(span.from..).take_while(move |(id, _)| span.contains(id));
                Box::new(from.map(|(id, _)| (*id, *id)))
            }
        }
    }

    fn item(&self, id: &Id) -> Option<Vec<u8>> {
        match self {
            SetView::Ballots(boxes, proposal) => Some(boxes.by_id(*proposal, id)?.signed.encode()),
            SetView::Entries(logs, space) => Some(logs.by_id(space, id)?.encode()),
            SetView::Texts(texts) => Some(texts.get(id)?.encode()),
        }
    }
}

fn parse(set: SetName, mut bytes: &[u8]) -> Option<Item> {
    match set {
        SetName::Ballots(proposal) => {
            let signed = SignedBallot::decode_all(&mut bytes).ok()?;
            (signed.ballot.proposal == proposal).then_some(Item::Ballot(signed))
        }
        SetName::Entries(space) => {
            let signed = SignedEntry::decode_all(&mut bytes).ok()?;
            (signed.entry.space == space).then_some(Item::Entry(signed))
        }
        SetName::Texts => FrozenText::decode_all(&mut bytes).ok().map(Item::Text),
    }
}

//! The state machine that ties everything together: an event and the time in, effects out.
//!
//! What it does with ballots, documents and peers is in files of its own below; here is what they share.

mod answers;
mod ballots;
mod charges;
mod documents;
mod exchange;
mod neighbours;
mod queries;
mod replication;
mod retention;
mod sets;
mod works;

use charges::Charges;
use cybersyn_primitives::{Hash, Millis, ProposalId, SignedBallot, VotingKey, entry::FrozenText, entry::SignedEntry};
use exchange::Asks;
use neighbours::Neighbours;
use replication::Replication;
use retention::Forgotten;
use std::collections::{BTreeMap, HashSet, VecDeque};
use works::{Payer, Running, Works};

use crate::{
    FullPeers, GossipId, Peer, WorkId,
    allowance::Allowances,
    apply_queue::ApplyQueue,
    ballot_box::BallotBoxes,
    commit::GroupCommit,
    event::{Answer, Change, Effect, Event, Offence, Submission},
    gossip::{Bundler, Spacing},
    limits::{ANSWERS_MILLIS_MAX, ASKS_MILLIS_MAX, RETENTION_MILLIS, RETRY_MILLIS},
    log::Logs,
    message::Message,
    parking::{Item, Origin, Parking, Wake},
    receipts::SettledLog,
    record::Record,
    settlement::Plan,
    source::Source,
    tally::TallyBook,
    texts::Texts,
    verify::{Outcome, Work},
    view::{ChainView, ViewUpdate, is_open},
};

pub use queries::{DocumentState, Figures};

/// The heart of one node.
pub struct Heart {
    view: ChainView,
    boxes: BallotBoxes,
    book: TallyBook,
    settled: SettledLog,
    plan: Option<(u32, Plan)>,
    parking: Parking,
    commit: GroupCommit,
    spacing: Spacing,
    bundler: Bundler,
    logs: Logs,
    documents: ApplyQueue,
    texts: Texts,
    forgotten: Forgotten,
    full: FullPeers,
    neighbours: Neighbours,
    asks: Asks,
    replication: Replication,
    /// What this node may still ask its peers, and they this node.
    own_questions: Allowances,
    their_questions: Allowances,
    charges: Charges,
    works: Works,
    /// Own clients' ballots that wait for the verification before them.
    submitted: VecDeque<(Candidate, VotingKey, Hash)>,
    /// Entries that were let in but are not in their log yet.
    coming: HashSet<Hash>,
    next_work: u64,
    deliveries: u64,
    /// Effects of the event being handled.
    effects: Vec<Effect>,
    now: Millis,
}

/// Something whose signature is being checked.
#[derive(Clone, Debug)]
struct Candidate {
    signed: Signed,
    source: Source,
}

#[derive(Clone, Debug)]
enum Signed {
    Ballot(SignedBallot),
    Entry(Box<SignedEntry>),
}

/// What an operator sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// For how long ballots and discussions of decided proposals are kept (milliseconds).
    pub retention_millis: Millis,
}

impl Default for Config {
    /// What a validator's sidecar has to keep (DESIGN section 4.9).
    fn default() -> Self {
        Self { retention_millis: RETENTION_MILLIS }
    }
}

impl Heart {
    /// A heart that knows nothing but the chain's genesis hash.
    pub fn new(genesis: Hash) -> Self {
        Self::with_config(genesis, Config::default())
    }

    /// The same with other settings.
    pub fn with_config(genesis: Hash, config: Config) -> Self {
        Self {
            view: ChainView::new(genesis),
            boxes: BallotBoxes::default(),
            book: TallyBook::default(),
            settled: SettledLog::default(),
            plan: None,
            parking: Parking::default(),
            commit: GroupCommit::default(),
            spacing: Spacing::default(),
            bundler: Bundler::default(),
            logs: Logs::default(),
            documents: ApplyQueue::default(),
            texts: Texts::default(),
            forgotten: Forgotten::new(config.retention_millis),
            full: FullPeers::default(),
            neighbours: Neighbours::default(),
            asks: Asks::default(),
            replication: Replication::default(),
            own_questions: Allowances::new(ASKS_MILLIS_MAX),
            their_questions: Allowances::new(ANSWERS_MILLIS_MAX),
            charges: Charges::default(),
            works: Works::default(),
            submitted: VecDeque::new(),
            coming: HashSet::new(),
            next_work: 0,
            deliveries: 0,
            effects: Vec::new(),
            now: 0,
        }
    }

    /// Takes an event at `now` (Unix milliseconds by the node's best clock) and returns what is to be done, in order.
    pub fn handle(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        self.now = now;
        match event {
            Event::Recovered(records) => self.recover(records),
            Event::Tick => self.tick(),
            Event::Finalized(update) => self.finalized(*update),
            Event::FullPeers(full) => self.know(full),
            Event::PeerConnected(peer) => self.peer_connected(peer),
            Event::PeerDisconnected(peer) => self.peer_disconnected(peer),
            Event::Submitted { request, submission } => match *submission {
                Submission::Ballot(signed) => self.submit_ballot(request, signed),
                Submission::Entry(signed) => self.submit_entry(request, signed),
                Submission::Text { proposal, text } => self.submit_text(request, proposal, text),
            },
            Event::Gossip { from, id, bytes } => match Message::parse(&bytes) {
                Ok(Message::Ballots(ballots)) => self.hear_ballots(from, id, ballots),
                Ok(Message::Entry(signed)) => self.hear_entry(from, id, signed),
                Ok(Message::Text(text)) => self.hear_text(from, id, text),
                Err(_) => self.reject(Source::Gossip(from, id), Offence::Malformed),
            },
            Event::Asked { from, id, bytes } => self.asked(from, id, &bytes),
            Event::Answered { from, id, bytes } => self.answered(from, id, bytes),
            Event::Verified(outcome) => self.verified(outcome),
            Event::Persisted(ticket) => self.commit.persisted(ticket, &mut self.effects),
            Event::Applied { id, result } => self.applied(id, result),
        }
        self.pump();
        std::mem::take(&mut self.effects)
    }

    /// What may follow from any event.
    fn pump(&mut self) {
        self.verify_submitted();
        self.start_jobs();
        self.commit.flush(self.now, &mut self.effects);
        for proposal in self.book.refresh(&self.view, &self.boxes) {
            self.effects.push(Effect::Changed(Change::Tally(proposal)));
        }
    }

    fn tick(&mut self) {
        let due = self.parking.take_due(self.now);
        self.retry(due);
        self.relay_due();
        self.sync_due();
    }

    fn finalized(&mut self, update: ViewUpdate) {
        let touched = self.view.apply(&update);
        for batch in update.settled {
            self.settle(batch, true);
        }
        for proposal in &touched.proposals {
            if self.view.proposal(*proposal).is_some_and(|ledger| !is_open(ledger)) {
                self.boxes.retire(*proposal);
                self.replication.forget(*proposal);
            }
            self.effects.push(Effect::Changed(Change::Proposal(*proposal)));
        }
        self.book.head(&touched, &self.view, &self.boxes);
        self.forget_due();
        let parked = self.parking.take_head();
        self.retry(parked);
    }

    fn know(&mut self, full: FullPeers) {
        self.parking.know(full.clone());
        self.full = full;
    }

    /// Judges items again that were parked; those of one origin together. What finds no room waits on.
    fn retry(&mut self, parked: Vec<(Origin, Item)>) {
        let mut by_origin: BTreeMap<Origin, Vec<Item>> = BTreeMap::new();
        for (origin, item) in parked {
            by_origin.entry(origin).or_default().push(item);
        }
        for (origin, items) in by_origin {
            let source = Source::Parked(origin, self.delivery());
            if self.takes_for(payer_of(source)) {
                self.admit_items(source, items);
            } else {
                let wake = Wake::Due(self.now + RETRY_MILLIS);
                for item in items {
                    self.parking.park(origin, item, wake);
                }
            }
        }
    }

    /// Admits things of one source for which there is room; signatures are checked together.
    fn admit_items(&mut self, source: Source, items: Vec<Item>) {
        let mut work = Work::with_capacity(self.work_id(), items.len());
        let mut candidates = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Item::Ballot(signed) => self.admit_ballot(source, signed, &mut work, &mut candidates),
                Item::Entry(signed) => self.admit_entry(source, signed, &mut work, &mut candidates),
                Item::Text(text) => self.admit_text(source, text),
            }
        }
        self.start_work(work, Running { payer: payer_of(source), candidates, is_whole: false });
    }

    fn start_work(&mut self, work: Work, running: Running) {
        if !work.is_empty() {
            self.works.begin(work.id, running);
            self.effects.push(Effect::Verify(work));
        }
    }

    fn verified(&mut self, outcome: Outcome) {
        if let Some(running) = self.works.end(outcome.id) {
            self.take_verified(running, &outcome.bad);
            self.resume_held();
        }
    }

    fn work_id(&mut self) -> WorkId {
        self.next_work += 1;
        WorkId(self.next_work)
    }

    /// Whether there is room to verify and store what somebody brings.
    fn takes_for(&self, payer: Payer) -> bool {
        !self.commit.is_busy() && self.works.has_room(payer, &self.full)
    }

    fn recover(&mut self, records: Vec<Record>) {
        for record in records {
            match record {
                Record::Ballot(signed) => {
                    self.boxes.put(signed, crate::Ticket(0));
                    self.book.touch(signed.ballot.citizen);
                }
                Record::Entry(signed) => {
                    self.documents.rebuild(signed.entry.space);
                    self.logs.insert(signed);
                }
                Record::Text(text) => {
                    if let Ok(content) = cybersyn_primitives::text::content_hash(&text.header, &text.body) {
                        self.texts.insert(content, text);
                    }
                }
                Record::Settled(batch) => {
                    self.view.settle(&batch);
                    self.settle(batch, false);
                }
            }
        }
    }

    /// Takes over a batch of a finalized block: the chain has checked its ballots.
    fn settle(&mut self, batch: crate::record::SettledBatch, is_new: bool) {
        let ticket = if is_new { self.commit.current() } else { crate::Ticket(0) };
        for signed in &batch.ballots {
            self.boxes.put_settled(*signed, ticket);
            self.book.touch(signed.ballot.citizen);
        }
        if self.settled.add(batch.clone()) && is_new {
            self.commit.add(Record::Settled(batch), self.now, &mut self.effects);
        }
    }

    fn answer_now(&mut self, source: Source, answer: Answer) {
        match source {
            Source::Client(request) => self.effects.push(Effect::Answer { request, answer }),
            Source::Gossip(_, id) => self.effects.push(Effect::Judge { id, verdict: crate::Verdict::Ignore }),
            Source::Sync(..) | Source::Parked(..) => {}
        }
    }

    /// What a neighbour forwards finds no room: it is asked for it before long.
    fn refuse_for_now(&mut self, from: Peer, id: GossipId) {
        self.answer_now(Source::Gossip(from, id), Answer::Busy);
        self.neighbours.hurry(&from, self.now);
    }

    /// Refuses what no honest peer sends.
    fn reject(&mut self, source: Source, offence: Offence) {
        if let Source::Gossip(_, id) = source {
            self.effects.push(Effect::Judge { id, verdict: crate::Verdict::Reject });
        }
        self.penalize(source, offence);
    }

    fn text_of(&self, proposal: ProposalId) -> Option<&FrozenText> {
        self.texts.get(&self.view.proposal(proposal)?.terms.content)
    }
}

fn payer_of(source: Source) -> Payer {
    source.peer().map_or(Payer::Clients, Payer::Peer)
}

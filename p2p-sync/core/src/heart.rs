//! The state machine that ties everything together: an event and the time in, effects out.
//!
//! What it does with ballots, documents and peers is in files of its own below; here is what they share.

mod ballots;
mod documents;
mod exchange;
mod queries;

use cybersyn_primitives::{Hash, Millis, ProposalId, SignedBallot, VotingKey, entry::FrozenText, entry::SignedEntry};
use exchange::Exchanges;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use crate::{
    WorkId,
    apply_queue::ApplyQueue,
    ballot_box::BallotBoxes,
    commit::GroupCommit,
    event::{Answer, Change, Effect, Event, Offence, Submission},
    gossip::{Bundler, Spacing},
    limits::WORKS_IN_FLIGHT_MAX,
    log::Logs,
    message::Message,
    parking::{Item, Origin, Parking, Wake},
    receipts::SettledLog,
    record::Record,
    settlement::Plan,
    source::Source,
    tally::TallyBook,
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
    texts: BTreeMap<Hash, FrozenText>,
    sync: Exchanges,
    works: HashMap<WorkId, Vec<Candidate>>,
    /// Own clients' ballots that wait for the verification before them.
    submitted: VecDeque<(Candidate, VotingKey, Hash)>,
    /// The verification of own clients' ballots under way.
    submitted_work: Option<WorkId>,
    /// Entries that were let in but are not in their log yet.
    coming: HashSet<Hash>,
    next_work: u64,
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

impl Heart {
    /// A heart that knows nothing but the chain's genesis hash.
    pub fn new(genesis: Hash) -> Self {
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
            texts: BTreeMap::new(),
            sync: Exchanges::default(),
            works: HashMap::new(),
            submitted: VecDeque::new(),
            submitted_work: None,
            coming: HashSet::new(),
            next_work: 0,
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
            }
            self.effects.push(Effect::Changed(Change::Proposal(*proposal)));
        }
        self.book.head(&touched, &self.view, &self.boxes);
        let parked = self.parking.take_head();
        self.retry(parked);
    }

    /// Judges items again that were parked; those of one origin together.
    fn retry(&mut self, parked: Vec<(Origin, Item)>) {
        let mut by_origin: BTreeMap<Origin, Vec<Item>> = BTreeMap::new();
        for (origin, item) in parked {
            by_origin.entry(origin).or_default().push(item);
        }
        for (origin, items) in by_origin {
            self.admit_items(Source::Parked(origin), items);
        }
    }

    /// Admits what came in a reconciliation or out of parking; signatures are checked together.
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
        self.start_work(work, candidates);
    }

    fn start_work(&mut self, work: Work, candidates: Vec<Candidate>) {
        if work.is_empty() {
            return;
        }
        if self.works.len() >= WORKS_IN_FLIGHT_MAX {
            candidates.into_iter().for_each(|candidate| self.drop_candidate(candidate));
            return;
        }
        self.works.insert(work.id, candidates);
        self.effects.push(Effect::Verify(work));
    }

    /// Too much is under way: whoever waits may come again, peers will at the next reconciliation, parked items wait on.
    fn drop_candidate(&mut self, candidate: Candidate) {
        let Candidate { signed, source } = candidate;
        let item = match signed {
            Signed::Ballot(signed) => Item::Ballot(signed),
            Signed::Entry(signed) => {
                self.coming.remove(&signed.entry.hash());
                Item::Entry(*signed)
            }
        };
        match source {
            Source::Parked(origin) => {
                self.parking.park(origin, item, Wake::Due(self.now));
            }
            _ => self.answer_now(source, Answer::Busy),
        }
    }

    fn verified(&mut self, outcome: Outcome) {
        let Some(candidates) = self.works.remove(&outcome.id) else { return };
        if self.submitted_work == Some(outcome.id) {
            self.submitted_work = None;
        }
        self.take_verified(candidates, &outcome.bad);
    }

    fn work_id(&mut self) -> WorkId {
        self.next_work += 1;
        WorkId(self.next_work)
    }

    fn is_busy(&self) -> bool {
        self.commit.is_busy() || self.works.len() >= WORKS_IN_FLIGHT_MAX
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
            self.boxes.put(*signed, ticket);
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
            Source::Sync(_) | Source::Parked(_) => {}
        }
    }

    /// Refuses what no honest peer sends.
    fn reject(&mut self, source: Source, offence: Offence) {
        if let Source::Gossip(_, id) = source {
            self.effects.push(Effect::Judge { id, verdict: crate::Verdict::Reject });
        }
        if let Some(peer) = source.peer() {
            self.effects.push(Effect::Penalize { peer, offence });
        }
    }

    fn text_of(&self, proposal: ProposalId) -> Option<&FrozenText> {
        self.texts.get(&self.view.proposal(proposal)?.terms.content)
    }
}

//! Entries and frozen texts: from clients and peers, into logs, documents and proposals.

use cybersyn_primitives::{
    Hash, ProposalId,
    entry::{FrozenText, SignedEntry, Space},
    rule::Skip,
    text::content_hash,
};

use super::{Candidate, Heart, Signed, works::Payer};
use crate::{
    GossipId, Peer, RequestId, WorkId,
    admission::{Author, author},
    apply_queue::{Finished, Waiting},
    document::{Applied, DocumentError},
    event::{Answer, Change, Effect, Offence, Refusal, Topic, Verdict},
    gossip::single,
    limits::TEXTS_MAX,
    log::{Fit, LogError},
    message::{Message, SetName, entry_fits},
    parking::{Item, Wake},
    record::Record,
    source::Source,
    verify::Work,
};

impl Heart {
    /// A client hands in an entry.
    pub(super) fn submit_entry(&mut self, request: RequestId, signed: SignedEntry) {
        if !self.takes_for(Payer::Clients) {
            self.answer_now(Source::Client(request), Answer::Busy);
            return;
        }
        self.admit_items(Source::Client(request), vec![Item::Entry(signed)]);
    }

    /// A neighbour forwards an entry.
    pub(super) fn hear_entry(&mut self, from: Peer, id: GossipId, signed: SignedEntry) {
        if !self.takes_for(Payer::Peer(from)) {
            return self.refuse_for_now(from, id);
        }
        self.admit_items(Source::Gossip(from, id), vec![Item::Entry(signed)]);
    }

    /// Judges an entry: its size, its author's right, its place, then its signature.
    pub(super) fn admit_entry(
        &mut self,
        source: Source,
        signed: SignedEntry,
        work: &mut Work,
        candidates: &mut Vec<Candidate>,
    ) {
        if !entry_fits(&signed) {
            self.refuse(source, Refusal::Document(DocumentError::TooLarge), Some(Offence::Malformed));
            return;
        }
        if self.forgotten.contains(SetName::Entries(signed.entry.space)) {
            return self.refuse(source, Refusal::Rule(Skip::Final), None);
        }
        let hash = signed.entry.hash();
        if self.coming.contains(&hash) {
            self.answer_now(source, Answer::Busy);
            return;
        }
        match author(&self.view, &signed.entry, self.now) {
            Author::Signs(key) => match self.fit(&signed, &hash) {
                Fit::New { is_equivocation: true } if matches!(source, Source::Client(_)) => {
                    self.refuse(source, LogError::Equivocation.into(), None);
                }
                Fit::New { .. } => {
                    self.coming.insert(hash);
                    work.push(&signed.entry.signing_payload(self.view.genesis()), &signed.signature, &key);
                    candidates.push(Candidate { signed: Signed::Entry(Box::new(signed)), source });
                }
                Fit::Known => self.answer_known(source),
                Fit::Awaits => {
                    let wake = Wake::Space(signed.entry.space);
                    self.park(source, Item::Entry(signed), wake, Skip::UnknownProposal);
                }
                Fit::Refused(error) => self.refuse(source, error.into(), None),
            },
            Author::Park { reason, wake } => self.park(source, Item::Entry(signed), wake, reason),
            Author::FromFuture { offset_millis } => {
                self.refuse(source, Refusal::FromFuture { offset_millis }, None);
            }
            Author::Refuse(skip) => self.refuse(source, Refusal::Rule(skip), None),
        }
    }

    fn fit(&self, signed: &SignedEntry, hash: &Hash) -> Fit {
        let is_draft = |space: &Space| self.view.proposal_of_content(space).is_none();
        self.logs.fit(signed, hash, |needed| self.coming.contains(needed), is_draft)
    }

    /// An entry's signature has been checked: its update is applied before anything is said of it.
    pub(super) fn take_entry(&mut self, signed: SignedEntry, source: Source, is_bad: bool) {
        let hash = signed.entry.hash();
        if is_bad {
            self.coming.remove(&hash);
            self.refuse(source, Refusal::Rule(Skip::BadSignature), Some(Offence::BadSignature));
            return;
        }
        if !self.documents.push(Waiting { signed, hash, source }) {
            self.coming.remove(&hash);
            self.answer_now(source, Answer::Busy);
        }
    }

    /// Starts a job for every document that has something to do.
    pub(super) fn start_jobs(&mut self) {
        for space in self.documents.take_ready() {
            let id = self.work_id();
            if let Some(job) = self.documents.next_job(space, id, &self.logs) {
                self.effects.push(Effect::Apply(job));
            }
        }
    }

    /// A job is done.
    pub(super) fn applied(&mut self, id: WorkId, result: Result<Box<Applied>, DocumentError>) {
        let Some(Finished { space, entries }) = self.documents.finish(id, result) else { return };
        let mut grew = false;
        for (waiting, result) in entries {
            self.coming.remove(&waiting.hash);
            grew |= self.take_applied(waiting, result);
        }
        self.effects.push(Effect::Changed(Change::Document(space)));
        if grew {
            let parked = self.parking.take_space(space);
            self.retry(parked);
        }
    }

    /// Returns whether the entry went into its log.
    fn take_applied(&mut self, waiting: Waiting, result: Result<(), DocumentError>) -> bool {
        let Waiting { signed, hash, source } = waiting;
        let space = signed.entry.space;
        if self.forgotten.contains(SetName::Entries(space)) {
            self.refuse(source, Refusal::Rule(Skip::Final), None);
            return false;
        }
        match result {
            Ok(()) => {}
            Err(error) if error.is_waiting() => {
                self.park(source, Item::Entry(signed), Wake::Space(space), Skip::UnknownProposal);
                return false;
            }
            Err(DocumentError::Full) => {
                self.refuse(source, DocumentError::Full.into(), None);
                return false;
            }
            Err(error) => {
                self.refuse(source, error.into(), Some(Offence::Junk));
                return false;
            }
        }
        match self.fit(&signed, &hash) {
            Fit::New { is_equivocation } => {
                self.keep_entry(signed, source, is_equivocation);
                true
            }
            Fit::Known => {
                self.answer_known(source);
                false
            }
            Fit::Awaits => {
                self.documents.rebuild(space);
                self.park(source, Item::Entry(signed), Wake::Space(space), Skip::UnknownProposal);
                false
            }
            Fit::Refused(error) => {
                self.documents.rebuild(space);
                self.refuse(source, error.into(), None);
                false
            }
        }
    }

    fn keep_entry(&mut self, signed: SignedEntry, source: Source, is_equivocation: bool) {
        let space = signed.entry.space;
        let ticket = self.commit.current();
        self.commit.add(Record::Entry(signed.clone()), self.now, &mut self.effects);
        match source {
            Source::Client(request) => self.commit.answer(ticket, request, Answer::Stored, &mut self.effects),
            Source::Gossip(_, id) => self.effects.push(Effect::Judge { id, verdict: Verdict::Accept }),
            Source::Sync(..) | Source::Parked(..) => {}
        }
        if matches!(source, Source::Client(_) | Source::Parked(..)) {
            self.publish(&Message::Entry(signed.clone()));
        }
        self.logs.insert(signed);
        if is_equivocation {
            self.documents.rebuild(space);
        }
    }

    /// A client hands in a frozen text.
    pub(super) fn submit_text(&mut self, request: RequestId, proposal: Option<ProposalId>, text: FrozenText) {
        let source = Source::Client(request);
        let content = match content_hash(&text.header, &text.body) {
            Ok(content) => content,
            Err(error) => return self.refuse(source, Refusal::Text(error), None),
        };
        let expected = proposal.and_then(|id| self.view.proposal(id)).map(|ledger| ledger.terms.content);
        if expected.is_some_and(|expected| expected != content) {
            return self.refuse(source, Refusal::Diverges, None);
        }
        self.take_text(source, content, text);
    }

    /// A neighbour forwards a frozen text.
    pub(super) fn hear_text(&mut self, from: Peer, id: GossipId, text: FrozenText) {
        self.admit_text(Source::Gossip(from, id), text);
    }

    /// Judges a text.
    pub(super) fn admit_text(&mut self, source: Source, text: FrozenText) {
        match content_hash(&text.header, &text.body) {
            Ok(content) => self.take_text(source, content, text),
            Err(error) => self.refuse(source, Refusal::Text(error), Some(Offence::Malformed)),
        }
    }

    fn take_text(&mut self, source: Source, content: Hash, text: FrozenText) {
        if self.texts.get(&content).is_some() {
            return self.answer_known(source);
        }
        let Some(proposal) = self.view.proposal_of_content(&content) else {
            return self.park(source, Item::Text(text), Wake::Head, Skip::UnknownProposal);
        };
        if self.texts.len() >= TEXTS_MAX {
            return self.answer_now(source, Answer::Busy);
        }
        let ticket = self.commit.current();
        self.commit.add(Record::Text(text.clone()), self.now, &mut self.effects);
        match source {
            Source::Client(request) => self.commit.answer(ticket, request, Answer::Stored, &mut self.effects),
            Source::Gossip(_, id) => self.effects.push(Effect::Judge { id, verdict: Verdict::Accept }),
            Source::Sync(..) | Source::Parked(..) => {}
        }
        if matches!(source, Source::Client(_) | Source::Parked(..)) {
            self.publish(&Message::Text(text.clone()));
        }
        self.texts.insert(content, text);
        self.effects.push(Effect::Changed(Change::Text(proposal)));
    }

    /// Answers for what was taken before: it may be on its way to disk still.
    fn answer_known(&mut self, source: Source) {
        match source {
            Source::Client(request) => {
                self.commit.answer(self.commit.latest(), request, Answer::Stored, &mut self.effects);
            }
            _ => self.answer_now(source, Answer::Stored),
        }
    }

    fn publish(&mut self, message: &Message) {
        self.effects.push(Effect::Publish { topic: Topic::Documents, bytes: single(message) });
    }

    fn park(&mut self, source: Source, item: Item, wake: Wake, reason: Skip) {
        self.parking.park(source.origin(), item, wake);
        self.answer_now(source, Answer::Waiting { reason });
    }

    pub(super) fn refuse(&mut self, source: Source, refusal: Refusal, offence: Option<Offence>) {
        match (source, offence) {
            (Source::Client(_), _) | (_, None) => self.answer_now(source, Answer::Refused(refusal)),
            (_, Some(offence)) => self.reject(source, offence),
        }
    }
}

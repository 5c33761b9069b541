//! Ballots: from clients, from neighbours, out of parking; stored, answered, relayed.

use cybersyn_primitives::{SignedBallot, rule::Skip};

use super::{
    Candidate, Heart, Signed,
    works::{Payer, Running},
};
use crate::{
    GossipId, Peer, RequestId,
    admission::{Admission, admit},
    ballot_box::{Put, ballot_id},
    event::{Answer, Effect, Offence, Refusal, Topic, Verdict},
    limits::{COMMIT_RECORDS_MAX, SUBMISSIONS_WAITING_MAX},
    message::SetName,
    parking::Item,
    record::Record,
    source::Source,
    verify::Work,
};

/// The federation's electorate; in the beginning there is no other.
const FEDERATION: u32 = 0;

impl Heart {
    /// A client hands in a ballot.
    pub(super) fn submit_ballot(&mut self, request: RequestId, signed: SignedBallot) {
        let source = Source::Client(request);
        match self.admission(&signed) {
            Admission::Known => self.answer_stored(request, &signed),
            Admission::Check { .. } if self.commit.is_busy() || self.submitted.len() >= SUBMISSIONS_WAITING_MAX => {
                self.answer_now(source, Answer::Busy);
            }
            Admission::Check { key, content } => {
                let signed = Signed::Ballot(signed);
                self.submitted.push_back((Candidate { signed, source }, key, content));
            }
            admission => self.settle_unchecked(source, signed, admission),
        }
    }

    /// Checks what clients handed in, together with what came while the check before was under way.
    pub(super) fn verify_submitted(&mut self) {
        if self.submitted.is_empty() || !self.takes_for(Payer::Ballots) {
            return;
        }
        let count = self.submitted.len().min(COMMIT_RECORDS_MAX);
        let mut work = Work::with_capacity(self.work_id(), count);
        let mut candidates = Vec::with_capacity(count);
        for (candidate, key, content) in self.submitted.drain(..count) {
            if let Signed::Ballot(signed) = &candidate.signed {
                work.push_ballot(&signed.ballot, &signed.signature, &key, self.view.genesis(), &content);
                candidates.push(candidate);
            }
        }
        self.start_work(work, Running { payer: Payer::Ballots, candidates, is_whole: false });
    }

    /// What is to be done with a ballot; what is forgotten is refused.
    fn admission(&self, signed: &SignedBallot) -> Admission {
        match self.forgotten.contains(SetName::Ballots(signed.ballot.proposal)) {
            true => Admission::Refuse(Skip::Final),
            false => admit(&self.view, &self.boxes, &signed.ballot, self.now),
        }
    }

    /// A neighbour forwards a bundle. It is forwarded whole or not at all, and only if every signature in it was checked
    /// here: the next hop charges whoever forwards a bad one. What is new in a bundle that is not forwarded leaves in a
    /// bundle of our own.
    pub(super) fn hear_ballots(&mut self, from: Peer, id: GossipId, ballots: Vec<SignedBallot>) {
        let source = Source::Gossip(from, id);
        if !self.takes_for(Payer::Peer(from)) {
            return self.refuse_for_now(from, id);
        }
        let admissions: Vec<_> = ballots.iter().map(|signed| self.admission(signed)).collect();
        if admissions.iter().any(|admission| matches!(admission, Admission::Refuse(skip) if skip.is_junk())) {
            self.reject(source, Offence::Junk);
            return;
        }
        let mut work = Work::with_capacity(self.work_id(), ballots.len());
        let mut candidates = Vec::with_capacity(ballots.len());
        let mut is_whole = true;
        for (signed, admission) in ballots.into_iter().zip(admissions) {
            match admission {
                Admission::Check { key, content } => {
                    work.push_ballot(&signed.ballot, &signed.signature, &key, self.view.genesis(), &content);
                    candidates.push(Candidate { signed: Signed::Ballot(signed), source });
                }
                Admission::Known => is_whole &= self.is_same(&signed),
                Admission::Park { wake, .. } => {
                    is_whole = false;
                    self.parking.park(source.origin(), Item::Ballot(signed), wake);
                }
                Admission::Outdated | Admission::FromFuture { .. } | Admission::Refuse(_) => is_whole = false,
            }
        }
        if work.is_empty() {
            self.effects.push(Effect::Judge { id, verdict: Verdict::Ignore });
        }
        self.start_work(work, Running { payer: Payer::Peer(from), candidates, is_whole });
    }

    /// Whether a known ballot has the signature that was checked here. Another one may be as good, or forged.
    fn is_same(&self, signed: &SignedBallot) -> bool {
        self.boxes.find(&signed.ballot).is_some_and(|stored| stored.signed.signature == signed.signature)
    }

    /// Judges a ballot of a reconciliation or out of parking.
    pub(super) fn admit_ballot(
        &mut self,
        source: Source,
        signed: SignedBallot,
        work: &mut Work,
        candidates: &mut Vec<Candidate>,
    ) {
        match self.admission(&signed) {
            Admission::Check { key, content } => {
                work.push_ballot(&signed.ballot, &signed.signature, &key, self.view.genesis(), &content);
                candidates.push(Candidate { signed: Signed::Ballot(signed), source });
            }
            Admission::Refuse(skip) if skip.is_junk() => self.reject(source, Offence::Junk),
            admission => self.settle_unchecked(source, signed, admission),
        }
    }

    /// Everything that needs no signature check.
    fn settle_unchecked(&mut self, source: Source, signed: SignedBallot, admission: Admission) {
        let answer = match admission {
            Admission::Park { reason, wake } => {
                self.parking.park(source.origin(), Item::Ballot(signed), wake);
                Answer::Waiting { reason }
            }
            Admission::Outdated => self.already_newer(&signed),
            Admission::FromFuture { offset_millis } => Answer::Refused(Refusal::FromFuture { offset_millis }),
            Admission::Refuse(skip) => Answer::Refused(Refusal::Rule(skip)),
            Admission::Known | Admission::Check { .. } => return,
        };
        if let Source::Client(request) = source {
            self.effects.push(Effect::Answer { request, answer });
        }
    }

    /// Signatures have been checked.
    pub(super) fn take_verified(&mut self, running: Running, bad: &[usize]) {
        let mut bundle = Bundle { is_whole: running.is_whole, ..Bundle::default() };
        let mut bad = bad.iter().copied().peekable();
        for (position, candidate) in running.candidates.into_iter().enumerate() {
            let is_bad = bad.next_if_eq(&position).is_some();
            match candidate.signed {
                Signed::Ballot(signed) => {
                    bundle.gossip = bundle.gossip.or(gossip_of(candidate.source));
                    self.take_ballot(signed, candidate.source, is_bad, &mut bundle);
                }
                Signed::Entry(signed) => self.take_entry(*signed, candidate.source, is_bad),
            }
        }
        self.finish_bundle(bundle);
    }

    fn take_ballot(&mut self, signed: SignedBallot, source: Source, is_bad: bool, bundle: &mut Bundle) {
        if is_bad {
            match source {
                Source::Client(_) => {
                    self.answer_now(source, Answer::Refused(Refusal::Rule(Skip::BadSignature)));
                }
                _ => bundle.culprit = Some(source),
            }
            return;
        }
        let put = self.boxes.put(signed, self.commit.current());
        if let Put::Stored { .. } = put {
            self.book.touch(signed.ballot.citizen);
            self.commit.add(Record::Ballot(signed), self.now, &mut self.effects);
        }
        if let Source::Client(request) = source {
            self.replication.watch((signed.ballot.proposal, ballot_id(&signed.ballot)));
            self.answer_stored(request, &signed);
        }
        if put == (Put::Stored { is_greatest: true }) {
            let may_leave = self.spacing.allow(&signed, self.now);
            bundle.is_whole &= may_leave;
            bundle.new.extend(may_leave.then_some(signed));
            if let Source::Sync(from, _) = source {
                bundle.synced_from = Some(from);
            }
        }
    }

    /// Forwards a bundle of gossip whole if nothing in it is bad or held back; else what may leave goes into our own.
    fn finish_bundle(&mut self, bundle: Bundle) {
        if let Some(culprit) = bundle.culprit {
            self.penalize(culprit, Offence::BadSignature);
        }
        if let Some(from) = bundle.synced_from {
            self.neighbours.hurry_others(from, self.now);
        }
        let is_forwarded = bundle.culprit.is_none() && bundle.is_whole && !bundle.new.is_empty();
        if let Some(id) = bundle.gossip {
            let verdict = match bundle.culprit {
                Some(_) => Verdict::Reject,
                None if is_forwarded => Verdict::Accept,
                None => Verdict::Ignore,
            };
            self.effects.push(Effect::Judge { id, verdict });
        }
        if bundle.gossip.is_none() || !is_forwarded {
            bundle.new.into_iter().for_each(|signed| self.bundler.add(signed, self.now));
        }
    }

    /// Relays what was held back, and bundles that are due.
    pub(super) fn relay_due(&mut self) {
        for held in self.spacing.release(self.now) {
            self.bundler.add(held, self.now);
        }
        for bytes in self.bundler.take(self.now) {
            self.effects.push(Effect::Publish { topic: Topic::Ballots(FEDERATION), bytes });
        }
    }

    /// Answers once the ballot is on disk.
    fn answer_stored(&mut self, request: RequestId, signed: &SignedBallot) {
        let Some(stored) = self.boxes.find(&signed.ballot) else {
            let answer = self.already_newer(signed);
            self.effects.push(Effect::Answer { request, answer });
            return;
        };
        let ticket = stored.ticket;
        let greatest = self.boxes.greatest(signed.ballot.proposal, signed.ballot.citizen);
        let is_greatest = greatest.is_some_and(|greatest| greatest.signed.ballot == signed.ballot);
        let answer = if is_greatest { Answer::Stored } else { self.already_newer(signed) };
        self.commit.answer(ticket, request, answer, &mut self.effects);
    }

    fn already_newer(&self, signed: &SignedBallot) -> Answer {
        let greatest = self.boxes.greatest(signed.ballot.proposal, signed.ballot.citizen);
        let opens = self.view.proposal(signed.ballot.proposal).map_or(0, |ledger| ledger.terms.opens);
        Answer::AlreadyNewer { date: greatest.map_or(0, |greatest| greatest.signed.ballot.date(opens)) }
    }
}

/// What became of the ballots of one work.
#[derive(Default)]
struct Bundle {
    gossip: Option<GossipId>,
    /// Who brought a bad one.
    culprit: Option<Source>,
    synced_from: Option<Peer>,
    /// Every ballot of the message was checked, and none is held back.
    is_whole: bool,
    new: Vec<SignedBallot>,
}

fn gossip_of(source: Source) -> Option<GossipId> {
    if let Source::Gossip(_, id) = source { Some(id) } else { None }
}

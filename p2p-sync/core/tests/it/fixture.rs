//! Citizens, proposals and a chain for them, and a node whose work is done at once.

use cybersyn_mesh_core::{
    Answer, ClientId, Effect, Event, Heart, Peer, Record, RequestId, Submission, ViewUpdate, verify::Work,
};
use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Class, Hash, Millis, ProposalId, SignedBallot, Terms, Tokens,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    dev::voting_seed,
    entry::{Entry, SignedEntry},
    ledger::{Ledger, Phase},
    roll::{Interval, RollKey, RollPage, RollSlot},
    terms::Thresholds,
};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};

pub const GENESIS: Hash = [7; 32];
pub const ADMITTED: Millis = 1_000;
pub const OPENS: Millis = 1_700_000_000_000;
/// When every proposal was scheduled.
pub const SCHEDULED: Millis = OPENS - 1_000;
pub const WINDOW: Millis = 3_600_000;
/// A moment well inside the voting window.
pub const NOW: Millis = OPENS + 1_000_000;

pub fn key(citizen: CitizenIndex) -> SigningKey {
    SigningKey::from(voting_seed(citizen))
}

pub fn slot(citizen: CitizenIndex) -> RollSlot {
    let public = VerificationKeyBytes::from(&key(citizen)).into();
    let key = RollKey { version: 0, key: public, force: Interval::open(ADMITTED), stolen: false };
    RollSlot {
        citizen,
        tenures: vec![Interval::open(ADMITTED)].try_into().unwrap(),
        struck: false,
        keys: vec![key].try_into().unwrap(),
    }
}

pub fn terms(proposal: ProposalId, class: Class) -> Terms {
    Terms {
        content: [proposal as u8; 32],
        scheduled: SCHEDULED,
        opens: OPENS,
        closes: OPENS + WINDOW,
        grace: 600_000,
        class,
        function: class.function(),
        tokens_max: 50,
        quorum_base: 10,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    }
}

/// The chain with citizens 0..`citizens`, `granted` tokens each, and one open budget proposal per id.
pub fn chain(citizens: u32, granted: u32, proposals: &[ProposalId]) -> ViewUpdate {
    let slots: Vec<RollSlot> = (0..citizens).map(slot).collect();
    let params = AttentionParams { grant: granted, ..AttentionParams::default() };
    // Admitted when voting opens, so that no further grant falls into the window.
    let accounts = vec![AttentionAccount::open(OPENS, &params); citizens as usize];
    let page = |index: usize| index as u16;
    ViewUpdate {
        number: 1,
        time: NOW,
        attention_params: Some(params),
        proposals: proposals.iter().map(|id| (*id, Ledger::new(terms(*id, Class::Budget)))).collect(),
        roll: slots.chunks(256).enumerate().map(|(i, c)| (page(i), RollPage::try_from(c.to_vec()).unwrap())).collect(),
        attention: accounts
            .chunks(256)
            .enumerate()
            .map(|(i, c)| (page(i), AttentionPage::try_from(c.to_vec()).unwrap()))
            .collect(),
        factors: Vec::new(),
        live: Vec::new(),
        settled: Vec::new(),
    }
}

pub fn ballot(proposal: ProposalId, citizen: CitizenIndex, cast_at: u32, choice: Choice, tokens: Tokens) -> Ballot {
    Ballot { proposal, citizen, key_version: 0, body: Body::Open { choice, tokens }, cast_at }
}

pub fn sign(ballot: Ballot) -> SignedBallot {
    let payload = ballot.signing_payload(&GENESIS, &terms(ballot.proposal, Class::Budget).content);
    SignedBallot { ballot, signature: key(ballot.citizen).sign(&payload).into() }
}

pub fn yes(proposal: ProposalId, citizen: CitizenIndex, cast_at: u32, tokens: Tokens) -> SignedBallot {
    sign(ballot(proposal, citizen, cast_at, Choice::Yes, tokens))
}

pub fn sign_entry(entry: Entry) -> SignedEntry {
    let signature = key(entry.author).sign(&entry.signing_payload(&GENESIS)).into();
    SignedEntry { entry, signature }
}

/// The final ledger of a proposal.
pub fn final_ledger(proposal: ProposalId) -> Ledger {
    Ledger { phase: Phase::Final, ..Ledger::new(terms(proposal, Class::Budget)) }
}

pub fn peer(number: u8) -> Peer {
    Peer([number; 32])
}

/// A request of the one client that most tests have.
pub fn request_id(number: u64) -> RequestId {
    RequestId { client: ClientId(1), number }
}

pub fn run(work: &Work) -> Event {
    Event::Verified(work.run([9; 32]))
}

/// A node that verifies, persists and applies at once and keeps every other effect.
pub struct Node {
    pub heart: Heart,
    pub now: Millis,
    pub disk: Vec<Record>,
    pub log: Vec<Effect>,
}

impl Node {
    pub fn new(chain: ViewUpdate) -> Self {
        let mut node = Self { heart: Heart::new(GENESIS), now: NOW, disk: Vec::new(), log: Vec::new() };
        node.tell(Event::Finalized(Box::new(chain)));
        node.log.clear();
        node
    }

    /// Handles an event and everything that follows from it.
    pub fn tell(&mut self, event: Event) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for effect in self.heart.handle(event, self.now) {
                match effect {
                    Effect::Verify(work) => events.push(run(&work)),
                    Effect::Persist { ticket, records } => {
                        self.disk.extend(records);
                        events.push(Event::Persisted(ticket));
                    }
                    Effect::Apply(job) => {
                        let (id, result) = (job.work_id(), job.run().map(Box::new));
                        events.push(Event::Applied { id, result });
                    }
                    other => self.log.push(other),
                }
            }
        }
    }

    /// Lets time pass.
    pub fn pass(&mut self, millis: Millis) {
        self.now += millis;
        self.tell(Event::Tick);
    }

    pub fn submit(&mut self, request: u64, submission: Submission) {
        self.tell(Event::Submitted { request: request_id(request), submission: Box::new(submission) });
    }

    /// Submits a ballot and returns the answer once it is there.
    pub fn vote(&mut self, signed: SignedBallot) -> Answer {
        self.submit(1, Submission::Ballot(signed));
        self.pass(20);
        self.answer(1).expect("an answer within a group commit's time")
    }

    /// Takes the answer to a request out of the log.
    pub fn answer(&mut self, wanted: u64) -> Option<Answer> {
        let is_it = |effect: &Effect| matches!(effect, Effect::Answer { request, .. } if request.number == wanted);
        let at = self.log.iter().position(is_it)?;
        match self.log.remove(at) {
            Effect::Answer { answer, .. } => Some(answer),
            _ => None,
        }
    }
}

//! A daemon that answers as a test has scripted it, over the real JSON-RPC: for refusals that a real one gives only in
//! circumstances that cannot be brought about on one machine in a second.

use codec::{Decode, Encode};
use cybersyn_identity::{
    History,
    jsonrpc::{self, Function},
};
use cybersyn_primitives::{
    Ballot, Body, Choice, CitizenIndex, Class, Hash, ProposalId, SignedBallot,
    api::{BallotState, BallotView, HealthView, Hex, PhaseView, ProposalView, codes},
    entry::FrozenText,
    terms::Thresholds,
    text::{Header, content_hash},
};
use jsonrpsee::{
    RpcModule,
    server::{Server, ServerHandle},
    types::{ErrorObjectOwned, Params},
};
use serde_json::{Map, Value};
use std::{
    collections::VecDeque,
    sync::{Arc, LazyLock, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// Genesis hash of the scripted chain.
pub const GENESIS: Hash = [42; 32];

/// What the daemon says to the next ballot.
#[derive(Clone, Copy, Debug)]
pub enum Say {
    /// Takes it.
    Stored,
    /// Knows one of that date.
    Newer(u64),
    /// It is so many milliseconds ahead.
    Future(u64),
    /// Too much to do.
    Busy,
}

/// What is scripted, and what was received.
pub struct Script {
    /// The proposal that it knows.
    pub proposal: ProposalView,
    /// The text that it shows.
    pub text: FrozenText,
    /// The date that it says the voter's latest ballot has.
    pub known: Option<u64>,
    /// The genesis hash of the chain that it says it follows.
    pub genesis: Hash,
    /// What it says to ballots, one after the other; then it takes them.
    pub answers: VecDeque<Say>,
    /// The ballots that came.
    pub received: Vec<SignedBallot>,
}

/// A running daemon.
pub struct Daemon {
    /// Where it answers.
    pub url: String,
    /// What it says and heard.
    pub script: Arc<Mutex<Script>>,
    _handle: ServerHandle,
    _runtime: tokio::runtime::Runtime,
}

/// Unix milliseconds.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

/// A proposal that opened `ago` milliseconds ago and is open for an hour.
pub fn proposal(class: Class, ago: u64) -> (ProposalView, FrozenText) {
    let header = Header { title: "A bench".into(), class, community: 0, call: None };
    let text = FrozenText { header, body: "Let us build a bench.\n".into() };
    let content = content_hash(&text.header, &text.body).unwrap();
    // All daemons of a test tell the same.
    static BEGUN: LazyLock<u64> = LazyLock::new(now);
    let opens = *BEGUN - ago;
    let view = ProposalView {
        id: 7,
        content: content.into(),
        title: Some(text.header.title.clone()),
        body: Some(text.body.clone()),
        class,
        function: class.function(),
        scheduled: opens,
        opens,
        closes: opens + 3_600_000,
        grace: 60_000,
        tokens_max: 50,
        quorum_base: 12,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 100 },
        phase: PhaseView::Voting,
        outcome: None,
    };
    (view, text)
}

impl Daemon {
    /// Starts one that knows a proposal of that class and says `answers`.
    pub fn start(class: Class, answers: &[Say]) -> Self {
        Self::with(proposal(class, 600_000), answers)
    }

    /// Starts one that knows that proposal.
    pub fn with((proposal, text): (ProposalView, FrozenText), answers: &[Say]) -> Self {
        let answers = answers.iter().copied().collect();
        let script = Arc::new(Mutex::new(Script {
            proposal,
            text,
            known: None,
            genesis: GENESIS,
            answers,
            received: Vec::new(),
        }));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let module = module(script.clone());
        let (url, handle) = runtime.block_on(async {
            let server = Server::builder().build("127.0.0.1:0").await.unwrap();
            (format!("ws://{}", server.local_addr().unwrap()), server.start(module))
        });
        Self { url, script, _handle: handle, _runtime: runtime }
    }

    /// The ballots that came.
    pub fn received(&self) -> Vec<SignedBallot> {
        self.script.lock().unwrap().received.clone()
    }
}

fn module(script: Arc<Mutex<Script>>) -> RpcModule<Arc<Mutex<Script>>> {
    let mut module = RpcModule::new(script);
    module.register_method("mesh_health", |_, script, _| taken(health(script.lock().unwrap().genesis))).unwrap();
    module.register_method("mesh_proposal", |_, script, _| taken(script.lock().unwrap().proposal.clone())).unwrap();
    module.register_method("mesh_text", |_, script, _| taken(script.lock().unwrap().text.clone())).unwrap();
    module.register_method("mesh_ballot", |params, script, _| known(&params, script)).unwrap();
    module.register_method("mesh_resolveDid", |params, _, _| did(Function::Resolve, &params)).unwrap();
    module.register_method("mesh_dereferenceDid", |params, _, _| did(Function::Dereference, &params)).unwrap();
    module.register_method("mesh_submitBallot", |params, script, _| submit(&params, script)).unwrap();
    module
}

fn known(params: &Params<'_>, script: &Mutex<Script>) -> Result<BallotView, ErrorObjectOwned> {
    let (proposal, citizen): (ProposalId, CitizenIndex) = params.parse()?;
    let date = script.lock().unwrap().known.ok_or_else(|| error(codes::NOT_FOUND, 0))?;
    let body = Body::Open { choice: Choice::Yes, tokens: 0 };
    Ok(BallotView::new(&Ballot { proposal, citizen, key_version: 0, body, cast_at: 0 }, date, BallotState::Stored))
}

/// Before a chain on which nobody has a DID.
fn did(function: Function, params: &Params<'_>) -> Result<Value, ErrorObjectOwned> {
    let (identifier, options): (String, Map<String, Value>) = params.parse()?;
    Ok(jsonrpc::call(function, &identifier, &options, &History::default()))
}

fn submit(params: &Params<'_>, script: &Mutex<Script>) -> Result<BallotView, ErrorObjectOwned> {
    let (bytes,): (Hex,) = params.parse()?;
    let signed = SignedBallot::decode(&mut bytes.0.as_slice()).map_err(|_| error(codes::MALFORMED, 0))?;
    assert_eq!(signed.encode(), bytes.0);
    let mut script = script.lock().unwrap();
    script.received.push(signed);
    match script.answers.pop_front().unwrap_or(Say::Stored) {
        Say::Stored => Ok(BallotView::new(&signed.ballot, script.proposal.opens, BallotState::Stored)),
        Say::Newer(date) => Err(error(codes::ALREADY_NEWER, date)),
        Say::Future(offset) => Err(error(codes::FROM_FUTURE, offset)),
        Say::Busy => Err(error(codes::BUSY, 0)),
    }
}

fn taken<T>(answer: T) -> Result<T, ErrorObjectOwned> {
    Ok(answer)
}

fn error(code: i32, data: u64) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, "scripted", Some(data))
}

fn health(genesis: Hash) -> HealthView {
    HealthView {
        version: "0".into(),
        peer_id: "scripted".into(),
        listening: Vec::new(),
        genesis: genesis.into(),
        chain_connected: false,
        finalized: 1,
        finalized_time: 1,
        peers: 0,
        blocked: 0,
        ballots: 0,
        parked: 0,
        uptime_seconds: Duration::ZERO.as_secs(),
    }
}

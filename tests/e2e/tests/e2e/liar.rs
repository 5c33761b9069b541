//! (7) A node that lies: what citizens ask about a vote is proven to them, so it can withhold answers and not change them.

use super::fixture::Fixture;
use anyhow::{Result, ensure};
use cybersyn_e2e::{
    cli::Cli,
    journey::{phase, settled_voters},
};
use cybersyn_mesh_api::types::PhaseView;
use cybersyn_primitives::Choice;
use jsonrpsee::{
    PendingSubscriptionSink, RpcModule,
    core::{
        SubscriptionResult,
        client::{ClientT, Error, Subscription, SubscriptionClientT},
    },
    rpc_params,
    server::{Server, ServerHandle},
    types::ErrorObjectOwned,
    ws_client::{WsClient, WsClientBuilder},
};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

/// What the command line asks of a node to check a vote.
const METHODS: [&str; 11] = [
    "chain_getBlock",
    "chain_getBlockHash",
    "chain_getFinalizedHead",
    "chain_getHeader",
    "grandpa_proveFinality",
    "state_call",
    "state_getReadProof",
    "state_getRuntimeVersion",
    "state_getStorage",
    "system_health",
    "system_localPeerId",
];

/// Where nodes announce the votes that make blocks final, and how to end it.
const VOTES: &str = "grandpa_subscribeJustifications";
const NO_VOTES: &str = "grandpa_unsubscribeJustifications";

/// What becomes of a true answer on the way from the node to the citizen, by method and parameters.
type Lie = fn(&str, &[Value], Value) -> Result<Value, ErrorObjectOwned>;

/// A node in front of a true one.
struct Liar {
    url: String,
    _server: ServerHandle,
}

impl Liar {
    async fn before(url: &str, lie: Lie) -> Result<Self> {
        let node = Arc::new(WsClientBuilder::default().build(url).await?);
        let mut module = RpcModule::new(node);
        for method in METHODS {
            module.register_async_method(method, move |params, node, _| async move {
                let params: Vec<Value> = params.parse().unwrap_or_default();
                let answer = forward(&node, method, params.clone()).await?;
                lie(method, &params, answer)
            })?;
        }
        let announced = move |_: jsonrpsee::types::Params<'static>,
                              sink: PendingSubscriptionSink,
                              node: Arc<Arc<WsClient>>,
                              _| async move { announce(&node, sink, lie).await };
        module.register_subscription(VOTES, "grandpa_justifications", NO_VOTES, announced)?;
        let server = Server::builder().build("127.0.0.1:0").await?;
        Ok(Self { url: format!("ws://{}", server.local_addr()?), _server: server.start(module) })
    }
}

async fn forward(node: &WsClient, method: &str, params: Vec<Value>) -> Result<Value, ErrorObjectOwned> {
    match node.request(method, params).await {
        Ok(answer) => Ok(answer),
        Err(Error::Call(refusal)) => Err(refusal),
        Err(error) => Err(ErrorObjectOwned::owned(-32_000, error.to_string(), None::<()>)),
    }
}

async fn announce(node: &WsClient, pending: PendingSubscriptionSink, lie: Lie) -> SubscriptionResult {
    let mut votes: Subscription<Value> = node.subscribe(VOTES, rpc_params![], NO_VOTES).await?;
    let sink = pending.accept().await?;
    while let Some(next) = votes.next().await {
        sink.send(serde_json::value::to_raw_value(&lie(VOTES, &[], next?)?)?).await?;
    }
    Ok(())
}

/// Changes the last digit of some hex.
fn changed(hex: &Value) -> Value {
    let text = hex.as_str().unwrap_or_default();
    let (rest, last) = text.split_at(text.len().saturating_sub(1));
    json!(format!("{rest}{}", if last == "0" { "1" } else { "0" }))
}

/// Values are other than the chain's: one byte of each node of a proof is changed.
fn about_state(method: &str, _: &[Value], mut answer: Value) -> Result<Value, ErrorObjectOwned> {
    let nodes = answer.get_mut("proof").and_then(Value::as_array_mut).filter(|_| method == "state_getReadProof");
    nodes.into_iter().flatten().for_each(|node| *node = changed(node));
    Ok(answer)
}

/// The head is final by votes that nobody cast.
fn about_finality(method: &str, _: &[Value], answer: Value) -> Result<Value, ErrorObjectOwned> {
    if method != VOTES {
        return Ok(answer);
    }
    // 0x; round, target, number of votes; what the first one is for: then comes its signature.
    let signature = 2 + 2 * (8 + 36 + 1 + 36);
    let mut digits: Vec<char> = answer.as_str().unwrap_or_default().chars().collect();
    if let Some(digit) = digits.get_mut(signature) {
        *digit = if *digit == '0' { '1' } else { '0' };
    }
    Ok(json!(digits.into_iter().collect::<String>()))
}

/// The state of genesis is gone, and with it the proof of everything since; the node must be believed instead.
fn about_genesis(method: &str, params: &[Value], answer: Value) -> Result<Value, ErrorObjectOwned> {
    // Storage of GRANDPA, of which the validators at genesis alone are asked with proof.
    let grandpa = "5f9cc45b7a00c5899361e1c6099678dc";
    if method == "state_getReadProof" && params.iter().any(|param| param.to_string().contains(grandpa)) {
        return refusal("UnknownBlock: State already discarded for genesis");
    }
    Ok(answer)
}

/// Nothing that must be proven is answered at all.
fn by_silence(method: &str, _: &[Value], answer: Value) -> Result<Value, ErrorObjectOwned> {
    if method == "state_getReadProof" { refusal("no") } else { Ok(answer) }
}

fn refusal(message: &str) -> Result<Value, ErrorObjectOwned> {
    Err(ErrorObjectOwned::owned(4_003, message, None::<()>))
}

fn truth(_: &str, _: &[Value], answer: Value) -> Result<Value, ErrorObjectOwned> {
    Ok(answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lying_node_is_found_out_by_audit_and_receipt() -> Result<()> {
    let mut fixture = Fixture::start(2, |_| Ok(())).await?;
    let proposal = fixture.propose("A well", "rights", Duration::from_secs(15)).await?;
    for citizen in 0..4 {
        fixture.vote(citizen % 2, citizen, &proposal, Choice::Yes, 0).await?;
    }
    settled_voters(&fixture.federation, proposal.id, 4, Duration::from_secs(60)).await?;
    phase(&fixture.federation, proposal.id, PhaseView::Final, Duration::from_secs(120)).await?;
    fixture.audit_agrees(proposal.id).await?;

    let (id, node) = (proposal.id.to_string(), fixture.federation.validators[0].url());
    let clerk = fixture.clerk().await?;
    let lies: [(Lie, i32, &str); 5] = [
        (truth, 0, "votes"),
        (about_state, 2, "proof does not hold"),
        (about_finality, 2, "proof does not hold"),
        (about_genesis, 2, "pruned the state of genesis"),
        (by_silence, 2, "the node refuses"),
    ];
    for (lie, exit, words) in lies {
        let liar = Liar::before(&node, lie).await?;
        for command in ["audit", "receipt"] {
            expect(&clerk.asking(&liar.url), &[command, &id], exit, words).await?;
        }
        // Beside an honest node it does no harm.
        for both in [format!("{},{node}", liar.url), format!("{node},{}", liar.url)] {
            expect(&clerk.asking(&both), &["audit", &id], 0, "agrees").await?;
        }
    }
    fixture.federation.stop()
}

async fn expect(cli: &Cli, arguments: &[&str], exit: i32, words: &str) -> Result<()> {
    let output = cli.run(arguments).await?;
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    ensure!(output.status.code() == Some(exit), "{arguments:?} ends with {}: {said}", output.status);
    ensure!(said.contains(words), "{arguments:?}: {said}");
    Ok(())
}

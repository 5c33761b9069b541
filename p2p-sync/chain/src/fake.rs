//! A node in memory, with true headers and true proofs of its states, that can be made to lie.

use crate::{client::Methods, header::Header, place::storage_key};
use codec::Encode;
use cybersyn_primitives::Hash;
use serde_json::{Value, json, value::RawValue};
use sp_core::{Blake2Hasher, storage::StateVersion};
use sp_state_machine::{InMemoryBackend, prove_read};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use subxt::rpcs::{
    Error, RpcClient, RpcClientT, UserError,
    client::{RawRpcFuture, RawRpcSubscription},
};

type State = BTreeMap<Vec<u8>, Vec<u8>>;
type Lie = Arc<dyn Fn(&FakeNode, Vec<Value>) -> Value + Send + Sync>;

/// The node. Its latest block is final.
#[derive(Clone)]
pub(crate) struct FakeNode {
    blocks: Vec<(Header, State)>,
    lies: HashMap<&'static str, Lie>,
}

impl Default for FakeNode {
    fn default() -> Self {
        Self::at_genesis(Vec::new())
    }
}

impl FakeNode {
    /// A chain of which there is only genesis, with that state.
    pub fn at_genesis(state: Vec<(Vec<u8>, Vec<u8>)>) -> Self {
        let state: State = state.into_iter().collect();
        let header = Header::new(0, [0; 32], backend(&state).root().0, Vec::new());
        Self { blocks: vec![(header, state)], lies: HashMap::new() }
    }

    /// Adds a block that changes those values and tells consensus engines those messages.
    pub fn push(&mut self, changes: Vec<(Vec<u8>, Vec<u8>)>, messages: Vec<([u8; 4], Vec<u8>)>) {
        let number = self.blocks.len() as u32;
        let (parent, mut state) = self.blocks.last().cloned().unwrap();
        state.insert(storage_key("System", "BlockHash", &[&(number - 1)]).unwrap(), parent.hash().encode());
        state.extend(changes);
        let header = Header::new(number, parent.hash(), backend(&state).root().0, messages);
        self.blocks.push((header, state));
    }

    /// Answers `method` by `lie` from now on, which gets the parameters.
    pub fn lie(&mut self, method: &'static str, lie: impl Fn(&Self, Vec<Value>) -> Value + Send + Sync + 'static) {
        self.lies.insert(method, Arc::new(lie));
    }

    /// The header of that block.
    pub fn header(&self, number: u32) -> &Header {
        &self.blocks[number as usize].0
    }

    /// The hash of that block.
    pub fn hash(&self, number: u32) -> Hash {
        self.header(number).hash()
    }

    /// A connection to it.
    pub fn raw(&self) -> RpcClient {
        RpcClient::new(self.clone())
    }

    /// The same, with its methods.
    pub fn rpc(&self) -> Methods {
        Methods::new(self.raw())
    }

    /// Bytes as JSON-RPC has them.
    pub fn bytes(bytes: &[u8]) -> Value {
        json!(format!("0x{}", hex::encode(bytes)))
    }

    /// The true answer.
    pub fn answer(&self, method: &str, params: &[Value]) -> Value {
        match method {
            "chain_getFinalizedHead" => Self::bytes(&self.blocks.last().unwrap().0.hash()),
            "chain_getBlockHash" => Self::bytes(&self.hash(params[0].as_u64().unwrap() as u32)),
            "chain_getHeader" => self.block(&params[0]).map_or(Value::Null, |(header, _)| header.json()),
            "state_getStorage" => {
                let (_, state) = self.block(&params[1]).unwrap();
                state.get(&unhex(&params[0])).map_or(Value::Null, |value| Self::bytes(value))
            }
            "state_getReadProof" => {
                let (_, state) = self.block(&params[1]).unwrap();
                let keys: Vec<Vec<u8>> = params[0].as_array().unwrap().iter().map(unhex).collect();
                let proof = prove_read(backend(state), keys.iter().map(Vec::as_slice)).unwrap();
                let nodes: Vec<Value> = proof.iter_nodes().map(|node| Self::bytes(node)).collect();
                json!({ "at": params[1], "proof": nodes })
            }
            other => json!({ "error": format!("no method {other}") }),
        }
    }

    fn block(&self, hash: &Value) -> Option<&(Header, State)> {
        let hash = unhex(hash);
        self.blocks.iter().find(|(header, _)| header.hash().as_slice() == hash)
    }
}

fn backend(state: &State) -> InMemoryBackend<Blake2Hasher> {
    let entries = state.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
    InMemoryBackend::default().update(vec![(None, entries)], StateVersion::V1)
}

fn unhex(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap().trim_start_matches("0x")).unwrap()
}

impl RpcClientT for FakeNode {
    fn request_raw<'a>(&'a self, method: &'a str, params: Option<Box<RawValue>>) -> RawRpcFuture<'a, Box<RawValue>> {
        let params: Vec<Value> = params.map(|params| serde_json::from_str(params.get()).unwrap()).unwrap_or_default();
        let answer = match self.lies.get(method) {
            Some(lie) => lie(self, params),
            None => self.answer(method, &params),
        };
        let refusal = answer
            .get("error")
            .and_then(Value::as_str)
            .map(|message| Error::User(UserError { code: 4_000, message: message.to_owned(), data: None }));
        let answer = refusal.map_or_else(|| Ok(serde_json::value::to_raw_value(&answer).unwrap()), Err);
        Box::pin(std::future::ready(answer))
    }

    /// Announces what it was told to answer to `method`, and then no more.
    fn subscribe_raw<'a>(
        &'a self,
        method: &'a str,
        _: Option<Box<RawValue>>,
        _: &'a str,
    ) -> RawRpcFuture<'a, RawRpcSubscription> {
        let answers = self.lies.get(method).map(|lie| lie(self, Vec::new()));
        let answers: Vec<_> =
            answers.iter().map(|answer| Ok(serde_json::value::to_raw_value(answer).unwrap())).collect();
        let stream = Box::pin(futures::stream::iter(answers));
        Box::pin(std::future::ready(Ok(RawRpcSubscription { stream, id: None })))
    }
}

//! Signed extrinsics: made from encoded arguments, submitted, and followed into a block.

use crate::{BlockAt, Chain, ChainError, ChainEvent, Head, client::Dialect, raw::Raw};
use codec::Encode;
use cybersyn_primitives::Hash;
use std::time::Duration;
use subxt::{
    config::{DefaultExtrinsicParamsBuilder, substrate::H256},
    error::DispatchError,
    rpcs::methods::legacy::TransactionStatus,
    transactions::Payload,
    utils::{AccountId32, MultiSignature},
};
use subxt_signer::sr25519::Keypair;

/// Blocks during which an extrinsic may be included.
const MORTALITY_BLOCKS: u64 = 64;
/// How long inclusion may take before we stop waiting.
const INCLUSION_TIMEOUT: Duration = Duration::from_secs(300);

/// A call of the runtime with its arguments already encoded.
#[derive(Clone, Debug)]
pub struct Call {
    pallet: String,
    name: String,
    arguments: Raw,
}

/// How sure the caller wants to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// In a block of the best chain, which may still be replaced.
    InBlock,
    /// In a block that is final.
    Finalized,
}

/// Where an extrinsic went, and what it caused.
#[derive(Clone, Debug)]
pub struct Included {
    /// The block.
    pub block: Head,
    /// The extrinsic's index in the block.
    pub index: u32,
    /// Its events.
    pub events: Vec<ChainEvent>,
}

impl Included {
    /// The first event of that name, if there is one.
    pub fn event(&self, pallet: &str, name: &str) -> Option<&ChainEvent> {
        self.events.iter().find(|event| event.is(pallet, name))
    }
}

impl Call {
    /// The call `pallet.name` with `arguments`, a tuple of all of them in order (`()` for none).
    pub fn new(pallet: &str, name: &str, arguments: impl Encode) -> Self {
        Self { pallet: pallet.to_owned(), name: name.to_owned(), arguments: Raw(arguments.encode()) }
    }

    /// The call's SCALE bytes as the runtime of `block` reads them: what a preimage holds and a proposal hashes.
    pub fn encode_at(&self, block: &BlockAt) -> Result<Vec<u8>, ChainError> {
        block.at.transactions().call_data(self).map_err(|_| ChainError::no_such(&self.pallet, &self.name))
    }
}

impl Payload for Call {
    type CallData = Raw;

    fn pallet_name(&self) -> &str {
        &self.pallet
    }

    fn call_name(&self) -> &str {
        &self.name
    }

    fn call_data(&self) -> &Raw {
        &self.arguments
    }
}

impl Chain {
    /// Signs `call`, submits it and waits until it is included. A failed dispatch is an error in the runtime's words.
    pub async fn submit(&self, call: &Call, signer: &Keypair, wait: Wait) -> Result<Included, ChainError> {
        let head = self.signing_block().await?;
        let extrinsic = self.sign_at(&head, call, signer).await?;
        let refused = match self.submit_bytes(&extrinsic, wait).await {
            Err(error) if error.is_bad_signature() => error,
            ended => return ended,
        };
        // The runtime may have been upgraded since.
        let now = self.signing_block().await?;
        if now.spec_version() == head.spec_version() {
            return Err(refused);
        }
        self.submit_bytes(&self.sign_at(&now, call, signer).await?, wait).await
    }

    /// Submits `call` in a transaction that nobody signs (a general one, of extrinsic format 5), and waits until it is
    /// included. The runtime takes those only that prove by themselves that they may run.
    pub async fn submit_unsigned(&self, call: &Call, wait: Wait) -> Result<Included, ChainError> {
        let head = self.signing_block().await?;
        self.submit_bytes(&general(&head, call)?, wait).await
    }

    /// The signed extrinsic's bytes, valid for 64 blocks, with the account's next nonce (pool included).
    pub async fn sign(&self, call: &Call, signer: &Keypair) -> Result<Vec<u8>, ChainError> {
        self.sign_at(&self.signing_block().await?, call, signer).await
    }

    /// The block whose runtime and hash go under a signature: the finalized one, which stays; but right after an upgrade
    /// the best one, because extrinsics run on the best block's runtime.
    async fn signing_block(&self) -> Result<BlockAt, ChainError> {
        let (finalized, best) = (self.finalized().await?, self.best().await?);
        Ok(if finalized.spec_version() == best.spec_version() { finalized } else { best })
    }

    async fn sign_at(&self, head: &BlockAt, call: &Call, signer: &Keypair) -> Result<Vec<u8>, ChainError> {
        let nonce = self.next_nonce(&signer.public_key().0).await?;
        let parameters = DefaultExtrinsicParamsBuilder::<Dialect>::new().mortal(MORTALITY_BLOCKS).nonce(nonce).build();
        let mut transactions = head.at.transactions();
        call.encode_at(head)?;
        let signed = transactions
            .create_signed(call, signer, parameters)
            .await
            .map_err(|error| ChainError::Unencodable(error.to_string()))?;
        Ok(signed.into_encoded())
    }

    /// The nonce of the next extrinsic of an account, those waiting in the pool counted.
    pub async fn next_nonce(&self, account: &[u8; 32]) -> Result<u64, ChainError> {
        Ok(self.rpc.system_account_next_index(&AccountId32(*account)).await?)
    }

    /// Submits an extrinsic and waits until it is included.
    pub async fn submit_bytes(&self, extrinsic: &[u8], wait: Wait) -> Result<Included, ChainError> {
        let included = tokio::time::timeout(INCLUSION_TIMEOUT, self.watch(extrinsic, wait))
            .await
            .map_err(|_| ChainError::Dropped("it is still waiting after 5 minutes".to_owned()))??;
        self.outcome(included, extrinsic).await
    }

    /// Follows the extrinsic through the pool to the block that includes it.
    async fn watch(&self, extrinsic: &[u8], wait: Wait) -> Result<Hash, ChainError> {
        let mut progress = self.rpc.author_submit_and_watch_extrinsic(extrinsic).await?;
        let dropped = |reason: &str| Err(ChainError::Dropped(reason.to_owned()));
        while let Some(status) = progress.next().await {
            match status? {
                TransactionStatus::InBlock(H256(block)) if wait == Wait::InBlock => return Ok(block),
                TransactionStatus::Finalized(H256(block)) => return Ok(block),
                TransactionStatus::Usurped(_) => return dropped("another one with the same nonce took its place"),
                TransactionStatus::Dropped => return dropped("the pool is full"),
                TransactionStatus::Invalid => return dropped("it became invalid"),
                TransactionStatus::FinalityTimeout(_) => return dropped("its block was not finalized in time"),
                _ => {}
            }
        }
        Err(ChainError::Lost("the pool's answer ended early".to_owned()))
    }

    async fn outcome(&self, block: Hash, extrinsic: &[u8]) -> Result<Included, ChainError> {
        let block = self.at(block).await?;
        let body = block.at.extrinsics().fetch().await.map_err(|error| ChainError::Lost(error.to_string()))?;
        let index = body.iter().position(|found| found.is_ok_and(|found| is_same(found.bytes(), extrinsic)));
        let index = index.ok_or_else(|| ChainError::Dropped("its block does not hold it".to_owned()))? as u32;
        let mut events = block.events().await?;
        events.retain(|event| event.extrinsic == Some(index));
        if let Some(failed) = events.iter().find(|event| event.is("System", "ExtrinsicFailed")) {
            return Err(dispatch_error(failed, &block));
        }
        Ok(Included { block: block.head(), index, events })
    }
}

/// The general transaction of `call`, without end and with nonce 0: both mean nothing where nobody signs.
fn general(head: &BlockAt, call: &Call) -> Result<Vec<u8>, ChainError> {
    call.encode_at(head)?;
    let parameters = DefaultExtrinsicParamsBuilder::<Dialect>::new().immortal().nonce(0).build();
    // None of the runtime's extensions holds an account or a signature, so that these are encoded nowhere.
    let (nobody, unsigned) = (AccountId32([0; 32]), MultiSignature::Sr25519([0; 64]));
    let mut transaction = head.at.transactions().create_v5_signable_offline(call, parameters);
    let encoded = transaction.as_mut().map(|it| it.sign_with_account_and_signature(&nobody, &unsigned));
    match encoded {
        Ok(Ok(transaction)) => Ok(transaction.into_encoded()),
        Ok(Err(error)) => Err(ChainError::Unencodable(error.to_string())),
        Err(error) => Err(ChainError::Unencodable(error.to_string())),
    }
}

/// A body's extrinsics come with or without their length prefix, depending on who hands them over.
fn is_same(found: &[u8], submitted: &[u8]) -> bool {
    found == submitted || submitted.ends_with(found) && submitted.len() - found.len() <= 5
}

fn dispatch_error(failed: &ChainEvent, block: &BlockAt) -> ChainError {
    match failed.fields.first() {
        Some((_, bytes)) => block.dispatch_error(bytes),
        None => ChainError::undecodable("System::ExtrinsicFailed", "no fields"),
    }
}

impl BlockAt {
    /// The failure in the runtime's words, of the SCALE of a `DispatchError`: the error's name and its documentation.
    pub fn dispatch_error(&self, bytes: &[u8]) -> ChainError {
        match DispatchError::decode_from(bytes, self.at.metadata()) {
            Ok(DispatchError::Module(module)) => {
                let docs = module.details().map(|details| details.variant.docs.join(" ").trim().to_owned());
                ChainError::Dispatch { name: module.details_string(), docs: docs.unwrap_or_default() }
            }
            Ok(other) => ChainError::Dispatch { name: other.to_string(), docs: String::new() },
            Err(error) => ChainError::undecodable("the dispatch error", error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_encoded_one_after_the_other() {
        let call = Call::new("Did", "add_voting_key", ([1u8; 32], 2u16));
        let mut expected = vec![1u8; 32];
        expected.extend([2, 0]);
        assert_eq!(call.arguments.0, expected);
    }

    #[test]
    fn an_extrinsic_is_found_with_or_without_its_length_prefix() {
        assert!(is_same(&[5, 6, 7], &[5, 6, 7]));
        assert!(is_same(&[5, 6, 7], &[12, 5, 6, 7]));
        assert!(!is_same(&[7], &[0, 0, 0, 0, 0, 0, 7]));
        assert!(!is_same(&[5, 6], &[12, 5, 6, 7]));
    }
}

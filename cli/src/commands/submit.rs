//! Transactions: signed, followed to finality, told about.

use super::{did, foreseen};
use crate::{
    context::Context,
    exit::{Answer, Failure},
    keystore::Identity,
    output::facts,
};
use anyhow::{Result, ensure};
use codec::{Encode, Output};
use cybersyn_chain_client::{Call, Chain, Head, Included, Wait, subxt_signer::sr25519::Keypair};
use serde::Serialize;

/// Where a transaction went.
#[derive(Serialize)]
pub(super) struct Submitted {
    block: String,
    number: u32,
}

impl From<&Included> for Submitted {
    fn from(included: &Included) -> Self {
        Self::at(included.block)
    }
}

impl Submitted {
    /// In that block.
    pub fn at(block: Head) -> Self {
        Self { block: format!("0x{}", hex::encode(block.hash)), number: block.number }
    }

    /// The block, in words.
    pub fn describe(&self) -> String {
        format!("block {} {}", self.number, self.block)
    }
}

/// Signs and submits a call, and waits until its block is final.
pub(super) async fn submit(context: &Context, chain: &Chain, call: &Call, keypair: &Keypair) -> Result<Included> {
    let unfit = "this takes the account's own signature; no key of a DID authorises it";
    ensure!(context.authorizing.is_none(), Failure::Usage(unfit.to_owned()));
    context.out.note("submitted; waiting until its block is final …");
    match chain.submit(call, keypair, Wait::Finalized).await {
        Ok(included) => Ok(included),
        Err(error) => Err(foreseen::explain(chain, error).await),
    }
}

/// Signs as `identity`, submits, tells what was done.
pub(super) async fn submit_and_tell(context: &Context, identity: &Identity, call: Call, done: &str) -> Result<Answer> {
    submit_and_describe(context, identity, call, |_| Ok(done.to_owned())).await
}

/// Signs as `identity`, submits, tells what was done in the words that `describe` finds for it. Under `did authorize` a
/// key of the DID signs the call, and nothing is submitted.
pub(super) async fn submit_and_describe(
    context: &Context,
    identity: &Identity,
    call: Call,
    describe: impl FnOnce(&Included) -> Result<String>,
) -> Result<Answer> {
    if let Some(authorizing) = &context.authorizing {
        return did::authorize_call(context, identity, &call, authorizing).await;
    }
    let keypair = context.keypair(identity)?;
    let chain = context.chain().await?;
    let included = submit(context, &chain, &call, &keypair).await?;
    tell(context, &included, &describe(&included)?)?;
    Ok(Answer::Yes)
}

/// Tells what was done and in which block.
pub(super) fn tell(context: &Context, included: &Included, done: &str) -> Result<()> {
    context.out.show(&Submitted::from(included), |submitted| {
        facts(&[("done", done.to_owned()), ("block", format!("{} {}", submitted.number, submitted.block))])
    })
}

/// sr25519 within `MultiSignature`.
#[derive(Encode)]
pub(super) enum AccountSignature {
    /// 64 bytes.
    #[codec(index = 1)]
    Sr25519([u8; 64]),
}

/// Bytes that are encoded already.
pub(super) struct Encoded(pub Vec<u8>);

impl Encode for Encoded {
    fn encode_to<O: Output + ?Sized>(&self, out: &mut O) {
        out.write(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_bytes_are_not_encoded_again() {
        assert_eq!(Some(Encoded(vec![7, 8])).encode(), [1, 7, 8]);
        assert_eq!(None::<Encoded>.encode(), [0]);
    }

    #[test]
    fn a_signature_is_the_second_kind_of_multi_signature() {
        assert_eq!(AccountSignature::Sr25519([9; 64]).encode()[..2], [1, 9]);
    }
}

//! Bringing to the chain what a DID's key has authorised.

use super::authorize::{AuthorizationFile, check};
use crate::{
    args::CarryArgs,
    chain::{self, Status, guardians::authorization_nonce},
    commands::{
        foreseen,
        submit::{Encoded, submit, tell},
    },
    context::Context,
    exit::{Answer, Failure},
    file,
};
use anyhow::{Context as _, Result, bail, ensure};
use codec::Encode;
use cybersyn_chain_client::{BlockAt, Call, Chain, Included, State, Wait};
use cybersyn_primitives::{DidId, did::Did};

/// Largest file that is read: an authorised call of 256 kB in hex.
const BYTES_MAX: usize = 1 << 20;

/// `pallet_did::DidSignature`.
#[derive(Encode)]
enum DidSignature {
    /// RFC 8032.
    #[codec(index = 0)]
    Ed25519([u8; 64]),
}

pub(super) async fn run(context: &Context, args: &CarryArgs) -> Result<Answer> {
    let text = file::read_text(&args.file, BYTES_MAX)?;
    let written: AuthorizationFile =
        serde_json::from_str(&text).with_context(|| format!("{} is no authorised call", args.file.display()))?;
    let chain = context.chain().await?;
    let (authorization, signature) = written.open(&chain.genesis())?;
    let at = chain.finalized().await?;
    let record = chain::did(&at, &authorization.did).await?;
    let nonce = authorization_nonce(&at, &authorization.did).await?;
    check(&authorization, &record, nonce, at.timestamp().await?)?;
    let arguments = (authorization, DidSignature::Ed25519(signature), Encoded(written.call.0));
    let call = Call::new("Did", "dispatch_as", arguments);
    let included = if args.signed {
        submit(context, &chain, &call, &context.keypair(&context.identity()?)?).await?
    } else {
        ensure_person(&at, &authorization.did).await?;
        send(context, &chain, &call).await?
    };
    ensure_done(&chain, &included).await?;
    tell(context, &included, &format!("done in the name of {}", written.did))?;
    Ok(Answer::Yes)
}

async fn send(context: &Context, chain: &Chain, call: &Call) -> Result<Included> {
    context.out.note("submitted; waiting until its block is final …");
    match chain.submit_unsigned(call, Wait::Finalized).await {
        Ok(included) => Ok(included),
        Err(error) => Err(foreseen::explain(chain, error).await),
    }
}

/// Nobody's quota bears what nobody signs, unless the DID is a person's.
async fn ensure_person(at: &impl State, did: &DidId) -> Result<()> {
    let is_person = match chain::citizen_of(at, did).await? {
        Some(citizen) => chain::person(at, citizen).await?.status == Status::Active,
        None => false,
    };
    let why = || format!("{} is no person's in force; somebody must pay for the transaction: use --signed", Did(*did));
    ensure!(is_person, Failure::Refused(why()));
    Ok(())
}

/// The transaction succeeds although the call in it fails: the nonce is used up either way.
async fn ensure_done(chain: &Chain, included: &Included) -> Result<()> {
    let authorized = included.event("Did", "Authorized").context("the chain reports no authorised call")?;
    let result = authorized.fields.iter().find(|(name, _)| name == "result").map(|(_, bytes)| bytes.as_slice());
    let block: BlockAt = chain.at(included.block.hash).await?;
    match result {
        Some([0]) => Ok(()),
        Some([1, error @ ..]) => Err(block.dispatch_error(error)).context("the authorised call failed; sign it anew"),
        _ => bail!("the chain does not tell how the call ended"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_says_of_which_kind_it_is() {
        assert_eq!(DidSignature::Ed25519([9; 64]).encode()[..2], [0, 9]);
    }
}

//! (0) A runtime upgrade by proposal, which migrates one storage item.

use super::fixture::Fixture;
use anyhow::{Context, Result, ensure};
use codec::{Compact, Encode};
use cybersyn_chain_client::{Call, Chain, Wait, subxt_signer::sr25519::dev};
use cybersyn_e2e::{journey::phase, wait};
use cybersyn_primitives::{Choice, api::PhaseView, hash::blake2_256};
use std::time::Duration;

/// What the present runtime allows of open proposals per person, and the next one after its migration.
const OPEN_MAX: (u32, u32) = (5, 8);

#[tokio::test(flavor = "multi_thread")]
async fn the_federation_upgrades_its_runtime_by_a_vote() -> Result<()> {
    let mut fixture = Fixture::start(1, |_| Ok(())).await?;
    let code = cybersyn_upgrade::WASM_BINARY.context("the next runtime's Wasm was not built")?;
    let chain = Chain::connect(&fixture.federation.validators[0].url()).await?;
    let before = chain.best().await?;
    ensure!(open_max(&before).await? == OPEN_MAX.0);

    let authorize = Call::new("System", "authorize_upgrade", blake2_256(code)).encode_at(&before)?;
    let call = format!("0x{}", hex::encode(authorize));
    let voting = Duration::from_secs(15);
    let proposal = fixture.propose_with("Upgrade the runtime", "rights", voting, &["--call", &call]).await?;
    for citizen in 0..4 {
        fixture.vote(0, citizen, &proposal, Choice::Yes, 0).await?;
    }
    phase(&fixture.federation, proposal.id, PhaseView::Final, Duration::from_secs(120)).await?;
    authorized(&chain).await?;

    // Anyone may bring the code that was voted for; no other code is taken.
    let other = Call::new("System", "apply_authorized_upgrade", Argument(&code[1..]));
    ensure!(chain.submit(&other, &dev::bob(), Wait::InBlock).await.is_err(), "code that nobody voted for was taken");
    let apply = Call::new("System", "apply_authorized_upgrade", Argument(code));
    chain.submit(&apply, &dev::alice(), Wait::InBlock).await?;
    // The block is not final yet, and clients sign for the new version already.
    ensure!(chain.finalized().await?.spec_version() == before.spec_version(), "finality was too fast for this test");
    chain.submit(&Call::new("System", "remark", Argument(b"first")), &dev::bob(), Wait::InBlock).await?;
    let upgraded = || async { Ok(chain.finalized().await?.spec_version()) };
    wait::until("the new version runs", Duration::from_secs(30), upgraded, |version| {
        *version == before.spec_version() + 1
    })
    .await?;
    let migrated = || async { open_max(&chain.best().await?).await };
    wait::until("the item is migrated", Duration::from_secs(30), migrated, |open_max| *open_max == OPEN_MAX.1).await?;
    fixture.federation.check()?;
    fixture.propose("Life goes on", "rights", voting).await?;
    fixture.federation.stop()
}

/// A byte vector argument, without copying megabytes into a `Vec` first.
struct Argument<'a>(&'a [u8]);

impl Encode for Argument<'_> {
    fn encode_to<O: codec::Output + ?Sized>(&self, output: &mut O) {
        Compact(self.0.len() as u32).encode_to(output);
        output.write(self.0);
    }
}

async fn authorized(chain: &Chain) -> Result<()> {
    let probe = || async {
        let at = chain.best().await?;
        Ok(at.raw(&at.storage_key("System", "AuthorizedUpgrade", &[])?).await?)
    };
    wait::until("the upgrade is authorized", Duration::from_secs(30), probe, Option::is_some).await.map(drop)
}

/// The rules of the nine classes: two ranges, the grace, two shares, the cap on tokens.
type Rules = [((u64, u64), (u64, u64), u64, (u16, u16), u16); 9];

/// `open_max` stands right after the rules of the classes in the constitution's parameters.
async fn open_max(at: &cybersyn_chain_client::BlockAt) -> Result<u32> {
    let parameters: (Rules, u32) =
        at.value("Constitution", "CurrentParameters", &[]).await?.context("no parameters in state")?;
    Ok(parameters.1)
}

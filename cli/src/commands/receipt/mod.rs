//! `cybersyn receipt`: what became of a ballot, proven against finalized state where it can be (DESIGN section 4.8).

mod standing;

use crate::{
    args::ReceiptArgs,
    chain,
    context::Context,
    exit::{Answer, Failure, no_finding},
    finality::{self, Finalized},
    journal,
    mesh::{self, Mesh, MeshApiClient},
    receipt::{self as proofs, Standing as Proof},
    who,
};
use anyhow::{Result, bail};
use codec::Decode;
use cybersyn_primitives::{
    Ballot, CitizenIndex, Hash, ProposalId,
    api::{BallotState, BallotView, ProofView},
    ledger::{Ledger, Phase},
    receipt::{CountedProof, SettledProof},
};
use standing::{Receipt, Standing};
use std::time::Duration;

/// How often a proof is asked for again because the log has grown meanwhile.
const ATTEMPTS: u32 = 8;
/// Time between two of them.
const INTERVAL: Duration = Duration::from_millis(1_500);

/// A proven ballot with its place.
struct Proven {
    ballot: Ballot,
    state: BallotState,
}

/// What came of asking for proofs.
struct Answers {
    found: Option<Proven>,
    /// Daemons whose proof does not hold.
    failed: Vec<String>,
    ledger: Ledger,
    /// What the proofs were checked against.
    at: Finalized,
}

pub(super) async fn run(context: &Context, args: &ReceiptArgs) -> Result<Answer> {
    let asked = finality::ask(context, async |at| receipt(context, args, at).await, |_| true).await;
    let receipt = asked.map_err(no_finding)?;
    context.out.show(&receipt, Receipt::text)?;
    Ok(receipt.answer())
}

async fn receipt(context: &Context, args: &ReceiptArgs, finalized: Finalized) -> Result<Receipt> {
    let genesis = finalized.chain.genesis();
    let (meshes, left_out) = context.meshes_of(&genesis).await;
    left_out.iter().for_each(|failure| context.out.note(&failure.to_string()));
    let citizen = citizen(context, args, &finalized).await?;
    let Answers { found, failed, ledger, at } = prove(context, finalized, &meshes, args.proposal, citizen).await?;
    let opens = ledger.terms.opens;
    let known = known(&meshes, args.proposal, citizen).await;
    let own = own(context, args, &genesis, citizen)?.map(|own| BallotView::new(&own, opens, BallotState::Unsent));
    let proven = found.map(|proven| BallotView::new(&proven.ballot, opens, proven.state));
    let Some(standing) = Standing::of(proven, known.into_iter().chain(own)) else {
        bail!(Failure::Missing(format!(
            "no ballot of citizen {citizen} on proposal {} is known to these daemons or to this device",
            args.proposal
        )));
    };
    let (block, finality) = (at.state.head().number, at.finality);
    Ok(Receipt { standing, genesis: genesis.into(), block, finality, failed })
}

async fn citizen(context: &Context, args: &ReceiptArgs, at: &Finalized) -> Result<CitizenIndex> {
    if let Some(citizen) = args.citizen {
        return Ok(citizen);
    }
    let identity = context.identity()?;
    match chain::citizen_of(&at.state, &identity.did_id()?).await? {
        Some(citizen) => Ok(citizen),
        None => Ok(who::remember(&context.keystore, &identity, &at.chain.genesis())?.citizen),
    }
}

/// Asks the daemons for proofs that hold, of which the one of the greatest ballot is taken; again, at a newer block, while
/// the log grows.
async fn prove(
    context: &Context,
    mut at: Finalized,
    meshes: &[Mesh],
    proposal: ProposalId,
    citizen: CitizenIndex,
) -> Result<Answers> {
    let mut attempt = 0;
    loop {
        let ledger = chain::ledger(&at.state, proposal).await?;
        let (mut found, mut stale, mut failed) = (None::<Proven>, false, Vec::new());
        for mesh in meshes {
            match ask(mesh, proposal, citizen, &ledger).await {
                Some((Proof::Proven, Some(proven))) => {
                    found = found.into_iter().chain([proven]).max_by_key(|proven| proven.ballot.order());
                }
                Some((Proof::Fails, _)) => failed.push(mesh.url.clone()),
                Some(_) => stale = true,
                None => {}
            }
        }
        attempt += 1;
        if found.is_some() || !stale || attempt >= ATTEMPTS {
            return Ok(Answers { found, failed, ledger, at });
        }
        tokio::time::sleep(INTERVAL).await;
        at = newer(context, at).await?;
    }
}

/// A newer block than `at` where there is one.
async fn newer(context: &Context, at: Finalized) -> Result<Finalized> {
    let latest = finality::finalized(context).await?.into_iter().next();
    Ok(latest.filter(|latest| latest.state.head().number > at.state.head().number).unwrap_or(at))
}

/// One daemon's proof, if it has one. A ballot of somebody else or of another proposal proves nothing.
async fn ask(
    mesh: &Mesh,
    proposal: ProposalId,
    citizen: CitizenIndex,
    ledger: &Ledger,
) -> Option<(Proof, Option<Proven>)> {
    let is_final = ledger.phase == Phase::Final;
    let view = if is_final {
        mesh.client.counted_proof(proposal, citizen).await
    } else {
        mesh.client.settled_proof(proposal, citizen).await
    };
    let view: ProofView = view.ok()?;
    let ballot: Ballot = mesh::decode(&mesh.url, "ballot", &view.ballot).ok()?;
    if (ballot.proposal, ballot.citizen) != (proposal, citizen) {
        return Some((Proof::Fails, None));
    }
    let (standing, state) = if is_final {
        match CountedProof::decode(&mut view.proof.0.as_slice()) {
            Ok(proof) => (proofs::counted(&proof, &ballot, ledger), BallotState::Counted),
            Err(_) => return Some((Proof::Fails, None)),
        }
    } else {
        match SettledProof::decode(&mut view.proof.0.as_slice()) {
            Ok(proof) => (proofs::settled(&proof, &ballot, ledger), BallotState::Settled { batch: proof.batch }),
            Err(_) => return Some((Proof::Fails, None)),
        }
    };
    Some((standing, Some(Proven { ballot, state })))
}

/// The ballots that daemons know as the citizen's latest.
async fn known(meshes: &[Mesh], proposal: ProposalId, citizen: CitizenIndex) -> Vec<BallotView> {
    let asked = meshes.iter().map(|mesh| mesh.client.ballot(proposal, citizen));
    futures::future::join_all(asked).await.into_iter().flatten().collect()
}

/// The latest ballot that was signed on this device, if it is the acting citizen who asks.
fn own(context: &Context, args: &ReceiptArgs, genesis: &Hash, citizen: CitizenIndex) -> Result<Option<Ballot>> {
    if args.citizen.is_some() {
        return Ok(None);
    }
    let name = context.identity()?.name;
    let kept = journal::latest(&context.keystore, &name, genesis, args.proposal)?;
    Ok(kept.map(|signed| signed.ballot).filter(|ballot| ballot.citizen == citizen))
}

//! `cybersyn receipt`: what became of a ballot, proven against finalized state where it can be (DESIGN section 4.8).

use super::states::describe;
use crate::{
    args::ReceiptArgs,
    chain,
    context::Context,
    exit::{Answer, Failure},
    finality::{self, Finality, Finalized},
    journal,
    mesh::{self, Mesh, MeshApiClient},
    output::facts,
    receipt::{self, Standing},
    time::date,
    who,
};
use anyhow::{Result, bail};
use codec::Decode;
use cybersyn_chain_client::Chain;
use cybersyn_primitives::{
    Ballot, CitizenIndex, ProposalId,
    api::{BallotState, BallotView, ProofView},
    ledger::{Ledger, Phase},
    receipt::{CountedProof, SettledProof},
};
use serde::Serialize;
use std::time::Duration;

/// How often a proof is asked for again because the log has grown meanwhile.
const ATTEMPTS: u32 = 8;
/// Time between two of them.
const INTERVAL: Duration = Duration::from_millis(1_500);

/// What became of a ballot.
#[derive(Serialize)]
struct Receipt {
    #[serde(flatten)]
    ballot: BallotView,
    /// Whether a proof was checked against finalized state.
    proven: bool,
    /// The finalized block that it was checked at.
    block: u32,
    /// Why that block is believed to be final.
    finality: Finality,
    /// An own later ballot that does not stand in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<BallotView>,
    /// Daemons whose proof does not hold.
    failed: Vec<String>,
}

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
    let (meshes, down) = context.meshes().await;
    down.iter().for_each(|failure| context.out.note(&failure.to_string()));
    let finalized = finality::finalized(context).await?;
    let citizen = citizen(context, args, &finalized).await?;
    let Answers { found, failed, ledger, at } = prove(context, finalized, &meshes, args.proposal, citizen).await?;
    let known = latest_known(context, args, &at.chain, &meshes, citizen, &ledger).await?;
    let (block, finality) = (at.state.head().number, at.finality);
    let receipt = match (found, known) {
        (Some(proven), known) => {
            let later = known.filter(|known| known.date > proven.ballot.date(ledger.terms.opens));
            let ballot = BallotView::new(&proven.ballot, ledger.terms.opens, proven.state);
            Receipt { ballot, proven: true, block, finality, later, failed }
        }
        (None, Some(ballot)) => Receipt { ballot, proven: false, block, finality, later: None, failed },
        (None, None) => bail!(Failure::Missing(format!(
            "no ballot of citizen {citizen} on proposal {} is known to these daemons or to this device",
            args.proposal
        ))),
    };
    context.out.show(&receipt, Receipt::text)?;
    Ok(receipt.answer())
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

/// Asks daemon after daemon for a proof that holds; again, at a newer block, while the log grows.
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
        let (mut stale, mut failed) = (false, Vec::new());
        for mesh in meshes {
            match ask(mesh, proposal, citizen, &ledger).await {
                Some((Standing::Proven, found @ Some(_))) => return Ok(Answers { found, failed, ledger, at }),
                Some((Standing::Fails, _)) => failed.push(mesh.url.clone()),
                Some(_) => stale = true,
                None => {}
            }
        }
        attempt += 1;
        if !stale || attempt >= ATTEMPTS {
            return Ok(Answers { found: None, failed, ledger, at });
        }
        tokio::time::sleep(INTERVAL).await;
        at = finality::finalized(context).await?;
    }
}

/// One daemon's proof, if it has one. A ballot of somebody else or of another proposal proves nothing.
async fn ask(
    mesh: &Mesh,
    proposal: ProposalId,
    citizen: CitizenIndex,
    ledger: &Ledger,
) -> Option<(Standing, Option<Proven>)> {
    let is_final = ledger.phase == Phase::Final;
    let view = if is_final {
        mesh.client.counted_proof(proposal, citizen).await
    } else {
        mesh.client.settled_proof(proposal, citizen).await
    };
    let view: ProofView = view.ok()?;
    let ballot: Ballot = mesh::decode(&mesh.url, "ballot", &view.ballot).ok()?;
    if (ballot.proposal, ballot.citizen) != (proposal, citizen) {
        return Some((Standing::Fails, None));
    }
    let (standing, state) = if is_final {
        match CountedProof::decode(&mut view.proof.0.as_slice()) {
            Ok(proof) => (receipt::counted(&proof, &ballot, ledger), BallotState::Counted),
            Err(_) => return Some((Standing::Fails, None)),
        }
    } else {
        match SettledProof::decode(&mut view.proof.0.as_slice()) {
            Ok(proof) => (receipt::settled(&proof, &ballot, ledger), BallotState::Settled { batch: proof.batch }),
            Err(_) => return Some((Standing::Fails, None)),
        }
    };
    Some((standing, Some(Proven { ballot, state })))
}

/// The greatest ballot that the daemons or this device know.
async fn latest_known(
    context: &Context,
    args: &ReceiptArgs,
    chain: &Chain,
    meshes: &[Mesh],
    citizen: CitizenIndex,
    ledger: &Ledger,
) -> Result<Option<BallotView>> {
    let mut latest: Option<BallotView> = None;
    for mesh in meshes {
        if let Ok(view) = mesh.client.ballot(args.proposal, citizen).await
            && latest.as_ref().is_none_or(|known| known.date < view.date)
        {
            latest = Some(view);
        }
    }
    if args.citizen.is_none() {
        let name = context.identity()?.name;
        let kept = journal::latest(&context.keystore, &name, &chain.genesis(), args.proposal)?;
        let kept = kept.filter(|signed| signed.ballot.citizen == citizen);
        let unsent = kept
            .filter(|signed| latest.as_ref().is_none_or(|known| known.date < signed.ballot.date(ledger.terms.opens)));
        if let Some(signed) = unsent {
            context.out.note("the latest ballot signed on this device is not known to these daemons; vote again");
            latest.get_or_insert_with(|| BallotView::new(&signed.ballot, ledger.terms.opens, BallotState::Stored));
        }
    }
    Ok(latest)
}

impl Receipt {
    fn answer(&self) -> Answer {
        match (&self.ballot.state, self.proven) {
            (_, true) => Answer::Yes,
            (BallotState::Refused { .. } | BallotState::Superseded { .. }, false) => Answer::No,
            _ if !self.failed.is_empty() => Answer::No,
            _ => Answer::Missing,
        }
    }

    fn text(&self) -> String {
        let ballot = &self.ballot;
        let proof = match self.proven {
            true => format!("checked against finalized block {}", self.block),
            false => "none yet".to_owned(),
        };
        let choice = format!("{:?}", ballot.choice).to_lowercase();
        let mut lines = vec![
            ("proposal", ballot.proposal.to_string()),
            ("citizen", ballot.citizen.to_string()),
            ("vote", if ballot.tokens > 0 { format!("{choice} with {} tokens", ballot.tokens) } else { choice }),
            ("cast", date(ballot.date)),
            ("state", describe(&ballot.state)),
            ("proof", proof),
            ("finality", self.finality.describe()),
            ("receipt", String::from(ballot.id.clone())),
        ];
        if let Some(later) = &self.later {
            lines.push(("a later ballot", format!("{} of {}", describe(&later.state), date(later.date))));
        }
        if !self.failed.is_empty() {
            lines.push(("PROOF FAILS", format!("at {}: daemon and chain differ", self.failed.join(", "))));
        }
        facts(&lines)
    }
}

//! `cybersyn audit`: gathers the evidence, lets [`crate::audit`] judge it.

use crate::{
    args::AuditArgs,
    audit::{self, Difference, Evidence, Omitted, PeerBallots, Report, Roll, Verdict},
    chain,
    context::Context,
    exit::Answer,
    gather::{self, Gathered},
    output::{facts, table},
    time::date,
};
use anyhow::Result;
use cybersyn_chain_client::Chain;
use cybersyn_primitives::{ProposalId, api::TallyView};
use std::collections::BTreeMap;

pub(super) async fn run(context: &Context, args: &AuditArgs) -> Result<Answer> {
    let chain = context.chain().await?;
    let mut evidence = evidence(context, &chain, args.proposal).await?;
    let mut report = audit::audit(&evidence);
    if !report.wanted.is_empty() {
        let bar = context.out.progress("rolls of settling blocks", report.wanted.len() as u64);
        for block in std::mem::take(&mut report.wanted) {
            bar.inc(1);
            if let Ok(roll) = gather::roll_at(&chain, block).await {
                evidence.roll_at.insert(block, roll);
            }
        }
        bar.finish_and_clear();
        report = audit::audit(&evidence);
    }
    context.out.show(&report, text)?;
    Ok(match report.verdict {
        Verdict::Agrees => Answer::Yes,
        Verdict::Differs => Answer::No,
        Verdict::DataMissing => Answer::Missing,
    })
}

async fn evidence(context: &Context, chain: &Chain, proposal: ProposalId) -> Result<Evidence> {
    let head = chain.finalized().await?;
    let ledger = chain::ledger(&head, proposal).await?;
    let (meshes, down) = context.meshes().await;
    let mut notes: Vec<String> = down.iter().map(ToString::to_string).collect();

    let mut peers: Vec<PeerBallots> = Vec::new();
    let bar = context.out.progress("ballots of peers", meshes.len() as u64);
    for mesh in &meshes {
        match mesh.all_ballots(proposal).await {
            Ok(ballots) => peers.push(PeerBallots { url: mesh.url.clone(), ballots }),
            Err(failure) => notes.push(failure.to_string()),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();

    let judged = gather::judging_block(chain, &head, proposal, &ledger, &mut notes).await?;
    let Gathered { batches, notes: found } =
        gather::batches(context, chain, &meshes, proposal, &ledger, &judged).await?;
    notes.extend(found);
    let voters = batches.iter().flat_map(|batch| &batch.ballots).chain(peers.iter().flat_map(|peer| &peer.ballots));
    let accounts = gather::accounts(&judged, voters.map(|signed| signed.ballot.citizen)).await?;
    Ok(Evidence {
        genesis: chain.genesis(),
        proposal,
        ledger,
        block: judged.head().number,
        now: judged.timestamp().await?,
        roll: Roll::new(gather::roll_pages(&judged).await?),
        accounts,
        attention: chain::attention_params(&judged).await?,
        batches,
        roll_at: BTreeMap::new(),
        peers: distinct(peers),
        missing: Vec::new(),
        notes,
    })
}

/// The same daemon named twice is one peer.
fn distinct(peers: Vec<PeerBallots>) -> Vec<PeerBallots> {
    let mut seen = std::collections::BTreeSet::new();
    peers.into_iter().filter(|peer| seen.insert(peer.url.clone())).collect()
}

fn text(report: &Report) -> String {
    let verdict = match report.verdict {
        Verdict::Agrees if report.is_final => "AGREES: the chain counted what citizens cast",
        Verdict::Agrees => "AGREES so far; the vote is not final",
        Verdict::Differs => "DIFFERS",
        Verdict::DataMissing => "CANNOT SAY: data is missing",
    };
    let peers: Vec<String> = report.peers.iter().map(|peer| format!("{} ({})", peer.url, peer.ballots)).collect();
    let mut text = facts(&[
        ("audit", verdict.to_owned()),
        ("proposal", report.proposal.to_string()),
        ("judged at block", report.block.to_string()),
        ("settled", format!("{} ballots in {} batches, {} live", report.settled, report.batches, report.live)),
        ("outcome", outcome(report)),
        ("ballots of peers", peers.join(", ")),
    ]);
    text.push('\n');
    text.push_str(&tallies(&report.chain, &report.recounted));
    let differences =
        report.differences.iter().map(|difference| format!("DIFFERENCE: {}", difference_text(difference)));
    let omitted = report.known.omitted.iter().map(omitted_text);
    let missing = report.missing.iter().map(|missing| format!("missing: {missing}"));
    let notes = report.notes.iter().map(|note| format!("note: {note}"));
    for line in differences.chain(omitted).chain(missing).chain(notes) {
        text.push('\n');
        text.push_str(&line);
    }
    if !report.known.omitted.is_empty() {
        let (omitted, margin) = (report.omitted_rounded, report.margin_rounded);
        text.push_str(&format!(
            "\nomitted weight {omitted:.3} against a margin of {margin:.3}; with them: {:?}",
            report.outcome_with_omitted
        ));
    }
    text
}

fn outcome(report: &Report) -> String {
    let outcome = format!("{:?}", report.outcome).to_lowercase();
    match report.outcome_at_close {
        Some(at_close) if at_close != report.outcome => {
            format!("{outcome} (grace changed it: {} at close)", format!("{at_close:?}").to_lowercase())
        }
        _ => outcome,
    }
}

fn tallies(chain: &TallyView, recounted: &TallyView) -> String {
    let row = |name: &str, tally: &TallyView| {
        let side = |side: &cybersyn_primitives::api::SideView| format!("{:.3} ({})", side.weight_rounded, side.voters);
        [name.to_owned(), side(&tally.yes), side(&tally.no), side(&tally.abstain), tally.tokens.to_string()]
    };
    table(
        ["", "yes (voters)", "no (voters)", "abstain (voters)", "tokens"],
        [row("chain", chain), row("recount", recounted)],
    )
}

fn difference_text(difference: &Difference) -> String {
    match difference {
        Difference::LogRoot { .. } => "the settled ballots do not hash to the chain's log".to_owned(),
        Difference::LiveRoot { .. } => "the live ballots do not hash to the chain's live-set root".to_owned(),
        Difference::Tally { which, .. } => format!("the {which} tally is not the sum of the live ballots"),
        Difference::UnsoundBallot { citizen, batch, reason, .. } => format!(
            "batch {batch} holds a ballot of citizen {citizen} that the rule does not accept: {}",
            super::states::reason_in_words(*reason)
        ),
        Difference::Charge { citizen, charged, costs } => {
            format!("citizen {citizen} was charged {charged} tokens for a ballot of {costs}")
        }
    }
}

fn omitted_text(omitted: &Omitted) -> String {
    format!(
        "OMITTED: citizen {} voted {:?} with {} tokens (weight {:.3}) on {}; held by {}",
        omitted.citizen,
        omitted.choice,
        omitted.tokens,
        omitted.weight_rounded,
        date(omitted.date),
        omitted.peers.join(", ")
    )
}

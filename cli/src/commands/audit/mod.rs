//! `cybersyn audit`: gathers the evidence, lets [`crate::audit`] judge it.

mod text;

use crate::{
    args::AuditArgs,
    audit::{self, Evidence, Report, Verdict},
    chain,
    context::Context,
    exit::{Answer, no_finding},
    finality::{self, Finalized},
    gather::{self, Blocks, Gathered, Judged},
};
use anyhow::Result;
use cybersyn_primitives::ProposalId;
use std::collections::BTreeMap;

pub(super) async fn run(context: &Context, args: &AuditArgs) -> Result<Answer> {
    context.out.note("proving the finalized head …");
    let work = async |at| recount(context, args.proposal, at).await;
    let report = finality::ask(context, work, |report| !report.lacks_state).await.map_err(no_finding)?;
    context.out.show(&report, text::text)?;
    Ok(match report.verdict {
        Verdict::Agrees => Answer::Yes,
        Verdict::Differs => Answer::No,
        Verdict::DataMissing => Answer::Missing,
    })
}

async fn recount(context: &Context, proposal: ProposalId, at: Finalized) -> Result<Report> {
    let (mut evidence, blocks) = evidence(context, proposal, at).await?;
    let report = audit::audit(&evidence);
    if report.wanted.is_empty() {
        return Ok(report);
    }
    let bar = context.out.progress("rolls of settling blocks", report.wanted.len() as u64);
    for (block, citizens) in &report.wanted {
        bar.inc(1);
        let rolls = gather::rolls_around(&blocks, block, citizens, &evidence.roll).await?;
        evidence.rolls_at.extend(rolls.map(|rolls| (*block, rolls)));
    }
    bar.finish_and_clear();
    Ok(audit::audit(&evidence))
}

async fn evidence(context: &Context, proposal: ProposalId, at: Finalized) -> Result<(Evidence, Blocks)> {
    let Finalized { chain, state: head, finality } = at;
    let ledger = chain::ledger(&head, proposal).await?;
    let (meshes, down) = context.meshes().await;
    let mut notes: Vec<String> = down.iter().map(ToString::to_string).collect();
    let peers = gather::ballots_of_peers(context, &meshes, &chain.genesis(), proposal, &mut notes).await;
    let Judged { state: judged, at_head } = gather::judging_block(&chain, &head, proposal, &ledger, &mut notes).await?;
    let Gathered { batches, blocks, notes: found } =
        gather::batches(context, &chain, &meshes, proposal, &ledger, &head, judged.head().number).await?;
    notes.extend(found);
    let spending = gather::spending(context, &meshes, &judged, proposal, &mut notes).await?;
    // At the head: factors never change and are kept for ever.
    let factors = gather::factors(&head, proposal, &ledger).await?;
    let evidence = Evidence {
        genesis: chain.genesis(),
        proposal,
        ledger,
        finality,
        block: judged.head().number,
        judged_at_head: at_head,
        now: judged.timestamp().await?,
        roll: gather::roll(&judged).await?,
        factors,
        accounts: gather::accounts(&judged).await?,
        attention: chain::attention_params(&judged).await?,
        spending,
        batches,
        rolls_at: BTreeMap::new(),
        peers,
        notes,
    };
    Ok((evidence, blocks))
}

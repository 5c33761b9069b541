//! An audit's report for people.

use crate::{
    audit::{Difference, Heard, Omitted, Report, Verdict},
    output::{facts, table},
    time::date,
};
use cybersyn_primitives::api::{SideView, TallyView};

pub(super) fn text(report: &Report) -> String {
    let verdict = match report.verdict {
        Verdict::Agrees if report.is_final => "AGREES: the chain counted what citizens cast",
        Verdict::Agrees => "AGREES so far; the vote is not final",
        Verdict::Differs => "DIFFERS",
        Verdict::DataMissing => "CANNOT SAY: data is missing",
    };
    let peers: Vec<String> = report.peers.iter().map(heard).collect();
    let mut text = facts(&[
        ("audit", verdict.to_owned()),
        ("proposal", report.proposal.to_string()),
        ("chain", String::from(report.genesis.clone())),
        ("finality", report.finality.describe()),
        ("judged at block", report.block.to_string()),
        ("settled", format!("{} ballots in {} batches, {} live", report.settled, report.batches, report.live)),
        ("outcome", outcome(report)),
        ("ballots of peers", peers.join(", ")),
    ]);
    text.push('\n');
    text.push_str(&tallies(&report.chain, &report.recounted));
    if let Some(expertise) = &report.expertise {
        let share = f64::from(expertise.share_permille) / 10.0;
        let decided = if expertise.changed_outcome { "; without it the outcome would be another" } else { "" };
        text.push_str(&format!("\nexpertise is {share:.1} % of the weight of yes and no{decided}"));
    }
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

fn heard(peer: &Heard) -> String {
    match peer.lacks {
        0 => format!("{} ({})", peer.url, peer.ballots),
        lacks => format!("{} ({}, lacks {lacks} that count)", peer.url, peer.ballots),
    }
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
        let side = |side: &SideView| format!("{:.3} ({})", side.weight_rounded, side.voters);
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
            crate::commands::states::reason_in_words(*reason)
        ),
        Difference::Charge { citizen, charged, costs } => {
            format!("citizen {citizen} was charged {charged} tokens for ballots of {costs}")
        }
        Difference::Overspent { citizen, spent, accrued } => {
            format!("citizen {citizen} spent {spent} tokens and had accrued {accrued}")
        }
        Difference::Charges { charged, tallied } => {
            format!("all citizens were charged {charged} tokens, all tallies hold {tallied}")
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

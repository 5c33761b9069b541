//! The independent recount (DESIGN section 4.9): pure, so that every way to fail can be tested.
//!
//! *Sound*: the settled ballots hash to the chain's log, every one was acceptable when it settled, and the live ones,
//! one per citizen, sum to the chain's tally and charges and hash to its live-set root. *Complete*: the greatest ballot
//! that each voter is known to have cast is live, below the live one, or refused for a reason that anyone can recompute;
//! anything else was omitted. Fetching the evidence is the command's business.

mod charges;
mod complete;
mod evidence;
mod missing;
mod recount;
mod report;
#[cfg(test)]
mod tests;

pub use charges::live_tokens;
pub use evidence::{Evidence, PeerBallots, Roll, Rolls, SettledBallots, Spending};
pub use report::{Difference, Disregarded, Heard, Known, Omitted, Report, Verdict};

/// Recounts. The report asks for further evidence in [`Report::wanted`] when a settled ballot can only be judged by the
/// rolls around the block that settled it.
pub fn audit(evidence: &Evidence) -> Report {
    let recount = recount::recount(evidence);
    // With batches missing, nobody can say which ballots are live.
    let known = if recount.whole { complete::complete(evidence, &recount) } else { Known::default() };
    report::report(evidence, recount, known)
}

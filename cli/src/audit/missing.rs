//! What an audit could not have, and where to get it. With any of it missing nobody can say that the chain is right.

use super::{
    evidence::Evidence,
    recount::Recount,
    report::{Heard, Known, PEERS_MIN},
};
use crate::finality::{Finality, NODES_MIN};

/// How many peers hold everything that counts, so that what they do not hold may be taken for not cast.
pub(super) fn whole(peers: &[Heard]) -> usize {
    peers.iter().filter(|peer| peer.lacks == 0).count()
}

/// All of it, in words.
pub(super) fn missing(evidence: &Evidence, recount: &Recount, known: &Known, peers: &[Heard]) -> Vec<String> {
    let others = [finality(evidence), peers_missing(peers)];
    others.into_iter().flatten().chain(of_chain(evidence, recount, known)).collect()
}

/// What another node may have.
pub(super) fn of_chain(evidence: &Evidence, recount: &Recount, known: &Known) -> impl Iterator<Item = String> {
    [batches(evidence, recount), rolls(recount), dates(evidence), end_of_vote(known)].into_iter().flatten()
}

fn finality(evidence: &Evidence) -> Option<String> {
    let Finality::OneNode { reason } = &evidence.finality else { return None };
    Some(format!(
        "only one node says what is final ({reason}); ask an archive node, or give --chain for {NODES_MIN} nodes"
    ))
}

fn batches(evidence: &Evidence, recount: &Recount) -> Option<String> {
    let (found, all) = (evidence.batches.len(), evidence.ledger.log.count);
    (!recount.whole && recount.differences.is_empty()).then(|| format!("{found} of {all} settled batches could be had"))
}

fn peers_missing(peers: &[Heard]) -> Option<String> {
    let (whole, heard) = (whole(peers), peers.len());
    (whole < PEERS_MIN).then(|| {
        format!(
            "{heard} different peers were heard and {whole} of them hold all ballots that count; an audit needs \
             {PEERS_MIN} that do (give --mesh several times)"
        )
    })
}

fn rolls(recount: &Recount) -> Option<String> {
    let count = recount.wanted.len();
    (count > 0).then(|| format!("the roll around {count} settling blocks; ask a node with --state-pruning archive"))
}

fn dates(evidence: &Evidence) -> Option<String> {
    let undated = evidence.batches.iter().filter(|batch| batch.now.is_none()).count();
    (undated > 0)
        .then(|| format!("when {undated} batches settled cannot be proven; ask a node with --state-pruning archive"))
}

fn end_of_vote(known: &Known) -> Option<String> {
    let count = known.unjudged.len();
    (count > 0).then(|| {
        format!(
            "the state at the end of the vote, by which {count} ballots that did not settle are to be judged; ask a node \
             with --state-pruning archive"
        )
    })
}

//! What an audit found.

use super::{
    evidence::{Evidence, PeerBallots},
    missing,
    recount::Recount,
};
use crate::finality::Finality;
use cybersyn_primitives::{
    Ballot, Choice, CitizenIndex, Hash, Millis, ProposalId, SignedBallot, Tokens,
    api::{Hex, TallyView},
    expertise::Influence,
    hash::Software,
    ledger::Phase,
    rule::{self, Skip},
    tally::{Outcome, Tally},
    weight::ONE,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Peers that an audit must have heard.
pub const PEERS_MIN: usize = 2;

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The chain's tally is the sum of what citizens cast.
    Agrees,
    /// The chain says something else, or a ballot was omitted.
    Differs,
    /// Not enough evidence to say.
    DataMissing,
}

/// Something that the chain has wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Difference {
    /// The settled ballots do not hash to the chain's log.
    LogRoot {
        /// On chain.
        chain: Hex,
        /// Recounted.
        recounted: Hex,
    },
    /// The live ballots do not hash to the chain's live-set root.
    LiveRoot {
        /// On chain.
        chain: Hex,
        /// Recounted.
        recounted: Hex,
    },
    /// The live ballots do not sum to the chain's tally.
    Tally {
        /// Which tally.
        which: &'static str,
        /// On chain.
        chain: Box<TallyView>,
        /// Recounted.
        recounted: Box<TallyView>,
    },
    /// A settled ballot that the rule does not accept.
    UnsoundBallot {
        /// The ballot's leaf.
        id: Hex,
        /// Who is said to have cast it.
        citizen: CitizenIndex,
        /// The batch it settled in.
        batch: u32,
        /// What is wrong with it.
        reason: Skip,
    },
    /// A citizen was charged another sum than their live ballots on all proposals cost.
    Charge {
        /// Whom.
        citizen: CitizenIndex,
        /// Tokens charged.
        charged: u64,
        /// Tokens of the live ballots, as far as they are known.
        costs: u64,
    },
    /// A citizen spent more than they had accrued.
    Overspent {
        /// Who.
        citizen: CitizenIndex,
        /// Tokens spent.
        spent: u64,
        /// Tokens accrued.
        accrued: u64,
    },
    /// All citizens together were charged another sum than all tallies together hold.
    Charges {
        /// Tokens charged.
        charged: u64,
        /// Tokens in the tallies.
        tallied: u64,
    },
}

impl Difference {
    pub(super) fn unsound(ballot: &Ballot, batch: u32, reason: Skip) -> Self {
        Difference::UnsoundBallot { id: ballot.leaf::<Software>().into(), citizen: ballot.citizen, batch, reason }
    }

    pub(super) fn tally(which: &'static str, chain: &Tally, recounted: &Tally) -> Self {
        Difference::Tally { which, chain: Box::new(chain.into()), recounted: Box::new(recounted.into()) }
    }
}

/// A ballot that should count and does not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Omitted {
    /// The ballot's leaf.
    pub id: Hex,
    /// Who cast it.
    pub citizen: CitizenIndex,
    /// The side taken.
    pub choice: Choice,
    /// Tokens offered.
    pub tokens: Tokens,
    /// When it was cast.
    pub date: Millis,
    /// What it weighs, 32 fractional bits.
    pub weight: String,
    /// The same, rounded.
    pub weight_rounded: f64,
    /// Where it was found.
    pub peers: Vec<String>,
    #[serde(skip)]
    ballot: Ballot,
}

impl Omitted {
    pub(super) fn new(evidence: &Evidence, signed: &SignedBallot, peers: &BTreeSet<usize>) -> Self {
        let ballot = signed.ballot;
        let weight = rule::weight(&ballot.body, &evidence.ledger.terms, evidence.expertise(ballot.citizen));
        Self {
            id: ballot.leaf::<Software>().into(),
            citizen: ballot.citizen,
            choice: ballot.body.choice(),
            tokens: ballot.body.tokens(),
            date: ballot.date(evidence.ledger.terms.opens),
            weight: weight.to_string(),
            weight_rounded: weight as f64 / ONE as f64,
            peers: urls(evidence, peers),
            ballot,
        }
    }
}

/// A ballot that peers hold and that rightly does not count (yet).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disregarded {
    /// The ballot's leaf.
    pub id: Hex,
    /// Who is said to have cast it.
    pub citizen: CitizenIndex,
    /// When it was cast.
    pub date: Millis,
    /// Why it does not count, recomputable at [`Report::block`]; none: it is still to settle.
    pub reason: Option<Skip>,
    /// Where it was found.
    pub peers: Vec<String>,
}

impl Disregarded {
    pub(super) fn new(
        evidence: &Evidence,
        signed: &SignedBallot,
        peers: &BTreeSet<usize>,
        reason: Option<Skip>,
    ) -> Self {
        Self {
            id: signed.ballot.leaf::<Software>().into(),
            citizen: signed.ballot.citizen,
            date: signed.ballot.date(evidence.ledger.terms.opens),
            reason,
            peers: urls(evidence, peers),
        }
    }
}

fn urls(evidence: &Evidence, peers: &BTreeSet<usize>) -> Vec<String> {
    peers.iter().filter_map(|peer| evidence.peers.get(*peer)).map(|peer| peer.url.clone()).collect()
}

/// What became of the ballots that peers hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Known {
    /// How many different ones they hold.
    pub ballots: u32,
    /// Should count and do not.
    pub omitted: Vec<Omitted>,
    /// Do not count, for a reason.
    pub refused: Vec<Disregarded>,
    /// Will settle while the box takes ballots.
    pub pending: Vec<Disregarded>,
    /// May or may not have to count: that hangs on a state which the node does not have. With the reason why not at the
    /// head; none: there it would count.
    pub unjudged: Vec<Disregarded>,
}

/// What a peer contributed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heard {
    /// Its peer id.
    pub peer: String,
    /// Where.
    pub url: String,
    /// How many.
    pub ballots: usize,
    /// How many live ballots it lacks: with any, it does not count as one who would know of omitted ones.
    pub lacks: usize,
}

/// The whole finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The chain's genesis hash.
    pub genesis: Hex,
    /// The proposal.
    pub proposal: ProposalId,
    /// What it comes to.
    pub verdict: Verdict,
    /// The settled ballots are what the rule accepts and sum to what the chain says; none: cannot be said.
    pub sound: Option<bool>,
    /// No ballot was omitted; none: cannot be said.
    pub complete: Option<bool>,
    /// Whether the proposal is decided.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// Why the chain's state is believed to be final.
    pub finality: Finality,
    /// The block that open questions are judged at.
    pub block: u32,
    /// Batches on chain.
    pub batches: u32,
    /// Ballots settled, replaced ones included.
    pub settled: u32,
    /// Live ballots.
    pub live: u32,
    /// What the chain says.
    pub chain: TallyView,
    /// What the settled ballots sum to.
    pub recounted: TallyView,
    /// How much of that is there by expertise alone, in a class where it weighs.
    pub expertise: Option<Influence>,
    /// By the chain's tally.
    pub outcome: Outcome,
    /// By the tally at close, if grace may have changed it.
    pub outcome_at_close: Option<Outcome>,
    /// How it would stand with every omitted ballot counted.
    pub outcome_with_omitted: Outcome,
    /// Distance of yes and no, rounded.
    pub margin_rounded: f64,
    /// Weight of all omitted ballots, rounded.
    pub omitted_rounded: f64,
    /// What the chain has wrong.
    pub differences: Vec<Difference>,
    /// The ballots of the peers.
    #[serde(flatten)]
    pub known: Known,
    /// Whom the audit heard.
    pub peers: Vec<Heard>,
    /// What could not be had.
    pub missing: Vec<String>,
    /// What else to know.
    pub notes: Vec<String>,
    /// Whether something of that is the chain's, so that another node may have it.
    #[serde(skip)]
    pub lacks_state: bool,
    /// Blocks around which the roll is needed to judge a settled ballot, and of whom.
    #[serde(skip)]
    pub wanted: BTreeMap<Hash, BTreeSet<CitizenIndex>>,
}

pub(super) fn report(evidence: &Evidence, recount: Recount, known: Known) -> Report {
    let ledger = &evidence.ledger;
    let outcome = |tally: &Tally| tally.outcome(&ledger.terms.thresholds, ledger.terms.quorum_base);
    let peers: Vec<Heard> = evidence.peers.iter().map(|peer| heard(evidence, &recount, peer)).collect();
    let missing = missing::missing(evidence, &recount, &known, &peers);
    let lacks_state = missing::of_chain(evidence, &recount, &known).next().is_some();
    let heard_enough = missing::whole(&peers) >= PEERS_MIN;
    let sound = judged(recount.differences.is_empty(), recount.whole && recount.wanted.is_empty());
    let complete = judged(known.omitted.is_empty(), heard_enough && recount.whole);
    let verdict = match (sound, complete) {
        (Some(false), _) | (_, Some(false)) => Verdict::Differs,
        (Some(true), Some(true)) if missing.is_empty() => Verdict::Agrees,
        _ => Verdict::DataMissing,
    };
    let tally = &ledger.tally;
    Report {
        genesis: evidence.genesis.into(),
        proposal: evidence.proposal,
        verdict,
        sound,
        complete,
        is_final: ledger.phase == Phase::Final,
        finality: evidence.finality.clone(),
        block: evidence.block,
        batches: ledger.log.count,
        settled: recount.settled,
        live: recount.live.len() as u32,
        chain: tally.into(),
        recounted: (&recount.tally).into(),
        expertise: ledger.weighing.map(|_| Influence::between(&recount.tally, &recount.plain, &ledger.terms)),
        outcome: outcome(tally),
        outcome_at_close: ledger.tally_at_close.as_ref().map(outcome),
        outcome_with_omitted: outcome(&with_omitted(evidence, &recount, &known)),
        margin_rounded: tally.yes.weight.abs_diff(tally.no.weight) as f64 / ONE as f64,
        omitted_rounded: known.omitted.iter().map(|omitted| omitted.weight_rounded).sum(),
        differences: recount.differences,
        known,
        peers,
        lacks_state,
        missing,
        notes: evidence.notes.clone(),
        wanted: recount.wanted,
    }
}

fn heard(evidence: &Evidence, recount: &Recount, peer: &PeerBallots) -> Heard {
    let lacks = peer.lacks(evidence.proposal, &recount.live);
    Heard { peer: peer.peer.clone(), url: peer.url.clone(), ballots: peer.ballots.len(), lacks }
}

/// A fault shows even in half the evidence; its absence needs all of it.
fn judged(faultless: bool, evidence_whole: bool) -> Option<bool> {
    match (faultless, evidence_whole) {
        (false, _) => Some(false),
        (true, true) => Some(true),
        (true, false) => None,
    }
}

fn with_omitted(evidence: &Evidence, recount: &Recount, known: &Known) -> Tally {
    let mut tally = recount.tally;
    let terms = &evidence.ledger.terms;
    for omitted in &known.omitted {
        let expertise = evidence.expertise(omitted.citizen);
        if let Some(live) = recount.live.get(&omitted.citizen) {
            tally.remove(&rule::vote(&live.body, terms, expertise));
        }
        tally.add(&rule::vote(&omitted.ballot.body, terms, expertise));
    }
    tally
}

//! Batches for the chain: what the mesh counts and the chain has not settled yet (DESIGN section 4.5).
//!
//! Exactly the tally's picks are offered, so the chain arrives at the mesh's tally. First ballots fill each part, pages
//! with the most ballots first because dense pages are cheap; replacements get at most a quarter of it, decreases
//! first, so that nobody's re-votes crowd out a first vote.

use cybersyn_primitives::{
    Batch, CitizenIndex, Millis, PackedBallot, PageIndex, ProposalId, SignedBallot,
    ballot::BATCH_BALLOTS_MAX,
    page_of,
    settlement::{ANSWER_BYTES_MAX, PARTS_MAX},
};
use std::collections::{BTreeMap, HashMap, VecDeque};

use crate::{ballot_box::BallotBoxes, tally::TallyBook, view::ChainView};

/// A packed ballot in SCALE.
const PACKED_BYTES: usize = 75;
/// What a page costs beside its ballots: index and length.
const PAGE_BYTES: usize = 6;
/// What a batch costs beside its pages.
const BATCH_BYTES: usize = 14;
/// Kept free in a part, for lengths and batches cut at [`BATCH_BALLOTS_MAX`].
const SLACK_BYTES: usize = 1_024;

/// A ballot that waits for the chain.
#[derive(Clone, Copy, Debug)]
struct Pending {
    signed: SignedBallot,
    page: PageIndex,
    position: u8,
    date: Millis,
    /// Replaces a live ballot with one of as many tokens or fewer.
    is_decrease: bool,
}

/// The batches for one block, cut into parts that fit into an answer.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    parts: Vec<Vec<Batch>>,
}

impl Plan {
    /// Plans from the tally's picks, which must be up to date.
    pub fn new(view: &ChainView, boxes: &BallotBoxes, book: &TallyBook, built_on: u32) -> Self {
        let (first, again) = pending(view, boxes, book);
        let (decreases, increases) = again.into_iter().partition(|pending| pending.is_decrease);
        let (mut first, mut decreases, mut increases) = (dense_first(first), by_date(decreases), by_date(increases));
        let (mut parts, mut number) = (Vec::new(), 0);
        while parts.len() < PARTS_MAX as usize && !(first.is_empty() && decreases.is_empty() && increases.is_empty()) {
            let mut part = Part::default();
            part.fill(&mut decreases, ANSWER_BYTES_MAX / 4 - SLACK_BYTES);
            // Batches of their own, before all others: what they set free pays for increases on other proposals.
            let mut batches = part.take_batches(built_on, &mut number);
            if decreases.is_empty() {
                part.fill(&mut increases, ANSWER_BYTES_MAX / 4 - SLACK_BYTES);
                batches.extend(part.take_batches(built_on, &mut number));
            }
            part.fill(&mut first, ANSWER_BYTES_MAX - SLACK_BYTES);
            batches.extend(part.take_batches(built_on, &mut number));
            parts.push(batches);
        }
        Self { parts }
    }

    /// A part; empty after the last.
    pub fn part(&self, part: u32) -> &[Batch] {
        self.parts.get(part as usize).map(Vec::as_slice).unwrap_or_default()
    }
}

/// First ballots, and those that replace a live one.
fn pending(view: &ChainView, boxes: &BallotBoxes, book: &TallyBook) -> (Vec<Pending>, Vec<Pending>) {
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for (citizen, pick) in book.pending() {
        let Some(ledger) = view.proposal(pick.proposal) else { continue };
        let ballot = pick.live.map(|live| live.ballot(pick.proposal, citizen));
        let Some(stored) = ballot.and_then(|ballot| boxes.find(&ballot)) else { continue };
        let Some((page, position)) = view.slot(citizen).and_then(page_of) else { continue };
        let signed = stored.signed;
        let date = signed.ballot.date(ledger.terms.opens);
        let on_chain = view.live(pick.proposal, citizen);
        let is_decrease = on_chain.is_some_and(|live| signed.ballot.body.tokens() <= live.body.tokens());
        let list = if on_chain.is_some() { &mut again } else { &mut first };
        list.push(Pending { signed, page, position, date, is_decrease });
    }
    (first, again)
}

fn by_date(mut ballots: Vec<Pending>) -> VecDeque<Pending> {
    ballots.sort_by_key(|pending| (pending.date, pending.key()));
    ballots.into()
}

/// Pages with the most ballots first; among equals the one with the oldest ballot.
fn dense_first(ballots: Vec<Pending>) -> VecDeque<Pending> {
    let mut pages: HashMap<(ProposalId, PageIndex), (usize, Millis)> = HashMap::new();
    for pending in &ballots {
        let page = pages.entry(pending.page_key()).or_insert((0, Millis::MAX));
        *page = (page.0 + 1, page.1.min(pending.date));
    }
    let mut ballots = ballots;
    ballots.sort_by_key(|pending| {
        let (count, oldest) = pages.get(&pending.page_key()).copied().unwrap_or_default();
        (usize::MAX - count, oldest, pending.page_key(), pending.date, pending.key())
    });
    ballots.into()
}

impl Pending {
    fn page_key(&self) -> (ProposalId, PageIndex) {
        (self.signed.ballot.proposal, self.page)
    }

    fn key(&self) -> (ProposalId, CitizenIndex) {
        (self.signed.ballot.proposal, self.signed.ballot.citizen)
    }
}

/// A part being filled: ballots by proposal and page.
#[derive(Default)]
struct Part {
    proposals: BTreeMap<ProposalId, BTreeMap<PageIndex, Vec<PackedBallot>>>,
    bytes: usize,
}

impl Part {
    /// Moves ballots in while the part stays within `bytes_max`.
    fn fill(&mut self, ballots: &mut VecDeque<Pending>, bytes_max: usize) {
        while let Some(pending) = ballots.front() {
            let pages = self.proposals.get(&pending.signed.ballot.proposal);
            let batch = if pages.is_none() { BATCH_BYTES } else { 0 };
            let page = if pages.is_some_and(|pages| pages.contains_key(&pending.page)) { 0 } else { PAGE_BYTES };
            let bytes = batch + page + PACKED_BYTES;
            if self.bytes + bytes > bytes_max {
                return;
            }
            self.bytes += bytes;
            let pages = self.proposals.entry(pending.signed.ballot.proposal).or_default();
            pages.entry(pending.page).or_default().push(PackedBallot::pack(&pending.signed, pending.position));
            ballots.pop_front();
        }
    }

    /// What was filled in so far, as batches; the bytes stay counted.
    fn take_batches(&mut self, built_on: u32, number: &mut u16) -> Vec<Batch> {
        let mut batches: Vec<Batch> = Vec::new();
        for (proposal, pages) in std::mem::take(&mut self.proposals) {
            let mut room = 0;
            for (page, ballots) in pages {
                for chunk in chunks(&ballots, &mut room) {
                    if chunk.opens_batch {
                        batches.push(Batch { proposal, built_on, number: *number, pages: Vec::new() });
                        *number = number.saturating_add(1);
                    }
                    if let Some(batch) = batches.last_mut() {
                        batch.pages.push((page, chunk.ballots.to_vec()));
                    }
                }
            }
        }
        batches
    }
}

struct Chunk<'a> {
    opens_batch: bool,
    ballots: &'a [PackedBallot],
}

/// Cuts a page where the batch is full; `room` is what the batch under way still takes.
fn chunks<'a>(mut ballots: &'a [PackedBallot], room: &mut usize) -> Vec<Chunk<'a>> {
    let mut chunks = Vec::new();
    while !ballots.is_empty() {
        let opens_batch = *room == 0;
        if opens_batch {
            *room = BATCH_BALLOTS_MAX as usize;
        }
        let (now, later) = ballots.split_at(ballots.len().min(*room));
        *room -= now.len();
        ballots = later;
        chunks.push(Chunk { opens_batch, ballots: now });
    }
    chunks
}

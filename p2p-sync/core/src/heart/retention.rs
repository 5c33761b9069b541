//! What a node forgets: ballots and discussions of proposals decided long ago. Texts, settled batches and live sets stay:
//! articles are made of texts, receipts of the others (DESIGN sections 4.8 and 5).

use cybersyn_primitives::{
    Millis, ProposalId,
    entry::Space,
    ledger::{Ledger, Phase},
    rule::Skip,
};
use std::collections::{BTreeSet, HashSet};

use super::Heart;
use crate::{
    event::{Effect, Refusal},
    message::SetName,
};

/// The names of what was forgotten. They follow from the chain and the retention, so that after a restart the same is
/// refused as before. Only a discussion whose text is proposed again later is another matter: it stays forgotten until the
/// next start, for the store may yet drop it.
#[derive(Debug)]
pub(super) struct Forgotten {
    retention: Millis,
    proposals: BTreeSet<ProposalId>,
    spaces: HashSet<Space>,
}

impl Forgotten {
    /// Nothing yet; `retention` is for how long decided proposals are kept, in milliseconds.
    pub(super) fn new(retention: Millis) -> Self {
        Self { retention, proposals: BTreeSet::new(), spaces: HashSet::new() }
    }

    pub(super) fn contains(&self, name: SetName) -> bool {
        match name {
            SetName::Ballots(proposal) => self.proposals.contains(&proposal),
            SetName::Entries(space) => self.spaces.contains(&space),
            SetName::Texts => false,
        }
    }

    fn is_due(&self, ledger: &Ledger, time: Millis) -> bool {
        let ended = ledger.terms.closes.saturating_add(ledger.terms.grace);
        ledger.phase == Phase::Final && ended.saturating_add(self.retention) < time
    }
}

impl Heart {
    /// Forgets what is due at the finalized head. A discussion stays while its text is before the citizens again under
    /// another number; it is due with the last of them.
    pub(super) fn forget_due(&mut self) {
        let time = self.view.time();
        let due = self
            .view
            .proposals()
            .filter(|(id, ledger)| !self.forgotten.proposals.contains(id) && self.forgotten.is_due(ledger, time));
        let due: Vec<_> = due.map(|(id, ledger)| (id, ledger.terms.content)).collect();
        if due.is_empty() {
            return;
        }
        let kept = self.view.proposals().filter(|(_, ledger)| !self.forgotten.is_due(ledger, time));
        let kept: HashSet<Space> = kept.map(|(_, ledger)| ledger.terms.content).collect();
        for (proposal, space) in due {
            self.forget_ballots(proposal);
            if !kept.contains(&space) {
                self.forget_discussion(space);
            }
        }
    }

    fn forget_ballots(&mut self, proposal: ProposalId) {
        self.forgotten.proposals.insert(proposal);
        if self.boxes.forget(proposal) {
            self.effects.push(Effect::Forget(SetName::Ballots(proposal)));
        }
    }

    fn forget_discussion(&mut self, space: Space) {
        self.forgotten.spaces.insert(space);
        for waiting in self.documents.forget(space) {
            self.coming.remove(&waiting.hash);
            self.refuse(waiting.source, Refusal::Rule(Skip::Final), None);
        }
        drop(self.parking.take_space(space));
        if self.logs.forget(&space) {
            self.effects.push(Effect::Forget(SetName::Entries(space)));
        }
    }
}

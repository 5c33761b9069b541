//! The sets that nodes reconcile, and the summaries by which they find out which of them differ.
//!
//! A summary names sets that hold something and take more: first those of open proposals, which always fit, and of the
//! rest a window of names. Windows follow each other, so that everything has its turn. What a summary leaves out of its
//! window or first part, the sender lacks, and the answer says so.
//!
//! A closed box takes nothing any more (see [`crate::admission`]), so it is neither named nor asked about: two that differ
//! would be compared in vain for ever. Who names one has not heard of its end yet and is told what it lacks.

use codec::{DecodeAll, Encode};
use cybersyn_primitives::{
    Hash, ProposalId, SignedBallot,
    entry::{FrozenText, SignedEntry, Space},
};
use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use super::Heart;
use crate::{
    ballot_box::BallotBoxes,
    limits::SUMMARY_SETS_MAX,
    log::Logs,
    message::{SetName, Summary},
    parking::Item,
    reconcile::{Fingerprint, Id, Reconcilable, Span, Sums},
    texts::Texts,
    view::is_open,
};

impl Heart {
    /// What this node holds; `from` is where the window begins.
    pub(super) fn summary(&self, from: Option<SetName>) -> Summary {
        let first = self.first_sets();
        let in_first: BTreeSet<SetName> = first.iter().copied().collect();
        let mut rest = self.sets_from(from).filter(|name| !in_first.contains(name));
        let window: Vec<SetName> = rest.by_ref().take(SUMMARY_SETS_MAX - first.len()).collect();
        let to = rest.next();
        let names = first.into_iter().chain(window);
        let sets = names.map(|name| (name, self.fingerprint_of(name))).filter(|(_, sum)| sum.count > 0).collect();
        Summary { sets, from, to }
    }

    /// The sets in which a peer differs from this node, as far as this node can judge their elements; the most important
    /// ones first. Adds to `looked_at` how many were compared.
    pub(super) fn differing(&self, theirs: &Summary, looked_at: &Cell<u64>) -> Vec<SetName> {
        let sums: BTreeMap<SetName, Fingerprint> = theirs.sets.iter().copied().collect();
        let first = self.first_sets();
        let in_first: BTreeSet<SetName> = first.iter().copied().collect();
        let named = sums.keys().copied().filter(|name| self.answers_for(*name));
        let window = self.sets_from(theirs.from).take_while(|name| theirs.to.is_none_or(|to| *name < to));
        let rest = named.chain(window.filter(|name| !sums.contains_key(name))).filter(|name| !in_first.contains(name));
        let differs = |name: &SetName| {
            looked_at.set(looked_at.get() + 1);
            sums.get(name).copied().unwrap_or_default() != self.fingerprint_of(*name)
        };
        first.into_iter().chain(rest).filter(differs).take(SUMMARY_SETS_MAX).collect()
    }

    /// Of the sets that a peer says differ: what is taken here, each once, the most important ones first.
    pub(super) fn worth_asking(&self, named: Vec<SetName>) -> Vec<SetName> {
        let named: BTreeSet<SetName> = named.into_iter().filter(|name| self.takes(*name)).collect();
        let (mut first, rest): (Vec<SetName>, Vec<SetName>) =
            named.into_iter().partition(|name| self.is_of_open(*name) || *name == SetName::Texts);
        first.extend(rest);
        first
    }

    /// Names in every summary, the most important ones first: the texts, open proposals' ballots and discussions. At most
    /// [`SUMMARY_SETS_MAX`].
    fn first_sets(&self) -> Vec<SetName> {
        let open = || self.view.proposals().filter(|(_, ledger)| is_open(ledger));
        let ballots = open().map(|(id, _)| SetName::Ballots(id));
        let discussions = open().map(|(_, ledger)| SetName::Entries(ledger.terms.content));
        let discussions = discussions.filter(|name| self.takes(*name));
        [SetName::Texts].into_iter().chain(ballots).chain(discussions).take(SUMMARY_SETS_MAX).collect()
    }

    /// Everything held here that takes more, in the order of names, from a name on.
    fn sets_from(&self, from: Option<SetName>) -> impl Iterator<Item = SetName> + '_ {
        let (ballots, entries) = match from {
            None => (Some(0), Some(Space::default())),
            Some(SetName::Ballots(proposal)) => (Some(proposal), Some(Space::default())),
            Some(SetName::Entries(space)) => (None, Some(space)),
            Some(SetName::Texts) => (None, None),
        };
        let ballots = ballots.into_iter().flat_map(|from| self.boxes.proposals_from(from)).map(SetName::Ballots);
        let entries = entries.into_iter().flat_map(|from| self.logs.spaces_from(from)).map(SetName::Entries);
        ballots.chain(entries).filter(|name| self.takes(*name))
    }

    fn is_of_open(&self, name: SetName) -> bool {
        let proposal = match name {
            SetName::Ballots(proposal) => Some(proposal),
            SetName::Entries(space) => self.view.proposal_of_content(&space),
            SetName::Texts => None,
        };
        proposal.and_then(|proposal| self.view.proposal(proposal)).is_some_and(is_open)
    }

    /// Whether this node takes what it lacks of the set.
    fn takes(&self, name: SetName) -> bool {
        let is_closed = matches!(name, SetName::Ballots(_)) && !self.is_of_open(name);
        !is_closed && self.answers_for(name)
    }

    /// Whether this node can judge the set's elements and still keeps it.
    pub(super) fn answers_for(&self, name: SetName) -> bool {
        match name {
            SetName::Ballots(proposal) if self.view.proposal(proposal).is_none() => false,
            _ => !self.forgotten.contains(name),
        }
    }

    fn fingerprint_of(&self, name: SetName) -> Fingerprint {
        match name {
            SetName::Ballots(proposal) => self.boxes.fingerprint(proposal),
            SetName::Entries(space) => self.logs.fingerprint(&space),
            SetName::Texts => self.texts.sums().total(),
        }
    }

    /// A set, ready to be reconciled; adds to `looked_at` how many elements were walked through.
    pub(super) fn set<'a>(&'a self, name: SetName, looked_at: &'a Cell<u64>) -> SetView<'a> {
        let kind = match name {
            SetName::Ballots(proposal) => Kind::Ballots(&self.boxes, proposal),
            SetName::Entries(space) => Kind::Entries(&self.logs, space),
            SetName::Texts => Kind::Texts(&self.texts),
        };
        SetView { kind, looked_at }
    }
}

/// A set, ready to be reconciled.
pub(super) struct SetView<'a> {
    kind: Kind<'a>,
    looked_at: &'a Cell<u64>,
}

enum Kind<'a> {
    Ballots(&'a BallotBoxes, ProposalId),
    Entries(&'a Logs, Space),
    Texts(&'a Texts),
}

impl Reconcilable for SetView<'_> {
    fn elements(&self, span: Span) -> Box<dyn Iterator<Item = (Id, Hash)> + '_> {
        let elements: Box<dyn Iterator<Item = (Id, Hash)> + '_> = match self.kind {
            Kind::Ballots(boxes, proposal) => Box::new(boxes.in_span(proposal, span)),
            Kind::Entries(logs, space) => Box::new(logs.in_span(space, span)),
            Kind::Texts(texts) => Box::new(texts.in_span(span).map(|content| (content, content))),
        };
        Box::new(elements.inspect(|_| self.looked_at.set(self.looked_at.get() + 1)))
    }

    fn item(&self, id: &Id) -> Option<Vec<u8>> {
        match self.kind {
            Kind::Ballots(boxes, proposal) => Some(boxes.by_id(proposal, id)?.signed.encode()),
            Kind::Entries(logs, space) => Some(logs.by_id(&space, id)?.encode()),
            Kind::Texts(texts) => Some(texts.get(id)?.encode()),
        }
    }

    fn contains(&self, id: &Id) -> bool {
        match self.kind {
            Kind::Ballots(boxes, proposal) => boxes.by_id(proposal, id).is_some(),
            Kind::Entries(logs, space) => logs.by_id(&space, id).is_some(),
            Kind::Texts(texts) => texts.get(id).is_some(),
        }
    }

    fn sums(&self) -> Option<&Sums> {
        match self.kind {
            Kind::Ballots(boxes, proposal) => boxes.sums(proposal),
            Kind::Entries(logs, space) => logs.sums(&space),
            Kind::Texts(texts) => Some(texts.sums()),
        }
    }
}

/// An element of a set as it came from a peer.
pub(super) fn parse(set: SetName, mut bytes: &[u8]) -> Option<Item> {
    match set {
        SetName::Ballots(proposal) => {
            let signed = SignedBallot::decode_all(&mut bytes).ok()?;
            (signed.ballot.proposal == proposal).then_some(Item::Ballot(signed))
        }
        SetName::Entries(space) => {
            let signed = SignedEntry::decode_all(&mut bytes).ok()?;
            (signed.entry.space == space).then_some(Item::Entry(signed))
        }
        SetName::Texts => FrozenText::decode_all(&mut bytes).ok().map(Item::Text),
    }
}

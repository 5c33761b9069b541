//! Answers to the governance API that take more than one pallet's view.

use crate::{
    AccountId, Attention, Personhood, Reputation, Runtime,
    governance_api::{AttentionView, BATCH_ROOTS_MAX, DidView, ReceiptRoots, ReputationView},
};
use cybersyn_primitives::{CitizenIndex, DidId, ProposalId, traits::Standing};

/// The roots of a proposal with those of its batches from index `from`.
pub fn receipt_roots(proposal: ProposalId, from: u32) -> Option<ReceiptRoots> {
    let ledger = pallet_ballots::Ledgers::<Runtime>::get(proposal)?;
    let until = ledger.log.count.min(from.saturating_add(BATCH_ROOTS_MAX));
    let batches =
        (from..until).map_while(|index| pallet_ballots::BatchRoots::<Runtime>::get(proposal, index)).collect();
    Some(ReceiptRoots { log: ledger.log, batches, live_root: ledger.live_root })
}

/// A person's attention now.
pub fn attention(citizen: CitizenIndex) -> Option<AttentionView> {
    let account = Attention::account(citizen)?;
    Some(AttentionView { account, available: Attention::available(citizen) })
}

/// A person's reputation now.
pub fn reputation(citizen: CitizenIndex) -> Option<ReputationView> {
    <Personhood as Standing>::is_known(citizen).then(|| ReputationView {
        contexts: Reputation::reputation(citizen),
        expertise_permille: Reputation::expertise(citizen),
    })
}

/// A DID with the person it belongs to.
pub fn did(did: DidId) -> Option<DidView<AccountId>> {
    let record = pallet_did::Dids::<Runtime>::get(did)?;
    let links = pallet_did::Links::<Runtime>::get(did);
    Some(DidView {
        account: record.account,
        citizen: pallet_personhood::CitizenOf::<Runtime>::get(did),
        keys: record.keys.into_inner(),
        services: record.services.into_inner(),
        created: record.created,
        updated: record.updated,
        version: record.version,
        deactivated: record.deactivated,
        controllers: links.controllers.into_inner(),
        also_known_as: links.also_known_as.into_inner(),
    })
}

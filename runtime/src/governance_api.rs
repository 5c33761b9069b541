//! What anybody may ask about governance, answered from one block's state.

use alloc::vec::Vec;
use codec::{Codec, Decode, Encode};
use cybersyn_primitives::{
    CitizenIndex, DidId, Hash, Millis, ProposalId, attention::AttentionAccount, clock::AliveClock, ledger::Ledger,
    receipt::Accumulator, rule::LiveBallot,
};
use did::{Service, VerificationMethod};
use scale_info::TypeInfo;

/// The parts of a DID as the chain keeps them.
pub mod did {
    pub use pallet_did::{PublicKey, Purposes, Service, VerificationMethod};
}

/// The roots that receipts are proved against.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReceiptRoots {
    /// The log of settled batches.
    pub log: Accumulator,
    /// Root and number of ballots of each batch asked for, in order.
    pub batches: Vec<(Hash, u32)>,
    /// Root of the live set, once the proposal is final.
    pub live_root: Option<Hash>,
}

/// A person's attention at this block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct AttentionView {
    /// The account, accounted up to the block.
    pub account: AttentionAccount,
    /// Tokens that can be spent.
    pub available: u64,
}

/// A DID at this block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DidView<AccountId> {
    /// Who controls it, or did so last.
    pub account: AccountId,
    /// The person it belongs to, whatever their status.
    pub citizen: Option<CitizenIndex>,
    /// Keys by ascending version, retired ones included.
    pub keys: Vec<VerificationMethod>,
    /// Services in the order of adding.
    pub services: Vec<Service>,
    /// When it was created.
    pub created: Millis,
    /// When it last changed.
    pub updated: Millis,
    /// Counts the changes: 0 at creation.
    pub version: u32,
    /// When it was deactivated, for good.
    pub deactivated: Option<Millis>,
}

/// Most batches whose roots one question returns.
pub const BATCH_ROOTS_MAX: u32 = 1_000;

sp_api::decl_runtime_apis! {
    /// Proposals, ballots, persons. Lists are bounded; nothing here changes state.
    pub trait GovernanceApi<AccountId> where AccountId: Codec {
        /// Proposals that are not final, in the order in which their boxes were opened.
        fn open_proposals() -> Vec<ProposalId>;

        /// A proposal's terms, phase, tally and roots; none where no box was ever opened.
        fn ledger(proposal: ProposalId) -> Option<Ledger>;

        /// The roots that receipts are proved against, with those of up to 1,000 batches from index `from`.
        fn receipt_roots(proposal: ProposalId, from: u32) -> Option<ReceiptRoots>;

        /// The ballot that counts for a citizen; none once the proposal is final.
        fn live_ballot(proposal: ProposalId, citizen: CitizenIndex) -> Option<LiveBallot>;

        /// The chain-alive clock, by which grace runs.
        fn alive_clock() -> AliveClock;

        /// A person's attention; none for who was never a person.
        fn attention(citizen: CitizenIndex) -> Option<AttentionView>;

        /// The citizen that `account` acts for, if the person's status is in force.
        fn citizen(account: AccountId) -> Option<CitizenIndex>;

        /// Persons whose status is in force: the base of quorums.
        fn active_citizens() -> u32;

        /// A DID.
        fn did(did: DidId) -> Option<DidView<AccountId>>;
    }
}

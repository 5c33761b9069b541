//! What anybody may ask about governance, answered from one block's state.

use alloc::vec::Vec;
use codec::{Codec, Decode, Encode};
use cybersyn_primitives::{
    CitizenIndex, DidId, Hash, Millis, ProposalId,
    attention::AttentionAccount,
    clock::AliveClock,
    ledger::Ledger,
    peer::PeerKey,
    receipt::Accumulator,
    reputation::{Context, Points},
    rule::LiveBallot,
};
use did::{Alias, Service, VerificationMethod};
use scale_info::TypeInfo;

/// How a person stands.
pub use pallet_personhood::PersonStanding;

/// A node as the chain keeps it.
pub use pallet_mesh::Entry as NodeEntry;

/// The parts of a person's standing.
pub mod person {
    pub use pallet_personhood::{Status, Vouchers};
}

/// The parts of a DID as the chain keeps them.
pub mod did {
    pub use pallet_did::{Alias, PublicKey, Purposes, Service, VerificationMethod};
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

/// A person's reputation at this block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReputationView {
    /// Every context, in millionths of a point.
    pub contexts: Vec<(Context, Points)>,
    /// What the person would weigh in a technical vote scheduled now, in thousandths.
    pub expertise_permille: u16,
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
    /// DIDs whose accounts may change the document too.
    pub controllers: Vec<DidId>,
    /// Other names of the subject: URIs.
    pub also_known_as: Vec<Alias>,
}

/// Most batches whose roots one question returns.
pub const BATCH_ROOTS_MAX: u32 = 1_000;

sp_api::decl_runtime_apis! {
    /// Proposals, ballots, persons, nodes. Lists are bounded; nothing here changes state.
    #[api_version(3)]
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

        /// How a person stands, with deadlines, sponsors and vouches left; none for who was never a person.
        #[api_version(3)]
        fn person(citizen: CitizenIndex) -> Option<PersonStanding>;

        /// A DID.
        fn did(did: DidId) -> Option<DidView<AccountId>>;

        /// A person's reputation; none for who was never a person.
        fn reputation(citizen: CitizenIndex) -> Option<ReputationView>;

        /// The entry of a node of the mesh, if it is in force: neither ended, nor its person's status, nor its key's.
        fn node(peer: PeerKey) -> Option<NodeEntry>;

        /// The nodes of a person that are in force.
        fn nodes_of(citizen: CitizenIndex) -> Vec<(PeerKey, NodeEntry)>;

        /// Bootstraps in force: at most 64 (or `limit`) are looked at, after the one named. The last key looked at tells
        /// where to go on; none when there are no more.
        fn bootstraps(after: Option<PeerKey>, limit: u32) -> (Vec<(PeerKey, NodeEntry)>, Option<PeerKey>);

        /// The nonce that the next consent of a node of the citizen must name.
        fn node_nonce(citizen: CitizenIndex) -> u32;
    }
}

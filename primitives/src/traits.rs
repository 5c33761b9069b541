//! How pallets know each other: small traits, so that each is testable alone.

use crate::{
    CitizenIndex, Class, Hash, KeyVersion, Millis, PageIndex, ProposalId, Terms, VotingKey,
    attention::{AttentionPage, AttentionParams},
    clock::AliveClock,
    peer::PeerKey,
    reputation::{Cause, Change, Context, Points},
    tally::{Outcome, Tally},
    weight::EXPERTISE_NONE,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who is a living person; implemented by `personhood`.
pub trait Persons<AccountId> {
    /// The citizen that `account` acts for, if the person's status is in force now.
    fn citizen(account: &AccountId) -> Option<CitizenIndex>;
    /// Persons in force now: the base of quorums.
    fn active() -> u32;
    /// Records a sign of life of `citizen` dated `at`.
    fn prove_life(citizen: CitizenIndex, at: Millis);
    /// Records the signs of life of a whole batch of ballots: at most one storage access per page of citizens is wanted
    /// here, because this runs once per settled batch.
    fn prove_lives(signs: &[(CitizenIndex, Millis)]) {
        for (citizen, at) in signs {
            Self::prove_life(*citizen, *at);
        }
    }
}

/// DIDs as `personhood` needs them; implemented by `did`.
pub trait Dids<AccountId> {
    /// Creates the DID whose id is the account's 32 bytes, with its first voting key (version 0).
    fn create(account: &AccountId, voting_key: VotingKey) -> Result<crate::DidId, DidRefusal>;
    /// Whether [`Dids::create`] would succeed now.
    fn can_create(account: &AccountId, voting_key: &VotingKey) -> Result<(), DidRefusal>;
    /// Gives back the deposit of a DID, if there is one: its owner is a person now.
    fn waive_deposit(did: &crate::DidId);
    /// The DID that `account` controls, unless deactivated.
    fn of(account: &AccountId) -> Option<crate::DidId>;
    /// The account that controls `did`, unless deactivated.
    fn account(did: &crate::DidId) -> Option<AccountId>;
    /// The voting keys of `did` in force now.
    fn voting_keys(did: &crate::DidId) -> alloc::vec::Vec<(KeyVersion, VotingKey)>;
    /// Whether `key` is an ed25519 verification method in force of `did` by which a node may authenticate.
    fn is_node_key(did: &crate::DidId, key: &PeerKey) -> bool;
}

/// Why a DID could not be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DidRefusal {
    /// The id or the account is taken.
    AlreadyExists,
    /// The key is no point of the curve, or of small order.
    InvalidKey,
}

/// Told by `did` about voting keys, and about retired keys of nodes; implemented by `personhood`, which knows the citizen
/// and keeps the roll.
pub trait VotingKeys {
    /// A key came into force at `since`. Refused when the roll has no room for one more.
    fn added(did: &crate::DidId, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal>;
    /// A key was revoked at `at`; `stolen` also voids what it signed before.
    fn revoked(did: &crate::DidId, version: KeyVersion, at: Millis, stolen: bool);
    /// A key by which a node may authenticate was retired.
    fn node_key_retired(_did: &crate::DidId, _key: &PeerKey) {}
    /// The DID was deactivated at `at`.
    fn deactivated(did: &crate::DidId, at: Millis);
}

impl VotingKeys for () {
    fn added(_: &crate::DidId, _: KeyVersion, _: VotingKey, _: Millis) -> Result<(), RollRefusal> {
        Ok(())
    }
    fn revoked(_: &crate::DidId, _: KeyVersion, _: Millis, _: bool) {}
    fn deactivated(_: &crate::DidId, _: Millis) {}
}

/// The electorate's roll; implemented by `ballots`, kept by the hooks of `did` and `personhood`.
pub trait Roll {
    /// Enters a citizen from `since`, or begins a further tenure of one who lapsed.
    fn admit(citizen: CitizenIndex, since: Millis) -> Result<(), RollRefusal>;
    /// Ends the citizen's tenure at `at`.
    fn lapse(citizen: CitizenIndex, at: Millis);
    /// Voids everything of a citizen found to be fake.
    fn strike(citizen: CitizenIndex);
    /// Brings a key into force.
    fn add_key(citizen: CitizenIndex, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal>;
    /// Ends a key's force at `at`; `stolen` voids what it signed before.
    fn revoke_key(citizen: CitizenIndex, version: KeyVersion, at: Millis, stolen: bool);
}

/// Why the roll could not take an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollRefusal {
    /// Every page is full.
    Full,
    /// The citizen has as many keys or tenures as fit; one must first be done with its proposals.
    MaxEntriesExceeded,
    /// No such citizen on the roll.
    NotFound,
}

/// Attention accounts; implemented by `attention`.
pub trait Attention {
    /// Opens a person's account at `since`, or resumes accrual after a lapse.
    fn open(citizen: CitizenIndex, since: Millis);
    /// Stops accrual at `at`.
    fn close(citizen: CitizenIndex, at: Millis);
    /// A page of accounts, to be put back whole.
    fn page(page: PageIndex) -> AttentionPage;
    /// Puts a page back.
    fn put_page(page: PageIndex, accounts: AttentionPage);
    /// How attention accrues.
    fn params() -> AttentionParams;
}

/// Ballot boxes; implemented by `ballots`, used by `constitution`.
pub trait BallotBoxes {
    /// Whether a further box with these terms could be opened now.
    fn can_open(terms: &Terms) -> Result<(), BoxRefusal>;
    /// Whether half of the room that the class has is taken.
    fn is_crowded(class: Class) -> bool;
    /// Opens the box of a proposal. The id must be new.
    fn open(proposal: ProposalId, terms: Terms) -> Result<(), BoxRefusal>;
    /// The proposal was withdrawn before voting began: whether its box is removed. The decision of a box that stays has
    /// no effect, but until then the box counts against the proposer.
    fn withdraw(_proposal: ProposalId) -> bool {
        false
    }
    /// The tally as settled so far.
    fn tally(proposal: ProposalId) -> Option<Tally>;
    /// The chain-alive clock.
    fn clock() -> AliveClock;
}

/// Why a box could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxRefusal {
    /// The proposal has a box already.
    AlreadyExists,
    /// As many boxes of the class are open as it has room for: a reserve of its own, and what all classes share.
    ClassFull,
    /// As many boxes close in the same minute as may.
    MinuteFull,
    /// The window is empty, longer than 45 days, or in the past.
    InvalidWindow,
    /// Too many proposals wait until it is marked what expertise weighs on them; some blocks later there is room.
    ExpertiseBusy,
}

/// A settled decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// By the final tally.
    pub outcome: Outcome,
    /// What the tally at close would have decided.
    pub outcome_at_close: Outcome,
    /// The final tally.
    pub tally: Tally,
    /// Root of the live set.
    pub live_root: Hash,
}

/// Told when a proposal is final; implemented by `constitution`.
pub trait OnDecided {
    /// The proposal is final. Must not fail: what goes wrong is recorded and reported by event.
    fn decided(proposal: ProposalId, decision: Decision);
}

impl OnDecided for () {
    fn decided(_: ProposalId, _: Decision) {}
}

/// What is known of a citizen by index; implemented by `personhood`.
pub trait Standing {
    /// Whether somebody was ever admitted under that index, whatever became of them.
    fn is_known(citizen: CitizenIndex) -> bool;
    /// Whether the person's status is in force now.
    fn is_in_force(citizen: CitizenIndex) -> bool;
    /// Who was ever admitted with that DID, whatever became of them.
    fn citizen_of(did: &crate::DidId) -> Option<CitizenIndex>;
}

/// Articles of the constitution; implemented by `constitution`.
pub trait Articles {
    /// Hash of the text of an article that binds now: neither paused, nor expired, nor repealed.
    fn in_force(number: u32) -> Option<Hash>;
}

/// Reputation; implemented by `reputation`. Nobody sets it: there is a cause, and its effect follows.
pub trait Reputation {
    /// Lets `cause` take effect on the citizen's reputation in `context`, once, and says what it did.
    fn give(citizen: CitizenIndex, context: Context, cause: Cause) -> Result<Change, ReputationRefusal>;
    /// The citizen's points now.
    fn points(citizen: CitizenIndex, context: Context) -> Points;
}

impl Reputation for () {
    fn give(_: CitizenIndex, _: Context, _: Cause) -> Result<Change, ReputationRefusal> {
        Err(ReputationRefusal::UnknownCitizen)
    }
    fn points(_: CitizenIndex, _: Context) -> Points {
        0
    }
}

/// Why a cause took no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReputationRefusal {
    /// Nobody was ever admitted under that index.
    UnknownCitizen,
    /// It, or a later one on the same occasion, has counted.
    AlreadyCounted,
    /// It names more points than one cause may move.
    TooManyPoints,
}

/// What expertise weighs in the votes of technical classes; implemented by `reputation`, used by `ballots`.
///
/// A proposal is pinned when it is scheduled. Page by page of the roll its factors are then marked, that is made public
/// and handed out for keeping, and when all pages are marked it is unpinned. Whatever changes in between is left out.
pub trait Expertise {
    /// Whether a further proposal could be pinned now.
    fn can_pin() -> bool;
    /// Pins the factors of a proposal as they are now.
    fn pin(proposal: ProposalId) -> Result<(), PinRefusal>;
    /// The factors of the citizens of one page of the roll, in their order, as pinned: thousandths, 1000 to 2000, all
    /// 1000 if the proposal is not pinned. An event tells who weighs more than plainly. At most 256 citizens.
    fn mark(proposal: ProposalId, page: PageIndex, citizens: &[CitizenIndex]) -> alloc::vec::Vec<u16>;
    /// The proposal's pages are all marked, or it was withdrawn.
    fn unpin(proposal: ProposalId);
    /// A proposal of a technical class is final, with a tally that without expertise would be `plain`. An event alerts
    /// everybody if expertise was much of it.
    fn decided(proposal: ProposalId, terms: &Terms, tally: &Tally, plain: &Tally);
}

/// Everybody weighs plainly.
impl Expertise for () {
    fn can_pin() -> bool {
        true
    }
    fn pin(_: ProposalId) -> Result<(), PinRefusal> {
        Ok(())
    }
    fn mark(_: ProposalId, _: PageIndex, citizens: &[CitizenIndex]) -> alloc::vec::Vec<u16> {
        alloc::vec![EXPERTISE_NONE; citizens.len()]
    }
    fn unpin(_: ProposalId) {}
    fn decided(_: ProposalId, _: &Terms, _: &Tally, _: &Tally) {}
}

/// Why a proposal could not be pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinRefusal {
    /// It is pinned.
    AlreadyExists,
    /// Too many proposals wait to be marked; some blocks later there is room.
    TooMany,
}

/// Keys of nodes in DID documents; implemented by `personhood`, which asks `did`.
pub trait NodeKeys {
    /// Whether `key` is an ed25519 verification method in force of the citizen's DID by which a node may authenticate.
    fn is_node_key(citizen: CitizenIndex, key: &PeerKey) -> bool;
}

/// Where DIDs have no keys of nodes, any key will do that proves its possession.
impl NodeKeys for () {
    fn is_node_key(_: CitizenIndex, _: &PeerKey) -> bool {
        true
    }
}

/// The registry of the mesh's nodes; implemented by `mesh`, told by `personhood`.
pub trait NodeRegistry {
    /// The person's status ended: none of their nodes is one any more.
    fn person_lost(citizen: CitizenIndex);
    /// The key was retired from the citizen's DID.
    fn key_retired(citizen: CitizenIndex, key: &PeerKey);
}

impl NodeRegistry for () {
    fn person_lost(_: CitizenIndex) {}
    fn key_retired(_: CitizenIndex, _: &PeerKey) {}
}

/// Somebody says that a person, or a newcomer who is about to be one, is no person of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Number of the case; never reused.
    pub case: u32,
    /// Who says so.
    pub challenger: CitizenIndex,
    /// Who is meant.
    pub defendant: crate::DidId,
    /// The person that the defendant is said to be already; none: the defendant is said to be nobody at all.
    pub duplicate_of: Option<CitizenIndex>,
    /// Hash of what is put forward.
    pub evidence: Hash,
}

/// Judges disputes; implemented by `tribunal`, asked by `personhood`.
pub trait Tribunal {
    /// Hears a dispute. What it finds comes back through [`Disputes::found`], in time or never.
    fn open(dispute: &Dispute);
    /// Nobody waits for a finding any more.
    fn close(case: u32);
}

/// Nobody judges by themselves: findings come by an enacted proposal.
impl Tribunal for () {
    fn open(_: &Dispute) {}
    fn close(_: u32) {}
}

/// What a tribunal finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Finding {
    /// The challenger is right.
    #[codec(index = 0)]
    Upheld,
    /// The defendant is who they say.
    #[codec(index = 1)]
    Dismissed,
}

/// Who waits for findings; implemented by `personhood`, told by `tribunal`.
pub trait Disputes {
    /// The tribunal has found. Says whether the case was still open; if not, nothing happens.
    fn found(case: u32, finding: Finding) -> bool;
}

//! How pallets know each other: small traits, so that each is testable alone.

use crate::{
    CitizenIndex, Hash, KeyVersion, Millis, PageIndex, ProposalId, Terms, VotingKey,
    attention::{AttentionPage, AttentionParams},
    clock::AliveClock,
    tally::{Outcome, Tally},
};

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
    /// The DID that `account` controls, unless deactivated.
    fn of(account: &AccountId) -> Option<crate::DidId>;
    /// The account that controls `did`, unless deactivated.
    fn account(did: &crate::DidId) -> Option<AccountId>;
    /// The voting keys of `did` in force now.
    fn voting_keys(did: &crate::DidId) -> alloc::vec::Vec<(KeyVersion, VotingKey)>;
}

/// Why a DID could not be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DidRefusal {
    /// The id or the account is taken.
    AlreadyExists,
    /// The key is no point of the curve, or of small order.
    InvalidKey,
}

/// Told by `did` about voting keys; implemented by `personhood`, which knows the citizen and keeps the roll.
pub trait VotingKeys {
    /// A key came into force at `since`. Refused when the roll has no room for one more.
    fn added(did: &crate::DidId, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal>;
    /// A key was revoked at `at`; `stolen` also voids what it signed before.
    fn revoked(did: &crate::DidId, version: KeyVersion, at: Millis, stolen: bool);
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

//! A recorder in the place of a pallet's neighbours: it writes down what it is told, and refuses when told to.

use core::cell::{Cell, RefCell};
use cybersyn_primitives::{
    CitizenIndex, DidId, KeyVersion, Millis, PageIndex, VotingKey,
    attention::{AttentionPage, AttentionParams},
    reputation::{Cause, Change, Context, Points},
    traits::{Attention, Dispute, Reputation, ReputationRefusal, Roll, RollRefusal, Tribunal, VotingKeys},
};

/// What a neighbour was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// [`Roll::admit`].
    Admit(CitizenIndex, Millis),
    /// [`Roll::lapse`].
    Lapse(CitizenIndex, Millis),
    /// [`Roll::strike`].
    Strike(CitizenIndex),
    /// [`Roll::add_key`].
    AddKey(CitizenIndex, KeyVersion, VotingKey, Millis),
    /// [`Roll::revoke_key`].
    RevokeKey(CitizenIndex, KeyVersion, Millis, bool),
    /// [`Attention::open`].
    Open(CitizenIndex, Millis),
    /// [`Attention::close`].
    Close(CitizenIndex, Millis),
    /// [`VotingKeys::added`].
    Added(DidId, KeyVersion, VotingKey, Millis),
    /// [`VotingKeys::revoked`].
    Revoked(DidId, KeyVersion, Millis, bool),
    /// [`VotingKeys::deactivated`].
    Deactivated(DidId, Millis),
    /// [`Reputation::give`].
    Give(CitizenIndex, Context, Cause),
    /// [`Tribunal::open`].
    Dispute(Dispute),
    /// [`Tribunal::close`].
    CaseClosed(u32),
}

thread_local! {
    static TOLD: RefCell<Vec<Told>> = const { RefCell::new(Vec::new()) };
    static REFUSAL: Cell<Option<RollRefusal>> = const { Cell::new(None) };
}

/// The roll, attention, reputation, the tribunal and the listener to voting keys, as far as a test asks what they were
/// told.
pub struct Recorder;

impl Recorder {
    /// Forgets everything, and refuses nothing: for the beginning of a test.
    pub fn reset() {
        Self::take();
        REFUSAL.set(None);
    }

    /// What was told since the last call.
    pub fn take() -> Vec<Told> {
        TOLD.take()
    }

    /// From now on admissions and keys are refused.
    pub fn refuse(refusal: RollRefusal) {
        REFUSAL.set(Some(refusal));
    }

    fn tell(told: Told) {
        TOLD.with_borrow_mut(|all| all.push(told));
    }

    fn accept(told: Told) -> Result<(), RollRefusal> {
        REFUSAL.get().map_or(Ok(()), Err)?;
        Self::tell(told);
        Ok(())
    }
}

impl Roll for Recorder {
    fn admit(citizen: CitizenIndex, since: Millis) -> Result<(), RollRefusal> {
        Self::accept(Told::Admit(citizen, since))
    }
    fn lapse(citizen: CitizenIndex, at: Millis) {
        Self::tell(Told::Lapse(citizen, at));
    }
    fn strike(citizen: CitizenIndex) {
        Self::tell(Told::Strike(citizen));
    }
    fn add_key(citizen: CitizenIndex, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal> {
        Self::accept(Told::AddKey(citizen, version, key, since))
    }
    fn revoke_key(citizen: CitizenIndex, version: KeyVersion, at: Millis, stolen: bool) {
        Self::tell(Told::RevokeKey(citizen, version, at, stolen));
    }
}

impl Attention for Recorder {
    fn open(citizen: CitizenIndex, since: Millis) {
        Self::tell(Told::Open(citizen, since));
    }
    fn close(citizen: CitizenIndex, at: Millis) {
        Self::tell(Told::Close(citizen, at));
    }
    fn page(_: PageIndex) -> AttentionPage {
        AttentionPage::default()
    }
    fn put_page(_: PageIndex, _: AttentionPage) {}
    fn params() -> AttentionParams {
        AttentionParams::default()
    }
}

impl VotingKeys for Recorder {
    fn added(did: &DidId, version: KeyVersion, key: VotingKey, since: Millis) -> Result<(), RollRefusal> {
        Self::accept(Told::Added(*did, version, key, since))
    }
    fn revoked(did: &DidId, version: KeyVersion, at: Millis, stolen: bool) {
        Self::tell(Told::Revoked(*did, version, at, stolen));
    }
    fn deactivated(did: &DidId, at: Millis) {
        Self::tell(Told::Deactivated(*did, at));
    }
}

impl Reputation for Recorder {
    fn give(citizen: CitizenIndex, context: Context, cause: Cause) -> Result<Change, ReputationRefusal> {
        Self::tell(Told::Give(citizen, context, cause));
        cause.change(&Default::default()).ok_or(ReputationRefusal::TooManyPoints)
    }
    fn points(_: CitizenIndex, _: Context) -> Points {
        0
    }
}

impl Tribunal for Recorder {
    fn open(dispute: &Dispute) {
        Self::tell(Told::Dispute(*dispute));
    }
    fn close(case: u32) {
        Self::tell(Told::CaseClosed(case));
    }
}

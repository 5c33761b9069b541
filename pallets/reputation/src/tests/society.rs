//! Who there is: six hundred citizens, hundred accounts with DIDs, of which the first fifty are those of citizens, and one
//! article that accredits.

use super::mock::CITIZENS;
use cybersyn_primitives::{
    CitizenIndex, DidId, Hash, KeyVersion, VotingKey,
    peer::PeerKey,
    traits::{Articles, DidRefusal, Dids, Standing},
};
use frame_support::parameter_types;

/// The article that accredits, and its text.
pub const ARTICLE: u32 = 200;
pub const TEXT: Hash = [200; 32];
/// An account whose DID is no person's.
pub const COOPERATIVE: u64 = 70;

parameter_types! {
    pub static InForce: Option<Hash> = Some(TEXT);
    pub static Lost: Vec<CitizenIndex> = Vec::new();
    pub static Deactivated: Vec<u64> = Vec::new();
}

/// The DID of an account.
pub fn did(account: u64) -> DidId {
    [account as u8; 32]
}

/// Knows the first six hundred; those in [`Lost`] are none any more.
pub struct SixHundred;

impl Standing for SixHundred {
    fn is_known(citizen: CitizenIndex) -> bool {
        citizen < CITIZENS
    }
    fn is_in_force(citizen: CitizenIndex) -> bool {
        citizen < CITIZENS && !Lost::get().contains(&citizen)
    }
    fn citizen_of(did: &DidId) -> Option<CitizenIndex> {
        Some(CitizenIndex::from(did[0])).filter(|citizen| *citizen < 50)
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<u64> for SixHundred {
    fn citizen() -> CitizenIndex {
        0
    }
    fn issuer() -> (u64, DidId, u32) {
        (COOPERATIVE, did(COOPERATIVE), ARTICLE)
    }
}

/// DIDs and the article.
pub struct Issuers;

impl Dids<u64> for Issuers {
    fn create(_: &u64, _: VotingKey) -> Result<DidId, DidRefusal> {
        Err(DidRefusal::AlreadyExists)
    }
    fn can_create(_: &u64, _: &VotingKey) -> Result<(), DidRefusal> {
        Err(DidRefusal::AlreadyExists)
    }
    fn waive_deposit(_: &DidId) {}
    fn of(account: &u64) -> Option<DidId> {
        (*account < 100 && !Deactivated::get().contains(account)).then(|| did(*account))
    }
    fn account(did: &DidId) -> Option<u64> {
        Some(u64::from(did[0])).filter(|account| Self::of(account).is_some())
    }
    fn voting_keys(_: &DidId) -> Vec<(KeyVersion, VotingKey)> {
        Vec::new()
    }
    fn is_node_key(_: &DidId, _: &PeerKey) -> bool {
        false
    }
}

impl Articles for Issuers {
    fn in_force(number: u32) -> Option<Hash> {
        InForce::get().filter(|_| number == ARTICLE)
    }
}

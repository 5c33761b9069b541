//! A chain with twelve founding citizens, where voting begins as soon as something is proposed, and newcomers are persons
//! with their last vouch.

use cybersyn_primitives::{Class, Hash, Millis, ProposalId, dev::account_uri};
use cybersyn_runtime::{
    AccountId, Ballots, Constitution, ConstitutionConfig, PersonhoodConfig, Runtime, RuntimeOrigin, founders::founders,
};
use frame_support::{
    dispatch::DispatchResult,
    traits::{BuildGenesisConfig, OnTimestampSet},
};
use pallet_personhood::Defences;
use sp_core::{Pair, sr25519};

/// A day in 2027.
pub const START: Millis = 1_800_000_000_000;

pub fn run(test: impl FnOnce()) {
    sp_io::TestExternalities::new_empty().execute_with(|| {
        let defences = Defences { vouched_window: 0, ..Default::default() };
        PersonhoodConfig { founders: founders(), defences, ..Default::default() }.build();
        ConstitutionConfig { discussion_min_millis: Some(0), ..Default::default() }.build();
        at(START);
        test();
    });
}

pub fn at(now: Millis) {
    pallet_timestamp::Now::<Runtime>::put(now);
    <Ballots as OnTimestampSet<Millis>>::on_timestamp_set(now);
}

pub fn now() -> Millis {
    pallet_timestamp::Now::<Runtime>::get()
}

/// The account of development citizen `number`.
pub fn pair(number: u32) -> sr25519::Pair {
    sr25519::Pair::from_string(&account_uri(number), None).expect("a derivation of the development phrase")
}

pub fn account(number: u32) -> AccountId {
    pair(number).public().into()
}

/// Citizen `number` proposes a resolution; the vote lasts `voting`.
pub fn propose(number: u32, content: Hash, class: Class, voting: Millis) -> DispatchResult {
    Constitution::propose(RuntimeOrigin::signed(account(number)), content, class, None, 0, voting)
}

/// Id of the proposal that was submitted last.
pub fn latest() -> ProposalId {
    pallet_constitution::NextProposal::<Runtime>::get() - 1
}

//! A runtime of clock and reputation, with 600 citizens.

use super::society::{Issuers, SixHundred};
use crate as pallet_reputation;
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{
    CitizenIndex, Millis, ProposalId,
    reputation::{Cause, Change, Context, POINT, Points},
    traits::Reputation as _,
};
use frame_support::{
    derive_impl,
    traits::{ConstU32, ConstU64},
};
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Reputation: pallet_reputation,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
    type Moment = Millis;
    type MinimumPeriod = ConstU64<1>;
}

impl pallet_reputation::Config for Test {
    type Time = Timestamp;
    type Standing = SixHundred;
    type Dids = Issuers;
    type Articles = Issuers;
    type PinsMax = ConstU32<PINS_MAX>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = SixHundred;
}

/// Proposals that can be pinned at once.
pub const PINS_MAX: u32 = 3;
/// Citizens admitted.
pub const CITIZENS: u32 = 600;

pub fn externalities() -> sp_io::TestExternalities {
    RuntimeGenesisConfig::default().build_storage().expect("defaults are valid").into()
}

/// Runs `test` in block 1 at [`START`], then checks every invariant.
pub fn run(test: impl FnOnce()) {
    externalities().execute_with(|| {
        block::<Test, AllPalletsWithSystem>(1, START);
        test();
        Reputation::check_state().expect("invariants hold after every test");
    });
}

/// Closes the block, with idle time, and opens the next one `later`.
pub fn advance(later: Millis) {
    let number = u32::try_from(System::block_number()).expect("tests are short") + 1;
    block::<Test, AllPalletsWithSystem>(number, Timestamp::get() + later);
}

/// An attestation numbered `number` of so many whole points.
pub fn attested(number: u8, points: u32) -> Cause {
    Cause::Attestation { credential: [number; 32], issuer: [1; 32], points }
}

/// A verdict of so many whole points.
pub fn verdict(case: u32, points: u32) -> Cause {
    Cause::Verdict { case, points }
}

/// Lets a cause take effect on technical reputation.
pub fn give(citizen: CitizenIndex, cause: Cause) -> Change {
    Reputation::give(citizen, Context::Technical, cause).expect("the cause counts")
}

/// Technical reputation in millionths of a point.
pub fn technical(citizen: CitizenIndex) -> Points {
    Reputation::points(citizen, Context::Technical)
}

/// Whole points.
pub fn whole(points: u64) -> Points {
    points * POINT
}

/// The factors that a proposal was marked with, from the events so far.
pub fn marked(proposal: ProposalId) -> Vec<(CitizenIndex, u16)> {
    let events = System::events().into_iter().filter_map(|record| match record.event {
        RuntimeEvent::Reputation(crate::Event::ExpertiseMarked { proposal: of, factors, .. }) if of == proposal => {
            Some(factors.into_inner())
        }
        _ => None,
    });
    events.flatten().collect()
}

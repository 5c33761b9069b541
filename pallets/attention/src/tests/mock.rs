//! A runtime of clock and attention.

use crate as pallet_attention;
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{CitizenIndex, Millis, attention::AttentionAccount};
use frame_support::{derive_impl, traits::ConstU64};
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Attention: pallet_attention,
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

impl pallet_attention::Config for Test {
    type Time = Timestamp;
    type WeightInfo = ();
}

pub fn externalities() -> sp_io::TestExternalities {
    let config = RuntimeGenesisConfig::default();
    config.build_storage().expect("defaults are valid").into()
}

/// Runs `test` in block 1 at [`START`], then checks every invariant.
pub fn run(test: impl FnOnce()) {
    externalities().execute_with(|| {
        block::<Test, AllPalletsWithSystem>(1, START);
        test();
        Attention::check_state().expect("invariants hold after every test");
    });
}

/// Closes the block, with idle time, and opens the next one `later`.
pub fn advance(later: Millis) {
    let number = u32::try_from(System::block_number()).expect("tests are short") + 1;
    block::<Test, AllPalletsWithSystem>(number, Timestamp::get() + later);
}

/// The citizen's account as of now.
pub fn account(citizen: CitizenIndex) -> AttentionAccount {
    Attention::account(citizen).expect("the account is open")
}

/// Lets `citizen` spend `tokens`.
pub fn spend(citizen: CitizenIndex, tokens: u64) {
    use cybersyn_primitives::{page_of, traits::Attention as _};
    let (page, position) = page_of(citizen).expect("a page for the citizen");
    let mut accounts = Attention::page(page);
    accounts[usize::from(position)].spent += tokens;
    Attention::put_page(page, accounts);
}

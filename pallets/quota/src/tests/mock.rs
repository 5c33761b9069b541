//! A runtime with fees. Accounts 1 to 9 are persons, each the citizen of its own number. `System::remark` is free.

use crate as pallet_quota;
use core::cell::RefCell;
use cybersyn_pallet_test_utils::{START, block};
use cybersyn_primitives::{CitizenIndex, Millis, traits::Persons};
use frame_support::{
    derive_impl,
    dispatch::GetDispatchInfo,
    traits::{ConstU64, Contains},
};
use sp_runtime::{
    BuildStorage,
    traits::{DispatchTransaction, TransactionExtension, TxBaseImplication},
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction},
};

/// A pallet that dispatches another call.
#[frame_support::pallet(dev_mode)]
pub mod nest {
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use sp_runtime::traits::Dispatchable;

    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeCall: Dispatchable<RuntimeOrigin = OriginFor<Self>>> {}

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        #[pallet::call_index(0)]
        pub fn wrap(origin: OriginFor<T>, call: Box<T::RuntimeCall>) -> DispatchResult {
            call.dispatch(origin).map(|_| ()).map_err(|failure| failure.error)
        }
    }
}

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Balances: pallet_balances,
        TransactionPayment: pallet_transaction_payment,
        Nest: nest,
        Quota: pallet_quota,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
    type Moment = Millis;
    type MinimumPeriod = ConstU64<1>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

#[derive_impl(pallet_transaction_payment::config_preludes::TestDefaultConfig)]
impl pallet_transaction_payment::Config for Test {
    type OnChargeTransaction = pallet_transaction_payment::FungibleAdapter<Balances, ()>;
    type WeightToFee = frame_support::weights::IdentityFee<u64>;
    type LengthToFee = frame_support::weights::IdentityFee<u64>;
}

impl nest::Config for Test {}

thread_local! {
    static ALIVE: RefCell<Vec<CitizenIndex>> = const { RefCell::new(Vec::new()) };
}

/// Citizens of whom signs of life were heard since the last question.
pub fn heard_alive() -> Vec<CitizenIndex> {
    ALIVE.take()
}

pub struct World;

impl Persons<u64> for World {
    fn citizen(account: &u64) -> Option<CitizenIndex> {
        (1..=9).contains(account).then_some(*account as CitizenIndex)
    }
    fn active() -> u32 {
        9
    }
    fn prove_life(citizen: CitizenIndex, _: Millis) {
        ALIVE.with_borrow_mut(|alive| alive.push(citizen));
    }
}

impl Contains<RuntimeCall> for World {
    fn contains(call: &RuntimeCall) -> bool {
        matches!(call, RuntimeCall::System(frame_system::Call::remark { .. }))
    }
}

/// Refused for this: an empty remark.
pub const EMPTY: u8 = 7;

impl pallet_quota::Precheck<u64, RuntimeCall> for World {
    fn check(_: &u64, _: CitizenIndex, call: &RuntimeCall) -> Result<(), u8> {
        let RuntimeCall::System(frame_system::Call::remark { remark }) = call else { return Ok(()) };
        if remark.is_empty() { Err(EMPTY) } else { Ok(()) }
    }

    /// Anybody carries `remark_with_event` for the citizen its first byte names.
    fn carried(call: &RuntimeCall) -> Result<Option<CitizenIndex>, u8> {
        let RuntimeCall::System(frame_system::Call::remark_with_event { remark }) = call else { return Ok(None) };
        remark.first().map(|first| Some(CitizenIndex::from(*first))).ok_or(EMPTY)
    }
}

impl pallet_quota::Config for Test {
    type Time = Timestamp;
    type Persons = World;
    type Free = World;
    type Precheck = World;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = World;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_quota::BenchmarkHelper<u64> for World {
    fn person() -> u64 {
        1
    }
}

pub type Payment = pallet_transaction_payment::ChargeTransactionPayment<Test>;
pub type Extension = (frame_system::CheckNonce<Test>, pallet_quota::CitizenQuota<Test, Payment>);
/// Length that every transaction is said to have, unless a test says otherwise.
pub const LEN: usize = 1_000;
/// What account 10, which is no person, owns.
pub const COINS: u64 = 1_000_000_000_000_000;

pub fn externalities() -> sp_io::TestExternalities {
    let balances = pallet_balances::GenesisConfig { balances: vec![(10, COINS)], ..Default::default() };
    RuntimeGenesisConfig { balances, ..Default::default() }.build_storage().expect("a valid genesis").into()
}

/// Runs `test` in block 1 at [`START`], then checks every invariant.
pub fn run(test: impl FnOnce()) {
    externalities().execute_with(|| {
        block::<Test, AllPalletsWithSystem>(1, START);
        // What personhood gives: an account that lives without coins, so that its nonce is kept.
        (1..=9).for_each(|person| {
            System::inc_sufficients(&person);
        });
        test();
        Quota::check_state().expect("invariants hold after every test");
    });
}

/// Opens the next block `later`.
pub fn advance(later: Millis) {
    let number = u32::try_from(System::block_number()).expect("tests are short") + 1;
    block::<Test, AllPalletsWithSystem>(number, Timestamp::get() + later);
}

pub fn remark(bytes: usize) -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark { remark: vec![1; bytes] })
}

fn extension(nonce: u32) -> Extension {
    (frame_system::CheckNonce::from(nonce), Payment::from(0).into())
}

/// What a pool would say of `call`, signed by `who` with `nonce`.
pub fn validate(who: u64, nonce: u32, call: &RuntimeCall) -> Result<ValidTransaction, InvalidTransaction> {
    let extension = extension(nonce);
    let mut info = call.get_dispatch_info();
    info.extension_weight = extension.weight(call);
    let (origin, source) = (RuntimeOrigin::signed(who), TransactionSource::External);
    let verdict = extension.validate(origin, call, &info, LEN, Default::default(), &TxBaseImplication(()), source);
    verdict.map(|(valid, ..)| valid).map_err(invalid)
}

/// Includes `call`, `len` bytes long, signed by `who` with the account's next nonce.
pub fn send_sized(who: u64, call: RuntimeCall, len: usize) -> Result<(), InvalidTransaction> {
    let extension = extension(System::account_nonce(who));
    let mut info = call.get_dispatch_info();
    info.extension_weight = extension.weight(&call);
    let applied = extension.dispatch_transaction(RuntimeOrigin::signed(who), call, &info, len, 0);
    applied.map(|_| ()).map_err(invalid)
}

pub fn send(who: u64, call: RuntimeCall) -> Result<(), InvalidTransaction> {
    send_sized(who, call, LEN)
}

fn invalid(error: TransactionValidityError) -> InvalidTransaction {
    match error {
        TransactionValidityError::Invalid(reason) => reason,
        TransactionValidityError::Unknown(reason) => panic!("no verdict: {reason:?}"),
    }
}

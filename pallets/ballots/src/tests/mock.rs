//! The smallest runtime with this pallet: attention, persons and decisions are stubs that remember.

use crate as pallet_ballots;
use cybersyn_primitives::{
    CitizenIndex, Millis, PageIndex, ProposalId, Terms,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    tally::Tally,
    traits::{Attention, Decision, Expertise, OnDecided, Persons, PinRefusal},
};
use frame_support::{
    ConsensusEngineId, derive_impl, parameter_types, storage_alias,
    traits::{ConstU32, ConstU64, FindAuthor},
    weights::Weight,
};
use sp_runtime::testing::UintAuthorityId;

pub type Extension = (frame_system::AuthorizeCall<Test>,);
pub type Extrinsic = sp_runtime::generic::UncheckedExtrinsic<u64, RuntimeCall, UintAuthorityId, Extension>;
type Header = sp_runtime::generic::Header<u32, sp_runtime::traits::BlakeTwo256>;
type Block = sp_runtime::generic::Block<Header, Extrinsic>;

frame_support::construct_runtime!(
    pub enum Test { System: frame_system, Timestamp: pallet_timestamp, Ballots: pallet_ballots }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = Block;
    type Nonce = u64;
}

impl pallet_timestamp::Config for Test {
    type Moment = Millis;
    type OnTimestampSet = Ballots;
    type MinimumPeriod = ConstU64<1>;
    type WeightInfo = ();
}

parameter_types! {
    pub const DecisionWeight: Weight = Weight::from_parts(1_000, 0);
    pub const SettlementWeightMax: Weight = Weight::from_parts(1_350_000_000_000, 0);
    pub static Author: Option<u64> = Some(7);
    pub static Params: AttentionParams = AttentionParams::default();
    /// Everybody's expertise by citizen, in thousandths; plain where nothing is said.
    pub static Experts: Vec<(CitizenIndex, u16)> = Vec::new();
    /// What was told of expertise in decisions: the tally with it, and without.
    pub static Weighed: Vec<(ProposalId, Tally, Tally)> = Vec::new();
    pub static Pinned: Vec<ProposalId> = Vec::new();
    pub const MarkWeight: Weight = Weight::from_parts(1_000_000_000, 0);
    pub static Decided: Vec<(ProposalId, Decision)> = Vec::new();
}

impl crate::Config for Test {
    type Attention = Accounts;
    type Persons = Lives;
    type Expertise = Known;
    type MarkWeight = MarkWeight;
    type OnDecided = Decisions;
    type DecisionWeight = DecisionWeight;
    type FindAuthor = Authors;
    type SettlementWeightMax = SettlementWeightMax;
    type OpenMax = ConstU32<18>;
    type ClassReserve = ConstU32<1>;
    type ClosesPerMinuteMax = ConstU32<4>;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkClock = Clock;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Clock;
#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkClock for Clock {
    fn set(now: Millis) {
        pallet_timestamp::Now::<Test>::put(now);
        <Ballots as frame_support::traits::OnTimestampSet<Millis>>::on_timestamp_set(now);
    }
}

impl<C> frame_system::offchain::CreateTransactionBase<C> for Test
where
    RuntimeCall: From<C>,
{
    type Extrinsic = Extrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateTransaction<C> for Test
where
    RuntimeCall: From<C>,
{
    type Extension = Extension;
    fn create_transaction(call: RuntimeCall, extension: Extension) -> Extrinsic {
        Extrinsic::new_transaction(call, extension)
    }
}

impl<C> frame_system::offchain::CreateAuthorizedTransaction<C> for Test
where
    RuntimeCall: From<C>,
{
    fn create_extension() -> Extension {
        (frame_system::AuthorizeCall::new(),)
    }
}

#[storage_alias]
pub type StubAccounts =
    StorageMap<Stubs, frame_support::Twox64Concat, PageIndex, AttentionPage, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
pub type StubLives = StorageMap<Stubs, frame_support::Twox64Concat, CitizenIndex, Millis>;

pub struct Accounts;
impl Attention for Accounts {
    fn open(citizen: CitizenIndex, since: Millis) {
        let (page, position) = cybersyn_primitives::page_of(citizen).expect("test citizens fit");
        StubAccounts::mutate(page, |accounts| {
            accounts.bounded_resize(accounts.len().max(usize::from(position) + 1), AttentionAccount::default());
            accounts[usize::from(position)] = AttentionAccount::open(since, &Params::get());
        });
    }
    fn close(_: CitizenIndex, _: Millis) {}
    fn page(page: PageIndex) -> AttentionPage {
        StubAccounts::get(page)
    }
    fn put_page(page: PageIndex, accounts: AttentionPage) {
        StubAccounts::insert(page, accounts);
    }
    fn params() -> AttentionParams {
        Params::get()
    }
}

pub struct Lives;
impl Persons<u64> for Lives {
    fn citizen(account: &u64) -> Option<CitizenIndex> {
        CitizenIndex::try_from(*account).ok()
    }
    fn active() -> u32 {
        StubLives::iter().count() as u32
    }
    fn prove_life(citizen: CitizenIndex, at: Millis) {
        StubLives::insert(citizen, at);
    }
}

/// Proposals that can be pinned at once.
pub const PINS_MAX: usize = 6;

/// Knows who is an expert.
pub struct Known;
impl Expertise for Known {
    fn can_pin() -> bool {
        Pinned::get().len() < PINS_MAX
    }
    fn pin(proposal: ProposalId) -> Result<(), PinRefusal> {
        Self::can_pin().then_some(()).ok_or(PinRefusal::TooMany)?;
        Pinned::mutate(|pinned| pinned.push(proposal));
        Ok(())
    }
    fn mark(proposal: ProposalId, _: PageIndex, citizens: &[CitizenIndex]) -> Vec<u16> {
        assert!(Pinned::get().contains(&proposal), "what is marked is pinned");
        let known = Experts::get();
        let factor =
            |citizen: &CitizenIndex| known.iter().find(|(expert, _)| expert == citizen).map_or(1_000, |it| it.1);
        citizens.iter().map(factor).collect()
    }
    fn unpin(proposal: ProposalId) {
        Pinned::mutate(|pinned| pinned.retain(|other| *other != proposal));
    }
    fn decided(proposal: ProposalId, _: &Terms, tally: &Tally, plain: &Tally) {
        Weighed::mutate(|all| all.push((proposal, *tally, *plain)));
    }
}

pub struct Decisions;
impl OnDecided for Decisions {
    fn decided(proposal: ProposalId, decision: Decision) {
        Decided::mutate(|decided| decided.push((proposal, decision)));
    }
}

pub struct Authors;
impl FindAuthor<u64> for Authors {
    fn find_author<'a, I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>>(_: I) -> Option<u64> {
        Author::get()
    }
}

/// Externalities with a keystore, for the benchmarks' tests.
#[cfg(feature = "runtime-benchmarks")]
pub fn benchmark_ext() -> sp_io::TestExternalities {
    let mut ext = sp_io::TestExternalities::default();
    ext.register_extension(sp_keystore::KeystoreExt::new(sp_keystore::testing::MemoryKeystore::new()));
    ext
}

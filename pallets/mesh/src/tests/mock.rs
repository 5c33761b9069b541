//! A runtime of clock and mesh. Persons and the keys of their DIDs are lists.

use crate::{self as pallet_mesh, Address, Addresses, LIFE_MAX_MILLIS, Nonces};
use core::cell::{Cell, RefCell};
use cybersyn_pallet_test_utils::{GENESIS, START, block, voting_key, voting_pair};
use cybersyn_primitives::{
    CitizenIndex, DidId, Millis, Signature,
    peer::{Capabilities, PeerId, PeerKey, Registration},
    traits::{NodeKeys, Persons, Standing},
};
use frame_support::{derive_impl, pallet_prelude::DispatchResult, traits::ConstU64};
use sp_runtime::BuildStorage;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        Timestamp: pallet_timestamp,
        Mesh: pallet_mesh,
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

impl pallet_mesh::Config for Test {
    type Time = Timestamp;
    type Persons = Society;
    type Standing = Society;
    type NodeKeys = Society;
    type WeightInfo = ();
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = Society;
}

thread_local! {
    static LOST: Cell<Option<CitizenIndex>> = const { Cell::new(None) };
    static RETIRED: Cell<Option<PeerKey>> = const { Cell::new(None) };
    static ALIVE: RefCell<Vec<(CitizenIndex, Millis)>> = const { RefCell::new(Vec::new()) };
}

/// Citizens 0 to 9, who act by the accounts 100 to 109. Whatever key they name is one of their nodes' unless retired.
pub struct Society;

impl Society {
    /// From now on the citizen is none.
    pub fn lose(citizen: CitizenIndex) {
        LOST.set(Some(citizen));
    }

    /// From now on the key is in no DID.
    pub fn retire(key: PeerKey) {
        RETIRED.set(Some(key));
    }

    /// Signs of life since the test began.
    pub fn lives() -> Vec<(CitizenIndex, Millis)> {
        ALIVE.with_borrow(Clone::clone)
    }
}

impl Persons<u64> for Society {
    fn citizen(account: &u64) -> Option<CitizenIndex> {
        let citizen = CitizenIndex::try_from(account.checked_sub(100)?).ok()?;
        Self::is_in_force(citizen).then_some(citizen)
    }
    fn active() -> u32 {
        10
    }
    fn prove_life(citizen: CitizenIndex, at: Millis) {
        ALIVE.with_borrow_mut(|all| all.push((citizen, at)));
    }
}

impl Standing for Society {
    fn is_known(citizen: CitizenIndex) -> bool {
        citizen < 10
    }
    fn is_in_force(citizen: CitizenIndex) -> bool {
        citizen < 10 && LOST.get() != Some(citizen)
    }
    fn citizen_of(_: &DidId) -> Option<CitizenIndex> {
        None
    }
}

impl NodeKeys for Society {
    fn is_node_key(_: CitizenIndex, key: &PeerKey) -> bool {
        RETIRED.get() != Some(*key)
    }
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<u64> for Society {
    fn person_with(_: PeerKey) -> u64 {
        pallet_timestamp::Now::<Test>::put(START);
        100
    }
}

fn externalities() -> sp_io::TestExternalities {
    RuntimeGenesisConfig::default().build_storage().expect("defaults are valid").into()
}

/// The state after genesis, with a keystore for the benchmarks to sign with.
#[cfg(feature = "runtime-benchmarks")]
pub fn with_keystore() -> sp_io::TestExternalities {
    let mut externalities = externalities();
    let keystore = sp_keystore::testing::MemoryKeystore::new();
    externalities.register_extension(sp_keystore::KeystoreExt::new(keystore));
    externalities
}

/// Runs `test` in block 1 at [`START`], then checks every invariant.
pub fn run(test: impl FnOnce()) {
    LOST.set(None);
    RETIRED.set(None);
    ALIVE.take();
    externalities().execute_with(|| {
        block::<Test, AllPalletsWithSystem>(1, START);
        test();
        Mesh::do_try_state().expect("invariants hold after every test");
    });
}

/// Closes the block, with idle time, and opens the next one `later`.
pub fn advance(later: Millis) {
    let number = u32::try_from(System::block_number()).expect("tests are short") + 1;
    block::<Test, AllPalletsWithSystem>(number, Timestamp::get() + later);
}

/// The origin of the citizen's account.
pub fn signed(citizen: CitizenIndex) -> RuntimeOrigin {
    RuntimeOrigin::signed(u64::from(citizen) + 100)
}

/// The key of node `number`.
pub fn peer(number: u32) -> PeerKey {
    voting_key(number)
}

/// What node `number` must sign to serve the citizen for as long as can be.
pub fn registration(number: u32, citizen: CitizenIndex) -> Registration {
    let expires = Timestamp::get() + LIFE_MAX_MILLIS;
    Registration { peer: peer(number), citizen, nonce: Nonces::<Test>::get(citizen), expires }
}

/// The consent of node `number`, whatever key the registration names.
pub fn consent(number: u32, registration: &Registration) -> Signature {
    voting_pair(number).sign(&registration.signing_payload(&GENESIS)).into()
}

/// Registers node `number` of the citizen without capabilities.
pub fn register(number: u32, citizen: CitizenIndex) -> DispatchResult {
    let registration = registration(number, citizen);
    let signature = consent(number, &registration);
    Mesh::register(signed(citizen), registration, Capabilities::NONE, Addresses::default(), signature)
}

/// Registers node `number` of the citizen as a bootstrap.
pub fn register_bootstrap(number: u32, citizen: CitizenIndex) -> DispatchResult {
    let registration = registration(number, citizen);
    let signature = consent(number, &registration);
    let addresses = addresses(&[&tcp(4_101)]);
    Mesh::register(signed(citizen), registration, Capabilities::BOOTSTRAP, addresses, signature)
}

/// `/ip4/192.0.2.1/tcp/<port>`.
pub fn tcp(port: u16) -> Vec<u8> {
    [&[4, 192, 0, 2, 1, 6][..], &port.to_be_bytes()].concat()
}

/// `address` with `/p2p/<node number>` at its end.
pub fn with_peer(address: &[u8], number: u32) -> Vec<u8> {
    [address, &[0xa5, 0x03, 38], &PeerId(peer(number)).to_bytes()].concat()
}

/// Addresses of at most 128 bytes each, eight at most.
pub fn addresses(all: &[&[u8]]) -> Addresses {
    let all = all.iter().map(|bytes| Address::try_from(bytes.to_vec()).expect("short enough"));
    Addresses::try_from(all.collect::<Vec<_>>()).expect("few enough")
}

//! What benchmarks need of the runtime: which pallets have them, and how validators, persons and the time come about.

use crate::{
    AccountId, Balances, Ballots, Did, Personhood, PersonhoodConfig, Reputation, Runtime, RuntimeOrigin, SessionKeys,
    founders::founders, units,
};
use codec::Decode;
use cybersyn_primitives::{
    CitizenIndex, DidId, Millis, ProposalId, VotingKey,
    peer::PeerKey,
    traits::{Expertise as _, Persons as _},
};
use frame_support::traits::{BuildGenesisConfig, Get, OnTimestampSet};
use pallet_constitution::Article;
use pallet_did::{PublicKey, Purposes};

/// A day in 2026, where genesis has no time.
const NOW: Millis = 1_800_000_000_000;
/// The article that accredits issuers.
const ISSUERS: u32 = 200;

frame_benchmarking::define_benchmarks!(
    [frame_benchmarking, BaselineBench::<Runtime>]
    [frame_system, SystemBench::<Runtime>]
    [pallet_attention, Attention]
    [pallet_balances, Balances]
    [pallet_ballots, Ballots]
    [pallet_constitution, Constitution]
    [pallet_did, Did]
    [pallet_mesh, Mesh]
    [pallet_personhood, Personhood]
    [pallet_preimage, Preimage]
    [pallet_quota, Quota]
    [pallet_redundancy, Redundancy]
    [pallet_reputation, Reputation]
    [pallet_scheduler, Scheduler]
    [pallet_timestamp, Timestamp]
);

pub use frame_benchmarking::baseline::Pallet as BaselineBench;
pub use frame_system_benchmarking::Pallet as SystemBench;

/// Validators with session keys.
pub struct Validators;

impl pallet_redundancy::BenchmarkHelper<AccountId> for Validators {
    fn validator(index: u32) -> AccountId {
        let mut id = [0; 32];
        id[..4].copy_from_slice(&index.to_le_bytes());
        let account = AccountId::new(id);
        let keys = SessionKeys::decode(&mut &[id, id].concat()[..]).expect("any 64 bytes are two public keys");
        pallet_session::NextKeys::<Runtime>::insert(&account, keys);
        account
    }

    fn person() -> CitizenIndex {
        let citizen = <Persons as pallet_reputation::BenchmarkHelper<AccountId>>::citizen();
        pin_all();
        citizen
    }
}

/// Pins as many proposals as may be.
fn pin_all() {
    let most: u32 = <Runtime as pallet_reputation::Config>::PinsMax::get();
    let mut others = (1_000..).take(most as usize);
    while others.next().is_some_and(|number| Reputation::pin(number).is_ok()) {}
}

/// Persons: the founders, who become persons here if genesis did not make them so.
pub struct Persons;

impl pallet_constitution::BenchmarkHelper<AccountId> for Persons {
    fn person() -> AccountId {
        let founders = founders();
        let (account, _) = founders.first().cloned().expect("there are founders");
        if Personhood::citizen(&account).is_none() {
            PersonhoodConfig { founders, ..Default::default() }.build();
        }
        if pallet_timestamp::Now::<Runtime>::get() == 0 {
            <Clock as pallet_personhood::BenchmarkClock>::set(NOW);
        }
        account
    }

    /// While as many proposals are pinned as may be.
    fn spend_attention(proposal: ProposalId) {
        pallet_ballots::Ledgers::<Runtime>::mutate(proposal, |ledger| {
            ledger.as_mut().expect("the box is open").tally.tokens = 1_000;
        });
        // The proposal is one of them if its class is technical.
        pin_all();
    }
}

impl pallet_quota::BenchmarkHelper<AccountId> for Persons {
    fn person() -> AccountId {
        <Self as pallet_constitution::BenchmarkHelper<AccountId>>::person()
    }
}

impl pallet_did::BenchmarkHelper for Persons {
    fn make_person(did: DidId) {
        let founder = <Self as pallet_constitution::BenchmarkHelper<AccountId>>::person();
        let citizen = Personhood::citizen(&founder).expect("founders are citizens");
        pallet_personhood::CitizenOf::<Runtime>::insert(did, citizen);
        let record = pallet_did::Dids::<Runtime>::get(did).expect("there is such a DID");
        pallet_mesh::fill::<Runtime>(citizen, record.keys.iter().filter_map(|method| method.key.as_voting_key()));
    }
}

impl pallet_reputation::BenchmarkHelper<AccountId> for Persons {
    fn citizen() -> CitizenIndex {
        let founder = <Self as pallet_constitution::BenchmarkHelper<AccountId>>::person();
        Personhood::citizen(&founder).expect("founders are citizens")
    }

    fn issuer() -> (AccountId, DidId, u32) {
        let _first = <Self as pallet_constitution::BenchmarkHelper<AccountId>>::person();
        let (account, _) = founders().pop().expect("there are founders");
        let now = pallet_timestamp::Now::<Runtime>::get();
        let article = Article::new(ISSUERS, [7; 32], now, &Default::default());
        pallet_constitution::Articles::<Runtime>::insert(ISSUERS, article);
        (account.clone(), account.into(), ISSUERS)
    }
}

impl pallet_mesh::BenchmarkHelper<AccountId> for Persons {
    fn person_with(key: PeerKey) -> AccountId {
        let founder = <Self as pallet_constitution::BenchmarkHelper<AccountId>>::person();
        let signed = RuntimeOrigin::signed(founder.clone());
        Did::add_key(signed, PublicKey::Ed25519(key), Purposes::AUTHENTICATION).expect("the DID has room for a key");
        founder
    }
}

/// The chain's time.
pub struct Clock;

impl pallet_ballots::BenchmarkClock for Clock {
    fn set(now: Millis) {
        <Self as pallet_personhood::BenchmarkClock>::set(now);
    }
}

impl pallet_personhood::BenchmarkClock for Clock {
    /// BABE is not told: it would compare with the slot, which no block has set.
    fn set(now: Millis) {
        pallet_timestamp::Now::<Runtime>::put(now);
        <Ballots as OnTimestampSet<Millis>>::on_timestamp_set(now);
    }

    fn give_nodes(citizen: CitizenIndex) {
        pallet_mesh::fill::<Runtime>(citizen, (0..=u8::MAX).map(|number| [number; 32]));
    }

    fn give_did(did: DidId, keys: &[VotingKey]) {
        let (account, coins) = (AccountId::new(did), 100 * units::CYB);
        let signed = RuntimeOrigin::signed(account.clone());
        Balances::force_set_balance(RuntimeOrigin::root(), account.into(), coins).expect("root may");
        let (first, others) = keys.split_first().expect("there are some");
        Did::create(signed.clone(), *first).expect("the id is new, and its account has the coins");
        for key in others {
            Did::add_key(signed.clone(), PublicKey::Ed25519(*key), Purposes::VOTING).expect("there is room");
        }
    }
}

//! Benchmarks: batches by pages and ballots with tokens to spend, single ballots, and the steps from close to final.

use super::{pallet::*, *};
use alloc::{vec, vec::Vec};
use cybersyn_primitives::{
    Ballot, Batch, Body, Choice, CitizenIndex, Class, Millis, PackedBallot, PageIndex, ProposalId, SLOTS_PER_PAGE,
    SignedBallot, Terms,
    attention::{AttentionAccount, AttentionPage},
    ballot::BATCH_BALLOTS_MAX,
    expertise::FactorPage,
    page_of,
    roll::{Interval, RollKey, RollPage, RollSlot},
    rule::LiveBallot,
    slot_of,
    terms::{Thresholds, WINDOW_MAX},
    traits::{Attention, BallotBoxes},
    weight::EXPERTISE_MAX,
};
use frame_benchmarking::v2::*;
use frame_support::{BoundedVec, pallet_prelude::TransactionSource, traits::Authorize, weights::WeightMeter};
use frame_system::RawOrigin;
use sp_core::ed25519;

/// Time of the benchmarks' block.
const NOW: Millis = 1_767_225_600_000;
/// Most pages measured: four ballots on each fill a batch.
const PAGES_MAX: u32 = 512;
const KEY_TYPE: sp_core::crypto::KeyTypeId = sp_core::crypto::key_types::DUMMY;

/// Benchmarks need a time other than that of genesis.
pub trait BenchmarkClock {
    /// Sets what the chain takes for the present time, as a block would, and tells this pallet.
    fn set(now: Millis);
}

fn at<T: Config>(now: Millis) {
    T::BenchmarkClock::set(now);
}

/// A box where ballots spend tokens and expertise weighs: the dearest kind.
fn open_box<T: Config>(proposal: ProposalId) -> Terms {
    at::<T>(NOW);
    let terms = Terms {
        content: [7; 32],
        scheduled: NOW,
        opens: NOW,
        closes: NOW.saturating_add(WINDOW_MAX),
        grace: 0,
        class: Class::Technical,
        function: Class::Technical.function(),
        tokens_max: 50,
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    };
    assert!(Pallet::<T>::open(proposal, terms).is_ok());
    terms
}

/// Marks everybody on these pages as an expert.
fn mark_all<T: Config>(pages: u32) {
    Pallet::<T>::stop_marking(1);
    for page in 0..pages as PageIndex {
        let factors = vec![EXPERTISE_MAX; SLOTS_PER_PAGE as usize];
        Factors::<T>::insert(1, page, FactorPage::truncate_from(factors));
    }
    Ledgers::<T>::mutate(1, |ledger| {
        let weighing = ledger.as_mut().and_then(|ledger| ledger.weighing.as_mut());
        weighing.expect("the box is of a class where expertise weighs").is_marked = true;
    });
}

/// Fills `pages` pages of the roll: every slot is taken by a voter with two devices and an attention account.
fn fill_roll<T: Config>(pages: u32, key: &ed25519::Public) {
    let account = AttentionAccount::open(NOW, &T::Attention::params());
    for page in 0..pages as PageIndex {
        let citizens = (0..=u8::MAX).map(|position| slot_of(page, position));
        RollPages::<T>::insert(page, RollPage::truncate_from(citizens.map(|index| entry(index, key)).collect()));
        T::Attention::put_page(page, AttentionPage::truncate_from(vec![account; SLOTS_PER_PAGE as usize]));
    }
    NextSlot::<T>::put(pages.saturating_mul(SLOTS_PER_PAGE));
}

fn entry(citizen: CitizenIndex, key: &ed25519::Public) -> RollSlot {
    let device = |version| RollKey { version, key: key.0, force: Interval::open(NOW), stolen: false };
    RollSlot {
        citizen,
        tenures: BoundedVec::truncate_from(vec![Interval::open(NOW)]),
        struck: false,
        keys: BoundedVec::truncate_from(vec![device(0), device(1)]),
    }
}

fn sign<T: Config>(key: &ed25519::Public, terms: &Terms, citizen: CitizenIndex, cast_at: u32) -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens: 3 };
    let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at };
    let payload = ballot.signing_payload(&Pallet::<T>::genesis(), &terms.content);
    let signature = sp_io::crypto::ed25519_sign(KEY_TYPE, key, &payload).expect("the key was generated here");
    SignedBallot { ballot, signature: signature.0 }
}

/// A batch of `ballots` spread evenly over `pages` full pages. Each replaces one that spent less: both are weighed, and
/// accounts change.
fn prepare<T: Config>(pages: u32, ballots: u32) -> Batch {
    let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
    let terms = open_box::<T>(1);
    fill_roll::<T>(pages, &key);
    mark_all::<T>(pages);
    set_live::<T>(pages);
    let mut batch = Batch { proposal: 1, built_on: 0, number: 0, pages: Vec::new() };
    for page in 0..pages {
        let share = ballots / pages + u32::from(page < ballots % pages);
        let packed = (0..share).map(|turn| {
            let position = (turn % SLOTS_PER_PAGE) as u8;
            let signed = sign::<T>(&key, &terms, slot_of(page as PageIndex, position), turn.saturating_add(1));
            PackedBallot::pack(&signed, position)
        });
        batch.pages.push((page as PageIndex, packed.collect()));
    }
    batch
}

/// Everybody on these pages has voted.
fn set_live<T: Config>(pages: u32) {
    let live = LiveBallot { cast_at: 0, body: Body::Open { choice: Choice::No, tokens: 2 }, key_version: 0 };
    for page in 0..pages as PageIndex {
        BallotPages::<T>::insert(1, page, BallotPage::truncate_from(vec![Some(live); SLOTS_PER_PAGE as usize]));
    }
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn settle(p: Linear<1, PAGES_MAX>, b: Linear<PAGES_MAX, BATCH_BALLOTS_MAX>) {
        let batch = prepare::<T>(p, b);
        #[extrinsic_call]
        _(RawOrigin::Authorized, batch);
        let settled = Ledgers::<T>::get(1).map(|ledger| ledger.log.count);
        assert_eq!(settled, Some(1));
    }

    #[benchmark]
    fn authorize_settle() {
        let mut batch = prepare::<T>(1, 1);
        batch.pages = vec![batch.pages[0].clone(); BATCH_BALLOTS_MAX as usize];
        frame_system::Pallet::<T>::set_block_number(1u32.into());
        let call = Call::<T>::settle { batch };
        #[block]
        {
            call.authorize(TransactionSource::InBlock).expect("settle is authorized").expect("the batch is valid");
        }
    }

    #[benchmark]
    fn settle_own() {
        let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
        let terms = open_box::<T>(1);
        fill_roll::<T>(1, &key);
        let voter = SLOTS_PER_PAGE.saturating_sub(1);
        SlotOf::<T>::insert(voter, voter);
        mark_all::<T>(1);
        set_live::<T>(1);
        let signed = sign::<T>(&key, &terms, voter, 1);
        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), signed);
        assert!(page_of(0).and_then(|(page, _)| BallotPages::<T>::try_get(1, page).ok()).is_some());
    }

    #[benchmark]
    fn poke() {
        let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
        let terms = open_box::<T>(1);
        fill_roll::<T>(PAGES_PER_POKE, &key);
        mark_all::<T>(PAGES_PER_POKE);
        set_live::<T>(PAGES_PER_POKE);
        at::<T>(terms.closes);
        assert!(Pallet::<T>::do_poke(1).is_ok());
        assert!(Pallet::<T>::do_poke(1).is_ok());
        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), 1);
        assert!(Ledgers::<T>::get(1).is_some_and(|ledger| ledger.live_root.is_some()));
    }

    #[benchmark]
    fn look_at_agenda() {
        at::<T>(NOW);
        #[block]
        {
            Pallet::<T>::work_agenda(&mut WeightMeter::new());
        }
    }

    #[benchmark]
    fn look_at_bucket() {
        open_box::<T>(1);
        mark_all::<T>(0);
        #[block]
        {
            Pallet::<T>::work_agenda(&mut WeightMeter::new());
        }
    }

    #[benchmark]
    fn close() {
        let terms = open_box::<T>(1);
        mark_all::<T>(0);
        at::<T>(terms.closes);
        #[block]
        {
            assert!(Pallet::<T>::do_poke(1).is_ok());
        }
    }

    #[benchmark]
    fn end_grace() {
        let terms = open_box::<T>(1);
        mark_all::<T>(0);
        at::<T>(terms.closes);
        assert!(Pallet::<T>::do_poke(1).is_ok());
        #[block]
        {
            assert!(Pallet::<T>::do_poke(1).is_ok());
        }
    }

    #[benchmark]
    fn count_page() {
        let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
        let terms = open_box::<T>(1);
        fill_roll::<T>(2, &key);
        mark_all::<T>(2);
        set_live::<T>(2);
        at::<T>(terms.closes);
        assert!(Pallet::<T>::do_poke(1).is_ok());
        assert!(Pallet::<T>::do_poke(1).is_ok());
        let mut ledger = Ledgers::<T>::get(1).expect("the box is open");
        #[block]
        {
            assert!(Pallet::<T>::count_page(1, &mut ledger));
        }
    }

    #[benchmark]
    fn mark_page() {
        let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
        fill_roll::<T>(1, &key);
        open_box::<T>(1);
        #[block]
        {
            assert!(Pallet::<T>::mark_next(1));
        }
        assert!(Ledgers::<T>::get(1).is_some_and(|ledger| !ledger.is_unmarked()));
    }

    #[benchmark]
    fn decide() {
        let terms = open_box::<T>(1);
        mark_all::<T>(0);
        at::<T>(terms.closes);
        assert!(Pallet::<T>::do_poke(1).is_ok());
        assert!(Pallet::<T>::do_poke(1).is_ok());
        let ledger = Ledgers::<T>::get(1).expect("the box is open");
        #[block]
        {
            Pallet::<T>::decide(1, ledger);
        }
    }

    impl_benchmark_test_suite!(Pallet, tests::mock::benchmark_ext(), tests::mock::Test);
}

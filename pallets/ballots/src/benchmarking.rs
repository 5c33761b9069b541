//! Benchmarks: batches by pages and ballots with tokens to spend, single ballots, and the steps from close to final.

use super::{pallet::*, *};
use alloc::vec::Vec;
use cybersyn_primitives::{
    Ballot, Batch, Body, Choice, CitizenIndex, Class, Millis, PackedBallot, ProposalId, SLOTS_PER_PAGE, SignedBallot,
    Terms,
    ballot::BATCH_BALLOTS_MAX,
    page_of,
    roll::{Interval, RollKey, RollPage, RollSlot},
    terms::{Thresholds, WINDOW_MAX},
    traits::{Attention, BallotBoxes},
};
use frame_benchmarking::v2::*;
use frame_support::{
    pallet_prelude::TransactionSource,
    traits::{Authorize, OnTimestampSet},
    weights::WeightMeter,
};
use frame_system::RawOrigin;
use sp_core::ed25519;

/// Time of the benchmarks' block.
const NOW: Millis = 1_767_225_600_000;
const KEY_TYPE: sp_core::crypto::KeyTypeId = sp_core::crypto::key_types::DUMMY;

/// Advances the chain to `now` as a block would.
fn at<T: Config>(now: Millis) {
    <Pallet<T> as OnTimestampSet<Millis>>::on_timestamp_set(now);
}

/// A box where ballots spend tokens: the dearest kind.
fn open_box<T: Config>(proposal: ProposalId) -> Terms {
    at::<T>(NOW);
    let terms = Terms {
        content: [7; 32],
        scheduled: NOW,
        opens: NOW,
        closes: NOW.saturating_add(WINDOW_MAX),
        grace: 0,
        class: Class::Treasury,
        function: Class::Treasury.function(),
        tokens_max: 50,
        quorum_base: 1,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    };
    assert!(Pallet::<T>::open(proposal, terms).is_ok());
    terms
}

/// Fills `pages` pages of the roll: every slot has one key and an attention account.
fn fill_roll<T: Config>(pages: u32, key: &ed25519::Public) {
    for page in 0..pages {
        let first = page.saturating_mul(SLOTS_PER_PAGE);
        let citizens = first..first.saturating_add(SLOTS_PER_PAGE);
        citizens.clone().for_each(|citizen| {
            SlotOf::<T>::insert(citizen, citizen);
            T::Attention::open(citizen, NOW);
        });
        RollPages::<T>::insert(page as u16, RollPage::truncate_from(citizens.map(|index| entry(index, key)).collect()));
    }
    NextSlot::<T>::put(pages.saturating_mul(SLOTS_PER_PAGE));
}

fn entry(citizen: CitizenIndex, key: &ed25519::Public) -> RollSlot {
    let key = RollKey { version: 0, key: key.0, force: Interval::open(NOW), stolen: false };
    RollSlot {
        citizen,
        tenures: alloc::vec![Interval::open(NOW)].try_into().expect("one tenure fits"),
        struck: false,
        keys: alloc::vec![key].try_into().expect("one key fits"),
    }
}

fn sign<T: Config>(key: &ed25519::Public, terms: &Terms, citizen: CitizenIndex, cast_at: u32) -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens: 3 };
    let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at };
    let payload = ballot.signing_payload(&Pallet::<T>::genesis(), &terms.content);
    let signature = sp_io::crypto::ed25519_sign(KEY_TYPE, key, &payload).expect("the key was generated here");
    SignedBallot { ballot, signature: signature.0 }
}

/// A batch of `ballots` spread evenly over `pages` pages, and the pages before it filled with live ballots.
fn prepare<T: Config>(pages: u32, ballots: u32) -> Batch {
    let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
    let terms = open_box::<T>(1);
    fill_roll::<T>(pages, &key);
    let mut batch = Batch { proposal: 1, built_on: 0, number: 0, pages: Vec::new() };
    for page in 0..pages {
        let share = ballots / pages + u32::from(page < ballots % pages);
        let packed = (0..share).map(|turn| {
            let citizen = page.saturating_mul(SLOTS_PER_PAGE).saturating_add(turn % SLOTS_PER_PAGE);
            let signed = sign::<T>(&key, &terms, citizen, turn.saturating_add(1));
            PackedBallot::pack(&signed, (turn % SLOTS_PER_PAGE) as u8)
        });
        batch.pages.push((page as u16, packed.collect()));
    }
    batch
}

fn set_live<T: Config>(pages: u32, terms: &Terms, key: &ed25519::Public) {
    for page in 0..pages {
        let live = (0..SLOTS_PER_PAGE).map(|turn| {
            Some((&sign::<T>(key, terms, page.saturating_mul(SLOTS_PER_PAGE).saturating_add(turn), 0).ballot).into())
        });
        BallotPages::<T>::insert(1, page as u16, BallotPage::truncate_from(live.collect()));
    }
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn settle(p: Linear<1, 64>, b: Linear<64, BATCH_BALLOTS_MAX>) {
        let batch = prepare::<T>(p, b);
        #[extrinsic_call]
        _(RawOrigin::Authorized, batch);
        let settled = Ledgers::<T>::get(1).map(|ledger| ledger.log.count);
        assert_eq!(settled, Some(1));
    }

    #[benchmark]
    fn authorize_settle() {
        let mut batch = prepare::<T>(1, 1);
        batch.pages = alloc::vec![batch.pages[0].clone(); BATCH_BALLOTS_MAX as usize];
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
        let signed = sign::<T>(&key, &terms, SLOTS_PER_PAGE.saturating_sub(1), 1);
        #[extrinsic_call]
        _(RawOrigin::Signed(whitelisted_caller()), signed);
        assert!(page_of(0).and_then(|(page, _)| BallotPages::<T>::try_get(1, page).ok()).is_some());
    }

    #[benchmark]
    fn poke() {
        let key = sp_io::crypto::ed25519_generate(KEY_TYPE, None);
        let terms = open_box::<T>(1);
        fill_roll::<T>(PAGES_PER_POKE, &key);
        set_live::<T>(PAGES_PER_POKE, &terms, &key);
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
        #[block]
        {
            Pallet::<T>::work_agenda(&mut WeightMeter::new());
        }
    }

    #[benchmark]
    fn close() {
        let terms = open_box::<T>(1);
        at::<T>(terms.closes);
        #[block]
        {
            assert!(Pallet::<T>::do_poke(1).is_ok());
        }
    }

    #[benchmark]
    fn end_grace() {
        let terms = open_box::<T>(1);
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
        set_live::<T>(2, &terms, &key);
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
    fn decide() {
        let terms = open_box::<T>(1);
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

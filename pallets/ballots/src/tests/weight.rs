//! What lets a batch into pool and block: `authorize`, weights, class.

use super::{fixtures::*, mock::*};
use crate::pallet::{Call, SettlementUsed};
use codec::Encode;
use cybersyn_primitives::{Batch, Class, PackedBallot, ballot::BATCH_BALLOTS_MAX};
use frame_support::{
    dispatch::{DispatchClass, GetDispatchInfo, Pays},
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction},
    traits::{Authorize, Hooks},
    weights::Weight,
};
use sp_runtime::traits::{Applyable, Checkable};

type Refusal = TransactionValidityError;

fn authorize(source: TransactionSource, batch: &Batch) -> Result<ValidTransaction, Refusal> {
    let call = Call::<Test>::settle { batch: batch.clone() };
    call.authorize(source).expect("settle has an authorization").map(|(validity, _)| validity)
}

fn one() -> Batch {
    admit(1);
    open(1, Class::Rights);
    go(2, crate::Clock::<Test>::get().now + 1);
    go(3, crate::Clock::<Test>::get().now + 1);
    batch(1, &[yes(1, 0, 1)])
}

#[test]
fn own_and_included_batches_are_valid_external_ones_are_not() {
    run(|| {
        let batch = one();
        assert!(authorize(TransactionSource::Local, &batch).is_ok());
        assert!(authorize(TransactionSource::InBlock, &batch).is_ok());
        let refused = authorize(TransactionSource::External, &batch);
        assert_eq!(refused, Err(InvalidTransaction::Call.into()));
    });
}

#[test]
fn a_batch_is_not_gossiped_and_stands_apart_by_block_and_number() {
    run(|| {
        let (first, mut second) = (one(), batch(1, &[]));
        second.pages.clone_from(&first.pages);
        second.number = 1;
        let validity = [&first, &second].map(|batch| authorize(TransactionSource::Local, batch).expect("valid"));
        assert!(!validity[0].propagate);
        assert!(validity[0].requires.is_empty());
        assert_ne!(validity[0].provides, validity[1].provides);
        assert!(validity[0].priority > validity[1].priority);
    });
}

#[test]
fn the_latest_blocks_batches_come_first() {
    run(|| {
        let (mut older, mut newer) = (one(), batch(1, &[]));
        newer.pages.clone_from(&older.pages);
        (older.built_on, newer.number) = (older.built_on - 1, u16::MAX);
        let priority = |batch| authorize(TransactionSource::Local, batch).expect("valid").priority;
        assert!(priority(&newer) > priority(&older));
    });
}

#[test]
fn only_the_last_two_blocks_are_fresh() {
    run(|| {
        let mut batch = one();
        let mut with = |built_on| {
            batch.built_on = built_on;
            authorize(TransactionSource::Local, &batch).map(|validity| validity.longevity)
        };
        assert_eq!(with(0), Err(InvalidTransaction::Stale.into()));
        assert_eq!(with(1), Ok(1));
        assert_eq!(with(2), Ok(2));
        assert_eq!(with(3), Err(InvalidTransaction::Future.into()));
        assert_eq!(with(u32::MAX), Err(InvalidTransaction::Future.into()));
    });
}

#[test]
fn the_number_of_ballots_and_pages_is_bounded() {
    run(|| {
        let (mut batch, most) = (one(), BATCH_BALLOTS_MAX as usize);
        let ballot: PackedBallot = batch.pages[0].1[0];
        let mut with = |pages: Vec<(u16, Vec<PackedBallot>)>| {
            batch.pages = pages;
            authorize(TransactionSource::Local, &batch).map(drop)
        };
        assert_eq!(with(vec![(0, vec![ballot; most])]), Ok(()));
        assert_eq!(with(vec![(0, vec![ballot]); most]), Ok(()));
        assert_eq!(with(vec![(0, vec![ballot; most + 1])]), Err(InvalidTransaction::Call.into()));
        assert_eq!(with(vec![(0, vec![ballot]); most + 1]), Err(InvalidTransaction::ExhaustsResources.into()));
        assert_eq!(with(vec![]), Err(InvalidTransaction::Call.into()));
        assert_eq!(with(vec![(0, vec![ballot]), (1, vec![])]), Err(InvalidTransaction::Call.into()));
    });
}

#[test]
fn a_block_with_its_share_used_up_takes_no_further_batch() {
    run(|| {
        let batch = one();
        let cost = <() as crate::WeightInfo>::settle(1, 1);
        let most: Weight = SettlementWeightMax::get();
        SettlementUsed::<Test>::put(most - cost);
        assert!(authorize(TransactionSource::InBlock, &batch).is_ok());
        SettlementUsed::<Test>::put(most - cost + Weight::from_parts(1, 0));
        let full: Refusal = InvalidTransaction::ExhaustsResources.into();
        assert_eq!(authorize(TransactionSource::InBlock, &batch), Err(full));
        assert!(full.exhausted_resources(), "the block's author keeps it for the next block");
        assert!(authorize(TransactionSource::Local, &batch).is_ok());
    });
}

#[test]
fn a_batch_is_operational_free_and_weighed_by_pages_and_ballots() {
    run(|| {
        admit(300);
        open(1, Class::Rights);
        let batch = batch(1, &[yes(1, 0, 1), yes(1, 1, 1), yes(1, 299, 1)]);
        let info = Call::<Test>::settle { batch }.get_dispatch_info();
        assert_eq!((info.class, info.pays_fee), (DispatchClass::Operational, Pays::No));
        assert_eq!(info.call_weight, <() as crate::WeightInfo>::settle(2, 3));
    });
}

#[test]
fn a_general_transaction_with_a_batch_is_applied() {
    run(|| {
        let batch = one();
        let call = RuntimeCall::Ballots(Call::settle { batch });
        let extrinsic = Extrinsic::new_transaction(call, (frame_system::AuthorizeCall::new(),));
        let (info, length) = (extrinsic.get_dispatch_info(), extrinsic.encoded_size());
        let context = frame_system::ChainContext::<Test>::default();
        let checked = extrinsic.check(&context).expect("a general transaction has no signature");
        checked.validate::<Test>(TransactionSource::Local, &info, length).expect("valid in the own pool");
        checked.apply::<Test>(&info, length).expect("valid in a block").expect("a batch never fails");
        assert_eq!(tally(1).yes.voters, 1);
    });
}

#[test]
fn the_configuration_is_sane() {
    run(<Ballots as Hooks<u32>>::integrity_test);
}

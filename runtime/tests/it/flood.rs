//! Many persons propose at once, as much as each may.

use crate::chain::*;
use cybersyn_primitives::{Class, DAY, Hash, hash::blake2_256};
use cybersyn_runtime::Runtime;
use frame_support::{assert_noop, assert_ok};
use pallet_constitution::{CurrentParameters, Error};

/// What every founder may have open here, so that twelve of them can fill a class.
const OPEN_MAX: u32 = 20;
/// The reserve of a class, and what all classes share.
const ROOM_OF_A_CLASS: u32 = 16 + 112;

fn text(number: u32) -> Hash {
    blake2_256(&number.to_le_bytes())
}

#[test]
fn a_flood_of_cheap_proposals_keeps_no_emergency_and_no_rights_out() {
    run(|| {
        CurrentParameters::<Runtime>::mutate(|parameters| parameters.open_max = OPEN_MAX);
        for number in 0..ROOM_OF_A_CLASS {
            // Not more than may close in one minute.
            let voting = 4 * DAY + u64::from(number) * 60_000;
            assert_ok!(propose(number / OPEN_MAX, text(number), Class::Priority, voting));
        }
        assert_noop!(propose(11, text(1_000), Class::Priority, 7 * DAY), Error::<Runtime>::ClassFull);
        for number in 0..16 {
            let voting = 8 * DAY + u64::from(number) * 60_000;
            assert_ok!(propose(10, text(2_000 + number), Class::Emergency, voting));
            assert_ok!(propose(11, text(3_000 + number), Class::Rights, voting));
        }
        assert_noop!(propose(11, text(4_000), Class::Rights, 7 * DAY), Error::<Runtime>::ClassFull);
    });
}

#[test]
fn one_person_has_few_proposals_open() {
    run(|| {
        for number in 0..5 {
            assert_ok!(propose(0, text(number), Class::Priority, 7 * DAY));
        }
        assert_noop!(propose(0, text(9), Class::Emergency, 7 * DAY), Error::<Runtime>::MaxOpenExceeded);
        assert_ok!(propose(1, text(9), Class::Emergency, 7 * DAY));
    });
}

//! The roll: slots, tenures, keys, and what is kept for open proposals.

use super::{fixtures::*, mock::*};
use crate::pallet::{NextSlot, RollPages, SlotOf};
use cybersyn_pallet_test_utils::{START, voting_key};
use cybersyn_primitives::{
    Class,
    roll::{Interval, KEYS_MAX, RollSlot, TENURES_MAX},
    traits::{Roll, RollRefusal},
};

fn entry(citizen: u32) -> RollSlot {
    let slot = SlotOf::<Test>::get(citizen).expect("on the roll");
    RollPages::<Test>::get(slot as u16 / 256)[slot as usize % 256].clone()
}

#[test]
fn newcomers_get_slots_in_order() {
    run(|| {
        for citizen in [5, 900, 2] {
            assert_eq!(Ballots::admit(citizen, START), Ok(()));
        }
        assert_eq!([5, 900, 2].map(SlotOf::<Test>::get), [Some(0), Some(1), Some(2)]);
        assert_eq!(NextSlot::<Test>::get(), 3);
        assert_eq!(entry(900).tenures.to_vec(), [Interval::open(START)]);
    });
}

#[test]
fn a_roll_with_every_page_full_refuses() {
    let mut ext = sp_io::TestExternalities::default();
    ext.execute_with(|| {
        NextSlot::<Test>::put(65_536 * 256);
        assert_eq!(Ballots::admit(1, START), Err(RollRefusal::Full));
    });
}

#[test]
fn a_lapse_and_a_return_make_two_tenures() {
    run(|| {
        admit(1);
        Ballots::lapse(0, START + 10);
        Ballots::lapse(0, START + 20);
        assert_eq!(Ballots::admit(0, START + 30), Ok(()));
        assert_eq!(Ballots::admit(0, START + 40), Ok(()));
        let first = Interval { since: START, until: Some(START + 10) };
        assert_eq!(entry(0).tenures.to_vec(), [first, Interval::open(START + 30)]);
        assert_eq!(NextSlot::<Test>::get(), 1);
    });
}

#[test]
fn a_return_without_a_gap_resumes_the_tenure() {
    run(|| {
        admit(1);
        Ballots::lapse(0, START + 10);
        assert_eq!(Ballots::admit(0, START + 10), Ok(()));
        assert_eq!(entry(0).tenures.to_vec(), [Interval::open(START)]);
    });
}

#[test]
fn keys_are_sorted_and_told_once() {
    run(|| {
        admit(1);
        assert_eq!(Ballots::add_key(0, 2, voting_key(2), START), Ok(()));
        assert_eq!(Ballots::add_key(0, 1, voting_key(1), START), Ok(()));
        assert_eq!(Ballots::add_key(0, 1, voting_key(1), START + 5), Ok(()));
        assert_eq!(Ballots::add_key(0, 1, voting_key(9), START), Err(RollRefusal::MaxEntriesExceeded));
        assert_eq!(entry(0).keys.iter().map(|key| key.version).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(Ballots::add_key(77, 0, voting_key(9), START), Err(RollRefusal::NotFound));
    });
}

#[test]
fn a_revocation_never_lengthens_and_theft_sticks() {
    run(|| {
        admit(1);
        Ballots::revoke_key(0, 0, START + 10, true);
        Ballots::revoke_key(0, 0, START + 20, false);
        let key = entry(0).keys[0];
        assert_eq!((key.force.until, key.stolen), (Some(START + 10), true));
    });
}

/// Fills the slot's keys with ones that ended within the first day.
fn fill_with_ended_keys() {
    admit(1);
    for version in 1..KEYS_MAX as u16 {
        assert_eq!(Ballots::add_key(0, version, voting_key(version.into()), START), Ok(()));
        Ballots::revoke_key(0, version, START + 100, false);
    }
}

#[test]
fn ended_keys_are_kept_while_an_open_proposal_needs_them() {
    run(|| {
        fill_with_ended_keys();
        open(1, Class::Rights);
        go(2, START + WINDOW);
        let new = voting_key(50);
        assert_eq!(Ballots::add_key(0, 50, new, START + WINDOW), Err(RollRefusal::MaxEntriesExceeded));
        live_for(GRACE + 60_000);
        assert_eq!(Ballots::add_key(0, 50, new, START + WINDOW), Ok(()));
        assert_eq!(entry(0).keys.iter().map(|key| key.version).collect::<Vec<_>>(), [0, 50]);
    });
}

#[test]
fn keys_not_yet_ended_are_kept() {
    run(|| {
        fill_with_ended_keys();
        let refused = Err(RollRefusal::MaxEntriesExceeded);
        assert_eq!(Ballots::add_key(0, 50, voting_key(50), START), refused);
    });
}

#[test]
fn ended_tenures_make_room_once_nothing_needs_them() {
    run(|| {
        admit(1);
        open(1, Class::Rights);
        for round in 1..u64::from(TENURES_MAX) {
            Ballots::lapse(0, START + 100 * round);
            assert_eq!(Ballots::admit(0, START + 100 * round + 50), Ok(()));
        }
        go(2, START + WINDOW);
        Ballots::lapse(0, START + WINDOW);
        let back = START + WINDOW + 1;
        assert_eq!(Ballots::admit(0, back), Err(RollRefusal::MaxEntriesExceeded));
        live_for(GRACE + 60_000);
        assert_eq!(Ballots::admit(0, back), Ok(()));
        let first = Interval { since: START, until: Some(START + 100) };
        assert_eq!(entry(0).tenures.to_vec(), [first, Interval::open(back)], "the first tenure stays");
    });
}

#[test]
fn unknown_citizens_change_nothing() {
    run(|| {
        let before = state_root();
        Ballots::lapse(5, START);
        Ballots::strike(5);
        Ballots::revoke_key(5, 0, START, true);
        assert_eq!(state_root(), before);
    });
}

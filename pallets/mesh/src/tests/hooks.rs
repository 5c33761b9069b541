//! What happens to entries without a call: time, the loss of a status, the retirement of a key.

use super::mock::*;
use crate::{Event, LIFE_MAX_MILLIS, NextDay, Peers, PeersOf, WeightInfo};
use cybersyn_pallet_test_utils::START;
use cybersyn_primitives::{DAY, fade::day_of, peer::Registration, traits::NodeRegistry as _};
use frame_support::{
    assert_ok, assert_storage_noop,
    weights::{Weight, WeightMeter},
};

const BASE: fn() -> Weight = <()>::on_idle_base;

#[test]
fn idle_time_removes_what_has_ended() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        advance(LIFE_MAX_MILLIS);
        assert!(Peers::<Test>::contains_key(peer(0)), "the block before ended in time");
        advance(6_000);
        assert!(!Peers::<Test>::contains_key(peer(0)));
        System::assert_has_event(Event::Expired { peer: peer(0), citizen: 3 }.into());
    });
}

#[test]
fn an_entry_of_a_few_minutes_goes_at_midnight() {
    run(|| {
        let registration = Registration { expires: START + 60_000, ..registration(0, 3) };
        let (none, signature) = (Default::default(), consent(0, &registration));
        assert_ok!(Mesh::register(signed(3), registration, none, Default::default(), signature));
        advance(60_000);
        assert_eq!(Mesh::peer(peer(0)), None);
        advance(DAY - 60_001);
        advance(1);
        assert!(Peers::<Test>::contains_key(peer(0)));
        advance(1);
        assert!(!Peers::<Test>::contains_key(peer(0)));
    });
}

#[test]
fn a_renewed_entry_stays_beyond_its_first_end() {
    run(|| {
        assert_ok!(register(0, 3));
        advance(DAY);
        let registration = registration(0, 3);
        assert_ok!(Mesh::renew(signed(3), registration, consent(0, &registration)));
        advance(LIFE_MAX_MILLIS - DAY);
        advance(6_000);
        assert!(Peers::<Test>::contains_key(peer(0)));
    });
}

#[test]
fn the_meter_is_kept_to_and_the_rest_is_done_later() {
    run(|| {
        for number in 0..5 {
            assert_ok!(register(number, number));
        }
        // The agenda has been worked up to today.
        advance(1);
        let end = START + LIFE_MAX_MILLIS;
        NextDay::<Test>::put(day_of(end));
        let limit = BASE() + <()>::agenda_day() + <()>::agenda_item() * 2;
        let mut meter = WeightMeter::with_limit(limit);
        Mesh::work(end, &mut meter);
        assert_eq!(meter.consumed(), limit);
        assert_eq!(Peers::<Test>::iter().count(), 3);
        assert_eq!(NextDay::<Test>::get(), day_of(end));
        Mesh::work(end, &mut WeightMeter::new());
        assert_eq!(Peers::<Test>::iter().count(), 0);
        assert_eq!(NextDay::<Test>::get(), day_of(end) + 1);
    });
}

#[test]
fn without_weight_nothing_is_done() {
    run(|| {
        assert_storage_noop!(Mesh::work(START + 400 * DAY, &mut WeightMeter::with_limit(Weight::zero())));
    });
}

#[test]
fn with_a_persons_status_go_all_nodes() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        assert_ok!(register(1, 3));
        assert_ok!(register(2, 4));
        Mesh::person_lost(3);
        assert!(!PeersOf::<Test>::contains_key(3));
        assert_eq!(Peers::<Test>::iter_keys().collect::<Vec<_>>(), [peer(2)]);
        System::assert_has_event(Event::Removed { peer: peer(0), citizen: 3 }.into());
        System::assert_last_event(Event::Removed { peer: peer(1), citizen: 3 }.into());
    });
}

#[test]
fn with_a_key_goes_its_node() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_ok!(register(1, 3));
        Mesh::key_retired(3, &peer(0));
        assert_eq!(PeersOf::<Test>::get(3).to_vec(), [peer(1)]);
        System::assert_last_event(Event::Removed { peer: peer(0), citizen: 3 }.into());
    });
}

#[test]
fn a_key_that_another_retires_is_another_matter() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_storage_noop!(Mesh::key_retired(4, &peer(0)));
        assert_storage_noop!(Mesh::key_retired(3, &peer(1)));
        assert_storage_noop!(Mesh::person_lost(4));
    });
}

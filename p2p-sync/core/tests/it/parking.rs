//! Parking is bounded and fair.

use crate::fixture::{ballot, peer};
use cybersyn_mesh_core::{
    ClientId, FullPeers,
    limits::{PARKED_MAX, PARKED_PER_LIGHT_MAX, PARKED_PER_PEER_MAX},
    parking::{Item, Origin, Parking, Wake},
};
use cybersyn_primitives::{Choice, SignedBallot};

fn from_peer(number: u8) -> Origin {
    Origin::Peer(peer(number))
}

fn from_client(number: u64) -> Origin {
    Origin::Client(ClientId(number))
}

fn item(number: u32) -> Item {
    Item::Ballot(SignedBallot { ballot: ballot(1, number, 5, Choice::Yes, 1), signature: [0; 64] })
}

#[test]
fn a_peer_that_floods_displaces_its_own_oldest_items() {
    let mut parking = Parking::default();
    parking.park(from_peer(1), item(0), Wake::Head);
    for number in 1..PARKED_PER_LIGHT_MAX as u32 + 10 {
        parking.park(from_peer(2), item(number), Wake::Head);
    }
    assert_eq!(parking.len_of(from_peer(2)), PARKED_PER_LIGHT_MAX);
    assert_eq!(parking.len_of(from_peer(1)), 1);
    let kept = parking.take_head();
    assert!(kept.contains(&(from_peer(1), item(0))));
    assert!(!kept.contains(&(from_peer(2), item(9))), "the oldest left");
    assert!(kept.contains(&(from_peer(2), item(10))));
}

#[test]
fn a_full_peer_has_a_larger_share() {
    let mut parking = Parking::default();
    parking.know(FullPeers::new([peer(2)].into()));
    for number in 0..PARKED_PER_PEER_MAX as u32 + 10 {
        parking.park(from_peer(2), item(number), Wake::Head);
    }
    assert_eq!(parking.len_of(from_peer(2)), PARKED_PER_PEER_MAX);
    parking.know(FullPeers::default());
    parking.park(from_peer(2), item(u32::MAX), Wake::Head);
    assert_eq!(parking.len_of(from_peer(2)), PARKED_PER_LIGHT_MAX);
}

#[test]
fn a_client_that_floods_displaces_its_own_items_and_no_other_clients() {
    let mut parking = Parking::default();
    parking.park(from_client(1), item(0), Wake::Head);
    for number in 1..PARKED_PER_PEER_MAX as u32 + 10 {
        parking.park(from_client(2), item(number), Wake::Head);
    }
    assert_eq!(parking.len_of(from_client(2)), PARKED_PER_PEER_MAX);
    assert_eq!(parking.len_of(from_client(1)), 1);
}

#[test]
fn when_all_is_full_the_peer_with_the_most_loses() {
    let mut parking = Parking::default();
    let peers = (PARKED_MAX / PARKED_PER_LIGHT_MAX) as u32;
    for number in 0..PARKED_MAX as u32 {
        parking.park(from_peer((number % peers) as u8), item(number), Wake::Head);
    }
    assert_eq!(parking.len(), PARKED_MAX);
    parking.park(from_peer(200), item(PARKED_MAX as u32), Wake::Head);
    assert_eq!((parking.len(), parking.len_of(from_peer(200))), (PARKED_MAX, 1));
}

#[test]
fn an_item_is_parked_once() {
    let mut parking = Parking::default();
    assert!(parking.park(from_client(1), item(1), Wake::Head));
    assert!(!parking.park(from_peer(1), item(1), Wake::Due(5)));
    assert_eq!(parking.len(), 1);
}

#[test]
fn a_forged_twin_does_not_keep_the_genuine_ballot_out() {
    let mut parking = Parking::default();
    let genuine = SignedBallot { ballot: ballot(1, 1, 5, Choice::Yes, 1), signature: [1; 64] };
    assert!(parking.park(from_peer(1), item(1), Wake::Head));
    assert!(parking.park(from_client(1), Item::Ballot(genuine), Wake::Head));
    assert_eq!(parking.take_head().len(), 2);
}

#[test]
fn items_wake_by_their_own_reason() {
    let mut parking = Parking::default();
    parking.park(from_client(1), item(1), Wake::Due(10));
    parking.park(from_client(1), item(2), Wake::Head);
    parking.park(from_client(1), item(3), Wake::Space([3; 32]));
    assert_eq!(parking.take_due(9), vec![]);
    assert_eq!(parking.take_due(10), vec![(from_client(1), item(1))]);
    assert_eq!(parking.take_space([4; 32]), vec![]);
    assert_eq!(parking.take_space([3; 32]), vec![(from_client(1), item(3))]);
    assert_eq!(parking.take_head(), vec![(from_client(1), item(2))]);
    assert!(parking.is_empty());
}

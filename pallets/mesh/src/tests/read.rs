//! What clients read.

use super::mock::*;
use crate::{Entry, LIFE_MAX_MILLIS, Peers};
use codec::Decode;
use cybersyn_primitives::peer::PeerKey;
use frame_support::{
    assert_ok,
    storage::{storage_prefix, unhashed},
};

#[test]
fn an_entry_is_read_until_its_end() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        advance(LIFE_MAX_MILLIS - 1);
        assert!(Mesh::peer(peer(0)).is_some());
        assert_eq!(Mesh::peers_of(3).len(), 1);
        assert_eq!(Mesh::bootstraps(None, 9).0.len(), 1);
        advance(1);
        assert_eq!(Mesh::peer(peer(0)), None);
        assert!(Mesh::peers_of(3).is_empty());
        assert!(Mesh::bootstraps(None, 9).0.is_empty());
    });
}

#[test]
fn a_person_who_is_none_any_more_has_no_nodes_before_the_chain_gets_to_it() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        Society::lose(3);
        assert_eq!(Mesh::peer(peer(0)), None);
        assert!(Mesh::peers_of(3).is_empty());
        assert!(Mesh::bootstraps(None, 9).0.is_empty());
    });
}

#[test]
fn a_key_retired_from_the_did_is_no_node() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_ok!(register(1, 3));
        Society::retire(peer(0));
        let read: Vec<PeerKey> = Mesh::peers_of(3).into_iter().map(|(peer, _)| peer).collect();
        assert_eq!(read, [peer(1)]);
    });
}

#[test]
fn bootstraps_are_read_page_by_page_each_once() {
    run(|| {
        for number in 0..5 {
            assert_ok!(register_bootstrap(number, number));
        }
        assert_ok!(register(5, 5));
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let (page, next) = Mesh::bootstraps(after, 2);
            assert!(page.len() <= 2);
            read.extend(page.into_iter().map(|(peer, _)| peer));
            after = next;
            if after.is_none() {
                break;
            }
        }
        let mut expected: Vec<PeerKey> = (0..5).map(peer).collect();
        read.sort();
        expected.sort();
        assert_eq!(read, expected);
    });
}

#[test]
fn a_page_of_nothing_is_a_page_of_one() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        let (page, next) = Mesh::bootstraps(None, 0);
        assert_eq!((page.len(), next), (1, Some(peer(0))));
    });
}

/// Meshes find entries by the names of pallet and map, and read them with the primitives' type.
#[test]
fn what_is_stored_is_what_meshes_read() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        let key = Peers::<Test>::hashed_key_for(peer(0));
        assert!(key.starts_with(&storage_prefix(b"Mesh", b"Peers")) && key.ends_with(&peer(0)));
        let stored = unhashed::get_raw(&key).unwrap();
        let mut rest = &stored[..];
        let entry = cybersyn_primitives::node::Entry::decode(&mut rest).unwrap();
        assert!(rest.is_empty(), "meshes know less of an entry than the chain keeps");
        assert_eq!(Some::<Entry>(entry), Peers::<Test>::get(peer(0)));
    });
}

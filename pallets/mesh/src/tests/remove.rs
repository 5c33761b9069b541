use super::mock::*;
use crate::{Agenda, Bootstraps, Error, Event, Nonces, Peers, PeersOf};
use cybersyn_pallet_test_utils::START;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn nothing_is_left_but_the_nonce() {
    run(|| {
        assert_ok!(register_bootstrap(0, 3));
        assert_ok!(Mesh::remove(signed(3), peer(0)));
        System::assert_last_event(Event::Removed { peer: peer(0), citizen: 3 }.into());
        assert!(!Peers::<Test>::contains_key(peer(0)));
        assert!(!PeersOf::<Test>::contains_key(3));
        assert!(!Bootstraps::<Test>::contains_key(peer(0)));
        assert_eq!(Agenda::<Test>::iter().count(), 0);
        assert_eq!(Nonces::<Test>::get(3), 1);
        assert_eq!(Society::lives(), [(3, START); 2]);
    });
}

#[test]
fn other_nodes_stay() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_ok!(register(1, 3));
        assert_ok!(Mesh::remove(signed(3), peer(0)));
        assert_eq!(PeersOf::<Test>::get(3).to_vec(), [peer(1)]);
    });
}

#[test]
fn only_its_person_removes_an_entry() {
    run(|| {
        assert_ok!(register(0, 3));
        assert_noop!(Mesh::remove(signed(4), peer(0)), Error::<Test>::NotAuthorized);
        assert_noop!(Mesh::remove(signed(3), peer(1)), Error::<Test>::NotFound);
        assert_noop!(Mesh::remove(RuntimeOrigin::signed(3), peer(0)), Error::<Test>::NotAPerson);
        assert_noop!(Mesh::remove(RuntimeOrigin::none(), peer(0)), DispatchError::BadOrigin);
    });
}

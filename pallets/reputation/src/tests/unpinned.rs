//! What was kept for a pinned proposal goes when it is pinned no longer.

use super::mock::*;
use crate::{Kept, Unpinned, WeightInfo};
use cybersyn_primitives::traits::{Expertise as _, PinRefusal};
use frame_support::{assert_ok, weights::Weight};

fn pinned_with_three_kept(proposal: u32) {
    assert_ok!(Reputation::pin(proposal));
    for citizen in 0..3 {
        give(citizen, attested(u8::try_from(proposal).expect("few"), 1));
    }
}

#[test]
fn idle_time_removes_what_was_kept() {
    run(|| {
        pinned_with_three_kept(4);
        Reputation::unpin(4);
        assert_eq!(Kept::<Test>::iter().count(), 3);
        advance(6_000);
        assert_eq!(Kept::<Test>::iter().count(), 0);
        assert!(!Unpinned::<Test>::contains_key(4));
    });
}

#[test]
fn the_meter_is_kept_to() {
    run(|| {
        pinned_with_three_kept(4);
        Reputation::unpin(4);
        let two = <()>::look_at_unpinned() + <()>::remove_kept() * 2;
        assert_eq!(Reputation::remove_kept(Weight::zero()), Weight::zero());
        assert_eq!(Reputation::remove_kept(two), two);
        assert_eq!(Kept::<Test>::iter().count(), 1);
        assert!(Unpinned::<Test>::contains_key(4));
    });
}

#[test]
fn other_proposals_keep_theirs() {
    run(|| {
        pinned_with_three_kept(4);
        pinned_with_three_kept(5);
        Reputation::unpin(4);
        advance(6_000);
        assert_eq!(Kept::<Test>::iter_prefix(4).count(), 0);
        assert_eq!(Kept::<Test>::iter_prefix(5).count(), 3);
    });
}

#[test]
fn an_id_is_not_pinned_again_over_its_remains() {
    run(|| {
        pinned_with_three_kept(4);
        Reputation::unpin(4);
        assert_eq!(Reputation::pin(4), Err(PinRefusal::AlreadyExists));
    });
}

#[test]
fn unpinning_what_is_not_pinned_changes_nothing() {
    run(|| {
        pinned_with_three_kept(4);
        frame_support::assert_storage_noop!(Reputation::unpin(5));
    });
}

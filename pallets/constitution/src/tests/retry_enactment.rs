use super::{fixtures::*, mock::*};
use crate::{Enactment, Error};
use cybersyn_primitives::{Class, tally::Outcome};
use frame_support::{assert_noop, assert_ok};

fn retry(proposal: u32) -> sp_runtime::DispatchResult {
    Constitution::retry_enactment(RuntimeOrigin::signed(99), proposal)
}

/// Fills the scheduler's agenda of the ten blocks that are tried; the mock's holds two calls per block.
fn fill_agenda() {
    for block in 2..=11 {
        for _ in 0..2 {
            assert_ok!(Scheduler::schedule(RuntimeOrigin::root(), block, None, 0, Box::new(remark(5))));
        }
    }
}

#[test]
fn a_full_block_is_passed_over() {
    run(|| {
        for id in 0..3 {
            assert_ok!(propose(1, draft_of(id, Class::Technical, remark(10))));
            decide(id.into(), Outcome::Approved);
            assert_eq!(enactment(id.into()), Enactment::Scheduled);
        }
    });
}

#[test]
fn a_call_without_room_waits_and_anybody_tries_again() {
    run(|| {
        fill_agenda();
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(500))));
        decide(0, Outcome::Approved);
        assert_eq!(enactment(0), Enactment::Waiting);
        assert_noop!(retry(0), Error::<Test>::NoRoom);
        advance(6_000);
        assert_ok!(retry(0));
        assert_eq!(enactment(0), Enactment::Scheduled);
    });
}

#[test]
fn what_does_not_wait_is_refused() {
    run(|| {
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(10))));
        assert_noop!(retry(0), Error::<Test>::NothingToEnact);
        decide(0, Outcome::Approved);
        assert_noop!(retry(0), Error::<Test>::NothingToEnact);
        assert_noop!(retry(1), Error::<Test>::NotFound);
    });
}

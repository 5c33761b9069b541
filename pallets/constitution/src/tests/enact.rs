use super::{fixtures::*, mock::*};
use crate::{Enactment, Error, Event};
use cybersyn_primitives::{
    Class, ProposalId,
    reputation::{Cause, Context},
    tally::Outcome,
};
use frame_support::{assert_noop, assert_ok, traits::QueryPreimage, weights::Weight};
use sp_runtime::{
    DispatchError,
    traits::{BlakeTwo256, Hash},
};

/// Citizen 1 proposes `call`, which is approved.
fn approved(content: u8, class: Class, call: impl Into<RuntimeCall>) -> ProposalId {
    let id = crate::NextProposal::<Test>::get();
    assert_ok!(propose(1, draft_of(content, class, call)));
    decide(id, Outcome::Approved);
    id
}

fn enact_now(proposal: ProposalId, most: Weight) -> Result<(), DispatchError> {
    Constitution::enact(RuntimeOrigin::root(), proposal, most).map(|_| ()).map_err(|failure| failure.error)
}

#[test]
fn who_proposed_what_was_enacted_earns_by_the_attention_on_it() {
    run(|| {
        TokensSpent::set(400);
        let technical = approved(7, Class::Technical, remark(20));
        let priority = approved(8, Class::Priority, remark(20));
        advance(6_000);
        for (id, context) in [(technical, Context::Technical), (priority, Context::Community)] {
            assert_eq!(Causes::get(id), Some((1, context, Cause::Implemented { proposal: id, tokens: 400 })));
            assert_eq!(enactment(id), Enactment::Enacted);
        }
    });
}

#[test]
fn nobody_earns_by_what_failed() {
    run(|| {
        TokensSpent::set(400);
        enact(5, 1);
        let id = approved(7, Class::Renewal, crate::Call::renew_article { number: 5, content: [1; 32] });
        advance(6_000);
        let result = Err(Error::<Test>::TooEarly.into());
        assert_eq!(dispatched(id), Some(result));
        assert_eq!((enactment(id), Causes::get(id)), (Enactment::Failed, None));
    });
}

#[test]
fn nobody_earns_before_the_call_has_run() {
    run(|| {
        TokensSpent::set(400);
        let id = approved(7, Class::Technical, remark(20));
        assert_eq!((enactment(id), Causes::get(id)), (Enactment::Scheduled, None));
    });
}

#[test]
fn a_resolution_without_a_call_earns_nothing_by_itself() {
    run(|| {
        TokensSpent::set(400);
        assert_ok!(propose(1, draft(7)));
        decide(0, Outcome::Approved);
        advance(6_000);
        assert_eq!(Causes::iter().count(), 0);
    });
}

#[test]
fn without_attention_nothing_is_earned() {
    run(|| {
        let id = approved(7, Class::Technical, remark(20));
        advance(6_000);
        assert_eq!((enactment(id), Causes::get(id)), (Enactment::Enacted, None));
    });
}

#[test]
fn a_call_is_dispatched_once() {
    run(|| {
        let id = approved(7, Class::Technical, remark(500));
        advance(6_000);
        assert_eq!(enactment(id), Enactment::Enacted);
        assert_noop!(enact_now(id, Weight::MAX), Error::<Test>::NothingToEnact);
    });
}

#[test]
fn only_what_was_approved_is_dispatched() {
    run(|| {
        assert_ok!(propose(1, draft_of(7, Class::Technical, remark(20))));
        assert_noop!(enact_now(0, Weight::MAX), Error::<Test>::NothingToEnact);
        decide(0, Outcome::Rejected);
        assert_noop!(enact_now(0, Weight::MAX), Error::<Test>::NothingToEnact);
        assert_noop!(enact_now(9, Weight::MAX), Error::<Test>::NotFound);
    });
}

#[test]
fn nobody_dispatches_but_root() {
    run(|| {
        let id = approved(7, Class::Technical, remark(20));
        let refused = Constitution::enact(RuntimeOrigin::signed(1), id, Weight::MAX);
        assert_eq!(refused.map_err(|failure| failure.error), Err(DispatchError::BadOrigin));
        assert_eq!(enactment(id), Enactment::Scheduled);
    });
}

#[test]
fn nobody_proposes_to_dispatch_another_proposal_again() {
    run(|| {
        for class in [Class::Technical, Class::Rights, Class::Priority] {
            let again = crate::Call::enact { proposal: 0, most: Weight::zero() };
            assert_noop!(propose(1, draft_of(7, class, again)), Error::<Test>::WrongClass);
        }
    });
}

#[test]
fn what_weighs_more_by_now_waits_and_is_kept() {
    run(|| {
        let id = approved(7, Class::Technical, remark(500));
        assert_ok!(enact_now(id, Weight::zero()));
        assert_eq!((enactment(id), dispatched(id)), (Enactment::Waiting, None));
        let error = Error::<Test>::CallTooHeavy.into();
        System::assert_last_event(Event::EnactmentWaiting { proposal: id, error }.into());
        assert!(<Preimage as QueryPreimage>::len(&BlakeTwo256::hash_of(&remark(500))).is_some());
    });
}

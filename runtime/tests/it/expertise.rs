//! From a proposal that was enacted to reputation, from reputation to weight, and from a fake to who vouched for it.

use crate::chain::*;
use cybersyn_primitives::{
    Class, DAY, ProposalId,
    reputation::{Cause, Context, POINT},
    traits::Reputation as _,
    weight::ONE,
};
use cybersyn_runtime::{Ballots, Personhood, Reputation, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System};
use frame_support::assert_ok;
use pallet_constitution::{Enactment, Proposals, Status};

fn remark(byte: u8) -> RuntimeCall {
    frame_system::Call::remark { remark: vec![byte] }.into()
}

/// Citizen 0 proposes a technical matter; who weighs how much is marked.
fn technical(byte: u8) -> ProposalId {
    let proposal = propose_call(0, [byte; 32], Class::Technical, remark(byte), 7 * DAY);
    idle();
    proposal
}

fn enactment(proposal: ProposalId) -> Option<Enactment> {
    match Proposals::<Runtime>::get(proposal)?.status {
        Status::Decided { enactment, .. } => Some(enactment),
        _ => None,
    }
}

fn attest(citizen: u32, points: u32) {
    let cause = Cause::Attestation { credential: [1; 32], issuer: [2; 32], points };
    assert_ok!(Reputation::record(RuntimeOrigin::root(), citizen, Context::Technical, cause));
}

#[test]
fn who_proposed_what_was_enacted_earns_a_tenth_of_the_attention_and_weighs_more_from_then_on() {
    run(|| {
        idle();
        let first = technical(1);
        for founder in 0..12 {
            assert_ok!(vote(first, founder, founder, 40));
        }
        decide(first);
        assert_eq!(enactment(first), Some(Enactment::Scheduled));
        assert_eq!(Reputation::points(0, Context::Technical), 0);
        next_block();
        assert_eq!(enactment(first), Some(Enactment::Enacted));
        assert_eq!(Reputation::points(0, Context::Technical), 48 * POINT);
        let second = technical(2);
        assert_eq!(pallet_ballots::Factors::<Runtime>::get(second, 0)[..2], [1_048, 1_000]);
        assert_ok!(vote(second, 0, 0, 4));
        let ledger = Ballots::ledger(second).expect("open");
        assert_eq!(ledger.tally.yes.weight, u128::from(2 * ONE) * 1_048 / 1_000);
        assert_eq!(ledger.weighing.expect("technical").plain.yes.weight, u128::from(2 * ONE));
    });
}

#[test]
fn an_expert_is_alarming_on_technical_matters_and_nobody_on_rights() {
    run(|| {
        idle();
        attest(3, 1_000);
        let first = technical(1);
        assert_ok!(propose(0, [2; 32], Class::Rights, 7 * DAY));
        let rights = latest();
        assert_ok!(vote(first, 3, 3, 9));
        assert_ok!(vote(rights, 3, 3, 0));
        assert_eq!(Ballots::ledger(first).expect("open").tally.yes.weight, u128::from(6 * ONE));
        assert_eq!(Ballots::ledger(rights).expect("open").tally.yes.weight, u128::from(ONE));
        decide(first);
        let alerts: Vec<_> = System::events()
            .into_iter()
            .filter_map(|record| match record.event {
                RuntimeEvent::Reputation(pallet_reputation::Event::ExpertiseAlert { proposal, influence }) => {
                    Some((proposal, influence.share_permille))
                }
                _ => None,
            })
            .collect();
        assert_eq!(alerts, [(first, 500)]);
    });
}

#[test]
fn what_was_earned_after_the_schedule_does_not_weigh() {
    run(|| {
        idle();
        let proposal = propose_call(0, [1; 32], Class::Technical, remark(1), 7 * DAY);
        attest(3, 1_000);
        idle();
        assert_ok!(vote(proposal, 3, 3, 9));
        assert_eq!(Ballots::ledger(proposal).expect("open").tally.yes.weight, u128::from(3 * ONE));
    });
}

#[test]
fn who_vouched_for_a_fake_loses_reputation() {
    run(|| {
        idle();
        let known = Cause::Attestation { credential: [1; 32], issuer: [2; 32], points: 500 };
        for founder in 0..4 {
            assert_ok!(Reputation::record(RuntimeOrigin::root(), founder, Context::Community, known));
        }
        let fake = crate::readmission::admit(12);
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), fake));
        let points = |founder| Reputation::points(founder, Context::Community) / POINT;
        let left = 500 - u64::from(pallet_personhood::Defences::default().points_lost);
        assert_eq!([0, 1, 2, 3].map(points), [left, left, left, 500]);
    });
}

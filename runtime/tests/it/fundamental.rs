//! Who can change the rules by which everything else is protected.

use crate::chain::*;
use cybersyn_primitives::{Class, DAY, authorization::Authorization};
use cybersyn_runtime::{Constitution, Runtime, RuntimeCall, RuntimeOrigin, System};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult, traits::schedule::HARD_DEADLINE};
use pallet_constitution::Error;
use pallet_did::DidSignature;
use pallet_personhood::Defences;

const CODE: sp_core::H256 = sp_core::H256([7; 32]);

fn upgrade() -> RuntimeCall {
    frame_system::Call::authorize_upgrade { code_hash: CODE }.into()
}

fn propose_in(class: Class, call: RuntimeCall) -> DispatchResult {
    let origin = RuntimeOrigin::signed(account(0));
    Constitution::propose(origin, [1; 32], class, Some(Box::new(call)), 0, 7 * DAY)
}

/// In which classes `call` can be proposed.
fn classes(call: RuntimeCall) -> Vec<Class> {
    let legal = |class: &Class| {
        let mut result = Ok(());
        run(|| result = propose_in(*class, call.clone()));
        assert!(result.is_ok() || result == Err(Error::<Runtime>::WrongClass.into()), "{class:?}: {result:?}");
        result.is_ok()
    };
    Class::ALL.into_iter().filter(legal).collect()
}

/// Whether an upgrade is authorized when so many of the twelve founders vote for it.
fn is_authorized_by(voters: u32) -> bool {
    let mut authorized = false;
    run(|| {
        idle();
        let proposal = propose_call(0, [1; 32], Class::Rights, upgrade(), 7 * DAY);
        for founder in 0..voters {
            assert_ok!(vote(proposal, founder, founder, 0));
        }
        decide(proposal);
        next_block();
        authorized = System::authorized_upgrade().is_some();
    });
    authorized
}

#[test]
fn a_tenth_of_the_citizens_upgrades_nothing_and_the_quorum_of_rights_does() {
    assert!(!is_authorized_by(2));
    assert!(!is_authorized_by(3));
    assert!(is_authorized_by(4));
}

#[test]
fn what_changes_rules_or_persons_is_no_technical_matter() {
    assert_eq!(classes(upgrade()), [Class::Rights, Class::Emergency]);
    let defences = Defences { maturity: 0, ..Default::default() };
    assert_eq!(classes(pallet_personhood::Call::set_defences { defences }.into()), [Class::Rights]);
    let parameters = Box::new(pallet_constitution::Parameters::default());
    let changed = pallet_constitution::Call::set_parameters { parameters }.into();
    // The windows of the defaults are not those of this chain, and may follow them.
    assert_eq!(classes(changed), [Class::Rights]);
}

/// Everything in which an upgrade could hide.
fn hideouts() -> [RuntimeCall; 7] {
    let call = Box::new(upgrade());
    let signature = DidSignature::Sr25519([0; 64]);
    let authorization = Authorization { did: [1; 32], key: 0, nonce: 0, expires: u64::MAX };
    let (id, priority, when, maybe_periodic) = ([0; 32], HARD_DEADLINE, 9, None);
    let after = 1;
    [
        pallet_scheduler::Call::schedule { when, maybe_periodic, priority, call: call.clone() }.into(),
        pallet_scheduler::Call::schedule_named { id, when, maybe_periodic, priority, call: call.clone() }.into(),
        pallet_scheduler::Call::schedule_after { after, maybe_periodic, priority, call: call.clone() }.into(),
        pallet_scheduler::Call::schedule_named_after { id, after, maybe_periodic, priority, call: call.clone() }.into(),
        pallet_did::Call::dispatch_as { authorization, signature, call: call.clone() }.into(),
        pallet_constitution::Call::propose {
            content: [2; 32],
            class: Class::Priority,
            call: Some(call),
            discussion: 0,
            voting: DAY,
        }
        .into(),
        pallet_constitution::Call::enact { proposal: 0, most: Default::default() }.into(),
    ]
}

#[test]
fn an_upgrade_hides_in_no_other_call() {
    for hideout in hideouts() {
        assert_eq!(classes(hideout.clone()), [], "{hideout:?}");
    }
}

#[test]
fn nobody_proposes_to_take_away_the_call_of_another_proposal() {
    run(|| {
        let stolen = pallet_preimage::Call::unrequest_preimage { hash: CODE }.into();
        assert_noop!(propose_in(Class::Technical, stolen), Error::<Runtime>::WrongClass);
    });
}

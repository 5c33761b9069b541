//! What it takes to change the rules by which everything else is protected.

use super::{fixtures::*, mock::*};
use crate::{Call, CurrentParameters, Draft, Error, Parameters};
use cybersyn_primitives::{
    Class, DAY,
    terms::{Terms, Thresholds},
};
use frame_support::{assert_noop, assert_ok, weights::Weight};

fn parameters(change: impl FnOnce(&mut Parameters)) -> RuntimeCall {
    let mut parameters = Box::new(Parameters::default());
    change(&mut parameters);
    Call::set_parameters { parameters }.into()
}

/// The mock's runtime calls it fundamental.
fn upgrade() -> RuntimeCall {
    CallWeightMax::set(Weight::MAX);
    frame_system::Call::set_code { code: vec![1] }.into()
}

fn debated(content: u8, class: Class, call: RuntimeCall) -> Draft<Test> {
    Draft { discussion: 60 * DAY, ..draft_of(content, class, call) }
}

fn terms(proposal: u32) -> Terms {
    Boxes::get(proposal).expect("open")
}

/// The shares of a repeal of the core.
const CORE: Thresholds = Thresholds { approval_permille: 750, quorum_permille: 300 };

/// Half of the weight and a tenth of the citizens would lower what protects articles, and then repeal them.
#[test]
fn a_technical_vote_lowers_no_protection() {
    run(|| {
        let lower = || {
            parameters(|p| {
                p.classes[4].thresholds = Thresholds { approval_permille: 500, quorum_permille: 0 };
                p.perpetual = Default::default();
            })
        };
        for class in Class::ALL.into_iter().filter(|class| *class != Class::Rights) {
            assert_noop!(propose(1, draft_of(7, class, lower())), Error::<Test>::WrongClass);
        }
        assert_ok!(propose(1, debated(7, Class::Rights, lower())));
    });
}

#[test]
fn parameters_take_what_repeals_an_article_of_the_core() {
    run(|| {
        let call = || parameters(|p| p.open_max = 4);
        let short = Draft { discussion: 60 * DAY - 1, ..draft_of(7, Class::Rights, call()) };
        assert_noop!(propose(1, short), Error::<Test>::InvalidDiscussion);
        assert_ok!(propose(1, debated(7, Class::Rights, call())));
        assert_eq!(terms(0).thresholds, CORE);
    });
}

#[test]
fn parameters_that_would_be_refused_are_not_voted_on() {
    run(|| {
        let call = parameters(|p| p.open_max = 0);
        assert_noop!(propose(1, debated(7, Class::Rights, call)), Error::<Test>::InvalidLimits);
    });
}

#[test]
fn an_upgrade_takes_as_much() {
    run(|| {
        for class in [Class::Technical, Class::Priority, Class::Renewal] {
            assert_noop!(propose(1, debated(7, class, upgrade())), Error::<Test>::WrongClass);
        }
        assert_noop!(propose(1, draft_of(7, Class::Rights, upgrade())), Error::<Test>::InvalidDiscussion);
        assert_ok!(propose(1, debated(7, Class::Rights, upgrade())));
        assert_eq!(terms(0).thresholds, CORE);
    });
}

#[test]
fn an_urgent_upgrade_takes_a_consensus_and_no_debate_but_a_vote_that_nobody_sleeps_through() {
    run(|| {
        let urgent = |voting| Draft { discussion: 0, voting, ..draft_of(7, Class::Emergency, upgrade()) };
        assert_noop!(propose(1, urgent(3 * DAY - 1)), Error::<Test>::InvalidVoting);
        assert_ok!(propose(1, urgent(3 * DAY)));
        assert_eq!(terms(0).thresholds, Thresholds { approval_permille: 950, quorum_permille: 300 });
    });
}

#[test]
fn a_consensus_that_was_lowered_still_takes_what_the_core_takes() {
    run(|| {
        CurrentParameters::<Test>::mutate(|p| {
            p.classes[7].thresholds = Thresholds { approval_permille: 750, quorum_permille: 0 };
            p.core_repeal_permille = 900;
        });
        assert_ok!(propose(1, Draft { discussion: 0, ..draft_of(7, Class::Emergency, upgrade()) }));
        assert_eq!(terms(0).thresholds, Thresholds { approval_permille: 900, quorum_permille: 300 });
    });
}

#[test]
fn other_emergencies_are_as_short_as_ever() {
    run(|| {
        let (class, discussion, voting) = (Class::Emergency, 0, DAY / 4);
        assert_ok!(propose(1, Draft { class, discussion, voting, ..draft(7) }));
    });
}

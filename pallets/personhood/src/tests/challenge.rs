//! Challenges and findings.

use super::*;
use crate::{Candidates, Cases, Cleared, Defences, Grounds, Subject, Vouchings, citizen::next_midnight};
use cybersyn_primitives::{
    Hash,
    reputation::{Cause, Context},
    traits::{Dispute, Disputes, Finding},
};
use sp_runtime::DispatchError;

const NOW: Millis = START + 1_000;
const ADMITS: Millis = NOW + 3 * DAY;
const EVIDENCE: Hash = [7; 32];
/// The first who comes.
const FIRST: CitizenIndex = FOUNDERS;

fn challenge(challenger: u32, subject: Subject, grounds: Grounds) -> DispatchResult {
    Personhood::challenge(signed(challenger), subject, grounds, EVIDENCE)
}

fn newcomer() -> Subject {
    Subject::Newcomer(did(NEWCOMER))
}

fn rule(case: u32, finding: Finding) -> DispatchResult {
    Personhood::rule(RuntimeOrigin::root(), case, finding)
}

#[test]
fn a_challenge_goes_to_the_tribunal() {
    run_defended(|| {
        admitted(NEWCOMER);
        Recorder::take();
        assert_ok!(challenge(4, newcomer(), Grounds::Duplicate(3)));
        let (case, challenger, evidence) = (0, 4, EVIDENCE);
        let dispute = Dispute { case, challenger, defendant: did(NEWCOMER), duplicate_of: Some(3), evidence };
        assert_eq!(Recorder::take(), [Told::Dispute(dispute)]);
        let (subject, grounds) = (newcomer(), Grounds::Duplicate(3));
        System::assert_last_event(Event::Challenged { case, subject, grounds, challenger, evidence }.into());
        assert!(Vouchings::<Test>::get(4).whole > NOW, "it takes a vouch");
    });
}

#[test]
fn one_under_challenge_is_not_admitted_until_the_tribunal_finds() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer(), Grounds::NoPerson));
        at_without_outage(3, next_midnight(ADMITS));
        assert_noop!(Personhood::admit(signed(3), did(NEWCOMER)), Error::<Test>::UnderChallenge);
        idle(4);
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), None);
        at_without_outage(5, START + 20 * DAY);
        assert_ok!(rule(0, Finding::Dismissed));
        assert_eq!(Personhood::citizen(&account(NEWCOMER)), Some(FIRST));
    });
}

#[test]
fn a_finding_before_the_window_closes_does_not_shorten_it() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer(), Grounds::NoPerson));
        assert_ok!(rule(0, Finding::Dismissed));
        assert_eq!(Candidates::<Test>::get(did(NEWCOMER)).map(|it| it.admits), Some(ADMITS));
        assert_noop!(Personhood::admit(signed(3), did(NEWCOMER)), Error::<Test>::TooEarly);
    });
}

#[test]
fn a_fake_newcomer_is_rejected_and_the_vouchers_answer() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer(), Grounds::NoPerson));
        Recorder::take();
        assert_ok!(rule(0, Finding::Upheld));
        assert!(happened(Event::Rejected { did: did(NEWCOMER) }));
        assert!(happened(Event::CaseClosed { case: 0, finding: Some(Finding::Upheld) }));
        let cause = Cause::Verdict { case: 0, points: 20 };
        let expected: Vec<_> = (0..3).map(|voucher| Told::Give(voucher, Context::Community, cause)).collect();
        assert_eq!(Recorder::take(), expected);
        assert_noop!(vouch(0, 40), Error::<Test>::Barred);
        assert!(!Candidates::<Test>::contains_key(did(NEWCOMER)));
    });
}

#[test]
fn the_challenger_who_was_right_gets_the_vouch_back() {
    run_defended(|| {
        admitted(NEWCOMER);
        assert_ok!(challenge(4, newcomer(), Grounds::NoPerson));
        assert_ok!(rule(0, Finding::Upheld));
        assert_eq!(Vouchings::<Test>::get(4).whole, NOW);
    });
}

#[test]
fn the_challenger_who_was_wrong_is_barred() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_ok!(rule(0, Finding::Dismissed));
        assert_eq!(Personhood::citizen(&account(3)), Some(3));
        assert_noop!(challenge(4, Subject::Citizen(2), Grounds::NoPerson), Error::<Test>::Barred);
        assert_noop!(vouch(4, 40), Error::<Test>::Barred);
    });
}

#[test]
fn a_person_found_to_be_fake_is_struck() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::Duplicate(0)));
        assert_ok!(rule(0, Finding::Upheld));
        assert_eq!(status(3), Status::Struck);
        assert_eq!(status(0), Status::Active, "the earlier one stays");
    });
}

#[test]
fn the_tribunal_tells_by_itself() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert!(<Personhood as Disputes>::found(0, Finding::Upheld));
        assert!(!<Personhood as Disputes>::found(0, Finding::Upheld), "it is closed");
        assert_eq!(status(3), Status::Struck);
    });
}

#[test]
fn without_a_finding_everything_stays_as_it_was() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        Recorder::take();
        day(3, 61);
        idle(4);
        assert_eq!(Cases::<Test>::count(), 0);
        assert!(happened(Event::CaseClosed { case: 0, finding: None }));
        assert!(Recorder::take().contains(&Told::CaseClosed(0)));
        assert_eq!((status(3), Vouchings::<Test>::get(4).faults), (Status::Active, 0));
        assert_noop!(rule(0, Finding::Upheld), Error::<Test>::NotFound);
    });
}

#[test]
fn who_was_cleared_is_left_in_peace_for_a_time() {
    run_with(Defences { bar: DAY, ..Default::default() }, || {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_ok!(rule(0, Finding::Dismissed));
        assert_eq!(Cleared::<Test>::get(3), NOW + DAY / 2);
        assert_noop!(challenge(0, Subject::Citizen(3), Grounds::NoPerson), Error::<Test>::ClearedRecently);
        at_without_outage(3, NOW + DAY / 2);
        assert_ok!(challenge(0, Subject::Citizen(3), Grounds::NoPerson));
    });
}

/// What they vouched for stands: two who are wrong in good faith put nobody under suspicion.
#[test]
fn who_challenged_wrongly_is_silent_and_not_discredited() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_ok!(rule(0, Finding::Dismissed));
        let vouching = Vouchings::<Test>::get(4);
        assert_eq!((vouching.faults, vouching.barred_until), (0, NOW + Defences::default().bar));
        assert!(!Personhood::is_discredited(4));
        assert_noop!(challenge(4, Subject::Citizen(2), Grounds::NoPerson), Error::<Test>::Barred);
    });
}

#[test]
fn a_second_report_of_the_same_is_refused() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_noop!(challenge(0, Subject::Citizen(3), Grounds::Duplicate(1)), Error::<Test>::AlreadyChallenged);
    });
}

#[test]
fn the_later_of_two_is_the_duplicate() {
    run_defended(|| {
        let duplicate = |index, of| challenge(4, Subject::Citizen(index), Grounds::Duplicate(of));
        assert_noop!(duplicate(1, 3), Error::<Test>::InvalidGrounds);
        assert_noop!(duplicate(1, 1), Error::<Test>::InvalidGrounds);
        assert_noop!(duplicate(1, FOUNDERS), Error::<Test>::NotFound);
        assert_ok!(duplicate(3, 1));
    });
}

#[test]
fn who_and_whom() {
    run_defended(|| {
        assert_noop!(challenge(4, Subject::Citizen(4), Grounds::NoPerson), Error::<Test>::InvalidGrounds);
        assert_noop!(challenge(4, Subject::Citizen(FOUNDERS), Grounds::NoPerson), Error::<Test>::NotFound);
        assert_noop!(challenge(4, newcomer(), Grounds::NoPerson), Error::<Test>::NotFound);
        assert_noop!(challenge(NEWCOMER, Subject::Citizen(3), Grounds::NoPerson), Error::<Test>::NotAPerson);
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert_noop!(challenge(4, Subject::Citizen(3), Grounds::NoPerson), Error::<Test>::Struck);
        let by_root = Personhood::challenge(RuntimeOrigin::root(), newcomer(), Grounds::NoPerson, EVIDENCE);
        assert_noop!(by_root, DispatchError::BadOrigin);
    });
}

#[test]
fn one_under_challenge_neither_vouches_nor_challenges() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_noop!(vouch(3, 40), Error::<Test>::UnderChallenge);
        assert_noop!(challenge(3, Subject::Citizen(4), Grounds::NoPerson), Error::<Test>::UnderChallenge);
    });
}

#[test]
fn a_case_about_one_struck_otherwise_is_closed() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        Recorder::take();
        assert_ok!(Personhood::strike(RuntimeOrigin::root(), 3));
        assert_eq!(Cases::<Test>::count(), 0);
        assert!(Recorder::take().contains(&Told::CaseClosed(0)));
    });
}

#[test]
fn a_lapsed_fake_is_found_as_well() {
    run_defended(|| {
        assert_ok!(Did::deactivate(signed(3)));
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_ok!(rule(0, Finding::Upheld));
        assert_eq!(status(3), Status::Struck);
    });
}

#[test]
fn only_judges_tell_what_was_found() {
    run_defended(|| {
        assert_ok!(challenge(4, Subject::Citizen(3), Grounds::NoPerson));
        assert_noop!(Personhood::rule(signed(4), 0, Finding::Upheld), DispatchError::BadOrigin);
        assert_noop!(rule(1, Finding::Upheld), Error::<Test>::NotFound);
    });
}

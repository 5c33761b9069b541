//! `cybersyn vote` while the chain is down, on the real binary against scripted daemons.

mod support;

use codec::Encode;
use cybersyn_cli::signature::verify;
use cybersyn_primitives::{Ballot, Body, Choice, Class, SignedBallot, api::PhaseView, dev};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use serde_json::json;
use support::{
    Machine, NOWHERE, code,
    daemon::{Daemon, GENESIS, Say, now, proposal},
    stderr,
};

fn citizen(mesh: &[&Daemon]) -> Machine {
    let urls: Vec<String> = mesh.iter().map(|daemon| daemon.url.clone()).collect();
    let machine = Machine::new(&urls);
    machine.json(&["key", "dev", "3"]);
    machine
}

/// By the voting key of development citizen 3, over the daemon's text.
fn is_genuine(daemon: &Daemon, signed: &SignedBallot) -> bool {
    let content = daemon.script.lock().unwrap().proposal.content.0.as_slice().try_into().unwrap();
    let key = VerificationKeyBytes::from(&SigningKey::from(dev::voting_seed(3))).into();
    verify(&key, &signed.ballot.signing_payload(&GENESIS, &content), &signed.signature)
}

#[test]
fn a_vote_is_signed_dated_now_and_sent() {
    let daemon = Daemon::start(Class::Budget, &[]);
    let answer = citizen(&[&daemon]).json(&["vote", "7", "yes", "--tokens", "9"]);
    assert_eq!((&answer["state"], &answer["citizen"]), (&"stored".into(), &3.into()));
    let [signed] = daemon.received()[..] else { panic!() };
    assert!(is_genuine(&daemon, &signed));
    assert_eq!((signed.ballot.body.choice(), signed.ballot.body.tokens()), (Choice::Yes, 9));
    let date = signed.ballot.date(daemon.script.lock().unwrap().proposal.opens);
    assert!(now() - date < 60_000, "{date}");
}

#[test]
fn a_second_vote_is_dated_after_the_first() {
    let daemon = Daemon::start(Class::Rights, &[]);
    let machine = citizen(&[&daemon]);
    machine.json(&["vote", "7", "yes"]);
    machine.json(&["vote", "7", "no"]);
    let [first, second] = daemon.received()[..] else { panic!() };
    assert!(second.ballot.cast_at > first.ballot.cast_at);
}

#[test]
fn told_of_a_greater_ballot_it_signs_a_later_one() {
    let (view, text) = proposal(Class::Rights, 600_000);
    let known = view.opens + 630_000;
    let daemon = Daemon::with((view, text), &[Say::Newer(known)]);
    citizen(&[&daemon]).json(&["vote", "7", "yes"]);
    let [_, second] = daemon.received()[..] else { panic!() };
    assert_eq!(second.ballot.cast_at, 630_001);
    assert!(is_genuine(&daemon, &second));
}

/// Whether the ballot is dated now, and so is taken by honest daemons and leaves room for another one.
fn is_dated_now(daemon: &Daemon, signed: &SignedBallot) -> bool {
    signed.ballot.date(daemon.script.lock().unwrap().proposal.opens).abs_diff(now()) < 60_000
}

#[test]
fn a_daemon_that_claims_a_ballot_of_tomorrow_takes_no_vote_away() {
    let shown = proposal(Class::Rights, 600_000);
    let (hostile, honest) = (Daemon::with(shown.clone(), &[Say::Busy; 3]), Daemon::with(shown, &[]));
    for before_close in [2, 1, 0] {
        let closes = honest.script.lock().unwrap().proposal.closes;
        hostile.script.lock().unwrap().known = Some(closes - before_close);
        citizen(&[&hostile, &honest]).json(&["vote", "7", "yes"]);
        let received = honest.received();
        assert!(is_dated_now(&honest, received.last().unwrap()), "{received:?}");
    }
}

#[test]
fn a_refusal_that_names_a_ballot_of_tomorrow_is_not_followed() {
    let (view, text) = proposal(Class::Rights, 600_000);
    let daemon = Daemon::with((view.clone(), text), &[Say::Newer(view.closes - 2)]);
    let machine = citizen(&[&daemon]);
    assert_eq!(code(&machine.run(&["vote", "7", "yes"])), 1);
    machine.json(&["vote", "7", "yes"]);
    assert!(daemon.received().iter().all(|signed| is_dated_now(&daemon, signed)), "{:?}", daemon.received());
}

#[test]
fn a_ballot_of_tomorrow_in_the_journal_does_not_lock_the_voter_out() {
    let daemon = Daemon::start(Class::Rights, &[]);
    let machine = citizen(&[&daemon]);
    let (opens, closes) = {
        let script = daemon.script.lock().unwrap();
        (script.proposal.opens, script.proposal.closes)
    };
    let body = Body::Open { choice: Choice::No, tokens: 0 };
    let cast_at = (closes - 1 - opens) as u32;
    let last = Ballot { proposal: 7, citizen: 3, key_version: 0, body, cast_at };
    let kept = SignedBallot { ballot: last, signature: [0; 64] };
    let journal = json!({ "chains": { hex::encode(GENESIS): { "7": format!("0x{}", hex::encode(kept.encode())) } } });
    machine.write("keys/citizen-3.votes.json", journal.to_string());
    let output = machine.run(&["vote", "7", "yes"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("ahead of this machine's clock"), "{}", stderr(&output));
    assert!(is_dated_now(&daemon, &daemon.received()[0]));
}

#[test]
fn without_the_chain_daemons_that_tell_different_terms_get_no_ballot() {
    let shown = proposal(Class::Rights, 600_000);
    let (one, other) = (Daemon::with(shown.clone(), &[]), Daemon::with(shown, &[]));
    one.script.lock().unwrap().proposal.opens -= 3_600_000;
    let output = citizen(&[&one, &other]).run(&["vote", "7", "yes"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("different terms") && stderr(&output).contains(&other.url), "{}", stderr(&output));
    assert!(one.received().is_empty() && other.received().is_empty());
}

#[test]
fn daemons_of_several_chains_get_no_ballot_until_one_is_named() {
    let (one, other) = (Daemon::start(Class::Rights, &[]), Daemon::start(Class::Rights, &[]));
    one.script.lock().unwrap().genesis = [7; 32];
    let machine = citizen(&[&one, &other]);
    let output = machine.run(&["vote", "7", "yes"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("--genesis"), "{}", stderr(&output));
    machine.json(&["--genesis", &format!("0x{}", hex::encode(GENESIS)), "vote", "7", "yes"]);
    assert!(one.received().is_empty() && is_genuine(&other, &other.received()[0]));
}

#[test]
fn told_that_its_clock_is_ahead_it_signs_an_earlier_one() {
    let daemon = Daemon::start(Class::Rights, &[Say::Future(300_000)]);
    citizen(&[&daemon]).json(&["vote", "7", "yes"]);
    let [first, second] = daemon.received()[..] else { panic!() };
    let back = i64::from(first.ballot.cast_at) - i64::from(second.ballot.cast_at);
    assert!((290_000..=300_001).contains(&back), "{back}");
}

#[test]
fn another_daemon_gets_the_same_ballot_when_the_first_is_busy() {
    let (busy, willing) = (Daemon::start(Class::Rights, &[Say::Busy]), Daemon::start(Class::Rights, &[]));
    citizen(&[&busy, &willing]).json(&["vote", "7", "yes"]);
    assert_eq!(busy.received(), willing.received());
}

#[test]
fn a_dead_daemon_is_passed_over() {
    let daemon = Daemon::start(Class::Rights, &[]);
    let machine = Machine::new(&[NOWHERE.to_owned(), daemon.url.clone()]);
    machine.json(&["key", "dev", "3"]);
    machine.json(&["vote", "7", "yes"]);
    assert_eq!(daemon.received().len(), 1);
}

#[test]
fn a_diverging_text_is_not_signed() {
    let daemon = Daemon::start(Class::Rights, &[]);
    daemon.script.lock().unwrap().text.body = "Let us build a wall.\n".into();
    let output = citizen(&[&daemon]).run(&["vote", "7", "yes"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("nothing was signed"), "{}", stderr(&output));
    assert!(daemon.received().is_empty());
}

#[test]
fn tokens_where_there_are_none_are_a_usage_error() {
    let daemon = Daemon::start(Class::Rights, &[]);
    assert_eq!(code(&citizen(&[&daemon]).run(&["vote", "7", "yes", "--tokens", "4"])), 64);
    let daemon = Daemon::start(Class::Budget, &[]);
    assert_eq!(code(&citizen(&[&daemon]).run(&["vote", "7", "yes", "--tokens", "51"])), 64);
}

#[test]
fn a_closed_vote_takes_no_ballot() {
    let (mut view, text) = proposal(Class::Rights, 600_000);
    (view.closes, view.phase) = (now() - 1, PhaseView::Grace);
    let daemon = Daemon::with((view, text), &[]);
    let output = citizen(&[&daemon]).run(&["vote", "7", "yes"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("closed"), "{}", stderr(&output));
    assert!(daemon.received().is_empty());
}

#[test]
fn with_nobody_to_take_it_the_vote_exits_2() {
    let machine = Machine::new(&[]);
    machine.json(&["key", "dev", "3"]);
    assert_eq!(code(&machine.run(&["vote", "7", "yes"])), 2);
}

#[test]
fn a_newcomer_unknown_to_this_machine_cannot_vote_while_the_chain_is_down() {
    let daemon = Daemon::start(Class::Rights, &[]);
    let machine = Machine::new(std::slice::from_ref(&daemon.url));
    machine.json(&["key", "create", "ana"]);
    let output = machine.run(&["vote", "7", "yes"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("citizen index is unknown"), "{}", stderr(&output));
}

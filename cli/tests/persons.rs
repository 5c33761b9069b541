//! What is offered to persons, on the real binary: what is refused before anybody is asked, and that the chain is missing
//! when it does not answer.

mod support;

use cybersyn_primitives::did::Did;
use support::{Machine, code, stderr, stdout};

/// A machine with the keys of development citizen 1.
fn machine() -> Machine {
    let machine = Machine::new(&[]);
    machine.json(&["key", "dev", "1"]);
    machine
}

#[test]
fn wrong_command_lines_are_told_so() {
    let (machine, did) = (machine(), Did([3; 32]).to_string());
    for wrong in [
        &["did", "set-guardians", "2", "3"][..],
        &["did", "set-guardians", "--none", "--threshold", "2"],
        &["did", "support-recovery", &did, "nobody"],
        &["did", "recover"],
        &["did", "authorize", "--out", "f", "--", "vote", "1", "yes"],
        &["did", "authorize", "--out", "f", "--", "did", "deactivate", "--yes"],
        &["did", "authorize", "--out", "f", "--call", "zz"],
        &["did", "authorize", "--out", "f", "--valid", "8d", "person", "alive"],
        &["person", "challenge", "7"],
        &["person", "admit", "ana"],
        &["node", "show", "12D3"],
        &["node", "remove", "12D3"],
        &["node", "list", "3", "--all"],
    ] {
        let output = machine.run(wrong);
        assert_eq!(code(&output), 64, "{wrong:?}: {}", stderr(&output));
        assert!(stdout(&output).is_empty() && !stderr(&output).is_empty(), "{wrong:?}");
    }
}

#[test]
fn without_a_chain_data_is_missing() {
    let (machine, did) = (machine(), Did([3; 32]).to_string());
    let evidence = machine.write("evidence", "x");
    for asking in [
        &["did", "show"][..],
        &["did", "set-guardians", "2", "3", "--threshold", "2"],
        &["did", "veto-recovery"],
        &["did", "recover", &did],
        &["did", "authorize", "--out", "f", "--", "person", "alive"],
        &["did", "add-key", "--authorizing"],
        &["person", "show"],
        &["person", "newcomers"],
        &["person", "cases"],
        &["person", "challenge", "7", "--evidence", &evidence],
        &["node", "list", "--all"],
        &["node", "register", &evidence],
    ] {
        let output = machine.run(asking);
        assert_eq!(code(&output), 2, "{asking:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("no node answers"), "{asking:?}: {}", stderr(&output));
    }
}

#[test]
fn files_of_another_kind_are_named() {
    let machine = machine();
    let path = machine.write("other.json", "{}");
    for reading in [
        &["did", "recover", "--consent", &path][..],
        &["did", "carry", &path],
        &["person", "vouch", &path],
        &["person", "deposit", &path],
    ] {
        let output = machine.run(reading);
        assert_eq!(code(&output), 1, "{reading:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("other.json"), "{reading:?}: {}", stderr(&output));
    }
}

#[test]
fn help_is_worth_reading() {
    let machine = Machine::new(&[]);
    for (group, example) in [("did", "set-guardians 4 7 9"), ("person", "--duplicate-of 3"), ("node", "node register")]
    {
        let output = machine.run(&[group, "--help"]);
        assert!(stdout(&output).contains(example), "{group}: {}", stdout(&output));
    }
}

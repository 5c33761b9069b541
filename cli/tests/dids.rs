//! `cybersyn did` on the real binary: resolving at a daemon, and what is refused before anybody is asked.

mod support;

use cybersyn_primitives::{Class, did::Did};
use support::{Machine, code, daemon::Daemon, stderr, stdout};

const DID_KEY: &str = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

#[test]
fn a_did_resolves_to_its_document() {
    let daemon = Daemon::start(Class::Budget, &[]);
    let machine = Machine::new(std::slice::from_ref(&daemon.url));
    let result = machine.json(&["did", "resolve", DID_KEY]);
    assert_eq!(result["didDocument"]["id"], DID_KEY);
    let output = machine.run(&["did", "resolve", DID_KEY]);
    assert!(stdout(&output).contains("verificationMethod"), "{}", stdout(&output));
}

#[test]
fn a_did_url_leads_to_a_part_of_it() {
    let daemon = Daemon::start(Class::Budget, &[]);
    let machine = Machine::new(std::slice::from_ref(&daemon.url));
    let url = format!("{DID_KEY}#{}", DID_KEY.trim_start_matches("did:key:"));
    assert_eq!(machine.json(&["did", "resolve", &url])["content"]["id"], url);
}

#[test]
fn the_exit_code_tells_why_a_did_does_not_resolve() {
    let daemon = Daemon::start(Class::Budget, &[]);
    let machine = Machine::new(std::slice::from_ref(&daemon.url));
    let unknown = Did([3; 32]).to_string();
    let cases: [(&[&str], i32); 6] = [
        (&["did:cyb:z0"], 64),
        (&[&unknown, "--version-time", "yesterday"], 64),
        (&[&unknown], 2),
        (&["did:example:123"], 1),
        (&[DID_KEY, "--version-id", "0"], 1),
        (&[DID_KEY, "--urls"], 1),
    ];
    for (arguments, expected) in cases {
        let output = machine.run(&[&["did", "resolve"], arguments].concat());
        assert_eq!(code(&output), expected, "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty() && stdout(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn without_a_daemon_data_is_missing() {
    assert_eq!(code(&Machine::new(&[]).run(&["did", "resolve", DID_KEY])), 2);
}

#[test]
fn what_the_chain_would_refuse_is_a_wrong_command_line() {
    let machine = Machine::new(&[]);
    for wrong in [
        &["did", "set-service", "key-1", "LinkedDomains", "https://example.com/"][..],
        &["did", "set-service", "files", "Linked Domains", "https://example.com/"],
        &["did", "set-service", "files", "LinkedDomains", "example.com"],
        &["did", "add-key", "--key", "zzz", "--for", "assertion"],
        &["did", "add-key", "--key", DID_KEY, "--for", "assertion"],
    ] {
        let output = machine.run(wrong);
        assert_eq!(code(&output), 64, "{wrong:?}: {}", stderr(&output));
    }
}

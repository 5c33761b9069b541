//! `cybersyn key` and the command line itself, on the real binary.

mod support;

use cybersyn_cli::keystore::{AccountSecret, PolkadotJson};
use serde_json::Value;
use support::{Machine, code, stderr, stdout};

#[test]
fn help_tells_exit_codes_and_examples() {
    let output = Machine::new(&[]).run(&["--help"]);
    assert_eq!(code(&output), 0);
    for word in ["Exit codes", "cybersyn vote", "CYBERSYN_CHAIN", "64"] {
        assert!(stdout(&output).contains(word), "{word}");
    }
}

#[test]
fn every_command_has_help_with_an_example() {
    let machine = Machine::new(&[]);
    let commands = ["key", "did", "person", "propose", "discuss", "vote", "tally", "proposals", "article", "receipt"];
    for command in commands.into_iter().chain(["audit", "status", "credential", "impact"]) {
        let output = machine.run(&[command, "--help"]);
        assert_eq!(code(&output), 0, "{command}");
        assert!(stdout(&output).contains(&format!("  cybersyn {command} ")), "{command}: {}", stdout(&output));
    }
}

#[test]
fn a_wrong_command_line_exits_64() {
    let machine = Machine::new(&[]);
    for wrong in [&["frobnicate"][..], &["vote", "1"], &["vote", "1", "maybe"], &[]] {
        assert_eq!(code(&machine.run(wrong)), 64, "{wrong:?}");
    }
}

#[test]
fn a_created_account_is_the_one_of_its_words() {
    let machine = Machine::new(&[]);
    let created = machine.json(&["key", "create", "ana"]);
    let words = created["mnemonic"].as_str().unwrap();
    assert_eq!(words.split_whitespace().count(), 12);
    let account = AccountSecret::from_uri(words).unwrap().public();
    assert_eq!(created["account"], format!("0x{}", hex::encode(account)));
    assert!(!machine.keystore_text().contains(words), "the words must not be on disk");
    assert_eq!(machine.json(&["key", "show"])["did"], created["did"]);
}

#[test]
fn an_identity_is_never_overwritten() {
    let machine = Machine::new(&[]);
    machine.json(&["key", "dev", "1"]);
    let before = machine.keystore_text();
    let output = machine.run(&["key", "dev", "1"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("exists already"), "{}", stderr(&output));
    assert_eq!(machine.keystore_text(), before);
}

#[test]
fn a_polkadot_js_file_is_imported_and_exported_for_the_same_account() {
    let machine = Machine::new(&[]);
    let vectors: Value = serde_json::from_str(include_str!("../vectors/polkadot-js.json")).unwrap();
    let case = &vectors["cases"][0];
    let file = machine.write("key.json", case["json"].to_string());
    let theirs = machine.write("theirs.txt", case["passphrase"].as_str().unwrap());
    let imported = machine.json(&["key", "import", "ana", "--file", &file, "--file-passphrase", &theirs]);
    assert_eq!(imported["account"], case["public"]);
    let exported: PolkadotJson = serde_json::from_value(machine.json(&["key", "export"])).unwrap();
    let account = exported.open("right").unwrap().public();
    assert_eq!(format!("0x{}", hex::encode(account)), case["public"]);
}

#[test]
fn a_wrong_passphrase_of_a_file_is_refused_and_nothing_is_kept() {
    let machine = Machine::new(&[]);
    let vectors: Value = serde_json::from_str(include_str!("../vectors/polkadot-js.json")).unwrap();
    let file = machine.write("key.json", vectors["cases"][0]["json"].to_string());
    let output = machine.run(&["key", "import", "ana", "--file", &file]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("passphrase is wrong"), "{}", stderr(&output));
    assert_eq!(machine.json(&["key", "list"]), serde_json::json!([]));
}

#[test]
fn a_mnemonic_comes_in_by_standard_input() {
    let machine = Machine::new(&[]);
    let words = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
    let output = machine.run_with_input(&["--json", "key", "import", "ana", "--uri-file", "-"], words);
    let imported: Value = serde_json::from_slice(&output.stdout).unwrap();
    let account = AccountSecret::from_uri(words).unwrap().public();
    assert_eq!(imported["account"], format!("0x{}", hex::encode(account)));
}

#[test]
fn without_terminal_and_passphrase_the_hint_names_both_ways() {
    let machine = Machine::new(&[]);
    let output = machine.command(&["key", "create", "ana"]).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(code(&output), 64);
    assert!(stderr(&output).contains("CYBERSYN_PASSPHRASE") && stderr(&output).contains("--passphrase-file"));
}

#[test]
fn identities_are_listed_and_one_must_be_chosen() {
    let machine = Machine::new(&[]);
    machine.json(&["key", "dev", "1"]);
    machine.json(&["key", "dev", "2"]);
    assert_eq!(machine.json(&["key", "list"]).as_array().unwrap().len(), 2);
    let output = machine.run(&["key", "show"]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("--as"), "{}", stderr(&output));
    assert_eq!(machine.json(&["key", "show", "--as", "citizen-2"])["name"], "citizen-2");
}

#[test]
fn an_unreachable_chain_is_missing_data_and_says_where() {
    let machine = Machine::new(&[]);
    machine.json(&["key", "dev", "1"]);
    for command in [&["person", "show"][..], &["did", "show"], &["audit", "0"], &["article", "1"]] {
        let output = machine.run(command);
        assert_eq!(code(&output), 2, "{command:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("127.0.0.1:1"), "{}", stderr(&output));
    }
}

#[test]
fn errors_are_json_where_answers_are() {
    let output = Machine::new(&[]).run(&["--json", "audit", "0"]);
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(error["error"].as_str().unwrap().contains("127.0.0.1:1"));
}

#[test]
fn status_tells_what_is_down() {
    let output = Machine::new(&[]).run(&["--json", "status"]);
    assert_eq!(code(&output), 2);
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&status["well"], &status["chain"][0]["reachable"]), (&Value::Bool(false), &Value::Bool(false)));
}

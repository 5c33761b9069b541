//! `cybersyn credential` and `cybersyn impact`, on the real binary: issuers and holders with a did:key, so without a chain.

mod support;

use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    thread,
};
use support::{Machine, code, stderr, stdout};

/// Nobody listens there.
const LIST: &str = "https://127.0.0.1:1/status/1";
const REQUEST: [&str; 4] = ["--nonce", "n-1", "--audience", "https://shop.example"];

/// Somebody with a development identity, a key of their own and its DID.
struct Actor {
    machine: Machine,
    did: String,
}

fn actor(number: &str) -> Actor {
    let machine = Machine::new(&[]);
    machine.json(&["key", "dev", number]);
    let did = machine.json(&["credential", "key", "--off-chain"])["did"].as_str().unwrap().to_owned();
    Actor { machine, did }
}

/// An issuer with a status list in a file, and a holder.
fn issuer_and_holder() -> (Actor, Actor, String) {
    issuer_with_list_at(LIST)
}

fn issuer_with_list_at(url: &str) -> (Actor, Actor, String) {
    let (issuer, holder) = (actor("1"), actor("2"));
    let list = issuer.machine.path("list.vc").to_string_lossy().into_owned();
    issuer.machine.json(&["credential", "status-list", "create", "--url", url, "--list-out", &list]);
    (issuer, holder, list)
}

/// Issues to the holder, who holds it; its name.
fn issued_and_held(issuer: &Actor, holder: &Actor, form: &str, list: &str) -> String {
    let claims = r#"{"name": "Ada", "region": {"city": "Quito", "country": "EC"}, "member": true}"#;
    let claims = issuer.machine.write("claims.json", claims);
    let out = issuer.machine.path("credential").to_string_lossy().into_owned();
    let base = ["credential", "issue", "--type", "urn:coop:member:1", "--subject", &holder.did, "--claims", &claims];
    let hide: &[&str] =
        if form == "sd-jwt" { &["--hide", "name", "--hide", "region", "--hide", "region/city"] } else { &[] };
    let issued = issuer.machine.json(&[&base[..], &["--form", form, "--out", &out], hide].concat());
    let held = holder.machine.json(&["credential", "hold", &out, "--status-list", list]);
    assert_eq!(held["id"], issued["id"]);
    assert_eq!(held["issuer"], issuer.did);
    fs::remove_file(out).unwrap();
    held["id"].as_str().unwrap().to_owned()
}

/// What the verifier says, with its exit code.
fn verified(presented: &str, more: &[&str]) -> (i32, Value) {
    let verifier = Machine::new(&[]);
    let file = verifier.write("presented", presented);
    let output = verifier.run(&[&["--json", "credential", "verify", &file], more].concat());
    (code(&output), serde_json::from_str(&stdout(&output)).unwrap_or_default())
}

fn presented(holder: &Actor, arguments: &[&str]) -> String {
    let answer = holder.machine.json(&[&["credential", "present"], arguments, &REQUEST].concat());
    answer["presentation"].as_str().unwrap().to_owned()
}

#[test]
fn a_credential_is_issued_held_presented_verified_and_revoked() {
    let (issuer, holder, list) = issuer_and_holder();
    let id = issued_and_held(&issuer, &holder, "vc", &list);
    let presentation = presented(&holder, &[&id]);
    let lists = ["--status-list", list.as_str()];
    let (code, verdict) = verified(&presentation, &[&REQUEST[..], &lists].concat());
    assert_eq!(
        (code, &verdict["valid"], &verdict["holder"]),
        (0, &Value::Bool(true), &holder.did.as_str().into()),
        "{verdict}"
    );
    assert_eq!(verdict["credentials"][0]["credential"]["credentialSubject"]["name"], "Ada");

    issuer.machine.json(&["credential", "revoke", &id, "--list-out", &list]);
    let (code, verdict) = verified(&presentation, &[&REQUEST[..], &lists].concat());
    assert_eq!((code, &verdict["valid"]), (1, &Value::Bool(false)));
    assert!(verdict["reason"].as_str().unwrap().contains("revoked"), "{verdict}");
    let status = holder.machine.run(&["credential", "status", &id, "--status-list", &list]);
    assert_eq!(support::code(&status), 1, "{}", stdout(&status));
}

#[test]
fn an_sd_jwt_shows_what_its_holder_chose_and_nothing_beside() {
    let (issuer, holder, list) = issuer_and_holder();
    let id = issued_and_held(&issuer, &holder, "sd-jwt", &list);
    let presentation = presented(&holder, &[&id, "--show", "region/city"]);
    let lists = ["--status-list", list.as_str()];
    let (code, verdict) = verified(&presentation, &[&REQUEST[..], &lists].concat());
    assert_eq!(code, 0, "{verdict}");
    let claims = verdict["claims"].as_object().unwrap();
    assert_eq!((claims["region"]["city"].as_str(), claims["member"].as_bool()), (Some("Quito"), Some(true)));
    assert!(!claims.contains_key("name") && !claims.contains_key("sub"), "{verdict}");

    issuer.machine.json(&["credential", "revoke", &id[..6], "--list-out", &list]);
    assert_eq!(verified(&presentation, &[&REQUEST[..], &lists].concat()).0, 1);
}

#[test]
fn a_presentation_counts_for_its_verifier_and_its_request_only() {
    let (issuer, holder, list) = issuer_and_holder();
    let lists = ["--status-list", list.as_str()];
    for form in ["vc", "sd-jwt"] {
        let id = issued_and_held(&issuer, &holder, form, &list);
        let presentation = presented(&holder, &[&id]);
        let other_nonce = ["--nonce", "n-2", "--audience", "https://shop.example"];
        let other_audience = ["--nonce", "n-1", "--audience", "https://evil.example"];
        for wrong in [&other_nonce[..], &other_audience, &[]] {
            assert_eq!(verified(&presentation, &[wrong, &lists].concat()).0, 1, "{form} {wrong:?}");
        }
        assert_eq!(verified(&presentation, &[&REQUEST[..], &lists, &["--type", "urn:other"]].concat()).0, 1);
        let bare = holder.machine.json(&["credential", "show", &id])["text"].as_str().unwrap().to_owned();
        assert_eq!(verified(&bare, &[&REQUEST[..], &lists].concat()).0, 1, "{form}: a copy is no presentation");
        assert_eq!(verified(&bare, &lists).0, 0);
    }
}

#[test]
fn without_the_status_list_nobody_can_tell() {
    let (issuer, holder, list) = issuer_and_holder();
    let id = issued_and_held(&issuer, &holder, "vc", &list);
    let (code, verdict) = verified(&presented(&holder, &[&id]), &REQUEST);
    assert_eq!((code, &verdict["undecided"]), (2, &Value::Bool(true)));
    assert!(verdict["reason"].as_str().unwrap().contains(LIST), "{verdict}");
}

/// Serves what stands in `file` at the time, once for each of `times` requests.
fn serve(listener: TcpListener, file: String, times: usize) {
    thread::spawn(move || {
        for stream in listener.incoming().take(times) {
            let (mut stream, mut asked) = (stream?, [0; 1_024]);
            let _read = stream.read(&mut asked)?;
            let body = fs::read(&file)?;
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len())?;
            stream.write_all(&body)?;
        }
        std::io::Result::Ok(())
    });
}

#[test]
fn a_status_list_is_fetched_from_where_its_credential_says() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/status/1", listener.local_addr().unwrap());
    let (issuer, holder, list) = issuer_with_list_at(&url);
    let id = issued_and_held(&issuer, &holder, "vc", &list);
    let presentation = presented(&holder, &[&id]);
    serve(listener, list.clone(), 2);
    assert_eq!(verified(&presentation, &REQUEST).0, 0);
    issuer.machine.json(&["credential", "revoke", &id, "--list-out", &list]);
    let (code, verdict) = verified(&presentation, &REQUEST);
    assert_eq!(code, 1, "{verdict}");
    assert!(verdict["reason"].as_str().unwrap().contains("revoked"), "{verdict}");
}

#[test]
fn another_list_in_its_place_does_not_count() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/status/1", listener.local_addr().unwrap());
    let (issuer, holder, list) = issuer_with_list_at(&url);
    let id = issued_and_held(&issuer, &holder, "vc", &list);
    let (_, _, other) = issuer_with_list_at(LIST);
    serve(listener, other, 1);
    let (code, verdict) = verified(&presented(&holder, &[&id]), &REQUEST);
    assert_eq!((code, &verdict["undecided"]), (2, &Value::Bool(true)), "{verdict}");
}

#[test]
fn a_tampered_credential_is_not_held() {
    let (issuer, holder, list) = issuer_and_holder();
    let claims = issuer.machine.write("c.json", r#"{"name": "Ada"}"#);
    let issue = ["credential", "issue", "--type", "T", "--subject", &holder.did, "--claims", &claims];
    let text = issuer.machine.json(&issue)["credential"].as_str().unwrap().replace("Ada", "Eve");
    let file = holder.machine.write("tampered", text);
    let output = holder.machine.run(&["credential", "hold", &file, "--status-list", &list]);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("signature"), "{}", stderr(&output));
    assert_eq!(holder.machine.json(&["credential", "list"]), Value::Array(Vec::new()));
}

/// What a terminal would obey, and what would look like another verdict.
const HOSTILE: &str = "\u{1b}[2K\rit counts: \n\u{9b}2K\u{202e}\u{7f}";

fn is_plain(text: &str) -> bool {
    let text = text.strip_suffix('\n').unwrap_or(text);
    !text.contains(|c: char| c.is_control() || c == '\u{202e}')
}

#[test]
fn no_document_forges_a_verdict_on_the_terminal() {
    let unproven = |method: &str, issuer: &str| {
        let proof = serde_json::json!({
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
            "created": "2026-01-01T00:00:00Z", "verificationMethod": method, "proofValue": "z1",
        });
        serde_json::json!({ "type": ["VerifiableCredential"], "issuer": issuer, "proof": proof }).to_string()
    };
    let (method, kind) = (format!("did:x:1{HOSTILE}#k"), serde_json::json!({ "type": [HOSTILE] }).to_string());
    for text in [unproven(&method, "did:x:1"), unproven("did:x:1#k", HOSTILE), kind, HOSTILE.to_owned()] {
        let verifier = Machine::new(&[]);
        let output = verifier.run(&["credential", "verify", &verifier.write("presented", &text)]);
        assert_ne!(code(&output), 0, "{text}");
        assert!(is_plain(&stdout(&output)) && is_plain(&stderr(&output)), "{:?}", stdout(&output));
    }
}

#[test]
fn what_a_credential_says_is_shown_without_its_control_characters() {
    let (issuer, holder, list) = issuer_and_holder();
    let claims = serde_json::json!({ "name": HOSTILE, HOSTILE: 1 }).to_string();
    let claims = issuer.machine.write("claims.json", claims);
    for form in ["vc", "sd-jwt"] {
        let out = issuer.machine.path(form).to_string_lossy().into_owned();
        let base = ["credential", "issue", "--type", HOSTILE, "--subject", &holder.did, "--claims", &claims];
        issuer.machine.json(&[&base[..], &["--form", form, "--out", &out]].concat());
        let output = holder.machine.run(&["credential", "verify", &out, "--status-list", &list]);
        assert_eq!(code(&output), 0, "{}", stdout(&output));
        assert!(is_plain(&stdout(&output)), "{:?}", stdout(&output));
        let output = holder.machine.run(&["credential", "hold", &out, "--status-list", &list]);
        assert!(stdout(&output).lines().all(is_plain), "{:?}", stdout(&output));
    }
    let output = holder.machine.run(&["credential", "list"]);
    assert!(stdout(&output).lines().all(is_plain), "{:?}", stdout(&output));
}

#[test]
fn nothing_irrevocable_is_issued_by_accident() {
    let (issuer, holder) = (actor("1"), actor("2"));
    let claims = issuer.machine.write("c.json", r#"{"name": "Ada"}"#);
    let issue = ["credential", "issue", "--type", "T", "--subject", &holder.did, "--claims", &claims];
    let output = issuer.machine.run(&issue);
    assert_eq!(code(&output), 1);
    assert!(stderr(&output).contains("status-list create"), "{}", stderr(&output));
    issuer.machine.json(&[&issue[..], &["--irrevocable"]].concat());
}

#[test]
fn a_suspension_ends_and_a_revocation_does_not() {
    let (issuer, holder, revocations) = issuer_and_holder();
    let suspensions = issuer.machine.path("suspensions.vc").to_string_lossy().into_owned();
    let url = "https://127.0.0.1:1/status/2";
    let create =
        ["credential", "status-list", "create", "--url", url, "--purpose", "suspension", "--list-out", &suspensions];
    issuer.machine.json(&create);
    let claims = issuer.machine.write("c.json", r#"{"name": "Ada"}"#);
    let out = issuer.machine.path("c.vc").to_string_lossy().into_owned();
    let issue = ["credential", "issue", "--type", "T", "--subject", &holder.did, "--claims", &claims, "--out", &out];
    let id = issuer.machine.json(&issue)["id"].as_str().unwrap().to_owned();
    let text = fs::read_to_string(&out).unwrap();
    let lists = ["--status-list", revocations.as_str(), "--status-list", suspensions.as_str()];
    assert_eq!(verified(&text, &lists).0, 0);
    let state = || issuer.machine.json(&["credential", "list", "--issued"])[0]["state"].clone();
    assert_eq!(state(), "good");
    issuer.machine.json(&["credential", "suspend", &id, "--list-out", &suspensions]);
    assert_eq!((verified(&text, &lists).0, state()), (1, "suspended".into()));
    issuer.machine.json(&["credential", "suspend", &id, "--end", "--list-out", &suspensions]);
    assert_eq!(verified(&text, &lists).0, 0);
}

#[test]
fn wallets_are_sealed() {
    let (issuer, holder, list) = issuer_and_holder();
    let id = issued_and_held(&issuer, &holder, "vc", &list);
    for text in [issuer.machine.keystore_text(), holder.machine.keystore_text()] {
        assert!(!text.contains("Ada") && !text.contains(&id) && !text.contains("urn:coop"), "{text}");
    }
}

#[test]
fn another_cannot_present_a_credential() {
    let (issuer, holder, list) = issuer_and_holder();
    for form in ["vc", "sd-jwt"] {
        let id = issued_and_held(&issuer, &holder, form, &list);
        let stolen = holder.machine.json(&["credential", "show", &id])["text"].as_str().unwrap().to_owned();
        let thief = actor("3");
        let file = thief.machine.write("stolen", stolen);
        thief.machine.json(&["credential", "hold", &file, "--status-list", &list]);
        let output = thief.machine.run(&[&["credential", "present", &id], &REQUEST[..]].concat());
        assert_eq!(code(&output), 1);
        assert!(stderr(&output).contains("not on this device"), "{form}: {}", stderr(&output));
    }
}

#[test]
fn impact_is_summed_from_accredited_issuers_with_its_sources() {
    let (issuer, holder, list) = issuer_and_holder();
    let attested = |machine: &Machine, amount: &str, name: &str| {
        let out = machine.path(name).to_string_lossy().into_owned();
        let what = ["--context", "technical", "--activity", "urn:pull:7", "--unit", "hours", "--amount", amount];
        let when = ["--from", "2026-01-01T00:00:00Z", "--until", "2026-01-02T00:00:00Z", "--out", &out];
        machine.json(&[&["impact", "attest", "--subject", &holder.did], &what[..], &when].concat());
        out
    };
    let good = attested(&issuer.machine, "12", "a.vc");
    let (stranger, _, strange_list) = issuer_and_holder();
    let strange = attested(&stranger.machine, "99", "b.vc");
    let entry =
        format!(r#"{{"issuer": "{}", "contexts": ["technical"], "since": "2026-01-01T00:00:00Z"}}"#, issuer.did);
    let accredited = holder.machine.write("accredited.json", format!(r#"{{"accreditations": [{entry}]}}"#));
    let more = ["--accreditations", &accredited, "--status-list", &list, "--status-list", &strange_list];
    let sum = holder.machine.json(&[&["impact", "sum", &good, &strange, "--subject", &holder.did], &more[..]].concat());
    assert_eq!(sum["sums"][0]["total"], 12, "{sum}");
    assert_eq!(sum["sums"][0]["sources"][0]["issuer"], issuer.did);
    assert_eq!(sum["left_out"][0]["attestation"], strange);
    assert_eq!(sum["commitment"].as_str().map(str::len), Some(66));
}

//! The strict reader and the canonical writer.

use crate::actors::value_of;
use cybersyn_credentials::{
    json::{JsonError, Value, canonical, parse, parse_object},
    limits::{JSON_DEPTH_MAX, JSON_VALUES_MAX},
};

fn refused(text: &str) -> JsonError {
    parse(text.as_bytes(), 1 << 20).expect_err(text)
}

fn rewritten(text: &str) -> String {
    canonical(&value_of(text)).expect("canonical")
}

#[test]
fn a_name_may_stand_once() {
    let error = JsonError::DuplicateName("issuer".to_owned());
    assert_eq!(refused(r#"{"issuer": "did:a", "issuer": "did:b"}"#), error);
    assert_eq!(refused(r#"{"issuer": "did:a", "\u0069ssuer": "did:b"}"#), error, "escapes do not hide it");
    assert_eq!(refused(r#"[{"a": {"issuer": 1, "issuer": 1}}]"#), error);
}

#[test]
fn the_length_is_bounded_before_reading() {
    assert_eq!(parse(b"{}   ", 4), Err(JsonError::TooLarge { bytes: 5, max: 4 }));
    assert!(parse(b"{}  ", 4).is_ok());
}

#[test]
fn the_depth_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(nested(JSON_DEPTH_MAX + 1).as_bytes(), 1 << 20).is_ok());
    assert_eq!(refused(&nested(JSON_DEPTH_MAX + 2)), JsonError::TooDeep);
    assert_eq!(refused(&"[".repeat(100_000)), JsonError::TooDeep);
    assert_eq!(refused(&r#"{"a":"#.repeat(100_000)), JsonError::TooDeep);
}

#[test]
fn the_number_of_values_is_bounded() {
    let list = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    assert!(parse(list(JSON_VALUES_MAX - 1).as_bytes(), 1 << 20).is_ok());
    assert_eq!(refused(&list(JSON_VALUES_MAX)), JsonError::TooManyValues);
}

#[test]
fn what_is_no_json_is_refused() {
    let texts = [
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "[,1]",
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{a:1}"#,
        "{'a':1}",
        "nul",
        "True",
        "01",
        "1.",
        ".1",
        "+1",
        "1e",
        "1e+",
        "--1",
        "-",
        "0x1",
        "NaN",
        "Infinity",
        r#"""#,
        r#""\"#,
        r#""\x""#,
        "\"\u{1}\"",
        "\"\n\"",
        "// 1",
        "1 2",
        "{} {}",
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\u12""#,
        "\u{feff}{}",
        r#"{"a":1 "b":2}"#,
        "[1 2]",
    ];
    for text in texts {
        assert!(matches!(refused(text), JsonError::Malformed { .. }), "{text:?}");
    }
    assert_eq!(parse(b"\"\xff\"", 10), Err(JsonError::NotUtf8));
    assert!(parse_object(b"[]", 10).is_err());
}

#[test]
fn a_number_must_be_what_a_double_holds() {
    for text in
        ["9007199254740993", "-9007199254740993", "1e400", "-1e400", "123456789012345678901234567890123456789012"]
    {
        assert_eq!(refused(text), JsonError::NumberOutOfRange, "{text}");
    }
    assert_eq!(
        rewritten("[9007199254740992,9007199254740994,1e300,1e-400]"),
        "[9007199254740992,9007199254740994,1e+300,0]"
    );
}

#[test]
fn equal_numbers_are_equal_however_written() {
    assert_eq!(value_of("[1, 1.0, 1e0, 10e-1]"), value_of("[1, 1, 1, 1]"));
    assert_eq!(rewritten("[-0, 0.0, -0.0e5, 100e-2, 56.0]"), "[0,0,0,1,56]");
}

#[test]
fn callers_numbers_without_canonical_form_are_refused() {
    assert_eq!(canonical(&Value::from(u64::MAX)), Err(JsonError::NumberOutOfRange));
    assert_eq!(canonical(&Value::from(i64::MIN + 1)), Err(JsonError::NumberOutOfRange));
    assert_eq!(canonical(&Value::from(1_u64 << 60)).expect("a power of two is exact"), "1152921504606847000");
}

#[test]
fn callers_nesting_is_bounded() {
    let nested = (0..JSON_DEPTH_MAX + 1).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
    assert_eq!(canonical(&nested), Err(JsonError::TooDeep));
}

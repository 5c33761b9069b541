//! Frozen text, DIDs and decoding: what is refused, and that the refusal names the fault.

use codec::{Decode, DecodeAll, Encode, MaxEncodedLen};
use cybersyn_primitives::{
    PackedBallot,
    did::{Did, DidError},
    text::{BODY_BYTES_MAX, TextError, check, check_title, freeze, freeze_title},
};
use proptest::prelude::*;

#[test]
fn freezing_makes_line_ends_form_and_end_canonical() {
    assert_eq!(freeze("a\r\nb\rc").unwrap(), "a\nb\nc\n");
    assert_eq!(freeze("Ac\u{0327}a\u{0303}o\n\n\n").unwrap(), "A\u{e7}\u{e3}o\n");
}

#[test]
fn invisible_characters_are_refused_with_their_place() {
    for c in
        ['\u{FEFF}', '\u{200B}', '\u{202E}', '\u{2066}', '\u{FFFC}', '\0', '\u{7f}', '\u{85}', '\u{AD}', '\u{E0041}']
    {
        assert_eq!(freeze(&format!("ab{c}d")), Err(TextError::Forbidden(2, c)), "U+{:04X}", u32::from(c));
    }
}

#[test]
fn uncanonical_bodies_are_refused() {
    assert_eq!(check("a"), Err(TextError::FinalNewline));
    assert_eq!(check("a\n\n"), Err(TextError::FinalNewline));
    assert_eq!(check(" \n"), Err(TextError::Empty));
    assert_eq!(check("a\r\n"), Err(TextError::CarriageReturn(1)));
    assert_eq!(check("e\u{0301}\n"), Err(TextError::NotNfc));
}

#[test]
fn a_body_may_be_as_long_as_the_bound_and_no_longer() {
    let longest = format!("{}\n", "a".repeat(BODY_BYTES_MAX - 1));
    assert_eq!(check(&longest), Ok(()));
    assert_eq!(check(&format!("a{longest}")), Err(TextError::TooLong));
}

#[test]
fn titles_are_one_visible_line() {
    assert_eq!(freeze_title("  A bench ").unwrap(), "A bench");
    for bad in ["", "   ", "two\nlines", "a\tb"] {
        assert_eq!(check_title(bad), Err(TextError::BadTitle), "{bad:?}");
    }
    assert_eq!(check_title(&"a".repeat(257)), Err(TextError::BadTitle));
}

#[test]
fn foreign_and_malformed_dids_are_refused() {
    assert_eq!("did:key:z6Mk".parse::<Did>(), Err(DidError::WrongPrefix));
    assert_eq!("did:cyb:f00".parse::<Did>(), Err(DidError::WrongPrefix));
    assert_eq!("did:cyb:z0OIl".parse::<Did>(), Err(DidError::NotBase58));
    assert_eq!("did:cyb:z".parse::<Did>(), Err(DidError::WrongLength));
    assert_eq!(format!("did:cyb:z{}", "2".repeat(45)).parse::<Did>(), Err(DidError::WrongLength));
    assert_eq!(format!("did:cyb:z{}", "1".repeat(33)).parse::<Did>(), Err(DidError::WrongLength));
}

#[test]
fn a_packed_ballot_takes_at_most_80_bytes() {
    assert!(PackedBallot::max_encoded_len() <= 80, "{}", PackedBallot::max_encoded_len());
}

#[test]
fn an_unknown_kind_of_body_is_refused() {
    let mut bytes = cybersyn_primitives::Body::Open { choice: cybersyn_primitives::Choice::Yes, tokens: 1 }.encode();
    bytes[0] = 1;
    assert!(cybersyn_primitives::Body::decode(&mut &bytes[..]).is_err());
}

proptest! {
    #[test]
    fn freezing_twice_changes_nothing(text in "\\PC*") {
        if let Ok(frozen) = freeze(&text) {
            prop_assert_eq!(freeze(&frozen).unwrap(), frozen);
        }
    }

    #[test]
    fn dids_survive_the_way_to_text_and_back(id: [u8; 32]) {
        prop_assert_eq!(Did(id).to_string().parse::<Did>().unwrap(), Did(id));
    }

    #[test]
    fn hostile_bytes_never_panic(bytes: Vec<u8>) {
        let _ = cybersyn_primitives::Batch::decode_all(&mut &bytes[..]);
        let _ = cybersyn_primitives::entry::SignedEntry::decode_all(&mut &bytes[..]);
        let _ = cybersyn_primitives::SignedBallot::decode_all(&mut &bytes[..]);
    }
}

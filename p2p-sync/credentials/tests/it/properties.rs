//! What holds for all inputs.

use crate::{
    actors::{NOW, World, entropy, holder, issuer, object},
    attestations::{attested_by, hours, summed},
};
use cybersyn_credentials::{
    data_integrity::{self, Expected, Options},
    date,
    encoding::{from_base58, from_base64url, to_base58, to_base64url},
    json::{Object, Value, canonical, parse},
    jws::{self, Jws},
    resolver::{Documents, Purpose},
    sd_jwt::{Disclosure, Hidden, SdJwt, conceal},
    status::{StatusBits, StatusPurpose},
    verify,
};
use proptest::{collection::vec, prelude::*};
use std::{collections::BTreeSet, sync::LazyLock};

/// Any JSON of claims, without reserved names.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53)..=1 << 53).prop_map(Value::from),
        any::<f64>().prop_filter("finite", |double| double.is_finite()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        any::<char>().prop_map(|c| Value::from(c.to_string())),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec(("\\PC{0,6}", inner), 0..5).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn claims() -> impl Strategy<Value = Object> {
    vec(("[a-z/~]{1,6}", json()), 0..6).prop_map(|members| members.into_iter().collect())
}

/// JSON pointers to everything within.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(elements) => elements.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (token, value) in inner {
        let pointer = format!("{at}/{token}");
        pointers(value, &pointer, found);
        found.push(pointer);
    }
}

/// Reads back what it wrote: numbers compare as they are written.
fn normal(value: &Value) -> Value {
    parse(canonical(value).expect("canonical").as_bytes(), 1 << 20).expect("JSON")
}

static SECURED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let document = crate::actors::issued(&issuer(), crate::actors::membership(&issuer()));
    crate::actors::text(&document)
});

proptest! {
    #[test]
    fn the_canonical_form_is_a_fixed_point(value in json()) {
        let once = canonical(&value).expect("canonical");
        let read = parse(once.as_bytes(), 1 << 20).expect("JSON");
        prop_assert_eq!(canonical(&read).expect("canonical"), once);
    }

    #[test]
    fn the_reader_agrees_with_serde_json_or_refuses(text in "[\\[\\]{}\":,0-9eE.+ a\\\\u-]{0,24}") {
        if let Ok(read) = parse(text.as_bytes(), 1 << 20) {
            let other: Value = serde_json::from_str(&text).expect("what the strict reader takes, serde_json takes");
            prop_assert_eq!(canonical(&read), canonical(&other));
        }
    }

    #[test]
    fn no_bytes_make_any_reader_panic(bytes in vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        let _ = parse(&bytes, 1 << 20);
        let _ = verify::credential(&bytes, &World::default().checks());
        let _ = (SdJwt::parse(&text), Jws::parse(&text), Disclosure::parse(&text), date::parse(&text));
        let _ = StatusBits::decode(StatusPurpose::Revocation, &text);
        let _ = StatusBits::decode(StatusPurpose::Revocation, &format!("u{}", to_base64url(&bytes)));
    }

    #[test]
    fn encodings_are_one_to_one(bytes in vec(any::<u8>(), 0..64)) {
        prop_assert_eq!(from_base64url(&to_base64url(&bytes)).expect("base64url"), bytes.clone());
        prop_assert_eq!(from_base58(&to_base58(&bytes)).expect("base58"), bytes);
    }

    #[test]
    fn dates_are_read_as_written(millis in 0_u64..253_402_300_800_000) {
        let read = date::parse(&date::format(millis).expect("a date")).expect("a date");
        prop_assert_eq!(read, date::at(millis));
    }

    #[test]
    fn a_secured_document_is_proven_whatever_it_says(document in claims()) {
        let (issuer, purpose) = (issuer(), Purpose::AssertionMethod);
        let options = Options { method: &issuer.method, purpose, created: NOW, challenge: None, domain: None };
        prop_assume!(!document.contains_key("proof"));
        let secured = data_integrity::secure(&document, &options, &issuer.key).expect("secured");
        let expected = Expected { purpose, now: NOW, challenge: None, domain: None };
        let text = canonical(&Value::Object(secured)).expect("canonical");
        let received = cybersyn_credentials::json::parse_object(text.as_bytes(), 1 << 20).expect("JSON");
        let proven = data_integrity::verify(&received, &Documents::default(), &expected).expect("proven");
        prop_assert_eq!(canonical(&Value::Object(proven.document)), canonical(&Value::Object(document)));
    }

    /// Whatever one byte is changed to: refused, or the very same credential.
    #[test]
    fn no_changed_byte_passes(position in 0_usize..1_000, byte in any::<u8>()) {
        let good = verify::credential(&SECURED, &World::default().checks()).expect("verified");
        let mut changed = SECURED.clone();
        let position = position % changed.len();
        changed[position] = byte;
        if let Ok(verified) = verify::credential(&changed, &World::default().checks()) {
            prop_assert_eq!(verified, good);
        }
    }

    /// Hide anything anywhere: all disclosures show all, a choice shows no more than was chosen and what is around it.
    #[test]
    fn what_is_hidden_is_revealed_and_nothing_else(claims in claims(), choice in vec(any::<bool>(), 64), decoys in 0_usize..4) {
        let mut all = Vec::new();
        pointers(&Value::Object(claims.clone()), "", &mut all);
        let chosen: Vec<&str> = all.iter().zip(&choice).filter(|(_, is_chosen)| **is_chosen).map(|(at, _)| at.as_str()).collect();
        let hidden = Hidden { claims: &chosen, decoys: &[("", decoys)] };
        let (payload, disclosures) = conceal(claims.clone(), &hidden, &mut entropy()).expect("concealed");
        let token = jws::sign("t", None, payload, &issuer().key).expect("signed");
        let encoded: String = disclosures.iter().map(|disclosure| format!("{}~", disclosure.encoded())).collect();
        let sd_jwt = SdJwt::parse(&format!("{token}~{encoded}")).expect("an SD-JWT");
        let revealed = sd_jwt.reveal().expect("revealed");
        prop_assert_eq!(Value::Object(revealed.claims), normal(&Value::Object(claims)));
        let places: BTreeSet<&str> = revealed.places.iter().map(|place| place.pointer.as_str()).collect();
        prop_assert_eq!(&places, &chosen.iter().copied().collect::<BTreeSet<_>>());
        if let Some(one) = chosen.first() {
            let shown = sd_jwt.select(&[*one]).expect("a selection").reveal().expect("revealed");
            prop_assert!(shown.places.iter().all(|place| one.starts_with(&place.pointer)));
        }
        prop_assert_eq!(sd_jwt.select(&[]).expect("a selection").reveal().expect("revealed").places.len(), 0);
    }

    #[test]
    fn bits_survive_compression(set in vec(0_u32..131_072, 0..50)) {
        let mut bits = StatusBits::new(StatusPurpose::Suspension, 131_072).expect("bits");
        set.iter().for_each(|index| bits.set(*index).expect("an entry"));
        let read = StatusBits::decode(StatusPurpose::Suspension, &bits.encode().expect("encoded")).expect("bits");
        let count: u32 = read.bytes().iter().map(|byte| byte.count_ones()).sum();
        prop_assert_eq!(count as usize, set.iter().collect::<BTreeSet<_>>().len());
        prop_assert!(read == bits && set.iter().all(|index| read.get(*index) == Some(true)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Sums do not depend on order or repetition, and never exceed what one attestation per activity gives.
    #[test]
    fn sums_depend_on_the_set_only(picks in vec((0_usize..4, 1_u64..5, 0_u8..2), 1..8), order in any::<u64>()) {
        let by = [issuer(), crate::actors::actor(7)];
        let attested = |(activity, amount, who): &(usize, u64, u8)| {
            attested_by(&by[usize::from(*who)], &holder().did, &hours(&format!("urn:a:{activity}"), *amount))
        };
        let documents: Vec<Vec<u8>> = picks.iter().map(attested).collect();
        let mut shuffled = documents.clone();
        shuffled.rotate_left(order as usize % documents.len());
        shuffled.extend_from_slice(&documents);
        let (once, again) = (summed(&documents), summed(&shuffled));
        prop_assert_eq!(&once.sums, &again.sums);
        prop_assert_eq!(once.commitment(), again.commitment());
        let activities: BTreeSet<usize> = picks.iter().map(|(activity, _, _)| *activity).collect();
        let least = |activity: &usize| picks.iter().filter(|pick| pick.0 == *activity).map(|pick| pick.1).min().expect("one");
        let total: u64 = once.sums.values().map(|sum| sum.total).sum();
        prop_assert_eq!(total, activities.iter().map(least).sum::<u64>());
        prop_assert_eq!(once.left_out.len() + activities.len(), documents.len());
    }
}

#[test]
fn the_property_of_readers_is_not_vacuous() {
    assert!(
        parse(br#"{"a":[1,2e3,"\u0061"]}"#, 100)
            .is_ok_and(|value| value == Value::Object(object(r#"{"a": [1, 2000, "a"]}"#)))
    );
}

//! SD-JWT: hiding, revealing, choosing, and every rule of RFC 9901 section 7.1.

use crate::actors::{entropy, issuer, object, stranger};
use cybersyn_credentials::{
    encoding::to_base64url,
    json::{JsonError, Object, Value, canonical},
    jws::{self, JwsError},
    limits::{DIGESTS_MAX, DISCLOSURES_MAX},
    sd_jwt::{Disclosure, Hidden, SdJwt, SdJwtError, conceal},
};

const TYPE: &str = "test+sd-jwt";
const CLAIMS: &str = r#"{"name": "Ada", "address": {"city": "Quito", "street": "Calle 1"}, "langs": ["es", "qu", ["en", "fr"]], "age": 36}"#;

/// The compact form of a payload and disclosures, signed by the issuer.
fn signed<'a>(payload: Object, disclosures: impl IntoIterator<Item = &'a Disclosure>) -> SdJwt {
    let token = jws::sign(TYPE, None, payload, &issuer().key).expect("signed");
    let encoded: String = disclosures.into_iter().map(|disclosure| format!("{}~", disclosure.encoded())).collect();
    SdJwt::parse(&format!("{token}~{encoded}")).expect("an SD-JWT")
}

fn hidden(claims: &[&str], decoys: &[(&str, usize)]) -> SdJwt {
    let hidden = Hidden { claims, decoys };
    let (payload, disclosures) = conceal(object(CLAIMS), &hidden, &mut entropy()).expect("concealed");
    signed(payload, &disclosures)
}

fn disclosure(name: Option<&str>, value: impl Into<Value>) -> Disclosure {
    Disclosure::new(&[7; 16], name, value.into()).expect("a disclosure")
}

fn revealed(sd_jwt: &SdJwt) -> Object {
    sd_jwt.reveal().expect("revealed").claims
}

/// What is revealed of a payload written by hand.
fn refused(payload: &str, disclosures: &[Disclosure]) -> SdJwtError {
    signed(object(payload), disclosures).reveal().expect_err(payload)
}

fn listed(digest: &Disclosure) -> String {
    format!(r#"{{"_sd": ["{}"]}}"#, digest.digest())
}

const ALL: [&str; 7] = ["/name", "/address", "/address/city", "/langs/0", "/langs/2", "/langs/2/1", "/age"];

#[test]
fn all_disclosures_reveal_all_claims() {
    let sd_jwt = hidden(&ALL, &[]);
    assert_eq!(sd_jwt.disclosures().len(), 7);
    assert_eq!(revealed(&sd_jwt), object(CLAIMS));
    sd_jwt.jws().verify(&cybersyn_credentials::key::Signer::public_key(&issuer().key), TYPE).expect("signed");
}

#[test]
fn nothing_hidden_shows_in_the_payload() {
    let text = canonical(&Value::Object(hidden(&ALL, &[]).jws().payload().clone())).expect("canonical");
    for word in ["Ada", "name", "Quito", "city", "address", "qu\"", "36"] {
        assert_eq!(text.contains(word), word == "qu\"", "{word} in {text}");
    }
}

#[test]
fn a_selection_shows_what_was_chosen_and_what_is_around_it() {
    let sd_jwt = hidden(&ALL, &[]);
    let shown = |wanted: &[&str]| revealed(&sd_jwt.select(wanted).expect("a selection"));
    assert_eq!(shown(&[]), object(r#"{"langs": ["qu"]}"#));
    assert_eq!(shown(&["/age"]), object(r#"{"langs": ["qu"], "age": 36}"#));
    assert_eq!(shown(&["/address"]), object(r#"{"langs": ["qu"], "address": {"street": "Calle 1"}}"#));
    assert_eq!(
        shown(&["/address/city"]),
        object(r#"{"langs": ["qu"], "address": {"city": "Quito", "street": "Calle 1"}}"#)
    );
    assert_eq!(shown(&["/langs/2/1"]), object(r#"{"langs": ["qu", ["en", "fr"]]}"#));
    assert_eq!(shown(&["/langs/2"]), object(r#"{"langs": ["qu", ["en"]]}"#));
    assert_eq!(sd_jwt.select(&["/phone"]), Err(SdJwtError::NotFound("/phone".to_owned())));
}

#[test]
fn an_emptied_object_stays() {
    let sd_jwt = hidden(&["/address/city", "/address/street"], &[]).select(&[]).expect("a selection");
    assert_eq!(revealed(&sd_jwt)["address"], Value::Object(Object::new()));
}

#[test]
fn names_with_slashes_and_tildes_can_be_hidden() {
    let claims = object(r#"{"a/b": 1, "c~d": 2, "e": 3}"#);
    let pointers = ["/a~1b", "/c~0d"];
    let (payload, disclosures) =
        conceal(claims.clone(), &Hidden { claims: &pointers, decoys: &[] }, &mut entropy()).expect("concealed");
    let sd_jwt = signed(payload, &disclosures);
    assert_eq!(revealed(&sd_jwt), claims);
    assert_eq!(revealed(&sd_jwt.select(&["/a~1b"]).expect("a selection")), object(r#"{"a/b": 1, "e": 3}"#));
}

#[test]
fn decoys_look_like_digests_and_reveal_nothing() {
    let decoys = [("", 5), ("/address", 3), ("/langs", 4)];
    let sd_jwt = hidden(&ALL, &decoys);
    assert_eq!(revealed(&sd_jwt), object(CLAIMS));
    let top = sd_jwt.jws().payload()["_sd"].as_array().expect("digests");
    assert_eq!(top.len(), 3 + 5);
    assert!(
        top.is_sorted_by_key(|digest| digest.as_str())
            && top.iter().all(|digest| digest.as_str().is_some_and(|text| text.len() == 43))
    );
    assert_eq!(sd_jwt.jws().payload()["langs"].as_array().expect("a list").len(), 3 + 4);
    assert_eq!(revealed(&sd_jwt.select(&[]).expect("a selection")), object(r#"{"langs": ["qu"]}"#));
}

#[test]
fn what_is_not_there_cannot_be_hidden() {
    let claims = |pointers: &[&str]| {
        conceal(object(CLAIMS), &Hidden { claims: pointers, decoys: &[] }, &mut entropy()).expect_err("refused")
    };
    for pointer in ["", "name", "/phone", "/address/zip", "/langs/3", "/langs/x", "/age/0"] {
        assert_eq!(claims(&[pointer]), SdJwtError::NotFound(pointer.to_owned()));
    }
    let decoys = Hidden { claims: &[], decoys: &[("/age", 1)] };
    assert_eq!(conceal(object(CLAIMS), &decoys, &mut entropy()), Err(SdJwtError::NotFound("/age".to_owned())));
}

#[test]
fn reserved_names_cannot_be_claims() {
    for claims in [r#"{"_sd": []}"#, r#"{"a": [{"...": "x"}]}"#, r#"{"a": {"_sd_alg": "sha-256"}}"#] {
        assert_eq!(
            conceal(object(claims), &Hidden::default(), &mut entropy()),
            Err(SdJwtError::ReservedName),
            "{claims}"
        );
    }
}

#[test]
fn entropy_that_repeats_is_noticed() {
    let claims = object(r#"{"a": ["x", "x"]}"#);
    let pointers = Hidden { claims: &["/a/0", "/a/1"], decoys: &[] };
    assert_eq!(conceal(claims, &pointers, &mut |bytes: &mut [u8]| bytes.fill(1)), Err(SdJwtError::DuplicateDigest));
}

mod attacks {
    use super::*;

    #[test]
    fn a_tampered_disclosure_fits_no_digest() {
        let sd_jwt = hidden(&["/age"], &[]);
        let forged = to_base64url(br#"["BwcHBwcHBwcHBwcHBwcHBw","age",18]"#);
        let text = sd_jwt.to_string().replace(sd_jwt.disclosures()[0].encoded(), &forged);
        assert_eq!(SdJwt::parse(&text).expect("an SD-JWT").reveal(), Err(SdJwtError::UnusedDisclosure));
    }

    #[test]
    fn a_disclosure_without_the_one_around_it_is_refused() {
        let sd_jwt = hidden(&["/address", "/address/city"], &[]);
        let [city, address] = sd_jwt.disclosures() else { panic!("two") };
        assert_eq!((city.name(), address.name()), (Some("city"), Some("address")));
        let text = sd_jwt.to_string().replace(&format!("{}~", address.encoded()), "");
        assert_eq!(SdJwt::parse(&text).expect("an SD-JWT").reveal(), Err(SdJwtError::UnusedDisclosure));
    }

    #[test]
    fn a_disclosure_sent_twice_is_refused() {
        let sd_jwt = hidden(&["/age"], &[]);
        let again = format!("{sd_jwt}{}~", sd_jwt.disclosures()[0].encoded());
        assert_eq!(SdJwt::parse(&again).expect("an SD-JWT").reveal(), Err(SdJwtError::DuplicateDisclosure));
    }

    #[test]
    fn a_digest_in_two_places_is_refused_sent_or_not() {
        let age = disclosure(Some("age"), 36);
        let digest = age.digest();
        let twice = format!(r#"{{"_sd": ["{digest}"], "a": {{"_sd": ["{digest}"]}}}}"#);
        let in_one = format!(r#"{{"_sd": ["{digest}", "{digest}"]}}"#);
        let in_list = format!(r#"{{"_sd": ["{digest}"], "a": [{{"...": "{digest}"}}]}}"#);
        for payload in [twice, in_one] {
            assert_eq!(refused(&payload, &[]), SdJwtError::DuplicateDigest);
            assert_eq!(refused(&payload, std::slice::from_ref(&age)), SdJwtError::DuplicateDigest);
        }
        assert_eq!(refused(&in_list, &[]), SdJwtError::DuplicateDigest);
        let outer = disclosure(Some("outer"), object(&listed(&age)));
        let payload = format!(r#"{{"_sd": ["{}", "{digest}"]}}"#, outer.digest());
        assert_eq!(refused(&payload, &[outer]), SdJwtError::DuplicateDigest, "within a disclosure");
    }

    #[test]
    fn a_disclosure_cannot_overwrite_a_claim() {
        let admin = disclosure(Some("role"), "admin");
        let payload = format!(r#"{{"role": "guest", "_sd": ["{}"]}}"#, admin.digest());
        assert_eq!(refused(&payload, &[admin]), SdJwtError::AlreadyExists("role".to_owned()));
        let (one, two) = (disclosure(Some("role"), "guest"), disclosure(Some("role"), "admin"));
        let payload = format!(r#"{{"_sd": ["{}", "{}"]}}"#, one.digest(), two.digest());
        assert_eq!(refused(&payload, &[one, two]), SdJwtError::AlreadyExists("role".to_owned()));
    }

    #[test]
    fn a_disclosure_cannot_bring_reserved_names() {
        for name in ["_sd", "...", "_sd_alg"] {
            let bad = disclosure(Some(name), Value::Array(Vec::new()));
            assert_eq!(refused(&listed(&bad), &[bad]), SdJwtError::ReservedName, "{name}");
        }
        let nested = disclosure(Some("a"), object(r#"{"_sd_alg": "md5"}"#));
        assert_eq!(refused(&listed(&nested), &[nested]), SdJwtError::ReservedName);
    }

    #[test]
    fn members_and_elements_are_not_interchangeable() {
        let (member, element) = (disclosure(Some("a"), 1), disclosure(None, 1));
        let as_element = format!(r#"{{"list": [{{"...": "{}"}}]}}"#, member.digest());
        assert_eq!(refused(&listed(&element), &[element]), SdJwtError::InvalidDisclosure);
        assert_eq!(refused(&as_element, &[member]), SdJwtError::InvalidDisclosure);
    }

    #[test]
    fn digests_must_stand_as_the_rfc_has_them() {
        let payloads = [
            r#"{"_sd": "x"}"#,
            r#"{"_sd": [1]}"#,
            r#"{"...": "x"}"#,
            r#"{"a": [{"...": "x", "b": 1}]}"#,
            r#"{"a": [{"...": 1}]}"#,
            r#"{"a": {"_sd_alg": "sha-256"}}"#,
            r#"{"a": {"...": "x"}}"#,
        ];
        for payload in payloads {
            assert_eq!(refused(payload, &[]), SdJwtError::ReservedName, "{payload}");
        }
    }

    #[test]
    fn another_hash_is_refused() {
        for name in [r#""sha-512""#, r#""SHA-256""#, r#""none""#, "null"] {
            assert_eq!(refused(&format!(r#"{{"_sd_alg": {name}}}"#), &[]), SdJwtError::HashNotSupported, "{name}");
        }
    }

    /// Each disclosure within the bounds, together deeper than any stack should go.
    #[test]
    fn disclosures_within_disclosures_are_bounded() {
        let mut disclosures = vec![disclosure(Some("a"), 1)];
        for _ in 0..DISCLOSURES_MAX - 1 {
            let inner = disclosures.last().expect("one");
            disclosures.push(disclosure(Some("a"), object(&listed(inner))));
        }
        let payload = listed(disclosures.last().expect("one"));
        assert_eq!(refused(&payload, &disclosures), SdJwtError::TooDeep);
    }

    #[test]
    fn the_number_of_digests_is_bounded() {
        let digests = |count: usize| {
            let digests: Vec<String> = (0..count).map(|i| format!("\"{i:043}\"")).collect();
            signed(object(&format!(r#"{{"_sd": [{}]}}"#, digests.join(","))), [])
        };
        assert!(digests(DIGESTS_MAX).reveal().is_ok());
        assert_eq!(digests(DIGESTS_MAX + 1).reveal(), Err(SdJwtError::TooManyDigests));
        let decoys = Hidden { claims: &[], decoys: &[("", DIGESTS_MAX + 1)] };
        assert_eq!(conceal(object("{}"), &decoys, &mut entropy()), Err(SdJwtError::TooManyDigests));
    }

    #[test]
    fn sizes_are_bounded_before_reading() {
        let token = hidden(&[], &[]).to_string();
        let many = format!("{token}{}", "e30~".repeat(DISCLOSURES_MAX + 1));
        assert_eq!(SdJwt::parse(&many), Err(SdJwtError::TooManyDisclosures));
        assert_eq!(SdJwt::parse(&"a".repeat(200_000)), Err(SdJwtError::TooLarge(200_000)));
    }

    #[test]
    fn what_is_no_sd_jwt_is_refused() {
        let token = hidden(&[], &[]).to_string();
        let jwt = token.trim_end_matches('~');
        assert_eq!(SdJwt::parse(jwt), Err(SdJwtError::Malformed), "a plain JWT");
        assert_eq!(SdJwt::parse(""), Err(SdJwtError::Malformed));
        assert!(SdJwt::parse(&format!("{jwt}~~")).is_err(), "an empty disclosure");
        assert!(matches!(SdJwt::parse(&format!("{jwt}~!!~")), Err(SdJwtError::Encoding(_))));
        assert!(matches!(SdJwt::parse("a.b~"), Err(SdJwtError::Jws(JwsError::Malformed))));
        assert!(matches!(SdJwt::parse("~"), Err(SdJwtError::Jws(JwsError::Malformed))));
        assert!(matches!(
            SdJwt::parse("e30.W10.AA~"),
            Err(SdJwtError::Jws(JwsError::Json(JsonError::Malformed { .. })))
        ));
        for disclosure in
            ["{}", "[]", r#"["salt"]"#, r#"[1, "name", 2]"#, r#"["salt", 1, 2]"#, r#"["s", "n", 1, 2]"#, "1"]
        {
            let text = format!("{jwt}~{}~", to_base64url(disclosure.as_bytes()));
            assert_eq!(SdJwt::parse(&text), Err(SdJwtError::InvalidDisclosure), "{disclosure}");
        }
        let doubled = to_base64url(br#"["salt", "name", {"a": 1, "a": 2}]"#);
        assert!(matches!(
            SdJwt::parse(&format!("{jwt}~{doubled}~")),
            Err(SdJwtError::Json(JsonError::DuplicateName(_)))
        ));
    }
}

mod tokens {
    use super::*;
    use cybersyn_credentials::{
        jws::Jws,
        key::{PublicKey, Signer},
    };

    fn with_header(header: &str) -> Result<Jws, JwsError> {
        let signed = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(b"{}"));
        Jws::parse(&format!("{signed}.{}", to_base64url(&issuer().key.sign(signed.as_bytes()))))
    }

    fn judged(header: &str) -> Result<(), JwsError> {
        with_header(header)?.verify(&issuer().key.public_key(), TYPE)
    }

    #[test]
    fn the_key_decides_the_algorithm() {
        assert_eq!(judged(r#"{"alg": "EdDSA", "typ": "test+sd-jwt"}"#), Ok(()));
        assert_eq!(judged(r#"{"alg": "Ed25519", "typ": "test+sd-jwt"}"#), Ok(()), "RFC 9864's name");
        for alg in ["none", "None", "nOnE", "HS256", "ES256", "RS256", "eddsa", ""] {
            let header = format!(r#"{{"alg": "{alg}", "typ": "test+sd-jwt"}}"#);
            assert_eq!(judged(&header), Err(JwsError::WrongAlgorithm(alg.to_owned())));
        }
        assert_eq!(judged(r#"{"typ": "test+sd-jwt"}"#), Err(JwsError::WrongAlgorithm(String::new())));
        assert_eq!(judged(r#"{"alg": ["EdDSA"], "typ": "test+sd-jwt"}"#), Err(JwsError::WrongAlgorithm(String::new())));
    }

    #[test]
    fn an_unsigned_token_is_refused() {
        let header = to_base64url(br#"{"alg": "none", "typ": "test+sd-jwt"}"#);
        let token = Jws::parse(&format!("{header}.{}.", to_base64url(b"{}"))).expect("read");
        assert_eq!(token.verify(&issuer().key.public_key(), TYPE), Err(JwsError::WrongAlgorithm("none".to_owned())));
    }

    #[test]
    fn a_p256_key_does_not_take_an_eddsa_signature() {
        let jwk = object(
            r#"{"kty": "EC", "crv": "P-256", "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
                "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}"#,
        );
        let key = PublicKey::from_jwk(&jwk).expect("a key");
        let token = with_header(r#"{"alg": "ES256", "typ": "test+sd-jwt"}"#).expect("read");
        assert_eq!(token.verify(&key, TYPE), Err(JwsError::BadSignature));
    }

    #[test]
    fn the_type_is_explicit() {
        let wrong = |found: &str| Err(JwsError::WrongType { found: found.to_owned(), expected: TYPE });
        assert_eq!(judged(r#"{"alg": "EdDSA", "typ": "JWT"}"#), wrong("JWT"));
        assert_eq!(judged(r#"{"alg": "EdDSA"}"#), wrong(""));
    }

    #[test]
    fn critical_parameters_are_refused() {
        assert_eq!(
            judged(r#"{"alg": "EdDSA", "typ": "test+sd-jwt", "crit": ["b64"], "b64": false}"#),
            Err(JwsError::NotSupported)
        );
    }

    /// A header that brings its own key does not choose who signed.
    #[test]
    fn a_key_in_the_header_is_not_used() {
        let jwk = serde_json::to_string(&stranger().key.public_key().to_jwk()).expect("a text");
        let header = format!(r#"{{"alg": "EdDSA", "typ": "test+sd-jwt", "jwk": {jwk}}}"#);
        let signed = format!("{}.{}", to_base64url(header.as_bytes()), to_base64url(b"{}"));
        let forged = format!("{signed}.{}", to_base64url(&stranger().key.sign(signed.as_bytes())));
        let token = Jws::parse(&forged).expect("read");
        assert_eq!(token.verify(&issuer().key.public_key(), TYPE), Err(JwsError::BadSignature));
    }

    #[test]
    fn base64_has_one_form() {
        let token = hidden(&[], &[]).to_string();
        let (signed, signature) = token.trim_end_matches('~').rsplit_once('.').expect("a token");
        assert!(Jws::parse(&format!("{signed}.{signature}")).is_ok());
        assert!(Jws::parse(&format!("{signed}.{signature}==")).is_err(), "padding");
        let last = signature.chars().last().expect("a digit");
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let next = alphabet.chars().nth(alphabet.find(last).expect("a digit") + 1).expect("a digit");
        let respelt = format!("{signed}.{}{next}", &signature[..signature.len() - 1]);
        assert!(matches!(Jws::parse(&respelt), Err(JwsError::Encoding(_))), "unused bits");
    }
}

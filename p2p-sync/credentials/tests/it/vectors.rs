//! The vectors of the standards.

use crate::actors::{NOW, World, actor};
use cybersyn_credentials::{
    data_integrity::{self, Expected, Options},
    encoding::{from_base58, to_base58},
    json::{Object, Value, canonical, parse, parse_object},
    key::{PublicKey, Signer, SigningKey},
    presentation::Request,
    resolver::{Documents, Purpose},
    sd_jwt::{Disclosure, SdJwt, key_binding},
    status::{StatusBits, StatusPurpose},
    verify::{self, VerifyError},
};
use sha2::{Digest, Sha256};

fn file(text: &str) -> Object {
    parse_object(text.as_bytes(), 1 << 20).expect("a vector file")
}

fn member<'a>(object: &'a Object, name: &str) -> &'a str {
    object[name].as_str().expect("a text")
}

fn objects<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a Object> {
    object[name].as_array().expect("a list").iter().map(|value| value.as_object().expect("an object"))
}

mod jcs {
    use super::*;

    const FILE: &str = include_str!("../../vectors/jcs.json");

    #[test]
    fn texts() {
        let vectors = file(FILE);
        for vector in objects(&vectors, "texts") {
            let value = parse(member(vector, "input").as_bytes(), 1 << 20).expect("JSON");
            assert_eq!(
                canonical(&value).expect("canonical"),
                member(vector, "canonical"),
                "{}",
                member(vector, "name")
            );
            assert_eq!(parse(member(vector, "canonical").as_bytes(), 1 << 20).expect("JSON"), value);
        }
    }

    /// The doubles of the author's test file, in their order.
    fn doubles(fixed: Vec<u64>) -> impl Iterator<Item = u64> {
        let serial = (0..2000).map(|i| 0x0010_0000_0000_0000 + i);
        let mut block = [0_u8; 32];
        let random = std::iter::from_fn(move || {
            block = Sha256::digest(block).into();
            Some(block)
        });
        let random = random.flat_map(|block| {
            let words: Vec<[u8; 8]> = block.chunks(8).map(|word| word.try_into().expect("8 bytes")).collect();
            words.into_iter().map(u64::from_le_bytes)
        });
        let random = random.filter(|bits| f64::from_bits(*bits) != 0.0 && f64::from_bits(*bits).is_finite());
        fixed.into_iter().chain(serial).chain(random)
    }

    #[test]
    fn the_first_hundred_thousand_numbers() {
        let vectors = file(FILE);
        let numbers = vectors["numbers"].as_object().expect("an object");
        let fixed = numbers["static"].as_array().expect("a list").iter();
        let fixed = fixed.map(|bits| u64::from_str_radix(bits.as_str().expect("hex"), 16).expect("hex")).collect();
        let mut hash = Sha256::new();
        for (position, bits) in doubles(fixed).take(100_000).enumerate() {
            let double = f64::from_bits(bits);
            let written = canonical(&Value::from(double)).expect("a number");
            hash.update(format!("{bits:x},{written}\n"));
            let read = parse(written.as_bytes(), 64).expect("a number");
            assert!(read.as_f64() == Some(double), "{bits:x}");
            assert_eq!(canonical(&read).expect("a number"), written);
            if let Some(expected) = numbers["sha256"].get((position + 1).to_string()) {
                assert_eq!(hex::encode(hash.clone().finalize()), expected.as_str().expect("hex"), "{position}");
            }
        }
    }
}

mod eddsa_jcs_2022 {
    use super::*;

    fn vectors() -> Object {
        file(include_str!("../../vectors/eddsa-jcs-2022.json"))
    }

    fn nested<'a>(vectors: &'a Object, name: &str) -> &'a Object {
        vectors[name].as_object().expect("an object")
    }

    fn text_of(object: &Object) -> String {
        canonical(&Value::Object(object.clone())).expect("canonical")
    }

    #[test]
    fn canonical_forms_and_hashes() {
        let vectors = vectors();
        let document = text_of(nested(&vectors, "unsigned"));
        let configuration = text_of(nested(&vectors, "proof_configuration"));
        assert_eq!(document, member(&vectors, "canonical_document"));
        assert_eq!(configuration, member(&vectors, "canonical_proof_configuration"));
        let (document, configuration) = (Sha256::digest(document), Sha256::digest(configuration));
        assert_eq!(hex::encode(document), member(&vectors, "document_hash"));
        assert_eq!(hex::encode(configuration), member(&vectors, "proof_hash"));
        assert_eq!(hex::encode([configuration, document].concat()), member(&vectors, "combined_hash"));
    }

    #[test]
    fn the_same_proof_is_made() {
        let vectors = vectors();
        let pair = nested(&vectors, "key_pair");
        let private = from_base58(member(pair, "privateKeyMultibase")).expect("a key");
        let key = SigningKey::from_seed(private[2..].try_into().expect("32 bytes after the prefix"));
        assert_eq!(key.public_key().to_multikey(), member(pair, "publicKeyMultibase"));
        let combined = hex::decode(member(&vectors, "combined_hash")).expect("hex");
        assert_eq!(hex::encode(key.sign(&combined)), member(&vectors, "signature_hex"));
        assert_eq!(to_base58(&key.sign(&combined)), member(&vectors, "signature"));
        let options = Options {
            method: member(nested(&vectors, "proof_configuration"), "verificationMethod"),
            purpose: Purpose::AssertionMethod,
            created: 1_677_281_798_000,
            challenge: None,
            domain: None,
        };
        let secured = data_integrity::secure(nested(&vectors, "unsigned"), &options, &key).expect("secured");
        assert_eq!(&secured, nested(&vectors, "signed"));
    }

    #[test]
    fn the_proof_holds() {
        let vectors = vectors();
        let expected = Expected { purpose: Purpose::AssertionMethod, now: NOW, challenge: None, domain: None };
        let proven = data_integrity::verify(nested(&vectors, "signed"), &Documents::default(), &expected);
        let proven = proven.expect("a valid proof");
        assert_eq!(&proven.document, nested(&vectors, "unsigned"));
        assert_eq!(hex::encode(proven.digest), member(&vectors, "document_hash"));
    }

    /// The example's key is a did:key, its issuer a web address: a good proof, by nobody who may issue it.
    #[test]
    fn as_a_credential_it_is_refused_because_another_signed() {
        let vectors = vectors();
        let signed = text_of(nested(&vectors, "signed"));
        let refused = verify::credential(signed.as_bytes(), &World::default().checks());
        assert!(matches!(refused, Err(VerifyError::NotTheIssuer { .. })), "{refused:?}");
    }
}

mod rfc_9901 {
    use super::*;

    fn vectors() -> Object {
        file(include_str!("../../vectors/sd-jwt.json"))
    }

    fn examples(vectors: &Object) -> impl Iterator<Item = (&str, &Object, SdJwt)> {
        objects(vectors, "examples").map(|example| {
            (member(example, "name"), example, SdJwt::parse(member(example, "sd_jwt")).expect("an SD-JWT"))
        })
    }

    #[test]
    fn disclosures_and_digests() {
        let vectors = vectors();
        for vector in objects(&vectors, "disclosures") {
            let disclosure = Disclosure::parse(member(vector, "encoded")).expect("a disclosure");
            assert_eq!(disclosure.digest(), member(vector, "digest"));
            assert_eq!(disclosure.value(), &vector["value"]);
            assert_eq!(
                disclosure.name(),
                vector.get("name").and_then(Value::as_str).filter(|_| disclosure.name().is_some())
            );
        }
    }

    #[test]
    fn the_issuer_signed_every_example() {
        let vectors = vectors();
        let key = PublicKey::from_jwk(vectors["issuer_key"].as_object().expect("a key")).expect("a P-256 key");
        let mut count = 0;
        for (name, _, sd_jwt) in examples(&vectors) {
            let typ = if name.starts_with("A.3") { "dc+sd-jwt" } else { "example+sd-jwt" };
            sd_jwt.jws().verify(&key, typ).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(sd_jwt.jws().verify(&actor(1).key.public_key(), typ).is_err());
            count += 1;
        }
        assert_eq!(count, 8);
    }

    #[test]
    fn every_example_reveals_what_the_rfc_says() {
        let vectors = vectors();
        let mut count = 0;
        for (name, example, sd_jwt) in examples(&vectors) {
            let revealed = sd_jwt.reveal().unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(revealed.places.len(), sd_jwt.disclosures().len(), "{name}");
            if let Some(claims) = example.get("claims") {
                assert_eq!(&Value::Object(revealed.claims), claims, "{name}");
                count += 1;
            }
            assert_eq!(sd_jwt.to_string(), member(example, "sd_jwt"), "{name}");
        }
        assert_eq!(count, 5);
    }

    #[test]
    fn the_holder_signed_the_presentations() {
        let vectors = vectors();
        let request = Request { challenge: "1234567890", domain: "https://verifier.example.org" };
        let mut count = 0;
        for (name, _, sd_jwt) in examples(&vectors).filter(|(_, _, sd_jwt)| sd_jwt.key_binding().is_some()) {
            let iat = 1_748_537_244_000;
            key_binding::verify(&sd_jwt, &request, iat).unwrap_or_else(|error| panic!("{name}: {error}"));
            count += 1;
        }
        assert_eq!(count, 3);
    }

    /// The issuance of section 5.1, narrowed to what section 5.2 shows, shows the same.
    #[test]
    fn a_selection_of_the_issuance_shows_what_the_presentation_shows() {
        let vectors = vectors();
        let all: Vec<_> = examples(&vectors).collect();
        let (issuance, presentation) = (&all[0], &all[1]);
        let wanted = ["/given_name", "/family_name", "/address", "/nationalities/0"];
        let selected = issuance.2.select(&wanted).expect("a selection");
        assert_eq!(Value::Object(selected.reveal().expect("revealed").claims), presentation.1["claims"]);
    }
}

#[test]
fn the_status_list_of_the_standard() {
    let vector = file(include_str!("../../vectors/status-list.json"));
    let bits = StatusBits::decode(StatusPurpose::Revocation, member(&vector, "encoded_list")).expect("a list");
    assert_eq!(Some(u64::from(bits.entries())), vector["entries"].as_u64());
    assert!(vector["set"].as_array().is_some_and(Vec::is_empty) && bits.bytes().iter().all(|byte| *byte == 0));
}

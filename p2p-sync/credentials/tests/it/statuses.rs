//! Status lists: revocation, suspension, anchors.

use crate::actors::{Actor, DAY, NOW, World, entropy, holder, issued, issuer, membership, object, stranger, text};
use cybersyn_credentials::{
    encoding::to_multibase_base64url,
    json::{JsonError, Object, Value},
    limits::{STATUS_CREDENTIAL_BYTES_MAX, STATUS_ENTRIES_MAX, STATUS_ENTRIES_MIN},
    resolver::Documents,
    sd_jwt::{
        Entropy, Hidden,
        vc::{self, Expectation, Terms, VcError},
    },
    status::{
        BitsError, Entry, EntryError, Indices, ListError, ListTerms, StatusBits, StatusError, StatusPurpose,
        VerifiedList, anchor, list_credential,
    },
    verify::{self, VerifyError},
};
use flate2::{Compression, write::GzEncoder};
use std::{collections::BTreeSet, io::Write};

const URL: &str = "https://issuer.example/status/1";
const INDEX: u32 = 94_567;

fn bits(purpose: StatusPurpose, set: &[u32]) -> StatusBits {
    let mut bits = StatusBits::new(purpose, STATUS_ENTRIES_MIN).expect("bits");
    set.iter().for_each(|index| bits.set(*index).expect("an entry"));
    bits
}

/// The list as its issuer publishes it, valid for a week.
fn published(actor: &Actor, bits: &StatusBits) -> Vec<u8> {
    let terms = ListTerms { url: URL, issuer: &actor.did, valid_from: NOW - DAY, valid_until: NOW + 7 * DAY };
    let credential = list_credential(bits, &terms).expect("a list");
    text(&credential.issue(&actor.method, NOW - DAY, &actor.key).expect("issued"))
}

fn world_with(actor: &Actor, bits: &StatusBits) -> World {
    let mut world = World::default();
    let list = VerifiedList::verify(&published(actor, bits), &Documents::default(), NOW, None).expect("a list");
    world.lists.insert(list);
    world
}

fn entry(purpose: StatusPurpose) -> Entry {
    Entry::new(URL, INDEX, purpose).expect("an entry")
}

/// The membership with a place in the list.
fn with_status(purpose: StatusPurpose) -> Vec<u8> {
    let mut document = membership(&issuer());
    document.insert("credentialStatus".to_owned(), entry(purpose).to_json().into());
    text(&issued(&issuer(), document))
}

fn judged(purpose: StatusPurpose, world: &World) -> Result<(), VerifyError> {
    verify::credential(&with_status(purpose), &world.checks()).map(|_| ())
}

use StatusPurpose::{Revocation, Suspension};

#[test]
fn a_credential_counts_until_it_is_revoked() {
    assert_eq!(judged(Revocation, &world_with(&issuer(), &bits(Revocation, &[INDEX - 1, INDEX + 1]))), Ok(()));
    let revoked = judged(Revocation, &world_with(&issuer(), &bits(Revocation, &[INDEX])));
    assert_eq!(revoked, Err(VerifyError::Status(StatusError::Revoked)));
}

#[test]
fn a_suspension_ends() {
    let mut bits = bits(Suspension, &[INDEX]);
    let suspended = judged(Suspension, &world_with(&issuer(), &bits));
    assert_eq!(suspended, Err(VerifyError::Status(StatusError::Suspended)));
    bits.clear(INDEX).expect("cleared");
    assert_eq!(judged(Suspension, &world_with(&issuer(), &bits)), Ok(()));
}

#[test]
fn a_revocation_is_for_good() {
    assert_eq!(bits(Revocation, &[INDEX]).clear(INDEX), Err(BitsError::Irreversible));
}

#[test]
fn a_credential_whose_list_is_not_here_does_not_count() {
    let refused = judged(Revocation, &World::default());
    assert_eq!(refused, Err(VerifyError::Status(StatusError::NotFound(URL.to_owned()))));
}

#[test]
fn another_issuers_list_does_not_clear_a_credential() {
    let refused = judged(Revocation, &world_with(&stranger(), &bits(Revocation, &[])));
    assert_eq!(refused, Err(VerifyError::Status(StatusError::ForeignList(URL.to_owned()))));
}

#[test]
fn a_list_of_another_purpose_does_not_clear_a_credential() {
    let refused = judged(Revocation, &world_with(&issuer(), &bits(Suspension, &[])));
    assert_eq!(refused, Err(VerifyError::Status(StatusError::WrongPurpose(URL.to_owned()))));
}

#[test]
fn an_old_list_does_not_clear_a_credential() {
    let world = world_with(&issuer(), &bits(Revocation, &[]));
    let text = with_status(Revocation);
    let at = |now| verify::credential(&text, &world.checks_at(now)).map(|_| ());
    assert_eq!(at(NOW + 7 * DAY - 1), Ok(()));
    assert_eq!(at(NOW + 7 * DAY), Err(VerifyError::Status(StatusError::Expired(URL.to_owned()))));
}

/// A list of the issuer's in which these are set, valid since then.
fn since(from: u64, set: &[u32]) -> VerifiedList {
    let terms = ListTerms { url: URL, issuer: &issuer().did, valid_from: from, valid_until: NOW + DAY };
    let credential = list_credential(&bits(Revocation, set), &terms).expect("a list");
    let signed = text(&credential.issue(&issuer().method, NOW - DAY, &issuer().key).expect("issued"));
    VerifiedList::verify(&signed, &Documents::default(), NOW, None).expect("a list")
}

fn checked(lists: &[&VerifiedList]) -> Result<(), StatusError> {
    let mut world = World::default();
    lists.iter().for_each(|list| world.lists.insert((*list).clone()));
    world.lists.check(&[entry(Revocation)], &issuer().did, NOW)
}

#[test]
fn an_older_list_does_not_take_the_place_of_a_newer_one() {
    let (older, newer) = (since(NOW - 2_000, &[]), since(NOW - 1_000, &[INDEX]));
    assert_eq!(checked(&[&newer, &older]), Err(StatusError::Revoked));
    assert_eq!(checked(&[&older, &newer]), Err(StatusError::Revoked));
    assert_eq!(checked(&[&newer, &since(NOW - 500, &[])]), Ok(()), "the newest decides, not the strictest");
}

#[test]
fn of_two_lists_of_one_instant_what_either_sets_is_set() {
    let (one, other) = (since(NOW - 1_000, &[INDEX]), since(NOW - 1_000, &[INDEX + 1]));
    assert_eq!(checked(&[&one, &other]), Err(StatusError::Revoked));
    assert_eq!(checked(&[&other, &one]), Err(StatusError::Revoked));
}

#[test]
fn an_index_beyond_the_list_is_refused() {
    let mut world = world_with(&issuer(), &bits(Revocation, &[]));
    let beyond = Entry::new(URL, STATUS_ENTRIES_MIN, Revocation).expect("an entry");
    let refused = world.lists.check(&[beyond], &issuer().did, NOW);
    assert_eq!(refused, Err(StatusError::IndexOutOfRange(URL.to_owned())));
    let last = Entry::new(URL, STATUS_ENTRIES_MIN - 1, Revocation).expect("an entry");
    assert_eq!(world.lists.check(&[last], &issuer().did, NOW), Ok(()));
    world = World::default();
    assert_eq!(world.lists.check(&[], &issuer().did, NOW), Ok(()), "no status, nothing to ask");
}

#[test]
fn an_sd_jwt_is_revoked_too() {
    let (issuer, key) = (issuer(), entry(Revocation));
    let terms = Terms {
        method: &issuer.method,
        kind: "urn:k",
        issued: NOW,
        valid_until: None,
        holder: None,
        status: Some(&key),
    };
    let sd_jwt =
        vc::issue(&terms, object("{}"), &Hidden::default(), &mut entropy(), &issuer.key).expect("issued").to_string();
    let expectation = Expectation { kinds: &["urn:k"], request: None };
    let judged = |world: World| vc::verify(&sd_jwt, &expectation, &world.checks()).map(|_| ());
    assert_eq!(judged(world_with(&issuer, &bits(Revocation, &[]))), Ok(()));
    assert_eq!(judged(world_with(&issuer, &bits(Revocation, &[INDEX]))), Err(VcError::Status(StatusError::Revoked)));
    assert_eq!(judged(World::default()), Err(VcError::Status(StatusError::NotFound(URL.to_owned()))));
}

mod anchors {
    use super::*;

    /// The holder of a revoked credential keeps the list from before and hands it to the verifier.
    #[test]
    fn an_old_list_is_not_the_anchored_one() {
        let (before, after) = (bits(Revocation, &[]), bits(Revocation, &[INDEX]));
        let anchored = anchor(URL, &issuer().did, &after);
        let stale = VerifiedList::verify(&published(&issuer(), &before), &Documents::default(), NOW, Some(&anchored));
        assert_eq!(stale, Err(ListError::NotTheAnchored));
        let current = VerifiedList::verify(&published(&issuer(), &after), &Documents::default(), NOW, Some(&anchored));
        assert_eq!(current.expect("the anchored list").anchor(), anchored);
    }

    #[test]
    fn an_anchor_is_of_issuer_place_purpose_and_bits() {
        let of = |url, issuer: &str, bits: &StatusBits| anchor(url, issuer, bits);
        let did = issuer().did;
        let anchors = BTreeSet::from([
            of(URL, &did, &bits(Revocation, &[])),
            of(URL, &did, &bits(Revocation, &[0])),
            of(URL, &did, &bits(Suspension, &[])),
            of(URL, &stranger().did, &bits(Revocation, &[])),
            of("https://issuer.example/status/2", &did, &bits(Revocation, &[])),
            of(URL, &did, &StatusBits::new(Revocation, STATUS_ENTRIES_MIN * 2).expect("bits")),
        ]);
        assert_eq!(anchors.len(), 6);
    }

    /// Kept for whoever anchors: the bytes must never change.
    #[test]
    fn an_anchor_is_fixed() {
        let bits = bits(Revocation, &[0, 94_567]);
        let hash = anchor("https://issuer.example/status/1", "did:cyb:zIssuer", &bits);
        let payload = [
            &b"cybersyn/status-list/v1"[..],
            &15_u64.to_le_bytes(),
            b"did:cyb:zIssuer",
            &31_u64.to_le_bytes(),
            b"https://issuer.example/status/1",
            &10_u64.to_le_bytes(),
            b"revocation",
            &16_384_u64.to_le_bytes(),
            bits.bytes(),
        ];
        assert_eq!(hash, cybersyn_primitives::hash::blake2_256(&payload.concat()));
    }

    #[test]
    fn another_compressor_or_signature_changes_nothing() {
        let bits = bits(Revocation, &[3, 5]);
        let mut stored = GzEncoder::new(Vec::new(), Compression::none());
        stored.write_all(bits.bytes()).expect("written");
        let stored = to_multibase_base64url(&stored.finish().expect("finished"));
        assert_ne!(stored, bits.encode().expect("encoded"));
        let again = StatusBits::decode(Revocation, &stored).expect("bits");
        assert_eq!(anchor(URL, "did:a:b", &again), anchor(URL, "did:a:b", &bits));
    }
}

mod lists {
    use super::*;

    fn verified(text: &[u8]) -> Result<VerifiedList, ListError> {
        VerifiedList::verify(text, &Documents::default(), NOW, None)
    }

    /// The list as an issuer would publish it who makes one mistake.
    fn with_mistake(change: impl FnOnce(&mut Object)) -> Result<VerifiedList, ListError> {
        let terms = ListTerms { url: URL, issuer: &issuer().did, valid_from: NOW - DAY, valid_until: NOW + DAY };
        let mut document = list_credential(&bits(Revocation, &[]), &terms).expect("a list").document().clone();
        change(&mut document);
        verified(&text(&issued(&issuer(), document)))
    }

    #[test]
    fn a_list_is_read_as_it_was_made() {
        let bits = bits(Suspension, &[0, 9, STATUS_ENTRIES_MIN - 1]);
        let list = verified(&published(&issuer(), &bits)).expect("a list");
        assert_eq!((list.id(), list.issuer(), list.bits()), (URL, issuer().did.as_str(), &bits));
        assert_eq!(bits.bytes()[..2], [0b1000_0000, 0b0100_0000], "the first entry is the left-most bit");
    }

    #[test]
    fn a_credential_that_is_no_list_is_refused() {
        let no_list: [fn(&mut Object); 4] = [
            |document| document["type"] = vec!["VerifiableCredential"].into(),
            |document| drop(document.remove("id")),
            |document| document["credentialSubject"]["type"] = "List".into(),
            |document| document["credentialSubject"] = vec![document["credentialSubject"].clone(); 2].into(),
        ];
        for (position, mistake) in no_list.into_iter().enumerate() {
            assert_eq!(with_mistake(mistake), Err(ListError::NotAList), "{position}");
        }
        let purposes = [Value::from("message"), vec!["revocation", "suspension"].into(), Value::Null];
        for purpose in purposes {
            assert_eq!(
                with_mistake(|document| document["credentialSubject"]["statusPurpose"] = purpose),
                Err(ListError::NotSupported)
            );
        }
    }

    #[test]
    fn a_tampered_or_expired_list_is_refused() {
        let good = String::from_utf8(published(&issuer(), &bits(Revocation, &[]))).expect("text");
        let forged = good.replace("\"statusPurpose\":\"revocation\"", "\"statusPurpose\":\"suspension\"");
        assert!(matches!(verified(forged.as_bytes()), Err(ListError::Credential(_))));
        let late = VerifiedList::verify(good.as_bytes(), &Documents::default(), NOW + 8 * DAY, None);
        assert_eq!(late, Err(ListError::Credential(Box::new(VerifyError::Expired))));
        let oversize = vec![b' '; STATUS_CREDENTIAL_BYTES_MAX + 1];
        assert!(matches!(verified(&oversize), Err(ListError::Json(JsonError::TooLarge { .. }))));
    }

    #[test]
    fn the_greatest_list_fits_even_when_it_does_not_compress() {
        let mut bits = StatusBits::new(Suspension, STATUS_ENTRIES_MAX).expect("bits");
        let mut random = vec![0; STATUS_ENTRIES_MAX as usize / 8];
        entropy().fill(&mut random);
        let is_set = |index: &u32| random[*index as usize / 8] & (1 << (index % 8)) != 0;
        (0..STATUS_ENTRIES_MAX).filter(is_set).for_each(|index| bits.set(index).expect("an entry"));
        assert_eq!(verified(&published(&issuer(), &bits)).expect("a list").bits(), &bits);
    }
}

mod encodings {
    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("finished")
    }

    fn decoded(compressed: &[u8]) -> Result<StatusBits, BitsError> {
        StatusBits::decode(Revocation, &to_multibase_base64url(compressed))
    }

    #[test]
    fn lengths_are_bounded() {
        let least = STATUS_ENTRIES_MIN as usize / 8;
        assert!(decoded(&gzip(&vec![0; least])).is_ok());
        assert_eq!(decoded(&gzip(&vec![0; least - 1])), Err(BitsError::WrongLength), "too little privacy");
        assert_eq!(StatusBits::new(Revocation, STATUS_ENTRIES_MIN - 8), Err(BitsError::WrongLength));
        assert_eq!(StatusBits::new(Revocation, STATUS_ENTRIES_MAX + 1), Err(BitsError::WrongLength));
    }

    /// A thousand bytes that would become a gigabyte.
    #[test]
    fn a_bomb_is_not_unpacked() {
        assert_eq!(decoded(&gzip(&vec![0; 64 << 20])), Err(BitsError::NotGzip));
    }

    #[test]
    fn what_is_not_one_gzip_stream_is_refused() {
        let good = gzip(&vec![0; STATUS_ENTRIES_MIN as usize / 8]);
        assert_eq!(decoded(&[]), Err(BitsError::NotGzip));
        assert_eq!(decoded(&good[..good.len() - 1]), Err(BitsError::NotGzip), "cut off");
        assert_eq!(decoded(&[&good[..], b"x"].concat()), Err(BitsError::NotGzip), "something after it");
        assert_eq!(decoded(&[&good[..], &good[..]].concat()), Err(BitsError::NotGzip), "another stream after it");
        let mut flipped = good;
        let crc = flipped.len() - 8;
        flipped[crc] ^= 1;
        assert_eq!(decoded(&flipped), Err(BitsError::NotGzip), "wrong checksum");
        for text in ["", "z1111", "H4sI", "uH4sI=", "u H4sI"] {
            assert!(matches!(StatusBits::decode(Revocation, text), Err(BitsError::Encoding(_))), "{text:?}");
        }
    }

    #[test]
    fn entries_beyond_the_end_are_refused() {
        let mut bits = bits(Suspension, &[]);
        assert_eq!(bits.get(STATUS_ENTRIES_MIN), None);
        assert_eq!(bits.set(STATUS_ENTRIES_MIN), Err(BitsError::IndexOutOfRange(STATUS_ENTRIES_MIN)));
        assert_eq!(bits.clear(u32::MAX), Err(BitsError::IndexOutOfRange(u32::MAX)));
    }
}

mod entries {
    use super::*;

    fn with(name: &str, value: impl Into<Value>) -> Result<Option<Entry>, EntryError> {
        let mut object = entry(Revocation).to_json();
        object.insert(name.to_owned(), value.into());
        Entry::parse(&object)
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        assert_eq!(Entry::parse(&entry(Suspension).to_json()), Ok(Some(entry(Suspension))));
        assert_eq!(with("statusSize", 1), Ok(Some(entry(Revocation))));
        assert_eq!(with("statusPurpose", "refresh"), Ok(None));
    }

    #[test]
    fn malformed_entries_are_refused() {
        for index in ["", "-1", "+1", "1.0", "0x10", " 1", "1e3", "99999999999999999999", "8388608"] {
            assert_eq!(with("statusListIndex", index), Err(EntryError::InvalidIndex), "{index}");
        }
        assert_eq!(with("statusListIndex", 1), Err(EntryError::InvalidIndex), "a number is no text");
        assert_eq!(with("statusListCredential", "no url"), Err(EntryError::InvalidList));
        assert_eq!(with("statusPurpose", "escheat"), Err(EntryError::NotSupported));
        assert_eq!(with("statusPurpose", Value::Null), Err(EntryError::InvalidPurpose));
        assert_eq!(with("statusSize", 2), Err(EntryError::InvalidSize));
        assert_eq!(with("type", "StatusList2021Entry"), Err(EntryError::NotSupported));
    }
}

#[test]
fn indices_are_given_once_and_run_out() {
    let bits = bits(Revocation, &[]);
    let mut indices = Indices::of(&bits);
    assert_eq!(
        (indices.allocate(5), indices.allocate(5), indices.allocate(u64::MAX)),
        (Some(5), Some(6), Some(u32::MAX % STATUS_ENTRIES_MIN))
    );
    let mut given: BTreeSet<u32> = [5, 6, u32::MAX % STATUS_ENTRIES_MIN].into();
    for i in 0..u64::from(indices.free()) {
        assert!(given.insert(indices.allocate(i * 2).expect("a free one")));
    }
    assert_eq!((indices.free(), indices.allocate(0)), (0, None));
    assert!(given.len() == STATUS_ENTRIES_MIN as usize && holder().did != issuer().did);
}

use super::*;
use cybersyn_credentials::{
    json::canonical_object,
    key::{Signer, SigningKey},
    limits::STATUS_ENTRIES_MIN,
    resolver::Documents,
    status::{ListTerms, StatusBits, StatusPurpose, list_credential},
};
use cybersyn_mesh_api::status_lists::status_list_url;

const NOW: u64 = 1_767_225_600_000;

/// A list of a did:key issuer: what the store must know of a list is the same for all DIDs.
fn list_of(seed: u8, name: &str, from: u64) -> (VerifiedList, String) {
    list_until(seed, name, from, NOW + 1_000_000)
}

fn list_until(seed: u8, name: &str, from: u64, until: u64) -> (VerifiedList, String) {
    let key = SigningKey::from_seed(&[seed; 32]);
    let multikey = key.public_key().to_multikey();
    let (did, method) = (format!("did:key:{multikey}"), format!("did:key:{multikey}#{multikey}"));
    let url = status_list_url("https://mesh.example", &did, name);
    let terms = ListTerms { url: &url, issuer: &did, valid_from: from, valid_until: until };
    let bits = StatusBits::new(StatusPurpose::Revocation, STATUS_ENTRIES_MIN).unwrap();
    let signed = list_credential(&bits, &terms).unwrap().issue(&method, NOW, &key).unwrap();
    let text = canonical_object(&signed).unwrap();
    (VerifiedList::verify(text.as_bytes(), &Documents::default(), NOW, None).unwrap(), text)
}

fn store() -> (tempfile::TempDir, StatusLists) {
    let directory = tempfile::tempdir().unwrap();
    let lists = StatusLists::open(directory.path().join("lists")).unwrap();
    (directory, lists)
}

#[test]
fn a_list_is_found_by_its_url_also_after_a_restart() {
    let (directory, lists) = store();
    let (list, text) = list_of(1, "1", NOW - 10);
    lists.put(&list, &text, NOW).unwrap();
    assert_eq!(lists.at(list.id()).as_deref(), Some(text.as_str()));
    let again = StatusLists::open(directory.path().join("lists")).unwrap();
    assert_eq!((again.get(list.issuer(), "1").as_deref(), again.get(list.issuer(), "2")), (Some(text.as_str()), None));
    assert!(matches!(again.put(&list, &text, NOW), Err(HostError::AlreadyNewer)));
}

#[test]
fn another_address_is_another_list() {
    let (_directory, lists) = store();
    let (list, text) = list_of(1, "1", NOW - 10);
    lists.put(&list, &text, NOW).unwrap();
    assert_eq!(lists.at(&list.id().replace("mesh.example", "evil.example")), None);
}

#[test]
fn an_older_list_never_takes_the_place_of_a_newer_one() {
    let (_directory, lists) = store();
    let ((newer, newer_text), (older, older_text)) = (list_of(1, "1", NOW - 10), list_of(1, "1", NOW - 11));
    lists.put(&older, &older_text, NOW).unwrap();
    lists.put(&newer, &newer_text, NOW).unwrap();
    assert!(matches!(lists.put(&older, &older_text, NOW), Err(HostError::AlreadyNewer)));
    assert_eq!(lists.at(newer.id()), Some(newer_text));
}

#[test]
fn an_issuer_has_so_many_lists_and_others_have_theirs() {
    let (_directory, lists) = store();
    for name in 0..STATUS_LISTS_PER_ISSUER_MAX {
        let (list, text) = list_of(1, &name.to_string(), NOW - 10);
        lists.put(&list, &text, NOW).unwrap();
    }
    let (list, text) = list_of(1, "more", NOW - 10);
    assert!(matches!(lists.put(&list, &text, NOW), Err(HostError::IssuerFull)));
    let (list, text) = list_of(1, "0", NOW - 9);
    lists.put(&list, &text, NOW).unwrap();
    let (list, text) = list_of(2, "1", NOW - 10);
    lists.put(&list, &text, NOW).unwrap();
}

#[test]
fn a_place_under_another_issuer_is_refused() {
    let (_directory, lists) = store();
    let key = SigningKey::from_seed(&[1; 32]);
    let multikey = key.public_key().to_multikey();
    let (did, method) = (format!("did:key:{multikey}"), format!("did:key:{multikey}#{multikey}"));
    let bits = StatusBits::new(StatusPurpose::Revocation, STATUS_ENTRIES_MIN).unwrap();
    for url in [status_list_url("https://a.example", "did:cyb:zX", "1"), "https://a.example/1".to_owned()] {
        let terms = ListTerms { url: &url, issuer: &did, valid_from: NOW, valid_until: NOW + 1_000 };
        let signed = list_credential(&bits, &terms).unwrap().issue(&method, NOW, &key).unwrap();
        let text = canonical_object(&signed).unwrap();
        let list = VerifiedList::verify(text.as_bytes(), &Documents::default(), NOW, None).unwrap();
        assert!(matches!(lists.put(&list, &text, NOW), Err(HostError::WrongPlace(_))), "{url}");
    }
}

#[test]
fn what_is_too_large_is_refused_and_damaged_files_are_left_out() {
    let (directory, lists) = store();
    let (list, text) = list_of(1, "1", NOW - 10);
    let long = format!("{text}{}", " ".repeat(STATUS_LIST_BYTES_MAX));
    assert!(matches!(lists.put(&list, &long, NOW), Err(HostError::TooLarge(_))));
    lists.put(&list, &text, NOW).unwrap();
    fs::write(directory.path().join("lists/0.json"), "{").unwrap();
    fs::write(directory.path().join("lists/1.json"), &text).unwrap();
    let again = StatusLists::open(directory.path().join("lists")).unwrap();
    assert_eq!(again.known().len(), 1);
}

#[test]
fn lists_that_are_over_make_room_for_others_of_their_issuer() {
    let (directory, lists) = store();
    for name in 0..STATUS_LISTS_PER_ISSUER_MAX {
        let (list, text) = list_until(1, &name.to_string(), NOW - 10, NOW + 1_000 + name as u64);
        lists.put(&list, &text, NOW).unwrap();
    }
    let (list, text) = list_of(1, "more", NOW - 10);
    assert!(matches!(lists.put(&list, &text, NOW + 999), Err(HostError::IssuerFull)));
    lists.put(&list, &text, NOW + 1_000).unwrap();
    assert_eq!((lists.get(list.issuer(), "0"), lists.get(list.issuer(), "1").is_some()), (None, true));
    let files = fs::read_dir(directory.path().join("lists")).unwrap().count();
    assert_eq!(files, STATUS_LISTS_PER_ISSUER_MAX);
}

#[test]
fn a_store_full_of_lists_that_are_over_takes_new_ones() {
    let (_directory, lists) = store();
    let term = |until| Term { from: 0, until };
    let place = |n: usize| (format!("did:cyb:z{n}"), "1".to_owned());
    lists.known().extend((0..STATUS_LISTS_MAX).map(|n| (place(n), term(date::at(NOW) + 1))));
    let (list, text) = list_of(1, "1", NOW - 10);
    assert!(matches!(lists.put(&list, &text, NOW), Err(HostError::Full)));
    lists.put(&list, &text, NOW + 1).unwrap();
    assert_eq!(lists.known().len(), 1);
}

#[test]
fn a_list_must_end_within_a_hundred_days() {
    let (_directory, lists) = store();
    let latest = NOW + STATUS_LIST_VALID_MILLIS_MAX;
    let (list, text) = list_until(1, "1", NOW - 10, latest + 1_000);
    assert!(matches!(lists.put(&list, &text, NOW), Err(HostError::TooLasting)));
    let (list, text) = list_until(1, "1", NOW - 10, latest);
    lists.put(&list, &text, NOW).unwrap();
}

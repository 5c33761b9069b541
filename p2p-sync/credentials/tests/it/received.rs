//! What comes from outside, in whichever form.

use crate::{
    actors::{Actor, DAY, NOW, World, holder, issued, issuer, membership, object, stranger, text},
    vcs,
};
use cybersyn_credentials::{
    json::{Object, Value},
    limits::STATUS_ENTRIES_MIN,
    presentation::{self, PresentationError, Request},
    received::{Accepted, Asked, Form, Received, ReceivedError},
    resolver::{Documents, Purpose, ResolveError, Resolver, first_key},
    sd_jwt::key_binding,
    status::{Entry, ListTerms, StatusBits, StatusError, StatusPurpose, VerifiedList, list_credential},
    verify::VerifyError,
};

const URL: &str = "https://issuer.example/status/1";
const REQUEST: Request = vcs::REQUEST;
const BARE: Asked = Asked { types: &[], request: None };
const ANSWERED: Asked = Asked { types: &[], request: Some(REQUEST) };

fn with_status() -> Object {
    let mut document = membership(&issuer());
    let entry = Entry::new(URL, 5, StatusPurpose::Revocation).expect("an entry");
    document.insert("credentialStatus".to_owned(), entry.to_json().into());
    issued(&issuer(), document)
}

fn presented(credential: Object) -> String {
    let holder = holder();
    let presented = presentation::present(&[credential], &REQUEST, &holder.method, NOW, &holder.key);
    String::from_utf8(text(&presented.expect("presented"))).expect("UTF-8")
}

fn plain() -> String {
    String::from_utf8(text(&issued(&issuer(), membership(&issuer())))).expect("UTF-8")
}

fn judge(text: &str, asked: &Asked) -> Result<Accepted, ReceivedError> {
    Received::read(text)?.verify(asked, &World::default().checks())
}

#[test]
fn each_form_is_told_from_the_others() {
    let sd_jwt = vcs::issued().to_string();
    let forms = [plain(), presented(object(&plain())), sd_jwt].map(|text| Received::read(&text).expect("read").form());
    assert_eq!(forms, [Form::Credential, Form::Presentation, Form::SdJwt]);
    assert!(matches!(Received::read("{"), Err(ReceivedError::Json(_))));
    assert!(matches!(Received::read("what is that"), Err(ReceivedError::SdJwt(_))));
}

#[test]
fn what_must_be_fetched_is_known_before() {
    let text = presented(with_status());
    let needs = Received::read(&text).expect("read").needs().clone();
    assert_eq!(needs.dids, [holder().did, issuer().did].into());
    assert_eq!(needs.lists, [(URL.to_owned(), issuer().did)].into());
    assert_eq!(needs.all_dids().count(), 3);
}

#[test]
fn white_space_around_does_not_count() {
    assert!(judge(&format!("\n {} \n", plain()), &BARE).is_ok());
    assert!(judge(&format!("{}\n", vcs::issued()), &BARE).is_ok());
}

#[test]
fn a_copy_is_no_presentation_and_a_presentation_needs_its_request() {
    let bound = key_binding::bind(&vcs::issued(), &REQUEST, NOW, &holder().key).expect("bound").to_string();
    for (bare, presentation) in [(plain(), presented(object(&plain()))), (vcs::issued().to_string(), bound)] {
        assert!(judge(&bare, &BARE).is_ok() && judge(&presentation, &ANSWERED).is_ok());
        assert_eq!(judge(&bare, &ANSWERED).err(), Some(ReceivedError::NotAPresentation));
        assert_eq!(judge(&presentation, &BARE).err(), Some(ReceivedError::RequestMissing));
    }
}

#[test]
fn only_the_types_that_are_asked_for_are_taken() {
    let bare = |types| Asked { types, request: None };
    assert!(judge(&plain(), &bare(&["Other", "Membership"])).is_ok());
    assert_eq!(judge(&plain(), &bare(&["Other"])).err(), Some(ReceivedError::WrongType("Membership".into())));
    let answered = Asked { types: &["Other"], request: Some(REQUEST) };
    assert!(matches!(judge(&presented(object(&plain())), &answered), Err(ReceivedError::WrongType(_))));
    let sd_jwt = vcs::issued().to_string();
    assert!(judge(&sd_jwt, &bare(&[vcs::KIND])).is_ok());
    assert!(matches!(judge(&sd_jwt, &bare(&["urn:other"])), Err(ReceivedError::Vc(_))));
}

#[test]
fn what_is_missing_is_told_from_what_is_wrong() {
    let secured = text(&with_status());
    let secured = core::str::from_utf8(&secured).expect("UTF-8");
    let missing = judge(secured, &BARE).expect_err("no list");
    assert!(missing.is_undecided(), "{missing}");
    assert_eq!(missing, ReceivedError::Credential(VerifyError::Status(StatusError::NotFound(URL.into()))));
    let presented = judge(&presented(object(secured)), &ANSWERED).expect_err("no list");
    assert!(
        presented.is_undecided()
            && matches!(presented, ReceivedError::Presentation(PresentationError::Credential { .. }))
    );
    let foreign = plain().replace(&issuer().did, "did:cyb:zUnknown");
    assert!(judge(&foreign, &BARE).is_err_and(|error| error.is_undecided()));
    let tampered = plain().replace("12.5", "13.5");
    assert!(judge(&tampered, &BARE).is_err_and(|error| !error.is_undecided()));
}

#[test]
fn what_may_be_believed_is_told_to_programs() {
    let json = |accepted: Accepted| Value::Object(accepted.to_json());
    let credential = json(judge(&plain(), &BARE).expect("accepted"));
    assert_eq!((&credential["form"], &credential["issuer"]), (&"credential".into(), &issuer().did.into()));
    assert_eq!(credential["credential"]["credentialSubject"]["member"], true);
    let presentation = json(judge(&presented(object(&plain())), &ANSWERED).expect("accepted"));
    assert_eq!(
        (&presentation["holder"], &presentation["credentials"][0]["key"]),
        (&holder().did.into(), &issuer().method.into())
    );
    let sd_jwt = json(judge(&vcs::issued().to_string(), &BARE).expect("accepted"));
    assert_eq!((&sd_jwt["form"], &sd_jwt["claims"]["name"]), (&"sd-jwt".into(), &"Ada".into()));
    assert!(sd_jwt.get("holder").is_none(), "nobody showed a key");
}

/// Somebody else's list under the same URL, valid and signed.
#[test]
fn a_list_of_another_does_not_hide_the_issuers() {
    let list_of = |actor: &Actor| {
        let terms = ListTerms { url: URL, issuer: &actor.did, valid_from: NOW - DAY, valid_until: NOW + DAY };
        let bits = StatusBits::new(StatusPurpose::Revocation, STATUS_ENTRIES_MIN).expect("bits");
        let signed =
            list_credential(&bits, &terms).expect("a list").issue(&actor.method, NOW, &actor.key).expect("signed");
        VerifiedList::verify(&text(&signed), &Documents::default(), NOW, None).expect("verified")
    };
    let mut world = World::default();
    world.lists.insert(list_of(&issuer()));
    world.lists.insert(list_of(&stranger()));
    assert!(world.lists.contains(URL, &issuer().did) && !world.lists.contains(URL, &holder().did));
    let secured = text(&with_status());
    let received = Received::read(core::str::from_utf8(&secured).expect("UTF-8")).expect("read");
    assert!(received.verify(&BARE, &world.checks()).is_ok());
}

#[test]
fn the_first_usable_key_of_a_did_is_found() {
    let (documents, holder) = (Documents::default(), holder());
    let (name, _) = first_key(&documents, &holder.did, Purpose::Authentication, 0).expect("a key");
    assert_eq!(name, holder.method);
    let document = format!(
        r##"{{"id": "did:x:1", "authentication": ["did:x:1#gone", "did:x:2#other", {{"id": "#a", "type": "Multikey",
            "controller": "did:x:1", "publicKeyMultibase": "{}"}}]}}"##,
        holder.did.trim_start_matches("did:key:")
    );
    let mut documents = Documents::default();
    documents.insert(document.as_bytes()).expect("a document");
    let (name, _) = first_key(&documents, "did:x:1", Purpose::Authentication, 0).expect("a key");
    assert_eq!(name, "did:x:1#a");
    let none = first_key(&documents, "did:x:1", Purpose::AssertionMethod, 0);
    assert!(matches!(none, Err(ResolveError::NotAuthorized { .. })));
}

#[test]
fn what_resolving_came_to_is_taken_over() {
    let result = |text: &str| Value::Object(object(text));
    let mut documents = Documents::default();
    let found = result(r#"{"didDocument": {"id": "did:x:1"}, "didDocumentMetadata": {}, "didResolutionMetadata": {}}"#);
    assert_eq!(documents.insert_result("did:x:1", &found), Ok(()));
    let other = documents.insert_result("did:x:2", &found);
    assert!(matches!(other, Err(ResolveError::InvalidDocument { .. })), "another's document is not taken for its own");
    let missing = result(r#"{"didDocument": null, "didResolutionMetadata": {"error": {"type": "NOT_FOUND"}}}"#);
    assert_eq!(documents.insert_result("did:x:3", &missing), Err(ResolveError::NotFound("did:x:3".into())));
    let gone = result(r#"{"didDocument": {"id": "did:x:1"}, "didDocumentMetadata": {"deactivated": true}}"#);
    assert_eq!(documents.insert_result("did:x:1", &gone), Ok(()));
    assert!(matches!(documents.resolve("did:x:1"), Err(ResolveError::Deactivated(_))));
}

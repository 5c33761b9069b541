//! Proven impact: what is summed, what is left out, and why.

use crate::actors::{Actor, DAY, NOW, World, actor, holder, issued, issuer, membership, stranger, text};
use cybersyn_credentials::{
    data_integrity::ProofError,
    impact::{
        Accreditation, Accreditations, Aggregate, AggregateError, Attestation, AttestationError, Context, Impact,
        LeftOut, Reason, aggregate, attest,
    },
    json::{Object, Value},
    limits::{ATTESTATIONS_MAX, ATTESTED_AMOUNT_MAX, STATUS_ENTRIES_MIN},
    resolver::Documents,
    status::{Entry, ListTerms, StatusBits, StatusError, StatusPurpose, VerifiedList, list_credential},
    verify::{self, VerifyError},
};

const ACTIVITY: &str = "urn:cybersyn:activity:river-clean-up-2025";
const LIST: &str = "https://issuer.example/status/impact";

pub fn hours(activity: &str, amount: u64) -> Impact {
    let (from, until) = (NOW - 30 * DAY, NOW - 20 * DAY);
    Impact {
        context: Context::Environmental,
        activity: activity.to_owned(),
        unit: "hours".to_owned(),
        amount,
        from,
        until,
    }
}

pub fn attested_by(actor: &Actor, subject: &str, impact: &Impact) -> Vec<u8> {
    let id = format!("urn:uuid:{}-{}", impact.activity, impact.amount);
    let credential = attest(&id, &actor.did, subject, impact, NOW - 10 * DAY, None).expect("an attestation");
    text(&credential.issue(&actor.method, NOW - 10 * DAY, &actor.key).expect("issued"))
}

fn attested(impact: &Impact) -> Vec<u8> {
    attested_by(&issuer(), &holder().did, impact)
}

fn accreditation() -> Accreditation {
    Accreditation { contexts: Context::ALL.into(), since: NOW - 365 * DAY, until: None }
}

/// Two accredited issuers.
pub fn accredited() -> Accreditations {
    [(issuer().did, accreditation()), (actor(7).did, accreditation())].into()
}

pub fn summed(documents: &[Vec<u8>]) -> Aggregate {
    summed_with(documents, &accredited(), &World::default())
}

fn summed_with(documents: &[Vec<u8>], accreditations: &Accreditations, world: &World) -> Aggregate {
    let documents: Vec<&[u8]> = documents.iter().map(Vec::as_slice).collect();
    aggregate(&holder().did, &documents, accreditations, &world.checks()).expect("summed")
}

fn totals(aggregate: &Aggregate) -> Vec<(Context, &str, u64)> {
    aggregate.sums.iter().map(|((context, unit), sum)| (*context, unit.as_str(), sum.total)).collect()
}

/// Why the only document was left out.
fn reason(aggregate: &Aggregate) -> &Reason {
    assert!(aggregate.sums.is_empty());
    let [LeftOut { position: 0, reason }] = aggregate.left_out.as_slice() else { panic!("{aggregate:?}") };
    reason
}

#[test]
fn amounts_are_summed_by_context_and_unit_with_their_sources() {
    let code = Impact { context: Context::Technical, ..hours("urn:a:code", 3) };
    let carbon = Impact { unit: "kg-co2e".to_owned(), ..hours(ACTIVITY, 70) };
    let documents =
        [attested(&hours(ACTIVITY, 5)), attested(&hours("urn:a:trees", 7)), attested(&code), attested(&carbon)];
    let aggregate = summed(&documents);
    let expected = [
        (Context::Technical, "hours", 3),
        (Context::Environmental, "hours", 12),
        (Context::Environmental, "kg-co2e", 70),
    ];
    assert_eq!(totals(&aggregate), expected);
    let sum = &aggregate.sums[&(Context::Environmental, "hours".to_owned())];
    let sources: Vec<_> =
        sum.sources.iter().map(|source| (source.activity.as_str(), source.amount, source.issuer.as_str())).collect();
    assert_eq!(sources, [("urn:a:trees", 7, issuer().did.as_str()), (ACTIVITY, 5, issuer().did.as_str())]);
    let digest = *verify::credential(&documents[1], &World::default().checks()).expect("verified").digest();
    assert_eq!(sum.sources[0].digest, digest);
    assert_eq!(aggregate.left_out, []);
}

#[test]
fn an_activity_counts_once_with_the_least_amount() {
    let documents = [
        attested(&hours(ACTIVITY, 9)),
        attested_by(&actor(7), &holder().did, &hours(ACTIVITY, 4)),
        attested(&hours(ACTIVITY, 9)),
    ];
    let aggregate = summed(&documents);
    assert_eq!(totals(&aggregate), [(Context::Environmental, "hours", 4)]);
    let duplicate = |position| LeftOut { position, reason: Reason::Duplicate(1) };
    assert_eq!(aggregate.left_out, [duplicate(0), duplicate(2)]);
}

#[test]
fn revoked_and_suspended_ones_are_left_out() {
    for (purpose, error) in
        [(StatusPurpose::Revocation, StatusError::Revoked), (StatusPurpose::Suspension, StatusError::Suspended)]
    {
        let issuer = issuer();
        let mut bits = StatusBits::new(purpose, STATUS_ENTRIES_MIN).expect("bits");
        bits.set(12).expect("an entry");
        let terms = ListTerms { url: LIST, issuer: &issuer.did, valid_from: NOW - DAY, valid_until: NOW + DAY };
        let list =
            list_credential(&bits, &terms).expect("a list").issue(&issuer.method, NOW, &issuer.key).expect("issued");
        let mut world = World::default();
        world.lists.insert(VerifiedList::verify(&text(&list), &Documents::default(), NOW, None).expect("a list"));
        let at = |index| {
            let entry = Entry::new(LIST, index, purpose).expect("an entry");
            let impact = hours(&format!("urn:a:{index}"), 5);
            let credential =
                attest("urn:uuid:1", &issuer.did, &holder().did, &impact, NOW - DAY, Some(&entry)).expect("one");
            text(&credential.issue(&issuer.method, NOW, &issuer.key).expect("issued"))
        };
        let aggregate = summed_with(&[at(11), at(12)], &accredited(), &world);
        assert_eq!(totals(&aggregate), [(Context::Environmental, "hours", 5)]);
        let reason = Reason::NotValid(VerifyError::Status(error));
        assert_eq!(aggregate.left_out, [LeftOut { position: 1, reason }]);
    }
}

#[test]
fn only_the_accredited_count_in_their_contexts_and_time() {
    let document = [attested(&hours(ACTIVITY, 5))];
    let not_accredited = Reason::NotAccredited { issuer: issuer().did, context: Context::Environmental };
    let with = |accreditation: Accreditation| {
        summed_with(&document, &[(issuer().did, accreditation)].into(), &World::default())
    };
    assert_eq!(reason(&summed_with(&document, &Accreditations::new(), &World::default())), &not_accredited);
    let elsewhere = Accreditation { contexts: [Context::Technical].into(), ..accreditation() };
    assert_eq!(reason(&with(elsewhere)), &not_accredited);
    let attested = NOW - 10 * DAY;
    assert_eq!(reason(&with(Accreditation { since: attested + 1, ..accreditation() })), &not_accredited);
    assert_eq!(reason(&with(Accreditation { until: Some(attested), ..accreditation() })), &not_accredited);
    let just = Accreditation { since: attested, until: Some(attested + 1), ..accreditation() };
    assert_eq!(with(just).left_out, [], "what was attested in time stays");
}

#[test]
fn nobody_attests_for_themselves() {
    let document = [attested_by(&holder(), &holder().did, &hours(ACTIVITY, 5))];
    let accreditations = [(holder().did, accreditation())].into();
    assert_eq!(reason(&summed_with(&document, &accreditations, &World::default())), &Reason::SelfAttested);
}

#[test]
fn others_attestations_and_other_credentials_are_left_out() {
    let others = summed(&[attested_by(&issuer(), &stranger().did, &hours(ACTIVITY, 5))]);
    assert_eq!(reason(&others), &Reason::OtherSubject(stranger().did));
    let other = summed(&[text(&issued(&issuer(), membership(&issuer())))]);
    assert_eq!(reason(&other), &Reason::NotAnAttestation(AttestationError::WrongType));
    let nothing = summed(&[b"{".to_vec()]);
    assert!(matches!(reason(&nothing), Reason::NotValid(VerifyError::Json(_))));
}

#[test]
fn a_raised_amount_is_found() {
    let document =
        String::from_utf8(attested(&hours(ACTIVITY, 5))).expect("text").replace("\"amount\":5", "\"amount\":500");
    let reason_found = summed(&[document.into_bytes()]);
    assert_eq!(reason(&reason_found), &Reason::NotValid(VerifyError::Proof(ProofError::BadSignature)));
}

#[test]
fn the_number_is_bounded() {
    let documents = vec![&b"{}"[..]; ATTESTATIONS_MAX + 1];
    let refused = aggregate(&holder().did, &documents, &accredited(), &World::default().checks());
    assert_eq!(refused, Err(AggregateError::TooMany(ATTESTATIONS_MAX + 1)));
}

/// An attestation that the issuer signed, with one member of the impact changed.
fn with(member: &str, value: impl Into<Value>) -> Result<Attestation, AttestationError> {
    let value = value.into();
    changed(|document| document["credentialSubject"]["impact"][member] = value)
}

fn changed(change: impl FnOnce(&mut Object)) -> Result<Attestation, AttestationError> {
    let issuer = issuer();
    let impact = hours(ACTIVITY, 5);
    let credential =
        attest("urn:uuid:1", &issuer.did, &holder().did, &impact, NOW - DAY, None).expect("an attestation");
    let mut document = credential.document().clone();
    change(&mut document);
    let text = text(&issued(&issuer, document));
    Attestation::read(verify::credential(&text, &World::default().checks()).expect("verified"))
}

#[test]
fn an_attestation_is_read_as_it_was_made() {
    let read = changed(|_| ()).expect("an attestation");
    assert_eq!(
        (read.impact(), read.subject(), read.issuer()),
        (&hours(ACTIVITY, 5), holder().did.as_str(), issuer().did.as_str())
    );
}

#[test]
fn malformed_attestations_are_refused() {
    let cases: [(&str, Value); 12] = [
        ("context", "military".into()),
        ("activity", "no url".into()),
        ("unit", "Hours".into()),
        ("unit", "".into()),
        ("unit", "h".repeat(33).into()),
        ("amount", 0.into()),
        ("amount", (-5).into()),
        ("amount", 5.5.into()),
        ("amount", "5".into()),
        ("amount", (ATTESTED_AMOUNT_MAX + 1).into()),
        ("until", "2020-01-01T00:00:00Z".into()),
        ("from", "1969-01-01T00:00:00Z".into()),
    ];
    for (member, value) in cases {
        assert_eq!(with(member, value.clone()), Err(AttestationError::Malformed(member)), "{member} {value}");
    }
    assert!(matches!(with("from", "2025"), Err(AttestationError::Date(_))));
    assert!(matches!(with("weight", 100), Err(AttestationError::Malformed(_))), "unknown members are not ignored");
    assert!(matches!(with("type", "NegativeImpact"), Err(AttestationError::Malformed(_))));
    assert_eq!(changed(|document| drop(document.remove("validFrom"))), Err(AttestationError::NoDate));
    let two = changed(|document| document["credentialSubject"] = vec![document["credentialSubject"].clone(); 2].into());
    assert_eq!(two, Err(AttestationError::NotOneSubject));
    let nobody =
        changed(|document| drop(document["credentialSubject"].as_object_mut().map(|subject| subject.remove("id"))));
    assert_eq!(nobody, Err(AttestationError::NotOneSubject));
}

#[test]
fn what_would_be_malformed_is_not_made() {
    let zero = attest("urn:uuid:1", &issuer().did, &holder().did, &hours(ACTIVITY, 0), NOW, None);
    assert_eq!(zero, Err(AttestationError::Malformed("amount")));
}

#[test]
fn the_commitment_is_of_sums_and_sources() {
    let one = summed(&[attested(&hours(ACTIVITY, 5))]);
    let again = summed(&[attested(&hours(ACTIVITY, 5)), attested(&hours(ACTIVITY, 5))]);
    let other = summed(&[attested_by(&actor(7), &holder().did, &hours(ACTIVITY, 5))]);
    assert_eq!(one.commitment(), again.commitment());
    assert_ne!(one.commitment(), other.commitment(), "another source");
}

use super::*;
use crate::{
    dids::{Kept, KeptVersions, fake::FakeBlock},
    metrics::Metrics,
};
use cybersyn_credentials::{
    json::canonical_object,
    key::{Signer, SigningKey},
    limits::STATUS_ENTRIES_MIN,
    status::{ListTerms, StatusBits, StatusPurpose, list_credential},
};
use cybersyn_mesh_api::status_lists::status_list_url;
use futures::FutureExt;
use serde_json::json;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A service before a fake chain that knows no DID.
struct Fixture {
    _directory: tempfile::TempDir,
    credentials: Credentials,
    block: FakeBlock,
}

impl Fixture {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (dids, block) =
            (Dids::new(Kept::default(), KeptVersions::default(), Metrics::default()), FakeBlock::genesis());
        dids.follow(Arc::new(block.clone()), 0).await.unwrap();
        let hosted = StatusLists::open(directory.path().to_owned()).unwrap();
        let articles = Articles::new("ws://127.0.0.1:1".to_owned(), [0; 32]);
        Self { _directory: directory, credentials: Credentials::new(dids, articles, Arc::new(hosted)), block }
    }

    fn reads(&self) -> usize {
        self.credentials.hosted().reads.load(Relaxed)
    }

    /// Hosts a list of a did:key issuer; its URL and issuer.
    fn host(&self) -> (String, String) {
        let (key, now) = (SigningKey::from_seed(&[1; 32]), now());
        let multikey = key.public_key().to_multikey();
        let (issuer, method) = (format!("did:key:{multikey}"), format!("did:key:{multikey}#{multikey}"));
        let url = status_list_url("https://mesh.example", &issuer, "1");
        let terms = ListTerms { url: &url, issuer: &issuer, valid_from: now, valid_until: now + 60_000 };
        let bits = StatusBits::new(StatusPurpose::Revocation, STATUS_ENTRIES_MIN).unwrap();
        let text = canonical_object(&list_credential(&bits, &terms).unwrap().issue(&method, now, &key).unwrap());
        let text = text.unwrap();
        let list = VerifiedList::verify(text.as_bytes(), &Documents::default(), now, None).unwrap();
        self.credentials.hosted().put(&list, &text, now).unwrap();
        (url, issuer)
    }
}

fn free(_: u32) -> Result<(), Duration> {
    Ok(())
}

/// A credential signed with a key of that DID, or so it says.
fn said_to_be_of(did: &Did, list: &str) -> Value {
    json!({
        "type": ["VerifiableCredential"],
        "issuer": did.to_string(),
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "1",
            "statusListCredential": list,
        },
        "proof": { "verificationMethod": format!("{did}#key-1") },
    })
}

fn credentials_of(dids: impl Iterator<Item = u8>) -> String {
    let credentials: Vec<Value> = dids.map(|n| said_to_be_of(&Did([n; 32]), "https://x.example/1")).collect();
    json!({ "type": ["VerifiablePresentation"], "verifiableCredential": credentials }).to_string()
}

#[tokio::test]
async fn a_list_is_read_once_in_however_many_names_it_is_asked_for() {
    let fixture = Fixture::new().await;
    let (url, issuer) = fixture.host();
    let mut needs = Needs::default();
    needs.lists.insert((url.clone(), issuer.clone()));
    needs.lists.extend((1..64).map(|n| (url.clone(), format!("did:x:{n}"))));
    let world = fixture.credentials.gather(&needs, Vec::new(), &free).await.unwrap();
    assert!(world.status_lists().contains(&url, &issuer));
    assert_eq!(fixture.reads(), 1);
}

#[tokio::test]
async fn no_list_is_read_before_it_is_the_requests_turn() {
    let fixture = Fixture::new().await;
    let (url, issuer) = fixture.host();
    let credential = json!({
        "issuer": issuer,
        "credentialStatus": said_to_be_of(&Did([1; 32]), &url)["credentialStatus"],
    });
    let verify = || fixture.credentials.verify(credential.to_string(), AskedView::default(), Vec::new(), &free);
    let turns = fixture.credentials.0.work.acquire_many(WORK_MAX as u32).await.unwrap();
    let mut waiting = Box::pin(verify());
    assert!(waiting.as_mut().now_or_never().is_none());
    assert_eq!(fixture.reads(), 0);
    drop(turns);
    waiting.await.unwrap();
    assert_eq!(fixture.reads(), 1);
}

#[tokio::test]
async fn whoever_has_dids_read_for_a_verification_pays_for_each() {
    let (fixture, paid) = (Fixture::new().await, AtomicU32::new(0));
    let charge = |cost| {
        paid.fetch_add(cost, Relaxed);
        Ok(())
    };
    let verified = fixture.credentials.verify(credentials_of(0..10), AskedView::default(), Vec::new(), &charge);
    assert!(!verified.await.unwrap().valid);
    assert_eq!((paid.load(Relaxed), fixture.block.is_asked()), (10 * DID_READ, 10));
}

#[tokio::test]
async fn whoever_cannot_pay_has_no_dids_read() {
    let (fixture, wait) = (Fixture::new().await, Duration::from_millis(7));
    let refuse = |_| Err(wait);
    let refused = fixture.credentials.verify(credentials_of(0..10), AskedView::default(), Vec::new(), &refuse).await;
    assert!(matches!(refused, Err(CredentialsError::TooFast(told)) if told == wait), "{refused:?}");
    assert_eq!(fixture.block.is_asked(), 0);
}

#[tokio::test]
async fn what_is_known_of_dids_costs_nothing() {
    let fixture = Fixture::new().await;
    let verify = |charge| fixture.credentials.verify(credentials_of(0..10), AskedView::default(), Vec::new(), charge);
    verify(&free).await.unwrap();
    verify(&|_| Err(Duration::from_millis(1))).await.unwrap();
}

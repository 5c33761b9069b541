//! The off-chain worker against a sidecar that is a list of expected requests.

use super::{fixtures::*, mock::*};
use crate::{pallet::Call, sidecar::Silence};
use codec::{Decode, Encode};
use cybersyn_pallet_test_utils::{GENESIS, START};
use cybersyn_primitives::{
    Batch, Class,
    settlement::{ANSWER_BYTES_MAX, ANSWER_MILLIS_MAX, SIDECAR_URL_KEY, batches_url},
    traits::Roll,
};
use frame_support::traits::Hooks;
use sp_core::offchain::{
    OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
    testing::{PendingRequest, TestOffchainExt, TestTransactionPoolExt},
};

const SIDECAR: &str = "http://127.0.0.1:9955/";

/// Runs the worker after block 4 with a sidecar that answers so, part by part; returns the batches submitted.
fn work(url: Option<&str>, answers: impl FnOnce() -> Vec<Vec<u8>>) -> Vec<Batch> {
    let (offchain, state) = TestOffchainExt::new();
    let (pool, pooled) = TestTransactionPoolExt::new();
    let mut ext = sp_io::TestExternalities::default();
    ext.register_extension(OffchainDbExt::new(offchain.clone()));
    ext.register_extension(OffchainWorkerExt::new(offchain));
    ext.register_extension(TransactionPoolExt::new(pool));
    ext.execute_with(|| {
        let parts = answers();
        for (part, answer) in parts.into_iter().enumerate() {
            state.write().expect_request(PendingRequest {
                method: "GET".into(),
                uri: batches_url(SIDECAR, 4, part as u32),
                response: Some(answer),
                sent: true,
                ..Default::default()
            });
        }
        if let Some(url) = url {
            sp_io::offchain::local_storage_set(
                sp_core::offchain::StorageKind::PERSISTENT,
                SIDECAR_URL_KEY,
                url.as_bytes(),
            );
        }
        <Ballots as Hooks<u32>>::offchain_worker(4);
    });
    let transactions = pooled.read().transactions.clone();
    transactions.iter().map(|bytes| submitted(bytes)).collect()
}

fn submitted(mut bytes: &[u8]) -> Batch {
    match Extrinsic::decode(&mut bytes).expect("an extrinsic").function {
        RuntimeCall::Ballots(Call::settle { batch }) => batch,
        other => panic!("not a batch: {other:?}"),
    }
}

fn prepare() {
    frame_system::BlockHash::<Test>::insert(0, sp_core::H256::from(GENESIS));
    go(1, START);
    admit(5);
    open(1, Class::Rights);
}

#[test]
fn batches_are_renumbered_and_submitted_in_order() {
    let batches = work(Some(SIDECAR), || {
        prepare();
        let (first, second) = (batch(1, &[yes(1, 0, 5)]), batch(1, &[yes(1, 1, 5), no(1, 2, 5)]));
        vec![vec![first].encode(), vec![second].encode(), Vec::<Batch>::new().encode()]
    });
    assert_eq!(batches.iter().map(|batch| (batch.built_on, batch.number)).collect::<Vec<_>>(), [(4, 0), (4, 1)]);
    assert_eq!(batches.iter().map(Batch::ballots).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_is_settled_or_would_be_skipped_is_dropped() {
    let batches = work(Some(SIDECAR), || {
        prepare();
        settle(1, &[yes(1, 0, 5)]);
        Ballots::strike(3);
        let old = batch(1, &[yes(1, 0, 5)]);
        let mixed = batch(1, &[yes(1, 0, 4), yes(1, 1, 5), yes(1, 3, 5), yes(1, 2, 70_000)]);
        let unknown = batch(9, &[yes(9, 0, 5)]);
        vec![vec![old, mixed, unknown].encode(), Vec::<Batch>::new().encode()]
    });
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0].pages.iter().map(|(_, ballots)| ballots.len()).collect::<Vec<_>>(), [1]);
    assert_eq!((batches[0].number, batches[0].pages[0].1[0].position), (0, 1));
}

#[test]
fn a_node_without_a_sidecar_asks_nobody() {
    assert!(
        work(None, || {
            prepare();
            vec![]
        })
        .is_empty()
    );
}

#[test]
fn a_sidecar_elsewhere_is_not_asked() {
    for url in ["http://10.0.0.1:80", "https://example.org", "http://127.0.0.1.evil.org", "http://localhost@evil.org"] {
        assert!(
            work(Some(url), || {
                prepare();
                vec![]
            })
            .is_empty()
        );
    }
}

#[test]
fn a_malformed_answer_submits_nothing() {
    assert!(
        work(Some(SIDECAR), || {
            prepare();
            vec![b"<html>no</html>".to_vec()]
        })
        .is_empty()
    );
}

#[test]
fn an_answer_beyond_the_bound_submits_nothing() {
    let batches = work(Some(SIDECAR), || {
        prepare();
        let one = batch(1, &[yes(1, 1, 5)]);
        let mut answer = vec![one; 8].encode();
        answer.resize(ANSWER_BYTES_MAX + 1, 0);
        vec![answer]
    });
    assert!(batches.is_empty());
}

#[test]
fn a_batch_beyond_the_bound_is_left_out() {
    let batches = work(Some(SIDECAR), || {
        prepare();
        let mut large = batch(1, &[yes(1, 1, 5)]);
        let ballot = large.pages[0].1[0];
        large.pages[0].1 = vec![ballot; 2_049];
        vec![vec![large, batch(1, &[yes(1, 2, 5)])].encode(), Vec::<Batch>::new().encode()]
    });
    assert_eq!(batches.iter().map(Batch::ballots).collect::<Vec<_>>(), [1]);
}

#[test]
fn every_silence_says_what_was_wrong_or_what_to_look_at() {
    let (millis, bytes) = (format!("{ANSWER_MILLIS_MAX} ms"), format!("{ANSWER_BYTES_MAX} bytes"));
    let all: [(Silence, &[&str]); 6] = [
        (Silence::NotLoopback, &["http://127.0.0.1", "http://[::1]", "http://localhost"]),
        (Silence::Unreachable, &["is cybersyn-mesh running?"]),
        (Silence::TooSlow, &[&millis]),
        (Silence::Status(503), &["503"]),
        (Silence::TooLong, &[&bytes]),
        (Silence::Malformed, &["do versions match?"]),
    ];
    for (silence, facts) in all {
        let told = silence.to_string();
        assert!(facts.iter().all(|fact| told.contains(fact)), "{told}");
    }
}

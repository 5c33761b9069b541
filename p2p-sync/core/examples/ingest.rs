//! Ballots per second on one core: bare batch verification beside the whole way from bundle to disk bytes.
//!
//! `cargo run --release -p cybersyn-mesh-core --example ingest`

use cybersyn_mesh_core::{
    Event, Heart, Message, Peer, ViewUpdate, WorkId, ingest::ingest, message::encode, verify::Work,
};
use cybersyn_primitives::{
    Ballot, Body, Choice, Class, Hash, SignedBallot, Terms,
    attention::{AttentionAccount, AttentionPage, AttentionParams},
    dev::voting_seed,
    ledger::Ledger,
    roll::{Interval, RollKey, RollPage, RollSlot},
    terms::Thresholds,
};
use ed25519_zebra::{SigningKey, VerificationKeyBytes};
use std::time::Instant;

const GENESIS: Hash = [7; 32];
const OPENS: u64 = 1_700_000_000_000;
const VOTERS: u32 = 780 * 24;
const BUNDLE: usize = 780;

fn main() {
    let keys: Vec<SigningKey> = (0..VOTERS).map(|voter| SigningKey::from(voting_seed(voter))).collect();
    let publics: Vec<[u8; 32]> = keys.iter().map(|key| VerificationKeyBytes::from(key).into()).collect();
    let ballots: Vec<SignedBallot> = (0..VOTERS).zip(&keys).map(|(voter, key)| sign(voter, key)).collect();
    let bundles: Vec<Vec<u8>> = ballots.chunks(BUNDLE).map(|part| encode(&Message::Ballots(part.to_vec()))).collect();
    for _ in 0..3 {
        let bare = bare(&ballots, &publics);
        let whole = whole(&publics, &bundles);
        println!("bare {bare:>8.0}/s   ingest {whole:>8.0}/s   {:>5.1} %", 100.0 * whole / bare);
    }
}

fn bare(ballots: &[SignedBallot], publics: &[[u8; 32]]) -> f64 {
    let works: Vec<Work> = ballots
        .chunks(BUNDLE)
        .map(|part| {
            let mut work = Work::with_capacity(WorkId(0), part.len());
            for signed in part {
                let key = &publics[signed.ballot.citizen as usize];
                work.push_ballot(&signed.ballot, &signed.signature, key, &GENESIS, &terms().content);
            }
            work
        })
        .collect();
    let start = Instant::now();
    assert!(works.iter().all(|work| work.run([1; 32]).bad.is_empty()));
    f64::from(VOTERS) / start.elapsed().as_secs_f64()
}

fn whole(publics: &[[u8; 32]], bundles: &[Vec<u8>]) -> f64 {
    let mut heart = Heart::new(GENESIS);
    heart.handle(Event::Finalized(Box::new(chain(publics))), OPENS + 1_000);
    let mut disk = Vec::new();
    let bundles = bundles.to_vec();
    let start = Instant::now();
    for bytes in bundles {
        ingest(&mut heart, Peer([1; 32]), bytes, OPENS + 1_000, [1; 32], &mut disk);
    }
    let took = start.elapsed();
    assert_eq!(heart.figures().ballots, u64::from(VOTERS));
    f64::from(VOTERS) / took.as_secs_f64()
}

fn terms() -> Terms {
    Terms {
        content: [1; 32],
        scheduled: OPENS,
        opens: OPENS,
        closes: OPENS + 3_600_000,
        grace: 600_000,
        class: Class::Budget,
        function: Class::Budget.function(),
        tokens_max: 50,
        quorum_base: 10,
        thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
    }
}

fn sign(citizen: u32, key: &SigningKey) -> SignedBallot {
    let body = Body::Open { choice: Choice::Yes, tokens: 4 };
    let ballot = Ballot { proposal: 1, citizen, key_version: 0, body, cast_at: 5 };
    SignedBallot { ballot, signature: key.sign(&ballot.signing_payload(&GENESIS, &terms().content)).into() }
}

fn chain(publics: &[[u8; 32]]) -> ViewUpdate {
    let params = AttentionParams::default();
    let slot = |(citizen, key): (usize, &[u8; 32])| RollSlot {
        citizen: citizen as u32,
        tenures: vec![Interval::open(1)].try_into().expect("one fits"),
        struck: false,
        keys: vec![RollKey { version: 0, key: *key, force: Interval::open(1), stolen: false }]
            .try_into()
            .expect("one fits"),
    };
    let slots: Vec<RollSlot> = publics.iter().enumerate().map(slot).collect();
    let accounts = vec![AttentionAccount::open(OPENS, &params); publics.len()];
    let roll = slots.chunks(256).map(|part| RollPage::try_from(part.to_vec()).expect("a page"));
    let attention = accounts.chunks(256).map(|part| AttentionPage::try_from(part.to_vec()).expect("a page"));
    ViewUpdate {
        number: 1,
        time: OPENS + 1_000,
        attention_params: Some(params),
        proposals: vec![(1, Ledger::new(terms()))],
        roll: roll.enumerate().map(|(index, page)| (index as u16, page)).collect(),
        attention: attention.enumerate().map(|(index, page)| (index as u16, page)).collect(),
        ..ViewUpdate::default()
    }
}

//! (7) Forged, replayed, malformed and oversize ballots: refused with an error that says what is wrong; nothing stored.

use super::fixture::Fixture;
use anyhow::{Context, Result, ensure};
use codec::Encode;
use cybersyn_chain_client::{
    Call, Chain, Wait,
    subxt_signer::{SecretUri, sr25519::Keypair},
};
use cybersyn_e2e::{
    citizen::{Citizen, Vote, hash},
    mesh::code,
};
use cybersyn_primitives::{
    Ballot, Body, Choice,
    api::{ProposalView, codes},
    dev,
};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn hostile_ballots_are_refused_and_leave_nothing_behind() -> Result<()> {
    let mut fixture = Fixture::start(1, |_| Ok(())).await?;
    let voting = Duration::from_secs(120);
    let bench = fixture.propose("A bench", "budget", voting).await?;
    let tree = fixture.propose("A tree", "budget", voting).await?;
    for (name, bytes, expected) in attacks(&fixture, &bench, &tree)? {
        let refused = fixture.mesh(0).submit_bytes(bytes).await;
        let error = refused.err().with_context(|| format!("{name} was taken"))?;
        ensure!(expected.contains(&code(&error).unwrap_or_default()), "{name}: {error}");
        ensure!(error.to_string().len() > 20, "{name}: the error says nothing: {error}");
    }
    for proposal in [bench.id, tree.id] {
        let stored = fixture.mesh(0).ballots(proposal, None, 100).await?;
        ensure!(stored.ballots.is_empty(), "stored after attacks: {stored:?}");
        ensure!(fixture.mesh(0).tally(proposal).await?.mesh.yes.voters == 0);
    }
    own_settlement_is_checked_as_well(&fixture, &bench).await?;
    fixture.federation.check()?;
    fixture.federation.stop()
}

type Attack = (&'static str, Vec<u8>, &'static [i32]);

fn attacks(fixture: &Fixture, bench: &ProposalView, tree: &ProposalView) -> Result<Vec<Attack>> {
    let genesis = fixture.federation.genesis;
    // Dated early, so that on whichever proposal it is replayed its date has come and it is judged at once.
    let early = Vote { choice: Choice::Yes, tokens: 4, date: bench.opens + 50 };
    let good = fixture.citizens[1].sign(&genesis, bench, early)?;
    let content = hash(bench)?;
    let refused: &'static [i32] = &[codes::MALFORMED, codes::REFUSED];
    let with = |ballot: Ballot| cybersyn_primitives::SignedBallot { ballot, ..good }.encode();
    let signed = |citizen: &Citizen, ballot: Ballot| citizen.sign_ballot(&genesis, &content, ballot).encode();
    let mut flipped = good;
    flipped.signature[5] ^= 1;
    let mut long = good.encode();
    long.push(0);
    let over = Body::Open { choice: Choice::Yes, tokens: 51 };
    Ok(vec![
        ("a changed signature", flipped.encode(), refused),
        (
            "a changed choice",
            with(Ballot { body: Body::Open { choice: Choice::No, tokens: 4 }, ..good.ballot }),
            refused,
        ),
        ("a replay to another proposal", with(Ballot { proposal: tree.id, ..good.ballot }), refused),
        ("a replay as another citizen", with(Ballot { citizen: 2, ..good.ballot }), refused),
        ("another citizen's key", signed(&fixture.citizens[2], good.ballot), refused),
        (
            "a replay from another chain",
            fixture.citizens[1].sign_ballot(&[7; 32], &content, good.ballot).encode(),
            refused,
        ),
        ("more tokens than the cap", signed(&fixture.citizens[1], Ballot { body: over, ..good.ballot }), refused),
        (
            "a date after the close",
            signed(&fixture.citizens[1], Ballot { cast_at: u32::MAX, ..good.ballot }),
            &[codes::REFUSED, codes::FROM_FUTURE],
        ),
        ("trailing bytes", long, refused),
        ("half a ballot", good.encode()[..40].to_vec(), refused),
        ("nothing", Vec::new(), refused),
        ("an unknown kind of body", unknown_kind(good.encode()), refused),
    ])
}

/// The body's kind stands after proposal (4), citizen (4) and key version (2).
fn unknown_kind(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[10] = 9;
    bytes
}

/// The chain refuses what the mesh refuses.
async fn own_settlement_is_checked_as_well(fixture: &Fixture, proposal: &ProposalView) -> Result<()> {
    let chain = Chain::connect(&fixture.federation.validators[0].url()).await?;
    let sender = Keypair::from_uri(&dev::account_uri(2).parse::<SecretUri>()?)?;
    let good = fixture.citizens[1].sign(&fixture.federation.genesis, proposal, Vote::now(Choice::Yes, 4))?;
    let mut forged = good;
    forged.signature[5] ^= 1;
    for (signed, taken) in [(forged, false), (good, true), (good, false)] {
        let call = Call::new("Ballots", "settle_own", signed);
        let result = chain.submit(&call, &sender, Wait::InBlock).await;
        ensure!(result.is_ok() == taken, "settle_own of {signed:?}: {result:?}");
    }
    Ok(())
}

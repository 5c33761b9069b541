//! Proposals in pages: newest first, without bodies, open ones alone if wanted.

use crate::fixture::{MINUTE, client, code, data_of, known, now, start, terms};
use anyhow::Result;
use cybersyn_mesh_api::{MeshApiClient, limits::PROPOSALS_PER_PAGE_MAX, types::ProposalView};
use cybersyn_primitives::{
    Class, Terms,
    entry::FrozenText,
    ledger::{Ledger, Phase},
    text::{Header, content_hash},
};
use jsonrpsee::{core::client::ClientT, http_client::HttpClient, rpc_params};

/// Ids of the proposals that there are: with gaps, for ids are never reused.
const IDS: std::ops::Range<u32> = 0..120;

fn exists(id: &u32) -> bool {
    id % 10 != 5
}

fn is_open(id: &u32) -> bool {
    id.is_multiple_of(3)
}

/// A daemon's data that knows many proposals, every third of them open.
fn many() -> Result<tempfile::TempDir> {
    let head = now();
    let mut known = known(head)?;
    known.ledgers.clear();
    for id in IDS.filter(exists) {
        let phase = if is_open(&id) { Phase::Open } else { Phase::Final };
        let content = [id as u8; 32];
        known.ledgers.insert(id, Ledger { phase, ..Ledger::new(Terms { content, ..terms(head - MINUTE) }) });
    }
    data_of(known)
}

/// All pages; the proposals' ids in their order, and how many pages there were.
async fn read(client: &HttpClient, limit: Option<u32>, open: Option<bool>) -> Result<(Vec<u32>, usize)> {
    let (mut ids, mut pages, mut cursor) = (Vec::new(), 0, None);
    loop {
        let page = client.proposals(cursor, limit, open).await?;
        ids.extend(page.proposals.iter().map(|proposal| proposal.id));
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            return Ok((ids, pages));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_proposal_once_newest_first() -> Result<()> {
    let data = many()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    let all: Vec<u32> = IDS.rev().filter(exists).collect();
    assert_eq!(read(&client, None, None).await?, (all.clone(), 3));
    assert_eq!(read(&client, Some(u32::MAX), Some(false)).await?, (all.clone(), 1));
    assert_eq!(read(&client, Some(1), None).await?.0, all);
    let open: Vec<u32> = IDS.rev().filter(exists).filter(is_open).collect();
    assert_eq!(read(&client, Some(10), Some(true)).await?.0, open);
    assert!(PROPOSALS_PER_PAGE_MAX as usize > all.len());
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_without_parameters_gets_the_first_page() -> Result<()> {
    let data = many()?;
    let daemon = start(data.path(), &[]).await?;
    let page: serde_json::Value = client(&daemon)?.request("mesh_proposals", rpc_params![]).await?;
    assert_eq!((page["proposals"].as_array().map(Vec::len), &page["next"]), (Some(50), &"64".into()));
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_no_page_gave_is_refused() -> Result<()> {
    let data = many()?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    assert_eq!(code(client.proposals(Some("newest".into()), None, None).await), Some(-32_602));
    assert_eq!(client.proposals(Some("0".into()), None, None).await?.proposals, []);
    daemon.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_comes_with_the_proposal_alone() -> Result<()> {
    let header = Header { title: "A bench".into(), class: Class::Budget, community: 0, call: None };
    let text = FrozenText { header, body: "Let us build a bench.\n".into() };
    let content = content_hash(&text.header, &text.body)?;
    let head = now();
    let mut known = known(head)?;
    known.ledgers.insert(8, Ledger::new(Terms { content, ..terms(head) }));
    let data = data_of(known)?;
    let daemon = start(data.path(), &[]).await?;
    let client = client(&daemon)?;
    client.publish_text(text.clone()).await?;
    let listed: Vec<ProposalView> = client.proposals(None, Some(1), None).await?.proposals;
    assert_eq!((listed[0].title.as_deref(), &listed[0].body), (Some("A bench"), &None));
    assert_eq!(client.proposal(8).await?.body, Some(text.body));
    daemon.stop().await;
    Ok(())
}

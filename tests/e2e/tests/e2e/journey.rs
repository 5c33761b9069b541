//! (1) The journey, as `scripts/dev.sh --demo` walks it.

use anyhow::Result;
use cybersyn_e2e::{federation::Federation, journey};

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_travels_from_draft_to_enacted_article() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let mut federation = Federation::start(directory.path(), 3, |_| Ok(())).await?;
    journey::run(&mut federation).await?;
    federation.stop()
}

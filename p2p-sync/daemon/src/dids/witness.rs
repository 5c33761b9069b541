//! Finalized blocks are looked at for versions of DIDs that end in them.

use super::{
    Dids,
    chronicle::{Ended, KeptVersions, Seen},
    record,
    source::Source,
};
use cybersyn_chain_client::{ChainError, did::DidRecord};
use cybersyn_primitives::{DidId, Millis};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// States of so many blocks every node keeps; older ones are not asked for.
const CATCH_UP_MAX: u32 = 256;
/// Records asked of the node with one request.
const READ_MAX: usize = 64;

impl Dids {
    /// The blocks up to `head` that are to be witnessed next.
    pub fn unseen(&self, head: u32) -> RangeInclusive<u32> {
        let through = self.state().chronicle.seen().map_or(0, |seen| seen.through);
        let oldest = head.saturating_sub(CATCH_UP_MAX - 1).max(1);
        through.saturating_add(1).max(oldest)..=head
    }

    /// The blocks that were witnessed without a gap, unless every version that ever ended is known.
    pub fn history_begins(&self) -> Option<Option<Seen>> {
        let state = self.state();
        (!state.chronicle.is_complete()).then(|| state.chronicle.seen())
    }

    /// Notes which versions ended in `block`, dated `time`. Errs if the connection is lost; the block is then to be
    /// witnessed again.
    pub async fn witness(&self, block: &dyn Source, time: Millis) -> Result<(), ChainError> {
        let ended = match ended_in(block, time).await {
            Err(error) if error.is_connection() => return Err(error),
            Err(error) => {
                tracing::debug!(block = block.number(), %error, "which versions of DIDs ended cannot be read");
                None
            }
            Ok(ended) => ended,
        };
        let mut state = self.state();
        state.chronicle.saw(block.number(), ended.is_some());
        for (id, ended) in ended.into_iter().flatten() {
            state.chronicle.add(id, ended);
        }
        let count = state.chronicle.count();
        self.0.metrics.did_versions.set(i64::try_from(count).unwrap_or(i64::MAX));
        Ok(())
    }

    /// The versions that are to be kept for the next run, if it is time, or `is_last` chance and anything is new.
    pub fn versions_to_keep(&self, is_last: bool) -> Option<KeptVersions> {
        self.state().chronicle.unsaved(is_last)
    }
}

/// The versions that ended in `block`, or `None` when that cannot be known.
async fn ended_in(block: &dyn Source, time: Millis) -> Result<Option<Vec<(DidId, Ended)>>, ChainError> {
    let Some(changed) = block.changed().await? else { return Ok(None) };
    let Some(before) = block.number().checked_sub(1) else { return Ok(Some(Vec::new())) };
    let mut all = Vec::new();
    for (id, after) in renewed(block, changed, time).await? {
        let Some(stored) = block.read_after(before, &id).await? else { continue };
        all.extend(Ended::between(stored, &after)?.map(|ended| (id, ended)));
    }
    Ok(Some(all))
}

/// Those of the changed DIDs that came to another version than their first one at `time`, with their records. Many events
/// change no version.
async fn renewed(
    block: &dyn Source,
    changed: BTreeSet<DidId>,
    time: Millis,
) -> Result<Vec<(DidId, DidRecord)>, ChainError> {
    let changed: Vec<DidId> = changed.into_iter().collect();
    let mut renewed = Vec::new();
    for ids in changed.chunks(READ_MAX) {
        for (id, stored) in ids.iter().zip(block.read(ids).await?) {
            let record = stored.as_deref().map(record::read).transpose()?;
            renewed.extend(record.filter(|it| it.updated == time && it.version > 0).map(|record| (*id, record)));
        }
    }
    Ok(renewed)
}

//! Earlier versions of a DID. The chain keeps the one in force only, but the state of an earlier block has the one that
//! was in force then: versions only ever grow, so the block is found by halving, in 32 looks at most.

use super::{record::read, source::Source};
use cybersyn_chain_client::{ChainError, did::DidRecord};
use cybersyn_identity::resolution::registry::{At, NextVersion};
use cybersyn_primitives::DidId;

/// A version and the one that followed. Of changes within one block only the last is ever seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// The version.
    pub record: DidRecord,
    /// The next one.
    pub next: NextVersion,
}

/// What came of looking for an earlier version.
#[derive(Clone, Debug, PartialEq)]
pub enum Search {
    /// Found.
    Found(Box<Past>),
    /// There was none, or it was replaced in the block in which it came.
    Never,
    /// It is of a block whose state the node has pruned.
    Pruned,
}

/// State of a DID after a block, as far as it matters here.
enum Look {
    /// Pruned.
    Unknown,
    /// Not created yet.
    None,
    /// At that version.
    Some(DidRecord),
}

/// Looks for the version of `id` that `at` means, which must be one before `latest`, the version in force at `source`.
pub async fn find(source: &dyn Source, id: &DidId, at: At, latest: DidRecord) -> Result<Search, ChainError> {
    // Always: what is wanted is not after `before`, and before `after`.
    let (mut before, mut after, mut next) = (None, source.number(), latest);
    let mut found = Look::Unknown;
    while let Some(middle) = between(before, after) {
        match look(source, middle, id).await? {
            Look::Some(record) if is_later(&record, at) => (after, next) = (middle, record),
            earlier => (before, found) = (Some(middle), earlier),
        }
    }
    Ok(match (before, found) {
        (None, _) | (_, Look::None) => Search::Never,
        (_, Look::Unknown) => Search::Pruned,
        (_, Look::Some(record)) if is_wanted(&record, at) => {
            let next = NextVersion { version: next.version, updated: next.updated };
            Search::Found(Box::new(Past { record, next }))
        }
        (_, Look::Some(_)) => Search::Never,
    })
}

/// A block above the one and below the other.
fn between(before: Option<u32>, after: u32) -> Option<u32> {
    let first = before.map_or(0, |before| before.saturating_add(1));
    (first < after).then(|| first.midpoint(after.saturating_sub(1)))
}

async fn look(source: &dyn Source, number: u32, id: &DidId) -> Result<Look, ChainError> {
    match source.read_after(number, id).await {
        Ok(None) => Ok(Look::None),
        Ok(Some(bytes)) => Ok(Look::Some(read(&bytes)?)),
        Err(ChainError::UnknownBlock(_)) => Ok(Look::Unknown),
        Err(error) => Err(error),
    }
}

fn is_later(record: &DidRecord, at: At) -> bool {
    match at {
        At::Latest => false,
        At::Version(version) => record.version > version,
        At::Time(time) => record.updated > time,
    }
}

fn is_wanted(record: &DidRecord, at: At) -> bool {
    match at {
        At::Version(version) => record.version == version,
        At::Latest | At::Time(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dids::fake::{ALICE, FakeBlock, newborn, version};

    /// Created in block 3; versions 1 and 2 in block 5, 3 in block 9; the head is block 12. A block takes ten seconds.
    fn chain() -> FakeBlock {
        let mut chain = FakeBlock::genesis();
        for number in 1..=12u32 {
            let record = match number {
                3 => Some(newborn(30_000)),
                5 => Some(version(2, 30_000, 50_000)),
                9 => Some(version(3, 30_000, 90_000)),
                _ => None,
            };
            chain.push(record.map(|record| (ALICE, record)));
        }
        chain
    }

    async fn find_in(chain: &FakeBlock, at: At) -> Search {
        find(chain, &ALICE, at, version(3, 30_000, 90_000)).await.unwrap()
    }

    fn versions(search: Search) -> Option<(u32, u32)> {
        match search {
            Search::Found(past) => Some((past.record.version, past.next.version)),
            _ => None,
        }
    }

    #[tokio::test]
    async fn a_version_is_found_by_its_number_with_the_one_that_followed() {
        assert_eq!(versions(find_in(&chain(), At::Version(0)).await), Some((0, 2)));
        assert_eq!(versions(find_in(&chain(), At::Version(2)).await), Some((2, 3)));
    }

    #[tokio::test]
    async fn a_version_replaced_in_its_own_block_was_never_in_force() {
        assert_eq!(find_in(&chain(), At::Version(1)).await, Search::Never);
    }

    #[tokio::test]
    async fn the_version_in_force_at_a_time_is_the_last_that_is_not_younger() {
        for (time, expected) in [(30_000, (0, 2)), (49_999, (0, 2)), (50_000, (2, 3)), (89_999, (2, 3))] {
            assert_eq!(versions(find_in(&chain(), At::Time(time)).await), Some(expected), "{time}");
        }
        assert_eq!(find_in(&chain(), At::Time(29_999)).await, Search::Never);
    }

    #[tokio::test]
    async fn what_was_there_at_genesis_is_found() {
        let mut chain = FakeBlock::with_genesis(vec![(ALICE, newborn(0))]);
        chain.push(Some((ALICE, version(1, 0, 10_000))));
        let search = find(&chain, &ALICE, At::Version(0), version(1, 0, 10_000)).await.unwrap();
        assert_eq!(versions(search), Some((0, 1)));
    }

    #[tokio::test]
    async fn a_pruned_version_is_told_from_one_that_never_was() {
        let mut chain = chain();
        chain.prune_below(7);
        assert_eq!(versions(find_in(&chain, At::Version(2)).await), Some((2, 3)));
        assert_eq!(find_in(&chain, At::Version(0)).await, Search::Pruned);
        assert_eq!(find_in(&chain, At::Time(30_000)).await, Search::Pruned);
        chain.prune_below(12);
        assert_eq!(find_in(&chain, At::Version(2)).await, Search::Pruned);
    }

    #[tokio::test]
    async fn four_thousand_million_blocks_take_32_looks() {
        let (mut before, mut looks) = (None, 0);
        while let Some(middle) = between(before, u32::MAX) {
            (before, looks) = (Some(middle), looks + 1);
        }
        assert_eq!(looks, 32);
    }
}

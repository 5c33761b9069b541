//! DIDs for clients, who pay for what the chain has to be asked.

use super::clients::Client;
use crate::dids::Dids;
use cybersyn_identity::{
    Lookup,
    resolution::{Answer, registry::At},
};
use cybersyn_mesh_api::limits::{DID_READ, DID_SEARCH};
use std::time::{Duration, Instant};

/// Answers from the DIDs.
#[derive(Clone)]
pub struct Resolver(pub Dids);

impl Resolver {
    /// The answer, or how long the client has to wait until it can pay for it.
    pub async fn answer(&self, client: Option<&Client>, lookup: &Lookup) -> Result<Answer, Duration> {
        if let Some(answer) = self.0.known(lookup) {
            return Ok(answer);
        }
        let cost = if lookup.at == At::Latest { DID_READ } else { DID_SEARCH };
        client.map_or(Ok(()), |client| client.spend(cost, Instant::now()))?;
        Ok(self.0.find(lookup).await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dids::{Kept, KeptVersions, fake::FakeBlock},
        metrics::Metrics,
        rpc::clients::Clients,
    };
    use cybersyn_mesh_api::limits::ALLOWANCE;
    use std::sync::Arc;

    async fn resolver() -> (Resolver, FakeBlock) {
        let (dids, block) =
            (Dids::new(Kept::default(), KeptVersions::default(), Metrics::default()), FakeBlock::genesis());
        dids.follow(Arc::new(block.clone()), 0).await.unwrap();
        (Resolver(dids), block)
    }

    /// How many different DIDs a client can ask for at once.
    async fn asked(resolver: &Resolver, at: At) -> u32 {
        let client = Clients::default().admit([127, 0, 0, 1].into(), Instant::now()).unwrap();
        for n in 0..=u8::MAX {
            let lookup = Lookup { id: [n; 32], at, fresh: false };
            if let Err(wait) = resolver.answer(Some(&client), &lookup).await {
                assert!(wait <= Duration::from_secs(1), "{wait:?}");
                return n.into();
            }
        }
        panic!("never refused")
    }

    #[tokio::test]
    async fn whoever_has_the_chain_asked_pays_for_it() {
        let (resolver, block) = resolver().await;
        let reads = asked(&resolver, At::Latest).await;
        // A little comes back while the test runs.
        assert!((ALLOWANCE / DID_READ..=ALLOWANCE / DID_READ + 20).contains(&reads), "{reads}");
        assert_eq!(block.is_asked(), reads as usize, "what was refused never reached the node");
    }

    #[tokio::test]
    async fn searches_of_the_past_cost_more() {
        let (resolver, _) = resolver().await;
        let searches = asked(&resolver, At::Version(0)).await;
        assert!((ALLOWANCE / DID_SEARCH..=ALLOWANCE / DID_SEARCH + 2).contains(&searches), "{searches}");
    }

    #[tokio::test]
    async fn what_is_known_costs_nothing_besides() {
        let (resolver, _) = resolver().await;
        let client = Clients::default().admit([127, 0, 0, 1].into(), Instant::now()).unwrap();
        let lookup = Lookup { id: [1; 32], at: At::Latest, fresh: false };
        for _ in 0..2 * ALLOWANCE {
            resolver.answer(Some(&client), &lookup).await.unwrap().unwrap();
        }
    }
}

//! The whole way of a bundle from the wire to the bytes for the disk, on one thread: for benches and simulations.

use codec::Encode;
use cybersyn_primitives::Millis;

use crate::{
    GossipId, Peer,
    event::{Effect, Event},
    heart::Heart,
};

/// Hands a gossip message to `heart`, checks its signatures here (`seed` must be fresh and unpredictable), confirms what
/// is to be persisted as soon as its bytes are in `disk`, and returns what else is to be done.
pub fn ingest(
    heart: &mut Heart,
    from: Peer,
    bytes: Vec<u8>,
    now: Millis,
    seed: [u8; 32],
    disk: &mut Vec<u8>,
) -> Vec<Effect> {
    let mut events = vec![Event::Gossip { from, id: GossipId(0), bytes }];
    let mut rest = Vec::new();
    while let Some(event) = events.pop() {
        for effect in heart.handle(event, now) {
            match effect {
                Effect::Verify(work) => events.push(Event::Verified(work.run(seed))),
                Effect::Persist { ticket, records } => {
                    records.iter().for_each(|record| record.encode_to(disk));
                    events.push(Event::Persisted(ticket));
                }
                other => rest.push(other),
            }
        }
    }
    rest
}

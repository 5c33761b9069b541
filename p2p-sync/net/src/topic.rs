//! Topics and protocol names. All of them contain the chain's genesis hash, so that meshes of different chains that
//! meet on one LAN do not mix.

use cybersyn_primitives::Hash;
use libp2p::{
    StreamProtocol,
    gossipsub::{IdentTopic, TopicHash},
};

/// What a gossip message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Bundles of ballots of one electorate; 0 is the federation.
    Ballots(u32),
    /// Signed log entries of documents.
    Entries,
    /// Frozen texts.
    Texts,
}

/// The names that belong to one chain.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    prefix: String,
}

impl Names {
    /// Names for the chain with this genesis hash.
    pub fn new(genesis: &Hash) -> Self {
        let hex: String = genesis.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { prefix: format!("/cybersyn/{hex}") }
    }

    /// The protocol version told in identify; a peer that tells another one is of another chain.
    pub fn identify(&self) -> String {
        format!("{}/mesh/1", self.prefix)
    }

    /// Kademlia's protocol.
    pub fn kademlia(&self) -> Option<StreamProtocol> {
        StreamProtocol::try_from_owned(format!("{}/kad/1", self.prefix)).ok()
    }

    /// The request-response protocol of reconciliation.
    pub fn sync(&self) -> Option<StreamProtocol> {
        StreamProtocol::try_from_owned(format!("{}/sync/1", self.prefix)).ok()
    }

    /// The gossip topic.
    pub fn topic(&self, topic: Topic) -> IdentTopic {
        IdentTopic::new(match topic {
            Topic::Ballots(electorate) => format!("{}/ballots/{electorate}", self.prefix),
            Topic::Entries => format!("{}/entries", self.prefix),
            Topic::Texts => format!("{}/texts", self.prefix),
        })
    }

    /// The topic of this name; none: it is not one of this chain's.
    pub fn parse(&self, hash: &TopicHash) -> Option<Topic> {
        let name = hash.as_str().strip_prefix(&self.prefix)?;
        match name {
            "/entries" => Some(Topic::Entries),
            "/texts" => Some(Topic::Texts),
            _ => {
                let electorate = name.strip_prefix("/ballots/")?.parse().ok()?;
                // One name per topic: "/ballots/01" would be a second name of electorate 1.
                let topic = Topic::Ballots(electorate);
                (self.topic(topic).hash() == *hash).then_some(topic)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_back_from_its_name() {
        let names = Names::new(&[7; 32]);
        for topic in [Topic::Ballots(0), Topic::Ballots(u32::MAX), Topic::Entries, Topic::Texts] {
            assert_eq!(names.parse(&names.topic(topic).hash()), Some(topic));
        }
    }

    #[test]
    fn another_chains_topic_is_not_ours() {
        let other = Names::new(&[8; 32]).topic(Topic::Entries).hash();
        assert_eq!(Names::new(&[7; 32]).parse(&other), None);
    }

    #[test]
    fn a_second_spelling_of_an_electorate_is_refused() {
        let names = Names::new(&[7; 32]);
        let canonical = names.topic(Topic::Ballots(1)).hash().to_string();
        let spelled = TopicHash::from_raw(canonical.replace("/ballots/1", "/ballots/01"));
        assert_eq!(names.parse(&spelled), None);
    }
}

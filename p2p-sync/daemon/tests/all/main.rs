//! Daemons as processes meet them: over JSON-RPC and libp2p.

mod ballot_subscription;
mod fixture;
mod hostile_clients;
mod hostile_peers;
mod proposal_pages;
mod stranger;

//! Daemons as processes meet them: over JSON-RPC and libp2p.

mod alone;
mod ballot_subscription;
mod credentials;
mod fixture;
mod hostile_clients;
mod hostile_peers;
mod http;
mod identifiers;
mod proposal_pages;
mod retention;
mod stranger;
mod without_chain;

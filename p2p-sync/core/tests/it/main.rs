//! The mesh core from outside: each file is about one part.

mod admission;
mod boxes;
mod documents;
mod fixture;
mod gossip;
mod heart;
mod oracle;
mod parking;
mod receipts;
mod reconcile;
mod settlement;
mod tally;
mod verify;

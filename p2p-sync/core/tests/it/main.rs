//! The mesh core from outside: each file is about one part.

mod admission;
mod boxes;
mod busy;
mod documents;
mod expertise;
mod fairness;
mod fixture;
mod gossip;
mod heart;
mod oracle;
mod parking;
mod receipts;
mod reconcile;
mod retention;
mod rooms;
mod settlement;
mod summary;
mod tally;
mod verify;

//! One file per story; what they share is the fixture.

mod controllers;
mod crash;
mod credentials;
mod dids;
mod fixture;
mod hostile;
mod journey;
mod liar;
mod outage;
mod persons;
mod split;
mod upgrade;
mod withheld;

//! The store from outside, on simulated and real disks.

mod crash;
mod directory;
mod journal;
mod kill;
mod samples;
mod sim_disk;

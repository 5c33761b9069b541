//! Batch settlement of signed ballots: tallies, receipts, live sets.
#![cfg_attr(not(feature = "std"), no_std)]

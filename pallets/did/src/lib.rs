//! Decentralised identifiers: keys, services, rotation, deactivation.
#![cfg_attr(not(feature = "std"), no_std)]

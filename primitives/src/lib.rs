//! Types, signing payloads and the settlement rule shared by chain, mesh and audit.
#![cfg_attr(not(feature = "std"), no_std)]

//! The chain's state transition function: composition only.
#![cfg_attr(not(feature = "std"), no_std)]

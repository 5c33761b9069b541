//! Free transactions for persons within a quota of weight and bytes.
#![cfg_attr(not(feature = "std"), no_std)]

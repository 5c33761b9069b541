//! The validator set (block production is function 0 of the redundant functions).
#![cfg_attr(not(feature = "std"), no_std)]

//! Attention accounts of citizens, in pages.
#![cfg_attr(not(feature = "std"), no_std)]

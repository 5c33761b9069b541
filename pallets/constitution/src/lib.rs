//! Articles with a time to live, proposals, adaptive voting, enactment.
#![cfg_attr(not(feature = "std"), no_std)]

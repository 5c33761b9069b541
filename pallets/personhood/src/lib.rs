//! Who is one living person: founding persons, vouches, expiry, proof of life.
#![cfg_attr(not(feature = "std"), no_std)]

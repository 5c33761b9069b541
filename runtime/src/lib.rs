//! The chain's state transition function: which pallets there are, with which settings.
//!
//! This crate composes and never decides: rules live in pallets, bytes under signatures in `cybersyn-primitives`.
#![cfg_attr(not(feature = "std"), no_std)]
// The table of runtime APIs is long.
#![recursion_limit = "512"]

extern crate alloc;

pub mod apis;
pub mod articles;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarks;
pub mod configs;
pub mod extrinsic;
pub mod founders;
pub mod governance;
pub mod governance_api;
mod migrations;
pub mod presets;
pub mod units;
pub mod weights;

use alloc::borrow::Cow;
#[cfg(not(feature = "std"))]
use alloc::vec::Vec;
use sp_runtime::{
    MultiAddress, MultiSignature, generic, impl_opaque_keys,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
};
use sp_version::RuntimeVersion;

pub use apis::{RuntimeApi, api};
pub use extrinsic::{SignedPayload, TxExtension, UncheckedExtrinsic};
pub use migrations::Migrations;

/// sr25519, ed25519 or ECDSA, as stock wallets sign.
pub type Signature = MultiSignature;
/// 32 bytes: a public key or its hash.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Coins, in units of 10⁻¹² CYB.
pub type Balance = u128;
/// How many transactions an account has signed.
pub type Nonce = u32;
/// BLAKE2b-256.
pub type Hash = sp_core::H256;
/// Position of a block.
pub type BlockNumber = u32;
/// How transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// Block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// Block with decoded transactions.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A block as it is finalized, with justifications.
pub type SignedBlock = generic::SignedBlock<Block>;
/// By number or hash.
pub type BlockId = generic::BlockId<Block>;

/// What the node knows of the runtime's types: extrinsics are bytes to it.
pub mod opaque {
    use super::{BlakeTwo256, Header, generic};
    pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

    /// Block with undecoded transactions.
    pub type Block = generic::Block<Header, UncheckedExtrinsic>;
    /// Hash of blocks.
    pub type Hash = <BlakeTwo256 as sp_runtime::traits::Hash>::Output;
}

impl_opaque_keys! {
    /// What a validator signs with.
    pub struct SessionKeys {
        /// Block production.
        pub babe: Babe,
        /// Finality.
        pub grandpa: Grandpa,
    }
}

/// Declares the version; its number must stand in the attribute's input as a literal.
macro_rules! runtime_version {
    ($spec_version:tt) => {
        #[sp_version::runtime_version]
        /// Which runtime this is. `spec_version` grows with every change of behaviour.
        pub const VERSION: RuntimeVersion = RuntimeVersion {
            spec_name: Cow::Borrowed("cybersyn"),
            impl_name: Cow::Borrowed("cybersyn"),
            authoring_version: 1,
            spec_version: $spec_version,
            impl_version: 1,
            apis: apis::RUNTIME_API_VERSIONS,
            transaction_version: 2,
            system_version: 1,
        };
    };
}
#[cfg(not(feature = "next"))]
runtime_version!(3);
#[cfg(feature = "next")]
runtime_version!(4);

/// Executes blocks.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// The pallets. Indices are part of every encoded call, event and error: never reuse one. Declared in the order in
/// which genesis is built and hooks run: who owns the validators before `Session`, accounts of a person before persons.
#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(2)]
    pub type Babe = pallet_babe;
    #[runtime::pallet_index(3)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(4)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(5)]
    pub type TransactionPayment = pallet_transaction_payment;
    #[runtime::pallet_index(6)]
    pub type Redundancy = pallet_redundancy;
    #[runtime::pallet_index(7)]
    pub type Session = pallet_session;
    #[runtime::pallet_index(8)]
    pub type Grandpa = pallet_grandpa;
    #[runtime::pallet_index(10)]
    pub type Preimage = pallet_preimage;
    #[runtime::pallet_index(11)]
    pub type Scheduler = pallet_scheduler;

    #[runtime::pallet_index(30)]
    pub type Did = pallet_did;
    #[runtime::pallet_index(31)]
    pub type Attention = pallet_attention;
    #[runtime::pallet_index(32)]
    pub type Ballots = pallet_ballots;
    #[runtime::pallet_index(33)]
    pub type Personhood = pallet_personhood;
    #[runtime::pallet_index(34)]
    pub type Constitution = pallet_constitution;
    #[runtime::pallet_index(35)]
    pub type Quota = pallet_quota;
    #[runtime::pallet_index(36)]
    pub type Reputation = pallet_reputation;
    #[runtime::pallet_index(37)]
    pub type Mesh = pallet_mesh;
}

/// The Wasm that goes on chain. `None` if its build was skipped (`SKIP_WASM_BUILD`).
#[cfg(feature = "std")]
pub mod wasm {
    include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));
}

//! The way every block is measured, ours and the baseline's: built on a fresh chain, then imported by others.

use crate::chain::{Bounds, Chain, Client};
use anyhow::Result;
use codec::Encode;
use cybersyn_runtime::opaque::Block;
use sp_runtime::{OpaqueExtrinsic, Storage};
use std::time::Duration;

/// Each time is the shortest of so many: other work on the machine only ever adds.
pub const TURNS: usize = 3;

/// What fills a block.
pub struct Filling {
    /// The inherent that sets the clock.
    pub timestamp: OpaqueExtrinsic,
    /// Transactions, more than fit.
    pub transactions: Vec<OpaqueExtrinsic>,
}

/// A full block's times and charges.
pub struct Measured {
    /// How many of the transactions fitted.
    pub taken: usize,
    /// Their encoded length.
    pub bytes: usize,
    /// From the first transaction to the finished header.
    pub build: Duration,
    /// Executing and storing it on another node.
    pub import: Duration,
    /// What the weights charged for the whole block.
    pub charged: Duration,
}

/// Builds and imports the fullest block of `filling`; `check` looks at the state after it.
pub fn full_block<RA>(
    storage: &Storage,
    filling: &Filling,
    check: impl Fn(&Chain<RA>, usize) -> Result<()>,
) -> Result<Measured>
where
    RA: Bounds,
    Client<RA>: sp_api::ProvideRuntimeApi<Block, Api = RA::RuntimeApi> + sp_api::CallApiAt<Block>,
{
    let builder = Chain::<RA>::new(storage.clone())?;
    let built = builder.build(filling)?;
    let mut measured = Measured {
        taken: built.taken,
        bytes: filling.transactions[..built.taken].iter().map(Encode::encoded_size).sum(),
        build: built.took,
        import: Duration::MAX,
        charged: Duration::ZERO,
    };
    for turn in 0..TURNS {
        if turn > 0 {
            measured.build = measured.build.min(builder.build(filling)?.took);
        }
        let importer = Chain::<RA>::new(storage.clone())?;
        measured.import = measured.import.min(importer.import(built.block.clone())?);
        measured.charged = importer.charged()?;
        check(&importer, built.taken)?;
    }
    Ok(measured)
}

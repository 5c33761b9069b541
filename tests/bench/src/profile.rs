//! One block imported over and over, for profilers, and for machines that are busy besides: processor time is told, not
//! the clock's.

use crate::{
    bare::{self, CHECKS},
    chain::Chain,
    measure::TURNS,
    settlement::{Block, Load},
};
use anyhow::{Context, Result};
use cybersyn_primitives::Class;
use cybersyn_runtime::RuntimeApi;

/// What to import, and how often.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Ballots in each page of 256 slots: a power of two
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=256))]
    per_page: u32,
    /// Attention tokens per ballot
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=50))]
    tokens: u16,
    /// How many imports
    #[arg(long, default_value_t = 10)]
    turns: u32,
}

/// Prints the processor time per ballot of each import, and of one bare check just before it.
pub fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { per_page, tokens, turns } = *arguments;
    let class = if tokens > 0 { Class::Budget } else { Class::Rights };
    let full = Block::of(Load { per_page, class, tokens })?;
    let built = Chain::<RuntimeApi>::new(full.storage.clone())?.build(&full.filling)?;
    for _ in 0..turns {
        let begun = processor_micros()?;
        bare::single_check_micros()?;
        let bare = (processor_micros()? - begun) / (TURNS as f64 * f64::from(CHECKS));
        let importer = Chain::<RuntimeApi>::new(full.storage.clone())?;
        let begun = processor_micros()?;
        importer.import(built.block.clone())?;
        let import = (processor_micros()? - begun) / f64::from(full.ballots_in(built.taken));
        println!("import {import:.2} µs, bare check {bare:.2} µs: {:.1} %", 100.0 * bare / import);
    }
    Ok(())
}

/// Processor time of this thread.
fn processor_micros() -> Result<f64> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = times.split(' ').next().context("the kernel keeps scheduler statistics")?;
    Ok(nanos.parse::<f64>()? / 1e3)
}

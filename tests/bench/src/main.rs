//! Benches of settlement and mesh ingest beside their baselines, all in one run: `scripts/bench.sh` is the usual caller.
//!
//! Everything runs as in a node: the runtime's own Wasm in the real executor, on the real database. What the numbers mean
//! is in docs/BENCHMARKS.md.

mod bare;
mod chain;
mod conviction;
mod ingest;
mod measure;
mod profile;
mod report;
mod settlement;
mod voters;
mod weights;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};
use cybersyn_primitives::Class;
use report::Report;
use serde::Serialize;
use settlement::Load;

/// Measures full blocks of votes and mesh ingest; prints one table with ratios.
#[derive(Debug, Parser)]
struct Arguments {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Measure one part only
    #[arg(long)]
    only: Option<Part>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the pallets' benchmarks and writes their weights instead
    Weights(weights::Arguments),
    /// Imports one block of ballots over and over: for profilers
    Profile(profile::Arguments),
    /// Measures ingest in this process, on whatever cores it may use, as JSON
    #[command(name = ingest::HERE, hide = true)]
    IngestHere,
}

/// What there is to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Blocks of settlement batches
    Settlement,
    /// Blocks of signed votes
    Baseline,
    /// Gossip to disk
    Ingest,
}

/// Dense pages, as in a district that votes together; sparse ones, as far apart as voters can be; dense with tokens.
const LOADS: [Load; 4] = [
    Load { per_page: 256, class: Class::Rights, tokens: 0 },
    Load { per_page: 32, class: Class::Rights, tokens: 0 },
    Load { per_page: 4, class: Class::Rights, tokens: 0 },
    Load { per_page: 256, class: Class::Budget, tokens: 9 },
];

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match &arguments.command {
        Some(Command::Weights(weights)) => return weights::run(weights),
        Some(Command::Profile(profile)) => return profile::run(profile),
        Some(Command::IngestHere) => return print(&ingest::run()?),
        None => {}
    }
    let report = run(|part| arguments.only.is_none_or(|only| only == part))?;
    if arguments.json {
        return print(&report);
    }
    println!("{}", report.table());
    Ok(())
}

fn print(result: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(result)?);
    Ok(())
}

fn run(wants: impl Fn(Part) -> bool) -> Result<Report> {
    let mut single_check_micros = bare::single_check_micros()?;
    let mut blocks = Vec::new();
    for load in LOADS.into_iter().filter(|_| wants(Part::Settlement)) {
        eprintln!("measuring settlement, {} per page, {} tokens each", load.per_page, load.tokens);
        blocks.push(settlement::run(load)?);
        // The fastest of all counts, or a slow moment at the beginning would flatter settlement.
        single_check_micros = single_check_micros.min(bare::single_check_micros()?);
    }
    let mut baseline = None;
    if wants(Part::Baseline) {
        eprintln!("measuring the baseline");
        baseline = Some(conviction::run()?);
    }
    let mut ingest = None;
    if wants(Part::Ingest) {
        eprintln!("measuring ingest on one core");
        ingest = Some(ingest::run_on_one_core()?);
    }
    Ok(Report::new(single_check_micros, blocks, baseline, ingest))
}

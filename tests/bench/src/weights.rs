//! The weight runner: runs the pallets' benchmarks in the runtime's Wasm and writes what they cost into `weights.rs`.
//!
//! Times come from runs on a state in memory. Distinct keys read and written are counted, and charged by the runtime's
//! database weights; the bytes of a proof are recorded besides.

mod cost;
mod runner;
mod source;
mod state;

use anyhow::{Context, Result, ensure};
use cost::Cost;
use frame_benchmarking::BenchmarkList;
use runner::Runner;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// Which benchmarks, and how often.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The repository whose weights are written
    #[arg(long, default_value = ".")]
    repository: PathBuf,
    /// Only this pallet, by its crate's name (`pallet_ballots`); may be given more than once
    #[arg(long)]
    pallet: Vec<String>,
    /// Points along each component, its least and greatest among them
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..))]
    steps: u32,
    /// Timed runs at each point
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Print what was measured as JSON too
    #[arg(long)]
    json: bool,
}

/// How something was measured: stands beside every weight.
#[derive(Clone, Debug, Serialize)]
pub struct Effort {
    /// UTC, `YYYY-MM-DD`.
    pub date: String,
    /// Points along each component.
    pub steps: u32,
    /// Timed runs at each point.
    pub repeat: u32,
}

/// A pallet's benchmarks, measured.
#[derive(Debug, Serialize)]
struct Measured {
    pallet: String,
    effort: Effort,
    costs: Vec<Cost>,
}

/// Runs benchmarks and writes their weights.
pub fn run(arguments: &Arguments) -> Result<()> {
    let wasm = cybersyn_weights_runtime::WASM_BINARY
        .context("built without the benchmarks' Wasm: set CYBERSYN_BENCH_WEIGHTS=1 to build it")?;
    let runner = Runner::new(wasm)?;
    let effort = Effort { date: today()?, steps: arguments.steps, repeat: arguments.repeat };
    let chosen = chosen(runner.lists(), arguments)?;
    let mut left = chosen.iter().map(|(_, list, _)| list.benchmarks.len()).sum();
    let mut all = Vec::new();
    for (pallet, list, file) in chosen {
        let costs = costs(&runner, list, &effort, &mut left)?;
        source::write(&file, &costs, &effort)?;
        eprintln!("wrote {}", file.display());
        all.push(Measured { pallet, effort: effort.clone(), costs });
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
    }
    Ok(())
}

/// The lists whose weights are ours to write, with the pallet's name and the file they go to.
fn chosen<'a>(lists: &'a [BenchmarkList], arguments: &Arguments) -> Result<Vec<(String, &'a BenchmarkList, PathBuf)>> {
    let mut ours = Vec::new();
    for list in lists {
        let pallet = String::from_utf8(list.pallet.clone())?;
        ours.extend(file(&arguments.repository, &pallet).map(|file| (pallet, list, file)));
    }
    for wanted in &arguments.pallet {
        let names: Vec<_> = ours.iter().map(|(pallet, ..)| pallet.as_str()).collect();
        ensure!(names.contains(&wanted.as_str()), "no weights of ours for {wanted}; there are {}", names.join(", "));
    }
    ours.retain(|(pallet, ..)| arguments.pallet.is_empty() || arguments.pallet.contains(pallet));
    ensure!(!ours.is_empty(), "{} has no weights.rs to write", arguments.repository.display());
    Ok(ours)
}

/// Where the weights of a pallet are written: in our own pallets, and in the runtime for those of FRAME that it owns.
fn file(repository: &Path, pallet: &str) -> Option<PathBuf> {
    let name = pallet.trim_start_matches("pallet_");
    let own = repository.join("pallets").join(name).join("src/weights.rs");
    let foreign = repository.join("runtime/src/weights").join(format!("{name}.rs"));
    [own, foreign].into_iter().find(|file| file.exists())
}

fn costs(runner: &Runner<'_>, list: &BenchmarkList, effort: &Effort, left: &mut usize) -> Result<Vec<Cost>> {
    let measure = |benchmark| {
        let begun = Instant::now();
        let cost = Cost::of(benchmark, &runner.samples(list, benchmark, effort)?, runner.items())?;
        *left = left.saturating_sub(1);
        let pallet = String::from_utf8_lossy(&list.pallet);
        eprintln!("{pallet}: {} ({} s, {left} left)", cost.summary(), begun.elapsed().as_secs());
        Ok(cost)
    };
    list.benchmarks.iter().map(measure).collect()
}

fn today() -> Result<String> {
    let output = Command::new("date").args(["-u", "+%F"]).output().context("`date` tells the day")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

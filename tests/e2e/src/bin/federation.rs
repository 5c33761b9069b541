//! Starts a local federation of validators and mesh sidecars and keeps it running until Ctrl-C; `scripts/dev.sh` is
//! its usual caller.

use anyhow::{Context, Result};
use clap::Parser;
use cybersyn_e2e::{dids, federation::Federation, journey, sidecar::Sidecar, validator::Validator};
use std::{path::PathBuf, time::Instant};

/// A local federation: validators with their mesh sidecars, and the twelve founding citizens of the preset.
///
/// Everything listens on loopback and is forgotten at the end, unless --directory keeps it.
#[derive(Debug, Parser)]
#[command(name = "cybersyn-federation", version)]
struct Arguments {
    /// Run the journey of one proposal from draft to enacted article, then stop; exit 0 only if the audit agrees
    #[arg(long)]
    demo: bool,
    /// Record in this directory what the resolver answers, as the W3C's DID test suite takes it, then stop
    #[arg(long, value_name = "DIR", conflicts_with = "demo")]
    record_dids: Option<PathBuf>,
    /// Keep chain, mesh and logs in this directory (it must not exist yet)
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
    /// How many validators, each with a sidecar
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=4))]
    validators: u8,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let begun = Instant::now();
    let temporary = tempfile::tempdir()?;
    let directory = match &arguments.directory {
        Some(directory) => {
            std::fs::create_dir(directory).with_context(|| format!("{} must be new", directory.display()))?;
            directory.clone()
        }
        None => temporary.path().to_path_buf(),
    };
    eprintln!("starting {0} validators and {0} sidecars; logs are in {1}", arguments.validators, directory.display());
    let run = run(&arguments, &directory, begun);
    tokio::select! {
        result = run => result,
        _ = stop_signal() => {
            eprintln!("\nstopped");
            Ok(())
        }
    }
}

async fn run(arguments: &Arguments, directory: &std::path::Path, begun: Instant) -> Result<()> {
    let size = usize::from(arguments.validators);
    let mut federation = Federation::start(directory, size, |_| Ok(())).await?;
    eprintln!("the federation answers after {:.1} s", begun.elapsed().as_secs_f32());
    if arguments.demo {
        journey::run(&mut federation).await?;
        return federation.stop();
    }
    if let Some(directory) = &arguments.record_dids {
        dids::run(&federation, directory).await?;
        return federation.stop();
    }
    print_endpoints(&federation)?;
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        federation.check()?;
    }
}

fn print_endpoints(federation: &Federation) -> Result<()> {
    for (validator, sidecar) in federation.validators.iter().zip(&federation.sidecars) {
        println!("{:<8} chain {}   mesh {}", validator.name(), validator.url(), sidecar.url());
    }
    let chains: Vec<String> = federation.validators.iter().map(Validator::url).collect();
    let meshes: Vec<String> = federation.sidecars.iter().map(Sidecar::url).collect();
    let (chain, mesh) = (chains.join(","), meshes.join(","));
    let binaries = cybersyn_e2e::process::binaries()?;
    println!(
        "
Try, in another terminal:
  export PATH={}:$PATH CYBERSYN_CHAIN={chain} CYBERSYN_MESH={mesh} CYBERSYN_PASSPHRASE=development
  cybersyn status
  cybersyn key dev 0                  # the keys of founding citizen 0
  echo 'Let us build a bench.' > bench.txt
  cybersyn propose --title 'A bench in the square' --class budget --body bench.txt --discussion 5s --voting 5m
  cybersyn vote 0 yes --tokens 9
  cybersyn tally 0 --watch
  cybersyn receipt 0
  cybersyn audit 0
polkadot-js apps and other Substrate wallets connect to {}.
Ctrl-C stops everything.",
        binaries.display(),
        federation.validators[0].url()
    );
    Ok(())
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => {
            tokio::signal::ctrl_c().await.ok();
        }
    }
}

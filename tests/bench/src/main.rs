//! Benches of settlement and mesh ingest beside their baselines, all in one run: `scripts/bench.sh` is the usual caller.

mod chain;
mod ingest;
mod measure;
mod settlement;

use anyhow::Result;
use clap::Parser;
use cybersyn_primitives::Class;
use settlement::Load;

/// Measures settlement of full blocks and mesh ingest; prints one table with ratios.
#[derive(Debug, Parser)]
struct Arguments {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
}

fn main() -> Result<()> {
    let _arguments = Arguments::parse();
    let loads = [
        Load { per_page: 256, class: Class::Rights, tokens: 0 },
        Load { per_page: 256, class: Class::Budget, tokens: 9 },
        Load { per_page: 32, class: Class::Rights, tokens: 0 },
        Load { per_page: 4, class: Class::Rights, tokens: 0 },
    ];
    for load in loads {
        let row = settlement::run(load)?;
        println!(
            "{:<45} {:>7} per block {:>6.1} B each  build {:>6.0} ms  import {:>6.0} ms  {:>6.1} µs each",
            row.name,
            row.per_block,
            row.bytes_each,
            row.build.as_secs_f64() * 1e3,
            row.import.as_secs_f64() * 1e3,
            row.import_micros_each()
        );
    }
    let ingest = ingest::run()?;
    println!("ingest {:.0} of {:.0}", ingest.whole, ingest.bare);
    Ok(())
}

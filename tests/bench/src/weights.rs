//! The weight runner: runs the pallets' benchmarks in the runtime's Wasm and writes what they cost into
//! `pallets/*/src/weights.rs`.
//!
//! Times come from runs on a state in memory; reads and writes are counted and charged by the runtime's database weights.

mod source;

use anyhow::{Context, Result, anyhow, ensure};
use codec::{Decode, Encode};
use frame_benchmarking::{
    Analysis, BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkMetadata, BenchmarkParameter, BenchmarkResult,
    BenchmarkSelector, benchmarking,
};
use frame_support::traits::StorageInfo;
use sc_client_db::BenchmarkingState;
use sc_executor::{HeapAllocStrategy, WasmExecutor};
use sp_core::{
    storage::well_known_keys,
    traits::{CallContext, RuntimeCode, WrappedRuntimeCode},
};
use sp_externalities::Extensions;
use sp_keystore::{KeystoreExt, testing::MemoryKeystore};
use sp_runtime::{Storage, traits::HashingFor};
use sp_state_machine::{OverlayedChanges, StateMachine};
use std::path::PathBuf;

type Hashing = HashingFor<cybersyn_runtime::Block>;
type Executor = WasmExecutor<(sp_io::SubstrateHostFunctions, benchmarking::HostFunctions)>;
type Point = Vec<(BenchmarkParameter, u32)>;

/// Which benchmarks, and how often.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The repository whose pallets get the weights
    #[arg(long, default_value = ".")]
    repository: PathBuf,
    /// Only this pallet, by its crate's name
    #[arg(long)]
    pallet: Option<String>,
    /// Points along each component
    #[arg(long, default_value_t = 10)]
    steps: u32,
    /// Runs at each point
    #[arg(long, default_value_t = 10)]
    repeat: u32,
}

/// What a call costs, as lines through the measured points.
pub struct Cost {
    /// Name of the benchmark.
    pub name: String,
    /// Picoseconds.
    pub time: Analysis,
    /// Distinct keys read.
    pub reads: Analysis,
    /// Distinct keys written.
    pub writes: Analysis,
}

/// Runs the benchmarks of our own pallets and writes their weights.
pub fn run(arguments: &Arguments) -> Result<()> {
    let wasm = cybersyn_weights_runtime::WASM_BINARY
        .context("built without the benchmarks' Wasm: set CYBERSYN_BENCH_WEIGHTS=1 to build it")?;
    let runner = Runner::new(wasm);
    for list in runner.lists()? {
        let pallet = String::from_utf8(list.pallet.clone())?;
        let file = source::file(&arguments.repository, &pallet);
        if arguments.pallet.as_ref().is_some_and(|only| *only != pallet) || !file.exists() {
            continue;
        }
        let costs = list.benchmarks.iter().map(|benchmark| runner.cost(&list, benchmark, arguments));
        source::write(&file, &costs.collect::<Result<Vec<_>>>()?)?;
        eprintln!("{}", file.display());
    }
    Ok(())
}

struct Runner<'a> {
    wasm: &'a [u8],
    executor: Executor,
}

impl<'a> Runner<'a> {
    fn new(wasm: &'a [u8]) -> Self {
        let heap = HeapAllocStrategy::Static { extra_pages: 4_096 };
        let executor =
            Executor::builder().with_onchain_heap_alloc_strategy(heap).with_offchain_heap_alloc_strategy(heap).build();
        Self { wasm, executor }
    }

    fn lists(&self) -> Result<Vec<BenchmarkList>> {
        let (lists, _): (Vec<BenchmarkList>, Vec<StorageInfo>) =
            self.call("Benchmark_benchmark_metadata", &false.encode(), false)?;
        Ok(lists)
    }

    fn cost(&self, list: &BenchmarkList, benchmark: &BenchmarkMetadata, arguments: &Arguments) -> Result<Cost> {
        let name = String::from_utf8(benchmark.name.clone())?;
        eprintln!("{}::{name}", String::from_utf8_lossy(&list.pallet));
        let (mut times, mut accesses) = (Vec::new(), Vec::new());
        for (turn, point) in points(benchmark, arguments.steps).into_iter().enumerate() {
            let config = |internal_repeats, verify| BenchmarkConfig {
                pallet: list.pallet.clone(),
                instance: list.instance.clone(),
                benchmark: benchmark.name.clone(),
                selected_components: point.clone(),
                verify,
                internal_repeats,
            };
            accesses.extend(self.dispatch(&config(1, turn == 0), true)?);
            times.extend(self.dispatch(&config(arguments.repeat, false), false)?);
        }
        let line = |results, selector| Analysis::min_squares_iqr(results, selector);
        Ok(Cost {
            name,
            time: line(&times, BenchmarkSelector::ExtrinsicTime)?,
            reads: line(&accesses, BenchmarkSelector::Reads)?,
            writes: line(&accesses, BenchmarkSelector::Writes)?,
        })
    }

    fn dispatch(&self, config: &BenchmarkConfig, tracks: bool) -> Result<Vec<BenchmarkResult>> {
        let batches: Result<Vec<BenchmarkBatch>, String> =
            self.call("Benchmark_dispatch_benchmark", &config.encode(), tracks)?;
        let name = String::from_utf8_lossy(&config.benchmark);
        let batches = batches.map_err(|error| anyhow!("{name} at {:?}: {error}", config.selected_components))?;
        let results: Vec<_> = batches.into_iter().flat_map(|batch| batch.results).collect();
        ensure!(!results.is_empty(), "{name} gave no result");
        Ok(results)
    }

    /// Calls the runtime on a fresh state, with its keys tracked or not.
    fn call<R: Decode>(&self, method: &str, input: &[u8], tracks: bool) -> Result<R> {
        let mut storage = Storage::default();
        storage.top.insert(well_known_keys::CODE.to_vec(), self.wasm.to_vec());
        let state = BenchmarkingState::<Hashing>::new(storage, None, false, tracks).map_err(anyhow::Error::msg)?;
        let fetcher = WrappedRuntimeCode(self.wasm.into());
        let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash: b"benchmarks".to_vec() };
        let mut extensions = Extensions::default();
        extensions.register(KeystoreExt::new(MemoryKeystore::new()));
        let mut overlay = OverlayedChanges::default();
        let machine = StateMachine::new(
            &state,
            &mut overlay,
            &self.executor,
            method,
            input,
            &mut extensions,
            &code,
            CallContext::Offchain,
        );
        let output = { machine }.execute().map_err(|error| anyhow!("{method}: {error}"))?;
        R::decode(&mut output.as_slice()).with_context(|| format!("{method} answers with another type"))
    }
}

/// Each component from least to most in `steps`, the others at their most.
fn points(benchmark: &BenchmarkMetadata, steps: u32) -> Vec<Point> {
    let most: Point = benchmark.components.iter().map(|(parameter, _, high)| (*parameter, *high)).collect();
    if most.is_empty() {
        return vec![most];
    }
    let along = |(index, (parameter, low, high)): (usize, &(BenchmarkParameter, u32, u32))| {
        let (parameter, low, high, most) = (*parameter, *low, *high, most.clone());
        let last = steps.max(2) - 1;
        (0..=last).map(move |step| {
            let mut point = most.clone();
            let way = u64::from(high - low) * u64::from(step) / u64::from(last);
            point[index] = (parameter, low + u32::try_from(way).unwrap_or(u32::MAX));
            point
        })
    };
    benchmark.components.iter().enumerate().flat_map(along).collect()
}

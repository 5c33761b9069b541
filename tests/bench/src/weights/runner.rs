//! Runs benchmarks in the runtime's Wasm.

use super::{Effort, state};
use anyhow::{Context, Result, anyhow, ensure};
use codec::{Decode, Encode};
use frame_benchmarking::{
    BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkMetadata, BenchmarkParameter, BenchmarkResult,
    benchmarking,
};
use frame_support::traits::StorageInfo;
use sc_client_db::BenchmarkingState;
use sc_executor::{HeapAllocStrategy, WasmExecutor};
use sp_core::traits::{CallContext, RuntimeCode, WrappedRuntimeCode};
use sp_externalities::Extensions;
use sp_keystore::{KeystoreExt, testing::MemoryKeystore};
use sp_runtime::traits::HashingFor;
use sp_state_machine::{OverlayedChanges, StateMachine};

type State = BenchmarkingState<HashingFor<cybersyn_runtime::Block>>;
type Executor = WasmExecutor<(sp_io::SubstrateHostFunctions, benchmarking::HostFunctions)>;
type Point = Vec<(BenchmarkParameter, u32)>;

/// Room for what benchmarks set up, in pages of 64 kB.
const HEAP_PAGES: u32 = 4_096;

/// What the runs of one benchmark gave.
pub struct Samples {
    /// Runs whose time counts, [`Effort::repeat`] at each point.
    pub timed: Vec<BenchmarkResult>,
    /// Runs whose keys and proofs were recorded, one at each point.
    pub recorded: Vec<BenchmarkResult>,
}

/// The benchmarks of a Wasm and all it takes to run them.
pub struct Runner<'a> {
    wasm: &'a [u8],
    executor: Executor,
    /// For runs whose time counts.
    plain: State,
    /// Notes keys and proofs, which takes time.
    recording: State,
    lists: Vec<BenchmarkList>,
    items: Vec<StorageInfo>,
}

impl<'a> Runner<'a> {
    /// Compiles the Wasm and asks it for its benchmarks.
    pub fn new(wasm: &'a [u8]) -> Result<Self> {
        let heap = HeapAllocStrategy::Static { extra_pages: HEAP_PAGES };
        let executor =
            Executor::builder().with_onchain_heap_alloc_strategy(heap).with_offchain_heap_alloc_strategy(heap).build();
        let storage = state::crowded(wasm)?;
        let state = |records| State::new(storage.clone(), None, records, records).map_err(anyhow::Error::msg);
        let (plain, recording) = (state(false)?, state(true)?);
        let mut runner = Self { wasm, executor, plain, recording, lists: Vec::new(), items: Vec::new() };
        (runner.lists, runner.items) = runner.call(&runner.plain, "Benchmark_benchmark_metadata", &false.encode())?;
        Ok(runner)
    }

    /// The benchmarks by pallet.
    pub fn lists(&self) -> &[BenchmarkList] {
        &self.lists
    }

    /// The runtime's storage items.
    pub fn items(&self) -> &[StorageInfo] {
        &self.items
    }

    /// Runs a benchmark at all its points.
    pub fn samples(&self, list: &BenchmarkList, benchmark: &BenchmarkMetadata, effort: &Effort) -> Result<Samples> {
        let mut samples = Samples { timed: Vec::new(), recorded: Vec::new() };
        for point in points(benchmark, effort.steps) {
            let config = |internal_repeats, verify| BenchmarkConfig {
                pallet: list.pallet.clone(),
                instance: list.instance.clone(),
                benchmark: benchmark.name.clone(),
                selected_components: point.clone(),
                verify,
                internal_repeats,
            };
            // What verification reads must not count: it has a run of its own.
            self.dispatch(&self.plain, &config(1, true))?;
            samples.recorded.extend(self.dispatch(&self.recording, &config(1, false))?);
            samples.timed.extend(self.dispatch(&self.plain, &config(effort.repeat, false))?);
        }
        Ok(samples)
    }

    fn dispatch(&self, state: &State, config: &BenchmarkConfig) -> Result<Vec<BenchmarkResult>> {
        let batches: Result<Vec<BenchmarkBatch>, String> =
            self.call(state, "Benchmark_dispatch_benchmark", &config.encode())?;
        let name = String::from_utf8_lossy(&config.benchmark);
        let batches = batches.map_err(|error| anyhow!("{name} at {:?}: {error}", config.selected_components))?;
        let results: Vec<_> = batches.into_iter().flat_map(|batch| batch.results).collect();
        ensure!(!results.is_empty(), "{name} gave no result");
        Ok(results)
    }

    /// Calls the runtime. A benchmark takes its state back to the beginning when it is done.
    fn call<R: Decode>(&self, state: &State, method: &str, input: &[u8]) -> Result<R> {
        let fetcher = WrappedRuntimeCode(self.wasm.into());
        let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash: b"benchmarks".to_vec() };
        let mut extensions = Extensions::default();
        extensions.register(KeystoreExt::new(MemoryKeystore::new()));
        let mut overlay = OverlayedChanges::default();
        let context = CallContext::Offchain;
        let machine =
            StateMachine::new(state, &mut overlay, &self.executor, method, input, &mut extensions, &code, context);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn benchmark(components: Vec<(BenchmarkParameter, u32, u32)>) -> BenchmarkMetadata {
        BenchmarkMetadata { components, ..Default::default() }
    }

    #[test]
    fn a_benchmark_without_components_has_one_point() {
        assert_eq!(points(&benchmark(Vec::new()), 20), [Vec::new()]);
    }

    #[test]
    fn each_component_goes_from_least_to_most_while_the_others_stay() {
        use BenchmarkParameter::{b, p};
        let points = points(&benchmark(vec![(p, 1, 9), (b, 0, 100)]), 3);
        let expected = [(1, 100), (5, 100), (9, 100), (9, 0), (9, 50), (9, 100)];
        assert_eq!(points, expected.map(|(pages, ballots)| vec![(p, pages), (b, ballots)]));
    }
}

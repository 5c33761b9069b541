//! What a benchmark costs: straight lines through what was measured.

use super::runner::Samples;
use anyhow::{Result, anyhow};
use frame_benchmarking::{Analysis, BenchmarkMetadata, BenchmarkResult, BenchmarkSelector};
use frame_support::traits::StorageInfo;
use serde::Serialize;
use std::collections::BTreeMap;

/// `base` and, for each component, what one more of it adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// With every component at 0.
    pub base: u128,
    /// By component.
    pub slopes: Vec<u128>,
}

impl Line {
    /// The median of the slopes between each two points along a component; without components, the median. (FRAME's least
    /// squares take the lowest point for the base when the true one is about nothing, as that of settlement is, and then the
    /// slopes are far too small.)
    fn through(samples: &Vec<BenchmarkResult>, selector: BenchmarkSelector) -> Result<Self> {
        let Analysis { base, slopes, .. } = Analysis::median_slopes(samples, selector)?;
        Ok(Self { base, slopes })
    }

    /// What one more of component `index` adds.
    pub fn slope(&self, index: usize) -> u128 {
        self.slopes.get(index).copied().unwrap_or_default()
    }

    fn at(&self, point: &[u32]) -> u128 {
        let parts = point.iter().zip(&self.slopes).map(|(value, slope)| u128::from(*value) * slope);
        self.base + parts.sum::<u128>()
    }
}

/// Keys of one storage item at the benchmark's greatest point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// `Pallet.Item`.
    pub item: String,
    /// Keys read.
    pub reads: u32,
    /// Keys written.
    pub writes: u32,
}

/// What a benchmark costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Name of the benchmark.
    pub name: String,
    /// Time of execution.
    pub picoseconds: Line,
    /// Bytes that a proof of the keys read would have.
    pub proof_bytes: Line,
    /// Distinct keys read.
    pub reads: Line,
    /// Distinct keys written.
    pub writes: Line,
    /// Those keys by storage item.
    pub touched: Vec<Touched>,
    /// The shortest run.
    pub least_picoseconds: u128,
    /// By how many thousandths the median of a point exceeds the line, at the worst point.
    pub excess_permille: u128,
}

impl Cost {
    /// Draws the lines.
    pub fn of(benchmark: &BenchmarkMetadata, samples: &Samples, items: &[StorageInfo]) -> Result<Self> {
        let Samples { timed, recorded } = samples;
        let last = recorded.last().ok_or_else(|| anyhow!("nothing was measured"))?;
        let picoseconds = Line::through(timed, BenchmarkSelector::ExtrinsicTime)?;
        Ok(Self {
            name: String::from_utf8(benchmark.name.clone())?,
            proof_bytes: Line::through(recorded, BenchmarkSelector::ProofSize)?,
            reads: Line::through(recorded, BenchmarkSelector::Reads)?,
            writes: Line::through(recorded, BenchmarkSelector::Writes)?,
            touched: touched(last, items),
            least_picoseconds: timed.iter().map(picoseconds_of).min().unwrap_or_default(),
            excess_permille: excess_permille(&picoseconds, timed),
            picoseconds,
        })
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        let micros = |picoseconds: u128| picoseconds as f64 / 1e6;
        let slopes = self.picoseconds.slopes.iter().map(|slope| format!(" + {:.2} each", micros(*slope)));
        let (base, slopes) = (micros(self.picoseconds.base), slopes.collect::<String>());
        format!("{} {base:.1}{slopes} µs, points up to {:.1} % above", self.name, self.excess_permille as f64 / 10.0)
    }
}

/// A result's time comes in nanoseconds.
fn picoseconds_of(result: &BenchmarkResult) -> u128 {
    result.extrinsic_time * 1_000
}

fn excess_permille(line: &Line, timed: &[BenchmarkResult]) -> u128 {
    let mut points = BTreeMap::<Vec<u32>, Vec<u128>>::new();
    for result in timed {
        let point = result.components.iter().map(|(_, value)| *value).collect();
        points.entry(point).or_default().push(picoseconds_of(result));
    }
    let excess = points.iter_mut().map(|(point, times)| {
        times.sort_unstable();
        let (median, expected) = (times[times.len() / 2], line.at(point).max(1));
        (median * 1_000 / expected).saturating_sub(1_000)
    });
    excess.max().unwrap_or_default()
}

fn touched(result: &BenchmarkResult, items: &[StorageInfo]) -> Vec<Touched> {
    let seen = result.keys.iter().filter(|(_, reads, writes, _)| reads + writes > 0);
    seen.map(|(prefix, reads, writes, _)| Touched { item: name(prefix, items), reads: *reads, writes: *writes })
        .collect()
}

/// `Pallet.Item`, or the beginning of a key that no pallet declares.
fn name(prefix: &[u8], items: &[StorageInfo]) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match items.iter().find(|item| prefix.starts_with(&item.prefix)) {
        Some(item) => format!("{}.{}", text(&item.pallet_name), text(&item.storage_name)),
        None => format!("0x{}", prefix.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use frame_benchmarking::BenchmarkParameter;

    fn timed(pages: u32, nanoseconds: u128) -> BenchmarkResult {
        let components = vec![(BenchmarkParameter::p, pages)];
        BenchmarkResult { components, extrinsic_time: nanoseconds, ..Default::default() }
    }

    #[test]
    fn points_above_their_line_are_told_by_their_median() {
        let line = Line { base: 1_000_000, slopes: vec![100_000] };
        let on_it = [timed(10, 2_000), timed(10, 9_000), timed(10, 1_000)];
        assert_eq!(excess_permille(&line, &on_it), 0);
        let above = [timed(10, 2_100), timed(0, 900)];
        assert_eq!(excess_permille(&line, &above), 50);
    }

    #[test]
    fn a_key_is_named_by_its_item() {
        let items = [StorageInfo {
            pallet_name: b"Ballots".to_vec(),
            storage_name: b"Clock".to_vec(),
            prefix: vec![7; 32],
            max_values: None,
            max_size: None,
        }];
        assert_eq!(name(&[7; 32], &items), "Ballots.Clock");
        assert_eq!(name(&[8; 2], &items), "0x0808");
    }
}

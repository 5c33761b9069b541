//! Writes measured costs into a pallet's `weights.rs`: each function of the `SubstrateWeight` block is replaced, all else
//! stays as it is.

use super::Cost;
use anyhow::{Context, Result};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const BLOCK: &str = "impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {\n";

/// Where a pallet has its weights.
pub fn file(repository: &Path, pallet: &str) -> PathBuf {
    repository.join("pallets").join(pallet.trim_start_matches("pallet_")).join("src/weights.rs")
}

/// Replaces the functions that were measured.
pub fn write(file: &Path, costs: &[Cost]) -> Result<()> {
    let mut source = fs::read_to_string(file)?;
    for cost in costs {
        source = replace(&source, cost).with_context(|| format!("{} has no `{}`", file.display(), cost.name))?;
    }
    Ok(fs::write(file, source)?)
}

/// The source with another body for one function; none if it has no such function.
fn replace(source: &str, cost: &Cost) -> Option<String> {
    let block = source.find(BLOCK)? + BLOCK.len();
    let head = block + source[block..].find(&format!("    fn {}(", cost.name))?;
    let body = head + source[head..].find("{\n")? + 2;
    let end = body + source[body..].find("\n    }\n")? + 1;
    // Comments above the old function spoke of the old numbers.
    let mut begin = head;
    while let Some(line) = source[block..begin].trim_end_matches('\n').rsplit('\n').next() {
        if !line.trim_start().starts_with("//") {
            break;
        }
        begin = source[..begin - 1].rfind('\n')? + 1;
    }
    let signature = signature(&source[head..body], cost);
    let names = parameters(&source[head..body]);
    Some(format!("{}{signature}{}{}", &source[..begin], lines(cost, &names), &source[end..]))
}

/// The function's head, its unused parameters marked as such.
fn signature(head: &str, cost: &Cost) -> String {
    let mut head = head.to_owned();
    for (index, name) in parameters(&head).into_iter().enumerate() {
        let plain = name.trim_start_matches('_');
        let used = if is_flat(cost, index) { format!("_{plain}") } else { plain.to_owned() };
        head = head.replace(&format!("{name}:"), &format!("{used}:"));
    }
    head
}

fn is_flat(cost: &Cost, index: usize) -> bool {
    [&cost.time, &cost.reads, &cost.writes].iter().all(|line| line.slopes.get(index).is_none_or(|slope| *slope == 0))
}

fn parameters(head: &str) -> Vec<String> {
    let inside = head.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    inside.split(',').filter_map(|part| part.split_once(':')).map(|(name, _)| name.trim().to_owned()).collect()
}

fn lines(cost: &Cost, names: &[String]) -> String {
    let mut lines = format!("        Weight::from_parts({}, 0)\n", grouped(cost.time.base));
    let _ = writeln!(
        lines,
        "            .saturating_add(T::DbWeight::get().reads_writes({}, {}))",
        cost.reads.base, cost.writes.base
    );
    for (index, name) in names.iter().enumerate().filter(|(index, _)| !is_flat(cost, *index)) {
        let name = name.trim_start_matches('_');
        let at = |line: &frame_benchmarking::Analysis| line.slopes.get(index).copied().unwrap_or_default();
        let (time, reads, writes) = (at(&cost.time), at(&cost.reads), at(&cost.writes));
        let _ = writeln!(
            lines,
            "            .saturating_add(Weight::from_parts({}, 0).saturating_mul({name}.into()))",
            grouped(time)
        );
        if reads + writes > 0 {
            let _ = writeln!(
                lines,
                "            .saturating_add(T::DbWeight::get().reads_writes({reads}, {writes}).saturating_mul({name}.into()))"
            );
        }
    }
    lines
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let lead = digits.len() % 3;
    let (first, rest) = digits.split_at(lead);
    let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let groups = (!first.is_empty()).then(|| first.to_owned()).into_iter().chain(groups);
    groups.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use frame_benchmarking::{Analysis, BenchmarkParameter, BenchmarkSelector};

    const SOURCE: &str = "\
trait WeightInfo {
    /// Old.
    fn settle(pages: u32, ballots: u32) -> Weight;
}
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // A guess.
    fn settle(pages: u32, ballots: u32) -> Weight {
        guess(pages, ballots)
    }

    fn other() -> Weight {
        one()
    }
}
";

    fn line(base: u128, slopes: &[u128]) -> Analysis {
        let result = |(pages, ballots)| frame_benchmarking::BenchmarkResult {
            components: vec![(BenchmarkParameter::p, pages), (BenchmarkParameter::b, ballots)],
            ..Default::default()
        };
        let grid = (1..4).flat_map(|pages| (1..4).map(move |ballots| (pages, ballots)));
        let results = grid.map(result).collect();
        let mut analysis = Analysis::median_slopes(&results, BenchmarkSelector::Reads).unwrap();
        analysis.base = base;
        analysis.slopes = slopes.to_vec();
        analysis.names = vec!["p".into(), "b".into()];
        analysis
    }

    #[test]
    fn only_the_measured_function_changes() {
        let cost = Cost {
            name: "settle".into(),
            time: line(60_000, &[0, 42_000_000]),
            reads: line(7, &[0, 0]),
            writes: line(6, &[0, 0]),
        };
        let written = replace(SOURCE, &cost).unwrap();
        let expected = "\
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    fn settle(_pages: u32, ballots: u32) -> Weight {
        Weight::from_parts(60_000, 0)
            .saturating_add(T::DbWeight::get().reads_writes(7, 6))
            .saturating_add(Weight::from_parts(42_000_000, 0).saturating_mul(ballots.into()))
    }

    fn other() -> Weight {
        one()
    }
}
";
        assert_eq!(written.split_once("}\n").map(|(_, block)| block), Some(expected));
    }

    #[test]
    fn a_function_that_the_pallet_lacks_is_an_error() {
        let cost = Cost { name: "gone".into(), time: line(1, &[]), reads: line(1, &[]), writes: line(1, &[]) };
        assert_eq!(replace(SOURCE, &cost), None);
    }
}

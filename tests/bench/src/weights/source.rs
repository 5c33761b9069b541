//! Writes measured costs into `weights.rs`: each function of the `SubstrateWeight` block is replaced together with the
//! comment above it; all else stays as it is.

use super::{Effort, cost::Cost};
use anyhow::{Context, Result, bail, ensure};
use std::{fmt::Write as _, fs, path::Path, process::Command};

/// How the line ends with which the block begins.
const BLOCK: &str = "WeightInfo for SubstrateWeight<T> {\n";
/// Longest line of a comment.
const WIDTH: usize = 120;

/// Replaces every function.
pub fn write(file: &Path, costs: &[Cost], effort: &Effort) -> Result<()> {
    let source = fs::read_to_string(file)?;
    let written = rewrite(&source, costs, effort).with_context(|| file.display().to_string())?;
    fs::write(file, written)?;
    let status = Command::new("rustfmt").args(["--edition", "2024"]).arg(file).status().context("rustfmt is needed")?;
    ensure!(status.success(), "rustfmt refused {}", file.display());
    Ok(())
}

fn rewrite(source: &str, costs: &[Cost], effort: &Effort) -> Result<String> {
    let (before, rest) = source.split_once(BLOCK).context("no `WeightInfo for SubstrateWeight<T>`")?;
    let (block, after) = rest.split_once("\n}\n").context("that block has no end")?;
    let mut functions = Vec::new();
    for head in heads(block) {
        let name = name(head);
        let Some(cost) = costs.iter().find(|cost| cost.name == name) else { bail!("no benchmark measures `{name}`") };
        functions.push(function(head, cost, effort)?);
    }
    for cost in costs {
        ensure!(heads(block).any(|head| name(head) == cost.name), "no function takes the weight of `{}`", cost.name);
    }
    Ok(format!("{before}{BLOCK}{}\n}}\n{after}", functions.join("\n\n")))
}

/// The lines on which functions begin.
fn heads(block: &str) -> impl Iterator<Item = &str> {
    block.lines().filter(|line| line.starts_with("    fn "))
}

fn name(head: &str) -> &str {
    head.trim_start().trim_start_matches("fn ").split('(').next().unwrap_or_default()
}

fn function(head: &str, cost: &Cost, effort: &Effort) -> Result<String> {
    let names = parameters(head);
    let components = cost.picoseconds.slopes.len();
    ensure!(names.len() == components, "`{}` has {components} components: {head}", cost.name);
    let mut text = comment(cost, effort);
    let arguments: Vec<_> = names.iter().enumerate().map(|(index, name)| argument(cost, index, name)).collect();
    let _ = writeln!(text, "    fn {}({}) -> Weight {{", cost.name, arguments.join(", "));
    text += &body(cost, &names);
    Ok(text + "    }")
}

/// How it was measured, and which keys it touches.
fn comment(cost: &Cost, effort: &Effort) -> String {
    let Effort { date, steps, repeat } = effort;
    let runs = if cost.picoseconds.slopes.is_empty() {
        format!("{repeat} runs")
    } else {
        format!("{steps} steps of {repeat} runs, medians up to {:.1} % above", cost.excess_permille as f64 / 10.0)
    };
    let least = cost.least_picoseconds as f64 / 1e6;
    let mut text = format!("    // {date}: {runs}; the shortest took {least:.1} µs.\n");
    let mut line = String::from("    // Keys:");
    for (index, touched) in cost.touched.iter().enumerate() {
        let end = if index + 1 < cost.touched.len() { "," } else { "." };
        let word = format!(" {} {}r {}w{end}", touched.item, touched.reads, touched.writes);
        if line.len() + word.len() > WIDTH {
            text += &line;
            line = String::from("\n    //");
        }
        line += &word;
    }
    if !cost.touched.is_empty() {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// A parameter, marked if nothing depends on it.
fn argument(cost: &Cost, index: usize, name: &str) -> String {
    let mark = if is_flat(cost, index) { "_" } else { "" };
    format!("{mark}{name}: u32")
}

fn is_flat(cost: &Cost, index: usize) -> bool {
    let lines = [&cost.picoseconds, &cost.proof_bytes, &cost.reads, &cost.writes];
    lines.iter().all(|line| line.slope(index) == 0)
}

fn parameters(head: &str) -> Vec<&str> {
    let inside = head.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    let names = inside.split(',').filter_map(|part| part.split_once(':'));
    names.map(|(name, _)| name.trim().trim_start_matches('_')).collect()
}

fn body(cost: &Cost, names: &[&str]) -> String {
    let weight = |time, proof| format!("Weight::from_parts({}, {})", grouped(time), grouped(proof));
    let mut lines = format!("        {}\n", weight(cost.picoseconds.base, cost.proof_bytes.base));
    let keys = |reads, writes| format!("T::DbWeight::get().reads_writes({reads}, {writes})");
    let mut add = |term: &str| {
        let _ = writeln!(lines, "            .saturating_add({term})");
    };
    if cost.reads.base + cost.writes.base > 0 {
        add(&keys(cost.reads.base, cost.writes.base));
    }
    for (index, name) in names.iter().enumerate() {
        let (time, proof) = (cost.picoseconds.slope(index), cost.proof_bytes.slope(index));
        if time + proof > 0 {
            add(&format!("{}.saturating_mul({name}.into())", weight(time, proof)));
        }
        let (reads, writes) = (cost.reads.slope(index), cost.writes.slope(index));
        if reads + writes > 0 {
            add(&format!("{}.saturating_mul({name}.into())", keys(reads, writes)));
        }
    }
    lines
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let (first, rest) = digits.split_at(digits.len() % 3);
    let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let groups = (!first.is_empty()).then(|| first.to_owned()).into_iter().chain(groups);
    groups.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::{
        super::cost::{Line, Touched},
        *,
    };

    const SOURCE: &str = "\
trait WeightInfo {
    /// Documented.
    fn settle(pages: u32, ballots: u32) -> Weight;
    fn other() -> Weight;
}
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // A guess.
    fn settle(_pages: u32, ballots: u32) -> Weight {
        guess(ballots)
    }

    fn other() -> Weight {
        one()
    }
}

impl WeightInfo for () {}
";

    fn cost(name: &str, components: usize) -> Cost {
        let flat = |base| Line { base, slopes: vec![0; components] };
        Cost {
            name: name.into(),
            picoseconds: flat(1_000),
            proof_bytes: flat(0),
            reads: flat(0),
            writes: flat(0),
            touched: Vec::new(),
            least_picoseconds: 999_000,
            excess_permille: 0,
        }
    }

    fn effort() -> Effort {
        Effort { date: "2026-11-21".into(), steps: 20, repeat: 10 }
    }

    #[test]
    fn functions_are_replaced_and_the_rest_stays() {
        let mut settle = cost("settle", 2);
        settle.picoseconds = Line { base: 60_000_000, slopes: vec![7_000_000, 42_000_000] };
        settle.proof_bytes = Line { base: 1_234, slopes: vec![16_000, 0] };
        settle.reads = Line { base: 7, slopes: vec![4, 0] };
        settle.excess_permille = 12;
        settle.touched = vec![Touched { item: "Ballots.Ledgers".into(), reads: 1, writes: 1 }];
        let written = rewrite(SOURCE, &[cost("other", 0), settle], &effort()).unwrap();
        let expected = "\
trait WeightInfo {
    /// Documented.
    fn settle(pages: u32, ballots: u32) -> Weight;
    fn other() -> Weight;
}
impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
    // 2026-11-21: 20 steps of 10 runs, medians up to 1.2 % above; the shortest took 1.0 µs.
    // Keys: Ballots.Ledgers 1r 1w.
    fn settle(pages: u32, ballots: u32) -> Weight {
        Weight::from_parts(60_000_000, 1_234)
            .saturating_add(T::DbWeight::get().reads_writes(7, 0))
            .saturating_add(Weight::from_parts(7_000_000, 16_000).saturating_mul(pages.into()))
            .saturating_add(T::DbWeight::get().reads_writes(4, 0).saturating_mul(pages.into()))
            .saturating_add(Weight::from_parts(42_000_000, 0).saturating_mul(ballots.into()))
    }

    // 2026-11-21: 10 runs; the shortest took 1.0 µs.
    fn other() -> Weight {
        Weight::from_parts(1_000, 0)
    }
}

impl WeightInfo for () {}
";
        assert_eq!(written, expected);
    }

    #[test]
    fn writing_twice_is_writing_once() {
        let costs = [cost("settle", 2), cost("other", 0)];
        let once = rewrite(SOURCE, &costs, &effort()).unwrap();
        assert!(once.contains("fn settle(_pages: u32, _ballots: u32)"));
        assert_eq!(rewrite(&once, &costs, &effort()).unwrap(), once);
    }

    #[test]
    fn a_function_that_nothing_measures_is_an_error() {
        let refused = rewrite(SOURCE, &[cost("settle", 2)], &effort()).unwrap_err();
        assert!(refused.to_string().contains("`other`"), "{refused}");
    }

    #[test]
    fn a_benchmark_that_the_pallet_has_no_function_for_is_an_error() {
        let costs = [cost("settle", 2), cost("other", 0), cost("gone", 0)];
        let refused = rewrite(SOURCE, &costs, &effort()).unwrap_err();
        assert!(refused.to_string().contains("`gone`"), "{refused}");
    }

    #[test]
    fn keys_are_wrapped_into_lines() {
        let mut other = cost("other", 0);
        other.touched = vec![Touched { item: "Constitution.CurrentParameters".into(), reads: 1, writes: 0 }; 9];
        let written = rewrite(SOURCE, &[cost("settle", 2), other], &effort()).unwrap();
        assert!(written.lines().all(|line| line.len() <= WIDTH), "{written}");
        assert_eq!(written.matches("CurrentParameters 1r 0w").count(), 9);
    }
}

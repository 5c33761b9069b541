//! What a run found out: one table for people, JSON for programs.

use crate::{ingest::Ingest, measure::Measured};
use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use serde::Serialize;
use std::time::Duration;

/// A full block of votes.
#[derive(Debug, Serialize)]
pub struct Row {
    /// What voted, and how.
    pub name: String,
    /// Votes in the block.
    pub votes_per_block: u32,
    /// Bytes of transaction per vote.
    pub bytes_per_vote: f64,
    /// Time to build the block.
    pub build_millis: f64,
    /// Time to import it.
    pub import_millis: f64,
    /// Import time per vote.
    pub import_micros_per_vote: f64,
    /// What the weights charged per vote, whole block and base included.
    pub charged_micros_per_vote: f64,
    /// The time of one ed25519 check as a share of the import time per vote.
    pub share_of_bare_rate: f64,
    /// Votes per block as a multiple of the baseline's.
    pub times_baseline_votes: Option<f64>,
    /// Speed of import as a multiple of the baseline's.
    pub times_baseline_speed: Option<f64>,
}

impl Row {
    /// The row of `votes` in a measured block.
    pub fn new(name: String, votes: u32, measured: &Measured) -> Self {
        let each = |total: f64| total / f64::from(votes.max(1));
        let micros = |took: Duration| took.as_secs_f64() * 1e6;
        Self {
            name,
            votes_per_block: votes,
            bytes_per_vote: each(measured.bytes as f64),
            build_millis: micros(measured.build) / 1e3,
            import_millis: micros(measured.import) / 1e3,
            import_micros_per_vote: each(micros(measured.import)),
            charged_micros_per_vote: each(micros(measured.charged)),
            share_of_bare_rate: 0.0,
            times_baseline_votes: None,
            times_baseline_speed: None,
        }
    }

    fn compare(&mut self, single_check_micros: f64, baseline: Option<(u32, f64)>) {
        self.share_of_bare_rate = single_check_micros / self.import_micros_per_vote;
        self.times_baseline_votes =
            baseline.map(|(votes, _)| f64::from(self.votes_per_block) / f64::from(votes.max(1)));
        self.times_baseline_speed = baseline.map(|(_, micros)| micros / self.import_micros_per_vote);
    }

    fn cells(&self) -> [String; 10] {
        let times = |ratio: Option<f64>| ratio.map(|ratio| format!("{ratio:.1}")).unwrap_or_default();
        [
            self.name.clone(),
            self.votes_per_block.to_string(),
            format!("{:.1}", self.bytes_per_vote),
            format!("{:.0}", self.build_millis),
            format!("{:.0}", self.import_millis),
            format!("{:.1}", self.import_micros_per_vote),
            format!("{:.1}", self.charged_micros_per_vote),
            format!("{:.0} %", 100.0 * self.share_of_bare_rate),
            times(self.times_baseline_speed),
            times(self.times_baseline_votes),
        ]
    }
}

/// A whole run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Processor and number of its threads.
    pub machine: String,
    /// One ed25519 check by itself, in µs.
    pub single_check_micros: f64,
    /// One full block of each kind of settlement.
    pub blocks: Vec<Row>,
    /// A full block of signed votes.
    pub baseline: Option<Row>,
    /// From gossip to disk.
    pub ingest: Option<Ingest>,
}

impl Report {
    /// Puts the parts together and works out the ratios.
    pub fn new(
        single_check_micros: f64,
        mut blocks: Vec<Row>,
        mut baseline: Option<Row>,
        ingest: Option<Ingest>,
    ) -> Self {
        let beside = baseline.as_ref().map(|row| (row.votes_per_block, row.import_micros_per_vote));
        blocks.iter_mut().chain(&mut baseline).for_each(|row| row.compare(single_check_micros, beside));
        Self { machine: machine(), single_check_micros, blocks, baseline, ingest }
    }

    /// The table, with ratios to the bare check and to the baseline.
    pub fn table(&self) -> String {
        let mut table = Table::new();
        table.load_style(ASCII_MARKDOWN);
        table.set_header([
            "block of",
            "votes",
            "bytes each",
            "build ms",
            "import ms",
            "µs each",
            "charged µs",
            "of bare rate",
            "× baseline's speed",
            "× its votes",
        ]);
        for row in self.blocks.iter().chain(&self.baseline) {
            table.add_row(row.cells());
        }
        table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        let ingest = self.ingest.as_ref().map(Ingest::line).unwrap_or_default();
        format!("{}\n\n{table}\n\n{ingest}", self.floor())
    }

    fn floor(&self) -> String {
        format!(
            "{}; one ed25519 check by itself: {:.1} µs ({:.0}/s)",
            self.machine,
            self.single_check_micros,
            1e6 / self.single_check_micros
        )
    }
}

impl Ingest {
    fn line(&self) -> String {
        let Ingest { bare_per_second: bare, whole_per_second: whole } = self;
        let ratio = 100.0 * whole / bare;
        format!(
            "mesh ingest on one core: {whole:.0} ballots/s from gossip to disk, {ratio:.0} % of {bare:.0}/s bare batch checks"
        )
    }
}

/// Processor and threads, as the system names them.
fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {threads} threads", model.trim_start_matches([' ', '\t', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(votes: u32, import_micros: u64) -> Row {
        let import = Duration::from_micros(import_micros);
        let measured = Measured { taken: 1, bytes: 0, build: import, import, charged: import };
        Row::new("row".into(), votes, &measured)
    }

    #[test]
    fn ratios_are_per_vote() {
        let report = Report::new(40.0, vec![row(100, 5_000)], Some(row(10, 2_000)), None);
        let ours = &report.blocks[0];
        assert_eq!(ours.share_of_bare_rate, 0.8);
        assert_eq!((ours.times_baseline_votes, ours.times_baseline_speed), (Some(10.0), Some(4.0)));
        assert!(report.table().contains(" 80 % |"), "{}", report.table());
    }

    #[test]
    fn without_a_baseline_there_is_nothing_to_compare_with() {
        let report = Report::new(40.0, vec![row(100, 5_000)], None, None);
        assert_eq!(report.blocks[0].times_baseline_speed, None);
    }
}

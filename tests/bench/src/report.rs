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
        }
    }

    /// How many times the baseline's votes a block holds, and how many times as fast they are imported.
    fn times(&self, baseline: &Self) -> String {
        let votes = f64::from(self.votes_per_block) / f64::from(baseline.votes_per_block.max(1));
        let speed = baseline.import_micros_per_vote / self.import_micros_per_vote;
        format!("{votes:.1} / {speed:.1}")
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
            "× baseline: votes / speed",
        ]);
        for row in self.blocks.iter().chain(&self.baseline) {
            table.add_row([
                row.name.clone(),
                row.votes_per_block.to_string(),
                format!("{:.1}", row.bytes_per_vote),
                format!("{:.0}", row.build_millis),
                format!("{:.0}", row.import_millis),
                format!("{:.1}", row.import_micros_per_vote),
                format!("{:.1}", row.charged_micros_per_vote),
                format!("{:.0} %", 100.0 * self.single_check_micros / row.import_micros_per_vote),
                self.baseline.as_ref().map_or("".into(), |baseline| row.times(baseline)),
            ]);
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
pub fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {threads} threads", model.trim_start_matches([' ', '\t', ':']))
}

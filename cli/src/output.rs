//! Answers for people or, with `--json`, for programs.

use comfy_table::{ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write, stderr, stdout};

/// Where answers go.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
}

impl Output {
    /// Answers as JSON or as text.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Shows an answer: as one JSON value on standard output, or as `text` makes of it.
    pub fn show<T: Serialize>(&self, answer: &T, text: impl FnOnce(&T) -> String) -> anyhow::Result<()> {
        let shown = if self.json { serde_json::to_string_pretty(answer)? } else { text(answer) };
        write_line(&shown)
    }

    /// One of many answers: as one line of JSON each, or as text.
    pub fn stream<T: Serialize>(&self, answer: &T, text: impl FnOnce(&T) -> String) -> anyhow::Result<()> {
        let shown = if self.json { serde_json::to_string(answer)? } else { text(answer) };
        write_line(&shown)
    }

    /// Something to know beside the answer; on standard error.
    pub fn note(&self, text: &str) {
        if !self.json {
            eprintln!("{text}");
        }
    }

    /// An error and its causes; on standard error.
    pub fn error(&self, error: &anyhow::Error) {
        if self.json {
            eprintln!("{}", serde_json::json!({ "error": format!("{error:#}") }));
        } else {
            eprintln!("cybersyn: {error:#}");
        }
    }

    /// A bar for `steps` of long work; hidden where nobody looks.
    pub fn progress(&self, what: &str, steps: u64) -> ProgressBar {
        if self.json || !stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps).with_message(what.to_owned());
        match ProgressStyle::with_template("{msg:32} {wide_bar} {pos}/{len} {eta}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }
}

/// A reader that has enough (`| head`) is no error.
fn write_line(text: &str) -> anyhow::Result<()> {
    match writeln!(stdout(), "{}", text.trim_end()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// A table with a heading.
pub fn table<const N: usize>(heading: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(heading);
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}

/// Lines of `name: value`, aligned.
pub fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    facts.iter().map(|(name, value)| format!("{name:width$}  {value}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_aligned() {
        assert_eq!(facts(&[("a", "1".into()), ("long", "2".into())]), "a     1\nlong  2");
    }

    #[test]
    fn a_table_shows_every_cell() {
        let shown = table(["id", "title"], [["1".into(), "Bench".into()], ["2".into(), "Gate".into()]]);
        assert!(["id", "title", "Bench", "Gate"].iter().all(|cell| shown.contains(cell)), "{shown}");
    }
}

//! Answers for people or, with `--json`, for programs.
//!
//! Much of what is shown was written by strangers, and terminals obey what they are sent. So nothing that is invisible, moves
//! the cursor or turns the direction of writing leaves here but as an escape, and a value stays within its line.

use comfy_table::{ContentArrangement, Table};
use cybersyn_primitives::text::is_forbidden;
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
            eprintln!("{}", lines(text));
        }
    }

    /// An error and its causes; on standard error.
    pub fn error(&self, error: &anyhow::Error) {
        if self.json {
            eprintln!("{}", lines(&serde_json::json!({ "error": format!("{error:#}") }).to_string()));
        } else {
            eprintln!("cybersyn: {}", lines(&format!("{error:#}")));
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
    match writeln!(stdout(), "{}", lines(text.trim_end())) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// A text of several lines as it may be sent to a terminal. The escapes are those of JSON, in which it means the same.
pub fn lines(text: &str) -> String {
    escaped(&text.replace("\r\n", "\n"), is_forbidden)
}

/// A stranger's word as it may be shown within a line.
pub fn line(text: &str) -> String {
    escaped(text, |c| is_forbidden(c) || matches!(c, '\n' | '\t'))
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            let escapes = c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
            shown.push_str(&escapes);
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A table with a heading.
pub fn table<const N: usize>(heading: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(heading);
    for row in rows {
        table.add_row(row.map(|cell| line(&cell)));
    }
    table.to_string()
}

/// Lines of `name: value`, aligned.
pub fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    facts.iter().map(|(name, value)| format!("{name:width$}  {}", line(value))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_aligned() {
        assert_eq!(facts(&[("a", "1".into()), ("long", "2".into())]), "a     1\nlong  2");
    }

    const HOSTILE: &str = "a\u{1b}[2K\rit counts\nb\u{9b}2K\u{202e}\u{200b}\u{7f}\tz\u{e0001}";
    const SHOWN: &str = "a\\u001b[2K\\u000dit counts\\u000ab\\u009b2K\\u202e\\u200b\\u007f\\u0009z\\udb40\\udc01";

    #[test]
    fn a_strangers_word_neither_leaves_its_line_nor_moves_the_cursor() {
        assert_eq!(line(HOSTILE), SHOWN);
        assert_eq!(facts(&[("a", HOSTILE.into())]), format!("a  {SHOWN}"));
        let shown = table(["name"], [[HOSTILE.into()]]);
        assert!(shown.lines().count() > 2 && !shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
    }

    #[test]
    fn lines_stay_lines_and_escapes_mean_the_same_in_json() {
        assert_eq!(lines("a\r\nb\tc\n"), "a\nb\tc\n");
        let value = serde_json::Value::from(HOSTILE);
        let shown = lines(&value.to_string());
        assert!(!shown.contains(is_forbidden), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }

    #[test]
    fn a_table_shows_every_cell() {
        let shown = table(["id", "title"], [["1".into(), "Bench".into()], ["2".into(), "Gate".into()]]);
        assert!(["id", "title", "Bench", "Gate"].iter().all(|cell| shown.contains(cell)), "{shown}");
    }
}

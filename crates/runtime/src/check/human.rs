//! The report for people: failures with what was claimed beside what was printed, and a summary.

use std::io::Write;
use std::time::{Duration, Instant};

use super::expectation::stream_name;
use super::judge::{OutputProblem, Problem, Row};
use super::report::{CaseReport, Report, Reporter, Verdict};

/// Lines that agree and are shown beside a difference.
const CONTEXT: usize = 3;
/// Lines of one difference that are shown at most.
const MOST_ROWS: usize = 80;
/// Lines of standard error that are shown.
const MOST_STDERR: usize = 8;
/// Where the place of a printed line stands at the farthest.
const WIDEST: usize = 60;
/// Where it stands at the nearest.
const NARROWEST: usize = 16;
/// How often the progress line changes.
const PROGRESS_STEP: Duration = Duration::from_millis(50);

/// Whether to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colors {
    /// Yes.
    Always,
    /// No.
    Never,
}

/// Where a line that tells of the progress is shown and taken back again: a terminal, or nowhere.
pub enum Progress {
    /// Nowhere.
    Hidden,
    /// On this terminal.
    Shown(Box<dyn Write>),
}

/// Writes the report for people.
pub struct Human<'w> {
    writer: &'w mut dyn Write,
    colors: Colors,
    progress: Progress,
    last_progress: Option<Instant>,
    failures: usize,
}

impl<'w> Human<'w> {
    /// A report on `writer`, without progress.
    pub fn new(writer: &'w mut dyn Write, colors: Colors) -> Self {
        Self { writer, colors, progress: Progress::Hidden, last_progress: None, failures: 0 }
    }

    /// Shows the progress as well.
    pub fn with_progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// A reader that has gone away needs no report, so errors are ignored.
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.writer, "{text}");
    }

    fn paint(&self, code: &str, text: &str) -> String {
        match self.colors {
            Colors::Always => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Colors::Never => text.to_owned(),
        }
    }

    fn clear_progress(&mut self) {
        if let Progress::Shown(terminal) = &mut self.progress
            && self.last_progress.take().is_some()
        {
            let _ = write!(terminal, "\r\u{1b}[K");
            let _ = terminal.flush();
        }
    }

    fn failure(&mut self, case: &CaseReport) {
        self.failures += 1;
        let label = self.paint("1;31", "FAIL");
        let has_place = case.line > 1 && !case.name.ends_with(&format!(":{}", case.line));
        let place = if has_place { format!(" ({}:{})", case.file, case.line) } else { String::new() };
        let place = self.paint("2", &place);
        self.line(&format!("{label} {}{place}", case.name));
        self.problems(case);
        self.line("");
        // Whoever waits for the end can read meanwhile.
        let _ = self.writer.flush();
    }

    /// What is wrong, without a title.
    fn problems(&mut self, case: &CaseReport) {
        for problem in &case.problems {
            let headline = problem.headline();
            self.line(&format!("  {headline}"));
            if let Problem::Output(output) = problem {
                self.output(output);
            }
        }
        let is_about_end =
            |problem: &Problem| matches!(problem, Problem::Exit { .. } | Problem::Throws { .. });
        if case.problems.iter().any(is_about_end) {
            self.stderr(&case.stderr);
        }
    }

    fn stderr(&mut self, text: &str) {
        let lines: Vec<&str> = text.trim_end().lines().collect();
        for line in lines.iter().take(MOST_STDERR) {
            let line = format!("    stderr: {line}");
            let line = self.paint("2", line.trim_end());
            self.line(&line);
        }
        match lines.len().saturating_sub(MOST_STDERR) {
            0 => {}
            1 => self.line("    stderr: … 1 more line"),
            more => self.line(&format!("    stderr: … {more} more lines")),
        }
    }

    fn output(&mut self, problem: &OutputProblem) {
        let rows = &problem.rows;
        let width =
            rows.iter().map(|row| shown(row).chars().count()).max().unwrap_or(0).clamp(NARROWEST, WIDEST);
        let is_near = |index: usize| {
            let from = index.saturating_sub(CONTEXT);
            let to = (index + CONTEXT + 1).min(rows.len());
            rows[from..to].iter().any(Row::is_difference)
        };
        let mut skipped = 0;
        let mut shown_rows = 0;
        for (index, row) in rows.iter().enumerate() {
            if !is_near(index) {
                skipped += 1;
                continue;
            }
            self.skipped(std::mem::take(&mut skipped));
            if shown_rows == MOST_ROWS {
                let rest = rows[index..].iter().filter(|row| row.is_difference()).count();
                self.line(&format!("    … {rest} more lines differ"));
                skipped = 0;
                break;
            }
            shown_rows += 1;
            self.row(row, width);
        }
        self.skipped(skipped);
        for (index, line) in problem.why.iter().enumerate() {
            let margin = if index == 0 { "  " } else { "    " };
            self.line(&format!("{margin}{line}"));
        }
    }

    fn skipped(&mut self, count: usize) {
        match count {
            0 => {}
            1 => self.line("    … 1 line agrees"),
            _ => self.line(&format!("    … {count} lines agree")),
        }
    }

    fn row(&mut self, row: &Row, width: usize) {
        let text = shown(row);
        let padding = " ".repeat(width.saturating_sub(text.chars().count()));
        let (mark, color, remark) = match row {
            Row::Same { place, .. } => (' ', "0", place.clone().unwrap_or_default()),
            Row::Any { place, .. } => (' ', "2", place.clone().unwrap_or_default()),
            Row::Missing { line, .. } => ('-', "31", format!("claimed in line {line}")),
            Row::Extra { place, .. } => ('+', "32", place.clone().unwrap_or_default()),
        };
        let text = if color == "0" { text } else { self.paint(color, &text) };
        let remark = self.paint("2", &remark);
        let line = format!("    {mark} {text}{padding}  {remark}");
        self.line(line.trim_end());
    }

    fn summary(&self, report: &Report) -> String {
        let counts = [
            (report.passed(), "passed", "32"),
            (report.failed(), "failed", "1;31"),
            (report.count(|verdict| matches!(verdict, Verdict::Skipped(_))), "skipped", "33"),
            (
                report.count(|verdict| matches!(verdict, Verdict::ExpectedFailure(_))),
                "failed as expected",
                "33",
            ),
            (report.count(|verdict| *verdict == Verdict::NoExpectation), "without expectation", "33"),
            (report.planned.saturating_sub(report.cases.len()), "not run", "33"),
        ];
        let parts: Vec<String> = counts
            .into_iter()
            .filter(|&(count, name, _)| count > 0 || name == "passed")
            .map(|(count, name, color)| {
                let text = format!("{count} {name}");
                if count > 0 { self.paint(color, &text) } else { text }
            })
            .collect();
        parts.join(", ")
    }
}

impl Reporter for Human<'_> {
    fn case(&mut self, case: &CaseReport) {
        if case.is_failure() {
            self.clear_progress();
            self.failure(case);
        }
    }

    fn progress(&mut self, done: usize, count: usize) {
        let Progress::Shown(terminal) = &mut self.progress else { return };
        let now = Instant::now();
        if self.last_progress.is_some_and(|last| now - last < PROGRESS_STEP) {
            return;
        }
        self.last_progress = Some(now);
        let failed = if self.failures > 0 { format!(", {} failed", self.failures) } else { String::new() };
        let _ = write!(terminal, "\r\u{1b}[Kchecking {done}/{count}{failed}");
        let _ = terminal.flush();
    }

    fn end(&mut self, report: &Report) {
        self.clear_progress();
        // Why nothing was checked is a message for whoever asked, not a report.
        if report.refusal.is_some() {
            return;
        }
        let summary = self.summary(report);
        self.line(&format!("{summary} ({:.2} s)", report.duration.as_secs_f64()));
    }
}

/// What is wrong with an example, for other reports.
pub(crate) fn describe(case: &CaseReport) -> String {
    plain(|human| human.problems(case))
}

/// How many passed, failed and so on.
pub(crate) fn summary(report: &Report) -> String {
    plain(|human| {
        let summary = human.summary(report);
        human.line(&summary);
    })
    .trim_end()
    .to_owned()
}

/// What is written without colours, and without the margin that all of it has.
fn plain(write: impl FnOnce(&mut Human<'_>)) -> String {
    let mut text = Vec::new();
    write(&mut Human::new(&mut text, Colors::Never));
    let text = String::from_utf8_lossy(&text);
    text.lines().flat_map(|line| [line.strip_prefix("  ").unwrap_or(line), "\n"]).collect()
}

/// A line as it is shown: what cannot be seen is written out where it may be the difference.
fn shown(row: &Row) -> String {
    let text = row.text();
    let is_hidden = text.is_empty() || text.ends_with(char::is_whitespace) || text.contains(char::is_control);
    if row.is_difference() && is_hidden { format!("{text:?}") } else { text.to_owned() }
}

impl Row {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Same { text, .. }
            | Self::Any { text, .. }
            | Self::Missing { text, .. }
            | Self::Extra { text, .. } => text,
        }
    }

    pub(crate) fn is_difference(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Extra { .. })
    }
}

impl Problem {
    /// The problem in one line.
    pub(crate) fn headline(&self) -> String {
        match self {
            Self::Malformed(message) => message.clone(),
            Self::Syntax { message, place } => format!("SyntaxError: {message} ({place})"),
            Self::Output(output) => {
                let order = if output.is_ordered { "" } else { ", in any order" };
                let stream = stream_name(output.stream);
                format!("{stream} is not what {} claims{order}:", output.claimed_at)
            }
            Self::Exit { expected, found, claimed_at: None } => {
                format!("exit status {found}, expected {expected}")
            }
            Self::Exit { expected, found, claimed_at: Some(place) } => {
                format!("exit status {found}, but {place} claims {expected}")
            }
            Self::Throws { expected, found, claimed_at } => {
                let found = found
                    .as_ref()
                    .map_or("nothing was thrown".to_owned(), |found| format!("it threw {found}"));
                format!("{found}, but {claimed_at} claims {expected}")
            }
            Self::NotText { stream, at } => format!(
                "{} is not UTF-8: line {} of it, byte {} of all",
                stream_name(*stream),
                at.line,
                at.byte
            ),
            Self::TimedOut(limit) => {
                format!("it did not end within {} ms and was stopped", limit.as_millis())
            }
            Self::TooMuchOutput => "it printed more than 16 MB to one stream and was stopped".to_owned(),
            Self::UnexpectedPass(why) => format!("it passes, but its xfail says that it fails: {why}"),
            Self::NoExpectation => "it claims nothing, and --require-output wants it to".to_owned(),
            Self::Panicked(message) => format!("the engine failed: {message}"),
        }
    }
}

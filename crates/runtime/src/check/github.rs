//! The report as annotations of GitHub Actions.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::io::Write;

use super::human;
use super::judge::{Problem, Row};
use super::report::{CaseReport, Report, Reporter};

/// Writes an annotation for each failure, and a summary.
pub struct Github<'w> {
    writer: &'w mut dyn Write,
}

impl<'w> Github<'w> {
    /// A report on `writer`.
    pub fn new(writer: &'w mut dyn Write) -> Self {
        Self { writer }
    }

    fn line(&mut self, text: &str) {
        // A reader that has gone away needs no report.
        let _ = writeln!(self.writer, "{text}");
    }
}

impl Reporter for Github<'_> {
    fn case(&mut self, case: &CaseReport) {
        if case.is_failure() {
            let (file, title) = (property(&case.file), property(&case.name));
            let (line, message) = (line_of(case), data(human::describe(case).trim_end()));
            self.line(&format!("::error file={file},line={line},title={title}::{message}"));
        }
    }

    fn end(&mut self, report: &Report) {
        match &report.refusal {
            Some(why) => self.line(&format!("::error title=roundelay check::{}", data(why))),
            None => self.line(&human::summary(report)),
        }
    }
}

/// The line that a reader should look at: the first claim that did not hold.
fn line_of(case: &CaseReport) -> usize {
    let claimed = case.problems.iter().find_map(|problem| match problem {
        Problem::Output(output) if output.claimed_at.starts_with(&format!("{}:", case.file)) => {
            output.rows.iter().find_map(|row| match row {
                Row::Missing { line, .. } => Some(*line),
                _ => None,
            })
        }
        _ => None,
    });
    claimed.unwrap_or(case.line)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

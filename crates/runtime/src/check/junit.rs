//! The report as JUnit XML, which build servers read.

use std::io::Write;
use std::time::Duration;

use super::human;
use super::report::{CaseReport, Report, Reporter, Verdict};

/// Writes JUnit XML: a suite for each file.
pub struct Junit<'w> {
    writer: &'w mut dyn Write,
}

impl<'w> Junit<'w> {
    /// A report on `writer`.
    pub fn new(writer: &'w mut dyn Write) -> Self {
        Self { writer }
    }

    fn line(&mut self, text: &str) {
        // A reader that has gone away needs no report.
        let _ = writeln!(self.writer, "{text}");
    }

    fn suite(&mut self, file: &str, cases: &[CaseReport]) {
        let attributes = totals(cases, cases.iter().map(|case| case.duration).sum());
        self.line(&format!("  <testsuite name=\"{}\" {attributes}>", escaped(file)));
        for case in cases {
            self.test_case(case);
        }
        self.line("  </testsuite>");
    }

    fn test_case(&mut self, case: &CaseReport) {
        let (name, file) = (escaped(&case.name), escaped(&case.file));
        let start = format!(
            "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{}\" time=\"{:.3}\"",
            case.line,
            case.duration.as_secs_f64()
        );
        let skipped = match &case.verdict {
            Verdict::Passed => return self.line(&format!("{start}/>")),
            Verdict::Failed => {
                let message = case.problems().next().unwrap_or_default();
                let message = message.trim_end_matches(':');
                self.line(&format!("{start}>"));
                self.line(&format!(
                    "      <failure message=\"{}\">{}</failure>",
                    escaped(message),
                    escaped(&human::describe(case))
                ));
                return self.line("    </testcase>");
            }
            Verdict::Skipped(why) => why.clone(),
            Verdict::ExpectedFailure(why) => format!("fails as expected: {why}"),
            Verdict::NoExpectation => "it claims nothing".to_owned(),
        };
        self.line(&format!("{start}>"));
        self.line(&format!("      <skipped message=\"{}\"/>", escaped(&skipped)));
        self.line("    </testcase>");
    }
}

impl Reporter for Junit<'_> {
    fn case(&mut self, _: &CaseReport) {}

    fn end(&mut self, report: &Report) {
        self.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        let attributes = totals(&report.cases, report.duration);
        self.line(&format!("<testsuites name=\"roundelay check\" {attributes}>"));
        for cases in report.cases.chunk_by(|one, other| one.file == other.file) {
            self.suite(&cases[0].file, cases);
        }
        self.line("</testsuites>");
    }
}

fn totals(cases: &[CaseReport], duration: Duration) -> String {
    let count =
        |is_counted: fn(&Verdict) -> bool| cases.iter().filter(|case| is_counted(&case.verdict)).count();
    let failures = count(|verdict| *verdict == Verdict::Failed);
    let skipped = count(|verdict| !matches!(verdict, Verdict::Failed | Verdict::Passed));
    format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"{:.3}\"",
        cases.len(),
        duration.as_secs_f64()
    )
}

/// Text as XML has it; what XML cannot have is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push('\t'),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            control if control < ' ' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_has_no_markup_from_outside() {
        assert_eq!(escaped("<a b=\"&\">\n\u{1b}[0m"), "&lt;a b=&quot;&amp;&quot;&gt;&#10;\u{fffd}[0m");
    }
}

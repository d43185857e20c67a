//! The report as one JSON object, for programs.

use std::io::Write;

use serde_json::{Value, json};

use super::expectation::stream_name;
use super::judge::{OutputProblem, Problem, Row};
use super::report::{CaseReport, Report, Reporter, Verdict};

/// Writes one JSON object.
pub struct Json<'w> {
    writer: &'w mut dyn Write,
}

impl<'w> Json<'w> {
    /// A report on `writer`.
    pub fn new(writer: &'w mut dyn Write) -> Self {
        Self { writer }
    }
}

impl Reporter for Json<'_> {
    fn case(&mut self, _: &CaseReport) {}

    fn end(&mut self, report: &Report) {
        let value = json!({
            "refusal": report.refusal,
            "planned": report.planned,
            "passed": report.passed(),
            "failed": report.failed(),
            "milliseconds": report.duration.as_secs_f64() * 1e3,
            "examples": report.cases.iter().map(example).collect::<Vec<Value>>(),
        });
        // A reader that has gone away needs no report.
        let _ = writeln!(self.writer, "{value:#}");
    }
}

fn example(case: &CaseReport) -> Value {
    let (verdict, why) = match &case.verdict {
        Verdict::Passed => ("passed", None),
        Verdict::Failed => ("failed", None),
        Verdict::Skipped(why) => ("skipped", Some(why)),
        Verdict::ExpectedFailure(why) => ("expected-failure", Some(why)),
        Verdict::NoExpectation => ("no-expectation", None),
    };
    json!({
        "name": case.name,
        "file": case.file,
        "line": case.line,
        "verdict": verdict,
        "why": why,
        "milliseconds": case.duration.as_secs_f64() * 1e3,
        "problems": case.problems.iter().map(problem).collect::<Vec<Value>>(),
        "stderr": if case.is_failure() { Some(&case.stderr) } else { None },
    })
}

fn problem(problem: &Problem) -> Value {
    let kind = match problem {
        Problem::Malformed(_) => "malformed",
        Problem::Syntax { .. } => "syntax",
        Problem::Output(_) => "output",
        Problem::Exit { .. } => "exit",
        Problem::Throws { .. } => "throws",
        Problem::NotText { .. } => "not-utf-8",
        Problem::TimedOut(_) => "timeout",
        Problem::TooMuchOutput => "too-much-output",
        Problem::UnexpectedPass(_) => "unexpected-pass",
        Problem::NoExpectation => "no-expectation",
        Problem::Panicked(_) => "panic",
    };
    let mut value = json!({ "kind": kind, "message": problem.headline() });
    if let Problem::Output(output) = problem {
        value["output"] = comparison(output);
    }
    value
}

fn comparison(output: &OutputProblem) -> Value {
    json!({
        "stream": stream_name(output.stream),
        "claimed_at": output.claimed_at,
        "ordered": output.is_ordered,
        "lines": output.rows.iter().map(row).collect::<Vec<Value>>(),
        "why": output.why,
    })
}

fn row(row: &Row) -> Value {
    let kind = match row {
        Row::Same { .. } => "same",
        Row::Any { .. } => "any",
        Row::Missing { .. } => "missing",
        Row::Extra { .. } => "extra",
    };
    match row {
        Row::Missing { text, line } => json!({ "is": kind, "text": text, "claimed_in_line": line }),
        Row::Same { text, place, .. } | Row::Any { text, place, .. } | Row::Extra { text, place, .. } => {
            json!({ "is": kind, "text": text, "printed_at": place })
        }
    }
}

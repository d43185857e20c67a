//! Whether a run did what its example claims.

use std::time::Duration;

use roundelay_event_loop::Profile;
use roundelay_vm::trace::OutputStream;

use super::example::{Example, exact_lines};
use super::expectation::{Claim, Expected, OutputClaim, Section};
use super::explain::explain;
use super::pattern::{self, Reading, Step};
use super::transcript::{NotText, Print, Transcript};
use crate::error::Error;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    /// What ended it, if something did.
    pub(crate) error: Option<Error>,
    pub(crate) transcript: Transcript,
    /// It was stopped because it took this long.
    pub(crate) timed_out: Option<Duration>,
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Problem {
    /// The example cannot be understood or read.
    Malformed(String),
    /// The program does not compile.
    Syntax {
        message: String,
        place: String,
    },
    Output(OutputProblem),
    Exit {
        expected: i32,
        found: i32,
        claimed_at: Option<String>,
    },
    Throws {
        expected: String,
        found: Option<String>,
        claimed_at: String,
    },
    NotText {
        stream: OutputStream,
        at: NotText,
    },
    TimedOut(Duration),
    TooMuchOutput,
    /// It was expected to fail, for this reason, and did not.
    UnexpectedPass(String),
    /// It claims nothing and should.
    NoExpectation,
    /// The engine failed.
    Panicked(String),
}

/// Output that is not what was claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OutputProblem {
    pub(crate) stream: OutputStream,
    /// Where the claim stands: `file:line`.
    pub(crate) claimed_at: String,
    pub(crate) is_ordered: bool,
    pub(crate) rows: Vec<Row>,
    /// Why the first line that is out of order was printed when it was; empty where nobody knows.
    pub(crate) why: Vec<String>,
}

/// A line of a comparison. What was printed has its number, from 0, and the place that printed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Row {
    /// Claimed and printed.
    Same { text: String, printed: usize, place: Option<String> },
    /// Printed, and `...` stands for it.
    Any { text: String, printed: usize, place: Option<String> },
    /// Claimed and not printed; its line in the file.
    Missing { text: String, line: usize },
    /// Printed and not claimed.
    Extra { text: String, printed: usize, place: Option<String> },
}

/// What is wrong with a run; nothing if it did what the example claims.
pub(crate) fn judge(example: &Example, profile: Option<Profile>, run: &Run) -> Vec<Problem> {
    let expected = Expected::select(&example.sections, profile);
    let mut problems = Vec::new();
    if let Some(limit) = run.timed_out {
        problems.push(Problem::TimedOut(limit));
    }
    if run.transcript.overflowed {
        problems.push(Problem::TooMuchOutput);
    }
    let is_stopped = !problems.is_empty();
    for (stream, section) in
        [(OutputStream::Stdout, expected.stdout), (OutputStream::Stderr, expected.stderr)]
    {
        let Some(section) = section else { continue };
        problems.extend(judge_output(example, section, stream, &run.transcript));
    }
    if !is_stopped {
        judge_end(example, &expected, run, &mut problems);
    }
    problems
}

fn judge_output(
    example: &Example,
    section: &Section,
    stream: OutputStream,
    transcript: &Transcript,
) -> Option<Problem> {
    let Claim::Output(claim) = &section.claim else { return None };
    let text = match transcript.text(stream) {
        Ok(text) => text,
        Err(at) => return Some(Problem::NotText { stream, at }),
    };
    let printed = printed_lines(text, claim.reading);
    let steps = steps(claim, &printed);
    if steps.iter().all(Step::is_agreement) {
        return None;
    }
    let prints = transcript.prints_of_lines(stream);
    let place =
        |print: &Option<&Print>| print.as_ref()?.place.as_ref().map(|place| example.shown_place(place));
    let places: Vec<Option<String>> = prints.iter().map(place).collect();
    let rows = rows(claim, &printed, &steps, &places);
    Some(Problem::Output(OutputProblem {
        stream,
        claimed_at: format!("{}:{}", example.shown_file(section), section.line),
        is_ordered: claim.is_ordered,
        why: explain(example, transcript, &rows, &prints),
        rows,
    }))
}

/// The lines of a text, as a claim that is read this way sees them.
pub(crate) fn printed_lines(text: &str, reading: Reading) -> Vec<&str> {
    match reading {
        Reading::Exact => exact_lines(text),
        Reading::Patterns => text.lines().collect(),
    }
}

/// The printed lines beside the claimed ones.
pub(crate) fn steps(claim: &OutputClaim, printed: &[&str]) -> Vec<Step> {
    let claimed: Vec<&str> = claim.lines.iter().map(|line| line.text.as_str()).collect();
    match claim.is_ordered {
        true => pattern::align(&claimed, printed, claim.reading),
        false => pattern::align_unordered(&claimed, printed, claim.reading),
    }
}

fn rows(claim: &OutputClaim, printed: &[&str], steps: &[Step], places: &[Option<String>]) -> Vec<Row> {
    let at = |index: usize| {
        let place = places.get(index).cloned().flatten();
        (printed[index].to_owned(), index, place)
    };
    let mut rows = Vec::with_capacity(steps.len());
    for step in steps {
        match step {
            Step::Same { printed, .. } => {
                let (text, printed, place) = at(*printed);
                rows.push(Row::Same { text, printed, place });
            }
            Step::Any { printed, .. } => rows.extend(printed.clone().map(|index| {
                let (text, printed, place) = at(index);
                Row::Any { text, printed, place }
            })),
            Step::Missing { claimed } => {
                let line = &claim.lines[*claimed];
                rows.push(Row::Missing { text: line.text.clone(), line: line.line });
            }
            Step::Extra { printed } => {
                let (text, printed, place) = at(*printed);
                rows.push(Row::Extra { text, printed, place });
            }
        }
    }
    rows
}

/// Compares the exit status and the error.
fn judge_end(example: &Example, expected: &Expected<'_>, run: &Run, problems: &mut Vec<Problem>) {
    let place = |section: &Section| format!("{}:{}", example.shown_file(section), section.line);
    let mut default = 0;
    if let Some(section) = expected.throws
        && let Claim::Throws(pattern) = &section.claim
    {
        default = 1;
        let found = run.error.as_ref().map(header);
        let matches =
            found.as_ref().is_some_and(|found| pattern::line_matches(pattern, found, Reading::Patterns));
        if !matches {
            let (expected, claimed_at) = (pattern.clone(), place(section));
            problems.push(Problem::Throws { expected, found, claimed_at });
        }
    }
    let status = match expected.exit.map(|section| &section.claim) {
        Some(Claim::Exit(status)) => *status,
        _ => default,
    };
    // A claimed error that did not come explains the status as well.
    let is_explained = problems.iter().any(|problem| matches!(problem, Problem::Throws { found: None, .. }));
    if status != run.status && !is_explained {
        let claimed_at = expected.exit.map(place);
        problems.push(Problem::Exit { expected: status, found: run.status, claimed_at });
    }
}

/// The first line of an uncaught error.
pub(crate) fn header(error: &Error) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

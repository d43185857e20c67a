//! What came of a check.

use std::time::Duration;

use super::human::{Colors, Human};
use super::judge::Problem;
use super::plan::Case;

/// What came of one run of an example.
#[derive(Clone, Debug)]
pub struct CaseReport {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) verdict: Verdict,
    pub(crate) problems: Vec<Problem>,
    /// What it printed there, for failures that it may explain.
    pub(crate) stderr: String,
    pub(crate) duration: Duration,
}

/// How an example did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It did what it claims.
    Passed,
    /// It did not.
    Failed,
    /// It was not run, for this reason.
    Skipped(String),
    /// It failed as it said it would, for this reason.
    ExpectedFailure(String),
    /// It claims nothing; it compiles.
    NoExpectation,
}

impl CaseReport {
    pub(crate) fn new(case: &Case) -> Self {
        let (file, (line, _)) = case.place();
        Self {
            name: case.name(),
            file: file.to_owned(),
            line,
            verdict: Verdict::Passed,
            problems: Vec::new(),
            stderr: String::new(),
            duration: Duration::ZERO,
        }
    }

    pub(crate) fn fail(&mut self, problems: Vec<Problem>) {
        self.verdict = Verdict::Failed;
        self.problems = problems;
    }

    /// Judges by what is wrong, and by whether something was to be wrong.
    pub(crate) fn conclude(&mut self, problems: Vec<Problem>, expected_failure: Option<&str>) {
        match (problems.is_empty(), expected_failure) {
            (true, None) => self.verdict = Verdict::Passed,
            (true, Some(why)) => self.fail(vec![Problem::UnexpectedPass(why.to_owned())]),
            (false, None) => self.fail(problems),
            (false, Some(why)) => self.verdict = Verdict::ExpectedFailure(why.to_owned()),
        }
    }

    /// The name of the example, with its profile if it has several.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it did.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether it failed.
    pub fn is_failure(&self) -> bool {
        self.verdict == Verdict::Failed
    }

    /// What is wrong, one problem a line, without what was printed.
    pub fn problems(&self) -> impl Iterator<Item = String> + '_ {
        self.problems.iter().map(Problem::headline)
    }
}

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) cases: Vec<CaseReport>,
    /// How many runs there should have been.
    pub(crate) planned: usize,
    pub(crate) duration: Duration,
    /// Why nothing was checked.
    pub(crate) refusal: Option<String>,
}

impl Report {
    pub(crate) fn new(cases: Vec<CaseReport>, planned: usize, duration: Duration) -> Self {
        Self { cases, planned, duration, refusal: None }
    }

    pub(crate) fn refused(message: String) -> Self {
        Self { cases: Vec::new(), planned: 0, duration: Duration::ZERO, refusal: Some(message) }
    }

    /// The runs, in source order.
    pub fn cases(&self) -> &[CaseReport] {
        &self.cases
    }

    /// Why nothing was checked, if nothing was.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// How many runs ended like that.
    pub fn count(&self, is_counted: impl Fn(&Verdict) -> bool) -> usize {
        self.cases.iter().filter(|case| is_counted(&case.verdict)).count()
    }

    /// How many examples did what they claim.
    pub fn passed(&self) -> usize {
        self.count(|verdict| *verdict == Verdict::Passed)
    }

    /// How many did not.
    pub fn failed(&self) -> usize {
        self.count(|verdict| *verdict == Verdict::Failed)
    }

    /// Whether something was checked and nothing failed.
    pub fn is_success(&self) -> bool {
        self.exit_status() == 0
    }

    /// 0 if nothing failed, 1 if something did, 2 if nothing was checked.
    pub fn exit_status(&self) -> i32 {
        match (&self.refusal, self.failed()) {
            (Some(_), _) => 2,
            (None, 0) => 0,
            (None, _) => 1,
        }
    }

    /// For tests: nothing if all is well.
    ///
    /// # Panics
    /// With the whole report, if something failed or nothing was checked.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.is_success(), "\n{self}");
    }
}

/// The report as a person reads it.
impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(refusal) = &self.refusal {
            return formatter.write_str(refusal);
        }
        let mut text = Vec::new();
        let mut human = Human::new(&mut text, Colors::Never);
        self.cases.iter().for_each(|case| human.case(case));
        human.end(self);
        formatter.write_str(&String::from_utf8_lossy(&text))
    }
}

/// Is told of a check while it goes on.
pub trait Reporter {
    /// It begins, with this many runs.
    fn start(&mut self, count: usize) {
        let _ = count;
    }

    /// A run has ended; told in source order.
    fn case(&mut self, case: &CaseReport);

    /// So many of all runs have ended.
    fn progress(&mut self, done: usize, count: usize) {
        let _ = (done, count);
    }

    /// All is done.
    fn end(&mut self, report: &Report);
}

/// Tells nobody.
pub(crate) struct Silent;

impl Reporter for Silent {
    fn case(&mut self, _: &CaseReport) {}

    fn end(&mut self, _: &Report) {}
}

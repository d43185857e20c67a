//! What a run found, by directory.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::pool::FileResult;
use crate::verdict::Verdict;

/// `test/built-ins/Promise` has a line of its own, what lies below it has not.
const DEPTH: usize = 3;

/// How many files ended how.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct Totals([usize; Verdict::ALL.len()]);

impl Totals {
    fn add(&mut self, verdict: Verdict) {
        self.0[verdict as usize] += 1;
    }

    fn of(self, verdict: Verdict) -> usize {
        self.0[verdict as usize]
    }

    /// Files that ran.
    fn ran(self) -> usize {
        self.0.iter().sum::<usize>() - self.of(Verdict::Skip)
    }

    /// Passes of those that ran.
    fn percent(self) -> f64 {
        100.0 * self.of(Verdict::Pass) as f64 / self.ran().max(1) as f64
    }
}

/// All results of a run.
pub(crate) struct Report {
    pub(crate) results: Vec<FileResult>,
}

impl Report {
    pub(crate) fn new(results: Vec<FileResult>) -> Self {
        Self { results }
    }

    fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        self.results.iter().for_each(|result| totals.add(result.outcome.verdict));
        totals
    }

    fn by_directory(&self) -> BTreeMap<String, Totals> {
        let mut directories: BTreeMap<String, Totals> = BTreeMap::new();
        for result in &self.results {
            let parts: Vec<&str> = result.name.split('/').collect();
            let directory = parts[..DEPTH.min(parts.len() - 1)].join("/");
            directories.entry(directory).or_default().add(result.outcome.verdict);
        }
        directories
    }

    /// Shows the totals, and all failures if `verbose`.
    pub(crate) fn print(&self, verbose: bool) {
        for (directory, totals) in self.by_directory() {
            println!("{}", line(totals, &directory));
        }
        for FileResult { name, outcome } in &self.results {
            if outcome.verdict > Verdict::Fail || (verbose && outcome.verdict.is_failure()) {
                println!("{} {name}: {}", outcome.verdict.word(), outcome.reason);
            }
        }
        println!("{}", line(self.totals(), "all"));
    }

    /// `directory pass fail timeout crash skip` by line, separated by tabs, for the documents.
    pub(crate) fn directories_text(&self, commit: Option<&str>) -> String {
        let mut text = format!("# Test262 {}\n", commit.unwrap_or("of an unknown commit"));
        for (directory, totals) in self.by_directory() {
            let [skip, pass, fail, timeout, crash] = totals.0;
            let _ = writeln!(text, "{directory}\t{pass}\t{fail}\t{timeout}\t{crash}\t{skip}");
        }
        text
    }
}

fn line(totals: Totals, directory: &str) -> String {
    let mut line = format!("{:6.2} %  {:5}/{:<5}", totals.percent(), totals.of(Verdict::Pass), totals.ran());
    for verdict in [Verdict::Fail, Verdict::Timeout, Verdict::Crash, Verdict::Skip] {
        let count = totals.of(verdict);
        let cell = if count > 0 { format!("{} {count}", verdict.word()) } else { String::new() };
        let _ = write!(line, " {cell:11}");
    }
    format!("{line} {directory}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Outcome;

    #[test]
    fn directories_are_cut_at_the_third_level() {
        let result = |name: &str, outcome| FileResult { name: name.to_owned(), outcome };
        let report = Report::new(vec![
            result("test/built-ins/Promise/all/a.js", Outcome::PASS),
            result("test/built-ins/Promise/b.js", Outcome::fail("no")),
            result("test/harness/c.js", Outcome::skip("no")),
        ]);
        assert_eq!(
            report.directories_text(Some("abc")),
            "# Test262 abc\ntest/built-ins/Promise\t1\t1\t0\t0\t0\ntest/harness\t0\t0\t0\t0\t1\n"
        );
    }
}

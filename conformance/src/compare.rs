//! What differs between a run and the expectations.

use crate::expectations::Expectations;
use crate::report::Report;
use crate::verdict::Verdict;

/// One line for each difference; files that did not run cannot differ.
pub(crate) fn differences(report: &Report, expectations: &Expectations) -> Vec<String> {
    let mut lines = Vec::new();
    for result in &report.results {
        let expected = expectations.classes.get(&result.name);
        let verdict = result.outcome.verdict;
        match expected {
            None if verdict.is_failure() => {
                lines.push(format!("FAILS NOW {}: {}", result.name, result.outcome.reason));
            }
            Some(class) if verdict == Verdict::Pass => {
                lines.push(format!("PASSES NOW {} (was {class}): take it off the list", result.name));
            }
            _ => {}
        }
        if verdict == Verdict::Crash && expected.is_some() {
            lines.push(format!("CRASHES {}: {}", result.name, result.outcome.reason));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::FileResult;
    use crate::verdict::Outcome;

    #[test]
    fn new_passes_are_differences_too() {
        let result = |name: &str, outcome| FileResult { name: name.to_owned(), outcome };
        let mut expectations = Expectations::default();
        for name in ["known", "mended", "not run", "crashing"] {
            expectations.classes.insert(name.to_owned(), "class".to_owned());
        }
        let report = Report::new(vec![
            result("broken", Outcome::fail("why")),
            result("known", Outcome::fail("why")),
            result("mended", Outcome::PASS),
            result("fine", Outcome::PASS),
            result("crashing", Outcome::crash("how")),
        ]);
        assert_eq!(
            differences(&report, &expectations),
            [
                "FAILS NOW broken: why",
                "PASSES NOW mended (was class): take it off the list",
                "CRASHES crashing: how"
            ]
        );
    }
}

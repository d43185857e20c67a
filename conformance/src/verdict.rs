//! How a test ended.

/// How a test ended; the worst of its plans counts for a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Verdict {
    /// Nothing of it applies to this host.
    Skip,
    Pass,
    Fail,
    Timeout,
    Crash,
}

impl Verdict {
    pub(crate) const ALL: [Self; 5] = [Self::Skip, Self::Pass, Self::Fail, Self::Timeout, Self::Crash];

    /// The word that the worker says and the report shows.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Timeout => "timeout",
            Self::Crash => "crash",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }

    /// Whether the file belongs into the expectations.
    pub(crate) fn is_failure(self) -> bool {
        matches!(self, Self::Fail | Self::Timeout | Self::Crash)
    }
}

/// A verdict and its reason, which is empty for a pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) reason: String,
}

impl Outcome {
    pub(crate) const PASS: Self = Self { verdict: Verdict::Pass, reason: String::new() };

    pub(crate) fn fail(reason: impl Into<String>) -> Self {
        Self { verdict: Verdict::Fail, reason: reason.into() }
    }

    pub(crate) fn skip(reason: &str) -> Self {
        Self { verdict: Verdict::Skip, reason: reason.to_owned() }
    }

    pub(crate) fn crash(reason: impl Into<String>) -> Self {
        Self { verdict: Verdict::Crash, reason: reason.into() }
    }

    /// As one line between the processes.
    pub(crate) fn to_line(&self) -> String {
        let reason: String =
            self.reason.chars().take(400).map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{}\t{reason}", self.verdict.word())
    }

    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let (word, reason) = line.trim_end().split_once('\t').unwrap_or((line.trim_end(), ""));
        Some(Self { verdict: Verdict::of_word(word)?, reason: reason.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_pass_as_lines() {
        let outcome = Outcome::fail("two\nlines");
        assert_eq!(Outcome::of_line(&outcome.to_line()), Some(Outcome::fail("two lines")));
        assert_eq!(Outcome::of_line("pass\t\n"), Some(Outcome::PASS));
        assert_eq!(Outcome::of_line("panic"), None);
    }
}

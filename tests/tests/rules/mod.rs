//! Each file is one group of rules.

pub(crate) mod dependencies;
pub(crate) mod documents;
pub(crate) mod functions;
pub(crate) mod sources;

/// A broken rule.
pub(crate) struct Violation {
    /// File and line.
    pub(crate) place: String,
    /// What is wrong.
    pub(crate) rule: String,
}

impl Violation {
    /// A violation at a line (from 1) of a file.
    pub(crate) fn at(file: &str, line: usize, rule: impl Into<String>) -> Self {
        Self { place: format!("{file}:{line}"), rule: rule.into() }
    }
}

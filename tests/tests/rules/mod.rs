//! Each file is one group of rules.

pub mod dependencies;
pub mod documents;
pub mod functions;
pub mod sources;

/// A broken rule.
pub struct Violation {
    /// File and line.
    pub place: String,
    /// What is wrong.
    pub rule: String,
}

impl Violation {
    /// A violation at a line (from 1) of a file.
    pub fn at(file: &str, line: usize, rule: impl Into<String>) -> Self {
        Self { place: format!("{file}:{line}"), rule: rule.into() }
    }
}

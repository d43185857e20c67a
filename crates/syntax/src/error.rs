//! What is wrong with a source.

use crate::source_text::{LineColumn, Span};

/// A source that is not a valid program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong, without position.
    pub message: String,
    /// Where; empty when only a position is known.
    pub span: Span,
    /// Line and column of the start of `span`.
    pub position: LineColumn,
    /// The source ended too early: more input may make it valid.
    pub is_at_end: bool,
    /// Whether the error is one that only module code would not have (`import`, `export`, `import.meta`, top-level `await`).
    pub is_module_syntax: bool,
}

impl SyntaxError {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Box<Self> {
        Box::new(Self {
            message: message.into(),
            span,
            position: LineColumn::default(),
            is_at_end: false,
            is_module_syntax: false,
        })
    }

    pub(crate) fn at_end(span: Span) -> Box<Self> {
        let mut error = Self::new("Unexpected end of input", span);
        error.is_at_end = true;
        error
    }

    pub(crate) fn module_syntax(message: impl Into<String>, span: Span) -> Box<Self> {
        let mut error = Self::new(message, span);
        error.is_module_syntax = true;
        error
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

pub(crate) type Parsed<T> = Result<T, Box<SyntaxError>>;

//! Source text to syntax tree: parsing, early errors, name resolution.
//!
//! The only crate that knows the parser behind it (`boa_parser`); everything else sees [`tree`].

mod deep_stack;
mod source_text;
pub mod tree;

pub use deep_stack::{MAXIMUM_NESTING, with_deep_stack};
pub use source_text::{LineColumn, SourceText, Span, Text};

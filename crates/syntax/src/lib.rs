//! Source text to syntax tree: parsing, early errors, name resolution.
//!
//! The only crate that knows the parser behind it (`boa_parser`); everything else sees [`tree`].

mod deep_stack;
mod error;
mod explain;
mod lexer;
mod lower;
mod names;
mod parse;
mod reader;
mod rewrite;
mod scan;
mod scope;
mod source_text;
pub mod tree;

pub use deep_stack::{MAXIMUM_NESTING, with_deep_stack};
pub use error::SyntaxError;
pub use parse::{
    DynamicFunctionKind, EvalContext, ParseOptions, detect_module_syntax, parse_builtin, parse_commonjs,
    parse_dynamic_function, parse_eval, parse_module, parse_script,
};
pub use source_text::{LineColumn, SourceText, Span, Text};

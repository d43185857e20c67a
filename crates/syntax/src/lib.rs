//! Source text to syntax tree: parsing, early errors, name resolution.
//!
//! A lexer, a recursive-descent parser that writes [`tree`], and the resolver that it tells every name.
//!
//! ```
//! use roundelay_syntax::{ParseOptions, parse_script};
//!
//! let program = parse_script("const answer = 42; () => answer", &ParseOptions::default()).expect("valid");
//! assert_eq!(program.functions.len(), 2);
//!
//! let error = parse_script("let a; let a", &ParseOptions::default()).expect_err("declared twice");
//! assert_eq!(error.message, "Identifier 'a' has already been declared");
//! assert_eq!((error.position.line, error.position.column), (1, 12));
//! ```
//!
//! Unsupported: decorators and `accessor` fields (proposals of stage 3).

mod deep_stack;
mod error;
mod lexer;
mod names;
mod parse;
mod parser;
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

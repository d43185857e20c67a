//! Source text to syntax tree: parsing, early errors, name resolution.
//!
//! The only crate that knows the parser behind it (`boa_parser`); everything else sees [`tree`].
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
//! Unsupported: decorators, `import source`; `await` as an identifier in a field initializer inside an async function;
//! regular expressions that `boa_parser` rejects though they are valid (a lone surrogate before a quantifier in `/u`).

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

//! Syntax tree to bytecode.
//!
//! ```text
//!   Program ── compile ──► Emitter per function ── CodeBuilder ──► Arc<Code> with nested functions
//!                            registers: parameters, locals, temporaries (a stack)
//!                            controls:  what break, continue, return and throw leave on their way
//! ```
//!
//! An expression is compiled *to* a register. A register that holds a variable is written last, after everything that
//! can throw, so a destination may be a variable. A variable is used in place as an operand unless a later operand may
//! assign it.

mod analysis;
mod assignment;
mod binding;
mod call;
mod class;
mod condition;
mod constant;
mod control;
mod disposal;
mod emitter;
mod entry;
mod expression;
mod function;
mod iteration;
mod literal;
mod loops;
mod member;
mod module;
mod note;
mod operator;
mod pattern;
mod private_methods;
mod program;
mod register;
mod scope;
mod statement;
mod suspension;
mod switch;
mod try_statement;

/// The parser whose programs are compiled.
pub use roundelay_syntax as syntax;

pub use program::{CompileError, CompileOptions, Intrinsics, compile, compile_builtin};

//! The instruction set and compiled code: the contract between the compiler and the VM.
//!
//! ```text
//!   compiler ── CodeBuilder ──► Code ── verify ──► interpreter
//!                                 └── disassemble ──► snapshots, `roundelay --print-bytecode`
//! ```
//!
//! `Op` in `op.rs` is the one table; encoders, decoder, verifier and `docs/bytecode.md` follow from it.

mod builder;
mod code;
mod disassemble;
mod document;
mod op;
mod source;
mod text;
mod verify;

pub use builder::{BuildError, CodeBuilder, Label};
pub use code::{
    Body, Code, CodeFlags, CodeKind, Constant, Declarations, EvalSite, Handler, ImportEntry, ImportName,
    IndirectExport, LazyBody, LexicalDeclaration, LocalExport, ModuleInfo, ModuleRequest, Position,
    ScopeBinding, ScopeInfo, ScopeName, Site, SwitchTable, Template,
};
pub use disassemble::{Instruction, decode, disassemble, disassemble_one};
pub use document::document;
pub use op::{Op, Operand};
pub use source::Source;
pub use text::Text;
pub use verify::{is_terminator, verify, verify_body};

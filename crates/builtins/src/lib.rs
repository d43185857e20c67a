//! The JavaScript-visible library: one file per global, each with its `TABLE`.
//!
//! Nothing of a table exists in a program before the program touches it (see `roundelay_vm::realm`).

mod boolean;

use roundelay_vm::realm::Table;

/// The tables of all globals of the language, for `BuiltinTables::groups`.
pub const TABLES: &[&Table] = &[
    &boolean::TABLE,
];

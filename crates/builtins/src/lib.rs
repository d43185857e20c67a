//! The JavaScript-visible library: one file per global, each with its `TABLE`.
//!
//! Nothing of a table exists in a program before the program touches it (see `roundelay_vm::realm`).

mod boolean;
mod async_from_sync;
mod async_function;
mod async_generator;
pub mod finalization_registry;
mod generator;
mod promise;
mod weak_ref;

use roundelay_vm::realm::Table;

/// The tables of all globals of the language, for `BuiltinTables::groups`.
pub const TABLES: &[&Table] = &[
    &boolean::TABLE,
    &async_from_sync::TABLE,
    &async_function::TABLE,
    &async_generator::FUNCTION_TABLE,
    &async_generator::ITERATOR_TABLE,
    &async_generator::TABLE,
    &finalization_registry::TABLE,
    &generator::FUNCTION_TABLE,
    &generator::TABLE,
    &promise::TABLE,
    &weak_ref::TABLE,
];

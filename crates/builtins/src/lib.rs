//! The JavaScript-visible library: one file per global, each with its `TABLE` (or several).
//!
//! Nothing of a table exists in a program before the program touches it (see `roundelay_vm::realm`).

mod abstract_module_source;
mod array;
mod array_buffer;
mod array_iterator;
mod async_disposable_stack;
mod async_from_sync;
mod async_function;
mod async_generator;
mod atomics;
mod atomics_wait;
mod bigint;
mod boolean;
mod call_site;
mod collection;
mod data_view;
mod date;
mod disposable_stack;
mod dynamic_function;
mod error;
pub mod finalization_registry;
mod function;
mod generator;
mod global_functions;
#[cfg(feature = "intl")]
mod intl;
mod intrinsics;
mod iterate;
mod iterator;
pub mod json;
mod map;
mod math;
mod number;
mod object;
pub mod preview;
mod promise;
mod proxy;
mod reflect;
mod regexp;
mod set;
mod shadow_realm;
mod shared_array_buffer;
mod string;
mod symbol;
mod temporal;
#[cfg(test)]
mod tests;
mod typed_array;
mod uri;
mod weak_map;
mod weak_ref;
mod weak_set;

#[cfg(feature = "intl")]
pub use intl::TABLES as INTL_TABLES;
pub use intrinsics::INTRINSICS;

use roundelay_vm::realm::Table;

/// The tables of all globals of the language, for `BuiltinTables::groups`.
pub const TABLES: &[&Table] = &[
    &global_functions::TABLE,
    &object::TABLE,
    &function::TABLE,
    &reflect::TABLE,
    &proxy::TABLE,
    &boolean::TABLE,
    &string::TABLE,
    &string::ITERATOR_TABLE,
    &json::TABLE,
    &date::TABLE,
    &regexp::TABLE,
    &regexp::STATICS_TABLE,
    &regexp::ITERATOR_TABLE,
    &symbol::TABLE,
    &error::ERROR,
    &call_site::TABLE,
    &error::EVAL_ERROR,
    &error::RANGE_ERROR,
    &error::REFERENCE_ERROR,
    &error::SYNTAX_ERROR,
    &error::TYPE_ERROR,
    &error::URI_ERROR,
    &error::AGGREGATE_ERROR,
    &error::SUPPRESSED_ERROR,
    &number::TABLE,
    &bigint::TABLE,
    &math::TABLE,
    &promise::TABLE,
    &generator::FUNCTION_TABLE,
    &generator::TABLE,
    &async_function::TABLE,
    &async_generator::FUNCTION_TABLE,
    &async_generator::ITERATOR_TABLE,
    &async_generator::TABLE,
    &async_from_sync::TABLE,
    &array::TABLE,
    &array::UNSCOPABLES,
    &array_iterator::TABLE,
    &iterator::TABLE,
    &iterator::HELPER_TABLE,
    &iterator::WRAP_TABLE,
    &map::TABLE,
    &map::ITERATOR_TABLE,
    &set::TABLE,
    &set::ITERATOR_TABLE,
    &array_buffer::TABLE,
    &shared_array_buffer::TABLE,
    &data_view::TABLE,
    &typed_array::TABLE,
    &typed_array::INT8,
    &typed_array::UINT8,
    &typed_array::UINT8_CLAMPED,
    &typed_array::INT16,
    &typed_array::UINT16,
    &typed_array::INT32,
    &typed_array::UINT32,
    &typed_array::BIG_INT64,
    &typed_array::BIG_UINT64,
    &typed_array::FLOAT16,
    &typed_array::FLOAT32,
    &typed_array::FLOAT64,
    &weak_map::TABLE,
    &weak_set::TABLE,
    &weak_ref::TABLE,
    &finalization_registry::TABLE,
    &atomics::TABLE,
    &disposable_stack::TABLE,
    &async_disposable_stack::TABLE,
    &shadow_realm::TABLE,
    &abstract_module_source::TABLE,
    &temporal::TABLE,
    &temporal::NOW,
    &temporal::DURATION,
    &temporal::INSTANT,
    &temporal::PLAIN_DATE,
    &temporal::PLAIN_DATE_TIME,
    &temporal::PLAIN_MONTH_DAY,
    &temporal::PLAIN_TIME,
    &temporal::PLAIN_YEAR_MONTH,
    &temporal::ZONED_DATE_TIME,
];

/// The tables of ECMA-402; none without the feature `intl`.
#[cfg(not(feature = "intl"))]
pub const INTL_TABLES: &[&Table] = &[];

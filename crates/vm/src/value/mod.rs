//! 6.1 ECMAScript language types: what is computed with strings, symbols, numbers and big integers.

pub mod bigint;
pub mod digits;
mod division;
pub mod number;
pub mod number_format;
pub mod string;
pub mod symbol;

pub use roundelay_heap::{StringBuilder, StringContent};
pub use string::{code_point_at, is_well_formed, trim_range};

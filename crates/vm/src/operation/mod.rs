//! Clause 7: abstract operations on values and objects.

pub mod arithmetic;
pub mod comparison;
pub mod conversion;
pub mod iterator;
pub mod object;

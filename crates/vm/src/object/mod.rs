//! Clause 10: objects, their keys, shapes and internal methods.
//!
//! ```text
//!   agent.get / set / define_own_property / …      the internal methods; one file each
//!        │ ordinary (and what is ordinary except for indices)        │ Proxy, namespace
//!        ▼                                                           ▼
//!   lookup: where an own property is ──► slot, element, virtual      exotic: one match on the kind
//! ```
//!
//! Named properties live in slots that the shape names. Indexed ones live in `elements` while they are dense and have
//! default attributes, else in the shape's table under `PropertyKey::Index`; an index is never in both.

pub mod arguments;
pub mod array;
pub mod array_buffer;
pub mod bound;
pub mod cache;
mod create;
mod data_block;
mod define;
mod delete;
mod descriptor;
mod element_type;
mod elements;
pub mod enumerate;
mod exotic;
pub mod function;
mod get;
mod integrity;
mod keys;
mod lookup;
pub mod namespace;
pub mod private;
mod property_key;
pub mod protector;
pub mod proxy;
mod set;
pub mod shape;
pub mod string_object;
pub mod typed_array;
mod value_list;
pub mod wrapped;

pub use descriptor::{Property, PropertyDescriptor, attributes};
pub use integrity::IntegrityLevel;
pub use keys::{KeyFilter, KeyList};
pub use property_key::PropertyKey;
pub use set::ShouldThrow;
pub use value_list::ValueList;

#[cfg(test)]
mod tests;

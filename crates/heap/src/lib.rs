//! Values, cells, blocks and garbage collection.
//!
//! ```text
//!   Value ──(48-bit address)──► cell in a 64 KiB block     header {word, kind, gc, flags, extra} + payload
//!                                      │
//!   Heap ── bump allocation in free intervals ◄── lazy sweep of mark bits ◄── collect (minor | full)
//! ```
//!
//! Invariants:
//! 1. Cells never move, own no Rust allocation and hold no host address: only Values, ids and bytes.
//! 2. Allocation never collects. `Heap::collect` runs at safepoints only.
//! 3. Whatever the stacks mention (VM stack, native stack, callee-saved registers) is found conservatively and
//!    kept alive; everything else is traced precisely through `RootProvider`. A handle in a Rust container that
//!    nothing traces is stale after the next collection.
//! 4. After every collection all surviving cells are old; an old cell that is written to is remembered once.
//!
//! Handles (`Object`, `Record`, `JsString`, …) are `Copy` words without lifetimes. They are sound by discipline:
//! a handle is only used while invariant 3 keeps its cell alive. Debug builds check each dereference as far as
//! they can, the poison mode overwrites dead cells, and the stress mode asks for a collection at every safepoint.
//! The code is written for Miri (4 KiB blocks, no assembly) as far as words that become addresses again allow.
//!
//! ```
//! use roundelay_heap::{Heap, HeapOptions, Kind, Value};
//!
//! let mut heap = Heap::new(HeapOptions::default());
//! let name = heap.intern_str("answer");
//! let object = heap.alloc_object(Kind::Object, 0, 2);
//! object.set_internal(0, name.into());
//! object.set_internal(1, Value::int(42));
//! assert_eq!(object.internal(0).as_string(), Some(heap.intern_str("answer")));
//! ```
#![allow(unsafe_code)]

mod allocate;
mod atoms;
mod bigint;
mod block;
mod builder;
mod bytes;
mod cell;
mod collect;
mod conservative;
mod heap;
mod large;
mod object;
mod promise;
mod record;
mod region;
mod roots;
mod shared;
mod size_class;
mod space;
mod statistics;
mod steps;
mod string;
mod string_hash;
mod symbol;
mod tail;
mod text;
mod tracer;
mod value;
mod weak;

pub use bigint::{BigInt, Sign};
pub use builder::StringBuilder;
pub use bytes::{BYTES_DATA_OFFSET, Bytes};
pub use cell::{
    CELL_FLAGS_OFFSET, CELL_GC_OFFSET, CELL_KIND_OFFSET, CELL_WORD_OFFSET, GC_OLD, GC_REMEMBERED, Kind,
};
pub use collect::{CollectionKind, CollectionReport, HeapOwner, LiveIds, RootProvider, collect_owner};
pub use conservative::{StackBase, StackRanges, with_stack_base};
pub use heap::{Heap, HeapOptions, OutOfMemory};
pub use object::{
    OBJECT_ELEMENTS_OFFSET, OBJECT_EXTRA_OFFSET, OBJECT_SHAPE_OFFSET, OBJECT_SLOTS_OFFSET,
    OBJECT_TRAILING_OFFSET, Object, ObjectFlags,
};
pub use promise::Promise;
pub use record::{RECORD_COUNT_OFFSET, RECORD_VALUES_OFFSET, Record};
pub use roots::{RootKey, Roots};
pub use shared::{SharedBlock, SharedBytes, Waiters};
pub use statistics::{KindStatistics, Statistics};
pub use string::{JsString, MAX_STRING_LENGTH, StringContent, StringTooLong};
pub use symbol::{Symbol, SymbolFlags};
pub use tracer::Tracer;
pub use value::Value;
pub use weak::EPHEMERON_DELETED;

// The layout of values and headers is written down for 64-bit little-endian machines.
const _: () = assert!(size_of::<usize>() == 8 && cfg!(target_endian = "little"));

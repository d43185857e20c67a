//! The 8-byte header every cell starts with, the kinds of cells, and the write barrier.
//!
//! ```text
//!   offset 0  u32 word    shape id, count of Values, string hash or digit count, by kind
//!          4  u8  kind    0 = not allocated
//!          5  u8  gc      GC_OLD: survived a collection; GC_REMEMBERED: in the remembered set; GC_SPLIT, GC_TAIL: see `tail`;
//!                        GC_PARTS: parts of it are in the remembered set
//!          6  u8  flags   by kind
//!          7  u8  extra   objects: count of trailing Values; big integers: sign
//!          8  payload
//! ```

use crate::block::{Block, Shared};

/// Offset of the header's u32.
pub const CELL_WORD_OFFSET: usize = 0;
/// Offset of the kind byte.
pub const CELL_KIND_OFFSET: usize = 4;
/// Offset of the collector's byte.
pub const CELL_GC_OFFSET: usize = 5;
/// Offset of the flags byte.
pub const CELL_FLAGS_OFFSET: usize = 6;
pub(crate) const CELL_EXTRA_OFFSET: usize = 7;

/// Bit of the gc byte: the cell survived a collection.
pub const GC_OLD: u8 = 1;
/// Bit of the gc byte: the cell is in the remembered set.
pub const GC_REMEMBERED: u8 = 2;
/// Bit of the gc byte: what is left of the record is the tail within it.
pub(crate) const GC_SPLIT: u8 = 4;
/// Bit of the gc byte: the record is the tail of a cell.
pub(crate) const GC_TAIL: u8 = 8;

/// Bit of the gc byte: the parts of the large record that its block has marks for are in the remembered set.
pub(crate) const GC_PARTS: u8 = 16;

/// What the poison mode writes over dead cells; no kind has this number.
pub(crate) const POISON: u8 = 0xDB;

/// What a cell is. Strings are contiguous, records are contiguous, objects come last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names of object kinds are the specification's")]
pub enum Kind {
    /// Not an allocated cell.
    Free = 0,
    /// A flat string of Latin-1 code units.
    LatinString = 1,
    /// A flat string of UTF-16 code units.
    Utf16String = 2,
    /// A concatenation, or an indirection once it was flattened.
    RopeString = 3,
    /// A part of a flat string.
    SliceString = 4,
    Symbol = 5,
    BigInt = 6,
    /// Raw bytes: array buffer data, hash buckets.
    Bytes = 7,
    /// Indexed properties.
    Elements = 8,
    /// Named property slots beyond those in the object.
    Slots = 9,
    /// An environment record's bindings that closures capture.
    Environment = 10,
    /// A frame that lives on the heap; value 0 is its code id.
    Frame = 11,
    /// A promise reaction.
    Reaction = 12,
    /// Getter and setter of an accessor property.
    Accessor = 13,
    /// A growable list's storage.
    List = 14,
    /// Any other fixed group of values.
    Tuple = 15,
    /// A record whose value 0 is held weakly.
    WeakCell = 16,
    /// A hash table of pairs whose keys are held weakly and whose values live as long as their keys.
    EphemeronTable = 17,
    /// Stands for a shared data block outside the heap.
    SharedBytes = 18,
    /// An ordinary object; its trailing Values are its first property slots.
    Object = 32,
    Array,
    Function,
    NativeFunction,
    BoundFunction,
    Error,
    BooleanObject,
    NumberObject,
    StringObject,
    SymbolObject,
    BigIntObject,
    Date,
    RegExp,
    Map,
    Set,
    WeakMap,
    WeakSet,
    WeakRef,
    FinalizationRegistry,
    Promise,
    Generator,
    AsyncGenerator,
    Proxy,
    Arguments,
    ArrayBuffer,
    SharedArrayBuffer,
    TypedArray,
    DataView,
    ModuleNamespace,
    ArrayIterator,
    MapIterator,
    SetIterator,
    StringIterator,
    RegExpStringIterator,
    ForInIterator,
    AsyncFromSyncIterator,
    WrapForValidIterator,
    IteratorHelper,
    /// An object of one of Temporal's classes; internal slot 0 says which.
    Temporal,
    /// An object of the embedder.
    Host,
}

impl Kind {
    /// The last kind, for tables indexed by kind.
    pub const LAST: Kind = Kind::Host;

    /// Any of the string representations?
    #[inline(always)]
    pub const fn is_string(self) -> bool {
        (self as u8).wrapping_sub(Kind::LatinString as u8) < 4
    }

    /// A header and a count of Values?
    #[inline(always)]
    pub const fn is_record(self) -> bool {
        (self as u8).wrapping_sub(Kind::Elements as u8) <= Kind::EphemeronTable as u8 - Kind::Elements as u8
    }

    /// A record whose Values are all alike to the collector?
    pub(crate) const fn is_plain_record(self) -> bool {
        self.is_record() && !matches!(self, Kind::Frame | Kind::WeakCell | Kind::EphemeronTable)
    }

    /// An object?
    #[inline(always)]
    pub const fn is_object(self) -> bool {
        self as u8 >= Kind::Object as u8
    }

    /// The kind with this number.
    pub const fn from_u8(number: u8) -> Option<Kind> {
        if number <= Kind::SharedBytes as u8 || (number >= Kind::Object as u8 && number <= Kind::LAST as u8) {
            // SAFETY: the two ranges hold every number that names a kind and no other.
            Some(unsafe { core::mem::transmute::<u8, Kind>(number) })
        } else {
            None
        }
    }
}

/// The header as one word, so that allocation writes it with one store.
#[inline(always)]
pub(crate) const fn header(word: u32, kind: Kind, flags: u8, extra: u8) -> u64 {
    word as u64 | (kind as u64) << 32 | (flags as u64) << 48 | (extra as u64) << 56
}

/// The address of a field of a cell.
///
/// In debug builds a cell that was freed is recognised here as long as its memory was not handed out again.
///
/// # Safety
/// `cell` must be the address of a live cell that is larger than `offset`.
#[inline(always)]
pub(crate) unsafe fn field<T>(cell: u64, offset: usize) -> *mut T {
    #[cfg(debug_assertions)]
    {
        // SAFETY: the caller promises a live cell; if it is wrong, this finds out.
        let kind =
            unsafe { core::ptr::with_exposed_provenance::<u8>(cell as usize + CELL_KIND_OFFSET).read() };
        assert!(kind != 0 && kind != POISON, "a handle outlived its cell {cell:#x} (kind byte {kind:#x})");
    }
    core::ptr::with_exposed_provenance_mut::<T>(cell as usize + offset)
}

/// Reads a field.
///
/// # Safety
/// As for [`field`]; the field must hold a `T` at that offset.
#[inline(always)]
pub(crate) unsafe fn read<T: Copy>(cell: u64, offset: usize) -> T {
    // SAFETY: passed on to the caller.
    unsafe { field::<T>(cell, offset).read() }
}

/// Writes a field that holds no Value.
///
/// # Safety
/// As for [`field`]; the field must hold a `T` at that offset.
#[inline(always)]
pub(crate) unsafe fn write<T: Copy>(cell: u64, offset: usize, value: T) {
    // SAFETY: passed on to the caller.
    unsafe { field::<T>(cell, offset).write(value) }
}

/// The kind of a live cell.
///
/// # Safety
/// `cell` must be the address of a live cell.
#[inline(always)]
pub(crate) unsafe fn kind(cell: u64) -> Kind {
    // SAFETY: a live cell's kind byte is a kind; only this crate writes it.
    unsafe { read::<Kind>(cell, CELL_KIND_OFFSET) }
}

/// The block a cell lies in.
#[inline(always)]
pub(crate) fn block_of(cell: u64) -> *mut Block {
    core::ptr::with_exposed_provenance_mut(cell as usize & !(crate::block::BLOCK_SIZE - 1))
}

/// What all blocks of the cell's heap share.
///
/// # Safety
/// `cell` must be the address of a live cell.
#[inline(always)]
pub(crate) unsafe fn shared_of(cell: u64) -> *mut Shared {
    // SAFETY: a live cell lies in a formatted block, whose header knows its heap.
    unsafe { (*block_of(cell)).shared }
}

/// Must be called after Values were written to a cell by other means than its `set` methods.
///
/// # Safety
/// `cell` must be the address of a live cell.
#[inline(always)]
pub(crate) unsafe fn write_barrier(cell: u64) {
    // SAFETY: passed on to the caller.
    unsafe {
        if read::<u8>(cell, CELL_GC_OFFSET) & (GC_OLD | GC_REMEMBERED) == GC_OLD {
            remember(cell);
        }
    }
}

/// To be called after Values of a record were written from position `start` on.
///
/// # Safety
/// `cell` must be the address of a live record with so many Values.
#[inline(always)]
pub(crate) unsafe fn write_barrier_at(cell: u64, start: usize, count: usize) {
    // SAFETY: passed on to the caller.
    unsafe {
        if read::<u8>(cell, CELL_GC_OFFSET) & (GC_OLD | GC_REMEMBERED) == GC_OLD {
            remember_part(cell, start, count);
        }
    }
}

/// Puts an old cell into the remembered set: its Values are roots of the next minor collection.
///
/// # Safety
/// `cell` must be the address of a live cell that is old and not yet remembered.
#[cold]
#[inline(never)]
pub(crate) unsafe fn remember(cell: u64) {
    // SAFETY: passed on to the caller; the heap's thread is the only one that touches its shared part.
    unsafe {
        let gc = field::<u8>(cell, CELL_GC_OFFSET);
        *gc |= GC_REMEMBERED;
        if *gc & GC_PARTS == 0 {
            (*shared_of(cell)).remembered.push(cell);
        }
    }
}

/// Puts the part of an old record that was written to into the remembered set, or all of it if it is small.
///
/// # Safety
/// `cell` must be the address of a live record with so many Values that is old and not yet remembered.
#[cold]
#[inline(never)]
unsafe fn remember_part(cell: u64, start: usize, count: usize) {
    // SAFETY: passed on to the caller; a cell that is not yet remembered is no tail, so its block is at its address.
    unsafe {
        let block = &mut *block_of(cell);
        if !block.is_large() || !kind(cell).is_plain_record() {
            return remember(cell);
        }
        block.mark_parts(start, count);
        let gc = field::<u8>(cell, CELL_GC_OFFSET);
        if *gc & GC_PARTS == 0 {
            *gc |= GC_PARTS;
            (*block.shared).remembered.push(cell);
        }
    }
}

/// Declares a handle: a `Copy` word that is the address of a live cell of certain kinds.
macro_rules! handle {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct $name(core::num::NonZeroU64);

        impl $name {
            /// The cell's address. Cells never move.
            #[inline(always)]
            pub const fn address(self) -> usize {
                self.0.get() as usize
            }

            /// The handle of the cell at an address.
            ///
            /// # Safety
            /// A live cell of a kind this handle stands for must begin at `address`.
            #[inline(always)]
            pub const unsafe fn from_address(address: usize) -> $name {
                // SAFETY: no cell begins at address 0; the rest is passed on to the caller.
                unsafe { $name::from_word(address as u64) }
            }

            /// # Safety
            /// As for `from_address`.
            #[inline(always)]
            pub(crate) const unsafe fn from_word(word: u64) -> $name {
                // SAFETY: no cell begins at address 0; the rest is passed on to the caller.
                $name(unsafe { core::num::NonZeroU64::new_unchecked(word) })
            }

            #[inline(always)]
            pub(crate) const fn word(self) -> u64 {
                self.0.get()
            }

            /// The cell's kind.
            #[inline(always)]
            pub fn kind(self) -> $crate::cell::Kind {
                // SAFETY: a handle in use stands for a live cell.
                unsafe { $crate::cell::kind(self.word()) }
            }
        }

        impl From<$name> for $crate::value::Value {
            #[inline(always)]
            fn from(cell: $name) -> $crate::value::Value {
                $crate::value::Value::from_raw(cell.word())
            }
        }
    };
}
pub(crate) use handle;

/// Implements `Debug` as kind and address.
macro_rules! debug_as_address {
    ($name:ident) => {
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{:?}@{:#x}", self.kind(), self.address())
            }
        }
    };
}
pub(crate) use debug_as_address;

/// Checks that a handle and an option of it are one word.
macro_rules! assert_one_word {
    ($name:ident) => {
        const _: () = assert!(size_of::<Option<$name>>() == 8);
    };
}
pub(crate) use assert_one_word;

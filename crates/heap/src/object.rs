//! Objects: shape, flags, slots, elements and trailing Values.
//!
//! ```text
//!   0 u32 shape   4 kind  5 gc  6 flags  7 extra     8 slots   16 elements   24 … extra trailing Values
//! ```
//!
//! The trailing Values of a `Kind::Object` are its first named property slots, further ones live in `slots`.
//! Those of every other kind are its internal slots, and all its named property slots live in `slots`.

use crate::cell::{
    self, CELL_EXTRA_OFFSET, CELL_FLAGS_OFFSET, CELL_KIND_OFFSET, CELL_WORD_OFFSET, Kind, assert_one_word,
    debug_as_address,
};
use crate::record::Record;
use crate::value::Value;

/// Offset of the u32 shape id.
pub const OBJECT_SHAPE_OFFSET: usize = CELL_WORD_OFFSET;
/// Offset of the u8 count of trailing Values.
pub const OBJECT_EXTRA_OFFSET: usize = CELL_EXTRA_OFFSET;
/// Offset of the slots Value: EMPTY or a `Slots` record.
pub const OBJECT_SLOTS_OFFSET: usize = 8;
/// Offset of the elements Value: EMPTY or an `Elements` record.
pub const OBJECT_ELEMENTS_OFFSET: usize = 16;
/// Offset of the first trailing Value.
pub const OBJECT_TRAILING_OFFSET: usize = 24;

/// Bits of an object's flags byte.
#[derive(Debug)]
pub struct ObjectFlags;

impl ObjectFlags {
    /// `[[Extensible]]` is false.
    pub const NON_EXTENSIBLE: u8 = 1;
    /// Has `[[Call]]`.
    pub const CALLABLE: u8 = 2;
    /// Has `[[Construct]]`.
    pub const CONSTRUCTOR: u8 = 4;
    /// Properties that every such function has are not realised yet.
    pub const LAZY: u8 = 8;
    /// Property access must go through the exotic internal methods.
    pub const EXOTIC: u8 = 16;
    /// Is or was the prototype of another object.
    pub const IS_PROTOTYPE: u8 = 32;
    /// `[[IsClassConstructor]]` is true.
    pub const CLASS_CONSTRUCTOR: u8 = 64;
    /// Free for the owner of the kind.
    pub const SPARE: u8 = 128;
}

cell::handle! {
    /// An object cell of any object kind. Two handles are equal when they are the same object.
    Object
}
debug_as_address!(Object);
assert_one_word!(Object);

impl Object {
    /// The most trailing Values an object can have.
    pub const MAX_EXTRA: usize = 32;

    /// Changes the kind to another object kind.
    pub fn set_kind(self, kind: Kind) {
        assert!(
            kind.is_object() && kind != Kind::Promise,
            "an object stays an object, and no other kind a promise"
        );
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::write(self.word(), CELL_KIND_OFFSET, kind) }
    }

    /// The id of the shape.
    #[inline(always)]
    pub fn shape(self) -> u32 {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::read(self.word(), OBJECT_SHAPE_OFFSET) }
    }

    /// Replaces the shape id. Shapes are not cells, but a full collection in steps must see the shape of an object that it
    /// visited before: hence the barrier.
    #[inline(always)]
    pub fn set_shape(self, shape: u32) {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::write(self.word(), OBJECT_SHAPE_OFFSET, shape) }
        self.write_barrier();
    }

    /// The flags byte, see [`ObjectFlags`].
    #[inline(always)]
    pub fn flags(self) -> u8 {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::read(self.word(), CELL_FLAGS_OFFSET) }
    }

    /// Is any of these flags set?
    #[inline(always)]
    pub fn has_flag(self, flags: u8) -> bool {
        self.flags() & flags != 0
    }

    /// Sets these flags.
    #[inline(always)]
    pub fn set_flag(self, flags: u8) {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::write(self.word(), CELL_FLAGS_OFFSET, self.flags() | flags) }
    }

    /// Clears these flags.
    #[inline(always)]
    pub fn clear_flag(self, flags: u8) {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::write(self.word(), CELL_FLAGS_OFFSET, self.flags() & !flags) }
    }

    /// The count of trailing Values.
    #[inline(always)]
    pub fn extra(self) -> usize {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::read::<u8>(self.word(), CELL_EXTRA_OFFSET) as usize }
    }

    /// How many named properties live in the object itself: the trailing Values of a `Kind::Object`, else none.
    #[inline(always)]
    pub fn inline_capacity(self) -> usize {
        if self.kind() == Kind::Object { self.extra() } else { 0 }
    }

    /// How many named properties have room without growing `slots`.
    #[inline(always)]
    pub fn property_capacity(self) -> usize {
        self.inline_capacity() + self.slots().map_or(0, Record::count)
    }

    /// The address of the first trailing Value.
    #[inline(always)]
    pub fn trailing_pointer(self) -> *mut Value {
        // SAFETY: a handle in use stands for a live object; the address is not read here.
        unsafe { cell::field(self.word(), OBJECT_TRAILING_OFFSET) }
    }

    /// To be called after Values were written through [`Object::trailing_pointer`].
    #[inline(always)]
    pub fn write_barrier(self) {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::write_barrier(self.word()) }
    }

    /// The trailing Value at `index`, an internal slot by number. Panics when it is out of range.
    #[inline(always)]
    pub fn internal(self, index: usize) -> Value {
        assert!(index < self.extra(), "internal slot out of range");
        // SAFETY: in range.
        unsafe { self.internal_unchecked(index) }
    }

    /// The trailing Value at `index`.
    ///
    /// # Safety
    /// `index` must be less than [`Object::extra`].
    #[inline(always)]
    pub unsafe fn internal_unchecked(self, index: usize) -> Value {
        // SAFETY: in range by the caller's promise.
        unsafe { self.trailing_pointer().add(index).read() }
    }

    /// Writes the trailing Value at `index`. Panics when it is out of range.
    #[inline(always)]
    pub fn set_internal(self, index: usize, value: Value) {
        assert!(index < self.extra(), "internal slot out of range");
        // SAFETY: in range.
        unsafe { self.set_internal_unchecked(index, value) }
    }

    /// Writes the trailing Value at `index`, with the barrier.
    ///
    /// # Safety
    /// `index` must be less than [`Object::extra`].
    #[inline(always)]
    pub unsafe fn set_internal_unchecked(self, index: usize, value: Value) {
        // SAFETY: in range by the caller's promise.
        unsafe { self.trailing_pointer().add(index).write(value) };
        if value.is_cell() {
            self.write_barrier();
        }
    }

    /// The raw slots Value: EMPTY or a `Slots` record.
    #[inline(always)]
    pub fn slots_value(self) -> Value {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::read(self.word(), OBJECT_SLOTS_OFFSET) }
    }

    /// The record of named property slots beyond those in the object.
    #[inline(always)]
    pub fn slots(self) -> Option<Record> {
        let value = self.slots_value();
        // SAFETY: the field is EMPTY or a record.
        if value.is_empty() { None } else { Some(unsafe { Record::from_word(value.bits()) }) }
    }

    /// Replaces the record of named property slots.
    #[inline(always)]
    pub fn set_slots(self, slots: Option<Record>) {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::write(self.word(), OBJECT_SLOTS_OFFSET, slots.map_or(Value::EMPTY, Value::from)) };
        self.write_barrier();
    }

    /// The raw elements Value: EMPTY or an `Elements` record.
    #[inline(always)]
    pub fn elements_value(self) -> Value {
        // SAFETY: a handle in use stands for a live object.
        unsafe { cell::read(self.word(), OBJECT_ELEMENTS_OFFSET) }
    }

    /// The record of dense indexed properties.
    #[inline(always)]
    pub fn elements(self) -> Option<Record> {
        let value = self.elements_value();
        // SAFETY: the field is EMPTY or a record.
        if value.is_empty() { None } else { Some(unsafe { Record::from_word(value.bits()) }) }
    }

    /// Replaces the record of dense indexed properties.
    #[inline(always)]
    pub fn set_elements(self, elements: Option<Record>) {
        // SAFETY: a handle in use stands for a live object.
        unsafe {
            cell::write(self.word(), OBJECT_ELEMENTS_OFFSET, elements.map_or(Value::EMPTY, Value::from))
        };
        self.write_barrier();
    }

    /// The named property slot at `index`, in the object or beyond. Panics when there is no such slot.
    #[inline(always)]
    pub fn property_slot(self, index: usize) -> Value {
        let inline = self.inline_capacity();
        if index < inline {
            // SAFETY: in range.
            return unsafe { self.internal_unchecked(index) };
        }
        self.slots().expect("a property beyond the object has slots").get(index - inline)
    }

    /// Writes the named property slot at `index`. The slot must exist: see `Heap::reserve_properties`.
    #[inline(always)]
    pub fn set_property_slot(self, index: usize, value: Value) {
        let inline = self.inline_capacity();
        if index < inline {
            // SAFETY: in range.
            return unsafe { self.set_internal_unchecked(index, value) };
        }
        self.slots().expect("a property beyond the object has slots").set(index - inline, value);
    }
}

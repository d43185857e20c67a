//! Records: a header and a count of Values. Elements, slots, environments, frames, reactions, lists, tuples.

use crate::cell::{self, CELL_FLAGS_OFFSET, assert_one_word, debug_as_address};
use crate::value::Value;

/// Offset of the count of Values.
pub const RECORD_COUNT_OFFSET: usize = 0;
/// Offset of the first Value.
pub const RECORD_VALUES_OFFSET: usize = 8;

cell::handle! {
    /// A record cell. Two handles are equal when they are the same cell.
    Record
}
debug_as_address!(Record);
assert_one_word!(Record);

impl Record {
    /// The count of Values.
    #[inline(always)]
    pub fn count(self) -> usize {
        // SAFETY: a handle in use stands for a live record.
        unsafe { cell::read::<u32>(self.word(), RECORD_COUNT_OFFSET) as usize }
    }

    /// The flags byte, whose meaning is the owner's.
    #[inline(always)]
    pub fn flags(self) -> u8 {
        // SAFETY: a handle in use stands for a live record.
        unsafe { cell::read(self.word(), CELL_FLAGS_OFFSET) }
    }

    /// Replaces the flags byte.
    #[inline(always)]
    pub fn set_flags(self, flags: u8) {
        // SAFETY: a handle in use stands for a live record.
        unsafe { cell::write(self.word(), CELL_FLAGS_OFFSET, flags) }
    }

    /// The address of the first Value.
    #[inline(always)]
    pub fn values_pointer(self) -> *mut Value {
        // SAFETY: a handle in use stands for a live record; the address is not read here.
        unsafe { cell::field(self.word(), RECORD_VALUES_OFFSET) }
    }

    /// The Value at `index`. Panics when it is out of range.
    #[inline(always)]
    pub fn get(self, index: usize) -> Value {
        assert!(index < self.count(), "record index out of range");
        // SAFETY: in range.
        unsafe { self.get_unchecked(index) }
    }

    /// The Value at `index`, or `None` when it is out of range.
    #[inline(always)]
    pub fn try_get(self, index: usize) -> Option<Value> {
        // SAFETY: in range.
        if index < self.count() { Some(unsafe { self.get_unchecked(index) }) } else { None }
    }

    /// The Value at `index`.
    ///
    /// # Safety
    /// `index` must be less than the count.
    #[inline(always)]
    pub unsafe fn get_unchecked(self, index: usize) -> Value {
        // SAFETY: in range by the caller's promise.
        unsafe { self.values_pointer().add(index).read() }
    }

    /// Writes the Value at `index`. Panics when it is out of range.
    #[inline(always)]
    pub fn set(self, index: usize, value: Value) {
        assert!(index < self.count(), "record index out of range");
        // SAFETY: in range.
        unsafe { self.set_unchecked(index, value) }
    }

    /// Writes the Value at `index`, with the barrier.
    ///
    /// # Safety
    /// `index` must be less than the count.
    #[inline(always)]
    pub unsafe fn set_unchecked(self, index: usize, value: Value) {
        // SAFETY: in range by the caller's promise.
        unsafe { self.values_pointer().add(index).write(value) };
        if value.is_cell() {
            self.write_barrier_at(index, 1);
        }
    }

    /// Writes the Value at `index` without the barrier: for a record known to be young or remembered.
    ///
    /// # Safety
    /// `index` must be less than the count, and the record must be young or in the remembered set.
    #[inline(always)]
    pub unsafe fn set_without_barrier(self, index: usize, value: Value) {
        // SAFETY: in range by the caller's promise.
        unsafe { self.values_pointer().add(index).write(value) }
    }

    /// To be called after Values were written through [`Record::values_pointer`].
    #[inline(always)]
    pub fn write_barrier(self) {
        // SAFETY: a handle in use stands for a live record.
        unsafe { cell::write_barrier(self.word()) }
    }

    /// To be called after `count` Values were written from `start` on: of a large record only that part is remembered.
    #[inline(always)]
    pub fn write_barrier_at(self, start: usize, count: usize) {
        // SAFETY: a handle in use stands for a live record.
        unsafe { cell::write_barrier_at(self.word(), start, count) }
    }

    /// All Values. The record must not be written to while the slice is in use.
    #[inline(always)]
    pub fn values(&self) -> &[Value] {
        // SAFETY: `count` Values follow the header; the caller keeps the record alive and unwritten.
        unsafe { core::slice::from_raw_parts(self.values_pointer(), self.count()) }
    }

    /// Copies `source` into the Values from `start` on. Panics when they do not fit.
    pub fn copy_from(self, start: usize, source: &[Value]) {
        assert!(start <= self.count() && source.len() <= self.count() - start, "record range out of range");
        // SAFETY: in range; `copy` allows the source to be part of this record.
        unsafe { core::ptr::copy(source.as_ptr(), self.values_pointer().add(start), source.len()) };
        self.write_barrier_at(start, source.len());
    }

    /// Copies `count` Values of another record (or this one; the ranges may overlap).
    pub fn copy_range(self, start: usize, source: Record, source_start: usize, count: usize) {
        assert!(start <= self.count() && count <= self.count() - start, "record range out of range");
        assert!(
            source_start <= source.count() && count <= source.count() - source_start,
            "source range out of range"
        );
        // SAFETY: both ranges were checked.
        unsafe {
            let from = source.values_pointer().add(source_start);
            core::ptr::copy(from, self.values_pointer().add(start), count);
        }
        self.write_barrier_at(start, count);
    }

    /// Writes `value` to `count` Values from `start` on. Panics when they do not fit.
    pub fn fill(self, start: usize, count: usize, value: Value) {
        assert!(start <= self.count() && count <= self.count() - start, "record range out of range");
        for index in start..start + count {
            // SAFETY: in range.
            unsafe { self.values_pointer().add(index).write(value) };
        }
        if value.is_cell() {
            self.write_barrier_at(start, count);
        }
    }
}

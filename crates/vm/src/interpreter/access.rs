//! Reads of cells by address, for the dispatch loop.
//!
//! Everything here is `unsafe` for one reason: a Value that was tested to be a cell is dereferenced without asking the
//! heap. Its cell is alive because the VM stack is a root.

use roundelay_heap::{
    CELL_GC_OFFSET, CELL_KIND_OFFSET, GC_OLD, GC_REMEMBERED, Kind, RECORD_VALUES_OFFSET, Value,
};

/// The first word of a cell: shape or hash in the low half, then kind, gc, flags, extra.
///
/// # Safety
/// `value` must be a live cell.
#[inline(always)]
pub(crate) unsafe fn header(value: Value) -> u64 {
    // SAFETY: every cell begins with its header.
    unsafe { *std::ptr::with_exposed_provenance::<u64>(value.bits() as usize) }
}

/// The kind byte of a cell, read alone: for those who need nothing else of the header.
///
/// # Safety
/// `value` must be a live cell.
#[inline(always)]
pub(crate) unsafe fn kind(value: Value) -> u8 {
    // SAFETY: every cell begins with its header.
    unsafe { *std::ptr::with_exposed_provenance::<u8>(value.bits() as usize + CELL_KIND_OFFSET) }
}

/// The kind byte of a header.
#[inline(always)]
pub(crate) fn kind_of(header: u64) -> u8 {
    (header >> 32) as u8
}

/// Whether a header is that of an object.
#[inline(always)]
pub(crate) fn is_object(header: u64) -> bool {
    kind_of(header) >= Kind::Object as u8
}

/// A Value inside a cell.
///
/// # Safety
/// `value` must be a live cell that holds a Value at byte `offset`.
#[inline(always)]
pub(crate) unsafe fn load(value: Value, offset: usize) -> Value {
    // SAFETY: passed on to the caller.
    unsafe { *std::ptr::with_exposed_provenance::<Value>(value.bits() as usize + offset) }
}

/// Writes a Value into a cell, with the write barrier.
///
/// # Safety
/// `cell` must be a live cell that holds a Value at byte `offset`.
#[inline(always)]
pub(crate) unsafe fn store(cell: Value, offset: usize, value: Value) {
    // SAFETY: passed on to the caller.
    unsafe {
        *std::ptr::with_exposed_provenance_mut::<Value>(cell.bits() as usize + offset) = value;
        barrier(cell);
    }
}

/// Writes a Value into a record of elements, with the write barrier.
///
/// # Safety
/// `elements` must be a live record with a Value at `index`; the new one must not be EMPTY.
#[inline(always)]
pub(crate) unsafe fn store_element(elements: Value, index: usize, value: Value) {
    // SAFETY: passed on to the caller.
    unsafe {
        let address = elements.bits() as usize;
        let offset = RECORD_VALUES_OFFSET + index * size_of::<Value>();
        *std::ptr::with_exposed_provenance_mut::<Value>(address + offset) = value;
        if value.is_cell() {
            let gc = *std::ptr::with_exposed_provenance::<u8>(address + CELL_GC_OFFSET);
            if gc & (GC_OLD | GC_REMEMBERED) == GC_OLD {
                remember_element(elements, index);
            }
        }
    }
}

#[cold]
#[inline(never)]
fn remember_element(elements: Value, index: usize) {
    if let Some(elements) = elements.as_record() {
        elements.write_barrier_at(index, 1);
    }
}

/// The write barrier alone.
///
/// # Safety
/// `cell` must be a live cell.
#[inline(always)]
pub(crate) unsafe fn barrier(cell: Value) {
    // SAFETY: passed on to the caller.
    unsafe {
        let gc = *std::ptr::with_exposed_provenance::<u8>(cell.bits() as usize + CELL_GC_OFFSET);
        if gc & (GC_OLD | GC_REMEMBERED) == GC_OLD {
            remember(cell);
        }
    }
}

#[cold]
#[inline(never)]
fn remember(cell: Value) {
    if let Some(object) = cell.as_object() {
        object.write_barrier();
    } else if let Some(record) = cell.as_record() {
        record.write_barrier();
    }
}

/// The number of an int or double.
#[inline(always)]
pub(crate) fn number(value: Value) -> f64 {
    if value.is_int() { f64::from(value.int_unchecked()) } else { value.double_unchecked() }
}

/// 7.1.6 ToInt32 of a number.
#[inline(always)]
pub(crate) fn number_to_int32(number: f64) -> i32 {
    let wide = number as i64;
    if wide != i64::MAX && wide != i64::MIN { wide as i32 } else { number_to_int32_far(number) }
}

#[cold]
fn number_to_int32_far(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    let modulus = number.trunc() % 4_294_967_296.0;
    let positive = if modulus < 0.0 { modulus + 4_294_967_296.0 } else { modulus };
    positive as u32 as i32
}

//! Records that lose Values at their front without moving the others.
//!
//! ```text
//!   whole cell   header, count 0, GC_SPLIT │ tail's address │ dead … │ cell's address │ tail header │ Values …
//! ```
//!
//! The tail is a record within a cell: a header written over a dead Value, and behind it what is left. Whoever had the
//! whole record uses the tail from then on, and everything that works with records works with it, except that:
//!
//! * its own block is not the one at its address, so the tracer marks the cell it lies in ([`cell_of`]);
//! * it always counts as old and remembered, so that the write barrier leaves it alone; in return every minor collection
//!   scans the tails of old cells.
//!
//! A stack that mentions any address in the cell keeps the cell, and the cell keeps what its tail holds.

use crate::cell::{self, CELL_GC_OFFSET, CELL_WORD_OFFSET, GC_OLD, GC_REMEMBERED, GC_SPLIT, GC_TAIL, header};
use crate::collect::is_marked;
use crate::heap::{Heap, OutOfMemory};
use crate::record::Record;
use crate::tracer::Tracer;
use crate::value::Value;

const WORD: u64 = size_of::<Value>() as u64;
/// A tail lies at least so many words behind the start of its cell: the addresses need room.
const LEAST_OFFSET: usize = 3;
/// A cell of which less than this part is left is given up for a smaller one.
const LEAST_PART: usize = 4;

impl Heap {
    /// A record of the same kind with the Values of `record` from `count` on; EMPTY ones may follow. The given record must
    /// not be used any more. Dropping one Value after the other takes time for each Value once, or twice.
    pub fn drop_front(&mut self, record: Record, count: usize) -> Result<Record, OutOfMemory> {
        assert!(count <= record.count(), "more Values than there are");
        let left = record.count() - count;
        // SAFETY: a handle in use stands for a live record.
        let is_tail = unsafe { cell::read::<u8>(record.word(), CELL_GC_OFFSET) } & GC_TAIL != 0;
        if is_tail {
            let base = cell_of(record.word());
            let words = ((record.word() - base) / WORD) as usize + count;
            let is_worth_it = left >= words / LEAST_PART;
            return if is_worth_it { Ok(split(base, record, count)) } else { self.rest_of(record, count) };
        }
        if count == 0 {
            return Ok(record);
        }
        if left < count / LEAST_PART {
            return self.rest_of(record, count);
        }
        if count >= LEAST_OFFSET {
            let tail = split(record.word(), record, count);
            self.split.push(record.word());
            return Ok(tail);
        }
        // Moved once, so that there is room in front.
        let moved = self.try_alloc_record(record.kind(), LEAST_OFFSET + left)?;
        moved.copy_range(LEAST_OFFSET, record, count, left);
        moved.set_flags(record.flags());
        let tail = split(moved.word(), moved, LEAST_OFFSET);
        self.split.push(moved.word());
        Ok(tail)
    }

    fn rest_of(&mut self, record: Record, start: usize) -> Result<Record, OutOfMemory> {
        let left = record.count() - start;
        let copy = self.try_alloc_record(record.kind(), left)?;
        copy.copy_range(0, record, start, left);
        copy.set_flags(record.flags());
        Ok(copy)
    }

    /// Tails have no barrier: those in old cells are roots of a minor collection, and looked at again after the steps of a
    /// full one.
    pub(crate) fn trace_tails(&self, tracer: &mut Tracer) {
        for &cell in &self.split {
            if tracer.is_marked(cell) {
                tracer.scan(cell);
            }
        }
    }

    /// Forgets cells that died.
    pub(crate) fn purge_tails(&mut self) {
        self.split.retain(|&cell| is_marked(cell));
    }
}

/// Makes the Values of `record` from `count` on the tail of the cell `base`, which the record is or lies in.
fn split(base: u64, record: Record, count: usize) -> Record {
    let tail = record.word() + count as u64 * WORD;
    let left = (record.count() - count) as u32;
    let (kind, flags) = (record.kind(), record.flags());
    // SAFETY: all words lie in the cell of the record: the tail's header and the word in front of it are dead Values,
    // being at least three words behind the cell's header, or those of the tail before.
    unsafe {
        word(tail).write(header(left, kind, flags, 0));
        word(tail - WORD).write(base);
        cell::write(tail, CELL_GC_OFFSET, GC_OLD | GC_REMEMBERED | GC_TAIL);
        cell::write(base, CELL_WORD_OFFSET, 0_u32);
        cell::write(base, CELL_GC_OFFSET, cell::read::<u8>(base, CELL_GC_OFFSET) | GC_SPLIT);
        cell::write(base, WORD as usize, tail);
        Record::from_word(tail)
    }
}

/// A word anywhere in a cell.
fn word(address: u64) -> *mut u64 {
    core::ptr::with_exposed_provenance_mut(address as usize)
}

/// The cell a tail lies in.
pub(crate) fn cell_of(tail: u64) -> u64 {
    // SAFETY: the word in front of a tail's header is the address of its cell.
    unsafe { word(tail - WORD).read() }
}

/// The tail of a split cell.
pub(crate) fn tail_of(cell: u64) -> u64 {
    // SAFETY: the first word behind the header of a split cell is the address of its tail.
    unsafe { cell::read(cell, WORD as usize) }
}

//! Blocks: 64 KiB aligned pieces of memory that hold cells of one size, with their mark bits in front.
//!
//! ```text
//!   block (64 KiB aligned)
//!   ┌────────┬───────────────┬──────┬──────┬──────┬─────────────┬──────┐
//!   │ header │ mark bits     │ cell │ cell │ ···  │  not swept  │ tail │
//!   └────────┴───────────────┴──────┴──────┴──────┴─────────────┴──────┘
//!                             first                ▲ cursor      end
//! ```
//!
//! A mark bit per granule; only those of cell starts are ever set. A large allocation has one cell, so that the words of
//! marks behind that of its start are for its parts: those that were written to since the last collection. Below the cursor every cell is either marked,
//! allocated since the last collection, or zero (kind `Free`). Beyond it only marked cells are alive; the rest
//! is garbage that is zeroed when the cursor passes it.

use crate::shared::SharedTable;
use crate::size_class::{CELL_SIZES, CLASS_OF, CLASSES, GRANULE};
use crate::statistics::Counters;
use crate::value::Value;
use core::ops::Range;

/// Size and alignment of a block.
pub(crate) const BLOCK_SIZE: usize = if cfg!(miri) { 4 << 10 } else { 64 << 10 };
pub(crate) const MARK_WORDS: usize = BLOCK_SIZE / GRANULE / 64;
/// The first word of marks that are for parts of a large cell.
const FIRST_PART_WORD: usize = FIRST_CELL / GRANULE / 64 + 1;
/// The most parts of a large cell.
const MOST_PARTS: usize = (MARK_WORDS - FIRST_PART_WORD) * 64;
/// A part has at least so many Values, as a power of two.
const LEAST_PART_SHIFT: u32 = 5;
/// Offset of the first cell, and of the only cell of a large allocation. A cell of 64 bytes is one line of the caches.
pub(crate) const FIRST_CELL: usize = size_of::<Block>().next_multiple_of(4 * GRANULE);

/// Where the cells of a block of each class start: its marks if all of them are marked.
static STARTS: [[u64; MARK_WORDS]; CLASSES] = {
    let mut starts = [[0; MARK_WORDS]; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        let size = CELL_SIZES[class] as usize;
        let mut offset = FIRST_CELL;
        while offset + size <= BLOCK_SIZE {
            let granule = offset / GRANULE;
            starts[class][granule / 64] |= 1 << (granule % 64);
            offset += size;
        }
        class += 1;
    }
    starts
};

/// What write barriers and string hashing reach from any cell.
pub(crate) struct Shared {
    /// Old cells that were written to since the last collection.
    pub(crate) remembered: Vec<u64>,
    /// Makes string hashes differ between agents.
    pub(crate) hash_seed: u64,
    pub(crate) counters: Counters,
    /// The shared data blocks that cells stand for.
    pub(crate) blocks: SharedTable,
}

/// The header of a block, or of a large allocation.
#[repr(C)]
pub(crate) struct Block {
    /// The heap's shared part, which outlives its blocks.
    pub(crate) shared: *mut Shared,
    /// Bytes per cell: the size class, or the whole of a large cell.
    pub(crate) cell_bytes: usize,
    /// Bytes that a large cell can have without moving; what it does not have yet is zero.
    pub(crate) room: usize,
    /// Offset where cells end; 0 while the block belongs to no size class.
    pub(crate) end: u32,
    /// Offset up to which free intervals were handed out since the last collection.
    pub(crate) cursor: u32,
    /// How many Values a part of a large cell has, as a power of two.
    part_shift: u32,
    /// The marks of a full collection in steps, which the tracer owns; null when nothing was marked by one.
    pub(crate) fresh: *mut u64,
    marks: [u64; MARK_WORDS],
}

impl Block {
    /// Makes this a block of `class`, all free.
    pub(crate) fn format(&mut self, shared: *mut Shared, class: usize) {
        let size = CELL_SIZES[class] as usize;
        self.shared = shared;
        self.cell_bytes = size;
        self.end = (FIRST_CELL + (BLOCK_SIZE - FIRST_CELL) / size * size) as u32;
        self.cursor = FIRST_CELL as u32;
        self.fresh = core::ptr::null_mut();
        self.clear_marks();
    }

    /// Makes this the header of one large cell of `bytes` in so much room, allocated.
    pub(crate) fn format_large(&mut self, shared: *mut Shared, bytes: usize, room: usize) {
        self.shared = shared;
        self.cell_bytes = bytes;
        self.room = room;
        self.part_shift = part_shift(bytes);
        self.end = FIRST_CELL as u32 + 1;
        self.cursor = self.end;
        self.fresh = core::ptr::null_mut();
        self.clear_marks();
    }

    /// Makes this a block of no size class, in which no address is valid.
    pub(crate) fn unformat(&mut self) {
        self.end = 0;
        self.cursor = 0;
    }

    pub(crate) fn is_large(&self) -> bool {
        self.cell_bytes > crate::size_class::MAX_SMALL
    }

    fn address(&self) -> usize {
        (&raw const *self).expose_provenance()
    }

    /// Marks the cell at an offset. False when it was marked before.
    #[inline(always)]
    pub(crate) fn mark(&mut self, offset: usize) -> bool {
        let granule = offset / GRANULE;
        let word = &mut self.marks[granule / 64 % MARK_WORDS];
        let bit = 1 << (granule % 64);
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    /// Is the cell at an offset marked?
    #[inline(always)]
    pub(crate) fn is_marked(&self, offset: usize) -> bool {
        let granule = offset / GRANULE;
        self.marks[granule / 64 % MARK_WORDS] & 1 << (granule % 64) != 0
    }

    /// Is the cell at an offset marked by the full collection in steps?
    pub(crate) fn is_marked_fresh(&self, offset: usize) -> bool {
        let granule = offset / GRANULE;
        // SAFETY: if there are fresh marks, they are as many words as those of the block.
        !self.fresh.is_null()
            && unsafe { *self.fresh.add(granule / 64 % MARK_WORDS) } & 1 << (granule % 64) != 0
    }

    /// Marks the cell at an offset for the full collection in steps. False when it was marked before.
    ///
    /// # Safety
    /// There must be fresh marks.
    #[inline(always)]
    pub(crate) unsafe fn mark_fresh(&mut self, offset: usize) -> bool {
        let granule = offset / GRANULE;
        // SAFETY: the fresh marks are as many words as those of the block.
        let word = unsafe { &mut *self.fresh.add(granule / 64 % MARK_WORDS) };
        let bit = 1 << (granule % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Makes the fresh marks those of the block. The marks of a large cell's parts stay.
    pub(crate) fn install_fresh(&mut self) {
        let words = if self.is_large() { FIRST_PART_WORD } else { MARK_WORDS };
        if self.fresh.is_null() {
            self.marks[..words].fill(0);
        } else {
            // SAFETY: the fresh marks are as many words as those of the block, and live until the tracer lets go of them.
            let fresh = unsafe { core::slice::from_raw_parts(self.fresh, words) };
            self.marks[..words].copy_from_slice(fresh);
            self.fresh = core::ptr::null_mut();
        }
    }

    pub(crate) fn clear_marks(&mut self) {
        self.marks = [0; MARK_WORDS];
    }

    /// Marks the parts of a large cell that hold `count` Values from `start` on.
    pub(crate) fn mark_parts(&mut self, start: usize, count: usize) {
        if count > 0 {
            for part in start >> self.part_shift..=(start + count - 1) >> self.part_shift {
                self.marks[FIRST_PART_WORD + part / 64] |= 1 << (part % 64);
            }
        }
    }

    /// Takes the marks of a large cell's parts away and calls `visit` with the range of Values of each that had one.
    pub(crate) fn take_parts(&mut self, mut visit: impl FnMut(Range<usize>)) {
        for index in FIRST_PART_WORD..MARK_WORDS {
            let mut word = core::mem::take(&mut self.marks[index]);
            while word != 0 {
                let part = (index - FIRST_PART_WORD) * 64 + word.trailing_zeros() as usize;
                visit(part << self.part_shift..(part + 1) << self.part_shift);
                word &= word - 1;
            }
        }
    }

    /// Makes a large cell longer by `growth` bytes, for which it has room.
    pub(crate) fn grow_large(&mut self, growth: usize) {
        self.cell_bytes += growth;
        if part_shift(self.cell_bytes) == self.part_shift {
            return;
        }
        let mut written = Vec::new();
        self.take_parts(|values| written.push(values));
        self.part_shift = part_shift(self.cell_bytes);
        for values in written {
            self.mark_parts(values.start, values.len());
        }
    }

    pub(crate) fn has_no_marks(&self) -> bool {
        self.marks.iter().all(|&word| word == 0)
    }

    /// Starts sweeping anew: what is not marked is free.
    pub(crate) fn reset_cursor(&mut self) {
        self.cursor = FIRST_CELL as u32;
    }

    /// The offset of the first marked cell at or after `offset`, or the end.
    fn next_marked(&self, offset: usize) -> usize {
        let granule = offset / GRANULE;
        let mut index = granule / 64;
        let mut word = self.marks.get(index).map_or(0, |word| word & !0 << (granule % 64));
        loop {
            if word != 0 {
                return (index * 64 + word.trailing_zeros() as usize) * GRANULE;
            }
            index += 1;
            match self.marks.get(index) {
                Some(&next) => word = next,
                None => return self.end as usize,
            }
        }
    }

    /// Takes the next free interval of at most `most` bytes (but at least a cell) and moves the cursor past it.
    pub(crate) fn take_interval(&mut self, most: usize) -> Option<(usize, usize)> {
        let (size, end) = (self.cell_bytes, self.end as usize);
        let Some(start) = self.next_free(self.cursor as usize) else {
            self.cursor = end as u32;
            return None;
        };
        let capped = start + (most / size).max(1) * size;
        let stop = self.next_marked(start).min(capped).min(end);
        self.cursor = stop as u32;
        Some((self.address() + start, self.address() + stop))
    }

    /// The offset of the first cell at or after `offset`, the offset of a cell or the end, that is not marked.
    fn next_free(&self, offset: usize) -> Option<usize> {
        let starts = &STARTS[CLASS_OF[self.cell_bytes / GRANULE] as usize];
        let granule = offset / GRANULE;
        let mut seen = (1 << (granule % 64)) - 1;
        for (index, (starts, marks)) in starts.iter().zip(&self.marks).enumerate().skip(granule / 64) {
            let free = starts & !marks & !seen;
            if free != 0 {
                return Some((index * 64 + free.trailing_zeros() as usize) * GRANULE);
            }
            seen = 0;
        }
        None
    }

    /// The start of the live or newly allocated cell that an offset falls into.
    pub(crate) fn cell_at(&self, offset: usize) -> Option<u64> {
        if offset < FIRST_CELL || self.end == 0 {
            return None;
        }
        if self.is_large() {
            return Some((self.address() + FIRST_CELL) as u64);
        }
        let start = offset - (offset - FIRST_CELL) % self.cell_bytes;
        if start >= self.end as usize {
            return None;
        }
        let cell = (self.address() + start) as u64;
        let allocated = self.is_marked(start) || (start < self.cursor as usize && raw_kind(cell) != 0);
        allocated.then_some(cell)
    }

    /// Calls `visit` with every cell that is marked or was allocated since the last collection.
    pub(crate) fn for_each_cell(&self, mut visit: impl FnMut(u64)) {
        let mut offset = FIRST_CELL;
        while offset < self.end as usize {
            if let Some(cell) = self.cell_at(offset) {
                visit(cell);
            }
            if self.is_large() {
                return;
            }
            offset += self.cell_bytes;
        }
    }

    /// Writes the poison pattern over every cell that is not marked.
    pub(crate) fn poison_unmarked(&mut self) {
        let mut offset = FIRST_CELL;
        while offset < self.end as usize {
            if !self.is_marked(offset) {
                let cell = core::ptr::with_exposed_provenance_mut::<u8>(self.address() + offset);
                // SAFETY: the cell lies in this block and is dead.
                unsafe { cell.write_bytes(crate::cell::POISON, self.cell_bytes) };
            }
            offset += self.cell_bytes;
        }
    }
}

/// How many Values a part of a large cell of `bytes` has, as a power of two.
fn part_shift(bytes: usize) -> u32 {
    let least = (bytes / size_of::<Value>()).div_ceil(MOST_PARTS);
    least.next_power_of_two().ilog2().max(LEAST_PART_SHIFT)
}

/// The kind byte of memory below a block's cursor, which is a cell or zero.
fn raw_kind(cell: u64) -> u8 {
    // SAFETY: the memory below the cursor was zeroed before it was handed out.
    unsafe { core::ptr::with_exposed_provenance::<u8>(cell as usize + crate::cell::CELL_KIND_OFFSET).read() }
}

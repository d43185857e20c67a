//! Large cells: memory of their own, 64 KiB aligned, with a block header in front of the cell.
//!
//! ```text
//!   ┌────────┬──────────────────────┬─────────────────────────────────────┐
//!   │ header │ cell                 │ room to grow: addresses, no memory  │
//!   └────────┴──────────────────────┴─────────────────────────────────────┘
//! ```
//!
//! A record that has to grow gets many times the addresses it needs, so that it grows where it is: nothing is copied, no
//! second cell waits for a collection, and memory is only what was written to.

use crate::block::{BLOCK_SIZE, Block, FIRST_CELL, Shared};
use crate::size_class::GRANULE;
use memmap2::{MmapMut, MmapOptions};
use std::alloc::{Layout, alloc_zeroed, dealloc};

/// A record that grows to so many bytes gets room.
pub(crate) const ROOM_FROM: usize = 4 * BLOCK_SIZE;
/// The room of a record that grows, in multiples of what it needs.
const ROOM_FACTOR: usize = 64;
/// Huge pages may back a growing record from here on: then what is not used of the last one is little beside the rest.
const HUGE_FROM: usize = 128 * BLOCK_SIZE;

/// The memory of a dead cell with room may be kept for the next if it is at most this.
const MOST_KEPT: usize = 16 * BLOCK_SIZE;

/// One large cell. The header of `base` says how many bytes the cell has.
pub(crate) struct Large {
    pub(crate) base: *mut Block,
    memory: Memory,
}

/// Where a large cell has its memory from.
enum Memory {
    Allocated(*mut u8, Layout),
    /// Unmapped when it is dropped.
    Mapped(#[expect(dead_code, reason = "held for its drop")] MmapMut),
}

impl Large {
    /// Allocates a zeroed cell of `bytes`; `None` when the system refuses.
    pub(crate) fn allocate(shared: *mut Shared, bytes: usize) -> Option<Large> {
        let total = FIRST_CELL.checked_add(bytes)?;
        // Aligned by hand beyond a size, since only an allocator's plain zeroed path gets fresh pages lazily.
        let lazily = total >= 4 * BLOCK_SIZE;
        let layout = if lazily {
            Layout::from_size_align(total.checked_add(BLOCK_SIZE)?, GRANULE).ok()?
        } else {
            Layout::from_size_align(total, BLOCK_SIZE).ok()?
        };
        // SAFETY: the layout's size is not zero.
        let allocation = unsafe { alloc_zeroed(layout) };
        if allocation.is_null() {
            return None;
        }
        let base = aligned(allocation);
        // SAFETY: the header lies in the allocation and zeros are a valid header.
        unsafe { (*base).format_large(shared, bytes, bytes) };
        Some(Large { base, memory: Memory::Allocated(allocation, layout) })
    }

    /// Maps a zeroed cell of `bytes` with room to grow; `None` when the system refuses or would count what is not used.
    pub(crate) fn map(shared: *mut Shared, bytes: usize) -> Option<Large> {
        if bytes < ROOM_FROM || cfg!(any(not(unix), miri, target_pointer_width = "32")) {
            return None;
        }
        let room = bytes.checked_mul(ROOM_FACTOR)?;
        let total = room.checked_add(FIRST_CELL + BLOCK_SIZE)?;
        let mut memory = MmapOptions::new().len(total).no_reserve_swap().map_anon().ok()?;
        #[cfg(target_os = "linux")]
        {
            // A system without huge pages refuses, and nothing else changes.
            let _ = memory.advise_range(memmap2::Advice::HugePage, HUGE_FROM, total - HUGE_FROM);
        }
        let base = aligned(memory.as_mut_ptr());
        // SAFETY: the header lies in the mapping and zeros are a valid header.
        unsafe { (*base).format_large(shared, bytes, room) };
        Some(Large { base, memory: Memory::Mapped(memory) })
    }

    /// A dead cell with room, to be used again. Its memory stays, if that is little.
    pub(crate) fn is_worth_keeping(&self) -> bool {
        matches!(self.memory, Memory::Mapped(_)) && self.cell_bytes() <= MOST_KEPT
    }

    /// Makes this dead cell a zeroed one of `bytes`; `None` when it has no room for so many.
    pub(crate) fn reuse(&mut self, bytes: usize) -> Option<()> {
        // SAFETY: the header lives as long as this, and nothing else refers to it or to the dead cell behind it.
        unsafe {
            let block = &mut *self.base;
            if bytes > block.room {
                return None;
            }
            self.base.cast::<u8>().add(FIRST_CELL).write_bytes(0, block.cell_bytes);
            block.format_large(block.shared, bytes, block.room);
        }
        Some(())
    }

    /// The address of the cell.
    pub(crate) fn cell(&self) -> u64 {
        (self.base.expose_provenance() + FIRST_CELL) as u64
    }

    pub(crate) fn cell_bytes(&self) -> usize {
        // SAFETY: the header lives as long as this.
        unsafe { (*self.base).cell_bytes }
    }

    /// The numbers of the 64 KiB pages the cell touches.
    pub(crate) fn pages(&self) -> std::ops::Range<usize> {
        let base = self.base.expose_provenance();
        base / BLOCK_SIZE..end_page(base, self.cell_bytes())
    }

    pub(crate) fn is_marked(&self) -> bool {
        // SAFETY: the header lives as long as this.
        unsafe { (*self.base).is_marked(FIRST_CELL) }
    }
}

impl Drop for Large {
    fn drop(&mut self) {
        if let Memory::Allocated(allocation, layout) = self.memory {
            // SAFETY: allocated with this layout in `allocate`.
            unsafe { dealloc(allocation, layout) }
        }
    }
}

/// The number of the page behind a large cell of `bytes`.
pub(crate) fn end_page(base: usize, bytes: usize) -> usize {
    (base + FIRST_CELL + bytes).div_ceil(BLOCK_SIZE)
}

/// The first address in an allocation where a block can be. The allocation has room for the padding.
fn aligned(allocation: *mut u8) -> *mut Block {
    let padding = allocation.expose_provenance().wrapping_neg() % BLOCK_SIZE;
    // SAFETY: within the allocation, which is a block longer than what is put there unless it is aligned.
    unsafe { allocation.add(padding) }.cast::<Block>()
}

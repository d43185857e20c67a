//! Large cells: one allocation each, 64 KiB aligned, with a block header in front of the cell.

use crate::block::{BLOCK_SIZE, Block, FIRST_CELL, Shared};
use crate::size_class::GRANULE;
use std::alloc::{Layout, alloc_zeroed, dealloc};

/// One large cell. The header of `base` says how many bytes the cell has.
pub(crate) struct Large {
    pub(crate) base: *mut Block,
    allocation: *mut u8,
    layout: Layout,
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
        let misaligned = allocation.expose_provenance() % BLOCK_SIZE;
        let padding = if misaligned == 0 { 0 } else { BLOCK_SIZE - misaligned };
        // SAFETY: the allocation has room for the padding: it is zero or less than the block size added above.
        let base = unsafe { allocation.add(padding) }.cast::<Block>();
        // SAFETY: the header lies in the allocation and zeros are a valid header.
        unsafe { (*base).format_large(shared, bytes) };
        Some(Large { base, allocation, layout })
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
        base / BLOCK_SIZE..(base + FIRST_CELL + self.cell_bytes()).div_ceil(BLOCK_SIZE)
    }

    pub(crate) fn is_marked(&self) -> bool {
        // SAFETY: the header lives as long as this.
        unsafe { (*self.base).is_marked(FIRST_CELL) }
    }
}

impl Drop for Large {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout in `allocate`.
        unsafe { dealloc(self.allocation, self.layout) }
    }
}

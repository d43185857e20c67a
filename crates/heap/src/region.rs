//! Regions: memory from the system that is cut into blocks.
//!
//! A small heap takes little at a time. A heap that has grown takes more, aligned and advised so that the system may back
//! it with huge pages: a program that fills memory with new cells spends up to half of its time on faults of small pages.

use crate::block::BLOCK_SIZE;
use memmap2::MmapMut;
use std::alloc::{Layout, handle_alloc_error};

/// Bytes of the regions that a small heap is made of.
const SMALL: usize = 16 * BLOCK_SIZE;
/// Bytes of a huge page on most systems. Larger regions are aligned to it.
const HUGE_PAGE: usize = 32 * BLOCK_SIZE;
/// From this many bytes on a heap takes large regions.
const LARGE_FROM: usize = 4 * SMALL;

/// One mapping of the system's memory, aligned to blocks.
pub(crate) struct Region {
    pub(crate) base: *mut u8,
    pub(crate) bytes: usize,
    /// Unmaps the memory when it is dropped.
    _memory: MmapMut,
}

impl Region {
    /// A region of zeros for a heap that has `held` bytes of regions so far.
    pub(crate) fn map(held: usize) -> Region {
        let (bytes, alignment) =
            if held < LARGE_FROM { (SMALL, BLOCK_SIZE) } else { (2 * HUGE_PAGE, HUGE_PAGE) };
        let Ok(mut memory) = MmapMut::map_anon(bytes + alignment) else {
            handle_alloc_error(Layout::from_size_align(bytes, alignment).unwrap_or(Layout::new::<u64>()));
        };
        #[cfg(all(target_os = "linux", not(miri)))]
        if alignment == HUGE_PAGE {
            // A system without huge pages refuses, and nothing else changes.
            let _ = memory.advise(memmap2::Advice::HugePage);
        }
        let start = memory.as_mut_ptr();
        let padding = start.expose_provenance().wrapping_neg() % alignment;
        // SAFETY: the mapping is longer than the region by its alignment, which is more than the padding.
        let base = unsafe { start.add(padding) };
        Region { base, bytes, _memory: memory }
    }

    /// How many blocks fit.
    pub(crate) fn blocks(&self) -> usize {
        self.bytes / BLOCK_SIZE
    }
}

//! Where cells come from: regions of blocks, a bump interval per size class, and large cells.
//!
//! ```text
//!   class:  bump interval ◄─ current block ◄─ available ◄─(collection)─ used, exhausted
//!                                                ▲
//!   regions ─► free blocks (of no class) ────────┘ ◄── blocks in which nothing was marked
//! ```

use crate::block::{BLOCK_SIZE, Block, Shared};
use crate::cell::{self, CELL_GC_OFFSET, GC_OLD, GC_TAIL, POISON};
use crate::large::{Large, ROOM_FROM, end_page};
use crate::region::Region;
use crate::size_class::{CELL_SIZES, CLASS_OF, CLASSES, GRANULE, MAX_SMALL};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Free blocks that a heap keeps, besides a quarter of what it uses.
const SPARE_BLOCKS: usize = 64;
/// The most bytes handed out at once: what stays in the first-level cache after it was zeroed.
const MAX_INTERVAL: usize = 8 << 10;
/// The bytes that a size class is handed out first; each further time twice as many, so that a heap in which little
/// happens touches little memory.
const FIRST_INTERVAL: usize = 2 << 10;

/// How many dead cells with room to grow are kept until the next full collection.
const MOST_KEPT_LARGE: usize = 4;

/// The interval a size class allocates from. Its memory is zero from `next` on.
#[derive(Clone, Copy)]
pub(crate) struct Bump {
    pub(crate) next: usize,
    pub(crate) limit: usize,
    pub(crate) size: usize,
}

/// The blocks of one size class.
#[derive(Default)]
struct ClassBlocks {
    /// The block whose intervals are being handed out; its `bool` is whether it gave any since the collection.
    current: Option<(*mut Block, bool)>,
    /// How many intervals were handed out, as far as that matters for the size of the next.
    intervals: u8,
    /// Blocks that may have free cells.
    available: Vec<*mut Block>,
    /// Blocks that were allocated in since the last collection.
    used: Vec<*mut Block>,
    /// Blocks that had no free cell and keep having none until a full collection.
    full: Vec<*mut Block>,
}

/// Pages to the base of the block or large allocation they belong to.
pub(crate) type PageMap = HashMap<usize, *mut Block, BuildHasherDefault<PageHasher>>;

/// Multiplicative hash of a page number.
#[derive(Default)]
pub(crate) struct PageHasher(u64);

impl Hasher for PageHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_usize(byte as usize);
        }
    }
    fn write_usize(&mut self, number: usize) {
        self.0 = (self.0 ^ number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(20);
    }
}

pub(crate) struct Space {
    pub(crate) bumps: [Bump; CLASSES],
    classes: [ClassBlocks; CLASSES],
    /// Blocks of no class.
    free: Vec<*mut Block>,
    /// Addresses of the newest region that are no blocks yet: untouched memory costs nothing.
    untouched: Range<usize>,
    regions: Vec<Region>,
    /// Blocks that the regions have room for.
    region_blocks: usize,
    pages: PageMap,
    /// Large cells that survived a collection.
    old_large: Vec<Large>,
    young_large: Vec<Large>,
    /// Dead cells with room to grow: a program that made one makes more, and their memory is there.
    kept_large: Vec<Large>,
    shared: *mut Shared,
    pub(crate) poison: bool,
    /// Bytes handed out since the last collection.
    pub(crate) young_bytes: usize,
    /// Bytes of cells that were marked in the last collection, as large as they were then.
    pub(crate) old_bytes: usize,
    /// The part of the young bytes by which old cells grew.
    pub(crate) grown_bytes: usize,
}

/// What becomes of a large cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Future {
    /// It keeps its size.
    Fixed,
    /// It will grow.
    Growing,
}

impl Space {
    pub(crate) fn new(shared: *mut Shared) -> Space {
        Space {
            bumps: core::array::from_fn(|class| Bump { next: 0, limit: 0, size: CELL_SIZES[class] as usize }),
            classes: core::array::from_fn(|_| ClassBlocks::default()),
            free: Vec::new(),
            untouched: 0..0,
            regions: Vec::new(),
            region_blocks: 0,
            pages: PageMap::default(),
            old_large: Vec::new(),
            young_large: Vec::new(),
            kept_large: Vec::new(),
            shared,
            poison: false,
            young_bytes: 0,
            old_bytes: 0,
            grown_bytes: 0,
        }
    }

    /// Bumps the interval of the class for `bytes`, which must be at most `MAX_SMALL`.
    #[inline(always)]
    pub(crate) fn bump(&mut self, bytes: usize) -> Option<u64> {
        debug_assert!(bytes <= MAX_SMALL);
        // SAFETY: the table has an entry for every size up to `MAX_SMALL`, each of them a class.
        let bump = unsafe {
            let class = *CLASS_OF.get_unchecked(bytes.div_ceil(GRANULE)) as usize;
            self.bumps.get_unchecked_mut(class)
        };
        let next = bump.next;
        if next < bump.limit {
            bump.next = next + bump.size;
            return Some(next as u64);
        }
        None
    }

    /// Gives the class for `bytes` a new interval.
    pub(crate) fn refill(&mut self, bytes: usize) {
        let class = CLASS_OF[bytes.div_ceil(GRANULE)] as usize;
        loop {
            let blocks = &mut self.classes[class];
            let most = MAX_INTERVAL.min(FIRST_INTERVAL << blocks.intervals);
            if let Some((block, gave)) = blocks.current {
                // SAFETY: blocks in the lists are formatted and alive, and no other reference to one exists.
                if let Some((start, limit)) = unsafe { (*block).take_interval(most) } {
                    blocks.intervals = (blocks.intervals + 1).min(8);
                    blocks.current = Some((block, true));
                    let memory = core::ptr::with_exposed_provenance_mut::<u8>(start);
                    // SAFETY: the interval is free memory of the block.
                    unsafe { memory.write_bytes(0, limit - start) };
                    self.young_bytes += limit - start;
                    let bump = &mut self.bumps[class];
                    (bump.next, bump.limit) = (start, limit);
                    return;
                }
                if gave { blocks.used.push(block) } else { blocks.full.push(block) }
            }
            let block = match blocks.available.pop() {
                Some(block) => block,
                None => self.fresh_block(class),
            };
            self.classes[class].current = Some((block, false));
        }
    }

    fn fresh_block(&mut self, class: usize) -> *mut Block {
        let block = self.free.pop().unwrap_or_else(|| self.next_block());
        // SAFETY: a free block is memory of this space that nothing refers to.
        unsafe { (*block).format(self.shared, class) };
        block
    }

    /// Makes the next part of the newest region a block.
    fn next_block(&mut self) -> *mut Block {
        if self.untouched.is_empty() {
            self.add_region();
        }
        let address = self.untouched.start;
        self.untouched.start += BLOCK_SIZE;
        let block = core::ptr::with_exposed_provenance_mut::<Block>(address);
        // SAFETY: the block lies in a region, and nothing refers to it yet; zeros are a valid header.
        unsafe {
            block.cast::<u8>().write_bytes(0, size_of::<Block>());
            (*block).unformat();
        }
        self.pages.insert(address / BLOCK_SIZE, block);
        block
    }

    fn add_region(&mut self) {
        let region = Region::map(self.region_bytes());
        let base = region.base.expose_provenance();
        self.untouched = base..base + region.bytes;
        self.region_blocks += region.blocks();
        self.regions.push(region);
    }

    /// Allocates a large cell; `None` when the system refuses.
    pub(crate) fn allocate_large(&mut self, bytes: usize, future: Future) -> Option<u64> {
        let bytes = bytes.max(MAX_SMALL + 1).checked_next_multiple_of(GRANULE)?;
        let with_room = if future == Future::Growing { self.large_with_room(bytes) } else { None };
        let large = match with_room {
            Some(large) => large,
            None => Large::allocate(self.shared, bytes)?,
        };
        for page in large.pages() {
            self.pages.insert(page, large.base);
        }
        self.young_bytes += large.cell_bytes();
        let cell = large.cell();
        self.young_large.push(large);
        Some(cell)
    }

    fn large_with_room(&mut self, bytes: usize) -> Option<Large> {
        if bytes >= ROOM_FROM
            && let Some(mut kept) = self.kept_large.pop()
            && kept.reuse(bytes).is_some()
        {
            return Some(kept);
        }
        Large::map(self.shared, bytes)
    }

    /// By how many bytes a large cell would grow where it is to have `bytes`; `None` when it has no room.
    pub(crate) fn growth(&self, cell: u64, bytes: usize) -> Option<usize> {
        // SAFETY: the cell is alive; a tail has no block of its own.
        let block = unsafe {
            if cell::read::<u8>(cell, CELL_GC_OFFSET) & GC_TAIL != 0 {
                return None;
            }
            &*cell::block_of(cell)
        };
        let has_room = block.is_large() && bytes <= block.room;
        has_room.then(|| bytes.saturating_sub(block.cell_bytes).next_multiple_of(GRANULE))
    }

    /// Makes a large cell that has the room longer where it is; what is added is zero.
    pub(crate) fn grow_large(&mut self, cell: u64, growth: usize) {
        let base = cell::block_of(cell);
        // SAFETY: the cell is alive and large, so that its header is that of its block; nothing else refers to it.
        let (block, is_old) = unsafe { (&mut *base, cell::read::<u8>(cell, CELL_GC_OFFSET) & GC_OLD != 0) };
        let first_page = end_page(base.addr(), block.cell_bytes);
        block.grow_large(growth);
        for page in first_page..end_page(base.addr(), block.cell_bytes) {
            self.pages.insert(page, base);
        }
        self.young_bytes += growth;
        self.grown_bytes += if is_old { growth } else { 0 };
    }

    /// The live or newly allocated cell a word points to or into.
    pub(crate) fn cell_of_word(&self, word: u64) -> Option<u64> {
        let address = word as usize;
        let base = *self.pages.get(&(address / BLOCK_SIZE))?;
        // SAFETY: the map holds blocks and large allocations that are alive.
        let block = unsafe { &*base };
        let offset = address - base.expose_provenance();
        if block.is_large() && offset >= crate::block::FIRST_CELL + block.cell_bytes {
            return None;
        }
        block.cell_at(offset)
    }

    fn for_each_block(&self, mut visit: impl FnMut(*mut Block)) {
        for class in &self.classes {
            class.current.iter().for_each(|&(block, _)| visit(block));
            class.available.iter().chain(&class.used).chain(&class.full).for_each(|&block| visit(block));
        }
        self.old_large.iter().chain(&self.young_large).for_each(|large| visit(large.base));
    }

    /// Before a full collection: nothing is marked.
    pub(crate) fn clear_marks(&mut self) {
        // SAFETY: blocks in the lists are alive, and no reference to one exists.
        self.for_each_block(|block| unsafe { (*block).clear_marks() });
    }

    /// After the last step of a full collection: what it marked is what is marked.
    pub(crate) fn install_fresh_marks(&mut self) {
        // SAFETY: blocks in the lists are alive, and no reference to one exists.
        self.for_each_block(|block| unsafe { (*block).install_fresh() });
    }

    /// Forgets what the steps of a full collection marked.
    pub(crate) fn drop_fresh_marks(&mut self) {
        // SAFETY: blocks in the lists are alive, and no reference to one exists.
        self.for_each_block(|block| unsafe { (*block).fresh = core::ptr::null_mut() });
    }

    /// After marking: what is not marked becomes free, lazily in blocks and at once if large.
    pub(crate) fn start_sweeping(&mut self, everything: bool) {
        for bump in &mut self.bumps {
            (bump.next, bump.limit) = (0, 0);
        }
        let poison = self.poison;
        for class in &mut self.classes {
            // Blocks that were not touched since the last collection have nothing new to free after a minor one.
            let mut touched = std::mem::take(&mut class.used);
            touched.extend(class.current.take().map(|(block, _)| block));
            if everything {
                touched.append(&mut class.full);
                touched.append(&mut class.available);
            }
            for block in touched.drain(..) {
                // SAFETY: blocks in the lists are alive, and no other reference to one exists.
                let header = unsafe { &mut *block };
                if poison {
                    header.poison_unmarked();
                }
                if header.has_no_marks() {
                    header.unformat();
                    self.free.push(block);
                } else {
                    header.reset_cursor();
                    class.available.push(block);
                }
            }
            class.used = touched;
        }
        self.sweep_large(everything);
        self.young_bytes = 0;
        self.grown_bytes = 0;
        if everything {
            self.release_regions();
        }
    }

    fn sweep_large(&mut self, everything: bool) {
        if everything {
            let mut young = std::mem::take(&mut self.young_large);
            young.append(&mut self.old_large);
            self.young_large = young;
            self.kept_large.clear();
        }
        for large in self.young_large.drain(..) {
            if large.is_marked() {
                self.old_large.push(large);
                continue;
            }
            for page in large.pages() {
                self.pages.remove(&page);
            }
            if self.poison {
                let cell = core::ptr::with_exposed_provenance_mut::<u8>(large.cell() as usize);
                // SAFETY: the cell is dead and its memory still allocated.
                unsafe { cell.write_bytes(POISON, large.cell_bytes()) };
            }
            if self.kept_large.len() < MOST_KEPT_LARGE && large.is_worth_keeping() {
                self.kept_large.push(large);
            }
        }
    }

    /// Gives regions without a single cell back to the system, but keeps a quarter of what is in use.
    fn release_regions(&mut self) {
        let in_use = self.region_blocks - self.free.len();
        let mut spare = self.free.len().saturating_sub(in_use / 4 + SPARE_BLOCKS);
        if spare == 0 {
            return;
        }
        self.regions.sort_unstable_by_key(|region| region.base.expose_provenance());
        let regions = &self.regions;
        let region_of =
            |block: &*mut Block| regions.partition_point(|region| region.base.addr() <= block.addr()) - 1;
        let mut free_blocks = vec![0; regions.len()];
        for block in &self.free {
            free_blocks[region_of(block)] += 1;
        }
        let is_released: Vec<bool> = regions
            .iter()
            .zip(free_blocks)
            .map(|(region, free)| {
                let release = free == region.blocks() && free <= spare;
                spare -= if release { free } else { 0 };
                release
            })
            .collect();
        self.free.retain(|block| !is_released[region_of(block)]);
        let mut released = is_released.iter();
        self.regions.retain(|region| {
            if released.next() != Some(&true) {
                return true;
            }
            let base = region.base.expose_provenance();
            for index in 0..region.blocks() {
                self.pages.remove(&(base / BLOCK_SIZE + index));
            }
            self.region_blocks -= region.blocks();
            false
        });
    }

    /// Calls `visit` with every cell that is marked or was allocated since the last collection.
    pub(crate) fn for_each_cell(&self, mut visit: impl FnMut(u64, usize)) {
        self.for_each_block(|block| {
            // SAFETY: blocks in the lists are alive.
            let block = unsafe { &*block };
            block.for_each_cell(|cell| visit(cell, block.cell_bytes));
        });
    }

    pub(crate) fn region_bytes(&self) -> usize {
        self.region_blocks * BLOCK_SIZE
    }

    pub(crate) fn large_bytes(&self) -> usize {
        self.old_large.iter().chain(&self.young_large).map(Large::cell_bytes).sum()
    }

    pub(crate) fn large_cells(&self) -> usize {
        self.old_large.len() + self.young_large.len()
    }

    pub(crate) fn free_blocks(&self) -> usize {
        self.free.len()
    }
}

//! 6.2.9 Shared Data Blocks: memory outside the heaps that the programs of several agents use at once.
//!
//! ```text
//!   SharedArrayBuffer ─► SharedBytes cell { id } ─► table of the heap ─► SharedBlock ◄─ tables of other heaps
//! ```
//!
//! Invariants:
//! 1. The words of a block are only touched by atomic operations on whole words, so there is no data race for Rust
//!    whatever the programs do, and no access of two sizes to one place. A part of a word is replaced by
//!    compare-and-exchange.
//! 2. A block has its greatest length from the beginning and never moves; only its length grows.
//! 3. The waiters of a block are in the order in which they came. Nobody is woken while the list is locked.

use crate::block::Shared;
use crate::cell::{self, assert_one_word, debug_as_address};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::collections::VecDeque;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

pub(crate) const SHARED_ID_OFFSET: usize = 8;
const WORD: usize = size_of::<u64>();
/// Bytes that are moved at a time.
const CHUNK: usize = 16 << 10;

/// One piece of shared memory.
pub struct SharedBlock {
    words: NonNull<AtomicU64>,
    word_count: usize,
    length: AtomicUsize,
    max_length: Option<usize>,
    waiters: Mutex<WaiterList>,
}

// SAFETY: the words are owned by the block and only touched atomically; the other fields may be shared anyway.
unsafe impl Send for SharedBlock {}
// SAFETY: as above.
unsafe impl Sync for SharedBlock {}

#[derive(Default)]
struct WaiterList {
    waiters: VecDeque<Waiter>,
    next_id: u64,
}

/// An agent that waits for a place of the block.
struct Waiter {
    id: u64,
    position: usize,
    waker: Waker,
}

/// 25.4.1.1 WaiterList Records: the waiters of a block while nobody else can look at them.
/// <https://tc39.es/ecma262/#sec-waiterlist-records>
pub struct Waiters<'a>(MutexGuard<'a, WaiterList>);

impl Waiters<'_> {
    /// 25.4.3.6 AddWaiter: the waker is called when the waiter was notified, and the number names it until then.
    pub fn add(&mut self, position: usize, waker: Waker) -> u64 {
        self.0.next_id += 1;
        let id = self.0.next_id;
        self.0.waiters.push_back(Waiter { id, position, waker });
        id
    }
}

impl SharedBlock {
    /// A block of zeros that may grow to `max_length` if there is one; `None` when the system refuses.
    pub fn new(length: usize, max_length: Option<usize>) -> Option<Arc<SharedBlock>> {
        let capacity = max_length.unwrap_or(length).max(length);
        let word_count = capacity.div_ceil(WORD).max(1);
        let layout = Layout::array::<AtomicU64>(word_count).ok()?;
        // SAFETY: the size of the layout is not zero.
        let memory = unsafe { alloc_zeroed(layout) };
        Some(Arc::new(SharedBlock {
            words: NonNull::new(memory.cast::<AtomicU64>())?,
            word_count,
            length: AtomicUsize::new(length),
            max_length,
            waiters: Mutex::default(),
        }))
    }

    /// The length in bytes now.
    pub fn len(&self) -> usize {
        self.length.load(Ordering::SeqCst)
    }

    /// Is the length zero?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The length it can grow to, if it can grow.
    pub fn max_len(&self) -> Option<usize> {
        self.max_length
    }

    /// How many bytes of memory it takes.
    pub fn capacity(&self) -> usize {
        self.word_count * WORD
    }

    /// Makes it longer; false if it would have to shrink or cannot be as long.
    pub fn grow(&self, length: usize) -> bool {
        let max = self.max_length.unwrap_or(0);
        let longer = |current| (current <= length && length <= max).then_some(length);
        self.length.fetch_update(Ordering::SeqCst, Ordering::SeqCst, longer).is_ok()
    }

    fn words(&self) -> &[AtomicU64] {
        // SAFETY: that many words were allocated, zero is a valid value of each, and they live as long as the block.
        unsafe { std::slice::from_raw_parts(self.words.as_ptr(), self.word_count) }
    }

    /// Reads the `size` bytes (at most 8) from `position` on, little-endian. Atomic if they lie in one word. Panics
    /// when they are out of range.
    #[inline]
    pub fn load(&self, position: usize, size: usize, ordering: Ordering) -> u64 {
        let (first, offset) = (position / WORD, position % WORD);
        let mut bits = self.words()[first].load(ordering) >> (8 * offset);
        if offset + size > WORD {
            bits |= self.words()[first + 1].load(ordering) << (8 * (WORD - offset));
        }
        bits & mask(size)
    }

    /// Writes the `size` bytes (at most 8) from `position` on. Atomic if they lie in one word. Panics when they are out
    /// of range.
    #[inline]
    pub fn store(&self, position: usize, size: usize, bits: u64, ordering: Ordering) {
        let (first, offset) = (position / WORD, position % WORD);
        if size == WORD && offset == 0 {
            return self.words()[first].store(bits, ordering);
        }
        let in_first = size.min(WORD - offset);
        replace(&self.words()[first], mask(in_first) << (8 * offset), bits << (8 * offset), ordering);
        if in_first < size {
            let rest = mask(size - in_first);
            replace(&self.words()[first + 1], rest, bits >> (8 * in_first), ordering);
        }
    }

    /// 25.4.3.13 AtomicReadModifyWrite for bytes that lie in one word: what was there before. Nothing is written where
    /// `operation` answers nothing.
    pub fn update(&self, position: usize, size: usize, operation: impl Fn(u64) -> Option<u64>) -> u64 {
        let (word, shift) = (&self.words()[position / WORD], 8 * (position % WORD));
        let mask = mask(size);
        let changed = word.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |word| {
            let bits = operation(word >> shift & mask)?;
            Some(word & !(mask << shift) | (bits & mask) << shift)
        });
        let (Ok(old) | Err(old)) = changed;
        old >> shift & mask
    }

    /// Copies bytes out. Panics when they are out of range.
    pub fn read(&self, start: usize, target: &mut [u8]) {
        let mut position = start;
        let mut rest = target;
        while !rest.is_empty() {
            let size = (WORD - position % WORD).min(rest.len());
            let (part, after) = rest.split_at_mut(size);
            part.copy_from_slice(&self.load(position, size, Ordering::Relaxed).to_le_bytes()[..size]);
            position += size;
            rest = after;
        }
    }

    /// Copies bytes in. Panics when they are out of range.
    pub fn write(&self, start: usize, source: &[u8]) {
        let mut position = start;
        let mut rest = source;
        while !rest.is_empty() {
            let size = (WORD - position % WORD).min(rest.len());
            let (part, after) = rest.split_at(size);
            let mut bytes = [0; WORD];
            bytes[..size].copy_from_slice(part);
            self.store(position, size, u64::from_le_bytes(bytes), Ordering::Relaxed);
            position += size;
            rest = after;
        }
    }

    /// Copies bytes of a block, which may be this one: then as if through a copy of them.
    pub fn copy_from(&self, start: usize, source: &SharedBlock, source_start: usize, count: usize) {
        let mut chunk = [0; CHUNK];
        let mut copy = |offset: usize| {
            let part = &mut chunk[..CHUNK.min(count - offset)];
            source.read(source_start + offset, part);
            self.write(start + offset, part);
        };
        let chunks = (0..count).step_by(CHUNK);
        if start <= source_start { chunks.for_each(&mut copy) } else { chunks.rev().for_each(&mut copy) }
    }

    /// 25.4.3.8 EnterCriticalSection: nobody is added, removed or notified while the answer is held.
    pub fn waiters(&self) -> Waiters<'_> {
        Waiters(self.waiters.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has this waiter not been notified yet?
    pub fn is_waiting(&self, id: u64) -> bool {
        self.waiters().0.waiters.iter().any(|waiter| waiter.id == id)
    }

    /// 25.4.3.7 RemoveWaiter: false if it was notified before.
    pub fn remove_waiter(&self, id: u64) -> bool {
        let mut list = self.waiters();
        let index = list.0.waiters.iter().position(|waiter| waiter.id == id);
        index.is_some_and(|index| list.0.waiters.remove(index).is_some())
    }

    /// 25.4.3.10 NotifyWaiter for at most `count` of those that wait for this place; how many there were.
    pub fn notify(&self, position: usize, count: usize) -> usize {
        let mut list = self.waiters();
        let mut woken = Vec::new();
        list.0.waiters.retain(|waiter| {
            let is_chosen = waiter.position == position && woken.len() < count;
            if is_chosen {
                woken.push(waiter.waker.clone());
            }
            !is_chosen
        });
        drop(list);
        let count = woken.len();
        woken.into_iter().for_each(Waker::wake);
        count
    }
}

/// So many bytes of ones.
fn mask(size: usize) -> u64 {
    u64::MAX >> (8 * (WORD - size))
}

/// Replaces the bits of a word that the mask has.
#[inline]
fn replace(word: &AtomicU64, mask: u64, bits: u64, ordering: Ordering) {
    let mut current = word.load(Ordering::Relaxed);
    let failed = Ordering::Relaxed;
    while let Err(seen) = word.compare_exchange_weak(current, current & !mask | bits & mask, ordering, failed)
    {
        current = seen;
    }
}

impl Drop for SharedBlock {
    fn drop(&mut self) {
        let layout = Layout::array::<AtomicU64>(self.word_count).expect("the block was allocated with it");
        // SAFETY: allocated with this layout in `new`; nobody has the block any more.
        unsafe { dealloc(self.words.as_ptr().cast(), layout) };
    }
}

impl core::fmt::Debug for SharedBlock {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SharedBlock").field("length", &self.len()).finish_non_exhaustive()
    }
}

cell::handle! {
    /// A cell that stands for a [`SharedBlock`]. Two handles are equal when they are the same block.
    SharedBytes
}
debug_as_address!(SharedBytes);
assert_one_word!(SharedBytes);

impl SharedBytes {
    /// The block. It lives as long as the cell.
    #[inline]
    pub fn block(&self) -> &Arc<SharedBlock> {
        // SAFETY: a handle in use stands for a live cell, whose block leads to the heap's shared part. The table has an
        // entry for every live cell, and is only changed while no reference into it is in use: by `alloc_shared`,
        // which needs the heap, and by collections.
        let (shared, id) = unsafe {
            let shared: *mut Shared = (*cell::block_of(self.word())).shared;
            (&*shared, cell::read::<u64>(self.word(), SHARED_ID_OFFSET))
        };
        shared.blocks.entries[id as usize].as_ref().map(|entry| &entry.block).expect("the cell is alive")
    }
}

struct Entry {
    /// The cell that stands for the block, held weakly.
    cell: u64,
    block: Arc<SharedBlock>,
}

/// The blocks that the cells of one heap stand for: at most one cell for each block.
#[derive(Default)]
pub(crate) struct SharedTable {
    entries: Vec<Option<Entry>>,
    /// Bytes of the blocks.
    pub(crate) bytes: usize,
    /// Bytes of the blocks that came since the last collection.
    pub(crate) young_bytes: usize,
}

impl SharedTable {
    /// The cell that stands for a block already.
    pub(crate) fn find(&self, block: &Arc<SharedBlock>) -> Option<u64> {
        self.entries.iter().flatten().find(|entry| Arc::ptr_eq(&entry.block, block)).map(|entry| entry.cell)
    }

    /// The id for a block that has no cell yet.
    pub(crate) fn add(&mut self, cell: u64, block: Arc<SharedBlock>) -> usize {
        self.bytes += block.capacity();
        self.young_bytes += block.capacity();
        let entry = Some(Entry { cell, block });
        match self.entries.iter().position(Option::is_none) {
            Some(free) => {
                self.entries[free] = entry;
                free
            }
            None => {
                self.entries.push(entry);
                self.entries.len() - 1
            }
        }
    }

    /// Lets go of the blocks whose cells are dead.
    pub(crate) fn purge(&mut self, is_alive: impl Fn(u64) -> bool) {
        for slot in &mut self.entries {
            if let Some(entry) = slot.take_if(|entry| !is_alive(entry.cell)) {
                self.bytes -= entry.block.capacity();
            }
        }
        self.young_bytes = 0;
    }
}

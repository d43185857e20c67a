//! The heap: its options, its limits, and when it wants to be collected.

use crate::atoms::AtomTable;
use crate::block::Shared;
use crate::collect::CollectionKind;
use crate::record::Record;
use crate::roots::Roots;
use crate::shared::SharedTable;
use crate::size_class::MAX_SMALL;
use crate::space::{Future, Space};
use crate::statistics::Counters;
use crate::string::JsString;
use crate::tracer::Tracer;
use core::sync::atomic::{AtomicU32, Ordering};
use std::alloc::{Layout, handle_alloc_error};
use std::sync::Arc;

/// The least growth of old cells between two full collections.
const FULL_SLACK: usize = 16 << 20;
/// Beyond the limit, a collection is asked for again after this many bytes.
const OVER_LIMIT_BUDGET: usize = 256 << 10;
/// From so many bytes of old cells on, full collections are made in steps.
const STEPS_FROM: usize = 64 << 20;
/// What is allocated between two steps. With the work of a step, a heap grows by a sixteenth until the last.
const STEP_ALLOCATION: usize = 512 << 10;
/// What a step does in stress mode.
const STRESS_WORK: usize = 4000;
const MAX_YOUNG_BUDGET: usize = 32 << 20;
/// What a small heap may allocate between two collections, however much of it survives.
const SMALL_YOUNG_BUDGET: usize = 4 << 20;

/// The heap's limit does not allow the allocation, or the system refused it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfMemory;

/// How a heap is set up.
#[derive(Clone, Debug)]
pub struct HeapOptions {
    /// The most bytes cells may take. Default 4 GiB.
    pub limit_bytes: usize,
    /// Bytes allocated between two collections, at least. Default 2 MiB: little more than a second-level cache.
    pub young_bytes: usize,
    /// The word the agent polls at safepoints.
    pub poll_word: Arc<AtomicU32>,
    /// The bit of the poll word that asks for a collection.
    pub poll_bit: u32,
    /// What one step of a full collection does, in visited cells and Values. Default 2 million: some milliseconds.
    pub step_work: usize,
    /// Makes string hashes unpredictable. Default 0.
    pub hash_seed: u64,
}

impl Default for HeapOptions {
    fn default() -> HeapOptions {
        HeapOptions {
            limit_bytes: 4 << 30,
            young_bytes: 2 << 20,
            poll_word: Arc::default(),
            poll_bit: 1,
            step_work: 2_000_000,
            hash_seed: 0,
        }
    }
}

/// All cells of one agent.
pub struct Heap {
    pub(crate) space: Space,
    /// Owned; a raw pointer because every block points to it, too.
    shared: *mut Shared,
    /// Values that embedders hold by key.
    pub roots: Roots,
    pub(crate) atoms: AtomTable,
    /// The empty string, then the strings of one Latin-1 unit. Filled while the heap is made.
    pub(crate) common: Vec<JsString>,
    pub(crate) symbols: u32,
    /// Cells of which only a tail is left.
    pub(crate) split: Vec<u64>,
    /// Weak cells that were cleared and that nobody took yet.
    pub(crate) cleared: Vec<Record>,
    /// The tracer of the last collection, for its buffers.
    pub(crate) tracer: Option<Tracer>,
    /// The tracer of a full collection between two of its steps.
    pub(crate) steps: Option<Tracer>,
    options: HeapOptions,
    young_budget: usize,
    /// The young bytes at which the next step is due.
    step_budget: usize,
    old_budget: usize,
    requested: bool,
    stress: bool,
}

// SAFETY: the raw pointers lead to memory that this heap alone owns and that no thread-local state refers to.
// Handles and Values are words that may travel anyway; like a heap, they are used by one thread at a time.
unsafe impl Send for Heap {}

impl Heap {
    /// A heap with nothing but the common strings in it.
    pub fn new(options: HeapOptions) -> Heap {
        let shared = Box::into_raw(Box::new(Shared {
            remembered: Vec::new(),
            hash_seed: options.hash_seed,
            counters: Counters::default(),
            blocks: SharedTable::default(),
        }));
        let mut heap = Heap {
            space: Space::new(shared),
            shared,
            roots: Roots::default(),
            atoms: AtomTable::default(),
            common: Vec::new(),
            symbols: 0,
            split: Vec::new(),
            cleared: Vec::new(),
            tracer: None,
            steps: None,
            step_budget: 0,
            young_budget: options.young_bytes,
            old_budget: FULL_SLACK,
            options,
            requested: false,
            stress: false,
        };
        heap.make_common_strings();
        heap
    }

    pub(crate) fn shared(&self) -> &Shared {
        // SAFETY: lives as long as the heap; barriers borrow it only for a push.
        unsafe { &*self.shared }
    }

    pub(crate) fn shared_mut(&mut self) -> &mut Shared {
        // SAFETY: as above.
        unsafe { &mut *self.shared }
    }

    /// Memory for a cell of `bytes`: zero except for the header.
    #[inline(always)]
    pub(crate) fn allocate(&mut self, bytes: usize, header: u64) -> u64 {
        let cell = if bytes <= MAX_SMALL
            && let Some(cell) = self.space.bump(bytes)
        {
            cell
        } else {
            self.allocate_slowly(bytes)
        };
        // SAFETY: the memory was just handed out, 16-aligned and at least 16 bytes.
        unsafe { core::ptr::with_exposed_provenance_mut::<u64>(cell as usize).write(header) };
        cell
    }

    #[cold]
    #[inline(never)]
    fn allocate_slowly(&mut self, bytes: usize) -> u64 {
        if bytes <= MAX_SMALL {
            self.space.refill(bytes);
            self.check_budget();
            return self.space.bump(bytes).expect("a new interval has room for a cell");
        }
        let Some(cell) = self.space.allocate_large(bytes, Future::Fixed) else {
            handle_alloc_error(Layout::from_size_align(bytes, 16).unwrap_or(Layout::new::<u64>()));
        };
        self.check_budget();
        cell
    }

    /// Like `allocate`, but refuses large cells that the limit or the system does not allow.
    pub(crate) fn try_allocate(
        &mut self,
        bytes: usize,
        header: u64,
        future: Future,
    ) -> Result<u64, OutOfMemory> {
        if bytes <= MAX_SMALL {
            return Ok(self.allocate(bytes, header));
        }
        self.check_reserve(bytes)?;
        let cell = self.space.allocate_large(bytes, future).ok_or(OutOfMemory)?;
        self.check_budget();
        // SAFETY: the memory was just handed out, 16-aligned.
        unsafe { core::ptr::with_exposed_provenance_mut::<u64>(cell as usize).write(header) };
        Ok(cell)
    }

    /// Makes a large cell longer where it is, if there is room and the limit allows it.
    pub(crate) fn grow_in_place(&mut self, cell: u64, bytes: usize) -> Result<bool, OutOfMemory> {
        let Some(growth) = self.space.growth(cell, bytes) else { return Ok(false) };
        self.check_reserve(growth)?;
        self.space.grow_large(cell, growth);
        self.check_budget();
        Ok(true)
    }

    pub(crate) fn check_budget(&mut self) {
        let budget = match self.steps {
            _ if self.over_limit() => OVER_LIMIT_BUDGET,
            Some(_) => self.step_budget,
            None => self.young_budget,
        };
        if self.young_bytes() >= budget {
            self.request_collection();
        }
    }

    fn young_bytes(&self) -> usize {
        self.space.young_bytes + self.shared().blocks.young_bytes
    }

    /// Asks the agent to collect at its next safepoint.
    pub fn request_collection(&mut self) {
        self.requested = true;
        self.options.poll_word.fetch_or(self.options.poll_bit, Ordering::Relaxed);
    }

    /// Should the agent collect at this safepoint?
    #[inline(always)]
    pub fn should_collect(&self) -> bool {
        self.requested | self.stress
    }

    /// The kind of collection that is due.
    pub fn next_collection(&self) -> CollectionKind {
        let old = self.space.old_bytes + self.shared().blocks.bytes;
        let is_full_due = old > self.old_budget || self.is_full_stressed();
        match self.steps {
            _ if self.over_limit() => CollectionKind::Full,
            Some(_) => CollectionKind::Step,
            None if is_full_due && (old >= STEPS_FROM || self.stress) => CollectionKind::Step,
            None if is_full_due => CollectionKind::Full,
            None => CollectionKind::Minor,
        }
    }

    /// In stress mode every fourth collection is a full one in steps.
    fn is_full_stressed(&self) -> bool {
        let counters = self.shared().counters;
        self.stress && (counters.minor + counters.full) % 4 == 3
    }

    pub(crate) fn step_work(&self) -> usize {
        if self.stress { STRESS_WORK } else { self.options.step_work }
    }

    /// Between two steps of a full collection.
    pub(crate) fn rest(&mut self, tracer: Tracer) {
        self.steps = Some(tracer);
        self.step_budget = self.young_bytes() + STEP_ALLOCATION;
        self.end_request();
    }

    /// Bytes of cells: those the last collection found, and all handed out since; and of the shared data blocks that
    /// they stand for, at their greatest lengths.
    #[inline]
    pub fn used_bytes(&self) -> usize {
        let cells = self.space.old_bytes.saturating_add(self.space.young_bytes);
        cells.saturating_add(self.shared().blocks.bytes)
    }

    /// Do cells take more than the limit? After a full collection this is the time to throw.
    pub fn over_limit(&self) -> bool {
        self.used_bytes() > self.options.limit_bytes
    }

    /// The limit on the bytes of cells.
    pub fn limit_bytes(&self) -> usize {
        self.options.limit_bytes
    }

    /// Changes the limit on the bytes of cells.
    pub fn set_limit_bytes(&mut self, limit: usize) {
        self.options.limit_bytes = limit;
    }

    /// Would an allocation of `bytes` stay within the limit?
    pub fn check_reserve(&self, bytes: usize) -> Result<(), OutOfMemory> {
        match self.used_bytes().checked_add(bytes) {
            Some(total) if total <= self.options.limit_bytes => Ok(()),
            _ => Err(OutOfMemory),
        }
    }

    /// In stress mode a collection is wanted at every safepoint.
    pub fn set_stress(&mut self, stress: bool) {
        self.stress = stress;
        if stress {
            self.request_collection();
        }
    }

    /// In poison mode dead cells are overwritten as soon as a collection found them dead.
    pub fn set_poison(&mut self, poison: bool) {
        self.space.poison = poison;
    }

    /// After a collection: budgets follow what is alive, the request is done.
    pub(crate) fn reset_budgets(&mut self, kind: CollectionKind, marked: usize) {
        let old = self.space.old_bytes + self.shared().blocks.bytes;
        let wanted = match kind {
            // Memory that is used again and again stays in the cache. Where much survives, fewer collections are better.
            CollectionKind::Minor => (8 * marked).max(self.young_budget / 2),
            CollectionKind::Full | CollectionKind::Step => old / 8,
        };
        let most = (old / 8).clamp(SMALL_YOUNG_BUDGET, MAX_YOUNG_BUDGET);
        self.young_budget = wanted.min(most).max(self.options.young_bytes);
        if kind == CollectionKind::Full {
            self.old_budget = old.saturating_mul(2).saturating_add(FULL_SLACK);
        }
        self.end_request();
    }

    fn end_request(&mut self) {
        self.requested = false;
        if self.stress {
            self.request_collection();
        } else {
            self.options.poll_word.fetch_and(!self.options.poll_bit, Ordering::Relaxed);
        }
    }

    /// Takes the weak cells with the notify flag whose target died since the last call.
    pub fn take_cleared(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.cleared)
    }

    /// As `take_cleared` for the cells that `is_wanted` picks.
    pub fn take_cleared_where(&mut self, is_wanted: impl Fn(Record) -> bool) -> Vec<Record> {
        let (wanted, others) =
            std::mem::take(&mut self.cleared).into_iter().partition(|&cell| is_wanted(cell));
        self.cleared = others;
        wanted
    }

    /// Is there a weak cell to take?
    pub fn has_cleared(&self) -> bool {
        !self.cleared.is_empty()
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        // SAFETY: made by `Box::into_raw` in `new`; the blocks' pointers to it are not followed any more.
        drop(unsafe { Box::from_raw(self.shared) });
    }
}

impl core::fmt::Debug for Heap {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Heap").field("statistics", &self.statistics()).finish_non_exhaustive()
    }
}

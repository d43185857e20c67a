//! Collections: sticky mark bits, so that a minor collection only enters cells made since the last one.
//!
//! ```text
//!   begin     candidates from the stacks ─ full: clear marks ─ mark candidates, own roots, remembered set
//!   mark      the provider's roots, everything reachable, ephemerons to their fixpoint
//!   settle    clear weak cells, purge atoms ─ the provider sweeps its tables
//!   sweep     large cells and free blocks at once, the rest when the space allocates from it
//! ```
//!
//! A minor collection keeps the marks: what was marked stays alive and is not entered, except for the cells in
//! the remembered set. A full collection clears them first.

use crate::block::BLOCK_SIZE;
use crate::cell;
use crate::conservative::StackRanges;
use crate::heap::Heap;
use crate::steps;
use crate::tracer::Tracer;
use crate::value::Value;

/// How much a collection looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CollectionKind {
    /// Frees dead cells that were allocated since the last collection.
    Minor,
    /// Frees all dead cells, shapes and codes.
    Full,
    /// The next part of a full collection, which begins with the first; the last one frees. Another collection between two
    /// steps is a full one and makes an end of them.
    Step,
}

/// What a collection did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CollectionReport {
    /// Its kind.
    pub kind: CollectionKind,
    /// Bytes of cells that are alive (after a minor collection: alive or old).
    pub live_bytes: usize,
    /// Bytes that became free, unused parts of allocation intervals included.
    pub freed_bytes: usize,
}

/// The roots outside the heap and the tables that cells name by id: the rest of the agent.
///
/// None of these is given the heap. Roots are traced before anything is freed; `sweep` runs when it is known what
/// is dead and no cell was reused yet.
pub trait RootProvider {
    /// Passes every root to the tracer. In a minor collection that includes the Values of all shapes and codes
    /// that changed since the last collection, because the tracer does not ask for those then.
    fn trace_roots(&mut self, tracer: &mut Tracer);
    /// Passes everything a live shape holds to the tracer. Full collections only, once for each live shape.
    fn trace_shape(&mut self, id: u32, tracer: &mut Tracer);
    /// Passes everything a live code holds to the tracer. Full collections only, once for each live code.
    fn trace_code(&mut self, id: u32, tracer: &mut Tracer);
    /// Drops what is dead from tables that hold it weakly: shapes, codes, caches keyed by cells.
    fn sweep(&mut self, live: &LiveIds);
}

/// A root provider that has the heap inside, for [`collect_owner`].
pub trait HeapOwner: RootProvider {
    /// The heap.
    fn heap_mut(&mut self) -> &mut Heap;
}

/// What a collection found alive.
#[derive(Debug)]
pub struct LiveIds {
    tracer: Tracer,
}

impl LiveIds {
    /// Was this a full collection? After a minor one every shape and code counts as alive.
    pub fn is_full(&self) -> bool {
        self.tracer.is_full()
    }

    /// Is the shape alive?
    pub fn shape(&self, id: u32) -> bool {
        !self.is_full() || self.tracer.shapes.contains(id)
    }

    /// Is the code alive?
    pub fn code(&self, id: u32) -> bool {
        !self.is_full() || self.tracer.codes.contains(id)
    }

    /// Is the cell that a Value pointed to before the collection alive? Immediates are.
    pub fn value(&self, value: Value) -> bool {
        !value.is_cell() || is_marked(value.bits())
    }
}

/// Was the cell marked? It may be dead, but must have been alive when the collection began.
pub(crate) fn is_marked(address: u64) -> bool {
    // SAFETY: a block is not released while a collection looks at the cells that were alive before.
    unsafe { (*cell::block_of(address)).is_marked(address as usize % BLOCK_SIZE) }
}

/// Collects the heap of an agent that has it inside. `None` when the native stack is in use but cannot be scanned
/// on this target, or is not the one `StackBase` was taken on; then nothing happened.
pub fn collect_owner<A: HeapOwner + ?Sized>(
    agent: &mut A,
    kind: CollectionKind,
    stacks: &StackRanges,
) -> Option<CollectionReport> {
    if kind == CollectionKind::Step {
        return steps::step(agent, stacks);
    }
    let tracer = agent.heap_mut().begin(kind, stacks)?;
    Some(complete(agent, tracer))
}

/// Marks the rest and frees what is dead.
pub(crate) fn complete<A: HeapOwner + ?Sized>(agent: &mut A, mut tracer: Tracer) -> CollectionReport {
    agent.trace_roots(&mut tracer);
    tracer.drain(agent);
    tracer.settle_ephemerons(agent);
    agent.heap_mut().settle(&mut tracer);
    let live = LiveIds { tracer };
    agent.sweep(&live);
    agent.heap_mut().finish(live.tracer)
}

/// A heap beside its provider.
struct Pair<'a> {
    heap: &'a mut Heap,
    provider: &'a mut dyn RootProvider,
}

impl RootProvider for Pair<'_> {
    fn trace_roots(&mut self, tracer: &mut Tracer) {
        self.provider.trace_roots(tracer);
    }
    fn trace_shape(&mut self, id: u32, tracer: &mut Tracer) {
        self.provider.trace_shape(id, tracer);
    }
    fn trace_code(&mut self, id: u32, tracer: &mut Tracer) {
        self.provider.trace_code(id, tracer);
    }
    fn sweep(&mut self, live: &LiveIds) {
        self.provider.sweep(live);
    }
}

impl HeapOwner for Pair<'_> {
    fn heap_mut(&mut self) -> &mut Heap {
        self.heap
    }
}

impl Heap {
    /// Collects. The provider is the rest of the agent, borrowed apart from the heap; if that is inconvenient,
    /// see [`collect_owner`], which also says when the answer is `None`.
    pub fn collect(
        &mut self,
        kind: CollectionKind,
        provider: &mut dyn RootProvider,
        stacks: &StackRanges,
    ) -> Option<CollectionReport> {
        collect_owner(&mut Pair { heap: self, provider }, kind, stacks)
    }

    /// Finds and marks the roots that the heap knows itself.
    fn begin(&mut self, kind: CollectionKind, stacks: &StackRanges) -> Option<Tracer> {
        // Whether a word is a cell depends on the marks of the last collection: before they are cleared.
        let candidates = stacks.candidates(&self.space)?;
        // What the steps marked is not known to a minor collection.
        let kind = if self.abandon_steps() { CollectionKind::Full } else { kind };
        let mut tracer = self.tracer.take().unwrap_or_default();
        tracer.reset(kind);
        if kind == CollectionKind::Full {
            self.space.clear_marks();
        }
        self.trace_own_roots(&mut tracer, &candidates);
        Some(tracer)
    }

    pub(crate) fn trace_own_roots(&mut self, tracer: &mut Tracer, candidates: &[u64]) {
        let mut remembered = std::mem::take(&mut self.shared_mut().remembered);
        remembered.drain(..).for_each(|address| tracer.remembered(address));
        self.shared_mut().remembered = remembered;
        self.trace_tails(tracer);
        candidates.iter().for_each(|&address| tracer.mark(address));
        self.common.iter().for_each(|&string| tracer.string(string));
        self.roots.trace(tracer);
        self.cleared.iter().for_each(|&record| tracer.record(record));
    }

    /// Lets go of what is held weakly and was not marked.
    fn settle(&mut self, tracer: &mut Tracer) {
        tracer.clear_weak(&mut self.cleared);
        self.shared_mut().blocks.purge(is_marked);
        self.purge_tails();
        self.atoms.purge(tracer.is_full());
    }

    /// Makes the memory of dead cells available.
    fn finish(&mut self, tracer: Tracer) -> CollectionReport {
        let before = self.used_bytes();
        let kind = if tracer.is_full() { CollectionKind::Full } else { CollectionKind::Minor };
        let kept = if tracer.is_full() { 0 } else { self.space.old_bytes + self.space.grown_bytes };
        self.space.start_sweeping(tracer.is_full());
        self.space.old_bytes = kept + tracer.marked_bytes;
        let counters = &mut self.shared_mut().counters;
        match kind {
            CollectionKind::Minor => counters.minor += 1,
            CollectionKind::Full | CollectionKind::Step => counters.full += 1,
        }
        self.reset_budgets(kind, tracer.marked_bytes);
        self.tracer = Some(tracer);
        let live_bytes = self.space.old_bytes;
        CollectionReport { kind, live_bytes, freed_bytes: before.saturating_sub(live_bytes) }
    }
}

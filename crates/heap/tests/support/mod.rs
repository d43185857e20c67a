//! What the tests share: a provider with plain lists of roots, and a small random generator.
#![allow(dead_code, reason = "every test file uses its own part of this")]

use roundelay_heap::{
    CollectionKind, CollectionReport, Heap, HeapOptions, Kind, LiveIds, RootProvider, StackRanges, Tracer,
    Value,
};

/// Roots, and what the collector told about ids.
#[derive(Default)]
pub(crate) struct Provider {
    pub(crate) roots: Vec<Value>,
    /// Values held by shape `i`.
    pub(crate) shapes: Vec<Vec<Value>>,
    /// Values held by code `i`.
    pub(crate) codes: Vec<Vec<Value>>,
    pub(crate) traced_shapes: Vec<u32>,
    pub(crate) traced_codes: Vec<u32>,
    /// After a sweep: which shapes and codes live.
    pub(crate) live_shapes: Vec<bool>,
    pub(crate) live_codes: Vec<bool>,
    /// Values to ask about during the sweep, and the answers.
    pub(crate) watched: Vec<Value>,
    pub(crate) watched_alive: Vec<bool>,
}

impl RootProvider for Provider {
    fn trace_roots(&mut self, tracer: &mut Tracer) {
        tracer.values(&self.roots);
    }
    fn trace_shape(&mut self, id: u32, tracer: &mut Tracer) {
        self.traced_shapes.push(id);
        tracer.values(self.shapes.get(id as usize).map_or(&[], Vec::as_slice));
    }
    fn trace_code(&mut self, id: u32, tracer: &mut Tracer) {
        self.traced_codes.push(id);
        tracer.values(self.codes.get(id as usize).map_or(&[], Vec::as_slice));
    }
    fn sweep(&mut self, live: &LiveIds) {
        self.live_shapes = (0..self.shapes.len() as u32).map(|id| live.shape(id)).collect();
        self.live_codes = (0..self.codes.len() as u32).map(|id| live.code(id)).collect();
        self.watched_alive = self.watched.iter().map(|&value| live.value(value)).collect();
    }
}

pub(crate) fn heap() -> Heap {
    let mut heap = Heap::new(HeapOptions::default());
    heap.set_poison(true);
    heap
}

pub(crate) fn minor(heap: &mut Heap, provider: &mut Provider) -> CollectionReport {
    heap.collect(CollectionKind::Minor, provider, &StackRanges::new()).expect("no native stack is involved")
}

pub(crate) fn full(heap: &mut Heap, provider: &mut Provider) -> CollectionReport {
    heap.collect(CollectionKind::Full, provider, &StackRanges::new()).expect("no native stack is involved")
}

pub(crate) fn step(heap: &mut Heap, provider: &mut Provider) -> CollectionReport {
    heap.collect(CollectionKind::Step, provider, &StackRanges::new()).expect("no native stack is involved")
}

/// The number of cells of a kind that are not known to be dead.
pub(crate) fn cells(heap: &Heap, kind: Kind) -> usize {
    heap.statistics_by_kind().iter().find(|entry| entry.kind == kind).map_or(0, |entry| entry.cells)
}

/// xorshift64*
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

//! Full collections in steps, so that a large heap does not stop the program for long.
//!
//! ```text
//!   first step   roots ─► stack of the tracer
//!   each step    a part of what is reachable is marked; the program runs on, and nothing is freed
//!   last step    roots, written cells and tails once more, what follows from them ─► the rest of a full collection
//! ```
//!
//! Invariants:
//! 1. The marks of the last collection stay valid until the last step: they say where free memory is and which words of
//!    the stacks are cells. What the steps mark has bits of its own, which replace the others in the end.
//! 2. A marked cell counts as old, so that the write barrier remembers it when it is written to; the last step visits all
//!    such cells again. So whatever a marked cell refers to in the end is marked, and a cell that lost its last reference
//!    after it was marked lives until the next full collection.
//! 3. There is no minor collection between two steps. What is made meanwhile is found in the last step like all else
//!    that is young, from the roots and from the cells that were written to.
//! 4. Shapes and codes change without a barrier. Those found so far are traced again in the last step.

use crate::collect::{CollectionKind, CollectionReport, HeapOwner, complete};
use crate::conservative::StackRanges;
use crate::heap::Heap;
use crate::tracer::Tracer;

/// Does the next step; the report of all but the last is about nothing freed.
pub(crate) fn step<A: HeapOwner + ?Sized>(agent: &mut A, stacks: &StackRanges) -> Option<CollectionReport> {
    let mut tracer = match agent.heap_mut().steps.take() {
        Some(tracer) => tracer,
        None => {
            let mut tracer = agent.heap_mut().begin_steps(stacks)?;
            agent.trace_roots(&mut tracer);
            tracer
        }
    };
    let work = agent.heap_mut().step_work();
    let is_last = tracer.drain_step(agent, work);
    let heap = agent.heap_mut();
    match is_last.then(|| stacks.candidates(&heap.space)).flatten() {
        None => {
            heap.rest(tracer);
            let live_bytes = heap.used_bytes();
            Some(CollectionReport { kind: CollectionKind::Step, live_bytes, freed_bytes: 0 })
        }
        Some(candidates) => {
            tracer.leave_steps(&mut heap.space);
            heap.trace_own_roots(&mut tracer, &candidates);
            Some(complete(agent, tracer))
        }
    }
}

impl Heap {
    fn begin_steps(&mut self, stacks: &StackRanges) -> Option<Tracer> {
        let candidates = stacks.candidates(&self.space)?;
        let mut tracer = self.tracer.take().unwrap_or_default();
        tracer.reset(CollectionKind::Step);
        self.trace_own_roots(&mut tracer, &candidates);
        Some(tracer)
    }

    /// Ends the steps of a full collection without a result. Was there one?
    pub(crate) fn abandon_steps(&mut self) -> bool {
        let Some(tracer) = self.steps.take() else { return false };
        self.space.drop_fresh_marks();
        self.tracer = Some(tracer);
        true
    }
}

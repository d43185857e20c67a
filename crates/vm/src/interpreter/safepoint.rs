//! Safepoints: what a set poll word asks for, and the collection itself.

use std::sync::atomic::Ordering;

use roundelay_heap::{Collection, StackRanges};

use super::frame::frame_flags;
use crate::agent::{Agent, AgentRoots, poll};
use crate::error::{Completion, Throw};

impl Agent {
    /// The slow path of a poll. <br> Collects, counts fuel, obeys interrupts and the heap limit.
    #[cold]
    #[inline(never)]
    pub(crate) fn poll_slow(&mut self) -> Completion<()> {
        let bits = self.poll.load(Ordering::Relaxed);
        if bits & poll::INTERRUPT != 0 {
            return Err(self.terminate(Termination::Interrupted));
        }
        if bits & poll::FUEL != 0 {
            if self.fuel == 0 {
                return Err(self.terminate(Termination::OutOfFuel));
            }
            self.fuel -= 1;
        }
        if bits & poll::COLLECT != 0 {
            self.collect_garbage(None);
            if self.heap.over_limit() {
                self.collect_garbage(Some(Collection::Full));
                if self.heap.over_limit() {
                    return Err(self.out_of_memory());
                }
            }
        }
        Ok(())
    }

    /// Polls from native loops that a script can make long (invariant 5).
    #[inline(always)]
    pub fn poll(&mut self) -> Completion<()> {
        if self.poll.load(Ordering::Relaxed) == 0 { Ok(()) } else { self.poll_slow() }
    }

    /// A safepoint between jobs: nothing is on the stack.
    pub fn safepoint(&mut self) -> Completion<()> {
        self.poll()
    }

    /// The error for a heap that is full: a RangeError that JavaScript can catch once memory was given back.
    pub fn out_of_memory(&mut self) -> Throw {
        self.heap.extend_limit_for_error();
        self.range_error("Out of memory: the heap limit was reached")
    }

    /// Stops the program: a throw that no handler catches.
    pub fn terminate(&mut self, reason: Termination) -> Throw {
        self.termination = Some(reason);
        Throw::TERMINATION
    }

    /// Collects garbage; `None` lets the heap choose between a minor and a full collection.
    pub fn collect_garbage(&mut self, collection: Option<Collection>) {
        self.poll.fetch_and(!poll::COLLECT, Ordering::Relaxed);
        self.interpreter.shared_cache.clear();
        let collection = collection.unwrap_or_else(|| self.heap.next_collection());
        let Agent { heap, stack, .. } = self;
        let ranges = StackRanges { values: stack.live_values(), native_base: stack.native_base };
        let mut roots = AgentRoots {
            names: &mut self.names,
            shapes: &mut self.shapes,
            codes: &mut self.codes,
            globals: &mut self.globals,
            frames: stack,
            realms: &mut self.realms,
            jobs: &mut self.jobs,
            promises: &mut self.promises,
            modules: &mut self.modules,
            interpreter: &mut self.interpreter,
            extra_roots: &mut self.extra_roots,
        };
        heap.collect(collection, &mut roots, ranges);
        self.remember_running_frames();
    }

    /// Running heap frames are written without a barrier, so each collection must find them in the remembered set.
    fn remember_running_frames(&mut self) {
        let records: Vec<_> = self
            .stack
            .frames()
            .filter(|frame| frame.flags & frame_flags::HEAP != 0)
            .filter_map(|frame| frame.cell)
            .collect();
        for record in records {
            self.heap.remember(record);
        }
    }

    /// Counts this agent's fuel down at every poll from `units`.
    pub fn set_fuel(&mut self, units: Option<u64>) {
        match units {
            Some(units) => {
                self.fuel = units;
                self.poll.fetch_or(poll::FUEL, Ordering::Relaxed);
            }
            None => {
                self.poll.fetch_and(!poll::FUEL, Ordering::Relaxed);
            }
        }
    }
}

/// Why a program was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Termination {
    /// An interrupt handle was used.
    Interrupted,
    /// The fuel is used up.
    OutOfFuel,
    /// The program asked for it (`process.exit`).
    Exit(i32),
}

//! Safepoints: what a set poll word asks for, and the collection itself.

use std::sync::atomic::Ordering;

use roundelay_heap::{CollectionKind, StackRanges, collect_owner};

use super::suspendable::clear_parked_copies;
use crate::agent::{Agent, poll};
use crate::error::{Completion, Throw};

impl Agent {
    /// The slow path of a poll: collects, counts fuel, obeys interrupts and the heap limit.
    #[cold]
    #[inline(never)]
    pub(crate) fn poll_slow(&mut self) -> Completion<()> {
        let bits = self.poll.load(Ordering::Relaxed);
        if bits & poll::INTERRUPT != 0 {
            return Err(self.terminate(Termination::Interrupted));
        }
        if bits & poll::DEADLINE != 0 {
            return Err(self.terminate(Termination::DeadlinePassed));
        }
        if bits & poll::FUEL != 0 {
            if self.fuel == 0 {
                self.fuel = self.host.refill_fuel();
                // Whoever refills may take its time.
                if self.poll.load(Ordering::Relaxed) & poll::INTERRUPT != 0 {
                    return Err(self.terminate(Termination::Interrupted));
                }
            }
            if self.fuel == 0 {
                return Err(self.terminate(Termination::OutOfFuel));
            }
            self.fuel -= 1;
        }
        if bits & poll::COLLECT != 0 {
            self.collect_garbage(None);
            if self.heap.over_limit() {
                self.collect_garbage(Some(CollectionKind::Full));
                if self.heap.over_limit() {
                    return Err(self.out_of_memory());
                }
            }
        }
        Ok(())
    }

    /// Refuses to begin anything after the deadline.
    pub fn poll_deadline(&mut self) -> Completion<()> {
        if self.poll.load(Ordering::Relaxed) & poll::DEADLINE == 0 { Ok(()) } else { self.poll_slow() }
    }

    /// Polls from native loops that a script can make long (invariant 5).
    #[inline(always)]
    pub fn poll(&mut self) -> Completion<()> {
        if self.poll.load(Ordering::Relaxed) == 0 { Ok(()) } else { self.poll_slow() }
    }

    /// Polls from a native loop that did so much since it last polled: its fuel is that of as many iterations.
    pub fn poll_after(&mut self, iterations: u64) -> Completion<()> {
        if self.poll.load(Ordering::Relaxed) & poll::FUEL != 0 {
            self.fuel = self.fuel.saturating_sub(iterations);
        }
        self.poll()
    }

    /// A safepoint between jobs: nothing is on the stack.
    pub fn safepoint(&mut self) -> Completion<()> {
        self.poll()
    }

    /// The error for a heap that is full: a RangeError that JavaScript can catch once memory was given back.
    pub fn out_of_memory(&mut self) -> Throw {
        self.range_error("Out of memory: the heap limit was reached")
    }

    /// Stops the program: a throw that no handler catches.
    pub fn terminate(&mut self, reason: Termination) -> Throw {
        self.termination = Some(reason);
        Throw::termination()
    }

    /// Collects garbage; `None` lets the heap choose between a minor and a full collection.
    pub fn collect_garbage(&mut self, collection: Option<CollectionKind>) {
        self.poll.fetch_and(!poll::COLLECT, Ordering::Relaxed);
        self.interpreter.shared_cache.clear();
        self.interpreter.shared_stores.clear();
        self.interpreter.iterator_result_shape = u32::MAX;
        self.interpreter.no_thenable_shape = u32::MAX;
        self.note_awaited();
        let kind = collection.unwrap_or_else(|| self.heap.next_collection());
        let mut ranges = StackRanges::new().with_words(self.stack.live_values());
        if let Some(base) = self.stack.native_base {
            ranges = ranges.with_native(base);
        }
        clear_parked_copies(self);
        collect_owner(self, kind, &ranges);
    }

    /// The fuel that is left, if it is counted.
    pub fn fuel(&self) -> Option<u64> {
        (self.poll.load(Ordering::Relaxed) & poll::FUEL != 0).then_some(self.fuel)
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
    /// The embedder's deadline has passed.
    DeadlinePassed,
    /// The program asked for it (`process.exit`).
    Exit(i32),
}

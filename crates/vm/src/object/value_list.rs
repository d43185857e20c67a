//! A growable list of Values that native code may hold across calls into JavaScript.

use roundelay_heap::{Kind, Record, Value};

use crate::agent::Agent;

const INITIAL_CAPACITY: usize = 8;

/// A list whose storage is a heap record: alive as long as the list stands on the native stack.
#[derive(Clone, Copy, Debug)]
pub struct ValueList {
    storage: Record,
    length: usize,
}

impl ValueList {
    /// An empty list.
    pub fn new(agent: &mut Agent) -> Self {
        Self::with_capacity(agent, INITIAL_CAPACITY)
    }

    /// An empty list with room for `capacity` values.
    pub fn with_capacity(agent: &mut Agent, capacity: usize) -> Self {
        Self { storage: agent.heap.alloc_record(Kind::List, capacity.max(1)), length: 0 }
    }

    /// A list of these values.
    pub fn from_slice(agent: &mut Agent, values: &[Value]) -> Self {
        let list = Self::with_capacity(agent, values.len());
        list.storage.copy_from(0, values);
        Self { length: values.len(), ..list }
    }

    /// A list that takes over a record.
    pub(crate) fn from_record(storage: Record) -> Self {
        Self { length: storage.count(), storage }
    }

    /// Appends a value.
    pub fn push(&mut self, agent: &mut Agent, value: Value) {
        if self.length == self.storage.count() {
            self.storage = agent.heap.grow_record(self.storage, (self.length * 2).max(INITIAL_CAPACITY));
        }
        self.storage.set(self.length, value);
        self.length += 1;
    }

    /// Removes the last value.
    pub fn pop(&mut self) -> Option<Value> {
        self.length = self.length.checked_sub(1)?;
        Some(self.storage.get(self.length))
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The value at a position below the length.
    pub fn get(&self, position: usize) -> Value {
        assert!(position < self.length, "list position out of range");
        self.storage.get(position)
    }

    /// Replaces the value at a position below the length.
    pub fn set(&self, position: usize, value: Value) {
        assert!(position < self.length, "list position out of range");
        self.storage.set(position, value);
    }

    /// All values. The list must not be written to while the slice is in use; calls are fine.
    pub fn values(&self) -> &[Value] {
        // The storage never moves, and the list keeps it alive.
        &self.storage.values()[..self.length]
    }

    /// The record that holds the values, longer than the list.
    pub fn storage(&self) -> Record {
        self.storage
    }
}

//! `setImmediate`: what is queued before a check phase begins runs in that phase, the rest in the next.

use crate::slab::{Key, Slab};
use std::collections::VecDeque;

/// Names one immediate; stale once it has begun or was cleared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ImmediateKey(pub(crate) Key);

impl ImmediateKey {
    /// The key as a word.
    pub fn to_bits(self) -> u64 {
        self.0.to_bits()
    }

    /// The inverse; a word that never was a key names no immediate.
    pub fn from_bits(bits: u64) -> ImmediateKey {
        ImmediateKey(Key::from_bits(bits))
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Immediate<T> {
    pub(crate) payload: T,
    /// Its place among all posted tasks.
    pub(crate) sequence: u64,
    pub(crate) posted: u64,
    referenced: bool,
}

pub(crate) struct Immediates<T> {
    entries: Slab<Immediate<T>>,
    /// Queued for the next phase. Cleared ones stay until they come up.
    queued: VecDeque<Key>,
    /// What the current phase still has to run.
    batch: VecDeque<Key>,
    referenced: usize,
}

impl<T: Copy> Immediates<T> {
    pub(crate) fn new() -> Immediates<T> {
        Immediates { entries: Slab::new(), queued: VecDeque::new(), batch: VecDeque::new(), referenced: 0 }
    }

    pub(crate) fn referenced(&self) -> usize {
        self.referenced
    }

    pub(crate) fn payloads(&self) -> impl Iterator<Item = T> {
        self.entries.values().map(|entry| entry.payload)
    }

    pub(crate) fn add(&mut self, payload: T, posted: u64, sequence: u64) -> ImmediateKey {
        let key = self.entries.insert(Immediate { payload, sequence, posted, referenced: true });
        self.referenced += 1;
        self.queued.push_back(key);
        ImmediateKey(key)
    }

    /// Ends an immediate, to run it or because it was cleared.
    pub(crate) fn remove(&mut self, ImmediateKey(key): ImmediateKey) -> Option<Immediate<T>> {
        let entry = self.entries.remove(key)?;
        if entry.referenced {
            self.referenced -= 1;
        }
        Some(entry)
    }

    pub(crate) fn set_referenced(&mut self, ImmediateKey(key): ImmediateKey, referenced: bool) -> bool {
        let Some(entry) = self.entries.get_mut(key) else { return false };
        if entry.referenced != referenced {
            entry.referenced = referenced;
            self.referenced = if referenced { self.referenced + 1 } else { self.referenced - 1 };
        }
        true
    }

    pub(crate) fn is_referenced(&self, ImmediateKey(key): ImmediateKey) -> Option<bool> {
        self.entries.get(key).map(|entry| entry.referenced)
    }

    pub(crate) fn begin_batch(&mut self) {
        self.batch.append(&mut self.queued);
    }

    /// The first immediate of the current phase.
    pub(crate) fn first_in_batch(&mut self) -> Option<ImmediateKey> {
        first_live(&mut self.batch, &self.entries).map(ImmediateKey)
    }

    /// The oldest immediate, whatever the phase.
    pub(crate) fn first(&mut self) -> Option<(ImmediateKey, Immediate<T>)> {
        let key = first_live(&mut self.batch, &self.entries)
            .or_else(|| first_live(&mut self.queued, &self.entries))?;
        Some((ImmediateKey(key), *self.entries.get(key)?))
    }
}

fn first_live<T>(queue: &mut VecDeque<Key>, entries: &Slab<Immediate<T>>) -> Option<Key> {
    while let Some(&key) = queue.front() {
        if entries.get(key).is_some() {
            return Some(key);
        }
        queue.pop_front();
    }
    None
}

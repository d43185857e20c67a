//! What the host gives the loop: operations under way, and tasks it has posted.

use crate::picker::TaskSource;
use crate::slab::{Key, Slab};
use std::collections::VecDeque;

/// Names one operation of the host; stale once it has completed or was ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OperationKey(pub(crate) Key);

impl OperationKey {
    /// The key as a word, which is also the origin of the tasks that the operation posts.
    pub fn to_bits(self) -> u64 {
        self.0.to_bits()
    }

    /// The inverse; a word that never was a key names no operation.
    pub fn from_bits(bits: u64) -> OperationKey {
        OperationKey(Key::from_bits(bits))
    }
}

/// A task that waits for its turn.
#[derive(Clone, Copy)]
pub(crate) struct Posted<T> {
    pub(crate) payload: T,
    pub(crate) source: TaskSource,
    pub(crate) origin: u64,
    pub(crate) sequence: u64,
    pub(crate) posted: u64,
}

/// The queues in the order of Node's phases.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Queue {
    Pending,
    Poll,
    Close,
}

pub(crate) const QUEUES: [Queue; 3] = [Queue::Pending, Queue::Poll, Queue::Close];

/// Where tasks of a source wait.
pub(crate) fn queue_of(source: TaskSource) -> Queue {
    match source {
        TaskSource::Pending => Queue::Pending,
        TaskSource::Close => Queue::Close,
        TaskSource::Completion | TaskSource::Message | TaskSource::Timer | TaskSource::Immediate => {
            Queue::Poll
        }
    }
}

pub(crate) struct HostTasks<T> {
    /// Whether each operation under way keeps the loop alive.
    operations: Slab<bool>,
    referenced: usize,
    queues: [VecDeque<Posted<T>>; 3],
}

impl<T: Copy> HostTasks<T> {
    pub(crate) fn new() -> HostTasks<T> {
        HostTasks {
            operations: Slab::new(),
            referenced: 0,
            queues: [VecDeque::new(), VecDeque::new(), VecDeque::new()],
        }
    }

    pub(crate) fn payloads(&self) -> impl Iterator<Item = T> {
        self.queues.iter().flatten().map(|task| task.payload)
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.referenced > 0 || self.queues.iter().any(|queue| !queue.is_empty())
    }

    pub(crate) fn operations(&self) -> usize {
        self.operations.len()
    }

    pub(crate) fn begin_operation(&mut self) -> OperationKey {
        self.referenced += 1;
        OperationKey(self.operations.insert(true))
    }

    pub(crate) fn end_operation(&mut self, OperationKey(key): OperationKey) -> bool {
        let Some(referenced) = self.operations.remove(key) else { return false };
        self.referenced -= usize::from(referenced);
        true
    }

    pub(crate) fn is_operation(&self, OperationKey(key): OperationKey) -> bool {
        self.operations.get(key).is_some()
    }

    pub(crate) fn set_referenced(&mut self, OperationKey(key): OperationKey, referenced: bool) -> bool {
        let Some(current) = self.operations.get_mut(key) else { return false };
        let before = std::mem::replace(current, referenced);
        self.referenced = self.referenced - usize::from(before) + usize::from(referenced);
        true
    }

    pub(crate) fn post(&mut self, task: Posted<T>) {
        self.queues[queue_of(task.source) as usize].push_back(task);
    }

    pub(crate) fn len(&self, queue: Queue) -> usize {
        self.queues[queue as usize].len()
    }

    pub(crate) fn get(&self, queue: Queue, index: usize) -> Option<&Posted<T>> {
        self.queues[queue as usize].get(index)
    }

    pub(crate) fn take(&mut self, queue: Queue, index: usize) -> Option<Posted<T>> {
        self.queues[queue as usize].remove(index)
    }

    /// For each origin in a queue, the index of its first task.
    pub(crate) fn first_of_each_origin(&self, queue: Queue) -> Vec<usize> {
        let mut seen = std::collections::HashSet::new();
        let tasks = self.queues[queue as usize].iter().enumerate();
        tasks.filter(|(_, task)| seen.insert((task.source, task.origin))).map(|(index, _)| index).collect()
    }
}

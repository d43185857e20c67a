//! A priority queue of timer lists that can move and remove any of them.
//!
//! A four-ary heap whose entries carry their key, so that a comparison touches no list; each list is told its
//! position through the `positions` array that the heap keeps by list index.

/// What lists are ordered by: the time, then a number that makes the order total.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Priority {
    pub(crate) expiry: u64,
    pub(crate) order: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    priority: Priority,
    list: u32,
}

/// The queue; every list is in it at most once.
pub(crate) struct ListQueue {
    heap: Vec<Entry>,
    /// By list index: its place in `heap`. Only meaningful for lists that are in the queue.
    positions: Vec<u32>,
}

const ARITY: usize = 4;

impl ListQueue {
    pub(crate) fn new() -> ListQueue {
        ListQueue { heap: Vec::new(), positions: Vec::new() }
    }

    /// The list that comes first.
    pub(crate) fn peek(&self) -> Option<(Priority, u32)> {
        self.heap.first().map(|entry| (entry.priority, entry.list))
    }

    pub(crate) fn insert(&mut self, list: u32, priority: Priority) {
        if self.positions.len() <= list as usize {
            self.positions.resize(list as usize + 1, 0);
        }
        self.heap.push(Entry { priority, list });
        self.sift_up(self.heap.len() - 1);
    }

    pub(crate) fn remove(&mut self, list: u32) {
        let position = self.positions[list as usize] as usize;
        self.heap.swap_remove(position);
        if position < self.heap.len() {
            self.settle(position);
        }
    }

    /// How many lists are in the queue.
    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }

    /// Takes out all lists that `is_over` picks.
    pub(crate) fn take_out(&mut self, is_over: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut over = Vec::new();
        self.heap.retain(|entry| {
            let is_over = is_over(entry.list);
            if is_over {
                over.push(entry.list);
            }
            !is_over
        });
        for (position, entry) in self.heap.iter().enumerate() {
            self.positions[entry.list as usize] = position as u32;
        }
        // From the last that has children on, each finds its place in the heap below it.
        for position in (0..self.heap.len().div_ceil(ARITY)).rev() {
            self.sift_down(position);
        }
        over
    }

    /// Gives a queued list a new priority.
    pub(crate) fn update(&mut self, list: u32, priority: Priority) {
        let position = self.positions[list as usize] as usize;
        self.heap[position].priority = priority;
        self.settle(position);
    }

    /// All lists whose expiry is at most `now`, in no particular order.
    pub(crate) fn due(&self, now: u64) -> impl Iterator<Item = (Priority, u32)> {
        let entries = self.heap.iter().filter(move |entry| entry.priority.expiry <= now);
        entries.map(|entry| (entry.priority, entry.list))
    }

    fn settle(&mut self, position: usize) {
        if !self.sift_up(position) {
            self.sift_down(position);
        }
    }

    fn sift_up(&mut self, mut position: usize) -> bool {
        let entry = self.heap[position];
        let start = position;
        while position > 0 {
            let parent = (position - 1) / ARITY;
            if self.heap[parent].priority <= entry.priority {
                break;
            }
            self.place(position, self.heap[parent]);
            position = parent;
        }
        self.place(position, entry);
        position != start
    }

    fn sift_down(&mut self, mut position: usize) {
        let entry = self.heap[position];
        loop {
            let first = position * ARITY + 1;
            let children = first..(first + ARITY).min(self.heap.len());
            let Some(least) = children.min_by_key(|&child| self.heap[child].priority) else { break };
            if self.heap[least].priority >= entry.priority {
                break;
            }
            self.place(position, self.heap[least]);
            position = least;
        }
        self.place(position, entry);
    }

    fn place(&mut self, position: usize, entry: Entry) {
        self.heap[position] = entry;
        self.positions[entry.list as usize] = position as u32;
    }
}

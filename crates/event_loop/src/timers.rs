//! Timers: one list for each duration, and the lists in a priority queue.
//!
//! ```text
//!   queue ─► list 1 ms ─► timer ─► timer ─► timer      Inside a list the order is that of insertion,
//!        ─► list 50 ms ─► timer                        which is the order of deadlines: the clock never
//!        ─► list 10 ms ─► timer ─► timer               goes back and the duration is the same.
//! ```
//!
//! Starting, clearing and firing are O(1) but for the queue of lists, which moves only when a list appears,
//! disappears or is put off. A list that is over stays where it is until it comes first or most lists are over: programs
//! that clear many timers of many durations do not pay for the queue each time. The two orders differ in what a list's
//! place in the queue means:
//!
//! * `Lists` (Node): the expiry a list was given when it was made or last put off, and then the age of that
//!   decision. A due list runs until its first timer is not due; a timer started late can overtake an older one
//!   of another duration only as it does in Node.
//! * `Exact` (web): the deadline of the first timer, then its place in the order of insertion.

mod list_queue;
mod pass;

use crate::clock::Now;
use crate::slab::{Key, Slab};
use list_queue::{ListQueue, Priority};
use pass::Pass;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The longest delay; longer ones count as 1 ms, as in Node.
const LONGEST_DELAY: f64 = 2_147_483_647.0;
/// Delays below this many milliseconds find their list by index instead of by hash.
const SHORT: u32 = 1024;
/// No index: ends a chain.
const NONE: u32 = u32::MAX;
/// From this depth on the web clamps delays (HTML, timer initialization steps).
/// <https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timer-initialisation-steps>
const NESTING_LIMIT: u8 = 5;
const NESTED_DELAY: u32 = 4;

/// Names one timer; stale once it has fired for the last time or was cleared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TimerKey(pub(crate) Key);

impl TimerKey {
    /// The key as a word.
    pub fn to_bits(self) -> u64 {
        self.0.to_bits()
    }

    /// The inverse; a word that never was a key names no timer.
    pub fn from_bits(bits: u64) -> TimerKey {
        TimerKey(Key::from_bits(bits))
    }
}

/// Whether a timer starts again after it has fired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimerKind {
    /// `setTimeout`
    Once,
    /// `setInterval`
    Repeating,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimerOrder {
    Lists,
    Exact,
}

struct Timer<T> {
    payload: T,
    /// When the delay began.
    start: u64,
    /// Place in the order of insertion; the tie-breaker of `Exact`.
    sequence: u64,
    duration: u32,
    /// Its list, and its neighbours there; meaningless unless `linked`.
    list: u32,
    previous: u32,
    next: u32,
    /// How many timers deep the program was when it started this one (`Exact` only).
    nesting: u8,
    kind: TimerKind,
    referenced: bool,
    linked: bool,
}

impl<T> Timer<T> {
    fn deadline(&self) -> u64 {
        self.start + u64::from(self.duration)
    }
}

/// Lives as long as the duration map names it; only a list that is over or about to be looked at may be empty.
struct List {
    duration: u32,
    first: u32,
    last: u32,
    /// It counts as removed, and is as soon as it comes first.
    is_over: bool,
}

/// So many lists may be over before they are swept, and as many again as there are others.
const MOST_OVER: usize = 64;

/// The timer whose callback is running.
#[derive(Clone, Copy)]
struct Firing {
    key: Key,
    /// The clock when the callback of an interval began: it counts from here in Node.
    began: u64,
    /// Whether the pass over the lists chose it, so that the pass goes on behind it.
    in_pass: bool,
}

pub(crate) struct Timers<T> {
    order: TimerOrder,
    timers: Slab<Timer<T>>,
    lists: Slab<List>,
    by_duration: DurationMap,
    queue: ListQueue,
    /// How many lists in the queue are over; the first never is.
    over: usize,
    /// How many live timers keep the loop alive.
    referenced: usize,
    /// Numbers handed out to timers, lists and posted tasks alike.
    sequence: u64,
    firing: Option<Firing>,
    pass: Pass,
    /// The nesting of the task that is running.
    nesting: u8,
}

/// What `setTimeout` makes of its second argument.
pub(crate) fn delay_in(order: TimerOrder, milliseconds: f64) -> u32 {
    match order {
        TimerOrder::Lists if (1.0..=LONGEST_DELAY).contains(&milliseconds) => milliseconds as u32,
        TimerOrder::Lists => 1,
        // WebIDL `long`: out of range wraps; negative is zero.
        TimerOrder::Exact if !milliseconds.is_finite() => 0,
        TimerOrder::Exact => {
            let wrapped = milliseconds.trunc().rem_euclid(4_294_967_296.0) as u32;
            (wrapped as i32).max(0) as u32
        }
    }
}

impl<T: Copy> Timers<T> {
    pub(crate) fn new(order: TimerOrder) -> Timers<T> {
        Timers {
            order,
            timers: Slab::new(),
            lists: Slab::new(),
            by_duration: DurationMap::new(),
            queue: ListQueue::new(),
            over: 0,
            referenced: 0,
            sequence: 0,
            firing: None,
            pass: Pass::default(),
            nesting: 0,
        }
    }

    pub(crate) fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    pub(crate) fn referenced(&self) -> usize {
        self.referenced
    }

    pub(crate) fn len(&self) -> usize {
        self.timers.len()
    }

    pub(crate) fn payloads(&self) -> impl Iterator<Item = T> {
        self.timers.values().map(|timer| timer.payload)
    }

    /// The earliest time at which the queue has something to look at.
    pub(crate) fn next_expiry(&self) -> Option<u64> {
        self.queue.peek().map(|(priority, _)| priority.expiry)
    }

    /// Starts a timer that is referenced.
    pub(crate) fn add(&mut self, payload: T, delay: u32, kind: TimerKind, now: u64) -> TimerKey {
        let timer = Timer {
            payload,
            start: now,
            sequence: 0,
            duration: delay,
            list: NONE,
            previous: NONE,
            next: NONE,
            nesting: self.nesting,
            kind,
            referenced: true,
            linked: false,
        };
        let key = self.timers.insert(timer);
        self.referenced += 1;
        self.link(key, now);
        TimerKey(key)
    }

    /// Stops a timer; answers its payload if there was one to stop.
    pub(crate) fn clear(&mut self, TimerKey(key): TimerKey) -> Option<T> {
        let was_linked = self.timers.get(key)?.linked;
        self.unlink(key);
        let timer = self.timers.remove(key)?;
        if timer.referenced {
            self.referenced -= 1;
        }
        // Node leaves the empty list of an unreferenced timer in the queue.
        match self.order {
            TimerOrder::Exact if was_linked => {}
            TimerOrder::Lists if was_linked && timer.referenced => self.end_list_if_empty(timer.list),
            TimerOrder::Lists if !timer.referenced => {}
            _ => self.end_list_of(timer.duration),
        }
        Some(timer.payload)
    }

    /// Starts the delay anew; false if the key is stale.
    pub(crate) fn refresh(&mut self, TimerKey(key): TimerKey, now: u64) -> bool {
        if self.timers.get(key).is_none() {
            return false;
        }
        self.unlink(key);
        self.link(key, now);
        true
    }

    pub(crate) fn set_referenced(&mut self, TimerKey(key): TimerKey, referenced: bool) -> bool {
        let Some(timer) = self.timers.get_mut(key) else { return false };
        if timer.referenced != referenced {
            timer.referenced = referenced;
            self.referenced = if referenced { self.referenced + 1 } else { self.referenced - 1 };
        }
        true
    }

    pub(crate) fn is_referenced(&self, TimerKey(key): TimerKey) -> Option<bool> {
        self.timers.get(key).map(|timer| timer.referenced)
    }

    pub(crate) fn deadline(&self, TimerKey(key): TimerKey) -> Option<u64> {
        self.timers.get(key).map(Timer::deadline)
    }

    /// The timer `Exact` runs next, with what orders it among other tasks.
    pub(crate) fn first_due(&self, now: u64) -> Option<(u64, u64, TimerKey)> {
        let (priority, list) = self.queue.peek()?;
        if priority.expiry > now {
            return None;
        }
        let first = self.lists.at(list).first;
        Some((priority.expiry, priority.order, TimerKey(self.timers.key_at(first))))
    }

    /// The first timer of every list that is due, by deadline and then insertion.
    pub(crate) fn all_due(&self, now: u64) -> Vec<(u64, TimerKey)> {
        let firsts = self.queue.due(now).map(|(_, list)| self.lists.at(list).first);
        let mut due: Vec<_> = firsts
            .filter(|&first| first != NONE && self.timers.at(first).deadline() <= now)
            .map(|first| (self.timers.at(first).deadline(), self.timers.at(first).sequence, first))
            .collect();
        due.sort_unstable();
        due.into_iter().map(|(deadline, _, first)| (deadline, TimerKey(self.timers.key_at(first)))).collect()
    }

    /// Takes a live timer out of its list to run it; `finish` must follow its callback.
    pub(crate) fn fire(&mut self, TimerKey(key): TimerKey, now: &mut impl Now) -> T {
        let in_pass = self.pass.is_at(key);
        self.unlink(key);
        let timer = self.timers.get(key).expect("only live timers fire");
        let began = if timer.kind == TimerKind::Repeating { now.now() } else { 0 };
        self.firing = Some(Firing { key, began, in_pass });
        self.nesting = timer.nesting.saturating_add(1);
        timer.payload
    }

    /// Tells that a task which is no timer begins: what it starts is not nested.
    pub(crate) fn reset_nesting(&mut self) {
        self.nesting = 0;
    }

    /// Ends the callback: an interval starts again and the pass goes on. Answers the payload of a timer that is
    /// over for good.
    pub(crate) fn finish(&mut self, now: &mut impl Now) -> Option<T> {
        let firing = self.firing.take()?;
        let over = self.finish_timer(firing, now);
        if firing.in_pass {
            self.continue_pass(now);
        }
        over
    }

    fn finish_timer(&mut self, Firing { key, began, .. }: Firing, now: &mut impl Now) -> Option<T> {
        let timer = self.timers.get_mut(key)?;
        if timer.kind == TimerKind::Repeating {
            timer.nesting = timer.nesting.saturating_add(1);
            let start = if self.order == TimerOrder::Lists { began } else { now.now() };
            self.unlink(key);
            self.link(key, start);
            return None;
        }
        if timer.linked {
            return None; // It was refreshed by its own callback.
        }
        let timer = self.timers.remove(key)?;
        if timer.referenced {
            self.referenced -= 1;
        }
        if self.order == TimerOrder::Exact {
            self.end_list_of(timer.duration);
        }
        Some(timer.payload)
    }

    /// Puts an unlinked timer at the end of its duration's list.
    fn link(&mut self, key: Key, start: u64) {
        let sequence = self.next_sequence();
        let timer = self.timers.at_mut(key.index());
        if self.order == TimerOrder::Exact && timer.nesting > NESTING_LIMIT {
            timer.duration = timer.duration.max(NESTED_DELAY);
        }
        timer.start = start;
        timer.sequence = sequence;
        timer.linked = true;
        timer.next = NONE;
        let (duration, expiry) = (timer.duration, timer.deadline());
        let list = match self.by_duration.get(duration) {
            NONE => self.add_list(duration, Priority { expiry, order: sequence }),
            list if self.lists.at(list).is_over => {
                self.remove_list(list);
                self.add_list(duration, Priority { expiry, order: sequence })
            }
            list => list,
        };
        let last = std::mem::replace(&mut self.lists.at_mut(list).last, key.index());
        let timer = self.timers.at_mut(key.index());
        timer.list = list;
        timer.previous = last;
        if last == NONE {
            self.lists.at_mut(list).first = key.index();
        } else {
            self.timers.at_mut(last).next = key.index();
        }
    }

    /// Takes a timer out of its list, which may be left empty.
    fn unlink(&mut self, key: Key) {
        let timer = self.timers.at_mut(key.index());
        if !timer.linked {
            return;
        }
        timer.linked = false;
        let (previous, next, list) = (timer.previous, timer.next, timer.list);
        if previous == NONE {
            self.lists.at_mut(list).first = next;
        } else {
            self.timers.at_mut(previous).next = next;
        }
        if next == NONE {
            self.lists.at_mut(list).last = previous;
        } else {
            self.timers.at_mut(next).previous = previous;
        }
        if self.order == TimerOrder::Exact && previous == NONE {
            self.follow_first(list);
        }
    }

    /// `Exact`: the list takes the place of its first timer; without one it leaves.
    fn follow_first(&mut self, list: u32) {
        let first = self.lists.at(list).first;
        if first == NONE {
            return self.end_list_if_empty(list);
        }
        let timer = self.timers.at(first);
        self.queue.update(list, Priority { expiry: timer.deadline(), order: timer.sequence });
        self.bring_live_list_forward();
    }

    fn add_list(&mut self, duration: u32, priority: Priority) -> u32 {
        let list = self.lists.insert(List { duration, first: NONE, last: NONE, is_over: false }).index();
        self.by_duration.set(duration, list);
        self.queue.insert(list, priority);
        list
    }

    /// Takes a list out of the queue, so that its duration may have another.
    fn remove_list(&mut self, list: u32) {
        self.queue.remove(list);
        self.forget_list(list);
        self.bring_live_list_forward();
    }

    fn forget_list(&mut self, list: u32) {
        let List { duration, is_over, .. } = *self.lists.at(list);
        self.over -= usize::from(is_over);
        self.by_duration.set(duration, NONE);
        self.lists.remove(self.lists.key_at(list));
    }

    /// Keeps the first list of the queue one that is not over.
    fn bring_live_list_forward(&mut self) {
        while self.over > 0
            && let Some((_, list)) = self.queue.peek()
            && self.lists.at(list).is_over
        {
            self.queue.remove(list);
            self.forget_list(list);
        }
    }

    /// Ends the list of a duration if it has one and no timer is left in it.
    fn end_list_of(&mut self, duration: u32) {
        let list = self.by_duration.get(duration);
        if list != NONE {
            self.end_list_if_empty(list);
        }
    }

    fn end_list_if_empty(&mut self, list: u32) {
        let entry = self.lists.at_mut(list);
        if entry.first != NONE || entry.is_over {
            return;
        }
        entry.is_over = true;
        self.over += 1;
        self.bring_live_list_forward();
        if self.over > MOST_OVER + self.queue.len() / 2 {
            self.sweep_lists();
        }
    }

    /// Removes all lists that are over.
    fn sweep_lists(&mut self) {
        let over = self.queue.take_out(|list| self.lists.at(list).is_over);
        over.into_iter().for_each(|list| self.forget_list(list));
    }
}

/// From duration to list index, `NONE` when there is no list.
struct DurationMap {
    short: Vec<u32>,
    long: HashMap<u32, u32, BuildHasherDefault<DurationHasher>>,
}

impl DurationMap {
    fn new() -> DurationMap {
        DurationMap { short: vec![NONE; SHORT as usize], long: HashMap::default() }
    }

    fn get(&self, duration: u32) -> u32 {
        match self.short.get(duration as usize) {
            Some(&list) => list,
            None => self.long.get(&duration).copied().unwrap_or(NONE),
        }
    }

    fn set(&mut self, duration: u32, list: u32) {
        if let Some(slot) = self.short.get_mut(duration as usize) {
            *slot = list;
        } else if list == NONE {
            self.long.remove(&duration);
        } else {
            self.long.insert(duration, list);
        }
    }
}

/// Fibonacci hashing of one 32-bit number. A program that picks colliding delays only slows itself down.
#[derive(Default)]
struct DurationHasher(u64);

impl Hasher for DurationHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        let product = (self.0 ^ u64::from(value)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ product >> 32;
    }
}

//! Node's timers phase: which timer comes next while the phase lasts.
//!
//! ```text
//!   seek list ──► first list due? ──no──► done
//!       ▲              │ yes              (checkpoint)
//!       │              ▼
//!       └──no── first timer due? ──yes──► chosen (checkpoint) ──► callback ──┐
//!                      ▲                                                     │
//!                      └─────────────────────────────────────────────────────┘
//! ```
//!
//! What Node decides before the checkpoint between two callbacks is decided before it here too, because the
//! checkpoint may start, clear or refresh timers: a finished list is gone, a list that is not due yet has been
//! put off, and a chosen timer fires even if the checkpoint refreshes it.

use super::list_queue::Priority;
use super::{NONE, TimerKey, Timers};
use crate::clock::Now;
use crate::slab::Key;

/// Where the phase stands.
#[derive(Default)]
pub(super) struct Pass {
    /// The time of the phase: the clock is read again only when the first list is not due.
    now: u64,
    place: Place,
}

#[derive(Default)]
enum Place {
    #[default]
    Done,
    /// The list was found due; its first timer has not been looked at.
    List(Key),
    /// The timer was found due.
    Timer { list: Key, timer: Key },
}

impl Pass {
    /// Whether `key` is the timer the pass has chosen.
    pub(super) fn is_at(&self, key: Key) -> bool {
        matches!(self.place, Place::Timer { timer, .. } if timer == key)
    }
}

impl<T: Copy> Timers<T> {
    /// Begins the phase.
    pub(crate) fn begin_pass(&mut self, now: u64) {
        self.pass.now = now;
        self.seek_list(&mut { now });
    }

    /// The timer to fire next, or the end of the phase. Asking twice gives the same answer.
    pub(crate) fn next_in_pass(&mut self, now: &mut impl Now) -> Option<TimerKey> {
        loop {
            match self.pass.place {
                Place::Done => return None,
                Place::List(list) => self.seek_timer(list, now),
                Place::Timer { timer, .. } if self.timers.get(timer).is_some() => {
                    return Some(TimerKey(timer));
                }
                // The checkpoint cleared it.
                Place::Timer { list, .. } => self.seek_timer(list, now),
            }
        }
    }

    /// Looks behind the timer that has just fired.
    pub(super) fn continue_pass(&mut self, now: &mut impl Now) {
        if let Place::Timer { list, .. } = self.pass.place {
            self.seek_timer(list, now);
        }
    }

    fn seek_list(&mut self, now: &mut impl Now) {
        self.pass.place = Place::Done;
        let Some((priority, list)) = self.queue.peek() else { return };
        if priority.expiry > self.pass.now {
            // Callbacks took time; perhaps the list is due by now.
            self.pass.now = now.now();
            if priority.expiry > self.pass.now {
                return;
            }
        }
        self.pass.place = Place::List(self.lists.key_at(list));
    }

    fn seek_timer(&mut self, list: Key, now: &mut impl Now) {
        let first = self.lists.get(list).filter(|list| !list.is_over).map(|list| list.first);
        let Some(first) = first else { return self.seek_list(now) };
        if first == NONE {
            self.remove_list(list.index());
            return self.seek_list(now);
        }
        let deadline = self.timers.at(first).deadline();
        if deadline > self.pass.now {
            let expiry = deadline.max(self.pass.now + 1);
            let order = self.next_sequence();
            self.queue.update(list.index(), Priority { expiry, order });
            self.bring_live_list_forward();
            return self.seek_list(now);
        }
        self.pass.place = Place::Timer { list, timer: self.timers.key_at(first) };
    }
}

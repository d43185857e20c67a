//! Where the loop's time comes from, and virtual time: a clock that moves only when nothing else can happen.

use crate::Wait;

/// The time of a clock that never goes back, in milliseconds. The loop asks only where it makes a difference: most timers
/// of a burst fire without. A number is a time that was read before.
pub trait Now {
    /// What the clock shows.
    fn now(&mut self) -> u64;
}

impl Now for u64 {
    fn now(&mut self) -> u64 {
        *self
    }
}

/// A clock in milliseconds that is frozen while JavaScript runs.
///
/// Nothing in this crate reads the real time; every operation that needs it is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VirtualClock {
    now: u64,
}

impl VirtualClock {
    /// A clock that stands at `now`.
    pub fn new(now: u64) -> VirtualClock {
        VirtualClock { now }
    }

    /// The time it shows.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Moves forward to `deadline`; a time that has passed changes nothing.
    pub fn advance_to(&mut self, deadline: u64) {
        self.now = self.now.max(deadline);
    }

    /// Skips the pause the loop asked for, when no host operation could end it earlier.
    /// Answers whether the loop may be asked again; otherwise only the host can go on.
    pub fn skip(&mut self, wait: &Wait) -> bool {
        match wait.deadline {
            Some(deadline) if wait.operations == 0 => {
                self.advance_to(deadline);
                true
            }
            _ => false,
        }
    }
}

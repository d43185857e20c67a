//! The thread that stops programs whose time is over.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::interrupt::InterruptHandle;

/// Stops programs; one thread does so for all of them.
#[derive(Default)]
pub(crate) struct Watchdog {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Programs under way by their deadline and a number that tells them apart.
    watched: BTreeMap<(Instant, u64), InterruptHandle>,
    next: u64,
    is_over: bool,
}

/// A program under way; it is no longer watched when this is dropped.
pub(crate) struct Watched {
    watchdog: Arc<Watchdog>,
    key: (Instant, u64),
}

impl Watchdog {
    /// Stops the program of `handle` after `limit`.
    pub(crate) fn watch(self: &Arc<Self>, handle: InterruptHandle, limit: Duration) -> Watched {
        let mut state = self.lock();
        let key = (Instant::now() + limit, state.next);
        state.next += 1;
        let is_first = state.watched.keys().next().is_none_or(|first| key < *first);
        state.watched.insert(key, handle);
        if is_first {
            self.changed.notify_all();
        }
        Watched { watchdog: Arc::clone(self), key }
    }

    /// Watches until [`Watchdog::end`].
    pub(crate) fn run(&self) {
        let mut state = self.lock();
        while !state.is_over {
            let now = Instant::now();
            while let Some(entry) = state.watched.first_entry().filter(|entry| entry.key().0 <= now) {
                entry.remove().interrupt();
            }
            let wait = state.watched.keys().next().map(|(deadline, _)| *deadline - now);
            let wait = wait.unwrap_or(Duration::from_secs(3600));
            state = self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends the thread that runs [`Watchdog::run`].
    pub(crate) fn end(&self) {
        self.lock().is_over = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.watchdog.lock().watched.remove(&self.key);
    }
}

//! Deadlines on the machine's clock: one thread of the process sets the poll words whose time has come.
//!
//! ```text
//!   set_deadline ──► list, soonest first ──► thread sleeps until the soonest ──► DEADLINE bit ──► next safepoint
//! ```
//!
//! A program under a deadline runs as fast as any other: it looks at the poll word anyway. The thread is started by the
//! first deadline of the process and sleeps when there is none.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use roundelay_vm::agent::poll;

use crate::interrupt::InterruptHandle;
use crate::runtime::Runtime;

/// When, and a number that tells deadlines at one moment apart.
pub(crate) type DeadlineKey = (Instant, u64);

#[derive(Default)]
struct Watch {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    deadlines: BTreeMap<DeadlineKey, InterruptHandle>,
    /// Of the next deadline.
    number: u64,
}

impl Watch {
    /// The process's watch; its thread runs.
    fn get() -> &'static Self {
        static WATCH: OnceLock<&'static Watch> = OnceLock::new();
        WATCH.get_or_init(|| {
            let watch: &Self = Box::leak(Box::default());
            let thread = std::thread::Builder::new().name("roundelay-deadlines".to_owned());
            thread.spawn(|| watch.run()).expect("a process that uses deadlines may have one more thread");
            watch
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            while let Some(entry) = state.deadlines.first_entry() {
                if entry.key().0 > now {
                    break;
                }
                let handle = entry.remove();
                handle.word.fetch_or(poll::DEADLINE, Ordering::Relaxed);
                handle.mailbox.wake();
            }
            let soonest = state.deadlines.first_key_value().map(|(&(at, _), _)| at);
            state = match soonest {
                Some(at) => {
                    let rest = at.saturating_duration_since(now);
                    let waited = self.changed.wait_timeout(state, rest);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn add(&self, at: Instant, handle: InterruptHandle) -> DeadlineKey {
        let mut state = self.state();
        state.number += 1;
        let key = (at, state.number);
        state.deadlines.insert(key, handle);
        let is_soonest = state.deadlines.first_key_value().is_some_and(|(&first, _)| first == key);
        drop(state);
        if is_soonest {
            self.changed.notify_one();
        }
        key
    }

    fn remove(&self, key: DeadlineKey) {
        self.state().deadlines.remove(&key);
    }
}

impl Runtime {
    /// Stops whatever runs, or sleeps, after this moment of the machine's clock, until the deadline is moved or taken
    /// back. The runtime can be used again then.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use roundelay::Runtime;
    ///
    /// let mut runtime = Runtime::builder().build();
    /// runtime.set_deadline(Some(Instant::now() + Duration::from_millis(20)));
    /// assert!(runtime.eval::<()>("for (;;) try { for (;;) ; } catch {} finally { continue }").unwrap_err().is_deadline());
    /// runtime.set_deadline(None);
    /// assert_eq!(runtime.eval::<i32>("6 * 7")?, 42);
    /// # Ok::<(), roundelay::Error>(())
    /// ```
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.clear_deadline();
        if let Some(at) = deadline {
            self.deadline = Some(Watch::get().add(at, self.interrupt_handle()));
        }
    }

    pub(crate) fn clear_deadline(&mut self) {
        if let Some(key) = self.deadline.take() {
            Watch::get().remove(key);
            self.agent.poll_word().fetch_and(!poll::DEADLINE, Ordering::Relaxed);
        }
    }
}

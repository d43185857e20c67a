//! Stopping a program from another thread.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Thread;

use roundelay_vm::agent::poll;

/// Stops the program of one runtime at its next safepoint; may be used from any thread.
///
/// ```
/// let mut runtime = roundelay::Runtime::builder().build();
/// let handle = runtime.interrupt_handle();
/// std::thread::spawn(move || handle.interrupt());
/// let error = runtime.eval::<()>("for (;;) {}").unwrap_err();
/// assert!(error.is_interrupted());
/// ```
#[derive(Clone, Debug)]
pub struct InterruptHandle {
    pub(crate) word: Arc<AtomicU32>,
    pub(crate) sleeper: Sleeper,
}

impl InterruptHandle {
    /// Asks the program to stop. No JavaScript can catch or delay it.
    pub fn interrupt(&self) {
        self.word.fetch_or(poll::INTERRUPT, Ordering::Relaxed);
        self.sleeper.wake();
    }

    /// Whether it was used.
    pub(crate) fn is_set(&self) -> bool {
        self.word.load(Ordering::Relaxed) & poll::INTERRUPT != 0
    }
}

/// The thread that waits for a deadline of the event loop, if one does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sleeper(Arc<Mutex<Option<Thread>>>);

impl Sleeper {
    /// Says which thread waits.
    pub(crate) fn set(&self, thread: Option<Thread>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = thread;
    }

    fn wake(&self) {
        if let Some(thread) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            thread.unpark();
        }
    }
}

//! Stopping a program from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use roundelay_vm::agent::poll;

use crate::mailbox::Shared;

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
    pub(crate) mailbox: Shared,
}

impl InterruptHandle {
    /// Asks the program to stop. No JavaScript can catch or delay it.
    pub fn interrupt(&self) {
        self.word.fetch_or(poll::INTERRUPT, Ordering::Relaxed);
        self.mailbox.wake();
    }

    /// As [`InterruptHandle::interrupt`], for good: on a virtual clock the agent ends whichever agent has its turn.
    ///
    /// ```
    /// let mut runtime = roundelay::Runtime::builder().clock(roundelay::ClockKind::Virtual).build();
    /// let handle = runtime.interrupt_handle();
    /// std::thread::spawn(move || handle.stop());
    /// assert!(runtime.eval::<()>("for (;;) {}").unwrap_err().is_interrupted());
    /// ```
    pub fn stop(&self) {
        self.interrupt();
        self.mailbox.free();
    }

    /// Whether the program is to stop, or to have stopped.
    ///
    /// ```
    /// let runtime = roundelay::Runtime::builder().build();
    /// let handle = runtime.interrupt_handle();
    /// handle.interrupt();
    /// assert!(handle.is_interrupted());
    /// ```
    pub fn is_interrupted(&self) -> bool {
        self.word.load(Ordering::Relaxed) & poll::INTERRUPT != 0
    }

    /// Whether the program is to stop.
    pub(crate) fn is_set(&self) -> bool {
        self.word.load(Ordering::Relaxed) & (poll::INTERRUPT | poll::DEADLINE) != 0
    }
}

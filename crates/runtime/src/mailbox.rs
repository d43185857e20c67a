//! What other threads, and things that are dropped anywhere, have to tell a runtime.
//!
//! ```text
//!   settler, waker, handle ──► messages ──► taken by the driver, on the thread that has the runtime
//!            └───────────────► wakes the thread that is parked, or the task that awaits the runtime
//! ```

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Thread;

use roundelay_vm::heap::RootKey;

/// One thing to do for the runtime.
pub(crate) enum Message {
    /// Nobody holds a handle any more.
    Release(RootKey),
}

/// Where messages for one runtime wait.
#[derive(Default)]
pub(crate) struct Mailbox {
    has_mail: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    messages: VecDeque<Message>,
    /// The thread that sleeps until something happens.
    thread: Option<Thread>,
    /// The agent is gone: messages are for nobody.
    is_closed: bool,
}

impl Mailbox {
    /// Leaves a message and wakes whoever waits for one.
    pub(crate) fn send(&self, message: Message) {
        let mut state = self.state();
        if state.is_closed {
            // What the message owns may use the mailbox when it is dropped.
            drop(state);
            return;
        }
        state.messages.push_back(message);
        self.has_mail.store(true, Ordering::Release);
        wake(state);
    }

    /// Wakes whoever waits, without a message.
    pub(crate) fn wake(&self) {
        wake(self.state());
    }

    /// Takes the oldest message. Costs one read when there is none.
    pub(crate) fn take(&self) -> Option<Message> {
        if !self.has_mail.load(Ordering::Acquire) {
            return None;
        }
        let mut state = self.state();
        let message = state.messages.pop_front();
        self.has_mail.store(!state.messages.is_empty(), Ordering::Release);
        message
    }

    pub(crate) fn has_mail(&self) -> bool {
        self.has_mail.load(Ordering::Acquire)
    }

    /// Says which thread sleeps.
    pub(crate) fn set_thread(&self, thread: Option<Thread>) {
        self.state().thread = thread;
    }

    /// Refuses messages from now on.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        let messages = std::mem::take(&mut state.messages);
        drop(state);
        drop(messages);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(state: MutexGuard<'_, State>) {
    let thread = state.thread.clone();
    drop(state);
    if let Some(thread) = thread {
        thread.unpark();
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Mailbox {{ has_mail: {} }}", self.has_mail())
    }
}

/// What is shared between a runtime and the things that point to it.
pub(crate) type Shared = Arc<Mailbox>;

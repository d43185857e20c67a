//! What other threads, and things that are dropped anywhere, have to tell a runtime.
//!
//! ```text
//!   settler, waker ──► messages ──► taken by the driver, on the thread that has the runtime
//!         └──────────► wakes the thread that is parked, or the task that awaits the runtime
//!   handle ──────────► releases ──► taken whenever the runtime is used
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread::Thread;

use roundelay_vm::heap::RootKey;

use crate::operation::Message;
use crate::turns::SeatWaker;

/// Where messages for one runtime wait.
#[derive(Default)]
pub(crate) struct Mailbox {
    has_messages: AtomicBool,
    has_releases: AtomicBool,
    state: Mutex<State>,
}

/// What is shared between a runtime and the things that point to it.
pub(crate) type Shared = Arc<Mailbox>;

#[derive(Default)]
struct State {
    messages: VecDeque<Message>,
    /// Roots that nobody holds any more.
    releases: Vec<RootKey>,
    /// The thread that sleeps until something happens.
    thread: Option<Thread>,
    /// The task that awaits the runtime.
    waker: Option<Waker>,
    /// The place of the agent among those that share a virtual clock.
    seat: Option<SeatWaker>,
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
        self.has_messages.store(true, Ordering::Release);
        wake(state);
    }

    /// Gives a root back; that can wait.
    pub(crate) fn release(&self, key: RootKey) {
        self.state().releases.push(key);
        self.has_releases.store(true, Ordering::Release);
    }

    /// Wakes whoever waits, without a message.
    pub(crate) fn wake(&self) {
        wake(self.state());
    }

    /// Takes the messages that are there. Costs one read when there are none.
    pub(crate) fn take_messages(&self) -> VecDeque<Message> {
        if !self.has_messages() {
            return VecDeque::new();
        }
        self.has_messages.store(false, Ordering::Relaxed);
        std::mem::take(&mut self.state().messages)
    }

    /// Takes the roots that were given back. Costs one read when there are none.
    pub(crate) fn take_releases(&self) -> Vec<RootKey> {
        if !self.has_releases.load(Ordering::Acquire) {
            return Vec::new();
        }
        self.has_releases.store(false, Ordering::Relaxed);
        std::mem::take(&mut self.state().releases)
    }

    pub(crate) fn has_messages(&self) -> bool {
        self.has_messages.load(Ordering::Acquire)
    }

    /// Says which thread sleeps.
    pub(crate) fn set_thread(&self, thread: Option<Thread>) {
        self.state().thread = thread;
    }

    /// Says which place the agent has on a virtual clock.
    pub(crate) fn set_seat(&self, seat: SeatWaker) {
        self.state().seat = Some(seat);
    }

    /// Lets the agent end out of turn.
    pub(crate) fn free(&self) {
        let seat = self.state().seat.clone();
        if let Some(seat) = seat {
            seat.free();
        }
    }

    /// Says which task awaits.
    pub(crate) fn set_waker(&self, waker: &Waker) {
        let mut state = self.state();
        if !state.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            state.waker = Some(waker.clone());
        }
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

fn wake(mut state: MutexGuard<'_, State>) {
    let (thread, waker, seat) = (state.thread.clone(), state.waker.take(), state.seat.clone());
    drop(state);
    if let Some(seat) = seat {
        seat.wake();
    }
    if let Some(thread) = thread {
        thread.unpark();
    }
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Mailbox {{ has_messages: {} }}", self.has_messages())
    }
}

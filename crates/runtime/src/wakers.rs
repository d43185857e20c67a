//! Tasks that are queued when something wakes their agent, or when they have waited long enough (`Atomics.waitAsync`).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Wake, Waker};

use roundelay_event_loop::{TaskSource, TimerKey, TimerKind};
use roundelay_vm::heap::Tracer;
use roundelay_vm::{Record, Value};

use crate::host::RuntimeHost;
use crate::mailbox::{Mailbox, Shared};
use crate::operation::Message;

/// The longest that a timer can wait; who waits longer waits for a waker alone.
const LONGEST_TIMER_MS: f64 = (i32::MAX - 1) as f64;

/// The tasks of one agent that wait.
#[derive(Default)]
pub(crate) struct Wakers {
    entries: BTreeMap<u64, Entry>,
    next: u64,
}

struct Entry {
    task: Value,
    timer: Option<TimerKey>,
}

impl Wakers {
    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        self.entries.values().for_each(|entry| tracer.value(entry.task));
    }
}

/// Wakes one task of an agent.
struct TaskWaker {
    mailbox: Shared,
    key: u64,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.mailbox.send(Message::Wake(self.key));
    }
}

/// Wakes the thread that sleeps.
impl Wake for Mailbox {
    fn wake(self: Arc<Self>) {
        Mailbox::wake(&self);
    }
}

impl RuntimeHost {
    /// The waker of a task, which a timer wakes too unless the time is too long for one.
    pub(crate) fn add_waker(&mut self, task: Record, milliseconds: f64) -> (u64, Waker) {
        let task = Value::from(task);
        let timer = (milliseconds <= LONGEST_TIMER_MS).then(|| {
            let now = self.environment.loop_ms();
            // The loop's time is rounded down, and nobody may be woken too early.
            let rounding = if self.environment.is_virtual() { 0.0 } else { 1.0 };
            let delay = self.event_loop.delay(milliseconds.ceil() + rounding);
            self.event_loop.add_timer(task, delay, TimerKind::Once, now)
        });
        self.wakers.next += 1;
        let key = self.wakers.next;
        self.wakers.entries.insert(key, Entry { task, timer });
        (key, Waker::from(Arc::new(TaskWaker { mailbox: Arc::clone(&self.mailbox), key })))
    }

    /// Queues a task now, unless its time came before.
    pub(crate) fn wake_task(&mut self, key: u64) {
        let Some(entry) = self.wakers.entries.remove(&key) else { return };
        if let Some(timer) = entry.timer {
            self.event_loop.clear_timer(timer);
        }
        let now = self.environment.loop_ms();
        self.event_loop.post_task(TaskSource::Completion, entry.task, 0, now);
    }

    pub(crate) fn remove_waker(&mut self, key: u64) {
        self.wakers.entries.remove(&key);
    }
}

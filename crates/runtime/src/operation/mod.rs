//! What the host is busy with for the program: each operation has a promise, and keeps the loop alive until it settles.
//!
//! ```text
//!   begin ──► entry { name, promise, future? } ──► Settle, Abandon ──► task of the loop ──► promise settled
//!               ▲ polled │ by the driver                ▲
//!               └─ Poll ─┘                              └ settler, on any thread
//! ```
//!
//! Futures are polled where the loop is driven and nowhere else, so they find the executor that drives it.

mod asynchronous;
mod settler;

use std::collections::BTreeMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use roundelay_event_loop::OperationKey;
use roundelay_vm::error::ErrorKind;
use roundelay_vm::heap::{Kind, Tracer};
use roundelay_vm::promise::state;
use roundelay_vm::{Agent, Completion, Object, Throw, Value};

pub use asynchronous::IntoAsyncFunction;
pub use settler::Settler;

use crate::function::{guard, panic_message};
use crate::host::host;
use crate::mailbox::Shared;

/// Makes the value that an operation settles with, or what it is rejected with.
pub(crate) type Outcome = Box<dyn FnOnce(&mut Agent) -> Completion<Value> + Send>;
/// The work of an operation.
pub(crate) type Work = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// One thing to do for a runtime; operations go by the bits of their [`OperationKey`].
pub(crate) enum Message {
    /// The work of an operation wants to be polled.
    Poll(u64),
    /// An operation ends.
    Settle(u64, Outcome),
    /// The settler of an operation was dropped.
    Abandon(u64),
    /// A task that waits for this is to be queued.
    Wake(u64),
    /// Somebody rang a doorbell.
    Ring(u64),
}

struct Operation {
    name: Box<str>,
    promise: Value,
    work: Option<(Work, Arc<WorkWaker>)>,
}

/// The operations of one runtime.
#[derive(Default)]
pub(crate) struct Operations {
    entries: BTreeMap<u64, Operation>,
}

impl Operations {
    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        self.entries.values().for_each(|operation| tracer.value(operation.promise));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What is under way, in the order of the keys.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.values().map(|operation| &*operation.name)
    }
}

/// Asks for another poll of an operation's work; once until it is polled.
struct WorkWaker {
    operation: u64,
    mailbox: Shared,
    is_asked: AtomicBool,
}

impl Wake for WorkWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_asked.swap(true, Ordering::AcqRel) {
            self.mailbox.send(Message::Poll(self.operation));
        }
    }
}

/// Begins an operation: its promise and its key.
pub(crate) fn begin(agent: &mut Agent, name: &str) -> (Object, u64) {
    let promise = agent.new_promise();
    let host = host(agent);
    let key = host.event_loop.begin_operation().to_bits();
    let operation = Operation { name: name.into(), promise: Value::from(promise), work: None };
    host.operations.entries.insert(key, operation);
    (promise, key)
}

/// Gives an operation its work, which is first polled when the loop is driven.
pub(crate) fn set_work(agent: &mut Agent, key: u64, work: Work) {
    let host = host(agent);
    let mailbox = Arc::clone(&host.mailbox);
    let waker = Arc::new(WorkWaker { operation: key, mailbox, is_asked: AtomicBool::new(false) });
    if let Some(operation) = host.operations.entries.get_mut(&key) {
        operation.work = Some((work, Arc::clone(&waker)));
        waker.wake();
    }
}

/// Does what the messages ask for. No JavaScript runs but what conversions run.
pub(crate) fn obey(agent: &mut Agent) {
    for message in host(agent).mailbox.take_messages() {
        match message {
            Message::Poll(key) => poll(agent, key),
            Message::Settle(key, outcome) => settle(agent, key, outcome),
            Message::Abandon(key) => abandon(agent, key),
            Message::Wake(key) => host(agent).wake_task(key),
            Message::Ring(key) => crate::doorbell::answer(agent, key),
        }
    }
}

fn poll(agent: &mut Agent, key: u64) {
    let entry = host(agent).operations.entries.get_mut(&key);
    let Some((mut work, waker)) = entry.and_then(|operation| operation.work.take()) else { return };
    waker.is_asked.store(false, Ordering::Release);
    let task_waker = Waker::from(Arc::clone(&waker));
    let mut context = Context::from_waker(&task_waker);
    match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(&mut context))) {
        Ok(Poll::Pending) => {
            if let Some(operation) = host(agent).operations.entries.get_mut(&key) {
                operation.work = Some((work, waker));
            }
        }
        Ok(Poll::Ready(outcome)) => settle(agent, key, outcome),
        Err(payload) => {
            let message = format!("a host future panicked: {}", panic_message(&*payload));
            settle(agent, key, Box::new(move |agent| Err(agent.error(message))));
        }
    }
}

fn abandon(agent: &mut Agent, key: u64) {
    let Some(operation) = host(agent).operations.entries.get(&key) else { return };
    let message = format!("the host dropped the settler of '{}' without settling it", operation.name);
    settle(agent, key, Box::new(move |agent| Err(agent.error(message))));
}

/// Ends an operation: a task of the loop settles its promise.
fn settle(agent: &mut Agent, key: u64, outcome: Outcome) {
    let Some(operation) = host(agent).operations.entries.remove(&key) else { return };
    // The promise stays in a local: the agent's entry found it until now.
    let promise = operation.promise;
    let completion = guard(agent, outcome);
    let Some(promise) = state::as_promise(promise) else { return };
    let (resolve, reject) = agent.create_resolving_functions(promise);
    let (function, value) = match completion {
        Ok(value) => (resolve, value),
        Err(throw) if throw.is_termination() => (reject, stopped(agent)),
        Err(Throw(reason)) => (reject, reason),
    };
    let task = agent.heap.alloc_record_from(Kind::List, &[Value::from(function), value]);
    let host = host(agent);
    let now = host.environment.loop_ms();
    host.event_loop.complete_operation(OperationKey::from_bits(key), Value::from(task), now);
}

/// What a promise is rejected with if its value could not be made because the program is being stopped.
fn stopped(agent: &mut Agent) -> Value {
    Value::from(agent.new_error(ErrorKind::Error, "the program was stopped while the result was converted"))
}

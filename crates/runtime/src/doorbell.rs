//! Doorbells: what another thread, or another part of the platform, has for an agent is announced as a task.

use std::collections::BTreeMap;
use std::sync::Arc;

use roundelay_event_loop::{OperationKey, TaskSource};
use roundelay_vm::heap::{Kind, Tracer};
use roundelay_vm::{Agent, Object, Value};

use crate::host::host;
use crate::mailbox::Shared;
use crate::operation::Message;
use crate::tasks::queue_task;

/// Calls a function of one agent, in a task of the message source for each ring. It may be rung from any thread.
///
/// ```
/// use roundelay::{Doorbell, Runtime};
///
/// let mut runtime = Runtime::builder().build();
/// let bell = runtime.with_agent(|agent| {
///     let count = agent.new_native_function(
///         |agent, _| {
///             let (global, key) = (agent.global_object(), agent.property_key("rings"));
///             let rings = agent.get(global, key)?.as_number().unwrap_or(0.0);
///             agent.create_data_property(global, key, (rings as i32 + 1).into()).map(Into::into)
///         },
///         "count",
///         0,
///         &[],
///     );
///     Ok(Doorbell::new(agent, count))
/// })?;
/// let other = bell.clone();
/// std::thread::spawn(move || (0..3).for_each(|_| other.ring())).join().unwrap();
/// runtime.run_until_idle()?;
/// assert_eq!(runtime.get::<i32>("rings")?, 3);
/// # Ok::<(), roundelay::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Doorbell {
    key: u64,
    mailbox: Shared,
}

/// The doorbells of one agent.
#[derive(Default)]
pub(crate) struct Doorbells {
    entries: BTreeMap<u64, Entry>,
    next: u64,
}

struct Entry {
    function: Value,
    /// Keeps the loop alive.
    operation: Option<OperationKey>,
}

impl Doorbells {
    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        self.entries.values().for_each(|entry| tracer.value(entry.function));
    }

    /// Does the program wait for somebody to ring?
    pub(crate) fn keep_alive(&self) -> bool {
        self.entries.values().any(|entry| entry.operation.is_some())
    }
}

impl Doorbell {
    /// A doorbell that calls `function` without arguments. It does not keep the loop alive.
    pub fn new(agent: &mut Agent, function: Object) -> Self {
        let host = host(agent);
        let mailbox = Arc::clone(&host.mailbox);
        host.doorbells.next += 1;
        let key = host.doorbells.next;
        host.doorbells.entries.insert(key, Entry { function: Value::from(function), operation: None });
        Self { key, mailbox }
    }

    /// Rings, from any thread.
    pub fn ring(&self) {
        self.mailbox.send(Message::Ring(self.key));
    }

    /// Rings from the thread of an agent: if the doorbell is of this one, its task stands behind those there are.
    pub fn ring_from(&self, agent: &mut Agent) {
        if Arc::ptr_eq(&host(agent).mailbox, &self.mailbox) {
            answer(agent, self.key);
        } else {
            self.ring();
        }
    }

    /// Whether the loop of its agent stays alive, since somebody may ring.
    pub fn set_referenced(&self, agent: &mut Agent, is_referenced: bool) {
        let host = host(agent);
        let Some(entry) = host.doorbells.entries.get_mut(&self.key) else { return };
        match (is_referenced, entry.operation) {
            (true, None) => entry.operation = Some(host.event_loop.begin_operation()),
            (false, Some(operation)) => {
                entry.operation = None;
                host.event_loop.end_operation(operation);
            }
            _ => {}
        }
    }

    /// Takes it down: nobody answers any more.
    pub fn remove(&self, agent: &mut Agent) {
        self.set_referenced(agent, false);
        host(agent).doorbells.entries.remove(&self.key);
    }
}

/// Queues the task of a ring.
pub(crate) fn answer(agent: &mut Agent, key: u64) {
    let Some(function) = host(agent).doorbells.entries.get(&key).map(|entry| entry.function) else { return };
    let task = agent.heap.alloc_record_from(Kind::Tuple, &[function]);
    queue_task(agent, TaskSource::Message, task, key);
}

//! What Rust owns and JavaScript holds: closures behind functions, data behind instances of classes.
//!
//! ```text
//!   function or instance ── internal slot: number ──► slot { content, weak cell ──► that object }
//! ```
//!
//! A cell owns no Rust allocation, so the content stands here. The weak cell tells when its object was collected; the
//! content is dropped at the next checkpoint, or with the runtime. A number is reused only after that, so an object
//! never meets another's content.

use std::any::Any;
use std::sync::Arc;

use roundelay_vm::heap::Tracer;
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use crate::host::host;

/// A closure that only one call at a time may use.
pub(crate) type Exclusive = Box<dyn FnMut(&mut Agent, &Arguments<'_>) -> Completion<Value> + Send>;
/// A closure that may be used while it runs.
pub(crate) type Reentrant = Arc<dyn Fn(&mut Agent, &Arguments<'_>) -> Completion<Value> + Send + Sync>;

/// What a slot holds.
pub(crate) enum Content {
    Free,
    /// Taken out for the time of a call.
    Taken,
    Exclusive(Exclusive),
    Reentrant(Reentrant),
    /// The value of an instance of a class.
    Data(Box<dyn Any + Send>),
}

struct Slot {
    content: Content,
    /// The weak cell, or UNDEFINED.
    cell: Value,
}

/// The table of one runtime.
#[derive(Default)]
pub(crate) struct Resources {
    slots: Vec<Slot>,
    free: Vec<u32>,
}

/// Second value of the weak cells of this table; no value that a program can make.
const MARK: Value = Value::internal(0x00C0_FFEE);
/// Place of a weak cell's number.
const NUMBER: usize = 2;

impl Resources {
    /// Keeps `content`; [`attach`] says whose it is.
    pub(crate) fn insert(&mut self, content: Content) -> u32 {
        let slot = Slot { content, cell: Value::UNDEFINED };
        match self.free.pop() {
            Some(number) => {
                self.slots[number as usize] = slot;
                number
            }
            None => {
                self.slots.push(slot);
                u32::try_from(self.slots.len() - 1).expect("fewer than 2^32 slots fit into memory")
            }
        }
    }

    /// The content behind the number that `slot` holds.
    #[inline]
    pub(crate) fn get_mut(&mut self, slot: Value) -> Option<&mut Content> {
        let number = slot.as_int()?;
        self.slots.get_mut(number as u32 as usize).map(|slot| &mut slot.content)
    }

    fn remove(&mut self, number: u32) -> Content {
        let Some(slot) = self.slots.get_mut(number as usize) else { return Content::Free };
        slot.cell = Value::UNDEFINED;
        self.free.push(number);
        std::mem::replace(&mut slot.content, Content::Free)
    }

    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        for slot in &self.slots {
            tracer.value(slot.cell);
        }
    }
}

/// Lets the content behind `number` live as long as `owner`.
pub(crate) fn attach(agent: &mut Agent, number: u32, owner: Object) {
    let cell = agent.heap.alloc_notifying_weak_cell(Value::from(owner), NUMBER);
    cell.set(1, MARK);
    cell.set(NUMBER, Value::int(number as i32));
    host(agent).resources.slots[number as usize].cell = Value::from(cell);
}

/// Drops the contents whose owners were collected.
pub(crate) fn release_dead(agent: &mut Agent) {
    if !agent.heap.has_cleared() {
        return;
    }
    let cells = agent.heap.take_cleared_where(|cell| cell.get(1) == MARK);
    let numbers: Vec<u32> =
        cells.into_iter().filter_map(|cell| cell.get(NUMBER).as_int()).map(|number| number as u32).collect();
    for number in numbers {
        let content = host(agent).resources.remove(number);
        drop(content);
    }
}

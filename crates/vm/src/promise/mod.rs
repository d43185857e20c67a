//! 27.2 Promise objects: their state, their reactions and how they settle.
//!
//! ```text
//!   Pending ── fulfill ─► Fulfilled      While pending, the result slot holds the list of reactions, newest first;
//!      └────── reject ──► Rejected       settling takes it out, so a second settle has nothing to run.
//! ```
//!
//! A node of that list is a reaction record (`then`) or a suspended frame (`await`): a frame waits for one promise at a
//! time, so it carries the link itself and awaiting allocates nothing.

pub mod capability;
pub mod combinator;
pub mod job;
pub mod pending;
pub mod reaction;
pub mod resolving_functions;
pub mod state;

use roundelay_heap::{Tracer, Value};

pub use capability::Capability;
pub use reaction::Settlement;
pub use state::PromiseStatus;

/// What an agent knows about its promises.
#[derive(Default)]
pub struct PromiseState {
    /// Ids of the native functions behind resolving functions, once there were any.
    resolving_function_ids: Option<(u32, u32)>,
    /// Promises that were rejected while they had no handler and that the embedder has not asked for yet.
    unhandled: Vec<Value>,
    /// Promises that the embedder was told of and that got a handler since.
    handled_later: Vec<Value>,
    /// Awaited promises that collections keep, if they are asked to.
    kept: Option<Vec<Value>>,
    /// The frame of the async function or generator that was made to wait last. Not traced: to be looked at at once.
    pub(crate) first_parked: Value,
    /// How many frames wait for promises that are pending, those included that died waiting.
    pub(crate) awaiting: usize,
}

impl PromiseState {
    /// No promises yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the embedder is to be told of a rejection, or of a handler.
    pub(crate) fn has_reports(&self) -> bool {
        !self.unhandled.is_empty() || !self.handled_later.is_empty()
    }

    /// Keeps alive what is listed here.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        tracer.values(&self.unhandled);
        tracer.values(&self.handled_later);
        tracer.values(self.kept.as_deref().unwrap_or_default());
    }
}

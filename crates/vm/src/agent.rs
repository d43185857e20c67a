//! 9.7 Agents: one heap, one execution context stack, one host.
//!
//! The agent is the first parameter of everything. Each part of the VM keeps its state in a struct of its own that is
//! a field here, and traces what it holds in `trace`; between jobs nothing of an agent stands outside these fields.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use roundelay_heap::{Heap, HeapOptions, JsString, Value};

use crate::code::CodeTable;
use crate::environment::Globals;
use crate::execution_context::ExecutionStack;
use crate::host::Host;
use crate::job::JobQueue;
use crate::module::ModuleGraph;
use crate::names::Names;
use crate::object::shape::ShapeTable;
use crate::promise::PromiseState;
use crate::realm::{BuiltinTables, RealmTable};

/// Bits of the poll word: why the interpreter must leave its fast path at the next safepoint.
pub mod poll {
    /// The heap wants a collection.
    pub const COLLECT: u32 = 1;
    /// The embedder asked for an interruption.
    pub const INTERRUPT: u32 = 2;
    /// Fuel is being counted: every poll takes the slow path.
    pub const FUEL: u32 = 4;
    /// The heap limit was passed.
    pub const OVER_LIMIT: u32 = 8;
}

/// What an agent is made with.
pub struct AgentOptions {
    /// Bytes of heap after which a RangeError is thrown.
    pub heap_limit: usize,
    /// How many Values the VM stack holds.
    pub stack_values: usize,
    /// How many execution contexts may be nested.
    pub stack_depth: usize,
    /// Bytes of native stack that re-entrant calls may use, counted from the entry of the agent.
    pub native_stack_bytes: usize,
    /// The library.
    pub builtins: &'static BuiltinTables,
}

/// 9.7 Agent.
pub struct Agent {
    pub heap: Heap,
    pub names: Names,
    pub(crate) shapes: ShapeTable,
    pub(crate) codes: CodeTable,
    pub(crate) globals: Globals,
    pub(crate) stack: ExecutionStack,
    pub(crate) realms: RealmTable,
    pub(crate) jobs: JobQueue,
    pub(crate) promises: PromiseState,
    pub(crate) modules: ModuleGraph,
    /// Protectors: assumptions about the library that fast paths test with one byte each.
    pub(crate) protectors: Protectors,
    /// Shared with interrupt handles: bits of [`poll`].
    pub(crate) poll: Arc<AtomicU32>,
    pub host: Box<dyn Host>,
}

/// Assumptions that hold until a program changes the library; `true` means intact.
#[derive(Clone, Copy, Debug)]
pub struct Protectors {
    /// `Array.prototype[Symbol.iterator]` and `%ArrayIteratorPrototype%.next` are the original ones.
    pub array_iteration: bool,
    /// No index property on `Array.prototype` or `Object.prototype`.
    pub no_index_on_prototypes: bool,
    /// `Promise.prototype.then` / `constructor`, `Promise.resolve` and `Promise[Symbol.species]` are the original ones,
    /// and `Object.prototype` has no `then`.
    pub promise: bool,
    /// `Array.prototype.constructor` and `Array[Symbol.species]` are the original ones.
    pub array_species: bool,
}

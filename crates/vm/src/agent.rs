//! 9.7 Agents: one heap, one execution context stack, one host.
//!
//! The agent is the first parameter of everything. Each part of the VM keeps its state in a struct of its own that is
//! a field here, and traces what it holds in `trace`; between jobs nothing of an agent stands outside these fields.

use std::any::{Any, TypeId};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use roundelay_heap::{Heap, HeapOptions, HeapOwner, LiveIds, RootProvider, Tracer};

use crate::code::CodeTable;
use crate::environment::Globals;
use crate::execution_context::ExecutionStack;
use crate::host::Host;
use crate::interpreter::{Interpreter, Park, Termination};
use crate::job::JobQueue;
use crate::module::ModuleGraph;
use crate::names::Names;
use crate::object::shape::ShapeTable;
use crate::promise::PromiseState;
use crate::realm::{BuiltinTables, RealmGlobals, RealmId, RealmTable};
use crate::trace::Trace;
use crate::value::symbol::SymbolRegistry;

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
    /// The embedder's deadline has passed.
    pub const DEADLINE: u32 = 16;
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
    /// All cells.
    pub heap: Heap,
    /// Atoms and symbols that Rust code mentions.
    pub names: Names,
    pub(crate) shapes: ShapeTable,
    pub(crate) codes: CodeTable,
    pub(crate) globals: Globals,
    pub(crate) stack: ExecutionStack,
    pub(crate) interpreter: Interpreter,
    pub(crate) park: Park,
    pub(crate) realms: RealmTable,
    pub(crate) jobs: JobQueue,
    pub(crate) promises: PromiseState,
    /// Who wants to see what the loop does.
    pub(crate) trace: Option<Box<Trace>>,
    pub(crate) modules: ModuleGraph,
    pub(crate) symbols: SymbolRegistry,
    /// Protectors: assumptions about the library that fast paths test with one byte each.
    pub protectors: Protectors,
    /// Shared with interrupt handles: bits of [`poll`].
    pub(crate) poll: Arc<AtomicU32>,
    /// Polls left while fuel is counted.
    pub(crate) fuel: u64,
    /// Why the program is being stopped, once it is.
    pub(crate) termination: Option<Termination>,
    /// The objects that `Array.prototype.join` is busy with, innermost last.
    pub joining: Vec<roundelay_heap::Object>,
    /// Every Error object has a property `stack` of its own, as in Node; else only the accessor that they inherit.
    pub errors_own_stack: bool,
    /// The realm of what the embedder runs next.
    pub entry_realm: RealmId,
    /// State of the library that holds no values, by type.
    pub library: LibraryState,
    /// The embedder.
    pub host: Box<dyn Host>,
}

impl Agent {
    /// An agent with one realm.
    pub fn new(options: AgentOptions, host: Box<dyn Host>) -> Self {
        let poll = Arc::new(AtomicU32::new(0));
        let mut heap = Heap::new(HeapOptions {
            limit_bytes: options.heap_limit,
            poll_word: poll.clone(),
            poll_bit: poll::COLLECT,
            ..HeapOptions::default()
        });
        let names = Names::new(&mut heap);
        let mut agent = Self {
            names,
            heap,
            shapes: ShapeTable::new(),
            codes: CodeTable::default(),
            globals: Globals::default(),
            stack: ExecutionStack::new(options.stack_values, options.stack_depth, options.native_stack_bytes),
            interpreter: Interpreter::new(),
            park: Park::Return,
            realms: RealmTable::new(options.builtins),
            jobs: JobQueue::new(),
            promises: PromiseState::default(),
            trace: None,
            modules: ModuleGraph::default(),
            symbols: SymbolRegistry::default(),
            protectors: Protectors::INTACT,
            poll,
            fuel: 0,
            termination: None,
            joining: Vec::new(),
            errors_own_stack: false,
            entry_realm: RealmId::FIRST,
            library: LibraryState::default(),
            host,
        };
        agent.new_realm(RealmGlobals::All).expect("there is room for the first realm");
        agent
    }

    /// The word that an interrupt handle sets; see [`poll`].
    pub fn poll_word(&self) -> Arc<AtomicU32> {
        self.poll.clone()
    }

    /// Why the program was stopped, if it was.
    pub fn termination(&self) -> Option<Termination> {
        self.termination
    }

    /// Forgets an interruption, so that the agent can run again.
    pub fn clear_termination(&mut self) {
        self.termination = None;
        self.poll.fetch_and(!poll::INTERRUPT, std::sync::atomic::Ordering::Relaxed);
    }
}

impl RootProvider for Agent {
    fn trace_roots(&mut self, tracer: &mut Tracer) {
        self.names.trace(tracer);
        self.shapes.trace(tracer);
        self.codes.trace_dirty(tracer);
        self.globals.trace(tracer);
        self.stack.trace(tracer);
        self.interpreter.trace(tracer);
        self.realms.trace(tracer);
        self.jobs.trace(tracer);
        self.promises.trace(tracer);
        self.modules.trace(tracer);
        self.symbols.trace(tracer);
        self.host.trace(tracer);
    }

    fn trace_shape(&mut self, id: u32, tracer: &mut Tracer) {
        self.shapes.trace_shape(id, tracer);
    }

    fn trace_code(&mut self, id: u32, tracer: &mut Tracer) {
        self.codes.trace_code(id, tracer);
    }

    fn sweep(&mut self, live: &LiveIds) {
        if live.is_full() {
            self.codes.sweep(|id| live.code(id), |id| live.shape(id));
        }
        self.shapes.sweep(live);
    }
}

impl HeapOwner for Agent {
    fn heap_mut(&mut self) -> &mut Heap {
        &mut self.heap
    }
}

/// What library code keeps outside the heap, one value of each type. It must not hold handles: nothing traces it.
#[derive(Default)]
pub struct LibraryState {
    /// A few, so looking at each is faster than hashing.
    parts: Vec<(TypeId, Box<dyn Any + Send>)>,
}

impl LibraryState {
    /// The value of this type, made when it is first asked for.
    pub fn get<T: Any + Send + Default>(&mut self) -> &mut T {
        let wanted = TypeId::of::<T>();
        let known = self.parts.iter().position(|(part, _)| *part == wanted);
        let index = known.unwrap_or_else(|| {
            self.parts.push((wanted, Box::new(T::default())));
            self.parts.len() - 1
        });
        self.parts[index].1.downcast_mut().expect("a part is found by its type")
    }
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
    /// `RegExp.prototype` and `RegExp[Symbol.species]` are the original ones.
    pub regexp: bool,
}

impl Protectors {
    /// Nothing was changed yet.
    pub(crate) const INTACT: Self = Self {
        array_iteration: true,
        no_index_on_prototypes: true,
        promise: true,
        array_species: true,
        regexp: true,
    };
}

//! 16.2 Modules: their records, in tables outside the heap.
//!
//! ```text
//!   New ──load──► Unlinked ──link──► Linked ──evaluate──► Evaluating ─┬────────────────────► Evaluated
//!                                                                     └► EvaluatingAsync ──────┘
//! ```
//!
//! A module is a number. Its bindings live in an environment record of the heap that its code closes over; an import is
//! a slot that names the environment and slot of the binding it stands for.

mod async_evaluation;
mod deferred;
mod dynamic_import;
mod evaluate;
mod export;
mod link;
mod load;
mod meta;
mod namespace;
mod synthetic;

use std::sync::Arc;

use indexmap::IndexMap;
use roundelay_bytecode::Code;
use roundelay_heap::{JsString, Object, Record, Tracer, Value};
use rustc_hash::FxHashMap;

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::realm::RealmId;

/// A module of an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(pub u32);

/// 16.2.1.5 `[[Status]]` of a cyclic module record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleStatus {
    /// Its requests are not loaded yet.
    New,
    /// All modules below it are loaded.
    Unlinked,
    /// Its linking is under way.
    Linking,
    /// Its bindings are connected.
    Linked,
    /// It is on the stack of an evaluation.
    Evaluating,
    /// It, or a module below it, awaits.
    EvaluatingAsync,
    /// It ran, or failed.
    Evaluated,
}

/// 16.2.1.4 `[[Phase]]` of a module request: how far the module must have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportPhase {
    /// It has been evaluated.
    Evaluation,
    /// It is evaluated when its namespace is first used.
    Defer,
    /// Its source is wanted. Unsupported: no module has a source object, so such an import is refused.
    Source,
}

impl ImportPhase {
    /// The phase with the number that compiled code uses.
    pub(crate) fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Evaluation,
            1 => Self::Defer,
            _ => Self::Source,
        }
    }
}

/// `[[AsyncEvaluationOrder]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsyncOrder {
    Unset,
    Number(u64),
    Done,
}

/// An export under one name.
#[derive(Clone, Debug)]
pub(crate) enum Export {
    /// The binding in a slot of the module's own environment.
    Local(u32),
    /// What another module exports; no name stands for its namespace.
    Indirect { request: u32, name: Option<String> },
}

/// A binding that an export name resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) module: ModuleId,
    /// The slot in its environment; none for its namespace.
    pub(crate) slot: Option<u32>,
}

/// What there is to run.
pub(crate) enum Body {
    /// 16.2.1.6 A source text module and its linked code.
    Source { code: Arc<Code>, code_id: u32 },
    /// 16.2.1.8 A synthetic module: its bindings have their values already.
    Synthetic,
}

/// 16.2.1.5 Cyclic Module Records, and synthetic ones.
pub(crate) struct Module {
    pub(crate) key: String,
    /// Number under which its code knows it, see [`ModuleGraph::referrers`].
    pub(crate) referrer: u32,
    pub(crate) status: ModuleStatus,
    pub(crate) body: Body,
    /// Exports by name, in source order.
    pub(crate) exports: IndexMap<String, Export>,
    /// Requests of `export * from`.
    pub(crate) stars: Box<[u32]>,
    /// `[[LoadedModules]]`, by the number of the request.
    pub(crate) requested: Vec<ModuleId>,
    /// `[[Environment]]`, UNDEFINED until linked.
    pub(crate) environment: Value,
    /// `[[Namespace]]`, UNDEFINED until asked for.
    pub(crate) namespace: Value,
    /// `[[DeferredNamespace]]`, UNDEFINED until asked for.
    pub(crate) deferred_namespace: Value,
    /// The `import.meta` object, UNDEFINED until asked for.
    pub(crate) meta: Value,
    /// `[[EvaluationError]]`
    pub(crate) evaluation_error: Option<Throw>,
    pub(crate) dfs_ancestor_index: usize,
    /// `[[CycleRoot]]`
    pub(crate) cycle_root: Option<ModuleId>,
    /// `[[HasTLA]]`
    pub(crate) has_top_level_await: bool,
    /// `[[AsyncEvaluationOrder]]`
    pub(crate) async_order: AsyncOrder,
    /// `[[TopLevelCapability]]`, a promise or UNDEFINED.
    pub(crate) top_level_promise: Value,
    /// The frame of a body that awaits, which nothing else may keep alive.
    pub(crate) frame: Value,
    /// `[[AsyncParentModules]]`
    pub(crate) async_parents: Vec<ModuleId>,
    /// `[[PendingAsyncDependencies]]`
    pub(crate) pending_async_dependencies: usize,
}

/// Where code came from: what `import()` and `import.meta` in it refer to.
struct Referrer {
    key: String,
    module: Option<ModuleId>,
}

/// Reads JSON text for JSON modules.
pub type JsonParser = fn(&mut Agent, JsString) -> Completion<Value>;

/// All modules of an agent.
pub struct ModuleGraph {
    modules: Vec<Module>,
    /// Loaded modules by key, kind and realm.
    by_key: FxHashMap<(String, Option<String>, RealmId), ModuleId>,
    /// What a specifier and a kind stood for in a referrer and a realm: the answer never changes.
    by_request: FxHashMap<(u32, RealmId, String, Option<String>), ModuleId>,
    referrers: Vec<Referrer>,
    /// `[[ModuleAsyncEvaluationCount]]`
    async_evaluation_count: u64,
    json_parser: Option<JsonParser>,
}

impl Default for ModuleGraph {
    fn default() -> Self {
        Self::new()
    }
}

impl ModuleGraph {
    /// No modules.
    pub fn new() -> Self {
        Self {
            modules: Vec::new(),
            by_key: FxHashMap::default(),
            by_request: FxHashMap::default(),
            referrers: vec![Referrer { key: String::new(), module: None }],
            async_evaluation_count: 0,
            json_parser: None,
        }
    }

    pub(crate) fn get(&self, id: ModuleId) -> &Module {
        &self.modules[id.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, id: ModuleId) -> &mut Module {
        &mut self.modules[id.0 as usize]
    }

    /// The promises that wait for a module's body, directly or through modules that import it.
    pub(crate) fn promises_behind(&self, module: u32) -> Vec<Object> {
        let mut promises = Vec::new();
        let mut seen = vec![ModuleId(module)];
        let mut at = 0;
        while let Some(&id) = seen.get(at) {
            at += 1;
            let Some(record) = self.modules.get(id.0 as usize) else { continue };
            promises.extend(record.top_level_promise.as_object());
            let behind = record.async_parents.iter().copied().chain(record.cycle_root);
            for id in behind {
                if !seen.contains(&id) {
                    seen.push(id);
                }
            }
        }
        promises
    }

    /// The key of the module or script whose code was linked with this number.
    fn referrer_key(&self, referrer: u32) -> &str {
        self.referrers.get(referrer as usize).map_or("", |referrer| referrer.key.as_str())
    }

    /// Keeps alive what the modules mention. Modules live as long as their agent.
    pub fn trace(&mut self, tracer: &mut Tracer) {
        for module in &self.modules {
            tracer.values(&[module.environment, module.namespace, module.deferred_namespace]);
            tracer.values(&[module.meta, module.top_level_promise, module.frame]);
            if let Some(Throw(error)) = module.evaluation_error {
                tracer.value(error);
            }
            if let Body::Source { code_id, .. } = module.body {
                tracer.code(code_id);
            }
        }
    }
}

impl Module {
    /// Whether the request with this number is an `import defer`.
    pub(crate) fn is_deferred(&self, request: usize) -> bool {
        let Body::Source { code, .. } = &self.body else { return false };
        let info = code.body().module.as_deref();
        info.and_then(|info| info.requests.get(request)).is_some_and(|request| request.deferred)
    }

    /// The environment record of a linked module.
    pub(crate) fn environment_record(&self) -> Option<Record> {
        self.environment.as_record()
    }
}

impl Agent {
    /// The number that code compiled under this name is linked with, so that its `import()` is relative to it.
    pub fn add_referrer(&mut self, key: &str) -> u32 {
        self.modules.referrers.push(Referrer { key: key.to_owned(), module: None });
        self.modules.referrers.len() as u32 - 1
    }

    /// Says how JSON modules are read.
    pub fn set_json_parser(&mut self, parser: JsonParser) {
        self.modules.json_parser = Some(parser);
    }

    /// The key of a module.
    pub fn module_key(&self, module: ModuleId) -> &str {
        &self.modules.get(module).key
    }

    /// `[[Status]]` of a module.
    pub fn module_status(&self, module: ModuleId) -> ModuleStatus {
        self.modules.get(module).status
    }

    /// Loads, links and evaluates the module that `specifier` means in `referrer`: the promise of its evaluation.
    pub fn run_module(&mut self, specifier: &str, referrer: &str) -> Completion<(ModuleId, Object)> {
        self.enter(|agent| {
            let referrer = agent.add_referrer(referrer);
            let module = agent.load_imported_module(referrer, specifier, &[])?;
            agent.load_link_evaluate(module)
        })
    }

    /// Links and evaluates a module with this source text: the promise of its evaluation.
    pub fn run_module_source(&mut self, key: &str, source: &[u16]) -> Completion<(ModuleId, Object)> {
        self.enter(|agent| {
            let module = agent.parse_module(key, source)?;
            let place = (key.to_owned(), None, agent.current_realm());
            agent.modules.by_key.insert(place, module);
            agent.load_link_evaluate(module)
        })
    }

    fn load_link_evaluate(&mut self, module: ModuleId) -> Completion<(ModuleId, Object)> {
        self.load_requested_modules(module)?;
        self.link_module(module)?;
        Ok((module, self.evaluate_module(module)))
    }
}

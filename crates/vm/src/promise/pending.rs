//! What still waits when nothing is left to run: which `await`, for which promise, and whether anything could settle it.
//!
//! ```text
//!   promise that waits for no promise ◄─ await in load() ◄─ await at top level     one chain, innermost first
//!        └ made at a.js:3:9, its resolve function is gone
//! ```
//!
//! Nothing is recorded while the program runs but the place where a promise was made: the heap itself is the record.
//! Whatever a collection has taken before is not found, unless [`Agent::keep_awaited`] was called.

use roundelay_bytecode::CodeFlags;
use roundelay_heap::{CollectionKind, Kind, Object, Value};
use rustc_hash::{FxHashMap, FxHashSet};

use super::combinator;
use super::reaction::{BuiltinReaction, Waiter};
use super::state::{self, PromiseStatus, as_promise};
use crate::agent::Agent;
use crate::suspend::{async_generator, frame_layout};
use crate::trace::Place;

/// A pending promise that waits for no other promise, and who waits for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AwaitedPromise {
    /// Where the program made it, if that is known.
    pub created: Option<Place>,
    /// Whether it could be settled.
    pub settler: Settler,
    /// Who waits for it: chains that begin at the promise and end at an `await` for which nobody waits.
    pub waiting: Vec<Vec<WaitStep>>,
}

/// Who could settle a promise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settler {
    /// Nobody: its resolving functions are gone.
    Gone,
    /// The program still has its resolving functions, but nothing is left to run that could call them.
    Kept,
    /// It waits for itself, through the promises and frames that wait for it.
    Circle,
}

/// One step of a chain of waiting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WaitStep {
    /// A frame waits at an `await`.
    Await {
        /// The `await`; none in the library.
        place: Option<Place>,
        /// The async function or generator: none at the top level of a module.
        function: Option<String>,
    },
    /// A promise that `then`, `catch` or `finally` made, with the callback where there is one.
    Then {
        /// The callback.
        callback: Option<Place>,
    },
    /// A combinator such as `Promise.all`.
    Combinator {
        /// Its name.
        name: &'static str,
    },
    /// A promise that was resolved with a promise.
    Adopted,
    /// `import()` of a module that awaits.
    Import,
}

/// More promises than this are not told of.
const MAX_FOUND: usize = 10_000;
/// More chains than this are not followed from one promise.
const MAX_CHAINS: usize = 1_000;
/// Chains are followed this far.
const MAX_STEPS: usize = 200;

/// A promise that waits for none, with the addresses of the functions that settle it.
struct Root {
    promise: Object,
    settlers: Vec<Object>,
}

impl Agent {
    /// Lets collections keep every promise that a frame awaits, so that [`Agent::awaited_promises`] finds them all.
    /// Each collection then walks the heap.
    pub fn keep_awaited(&mut self) {
        self.promises.kept.get_or_insert_with(Vec::new);
    }

    /// Before a collection: notes what [`Agent::keep_awaited`] asks for.
    pub(crate) fn note_awaited(&mut self) {
        if self.promises.kept.is_some() {
            let mut awaited = Vec::new();
            self.for_each_pending(|promise| {
                if waiting(promise).any(|node| node.frame().is_some()) {
                    awaited.push(Value::from(promise));
                }
            });
            self.promises.kept = Some(awaited);
        }
    }

    /// How many frames wait for a promise that is pending.
    pub fn count_awaits(&self) -> usize {
        let mut count = 0;
        // Unless a frame may be waiting, the heap need not be walked.
        if self.promises.awaiting > 0 {
            self.for_each_pending(|promise| {
                count += waiting(promise).filter(|node| node.frame().is_some()).count();
            });
        }
        count
    }

    /// The pending promises that are awaited, directly or through other promises. Runs no program code, but collects
    /// garbage to see what could still settle them.
    pub fn awaited_promises(&mut self) -> Vec<AwaitedPromise> {
        if self.count_awaits() == 0 {
            return Vec::new();
        }
        self.enter(|agent| {
            let (mut found, roots) = agent.find_awaited();
            clear_dead_stack();
            agent.judge(&mut found, &roots);
            found
        })
    }

    /// Remembers the code that makes this promise.
    #[inline]
    pub fn note_origin(&mut self, promise: Object) {
        if let Some((code, word)) = self.stack.program_position()
            && let Some(origin) = self.codes.pack_position(code, word)
        {
            state::cell(promise).set_origin(origin);
        }
    }

    fn origin(&self, promise: Object) -> Option<Place> {
        let (code, word) = self.codes.unpack_position(state::cell(promise).origin())?;
        self.place_in(code, word)
    }

    fn for_each_pending(&self, mut visit: impl FnMut(Object)) {
        self.heap.for_each_object(Kind::Promise, |promise| {
            if state::status(promise) == PromiseStatus::Pending {
                visit(promise);
            }
        });
    }

    #[inline(never)]
    fn find_awaited(&self) -> (Vec<AwaitedPromise>, Vec<Root>) {
        let mut pending = Vec::new();
        self.for_each_pending(|promise| {
            if waiting(promise).next().is_some() {
                pending.push(promise);
            }
        });
        let mut dependent = FxHashSet::default();
        for &promise in &pending {
            for node in waiting(promise) {
                dependent.extend(
                    self.promises_behind(node).into_iter().map(|promise| Value::from(promise).bits()),
                );
            }
        }
        let is_root = |promise: &Object| !dependent.contains(&Value::from(*promise).bits());
        let (first, rest): (Vec<Object>, Vec<Object>) = pending.into_iter().partition(is_root);
        let first = first.into_iter().map(|root| (root, Settler::Gone));
        let rest = rest.into_iter().map(|root| (root, Settler::Circle));
        let mut reached = FxHashSet::default();
        let (mut found, mut roots) = (Vec::new(), Vec::new());
        for (promise, settler) in first.chain(rest) {
            // What no root reaches is part of a circle.
            if reached.contains(&Value::from(promise).bits()) || found.len() >= MAX_FOUND {
                continue;
            }
            let mut seen = FxHashSet::default();
            let waiting = self.chains(promise, &mut seen);
            reached.extend(seen);
            if !waiting.is_empty() {
                found.push(AwaitedPromise { created: self.origin(promise), settler, waiting });
                roots.push(Root { promise, settlers: Vec::new() });
            }
        }
        self.find_settlers(&mut roots);
        (found, roots)
    }

    /// All chains that begin at a promise and hold an `await`.
    fn chains(&self, promise: Object, seen: &mut FxHashSet<u64>) -> Vec<Vec<WaitStep>> {
        let mut chains = Vec::new();
        let mut stack = vec![(promise, Vec::new())];
        while let Some((promise, path)) = stack.pop() {
            if !seen.insert(Value::from(promise).bits()) || chains.len() >= MAX_CHAINS {
                continue;
            }
            for node in waiting(promise) {
                let mut path: Vec<WaitStep> = path.clone();
                path.extend(self.wait_step(node));
                let behind = self.promises_behind(node);
                let goes_on = |&&promise: &&Object| {
                    state::status(promise) == PromiseStatus::Pending
                        && state::newest_waiter(promise).is_some()
                        && !seen.contains(&Value::from(promise).bits())
                };
                let next: Vec<Object> = behind.iter().filter(goes_on).copied().collect();
                if next.is_empty() || path.len() >= MAX_STEPS {
                    chains.extend(trim(path));
                } else {
                    stack.extend(next.into_iter().map(|promise| (promise, path.clone())));
                }
            }
        }
        chains
    }

    /// What a reaction or a frame in the list of a promise means.
    fn wait_step(&self, node: Waiter) -> Option<WaitStep> {
        if let Some(frame) = node.frame() {
            let code = &self.codes.find(frame.get(frame_layout::CODE).as_int()? as u32)?.code;
            let is_top_level = code.flags.contains(CodeFlags::MODULE);
            let function = (!is_top_level).then(|| code.name.to_string());
            return Some(WaitStep::Await { place: self.place_of_frame(frame), function });
        }
        match BuiltinReaction::of(node) {
            None => {
                let [on_fulfilled, on_rejected] = node.handlers();
                let callback =
                    self.place_of_function(on_fulfilled).or_else(|| self.place_of_function(on_rejected));
                Some(WaitStep::Then { callback })
            }
            Some(BuiltinReaction::Adopt) => Some(WaitStep::Adopted),
            Some(BuiltinReaction::Combinator) => {
                let context = node.target().as_record()?;
                Some(WaitStep::Combinator { name: combinator::name_of(context) })
            }
            Some(BuiltinReaction::DynamicImport) => Some(WaitStep::Import),
            // These stand between an async generator or module and the frame that waits for it, which tells enough.
            Some(
                BuiltinReaction::AsyncGeneratorReturn
                | BuiltinReaction::AsyncFromSync
                | BuiltinReaction::AsyncModule,
            ) => None,
        }
    }

    /// The promises that settle because of this reaction or frame.
    pub(crate) fn promises_behind(&self, node: Waiter) -> Vec<Object> {
        if let Some(frame) = node.frame() {
            return promises_of_owner(frame.get(frame_layout::OWNER));
        }
        let target = node.target();
        let promise = match BuiltinReaction::of(node) {
            Some(BuiltinReaction::AsyncGeneratorReturn) => return promises_of_owner(target),
            Some(BuiltinReaction::AsyncModule) => {
                return self.modules.promises_behind(node.operand());
            }
            Some(BuiltinReaction::Combinator) => {
                target.as_record().map_or(Value::UNDEFINED, combinator::promise_of)
            }
            _ => target.as_record().map_or(target, |record| record.get(0)),
        };
        as_promise(promise).into_iter().collect()
    }

    /// Finds the functions that settle the roots.
    fn find_settlers(&self, roots: &mut [Root]) {
        let numbers: FxHashMap<u64, usize> = roots
            .iter()
            .enumerate()
            .map(|(number, root)| (Value::from(root.promise).bits(), number))
            .collect();
        self.heap.for_each_object(Kind::NativeFunction, |function| {
            let promise = self.promise_of_resolving_function(function).map(Value::from);
            if let Some(&number) = promise.and_then(|promise| numbers.get(&promise.bits())) {
                roots[number].settlers.push(function);
            }
        });
    }

    /// Collects what is out of reach, which tells whether anybody still has the functions that settle the roots.
    #[inline(never)]
    fn judge(&mut self, found: &mut [AwaitedPromise], roots: &[Root]) {
        // What the awaits themselves hold does not count.
        let kept = self.promises.kept.take();
        self.collect_garbage(Some(CollectionKind::Full));
        self.promises.kept = kept.map(|_| Vec::new());
        for (awaited, root) in found.iter_mut().zip(roots) {
            let is_kept = root.settlers.iter().any(|&function| self.heap.is_alive(Value::from(function)));
            if awaited.settler == Settler::Gone && is_kept {
                awaited.settler = Settler::Kept;
            }
        }
    }
}

/// Overwrites what the calls before have left on the native stack, which a collection would take for handles.
#[inline(never)]
fn clear_dead_stack() {
    std::hint::black_box(&mut [0_u64; 4096]);
}

/// The promises of an async function or of the requests of an async generator.
pub(crate) fn promises_of_owner(owner: Value) -> Vec<Object> {
    match owner.as_object() {
        Some(generator) if generator.kind() == Kind::AsyncGenerator => {
            async_generator::requested_promises(generator)
        }
        _ => as_promise(owner).into_iter().collect(),
    }
}

/// The reactions and frames in the list of a pending promise, newest first.
fn waiting(promise: Object) -> impl Iterator<Item = Waiter> {
    std::iter::successors(state::newest_waiter(promise), |node| node.next())
}

/// The chain up to its last `await`, if it has one.
fn trim(mut chain: Vec<WaitStep>) -> Option<Vec<WaitStep>> {
    let last = chain.iter().rposition(|step| matches!(step, WaitStep::Await { .. }))?;
    chain.truncate(last + 1);
    Some(chain)
}

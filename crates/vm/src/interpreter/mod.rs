//! The interpreter: dispatch loop, calls, inline caches, and one file for each instruction family.
//!
//! Only this folder reads registers, instructions and cells without checks. It may because code is verified when it is
//! made, frames reserve the registers that their code names, and the VM stack is a root of every collection.

#![allow(unsafe_code)]

mod access;
mod arguments;
mod async_generator;
mod binding;
mod cache;
mod call;
mod class;
mod compare;
mod describe;
mod dispatch;
mod disposal;
mod element;
mod eval;
mod executor;
pub(crate) mod frame;
mod generator;
mod intrinsic;
mod iteration;
mod job;
mod literal;
mod native;
mod numbers;
mod property;
mod resume;
mod safepoint;
mod spread;
mod suspendable;
mod typed_element;
mod unwind;

use roundelay_heap::{Object, Tracer, Value};

use crate::agent::Agent;
use crate::error::Completion;

pub use cache::InlineCache;
pub(crate) use cache::SharedCache;
pub(crate) use eval::EVAL_SOURCE;
pub use native::{Arguments, NativeFunction, QuickNative};
pub use resume::{FrameOutcome, ResumeMode};
pub use safepoint::Termination;

/// What an instruction that may call left behind: the result, or word of a frame that was pushed, whose result comes when
/// it returns. One word, so that it is returned in registers, with or without a throw.
#[derive(Clone, Copy)]
pub(crate) struct Step(Value);

impl Step {
    /// A frame was pushed.
    pub(crate) const ENTERED: Step = Step(Value::EMPTY);

    /// The result is there.
    #[inline(always)]
    pub(crate) fn of(value: Value) -> Step {
        debug_assert!(!value.is_empty(), "no program sees EMPTY");
        Step(value)
    }

    /// The result, if it is there.
    #[inline(always)]
    pub(crate) fn value(self) -> Option<Value> {
        if self.0.is_empty() { None } else { Some(self.0) }
    }
}

/// Why the innermost frame of a generator left the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Park {
    /// It ended.
    Return,
    /// It waits at a `Yield`.
    Yield,
    /// It waits at a `YieldDelegate`.
    DelegateYield,
}

/// What the running interpreter needs besides the stack.
pub(crate) struct Interpreter {
    /// Property hits of sites that see many shapes.
    pub(crate) shared_cache: SharedCache,
    /// Stores of sites that see many shapes.
    pub(crate) shared_stores: SharedCache,
    /// The native function under way, for its realm.
    pub(crate) native_callee: Option<Object>,
    /// The shape of `{ value, done }`, once one was seen.
    pub(crate) iterator_result_shape: u32,
    /// The shape of the object that was last found to be no thenable.
    pub(crate) no_thenable_shape: u32,
    /// Where the last throw that native code got came from: the value's bits, the code's id and the word.
    pub(crate) throw_site: (u64, u32, u32),
}

impl Interpreter {
    pub(crate) fn new() -> Self {
        Self {
            shared_cache: SharedCache::new(),
            shared_stores: SharedCache::new(),
            native_callee: None,
            iterator_result_shape: u32::MAX,
            no_thenable_shape: u32::MAX,
            throw_site: (0, 0, 0),
        }
    }

    pub(crate) fn trace(&self, tracer: &mut Tracer) {
        if let Some(callee) = self.native_callee {
            tracer.value(Value::from(callee));
        }
    }
}

/// Runs the frame on top for native code, in whose realm nothing happens meanwhile.
pub(crate) fn run_nested(agent: &mut Agent) -> Completion {
    let callee = agent.interpreter.native_callee.take();
    let completion = dispatch::run(agent);
    agent.interpreter.native_callee = callee;
    completion
}

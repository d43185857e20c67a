//! 27.2.1.2 PromiseReaction Records, and what runs when their promise settles.
//!
//! One record stands for both reactions of a `then`. Where the library itself waits for a promise, the handler slot
//! holds the number of a `BuiltinReaction` instead of a function, so that no closure is made.

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::job::{Job, JobKind};
use crate::suspend;

const NEXT: usize = 0;
/// A promise, a capability (a record), or what a built-in reaction is about.
const TARGET: usize = 1;
const ON_FULFILLED: usize = 2;
const ON_REJECTED: usize = 3;

/// How a promise settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// With a value.
    Fulfilled,
    /// With a reason.
    Rejected,
}

impl Settlement {
    /// The settlement as a completion.
    pub fn completion(self, value: Value) -> Completion<Value> {
        match self {
            Self::Fulfilled => Ok(value),
            Self::Rejected => Err(Throw(value)),
        }
    }
}

/// What the library does when a promise settles that it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum BuiltinReaction {
    /// 27.2.2.2: the target, a promise, settles alike.
    Adopt,
    /// The target, a combinator's context, takes note of the element whose number is the operand.
    Combinator,
    /// 27.6.3.9 AsyncGeneratorAwaitReturn: the target is the generator.
    AsyncGeneratorReturn,
    /// 27.1.6.4 AsyncFromSyncIteratorContinuation: the target is a record of promise and iterator.
    AsyncFromSync,
    /// 16.2.1.5.3.2 ExecuteAsyncModule: the target is the module's number.
    AsyncModule,
    /// 13.3.10.3 ContinueDynamicImport: the target is a record of promise and module number.
    DynamicImport,
}

impl BuiltinReaction {
    const ALL: [Self; 6] = [
        Self::Adopt,
        Self::Combinator,
        Self::AsyncGeneratorReturn,
        Self::AsyncFromSync,
        Self::AsyncModule,
        Self::DynamicImport,
    ];

    /// The library's reaction that a record stands for; none if it holds callbacks of the program.
    pub(crate) fn of(reaction: Record) -> Option<Self> {
        let number = reaction.get(ON_FULFILLED).as_internal()?;
        Self::ALL.get((number & 0xFF) as usize).copied()
    }

    /// The handler value for this reaction; `operand` has 24 bits.
    pub(crate) fn handler(self, operand: u32) -> Value {
        Value::internal(operand << 8 | self as u32)
    }
}

/// What a settlement runs, and what that is about.
#[inline]
pub(crate) fn handler_and_target(reaction: Record, settlement: Settlement) -> (Value, Value) {
    let slot = match settlement {
        Settlement::Fulfilled => ON_FULFILLED,
        Settlement::Rejected => ON_REJECTED,
    };
    (reaction.get(slot), reaction.get(TARGET))
}

/// The callbacks of a reaction, for fulfilment and rejection; the library's own reactions have none.
pub(crate) fn handlers(reaction: Record) -> [Value; 2] {
    [reaction.get(ON_FULFILLED), reaction.get(ON_REJECTED)]
}

/// The promise, capability or context that a reaction is about.
pub(crate) fn target(reaction: Record) -> Value {
    reaction.get(TARGET)
}

/// The operand of a reaction of the library.
pub(crate) fn operand(reaction: Record) -> u32 {
    reaction.get(ON_FULFILLED).as_internal().unwrap_or_default() >> 8
}

/// The reaction or frame behind this one.
#[inline]
pub(crate) fn next(node: Record) -> Option<Record> {
    node.get(link(node)).as_record()
}

#[inline]
pub(crate) fn set_next(node: Record, next: Value) {
    node.set(link(node), next);
}

#[inline]
fn link(node: Record) -> usize {
    if node.kind() == Kind::Frame { suspend::frame_layout::NEXT } else { NEXT }
}

/// Turns a list around in place: it was built newest first and runs oldest first.
#[inline]
pub(crate) fn reverse(newest: Record) -> Record {
    let mut front = newest;
    let mut rest = next(newest);
    if rest.is_some() {
        set_next(newest, Value::UNDEFINED);
    }
    while let Some(node) = rest {
        rest = next(node);
        set_next(node, Value::from(front));
        front = node;
    }
    front
}

/// The job that a node of a settled promise becomes.
#[inline]
pub(crate) fn job(node: Record, settlement: Settlement, argument: Value) -> Job {
    let kind = match (node.kind(), settlement) {
        (Kind::Frame, Settlement::Fulfilled) => JobKind::ResumeFrame,
        (Kind::Frame, Settlement::Rejected) => JobKind::ResumeFrameThrow,
        (_, Settlement::Fulfilled) => JobKind::FulfillReaction,
        (_, Settlement::Rejected) => JobKind::RejectReaction,
    };
    Job { kind, target: Value::from(node), argument }
}

impl Agent {
    /// 27.2.5.4.1 PerformPromiseThen
    /// <https://tc39.es/ecma262/#sec-performpromisethen>
    /// `target` is a promise of ours, the record of a [`Capability`](super::Capability), or undefined.
    #[inline]
    pub fn perform_promise_then(
        &mut self,
        promise: Object,
        on_fulfilled: Value,
        on_rejected: Value,
        target: Value,
    ) {
        let on_fulfilled = if self.is_callable(on_fulfilled) { on_fulfilled } else { Value::UNDEFINED };
        let on_rejected = if self.is_callable(on_rejected) { on_rejected } else { Value::UNDEFINED };
        let reaction = self.new_reaction([Value::UNDEFINED, target, on_fulfilled, on_rejected]);
        self.add_reaction(promise, reaction);
    }

    /// Lets the library react to a promise.
    pub(crate) fn react(&mut self, promise: Object, reaction: BuiltinReaction, operand: u32, target: Value) {
        let handler = reaction.handler(operand);
        let reaction = self.new_reaction([Value::UNDEFINED, target, handler, handler]);
        self.add_reaction(promise, reaction);
    }

    #[inline]
    fn new_reaction(&mut self, values: [Value; 4]) -> Record {
        self.heap.alloc_record_of(Kind::Reaction, values)
    }

    /// Settles what a reaction is about: a promise of ours, a capability, or nothing.
    pub(crate) fn settle_target(&mut self, target: Value, completion: Completion<Value>) -> Completion<()> {
        if let Some(promise) = target.as_object() {
            return self.settle_with(promise, completion);
        }
        match (target.as_record(), completion) {
            (_, Err(throw)) if throw.is_termination() => Err(throw),
            (Some(capability), completion) => {
                super::Capability::from_record(capability).settle(self, completion)
            }
            (None, _) => Ok(()),
        }
    }

    pub(crate) fn run_builtin_reaction(
        &mut self,
        number: u32,
        target: Value,
        settlement: Settlement,
        argument: Value,
    ) -> Completion<()> {
        let Some(&reaction) = BuiltinReaction::ALL.get((number & 0xFF) as usize) else { return Ok(()) };
        let operand = number >> 8;
        match reaction {
            BuiltinReaction::Adopt => match target.as_object() {
                Some(promise) => self.settle_with(promise, settlement.completion(argument)),
                None => Ok(()),
            },
            BuiltinReaction::Combinator => self.combinator_element(target, operand, settlement, argument),
            BuiltinReaction::AsyncGeneratorReturn => {
                self.async_generator_return_settled(target, settlement, argument)
            }
            BuiltinReaction::AsyncFromSync => {
                self.async_from_sync_settled(target, operand, settlement, argument)
            }
            BuiltinReaction::AsyncModule => self.async_module_settled(operand, settlement, argument),
            BuiltinReaction::DynamicImport => {
                self.dynamic_import_settled(target, operand, settlement, argument)
            }
        }
    }
}

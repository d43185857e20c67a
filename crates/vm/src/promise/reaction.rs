//! 27.2.1.2 PromiseReaction Records, and what runs when their promise settles.
//!
//! One record stands for both reactions of a `then`. Where the library itself waits for a promise, the handler slot
//! holds the number of a `BuiltinReaction` instead of a function, so that no closure is made.

use roundelay_heap::{Kind, Object, Promise, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::job::{Job, JobKind};
use crate::operation::comparison::is_callable;
use crate::promise::state::PromiseStatus;
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
    pub(crate) fn of(waiter: Waiter) -> Option<Self> {
        let number = waiter.handlers()[0].as_internal()?;
        Self::ALL.get((number & 0xFF) as usize).copied()
    }

    /// The handler value for this reaction; `operand` has 24 bits.
    pub(crate) fn handler(self, operand: u32) -> Value {
        Value::internal(operand << 8 | self as u32)
    }
}

/// What waits for a promise, in the list of the promise: a suspended frame, the record of a reaction, or a promise that
/// `then` derived, which is its own reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiter(Value);

impl Waiter {
    /// The newest of a list, or what stands in a list.
    #[inline(always)]
    pub(crate) fn of(value: Value) -> Option<Waiter> {
        value.is_cell().then_some(Waiter(value))
    }

    /// The suspended frame.
    #[inline]
    pub(crate) fn frame(self) -> Option<Record> {
        self.0.as_record().filter(|record| record.kind() == Kind::Frame)
    }

    #[inline(always)]
    fn derived(self) -> Option<Promise> {
        self.0.as_promise()
    }

    /// The waiter behind this one.
    #[inline]
    pub(crate) fn next(self) -> Option<Waiter> {
        let next = match self.derived() {
            Some(promise) => promise.next(),
            None => self.0.as_record().map_or(Value::EMPTY, |record| record.get(link(record))),
        };
        Waiter::of(next)
    }

    /// The waiter behind this one, which is taken out of the list.
    pub(super) fn take_next(self) -> Option<Waiter> {
        let next = self.next();
        self.set_next(Value::UNDEFINED);
        next
    }

    /// The frame, reaction or promise.
    #[inline(always)]
    pub(super) fn value(self) -> Value {
        self.0
    }

    #[inline]
    pub(super) fn set_next(self, next: Value) {
        if let Some(promise) = self.derived() {
            promise.set_next(next);
        } else if let Some(record) = self.0.as_record() {
            record.set(link(record), next);
        }
    }

    /// Turns a list around in place: it was built newest first and runs oldest first.
    pub(super) fn reverse(newest: Waiter) -> Waiter {
        let mut front = newest;
        let mut rest = newest.next();
        if rest.is_some() {
            newest.set_next(Value::UNDEFINED);
        }
        while let Some(waiter) = rest {
            rest = waiter.next();
            waiter.set_next(front.0);
            front = waiter;
        }
        front
    }

    /// The job that a waiter becomes when its promise settles.
    #[inline]
    pub(super) fn job(self, settlement: Settlement, argument: Value) -> Job {
        let kind = match (self.frame(), settlement) {
            (Some(_), Settlement::Fulfilled) => JobKind::ResumeFrame,
            (Some(_), Settlement::Rejected) => JobKind::ResumeFrameThrow,
            (None, Settlement::Fulfilled) => JobKind::FulfillReaction,
            (None, Settlement::Rejected) => JobKind::RejectReaction,
        };
        Job { kind, target: self.0, argument }
    }

    /// The callbacks of a reaction, for fulfilment and rejection; the library's own reactions have none.
    pub(crate) fn handlers(self) -> [Value; 2] {
        match (self.derived(), self.0.as_record()) {
            (Some(promise), _) => promise.handlers(),
            (None, Some(record)) => [record.get(ON_FULFILLED), record.get(ON_REJECTED)],
            (None, None) => [Value::UNDEFINED; 2],
        }
    }

    /// The promise, capability or context that a reaction is about.
    pub(crate) fn target(self) -> Value {
        self.0.as_record().map_or(self.0, |record| record.get(TARGET))
    }

    /// The operand of a reaction of the library.
    pub(crate) fn operand(self) -> u32 {
        self.handlers()[0].as_internal().unwrap_or_default() >> 8
    }
}

impl From<Promise> for Waiter {
    #[inline(always)]
    fn from(promise: Promise) -> Waiter {
        Waiter(Value::from(Object::from(promise)))
    }
}

/// A frame or a reaction.
impl From<Record> for Waiter {
    #[inline(always)]
    fn from(record: Record) -> Waiter {
        Waiter(Value::from(record))
    }
}

#[inline(always)]
fn link(record: Record) -> usize {
    if record.kind() == Kind::Frame { suspend::frame_layout::NEXT } else { NEXT }
}

/// What the reaction of a job runs, and what that is about. A derived promise lets go of its handlers.
#[inline(always)]
pub(crate) fn take_handler(reaction: Value, settlement: Settlement) -> (Value, Value) {
    let number = match settlement {
        Settlement::Fulfilled => 0,
        Settlement::Rejected => 1,
    };
    if let Some(promise) = reaction.as_promise() {
        return (promise.take_handlers()[number], reaction);
    }
    match reaction.as_record() {
        Some(record) => (record.get(ON_FULFILLED + number), record.get(TARGET)),
        None => (Value::UNDEFINED, Value::UNDEFINED),
    }
}

#[inline(always)]
fn callable_or_undefined(value: Value) -> Value {
    if is_callable(value) { value } else { Value::UNDEFINED }
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
        let [on_fulfilled, on_rejected] = [on_fulfilled, on_rejected].map(callable_or_undefined);
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
    fn new_reaction(&mut self, values: [Value; 4]) -> Waiter {
        Waiter::from(self.heap.alloc_record_of(Kind::Reaction, values))
    }

    /// 27.2.5.4.1 PerformPromiseThen for a promise whose capability is to be a promise of the same shape: that one, which
    /// is its own reaction.
    #[inline(always)]
    pub(crate) fn derive_promise(&mut self, promise: Promise, handlers: [Value; 2]) -> Object {
        let shape = Object::from(promise).shape();
        let handlers = handlers.map(callable_or_undefined);
        let derived = self.heap.alloc_derived_promise(shape, PromiseStatus::Pending as i32, handlers);
        self.add_waiter(promise, Waiter::from(derived));
        Object::from(derived)
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

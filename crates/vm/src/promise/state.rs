//! 27.2.1 The promise state machine: creation, fulfilment, rejection, and who noticed a rejection.
//!
//! Nothing here runs user code except `resolve_promise`, which reads `then` once.

use roundelay_heap::{Kind, Object, Promise, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::host::RejectionOperation;
use crate::job::{Job, JobKind};
use crate::object::shape::ShapeId;
use crate::promise::reaction::{Settlement, Waiter};
use crate::realm::RealmShape;
use crate::suspend::frame_layout;

/// The status of a promise cell: its [`PromiseStatus`], flags and resolver number. Its result is `[[PromiseResult]]`, or
/// the newest waiter (undefined for none) while it is pending.
const STATUS_MASK: i32 = 3;
/// `[[PromiseIsHandled]]`
const HANDLED: i32 = 4;
/// The embedder was told that nothing handled the rejection.
const REPORTED: i32 = 8;
/// The bits above count pairs of resolving functions that were used up: see `resolving_functions`.
const RESOLVER_SHIFT: u32 = 4;

/// `[[PromiseState]]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PromiseStatus {
    /// Neither fulfilled nor rejected.
    Pending = 0,
    /// The result slot holds the value.
    Fulfilled = 1,
    /// The result slot holds the reason.
    Rejected = 2,
}

impl PromiseStatus {
    #[inline(always)]
    fn of(bits: i32) -> Self {
        match bits & STATUS_MASK {
            0 => Self::Pending,
            1 => Self::Fulfilled,
            _ => Self::Rejected,
        }
    }
}

/// The cell of a promise object.
#[inline(always)]
pub(crate) fn cell(promise: Object) -> Promise {
    promise.as_promise().expect("only promises have a promise state")
}

#[inline]
fn bits(promise: Object) -> i32 {
    cell(promise).status()
}

#[inline]
fn set_bits(promise: Object, bits: i32) {
    cell(promise).set_status(bits);
}

/// `[[PromiseState]]` of a promise.
#[inline]
pub fn status(promise: Object) -> PromiseStatus {
    PromiseStatus::of(bits(promise))
}

/// `[[PromiseResult]]` of a promise: undefined while it is pending.
#[inline]
pub fn result(promise: Object) -> Value {
    if status(promise) == PromiseStatus::Pending { Value::UNDEFINED } else { cell(promise).result() }
}

/// The reaction or suspended frame that was added last to a pending promise.
#[inline]
pub(crate) fn newest_waiter(promise: Object) -> Option<Waiter> {
    if status(promise) == PromiseStatus::Pending { Waiter::of(cell(promise).result()) } else { None }
}

/// `[[PromiseIsHandled]]` of a promise.
pub fn is_handled(promise: Object) -> bool {
    bits(promise) & HANDLED != 0
}

/// The number that a new pair of resolving functions gets.
pub(crate) fn resolver_number(promise: Object) -> i32 {
    bits(promise) >> RESOLVER_SHIFT
}

/// Uses up the pair of resolving functions with this number; false if that happened before.
pub(crate) fn take_resolver(promise: Object, number: i32) -> bool {
    let bits = bits(promise);
    if bits >> RESOLVER_SHIFT != number {
        return false;
    }
    set_bits(promise, bits.wrapping_add(1 << RESOLVER_SHIFT));
    true
}

/// The value as a promise object.
#[inline]
pub fn as_promise(value: Value) -> Option<Object> {
    value.as_object().filter(|object| object.kind() == Kind::Promise)
}

impl Agent {
    /// A new pending promise of the current realm.
    #[inline]
    pub fn new_promise(&mut self) -> Object {
        let shape = self.promise_shape();
        self.new_promise_with_shape(shape)
    }

    /// A new pending promise with this prototype.
    pub fn new_promise_with_prototype(&mut self, prototype: Object) -> Object {
        // The prototype object of a shape is part of it, so the usual one need not be looked up.
        let usual = self.promise_shape();
        let is_usual = self.shapes.prototype(ShapeId(usual)) == Value::from(prototype);
        let shape = if is_usual { usual } else { self.root_shape(Value::from(prototype)) };
        self.new_promise_with_shape(shape)
    }

    /// A promise of the current realm that is fulfilled with a value that is no object.
    #[inline]
    pub(crate) fn new_fulfilled_promise(&mut self, value: Value) -> Object {
        let shape = self.promise_shape();
        self.new_fulfilled_promise_with_shape(shape, value)
    }

    #[inline(always)]
    pub(super) fn new_fulfilled_promise_with_shape(&mut self, shape: u32, value: Value) -> Object {
        debug_assert!(!value.is_object(), "an object may be a thenable");
        Object::from(self.heap.alloc_promise(shape, PromiseStatus::Fulfilled as i32, value))
    }

    #[inline]
    pub(crate) fn new_promise_with_shape(&mut self, shape: u32) -> Object {
        Object::from(self.heap.alloc_promise(shape, PromiseStatus::Pending as i32, Value::UNDEFINED))
    }

    /// The shape that promises of the current realm are made with.
    #[inline]
    fn promise_shape(&mut self) -> u32 {
        let realm = self.current_realm();
        self.realm_shape(realm, RealmShape::Promise).0
    }

    /// Whether `then` and `constructor` of this promise are those of the current realm, so that neither need be read.
    #[inline]
    pub fn is_plain_promise(&mut self, promise: Object) -> bool {
        self.protectors.promise && promise.kind() == Kind::Promise && promise.shape() == self.promise_shape()
    }

    /// 27.2.1.4 FulfillPromise
    /// <https://tc39.es/ecma262/#sec-fulfillpromise>
    pub fn fulfill_promise(&mut self, promise: Object, value: Value) {
        self.settle(promise, PromiseStatus::Fulfilled, value);
    }

    /// 27.2.1.7 RejectPromise
    /// <https://tc39.es/ecma262/#sec-rejectpromise>
    pub fn reject_promise(&mut self, promise: Object, reason: Value) {
        self.settle(promise, PromiseStatus::Rejected, reason);
        if !is_handled(promise) {
            self.promises.unhandled.push(Value::from(promise));
            self.host.promise_rejection(promise, RejectionOperation::Reject);
        }
    }

    /// 27.2.1.8 TriggerPromiseReactions
    /// <https://tc39.es/ecma262/#sec-triggerpromisereactions>
    fn settle(&mut self, promise: Object, status: PromiseStatus, result: Value) {
        self.settle_cell(cell(promise), status, result);
    }

    /// [`Agent::fulfill_promise`], inlined.
    #[inline(always)]
    pub(crate) fn fulfill(&mut self, promise: Promise, value: Value) {
        self.settle_cell(promise, PromiseStatus::Fulfilled, value);
    }

    #[inline(always)]
    fn settle_cell(&mut self, cell: Promise, status: PromiseStatus, result: Value) {
        let old = cell.status();
        debug_assert!(old & STATUS_MASK == 0, "a promise settles once");
        let newest = Waiter::of(cell.result());
        cell.set_status(old | status as i32);
        cell.set_result(result);
        let Some(newest) = newest else { return };
        let settlement = match status {
            PromiseStatus::Rejected => Settlement::Rejected,
            _ => Settlement::Fulfilled,
        };
        if newest.next().is_some() {
            return self.trigger_all(newest, settlement, result);
        }
        self.trigger(newest, settlement, result);
    }

    #[inline(always)]
    fn trigger(&mut self, waiter: Waiter, settlement: Settlement, result: Value) {
        let job = waiter.job(settlement, result);
        self.promises.awaiting -= usize::from(job.resumes_frame());
        self.enqueue_job(job);
    }

    #[inline(never)]
    fn trigger_all(&mut self, newest: Waiter, settlement: Settlement, result: Value) {
        let mut waiter = Some(Waiter::reverse(newest));
        while let Some(current) = waiter {
            waiter = current.take_next();
            self.trigger(current, settlement, result);
        }
    }

    /// Puts a suspended frame behind the reactions of a promise; a settled promise makes a job of it.
    #[inline(always)]
    pub(crate) fn add_frame(&mut self, promise: Promise, frame: Record) {
        self.promises.awaiting +=
            usize::from(promise.status() & STATUS_MASK == PromiseStatus::Pending as i32);
        let link = |next| frame.set(frame_layout::NEXT, next);
        self.wait_for(promise, Value::from(frame), [JobKind::ResumeFrame, JobKind::ResumeFrameThrow], link);
    }

    /// Puts a reaction behind the reactions of a promise; a settled promise makes a job of it.
    /// These are the steps of 27.2.5.4.1 PerformPromiseThen that follow the making of the reactions.
    #[inline]
    pub(crate) fn add_reaction(&mut self, promise: Object, reaction: Waiter) {
        self.add_waiter(cell(promise), reaction);
    }

    /// As [`Agent::add_reaction`].
    #[inline(always)]
    pub(crate) fn add_waiter(&mut self, promise: Promise, reaction: Waiter) {
        let link = |next| reaction.set_next(next);
        self.wait_for(promise, reaction.value(), [JobKind::FulfillReaction, JobKind::RejectReaction], link);
    }

    /// Lets something wait for a promise: `link` puts it before what waits already. If the promise is settled, what waits
    /// becomes one of the jobs.
    #[inline(always)]
    fn wait_for(
        &mut self,
        promise: Promise,
        target: Value,
        [fulfilled, rejected]: [JobKind; 2],
        link: impl FnOnce(Value),
    ) {
        let bits = promise.status();
        let argument = promise.result();
        match PromiseStatus::of(bits) {
            PromiseStatus::Pending => {
                link(argument);
                promise.set_result(target);
            }
            PromiseStatus::Fulfilled => self.enqueue_job(Job { kind: fulfilled, target, argument }),
            PromiseStatus::Rejected => self.enqueue_job(Job { kind: rejected, target, argument }),
        }
        if bits & HANDLED == 0 {
            self.note_handled(promise, bits);
        }
    }

    /// Sets `[[PromiseIsHandled]]` and tells the embedder if the rejection had gone unhandled.
    #[inline]
    pub fn mark_handled(&mut self, promise: Object) {
        let cell = cell(promise);
        let old = cell.status();
        if old & HANDLED == 0 {
            self.note_handled(cell, old);
        }
    }

    #[inline(always)]
    fn note_handled(&mut self, promise: Promise, old: i32) {
        promise.set_status(old | HANDLED);
        if old & STATUS_MASK == PromiseStatus::Rejected as i32 {
            self.handle_late(Object::from(promise), old);
        }
    }

    #[cold]
    fn handle_late(&mut self, promise: Object, old: i32) {
        let value = Value::from(promise);
        if old & REPORTED != 0 {
            self.promises.handled_later.push(value);
        } else if self.promises.unhandled.last() == Some(&value) {
            self.promises.unhandled.pop();
        }
        self.host.promise_rejection(promise, RejectionOperation::Handle);
    }

    /// Promises rejected since the last call that have no handler even now, in order of their rejection.
    /// The caller must hold the values where they are traced before it runs anything.
    pub fn take_unhandled_rejections(&mut self) -> Vec<Value> {
        if self.promises.unhandled.is_empty() {
            return Vec::new();
        }
        let mut rejected = std::mem::take(&mut self.promises.unhandled);
        rejected.retain(|&value| {
            let promise = as_promise(value).filter(|&promise| !is_handled(promise));
            if let Some(promise) = promise {
                set_bits(promise, bits(promise) | REPORTED);
            }
            promise.is_some()
        });
        rejected
    }

    /// Promises given out by [`Agent::take_unhandled_rejections`] that got a handler since the last call.
    /// The caller must hold the values where they are traced before it runs anything.
    pub fn take_rejections_handled_later(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.promises.handled_later)
    }

    /// 27.2.1.3.2 Promise Resolve Functions
    /// <https://tc39.es/ecma262/#sec-promise-resolve-functions>
    /// Steps 1–6, the already-resolved check, belong to the function object that calls this. Only a termination is
    /// given back.
    pub fn resolve_promise(&mut self, promise: Object, resolution: Value) -> Completion<()> {
        // Step 8.
        let Some(thenable) = resolution.as_object() else {
            self.fulfill_promise(promise, resolution);
            return Ok(());
        };
        // Step 7: a promise that waited for itself would never settle.
        if thenable == promise {
            let Throw(reason) = self.type_error("Chaining cycle detected for promise #<Promise>");
            self.reject_promise(promise, reason);
            return Ok(());
        }
        if self.is_plain_promise(thenable) {
            // The job would find the original `then`.
            let target = Value::from(promise);
            self.enqueue_job(Job { kind: JobKind::AdoptPromise, target, argument: resolution });
            return Ok(());
        }
        if self.is_no_thenable(thenable) {
            self.fulfill_promise(promise, resolution);
            return Ok(());
        }
        // Steps 9–12: reading `then` may run user code, so it is read exactly once.
        let then = self.names.then;
        match self.get(thenable, then) {
            Err(throw) => return self.reject_with(promise, throw),
            Ok(then) if self.is_callable(then) => {
                // Steps 13–15: the call itself waits for its own turn.
                self.enqueue_resolve_thenable(promise, resolution, then);
            }
            Ok(_) => self.fulfill_promise(promise, resolution),
        }
        Ok(())
    }

    /// Resolves with an iterator result that no program has seen yet.
    pub(crate) fn resolve_with_result(&mut self, promise: Object, result: Value) -> Completion<()> {
        if self.protectors.promise {
            // `Object.prototype` has no `then` that resolving would find.
            self.fulfill_promise(promise, result);
            return Ok(());
        }
        self.resolve_promise(promise, result)
    }

    /// Enqueues 27.2.2.2 NewPromiseResolveThenableJob.
    pub(crate) fn enqueue_resolve_thenable(&mut self, promise: Object, thenable: Value, then: Value) {
        let pair = self.new_tuple(Kind::Tuple, &[thenable, then]);
        let target = Value::from(promise);
        self.enqueue_job(Job { kind: JobKind::ResolveThenable, target, argument: Value::from(pair) });
    }

    /// Rejects with what was thrown, unless the program is being terminated.
    pub fn reject_with(&mut self, promise: Object, throw: Throw) -> Completion<()> {
        if throw.is_termination() {
            return Err(throw);
        }
        self.reject_promise(promise, throw.0);
        Ok(())
    }

    /// Resolves or rejects as the completion says.
    pub fn settle_with(&mut self, promise: Object, completion: Completion<Value>) -> Completion<()> {
        match completion {
            Ok(value) => self.resolve_promise(promise, value),
            Err(throw) => self.reject_with(promise, throw),
        }
    }

    /// A new record that holds these values.
    pub(crate) fn new_tuple(&mut self, kind: Kind, values: &[Value]) -> Record {
        self.heap.alloc_record_from(kind, values)
    }
}

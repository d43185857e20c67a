//! 27.1.6 Async-from-Sync Iterator objects: a sync iterator whose values are awaited.

use roundelay_heap::{Kind, Object, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::operation::iterator::IteratorRecord;
use crate::promise::Capability;
use crate::promise::reaction::{BuiltinReaction, Settlement};
use crate::realm::Intrinsic;

/// Internal slots: the sync iterator and its `next`.
const ITERATOR: usize = 0;
const NEXT_METHOD: usize = 1;
const SLOTS: usize = 2;

/// Bits of the operand of the reaction.
const DONE: u32 = 1;
const CLOSE_ON_REJECTION: u32 = 2;

impl Agent {
    /// 27.1.6.1 CreateAsyncFromSyncIterator
    /// <https://tc39.es/ecma262/#sec-createasyncfromsynciterator>
    pub fn create_async_from_sync_iterator(&mut self, sync: IteratorRecord) -> Completion<IteratorRecord> {
        let prototype = self.intrinsic(Intrinsic::AsyncFromSyncIteratorPrototype);
        let shape = self.root_shape(Value::from(prototype));
        let iterator = self.heap.alloc_object(Kind::AsyncFromSyncIterator, shape, SLOTS);
        iterator.set_internal(ITERATOR, Value::from(sync.iterator));
        iterator.set_internal(NEXT_METHOD, sync.next);
        self.get_iterator_direct(iterator)
    }

    /// 27.1.6.2.1 %AsyncFromSyncIteratorPrototype%.next
    /// <https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.next>
    pub fn async_from_sync_next(&mut self, receiver: Value, arguments: &[Value]) -> Completion<Value> {
        let Some((iterator, next_method)) = sync_iterator(receiver) else {
            return Err(self.type_error("not an async-from-sync iterator"));
        };
        let capability = Capability::of_promise(self.new_promise());
        let arguments = &arguments[..arguments.len().min(1)];
        let result = self
            .call(next_method, Value::from(iterator), arguments)
            .and_then(|result| self.iterator_result(result));
        match result {
            Ok(result) => self.async_from_sync_continue(result, capability, iterator, CLOSE_ON_REJECTION),
            Err(throw) => capability.reject_abrupt(self, throw),
        }
    }

    /// 27.1.6.2.2 %AsyncFromSyncIteratorPrototype%.return
    /// <https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.return>
    pub fn async_from_sync_return(&mut self, receiver: Value, arguments: &[Value]) -> Completion<Value> {
        let Some((iterator, _)) = sync_iterator(receiver) else {
            return Err(self.type_error("not an async-from-sync iterator"));
        };
        let capability = Capability::of_promise(self.new_promise());
        let name = self.names.return_;
        let method = match self.get_method(Value::from(iterator), name) {
            Ok(Some(method)) => method,
            Ok(None) => {
                let value = arguments.first().copied().unwrap_or(Value::UNDEFINED);
                let result = Value::from(self.create_iterator_result(value, true));
                capability.resolve(self, result)?;
                return Ok(capability.promise);
            }
            Err(throw) => return capability.reject_abrupt(self, throw),
        };
        let arguments = &arguments[..arguments.len().min(1)];
        let result = self
            .call(Value::from(method), Value::from(iterator), arguments)
            .and_then(|result| self.iterator_result(result));
        match result {
            Ok(result) => self.async_from_sync_continue(result, capability, iterator, 0),
            Err(throw) => capability.reject_abrupt(self, throw),
        }
    }

    /// 27.1.6.2.3 %AsyncFromSyncIteratorPrototype%.throw
    /// <https://tc39.es/ecma262/#sec-%asyncfromsynciteratorprototype%.throw>
    pub fn async_from_sync_throw(&mut self, receiver: Value, arguments: &[Value]) -> Completion<Value> {
        let Some((iterator, next_method)) = sync_iterator(receiver) else {
            return Err(self.type_error("not an async-from-sync iterator"));
        };
        let capability = Capability::of_promise(self.new_promise());
        let name = self.names.throw_;
        let method = match self.get_method(Value::from(iterator), name) {
            Ok(Some(method)) => method,
            Ok(None) => {
                // The sync iterator gets a chance to clean up before the protocol violation is reported.
                let record = IteratorRecord { iterator, next: next_method, done: false };
                let throw = match self.iterator_close(&record, Ok(Value::UNDEFINED)) {
                    Ok(_) => self.type_error("The iterator does not provide a 'throw' method."),
                    Err(throw) => throw,
                };
                return capability.reject_abrupt(self, throw);
            }
            Err(throw) => return capability.reject_abrupt(self, throw),
        };
        let arguments = &arguments[..arguments.len().min(1)];
        let result = self
            .call(Value::from(method), Value::from(iterator), arguments)
            .and_then(|result| self.iterator_result(result));
        match result {
            Ok(result) => self.async_from_sync_continue(result, capability, iterator, CLOSE_ON_REJECTION),
            Err(throw) => capability.reject_abrupt(self, throw),
        }
    }

    fn iterator_result(&mut self, result: Value) -> Completion<Object> {
        result.as_object().ok_or_else(|| self.iterator_result_is_no_object(result))
    }

    /// 27.1.6.4 AsyncFromSyncIteratorContinuation
    /// <https://tc39.es/ecma262/#sec-asyncfromsynciteratorcontinuation>
    fn async_from_sync_continue(
        &mut self,
        result: Object,
        capability: Capability,
        iterator: Object,
        flags: u32,
    ) -> Completion<Value> {
        let parts = self
            .iterator_complete(result)
            .and_then(|done| self.iterator_value(result).map(|value| (done, value)));
        let (done, value) = match parts {
            Ok(parts) => parts,
            Err(throw) => return capability.reject_abrupt(self, throw),
        };
        let closes = flags & CLOSE_ON_REJECTION != 0 && !done;
        let wrapper = match self.promise_resolve_intrinsic(value) {
            Ok(wrapper) => wrapper,
            Err(throw) => {
                let throw = if closes { self.close_after(iterator, throw) } else { throw };
                return capability.reject_abrupt(self, throw);
            }
        };
        let operand = if done { DONE } else { 0 } | if closes { CLOSE_ON_REJECTION } else { 0 };
        let target = self.new_tuple(Kind::Tuple, &[capability.promise, Value::from(iterator)]);
        self.react(wrapper, BuiltinReaction::AsyncFromSync, operand, Value::from(target));
        Ok(capability.promise)
    }

    /// IteratorClose after a throw: what `return` does is swallowed.
    fn close_after(&mut self, iterator: Object, throw: Throw) -> Throw {
        let record = IteratorRecord { iterator, next: Value::UNDEFINED, done: false };
        self.iterator_close_throw(&record, throw)
    }

    /// The value of a result settled: 27.1.6.4, steps 9 and 12.
    pub(crate) fn async_from_sync_settled(
        &mut self,
        target: Value,
        operand: u32,
        settlement: Settlement,
        value: Value,
    ) -> Completion<()> {
        let Some(target) = target.as_record() else { return Ok(()) };
        let (Some(promise), Some(iterator)) = (target.get(0).as_object(), target.get(1).as_object()) else {
            return Ok(());
        };
        match settlement {
            Settlement::Fulfilled => {
                let result = Value::from(self.create_iterator_result(value, operand & DONE != 0));
                self.resolve_with_result(promise, result)
            }
            Settlement::Rejected if operand & CLOSE_ON_REJECTION != 0 => {
                let throw = self.close_after(iterator, Throw(value));
                self.reject_with(promise, throw)
            }
            Settlement::Rejected => {
                self.reject_promise(promise, value);
                Ok(())
            }
        }
    }
}

/// The sync iterator and its `next` behind an async-from-sync iterator.
fn sync_iterator(receiver: Value) -> Option<(Object, Value)> {
    let object = receiver.as_object().filter(|object| object.kind() == Kind::AsyncFromSyncIterator)?;
    Some((object.internal(ITERATOR).as_object()?, object.internal(NEXT_METHOD)))
}

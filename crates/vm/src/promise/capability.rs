//! 27.2.1.1 PromiseCapability Records, and the operations that make promises for a constructor.

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::interpreter::Arguments;
use crate::promise::state::{self, as_promise, take_resolver};
use crate::realm::{Intrinsic, RealmShape, native_realm};

/// 27.2.1.1 A promise with the means to settle it. Stands on the native stack or, in a reaction, in a record.
#[derive(Clone, Copy, Debug)]
pub struct Capability {
    /// `[[Promise]]`
    pub promise: Value,
    /// `[[Resolve]]` and `[[Reject]]`; EMPTY for a promise of ours that needs no functions.
    functions: [Value; 2],
}

impl Capability {
    /// The capability of a new promise of ours whose resolving functions nobody has.
    pub fn of_promise(promise: Object) -> Self {
        Self { promise: Value::from(promise), functions: [Value::EMPTY; 2] }
    }

    pub(crate) fn from_record(record: Record) -> Self {
        Self { promise: record.get(0), functions: [record.get(1), record.get(2)] }
    }

    /// The form in which a reaction holds the capability: the promise alone where that is enough.
    pub fn to_target(self, agent: &mut Agent) -> Value {
        if self.functions[0].is_empty() {
            return self.promise;
        }
        Value::from(agent.new_tuple(Kind::Tuple, &[self.promise, self.functions[0], self.functions[1]]))
    }

    /// The capability that a reaction holds.
    pub(crate) fn from_target(target: Value) -> Self {
        match target.as_record() {
            Some(record) => Self::from_record(record),
            None => Self { promise: target, functions: [Value::EMPTY; 2] },
        }
    }

    /// `[[Resolve]]` and `[[Reject]]` as functions, made if there were none.
    pub fn functions(&mut self, agent: &mut Agent) -> (Value, Value) {
        if self.functions[0].is_empty()
            && let Some(promise) = as_promise(self.promise)
        {
            let (resolve, reject) = agent.create_resolving_functions(promise);
            self.functions = [Value::from(resolve), Value::from(reject)];
        }
        (self.functions[0], self.functions[1])
    }

    /// Calls `[[Resolve]]`.
    pub fn resolve(self, agent: &mut Agent, value: Value) -> Completion<()> {
        match self.take_promise() {
            Promised::Ours(promise) => agent.resolve_promise(promise, value),
            Promised::Used => Ok(()),
            Promised::Functions => agent.call(self.functions[0], Value::UNDEFINED, &[value]).map(drop),
        }
    }

    /// Calls `[[Reject]]`.
    pub fn reject(self, agent: &mut Agent, reason: Value) -> Completion<()> {
        match self.take_promise() {
            Promised::Ours(promise) => {
                agent.reject_promise(promise, reason);
                Ok(())
            }
            Promised::Used => Ok(()),
            Promised::Functions => agent.call(self.functions[1], Value::UNDEFINED, &[reason]).map(drop),
        }
    }

    /// Calls `[[Resolve]]` or `[[Reject]]` as the completion says; a termination is given back.
    pub fn settle(self, agent: &mut Agent, completion: Completion<Value>) -> Completion<()> {
        match completion {
            Ok(value) => self.resolve(agent, value),
            Err(throw) if throw.is_termination() => Err(throw),
            Err(Throw(reason)) => self.reject(agent, reason),
        }
    }

    /// 27.2.1.1.1 IfAbruptRejectPromise: the promise, rejected, is what the caller returns.
    pub fn reject_abrupt(self, agent: &mut Agent, throw: Throw) -> Completion<Value> {
        if throw.is_termination() {
            return Err(throw);
        }
        self.reject(agent, throw.0)?;
        Ok(self.promise)
    }

    fn take_promise(self) -> Promised {
        if !self.functions[0].is_empty() {
            return Promised::Functions;
        }
        // A pair of functions that was made later has the number 0 too and shares the check.
        match as_promise(self.promise) {
            Some(promise) if take_resolver(promise, 0) => Promised::Ours(promise),
            _ => Promised::Used,
        }
    }
}

enum Promised {
    Ours(Object),
    Used,
    Functions,
}

impl Agent {
    /// 27.2.1.5 NewPromiseCapability
    /// <https://tc39.es/ecma262/#sec-newpromisecapability>
    pub fn new_promise_capability(&mut self, constructor: Value) -> Completion<Capability> {
        if constructor == Value::from(self.intrinsic(Intrinsic::Promise)) {
            // What the constructor would do with our executor, no program can see.
            let promise = self.new_promise();
            self.note_origin(promise);
            return Ok(Capability::of_promise(promise));
        }
        let Some(constructor) = constructor.as_object().filter(|_| self.is_constructor(constructor)) else {
            return Err(self.type_error("Promise capability constructor is not a constructor"));
        };
        let holder = self.new_tuple(Kind::Tuple, &[Value::UNDEFINED, Value::UNDEFINED]);
        let executor = self.new_native_function(capability_executor, "", 2, &[Value::from(holder)]);
        let promise = self.construct(constructor, &[Value::from(executor)], constructor)?;
        let functions = [holder.get(0), holder.get(1)];
        if !self.is_callable(functions[0]) || !self.is_callable(functions[1]) {
            return Err(self.type_error("Promise resolve or reject function is not callable"));
        }
        Ok(Capability { promise, functions })
    }

    /// 27.2.4.7.1 PromiseResolve
    /// <https://tc39.es/ecma262/#sec-promise-resolve>
    pub fn promise_resolve(&mut self, constructor: Value, value: Value) -> Completion<Value> {
        if let Some(promise) = as_promise(value)
            && self.promise_constructor_is(promise, constructor)?
        {
            return Ok(value);
        }
        if !value.is_object() && self.is_intrinsic(constructor, Intrinsic::Promise) {
            return Ok(Value::from(self.new_fulfilled_promise(value)));
        }
        let capability = self.new_promise_capability(constructor)?;
        capability.resolve(self, value)?;
        Ok(capability.promise)
    }

    /// `Promise.resolve` of a value that is no object: the short way of the function.
    pub fn resolve_quickly(&mut self, function: Object, call: &[Value]) -> Value {
        let [this, value, ..] = *call else { return Value::EMPTY };
        let realm = native_realm(function);
        if value.is_object() || !self.is_intrinsic_of(realm, this, Intrinsic::Promise) {
            return Value::EMPTY;
        }
        let shape = self.realm_shape(realm, RealmShape::Promise);
        Value::from(self.new_fulfilled_promise_with_shape(shape.0, value))
    }

    /// `Promise.prototype.then` of a promise whose derived promise is one of the same shape: the short way of the function.
    pub fn then_quickly(&mut self, function: Object, call: &[Value]) -> Value {
        let Some(promise) = call[0].as_promise() else { return Value::EMPTY };
        let shape = self.realm_shape(native_realm(function), RealmShape::Promise);
        if !self.protectors.promise || Object::from(promise).shape() != shape.0 {
            return Value::EMPTY;
        }
        let handlers = match *call {
            [_, on_fulfilled] => [on_fulfilled, Value::UNDEFINED],
            [_, on_fulfilled, on_rejected, ..] => [on_fulfilled, on_rejected],
            _ => [Value::UNDEFINED; 2],
        };
        Value::from(self.derive_promise(promise, handlers))
    }

    /// PromiseResolve for %Promise% of the current realm.
    pub fn promise_resolve_intrinsic(&mut self, value: Value) -> Completion<Object> {
        if let Some(promise) = as_promise(value)
            && self.has_intrinsic_constructor(promise)?
        {
            return Ok(promise);
        }
        if !value.is_object() {
            return Ok(self.new_fulfilled_promise(value));
        }
        let promise = self.new_promise();
        self.resolve_promise(promise, value)?;
        Ok(promise)
    }

    /// Whether the promise's `constructor` is %Promise% of the current realm.
    #[inline]
    pub(crate) fn has_intrinsic_constructor(&mut self, promise: Object) -> Completion<bool> {
        if self.is_plain_promise(promise) {
            return Ok(true);
        }
        let constructor = Value::from(self.intrinsic(Intrinsic::Promise));
        self.promise_constructor_is(promise, constructor)
    }

    fn promise_constructor_is(&mut self, promise: Object, constructor: Value) -> Completion<bool> {
        let key = self.names.constructor;
        Ok(self.get(promise, key)? == constructor)
    }

    /// 27.2.5.4 Promise.prototype.then
    /// <https://tc39.es/ecma262/#sec-promise.prototype.then>
    pub fn promise_then(
        &mut self,
        promise: Object,
        on_fulfilled: Value,
        on_rejected: Value,
    ) -> Completion<Value> {
        if self.is_plain_promise(promise) {
            return Ok(Value::from(self.derive_promise(state::cell(promise), [on_fulfilled, on_rejected])));
        }
        let default = self.intrinsic(Intrinsic::Promise);
        let constructor = self.species_constructor(promise, default)?;
        let capability = self.new_promise_capability(Value::from(constructor))?;
        let target = capability.to_target(self);
        self.perform_promise_then(promise, on_fulfilled, on_rejected, target);
        Ok(capability.promise)
    }
}

/// 27.2.1.5.1 GetCapabilitiesExecutor Functions
/// <https://tc39.es/ecma262/#sec-getcapabilitiesexecutor-functions>
fn capability_executor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    if let Some(holder) = arguments.callee.internal(1).as_record() {
        if !holder.get(0).is_undefined() || !holder.get(1).is_undefined() {
            return Err(
                agent.type_error("Promise executor has already been invoked with non-undefined arguments")
            );
        }
        holder.set(0, arguments.at(0));
        holder.set(1, arguments.at(1));
    }
    Ok(Value::UNDEFINED)
}

//! What `Promise.all` and its relatives share: a context that counts elements and collects their outcomes.
//!
//! ```text
//!   element ── then ──► reaction Combinator(index) ──► context { capability, remaining, values, kind, keys }
//! ```
//!
//! While `then` of an element is the original one, the element function is only the number of a built-in reaction.
//! The iteration itself belongs to the library.

use roundelay_heap::{Kind, Object, Record, Value};

use crate::agent::Agent;
use crate::error::{Completion, ErrorKind, Throw};
use crate::interpreter::Arguments;
use crate::object::{PropertyKey, array, attributes};
use crate::promise::Capability;
use crate::promise::reaction::{BuiltinReaction, Settlement};
use crate::realm::Intrinsic;

const CAPABILITY: usize = 0;
/// `[[RemainingElements]]`
const REMAINING: usize = 1;
/// An array that no program has seen yet: `[[Values]]` or `[[Errors]]`.
const VALUES: usize = 2;
const KIND: usize = 3;
/// An array of the property keys of a keyed combinator, or UNDEFINED.
const KEYS: usize = 4;

/// Which combinator it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combinator {
    /// 27.2.4.1 Promise.all
    All,
    /// 27.2.4.2 Promise.allSettled
    AllSettled,
    /// 27.2.4.3 Promise.any
    Any,
    /// 27.2.4.5 Promise.race
    Race,
}

const COMBINATORS: [Combinator; 4] =
    [Combinator::All, Combinator::AllSettled, Combinator::Any, Combinator::Race];

/// A combinator at work: what stands still while its elements are gone through.
#[derive(Clone, Copy)]
pub struct Combination {
    context: Record,
    kind: Combinator,
    capability: Capability,
    constructor: Value,
    /// `resolve` of the constructor, read once.
    promise_resolve: Value,
    /// `resolve` is the original one.
    is_intrinsic: bool,
}

impl Combination {
    /// Begins with the capability, before `resolve` of the constructor was read.
    pub fn new(agent: &mut Agent, kind: Combinator, constructor: Value, capability: Capability) -> Self {
        let values = match kind {
            Combinator::Race => Value::UNDEFINED,
            _ => Value::from(agent.new_array(&[])),
        };
        let target = capability.to_target(agent);
        let context = [target, Value::int(1), values, Value::int(kind as i32), Value::UNDEFINED];
        let context = agent.new_tuple(Kind::Tuple, &context);
        Self {
            context,
            kind,
            capability,
            constructor,
            promise_resolve: Value::UNDEFINED,
            is_intrinsic: false,
        }
    }

    /// 27.2.4.1.1 GetPromiseResolve
    /// <https://tc39.es/ecma262/#sec-getpromiseresolve>
    pub fn get_promise_resolve(&mut self, agent: &mut Agent) -> Completion<()> {
        let promise = Value::from(agent.intrinsic(Intrinsic::Promise));
        if self.constructor == promise && agent.protectors.promise {
            self.is_intrinsic = true;
            return Ok(());
        }
        let key = agent.names.resolve;
        self.promise_resolve = agent.get_v(self.constructor, key)?;
        if !agent.is_callable(self.promise_resolve) {
            return Err(agent.type_error("Promise resolve or reject function is not callable"));
        }
        Ok(())
    }

    /// Adds the element with number `index`: 27.2.4.1.2 PerformPromiseAll step 4.c and its likes.
    pub fn add(&mut self, agent: &mut Agent, index: u32, element: Value) -> Completion<()> {
        self.append_value(agent);
        let promise = if self.is_intrinsic && agent.protectors.promise {
            let promise = agent.promise_resolve_intrinsic(element)?;
            if agent.is_plain_promise(promise) && index < 1 << 24 {
                self.react(agent, index, promise);
                return Ok(());
            }
            Value::from(promise)
        } else if self.is_intrinsic {
            // `Promise.resolve` was read before it was replaced.
            Value::from(agent.promise_resolve_intrinsic(element)?)
        } else {
            agent.call(self.promise_resolve, self.constructor, &[element])?
        };
        let arguments = self.element_functions(agent, index);
        add_remaining(self.context, 1);
        let then = agent.names.then;
        agent.invoke(promise, then, &arguments).map(drop)
    }

    /// Adds a promise of ours as the element with number `index`, without asking it for `then`.
    pub(crate) fn add_promise(&mut self, agent: &mut Agent, index: u32, promise: Object) {
        self.append_value(agent);
        self.react(agent, index, promise);
    }

    fn append_value(&self, agent: &mut Agent) {
        if let Some(values) = self.context.get(VALUES).as_object() {
            agent.array_append(values, Value::UNDEFINED);
        }
    }

    fn react(&self, agent: &mut Agent, index: u32, promise: Object) {
        add_remaining(self.context, 1);
        agent.react(promise, BuiltinReaction::Combinator, index, Value::from(self.context));
    }

    /// Remembers the key of the element that is added next (keyed combinators).
    pub fn add_key(&mut self, agent: &mut Agent, key: PropertyKey) {
        let keys = match self.context.get(KEYS).as_object() {
            Some(keys) => keys,
            None => self.begin_keys(agent),
        };
        let key = key.to_value(agent);
        agent.array_append(keys, key);
    }

    /// Makes this a keyed combinator, whose result is an object.
    pub fn begin_keys(&mut self, agent: &mut Agent) -> Object {
        let keys = agent.new_array(&[]);
        self.context.set(KEYS, Value::from(keys));
        keys
    }

    /// All elements were added.
    pub fn finish(&mut self, agent: &mut Agent) -> Completion<()> {
        if self.kind == Combinator::Race {
            return Ok(());
        }
        if add_remaining(self.context, -1) == 0 {
            return complete(agent, self.context, self.kind);
        }
        Ok(())
    }

    /// The arguments of the `then` call of an element whose `then` may be anything.
    fn element_functions(&mut self, agent: &mut Agent, index: u32) -> [Value; 2] {
        if self.kind == Combinator::Race {
            let (resolve, reject) = self.capability.functions(agent);
            return [resolve, reject];
        }
        // Both functions of an element share [[AlreadyCalled]].
        let called = Value::from(agent.new_tuple(Kind::Tuple, &[Value::FALSE]));
        let element = |agent: &mut Agent, settlement: Settlement| {
            let captures = [
                Value::from(self.context),
                Value::number(f64::from(index)),
                called,
                Value::int(settlement as i32),
            ];
            Value::from(agent.new_native_function(element_function, "", 1, &captures))
        };
        match self.kind {
            Combinator::All => [element(agent, Settlement::Fulfilled), self.capability.functions(agent).1],
            Combinator::Any => {
                let on_rejected = element(agent, Settlement::Rejected);
                [self.capability.functions(agent).0, on_rejected]
            }
            _ => [element(agent, Settlement::Fulfilled), element(agent, Settlement::Rejected)],
        }
    }
}

fn add_remaining(context: Record, change: i32) -> i32 {
    let remaining = context.get(REMAINING).as_int().unwrap_or(0) + change;
    context.set(REMAINING, Value::int(remaining));
    remaining
}

fn set_element(context: Record, index: u32, value: Value) {
    if let Some(elements) = context.get(VALUES).as_object().and_then(Object::elements)
        && (index as usize) < elements.count()
    {
        elements.set(index as usize, value);
    }
}

/// 27.2.4.1.3 Promise.all Resolve Element Functions and its likes
/// <https://tc39.es/ecma262/#sec-promise.all-resolve-element-functions>
fn element_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    let callee = arguments.callee;
    let (Some(context), Some(called)) = (callee.internal(1).as_record(), callee.internal(3).as_record())
    else {
        return Ok(Value::UNDEFINED);
    };
    if called.get(0).is_true() {
        return Ok(Value::UNDEFINED);
    }
    called.set(0, Value::TRUE);
    let index = callee.internal(2).as_number().unwrap_or(0.0) as u32;
    let settlement = match callee.internal(4).as_int() {
        Some(number) if number == Settlement::Rejected as i32 => Settlement::Rejected,
        _ => Settlement::Fulfilled,
    };
    note_element(agent, context, index, (settlement, arguments.at(0)))?;
    Ok(Value::UNDEFINED)
}

/// The context takes note of an outcome that counts, and completes if it was the last.
fn note_element(
    agent: &mut Agent,
    context: Record,
    index: u32,
    (settlement, value): (Settlement, Value),
) -> Completion<()> {
    let kind = kind_of(context);
    let element = if kind == Combinator::AllSettled { outcome(agent, settlement, value) } else { value };
    set_element(context, index, element);
    if add_remaining(context, -1) == 0 {
        return complete(agent, context, kind);
    }
    Ok(())
}

/// What the program called.
pub(crate) fn name_of(context: Record) -> &'static str {
    let is_keyed = !context.get(KEYS).is_undefined();
    match kind_of(context) {
        Combinator::All if is_keyed => "Promise.allKeyed",
        Combinator::All => "Promise.all",
        Combinator::AllSettled if is_keyed => "Promise.allSettledKeyed",
        Combinator::AllSettled => "Promise.allSettled",
        Combinator::Any => "Promise.any",
        Combinator::Race => "Promise.race",
    }
}

/// Whether the combinator waits for all its elements, and not just for the first that settles.
pub(crate) fn has_elements(context: Record) -> bool {
    kind_of(context) != Combinator::Race
}

/// The promise that the context settles.
pub(crate) fn promise_of(context: Record) -> Value {
    Capability::from_target(context.get(CAPABILITY)).promise
}

fn kind_of(context: Record) -> Combinator {
    context
        .get(KIND)
        .as_int()
        .and_then(|kind| COMBINATORS.get(kind as usize))
        .copied()
        .unwrap_or(Combinator::Race)
}

/// The object that `Promise.allSettled` makes of an element.
fn outcome(agent: &mut Agent, settlement: Settlement, value: Value) -> Value {
    let object = agent.new_object();
    let names = agent.names;
    let (status, key) = match settlement {
        Settlement::Fulfilled => (names.fulfilled, names.value),
        Settlement::Rejected => (names.rejected, names.reason),
    };
    agent.add_own_property(object, names.status.into(), Value::from(status), attributes::ALL);
    agent.add_own_property(object, key.into(), value, attributes::ALL);
    Value::from(object)
}

/// The last outcome is there.
fn complete(agent: &mut Agent, context: Record, kind: Combinator) -> Completion<()> {
    let capability = Capability::from_target(context.get(CAPABILITY));
    let values = context.get(VALUES);
    match (kind, context.get(KEYS).as_object(), values.as_object()) {
        (Combinator::Any, _, _) => {
            let error = aggregate_error(agent, values);
            capability.reject(agent, error)
        }
        (_, Some(keys), Some(values)) => {
            let result = keyed_result(agent, keys, values)?;
            capability.resolve(agent, result)
        }
        _ => capability.resolve(agent, values),
    }
}

/// CreateKeyedPromiseCombinatorResultObject of the proposal "await dictionary".
fn keyed_result(agent: &mut Agent, keys: Object, values: Object) -> Completion<Value> {
    let result = agent.ordinary_object_create(None);
    for index in 0..array::length(keys) {
        let key = agent.get(keys, index)?;
        let key = agent.to_property_key(key)?;
        let value = agent.get(values, index)?;
        agent.create_data_property(result, key, value)?;
    }
    Ok(Value::from(result))
}

/// 27.2.4.3.2 Promise.any Reject Element Functions, step 10
/// <https://tc39.es/ecma262/#sec-promise.any-reject-element-functions>
fn aggregate_error(agent: &mut Agent, errors: Value) -> Value {
    let error = agent.new_error(ErrorKind::AggregateError, "All promises were rejected");
    let key = agent.names.errors;
    agent.add_own_property(error, key.into(), errors, attributes::METHOD);
    Value::from(error)
}

impl Agent {
    /// An element of a combinator settled whose `then` was the original.
    pub(crate) fn combinator_element(
        &mut self,
        context: Value,
        index: u32,
        settlement: Settlement,
        value: Value,
    ) -> Completion<()> {
        let Some(context) = context.as_record() else { return Ok(()) };
        let decides = match kind_of(context) {
            Combinator::All => settlement == Settlement::Rejected,
            Combinator::Any => settlement == Settlement::Fulfilled,
            Combinator::AllSettled => false,
            Combinator::Race => true,
        };
        if decides {
            return Capability::from_target(context.get(CAPABILITY))
                .settle(self, settlement.completion(value));
        }
        match note_element(self, context, index, (settlement, value)) {
            Err(throw) if throw.is_termination() => Err(throw),
            // The derived promise of an element would be rejected, and nobody has it.
            Ok(()) | Err(Throw(_)) => Ok(()),
        }
    }
}

//! 27.2 The Promise constructor and its prototype. The state machine is `roundelay_vm::promise`.

use roundelay_vm::names::WellKnown;
use roundelay_vm::promise::combinator::{Combination, Combinator};
use roundelay_vm::promise::state::as_promise;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Throw, Value};

use crate::iterate::for_each_value;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Promise,
    global: Some("Promise"),
    constructor: Some(("Promise", 1, promise)),
    prototype: Some(Intrinsic::PromisePrototype),
    statics: &[
        Property::Method("all", 1, all),
        Property::Method("allKeyed", 1, all_keyed),
        Property::Method("allSettled", 1, all_settled),
        Property::Method("allSettledKeyed", 1, all_settled_keyed),
        Property::Method("any", 1, any),
        Property::Method("race", 1, race),
        Property::Method("reject", 1, reject),
        Property::Intrinsic("resolve", Intrinsic::PromiseResolve),
        Property::Method("try", 1, promise_try),
        Property::Method("withResolvers", 0, with_resolvers),
        Property::SymbolGetter(WellKnown::Species, species),
    ],
    members: &[
        Property::Method("catch", 1, catch),
        Property::Method("finally", 1, finally),
        Property::Intrinsic("then", Intrinsic::PromisePrototypeThen),
    ],
    functions: &[
        (Intrinsic::PromiseResolve, Property::Quick("resolve", 1, resolve, Agent::resolve_quickly)),
        (Intrinsic::PromisePrototypeThen, Property::Quick("then", 2, then, Agent::then_quickly)),
    ],
    tag: Some("Promise"),
    ..Table::DEFAULT
};

/// 27.2.3.1 Promise ( executor )
/// <https://tc39.es/ecma262/#sec-promise-executor>
fn promise(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Promise constructor cannot be invoked without 'new'"));
    };
    let executor = arguments.at(0);
    if !agent.is_callable(executor) {
        let executor = agent.describe(executor);
        return Err(agent.type_error(format!("Promise resolver {executor} is not a function")));
    }
    let prototype = agent.get_prototype_from_constructor(new_target, Intrinsic::PromisePrototype)?;
    let promise = agent.new_promise_with_prototype(prototype);
    agent.note_origin(promise);
    let (resolve, reject) = agent.create_resolving_functions(promise);
    match agent.call(executor, Value::UNDEFINED, &[Value::from(resolve), Value::from(reject)]) {
        Ok(_) => {}
        Err(throw) if throw.is_termination() => return Err(throw),
        Err(Throw(reason)) => {
            agent.call(Value::from(reject), Value::UNDEFINED, &[reason])?;
        }
    }
    Ok(Value::from(promise))
}

/// 27.2.4.1 Promise.all ( iterable )
/// <https://tc39.es/ecma262/#sec-promise.all>
fn all(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    combine(agent, arguments, Combinator::All, add_iterated)
}

/// 27.2.4.2 Promise.allSettled ( iterable )
/// <https://tc39.es/ecma262/#sec-promise.allsettled>
fn all_settled(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    combine(agent, arguments, Combinator::AllSettled, add_iterated)
}

/// 27.2.4.3 Promise.any ( iterable )
/// <https://tc39.es/ecma262/#sec-promise.any>
fn any(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    combine(agent, arguments, Combinator::Any, add_iterated)
}

/// 27.2.4.5 Promise.race ( iterable )
/// <https://tc39.es/ecma262/#sec-promise.race>
fn race(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    combine(agent, arguments, Combinator::Race, add_iterated)
}

/// Promise.allKeyed ( promises ) of the proposal "await dictionary"
/// <https://tc39.es/proposal-await-dictionary/>
fn all_keyed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    combine(agent, arguments, Combinator::All, add_keyed)
}

/// Promise.allSettledKeyed ( promises ) of the proposal "await dictionary"
/// <https://tc39.es/proposal-await-dictionary/>
fn all_settled_keyed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    combine(agent, arguments, Combinator::AllSettled, add_keyed)
}

/// Adds the elements to a combination.
type AddElements = fn(&mut Agent, &mut Combination, Value) -> Completion<()>;

/// The frame of every combinator: what goes wrong after the capability exists rejects its promise.
fn combine(agent: &mut Agent, arguments: &Arguments<'_>, kind: Combinator, add: AddElements) -> Completion {
    let capability = agent.new_promise_capability(arguments.this)?;
    let mut combination = Combination::new(agent, kind, arguments.this, capability);
    let result = combination
        .get_promise_resolve(agent)
        .and_then(|()| add(agent, &mut combination, arguments.at(0)))
        .and_then(|()| combination.finish(agent));
    match result {
        Ok(()) => Ok(capability.promise),
        Err(throw) => capability.reject_abrupt(agent, throw),
    }
}

fn add_iterated(agent: &mut Agent, combination: &mut Combination, iterable: Value) -> Completion<()> {
    let mut index = 0;
    for_each_value(agent, iterable, |agent, element| {
        combination.add(agent, index, element)?;
        index += 1;
        Ok(())
    })
}

fn add_keyed(agent: &mut Agent, combination: &mut Combination, promises: Value) -> Completion<()> {
    let Some(promises) = promises.as_object() else {
        let promises = agent.describe(promises);
        return Err(agent.type_error(format!("{promises} is not an object")));
    };
    combination.begin_keys(agent);
    let keys = agent.own_property_keys(promises)?;
    let mut index = 0;
    for position in 0..keys.len() {
        let key = keys.get(position);
        let property = agent.get_own_property(promises, key)?;
        if property.is_some_and(|property| property.enumerable == Some(true)) {
            let element = agent.get(promises, key)?;
            combination.add_key(agent, key);
            combination.add(agent, index, element)?;
            index += 1;
        }
    }
    Ok(())
}

/// 27.2.4.6 Promise.reject ( r )
/// <https://tc39.es/ecma262/#sec-promise.reject>
fn reject(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let capability = agent.new_promise_capability(arguments.this)?;
    capability.reject(agent, arguments.at(0))?;
    Ok(capability.promise)
}

/// 27.2.4.7 Promise.resolve ( x )
/// <https://tc39.es/ecma262/#sec-promise.resolve>
fn resolve(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if !arguments.this.is_object() {
        return Err(agent.type_error("PromiseResolve called on non-object"));
    }
    agent.promise_resolve(arguments.this, arguments.at(0))
}

/// 27.2.4.8 Promise.try ( callback, ...args )
/// <https://tc39.es/ecma262/#sec-promise.try>
fn promise_try(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if !arguments.this.is_object() {
        return Err(agent.type_error("Promise.try called on non-object"));
    }
    let capability = agent.new_promise_capability(arguments.this)?;
    let rest = arguments.values.get(1..).unwrap_or_default();
    let result = agent.call(arguments.at(0), Value::UNDEFINED, rest);
    capability.settle(agent, result)?;
    Ok(capability.promise)
}

/// 27.2.4.9 Promise.withResolvers ( )
/// <https://tc39.es/ecma262/#sec-promise.withResolvers>
fn with_resolvers(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut capability = agent.new_promise_capability(arguments.this)?;
    let (resolve, reject) = capability.functions(agent);
    let object = agent.new_object();
    let names = agent.names;
    agent.create_data_property(object, names.promise, capability.promise)?;
    agent.create_data_property(object, names.resolve, resolve)?;
    agent.create_data_property(object, names.reject, reject)?;
    Ok(Value::from(object))
}

/// 27.2.4.10 get Promise \[ %Symbol.species% ]
/// <https://tc39.es/ecma262/#sec-get-promise-%symbol.species%>
fn species(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(arguments.this)
}

/// 27.2.5.1 Promise.prototype.catch ( onRejected )
/// <https://tc39.es/ecma262/#sec-promise.prototype.catch>
fn catch(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let then = agent.names.then;
    agent.invoke(arguments.this, then, &[Value::UNDEFINED, arguments.at(0)])
}

/// 27.2.5.3 Promise.prototype.finally ( onFinally )
/// <https://tc39.es/ecma262/#sec-promise.prototype.finally>
fn finally(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(promise) = arguments.this.as_object() else {
        return Err(incompatible(agent, "finally", arguments.this));
    };
    let default = agent.intrinsic(Intrinsic::Promise);
    let constructor = agent.species_constructor(promise, default)?;
    let on_finally = arguments.at(0);
    let handlers = if agent.is_callable(on_finally) {
        let captures = [on_finally, Value::from(constructor)];
        let then_finally = agent.new_native_function(then_finally, "", 1, &captures);
        let catch_finally = agent.new_native_function(catch_finally, "", 1, &captures);
        [Value::from(then_finally), Value::from(catch_finally)]
    } else {
        [on_finally, on_finally]
    };
    let then = agent.names.then;
    agent.invoke(arguments.this, then, &handlers)
}

/// 27.2.5.3.1 Then Finally Functions
fn then_finally(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = arguments.at(0);
    let promise = run_finally(agent, arguments)?;
    let thunk = Value::from(agent.new_native_function(value_thunk, "", 0, &[value]));
    let then = agent.names.then;
    agent.invoke(promise, then, &[thunk])
}

/// 27.2.5.3.2 Catch Finally Functions
fn catch_finally(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let reason = arguments.at(0);
    let promise = run_finally(agent, arguments)?;
    let thrower = Value::from(agent.new_native_function(thrower, "", 0, &[reason]));
    let then = agent.names.then;
    agent.invoke(promise, then, &[thrower])
}

fn run_finally(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (on_finally, constructor) = (arguments.captured(0), arguments.captured(1));
    let result = agent.call(on_finally, Value::UNDEFINED, &[])?;
    agent.promise_resolve(constructor, result)
}

fn value_thunk(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(arguments.captured(0))
}

fn thrower(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Err(Throw(arguments.captured(0)))
}

/// 27.2.5.4 Promise.prototype.then ( onFulfilled, onRejected )
/// <https://tc39.es/ecma262/#sec-promise.prototype.then>
fn then(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let promise = this_promise(agent, "then", arguments.this)?;
    agent.promise_then(promise, arguments.at(0), arguments.at(1))
}

fn this_promise(agent: &mut Agent, method: &str, this: Value) -> Completion<Object> {
    as_promise(this).ok_or_else(|| incompatible(agent, method, this))
}

fn incompatible(agent: &mut Agent, method: &str, this: Value) -> Throw {
    let this = agent.describe(this);
    agent.type_error(format!("Method Promise.prototype.{method} called on incompatible receiver {this}"))
}

#[cfg(test)]
mod tests;

//! 27.2.1.3 CreateResolvingFunctions.
//!
//! The two functions of a pair share `[[AlreadyResolved]]`. A promise never has two pairs that are both unused, so the
//! promise itself counts the pairs that were used up and a function only remembers its pair's number.

use roundelay_heap::{Object, Value};

use crate::agent::Agent;
use crate::error::Completion;
use crate::interpreter::Arguments;
use crate::promise::state::{as_promise, resolver_number, take_resolver};
use crate::realm::native_id;

impl Agent {
    /// 27.2.1.3 CreateResolvingFunctions
    /// <https://tc39.es/ecma262/#sec-createresolvingfunctions>
    pub fn create_resolving_functions(&mut self, promise: Object) -> (Object, Object) {
        let captures = [Value::from(promise), Value::int(resolver_number(promise))];
        let (resolve, reject) = self.resolving_function_ids();
        let realm = self.current_realm();
        let resolve = self.new_native_function_with_id(realm, resolve, &captures);
        let reject = self.new_native_function_with_id(realm, reject, &captures);
        (resolve, reject)
    }

    /// The promise that a function settles, if it is a resolving function.
    pub(crate) fn promise_of_resolving_function(&self, function: Object) -> Option<Object> {
        let (resolve, reject) = self.promises.resolving_function_ids?;
        let id = native_id(function);
        if id == resolve || id == reject { as_promise(function.internal(1)) } else { None }
    }

    #[inline]
    fn resolving_function_ids(&mut self) -> (u32, u32) {
        if let Some(ids) = self.promises.resolving_function_ids {
            return ids;
        }
        let resolve = self.register_quick_native(resolve_function, resolve_quickly);
        let reject = self.register_native(reject_function, "", 1);
        self.promises.resolving_function_ids = Some((resolve, reject));
        (resolve, reject)
    }
}

/// The promise of a resolving function, unless its pair was used before.
fn take_promise(arguments: &Arguments<'_>) -> Option<Object> {
    let promise = as_promise(arguments.callee.internal(1))?;
    let number = arguments.callee.internal(2).as_int()?;
    take_resolver(promise, number).then_some(promise)
}

/// 27.2.1.3.2 Promise Resolve Functions
/// <https://tc39.es/ecma262/#sec-promise-resolve-functions>
fn resolve_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    if let Some(promise) = take_promise(arguments) {
        agent.resolve_promise(promise, arguments.at(0))?;
    }
    Ok(Value::UNDEFINED)
}

/// Resolving with a value that is no object.
fn resolve_quickly(agent: &mut Agent, function: Object, call: &[Value]) -> Value {
    let value = call.get(1).copied().unwrap_or(Value::UNDEFINED);
    if value.is_object() {
        return Value::EMPTY;
    }
    if let (Some(promise), Some(number)) = (function.internal(1).as_promise(), function.internal(2).as_int())
        && take_resolver(promise.into(), number)
    {
        agent.fulfill(promise, value);
    }
    Value::UNDEFINED
}

/// 27.2.1.3.1 Promise Reject Functions
/// <https://tc39.es/ecma262/#sec-promise-reject-functions>
fn reject_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Value> {
    if let Some(promise) = take_promise(arguments) {
        agent.reject_promise(promise, arguments.at(0));
    }
    Ok(Value::UNDEFINED)
}

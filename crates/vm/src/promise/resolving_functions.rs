//! 27.2.1.3 CreateResolvingFunctions.
//!
//! The two functions of a pair share `[[AlreadyResolved]]`. A promise never has two pairs that are both unused, so the
//! promise itself counts the pairs that were used up and a function only remembers its pair's number.

use roundelay_heap::{Object, Value};

use crate::agent::Agent;
use crate::error::Completion;
use crate::interpreter::Arguments;
use crate::promise::state::{as_promise, resolver_number, take_resolver};
use crate::realm::{RealmId, native_id};

impl Agent {
    /// 27.2.1.3 CreateResolvingFunctions
    /// <https://tc39.es/ecma262/#sec-createresolvingfunctions>
    pub fn create_resolving_functions(&mut self, promise: Object) -> (Object, Object) {
        let realm = self.current_realm();
        (self.new_resolve_function(realm, promise), self.new_reject_function(realm, promise))
    }

    /// The first function of a pair.
    pub(crate) fn new_resolve_function(&mut self, realm: RealmId, promise: Object) -> Object {
        let (resolve, _) = self.resolving_function_ids();
        self.new_resolving_function(realm, resolve, promise)
    }

    /// The second function of a pair.
    pub(crate) fn new_reject_function(&mut self, realm: RealmId, promise: Object) -> Object {
        let (_, reject) = self.resolving_function_ids();
        self.new_resolving_function(realm, reject, promise)
    }

    #[inline]
    fn new_resolving_function(&mut self, realm: RealmId, id: u32, promise: Object) -> Object {
        let captures = [Value::from(promise), Value::int(resolver_number(promise))];
        self.new_native_function_of(realm, id, captures)
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

//! Wrapped functions, through which realms meet that must not share objects: only primitives and callables pass, and
//! callables become wrapped functions again.
//! <https://tc39.es/proposal-shadowrealm/#sec-wrapped-function-exotic-objects>
//!
//! A wrapped function is a native function of the caller's realm that captures its target.

use roundelay_heap::{Object, Value};

use super::{PropertyDescriptor, PropertyKey, ValueList, attributes};
use crate::agent::Agent;
use crate::error::{Completion, Throw};
use crate::interpreter::Arguments;
use crate::realm::RealmId;

impl Agent {
    /// GetWrappedValue ( callerRealm, value )
    /// <https://tc39.es/proposal-shadowrealm/#sec-getwrappedvalue>
    pub fn wrapped_value(&mut self, realm: RealmId, value: Value) -> Completion {
        match value.as_object() {
            None => Ok(value),
            Some(target) if self.is_callable(value) => {
                self.wrapped_function_create(realm, target).map(Value::from)
            }
            Some(_) => {
                let shown = self.describe(value);
                Err(self.type_error(format!(
                    "{shown} is neither a primitive nor callable, so no other realm gets it"
                )))
            }
        }
    }

    /// WrappedFunctionCreate ( callerRealm, Target )
    /// <https://tc39.es/proposal-shadowrealm/#sec-wrappedfunctioncreate>
    fn wrapped_function_create(&mut self, realm: RealmId, target: Object) -> Completion<Object> {
        let id = self.register_native(call, "", 0);
        let wrapped = self.new_native_function_with_id(realm, id, &[Value::from(target)]);
        match self.copy_name_and_length(wrapped, target, "", 0) {
            Ok(()) => Ok(wrapped),
            Err(throw) => Err(self.boundary_error("Cannot wrap a function", throw)),
        }
    }

    /// CopyNameAndLength ( F, Target, prefix, argCount )
    /// <https://tc39.es/proposal-shadowrealm/#sec-copynameandlength>
    ///
    /// 20.2.3.2 Function.prototype.bind, steps 4–10, is the same.
    pub fn copy_name_and_length(
        &mut self,
        function: Object,
        target: Object,
        prefix: &str,
        argument_count: usize,
    ) -> Completion<()> {
        let key = PropertyKey::from(self.names.length);
        let mut length = 0.0;
        if self.has_own_property(target, key)?
            && let Some(number) = self.get(target, key)?.as_number()
            && !number.is_nan()
        {
            length = (number.trunc() - argument_count as f64).max(0.0);
        }
        let descriptor = PropertyDescriptor::data(Value::number(length), attributes::CONFIGURABLE);
        self.define_property_or_throw(function, key, &descriptor)?;
        let key = PropertyKey::from(self.names.name);
        let name = self.get(target, key)?.as_string().unwrap_or(self.names.empty);
        let prefix = self.string(prefix);
        let name = self.concat(prefix, name)?;
        let descriptor = PropertyDescriptor::data(Value::from(name), attributes::CONFIGURABLE);
        self.define_property_or_throw(function, key, &descriptor)
    }

    /// CreateTypeErrorCopy ( realm, originalError ), of the current realm: what the other side threw does not pass.
    /// <https://tc39.es/proposal-shadowrealm/#sec-create-type-error-copy>
    pub fn boundary_error(&mut self, what: &str, thrown: Throw) -> Throw {
        if thrown.is_termination() {
            return thrown;
        }
        let shown = match thrown.0.as_object() {
            Some(error) => self.error_header(error),
            None => self.describe(thrown.0),
        };
        self.type_error(format!("{what}: {shown}"))
    }
}

/// OrdinaryWrappedFunctionCall ( F, thisArgument, argumentsList )
/// <https://tc39.es/proposal-shadowrealm/#sec-ordinary-wrapped-function-call>
fn call(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let target = arguments.captured(0);
    let caller_realm = agent.realm_of_native(arguments.callee);
    let function = target.as_object().expect("a wrapped function captures its target");
    let target_realm = agent.get_function_realm(function)?;
    let mut wrapped = ValueList::with_capacity(agent, arguments.len());
    for &argument in arguments.values {
        let argument = agent.wrapped_value(target_realm, argument)?;
        wrapped.push(agent, argument);
    }
    let this = agent.wrapped_value(target_realm, arguments.this)?;
    match agent.call(target, this, wrapped.values()) {
        Ok(value) => agent.wrapped_value(caller_realm, value),
        Err(throw) => Err(agent.boundary_error("A wrapped function threw", throw)),
    }
}

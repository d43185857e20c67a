//! Errors with a code, as Node makes them.

use roundelay::vm::error::ErrorKind;
use roundelay::vm::heap::{Object, Value};
use roundelay::vm::realm::{METHOD, WEB_IDL};
use roundelay::vm::{Agent, PropertyDescriptor, PropertyKey, Throw};

use crate::formatting;
use crate::library;

/// The classes that Node's own errors have.
pub(crate) type ErrorClass = ErrorKind;

/// A throw of an error such as `TypeError [ERR_X]: message`.
#[cold]
pub(crate) fn coded_error(agent: &mut Agent, class: ErrorClass, code: &str, message: &str) -> Throw {
    let error = agent.new_error(class, message);
    add_code(agent, error, code);
    Throw(Value::from(error))
}

/// Gives an error a `code`, which its stack mentions.
pub(crate) fn add_code(agent: &mut Agent, error: Object, code: &str) {
    let text = agent.format_stack(error);
    let name = text.find([':', '\n']).unwrap_or(text.len());
    let text = format!("{} [{code}]{}", &text[..name], &text[name..]);
    let value = Value::from(agent.string(&text));
    let key = PropertyKey::from(agent.names.stack);
    let defined = agent.define_own_property(error, key, &PropertyDescriptor::data(value, METHOD));
    debug_assert!(defined.is_ok());
    let value = Value::from(agent.string(code));
    let key = PropertyKey::from(agent.atom("code"));
    let defined = agent.define_own_property(error, key, &PropertyDescriptor::data(value, WEB_IDL));
    debug_assert!(defined.is_ok());
}

/// Throws unless the value can be called.
pub(crate) fn check_callback(agent: &mut Agent, value: Value, name: &str) -> Result<Object, Throw> {
    if let Some(function) = value.as_object().filter(|_| agent.is_callable(value)) {
        return Ok(function);
    }
    let received = describe_received(agent, value);
    let message = format!("The \"{name}\" argument must be of type function. {received}");
    Err(coded_error(agent, ErrorClass::TypeError, "ERR_INVALID_ARG_TYPE", &message))
}

/// How Node ends a message about an argument of the wrong type.
pub(crate) fn describe_received(agent: &mut Agent, value: Value) -> String {
    if value.is_nullish() {
        return format!("Received {}", if value.is_null() { "null" } else { "undefined" });
    }
    if let Some(object) = value.as_object() {
        let name = |agent: &mut Agent, object: Object| {
            let name = agent.get(object, agent.names.name).ok()?.as_string()?.to_rust_string();
            (!name.is_empty()).then_some(name)
        };
        if agent.is_callable(value) {
            let name = name(agent, object).unwrap_or_default();
            return format!("Received function {name}");
        }
        let constructor = agent.get(object, agent.names.constructor).ok().and_then(Value::as_object);
        if let Some(name) = constructor.and_then(|constructor| name(agent, constructor)) {
            return format!("Received an instance of {name}");
        }
        return "Received an object".to_owned();
    }
    let kind = agent.type_of(value).to_rust_string();
    let mut text = formatting::inspect_plain(agent, value);
    if text.chars().count() > 28 {
        text = text.chars().take(25).collect::<String>() + "...";
    }
    format!("Received type {kind} ({text})")
}

/// A throw of a new DOMException.
#[cold]
pub(crate) fn dom_exception(agent: &mut Agent, message: &str, name: &str) -> Throw {
    let class = library::export(agent, "dom_exception", "DOMException");
    let arguments = [Value::from(agent.string(message)), Value::from(agent.string(name))];
    let Some(class) = class.as_object() else { return agent.error(message) };
    match agent.construct(class, &arguments, class) {
        Ok(exception) => Throw(exception),
        Err(throw) => throw,
    }
}

/// The error class that an intrinsic prototype belongs to, for messages about rejections.
pub(crate) fn is_error(value: Value) -> bool {
    value.as_object().is_some_and(|object| object.kind() == roundelay::vm::Kind::Error)
}

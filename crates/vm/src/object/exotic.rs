//! Which objects are not ordinary (10.4, 10.5): the one dispatch of the reading and writing internal methods.
//!
//! `EXOTIC` is set on Proxy, ModuleNamespace, TypedArray, StringObject and mapped Arguments objects. The last two only
//! have more own properties than their tables say, which `find_own` knows; the others answer here.

use roundelay_heap::{Kind, Object, Value};

use super::{PropertyKey, namespace, proxy, typed_array};
use crate::agent::Agent;
use crate::error::Completion;

/// What an exotic internal method says.
pub(crate) enum Step<T> {
    /// The answer.
    Done(T),
    /// Go on as ordinary objects do.
    Ordinary,
}

/// `[[Get]]`
pub(crate) fn get(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    receiver: Value,
) -> Completion<Step<Value>> {
    Ok(match object.kind() {
        Kind::Proxy => Step::Done(proxy::get(agent, object, key, receiver)?),
        Kind::ModuleNamespace => Step::Done(namespace::get(agent, object, key)?),
        Kind::TypedArray if typed_array::is_numeric(agent, key) => {
            let value = key.as_index().and_then(|index| typed_array::get_element(agent, object, index));
            Step::Done(value.unwrap_or(Value::UNDEFINED))
        }
        _ => Step::Ordinary,
    })
}

/// `[[HasProperty]]`
pub(crate) fn has(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<Step<bool>> {
    Ok(match object.kind() {
        Kind::Proxy => Step::Done(proxy::has(agent, object, key)?),
        Kind::ModuleNamespace => Step::Done(namespace::has(agent, object, key)?),
        Kind::TypedArray if typed_array::is_numeric(agent, key) => {
            Step::Done(key.as_index().is_some_and(|index| typed_array::is_valid_index(object, index)))
        }
        _ => Step::Ordinary,
    })
}

/// `[[Set]]`; `receiver` is not necessarily `object`.
pub(crate) fn set(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    value: Value,
    receiver: Value,
) -> Completion<Step<bool>> {
    match object.kind() {
        Kind::Proxy => proxy::set(agent, object, key, value, receiver).map(Step::Done),
        Kind::ModuleNamespace if !key.is_private() => Ok(Step::Done(false)),
        Kind::TypedArray if typed_array::is_numeric(agent, key) => {
            // 10.4.5.5 TypedArray [[Set]]
            if receiver == Value::from(object) {
                return typed_array::set_element(agent, object, key, value).map(Step::Done);
            }
            let is_valid = key.as_index().is_some_and(|index| typed_array::is_valid_index(object, index));
            Ok(if is_valid { Step::Ordinary } else { Step::Done(true) })
        }
        _ => Ok(Step::Ordinary),
    }
}

//! `object[key]` beyond the dense fast path.

use roundelay_heap::{JsString, Kind, Object, Value};

use super::binding::strictness;
use super::{property, typed_element};
use crate::agent::Agent;
use crate::error::Completion;
use crate::object::{PropertyKey, ShouldThrow, typed_array};

/// `object[key]`
#[inline(never)]
pub(crate) fn get(agent: &mut Agent, object: Value, key: Value) -> Completion<Value> {
    if let Some(target) = object.as_object() {
        let key = match computed_key(agent, key)? {
            PropertyKey::Index(index) => return get_index(agent, target, index),
            key => key,
        };
        return match property::get_computed(agent, target, key) {
            Some(property) => property.value(agent, object),
            None => agent.get(target, key),
        };
    }
    if let (Some(string), Some(index)) = (object.as_string(), key.as_int())
        && index >= 0
        && (index as usize) < string.len()
    {
        return Ok(string_unit(agent, string, index as usize));
    }
    if object.is_nullish() {
        let text = agent.describe_key(key);
        let what = if object.is_null() { "null" } else { "undefined" };
        return Err(agent.type_error(format!("Cannot read properties of {what} (reading '{text}')")));
    }
    let key = agent.to_property_key(key)?;
    agent.get_v(object, key)
}

/// The one-unit string at an index.
fn string_unit(agent: &mut Agent, string: JsString, index: usize) -> Value {
    let string = if string.is_flat() { string } else { agent.flatten(string) };
    let unit = string.char_code_at(index).expect("the index is in range");
    Value::from(agent.heap.single_unit(unit))
}

/// 7.1.19 ToPropertyKey, in which atoms and numbers are what mostly comes.
#[inline(always)]
fn computed_key(agent: &mut Agent, key: Value) -> Completion<PropertyKey> {
    if let Some(index) = PropertyKey::from_number_value(key) {
        return Ok(index);
    }
    match key.as_string() {
        Some(string) if string.is_atom() && !string.is_index_atom() => Ok(PropertyKey::String(string)),
        _ => agent.to_property_key(key),
    }
}

/// An element that the dispatch loop did not find: that of a double, of a typed array, or a hole.
fn get_index(agent: &mut Agent, object: Object, index: u32) -> Completion<Value> {
    if object.kind() == Kind::TypedArray {
        // SAFETY: it is a typed array.
        let value = unsafe { typed_element::get(Value::from(object), index) };
        if !value.is_empty() {
            return Ok(value);
        }
        if let Some(value) = typed_array::get_element(agent, object, index) {
            return Ok(value);
        }
    }
    match object.elements().and_then(|elements| elements.try_get(index as usize)) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => agent.get(object, PropertyKey::Index(index)),
    }
}

/// `object[key] = value`
#[inline(never)]
pub(crate) fn set(agent: &mut Agent, object: Value, key: Value, value: Value) -> Completion<()> {
    let strict = strictness(agent);
    if let Some(target) = object.as_object() {
        let key = computed_key(agent, key)?;
        let is_done = match key {
            PropertyKey::Index(_) if target.kind() == Kind::TypedArray => {
                typed_array::set_element(agent, target, key, value)?
            }
            PropertyKey::Index(index) => agent.store_plain_index(target, index, value),
            _ => property::set_computed(agent, target, key, value),
        };
        return if is_done { Ok(()) } else { agent.set(target, key, value, strict) };
    }
    if object.is_nullish() {
        let text = agent.describe_key(key);
        let what = if object.is_null() { "null" } else { "undefined" };
        return Err(agent.type_error(format!("Cannot set properties of {what} (setting '{text}')")));
    }
    let key = agent.to_property_key(key)?;
    agent.set_v(object, key, value, strict)
}

/// `delete object[key]`
#[inline(never)]
pub(crate) fn delete(agent: &mut Agent, object: Value, key: Value) -> Completion<bool> {
    if object.is_nullish() {
        let text = agent.describe_key(key);
        return Err(
            agent.type_error(format!("Cannot convert undefined or null to object (deleting '{text}')"))
        );
    }
    let target = agent.to_object(object)?;
    let key = agent.to_property_key(key)?;
    let deleted = agent.delete_property(target, key)?;
    if !deleted && strictness(agent) == ShouldThrow::Yes {
        let (text, what) = (key.display(), agent.describe_object(target));
        return Err(agent.type_error(format!("Cannot delete property '{text}' of {what}")));
    }
    Ok(deleted)
}

/// `key in object`
#[inline(never)]
pub(crate) fn has(agent: &mut Agent, key: Value, object: Value) -> Completion<bool> {
    let Some(target) = object.as_object() else {
        let (key, object) = (agent.describe_key(key), agent.describe(object));
        return Err(agent.type_error(format!("Cannot use 'in' operator to search for '{key}' in {object}")));
    };
    let key = agent.to_property_key(key)?;
    agent.has_property(target, key)
}

/// `{ [key]: value }` and public fields with computed names.
#[inline(never)]
pub(crate) fn define(agent: &mut Agent, object: Value, key: Value, value: Value) -> Completion<()> {
    let object = object.as_object().expect("fields are defined on objects");
    let key = agent.to_property_key(key)?;
    agent.create_data_property_or_throw(object, key, value).map(|_| ())
}

/// 7.1.19 ToPropertyKey as a value that `GetElement` and the like take.
#[inline(never)]
pub(crate) fn key_value(agent: &mut Agent, value: Value) -> Completion<Value> {
    let key = agent.to_property_key(value)?;
    Ok(match key {
        PropertyKey::Index(index) => Value::uint(index),
        PropertyKey::String(atom) => Value::from(atom),
        PropertyKey::Symbol(symbol) => Value::from(symbol),
    })
}

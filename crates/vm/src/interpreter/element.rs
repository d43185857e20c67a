//! `object[key]` beyond the dense fast path.

use roundelay_heap::{JsString, Kind, Object, ObjectFlags, Value};

use super::binding::strictness;
use crate::agent::Agent;
use crate::error::Completion;
use crate::object::shape::ShapeId;
use crate::object::{PropertyKey, ShouldThrow, attributes, typed_array};

/// `object[key]`
#[inline(never)]
pub(crate) fn get(agent: &mut Agent, object: Value, key: Value) -> Completion<Value> {
    if let Some(target) = object.as_object() {
        if let Some(PropertyKey::Index(index)) = PropertyKey::from_number_value(key) {
            if target.kind() == Kind::TypedArray
                && let Some(value) = typed_array::get_element(agent, target, index)
            {
                return Ok(value);
            }
            return agent.get(target, PropertyKey::Index(index));
        }
        let key = match key.as_string() {
            Some(string) if string.is_atom() && !string.is_index_atom() => PropertyKey::String(string),
            _ => agent.to_property_key(key)?,
        };
        return get_named(agent, target, key);
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

/// A property by a computed name: through the cache that all sites share.
fn get_named(agent: &mut Agent, object: Object, key: PropertyKey) -> Completion<Value> {
    if object.has_flag(ObjectFlags::EXOTIC | ObjectFlags::LAZY) {
        return agent.get(object, key);
    }
    if let Some((slot, flags)) = agent.shapes.lookup(ShapeId::of(object), key)
        && flags & attributes::ACCESSOR == 0
    {
        let value = object.property_slot(slot as usize);
        if !value.is_internal() {
            return Ok(value);
        }
    }
    agent.get(object, key)
}

/// `object[key] = value`
#[inline(never)]
pub(crate) fn set(agent: &mut Agent, object: Value, key: Value, value: Value) -> Completion<()> {
    let strict = strictness(agent);
    if let Some(target) = object.as_object() {
        if let Some(PropertyKey::Index(index)) = PropertyKey::from_number_value(key) {
            if target.kind() == Kind::TypedArray {
                if typed_array::set_element(agent, target, PropertyKey::Index(index), value)? {
                    return Ok(());
                }
            } else if agent.store_plain_index(target, index, value) {
                return Ok(());
            }
            return agent.set(target, PropertyKey::Index(index), value, strict).map(|_| ());
        }
        let key = match key.as_string() {
            Some(string) if string.is_atom() && !string.is_index_atom() => PropertyKey::String(string),
            _ => agent.to_property_key(key)?,
        };
        return agent.set(target, key, value, strict).map(|_| ());
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

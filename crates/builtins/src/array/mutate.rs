//! 23.1.3 methods that change an array in place: push, pop, shift, unshift, reverse, fill, copyWithin.

use roundelay_vm::object::array;
use roundelay_vm::{Agent, Arguments, Completion, Object, Record, Value};

use super::{
    MAX_LENGTH, full_elements, get_if_present, get_index, key, move_property, plain, set_index, set_length,
    store_length,
};
use crate::intrinsics::this_object;

/// Elements are given back when less than this part of them is in use.
const SHRINK_FACTOR: usize = 4;
/// Fewer elements are not worth giving back.
const LEAST_SHRUNK: usize = 64;
/// Taking elements off the front of a longer array does not move the others.
const LONG: usize = 256;

/// 23.1.3.23 Array.prototype.push ( ...items )
/// <https://tc39.es/ecma262/#sec-array.prototype.push>
pub(super) fn push(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(array) = plain(agent, arguments.this) {
        let length = array::length(array);
        if (u32::MAX - length) as usize > arguments.len() {
            for &value in arguments.values {
                agent.array_append(array, value);
            }
            return Ok(array.internal(array::ARRAY_LENGTH));
        }
    }
    let object = this_object(agent, arguments.this, "Array.prototype.push")?;
    let length = agent.length_of_array_like(object)?;
    let count = arguments.len() as u64;
    if length + count > MAX_LENGTH {
        return Err(agent.type_error(format!(
            "Pushing {count} elements on an array-like of length {length} is disallowed by ECMA-262"
        )));
    }
    for (index, &value) in arguments.values.iter().enumerate() {
        set_index(agent, object, length + index as u64, value)?;
    }
    set_length(agent, object, length + count)?;
    Ok(Value::number((length + count) as f64))
}

/// 23.1.3.22 Array.prototype.pop ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.pop>
pub(super) fn pop(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(array) = plain(agent, arguments.this) {
        return Ok(pop_plain(agent, array));
    }
    let object = this_object(agent, arguments.this, "Array.prototype.pop")?;
    let length = agent.length_of_array_like(object)?;
    if length == 0 {
        set_length(agent, object, 0)?;
        return Ok(Value::UNDEFINED);
    }
    let key = key(agent, length - 1);
    let value = agent.get(object, key)?;
    agent.delete_property_or_throw(object, key)?;
    set_length(agent, object, length - 1)?;
    Ok(value)
}

pub(super) fn pop_plain(agent: &mut Agent, array: Object) -> Value {
    let length = array::length(array) as usize;
    if length == 0 {
        return Value::UNDEFINED;
    }
    let value = super::element(array, length - 1);
    if let Some(elements) = array.elements() {
        if length <= elements.count() {
            elements.set(length - 1, Value::EMPTY);
        }
        if elements.count() > LEAST_SHRUNK && length * SHRINK_FACTOR < elements.count() {
            let shorter = agent.heap.try_shrink_record(elements, length * 2);
            array.set_elements(Some(shorter.unwrap_or(elements)));
        }
    }
    store_length(array, length - 1);
    value
}

/// 23.1.3.27 Array.prototype.shift ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.shift>
pub(super) fn shift(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(value) = plain(agent, arguments.this).and_then(|array| shift_plain(agent, array)) {
        return Ok(value);
    }
    let object = this_object(agent, arguments.this, "Array.prototype.shift")?;
    let length = agent.length_of_array_like(object)?;
    if length == 0 {
        set_length(agent, object, 0)?;
        return Ok(Value::UNDEFINED);
    }
    let first = get_index(agent, object, 0)?;
    for index in 1..length {
        agent.poll()?;
        move_property(agent, object, index, index - 1)?;
    }
    let last = key(agent, length - 1);
    agent.delete_property_or_throw(object, last)?;
    set_length(agent, object, length - 1)?;
    Ok(first)
}

/// `None` if the array has too many holes at its end.
pub(super) fn shift_plain(agent: &mut Agent, array: Object) -> Option<Value> {
    let elements = full_elements(agent, array)?;
    let length = array::length(array) as usize;
    if length <= 1 {
        return Some(pop_plain(agent, array));
    }
    let value = super::element(array, 0);
    drop_front(agent, array, elements, (length, 1));
    store_length(array, length - 1);
    Some(value)
}

/// Takes elements off the front of an array with at least `length` elements; the caller stores the length.
pub(super) fn drop_front(
    agent: &mut Agent,
    array: Object,
    elements: Record,
    (length, count): (usize, usize),
) {
    if length >= LONG
        && let Ok(rest) = agent.heap.drop_front(elements, count)
    {
        return array.set_elements(Some(rest));
    }
    elements.copy_range(0, elements, count, length - count);
    elements.fill(length - count, count, Value::EMPTY);
}

/// 23.1.3.37 Array.prototype.unshift ( ...items )
/// <https://tc39.es/ecma262/#sec-array.prototype.unshift>
pub(super) fn unshift(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let count = arguments.len();
    if let Some(array) = plain(agent, arguments.this)
        && let Some(elements) = full_elements(agent, array)
    {
        let length = array::length(array) as usize;
        if count > 0 && length + count < u32::MAX as usize {
            let elements = if elements.count() < length + count {
                agent.reserve_elements(array, (length + count) * 3 / 2 + 4)
            } else {
                elements
            };
            elements.copy_range(count, elements, 0, length);
            elements.copy_from(0, arguments.values);
            store_length(array, length + count);
        }
        if length + count < u32::MAX as usize {
            return Ok(Value::length(length + count));
        }
    }
    let object = this_object(agent, arguments.this, "Array.prototype.unshift")?;
    let length = agent.length_of_array_like(object)?;
    let count = count as u64;
    if count > 0 {
        if length + count > MAX_LENGTH {
            return Err(agent.type_error("Invalid array length"));
        }
        for index in (0..length).rev() {
            agent.poll()?;
            move_property(agent, object, index, index + count)?;
        }
        for (index, &value) in arguments.values.iter().enumerate() {
            set_index(agent, object, index as u64, value)?;
        }
    }
    set_length(agent, object, length + count)?;
    Ok(Value::number((length + count) as f64))
}

/// 23.1.3.26 Array.prototype.reverse ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.reverse>
pub(super) fn reverse(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(array) = plain(agent, arguments.this)
        && let Some(elements) = full_elements(agent, array)
    {
        let length = array::length(array) as usize;
        for low in 0..length / 2 {
            let high = length - 1 - low;
            let value = elements.get(low);
            elements.set(low, elements.get(high));
            elements.set(high, value);
        }
        return Ok(arguments.this);
    }
    let object = this_object(agent, arguments.this, "Array.prototype.reverse")?;
    let length = agent.length_of_array_like(object)?;
    for low in 0..length / 2 {
        agent.poll()?;
        swap(agent, object, low, length - 1 - low)?;
    }
    Ok(Value::from(object))
}

fn swap(agent: &mut Agent, object: Object, low: u64, high: u64) -> Completion<()> {
    let low_value = get_if_present(agent, object, low)?;
    let high_value = get_if_present(agent, object, high)?;
    match (low_value, high_value) {
        (Some(low_value), Some(high_value)) => {
            set_index(agent, object, low, high_value)?;
            set_index(agent, object, high, low_value)
        }
        (None, Some(high_value)) => {
            set_index(agent, object, low, high_value)?;
            let high = key(agent, high);
            agent.delete_property_or_throw(object, high)
        }
        (Some(low_value), None) => {
            let low = key(agent, low);
            agent.delete_property_or_throw(object, low)?;
            set_index(agent, object, high, low_value)
        }
        (None, None) => Ok(()),
    }
}

/// 23.1.3.7 Array.prototype.fill ( value \[ , start \[ , end ] ] )
/// <https://tc39.es/ecma262/#sec-array.prototype.fill>
pub(super) fn fill(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.fill")?;
    let length = agent.length_of_array_like(object)?;
    let value = arguments.at(0);
    let start = agent.to_relative_index(arguments.at(1), length, 0)?;
    let end = agent.to_relative_index(arguments.at(2), length, length)?;
    // The conversions may have changed the array.
    if let Some(array) = plain(agent, arguments.this)
        && u64::from(array::length(array)) == length
        && length <= 1 << 26
    {
        if start < end {
            let elements = agent.reserve_elements(array, length as usize);
            elements.fill(start as usize, (end - start) as usize, value);
        }
        return Ok(arguments.this);
    }
    for index in start..end {
        agent.poll()?;
        set_index(agent, object, index, value)?;
    }
    Ok(Value::from(object))
}

/// 23.1.3.4 Array.prototype.copyWithin ( target, start \[ , end ] )
/// <https://tc39.es/ecma262/#sec-array.prototype.copywithin>
pub(super) fn copy_within(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.copyWithin")?;
    let length = agent.length_of_array_like(object)?;
    let to = agent.to_relative_index(arguments.at(0), length, 0)?;
    let from = agent.to_relative_index(arguments.at(1), length, 0)?;
    let end = agent.to_relative_index(arguments.at(2), length, length)?;
    let count = end.saturating_sub(from).min(length - to);
    if let Some(array) = plain(agent, arguments.this)
        && u64::from(array::length(array)) == length
        && let Some(elements) = full_elements(agent, array)
    {
        elements.copy_range(to as usize, elements, from as usize, count as usize);
        return Ok(arguments.this);
    }
    let is_backward = from < to && to < from + count;
    for step in 0..count {
        agent.poll()?;
        let offset = if is_backward { count - 1 - step } else { step };
        move_property(agent, object, from + offset, to + offset)?;
    }
    Ok(Value::from(object))
}

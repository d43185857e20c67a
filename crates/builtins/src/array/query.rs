//! 23.1.3 methods that look values up: at, indexOf, lastIndexOf, includes.

use roundelay_vm::object::array;
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::{element, get_if_present, get_index, plain};
use crate::intrinsics::this_object;

/// 23.1.3.1 Array.prototype.at ( index )
/// <https://tc39.es/ecma262/#sec-array.prototype.at>
pub(super) fn at(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let (Some(array), Some(index)) = (plain(agent, arguments.this), arguments.at(0).as_int()) {
        let length = i64::from(array::length(array));
        let index = if index < 0 { length + i64::from(index) } else { i64::from(index) };
        return Ok(if index >= 0 && index < length {
            element(array, index as usize)
        } else {
            Value::UNDEFINED
        });
    }
    let object = this_object(agent, arguments.this, "Array.prototype.at")?;
    let length = agent.length_of_array_like(object)? as f64;
    let relative = agent.to_integer_or_infinity(arguments.at(0))?;
    let index = if relative < 0.0 { length + relative } else { relative };
    if index < 0.0 || index >= length {
        return Ok(Value::UNDEFINED);
    }
    get_index(agent, object, index as u64)
}

/// A value that is looked for with IsStrictlyEqual or SameValueZero, sorted by how it compares.
enum Wanted {
    Number(f64),
    Text(Value),
    /// Equal when the bits are.
    Identity(Value),
}

impl Wanted {
    fn new(value: Value) -> Self {
        match value.as_number() {
            Some(number) => Self::Number(number),
            None if value.is_string() || value.is_bigint() => Self::Text(value),
            None => Self::Identity(value),
        }
    }

    fn position(&self, agent: &Agent, mut values: impl Iterator<Item = Value>) -> Option<usize> {
        match *self {
            Self::Number(wanted) => values.position(|value| value.as_number() == Some(wanted)),
            Self::Text(wanted) => values.position(|value| agent.strict_equals(value, wanted)),
            Self::Identity(wanted) => values.position(|value| value == wanted),
        }
    }
}

/// 23.1.3.17 Array.prototype.indexOf ( searchElement \[ , fromIndex ] )
/// <https://tc39.es/ecma262/#sec-array.prototype.indexof>
pub(super) fn index_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    const NOT_FOUND: Value = Value::int(-1);
    let object = this_object(agent, arguments.this, "Array.prototype.indexOf")?;
    let length = agent.length_of_array_like(object)?;
    if length == 0 {
        return Ok(NOT_FOUND);
    }
    let wanted = arguments.at(0);
    let start = agent.to_relative_index(arguments.at(1), length, 0)?;
    if let Some(array) = plain(agent, arguments.this) {
        let Some(elements) = array.elements() else { return Ok(NOT_FOUND) };
        let end = elements.count().min(length as usize).min(array::length(array) as usize);
        let start = (start as usize).min(end);
        let found = Wanted::new(wanted).position(agent, elements.values()[start..end].iter().copied());
        return Ok(found.map_or(NOT_FOUND, |offset| Value::length(start + offset)));
    }
    for index in start..length {
        agent.poll()?;
        if let Some(value) = get_if_present(agent, object, index)?
            && agent.strict_equals(value, wanted)
        {
            return Ok(Value::number(index as f64));
        }
    }
    Ok(NOT_FOUND)
}

/// 23.1.3.20 Array.prototype.lastIndexOf ( searchElement \[ , fromIndex ] )
/// <https://tc39.es/ecma262/#sec-array.prototype.lastindexof>
pub(super) fn last_index_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    const NOT_FOUND: Value = Value::int(-1);
    let object = this_object(agent, arguments.this, "Array.prototype.lastIndexOf")?;
    let length = agent.length_of_array_like(object)?;
    if length == 0 {
        return Ok(NOT_FOUND);
    }
    let wanted = arguments.at(0);
    let from = if arguments.len() > 1 {
        agent.to_integer_or_infinity(arguments.at(1))?
    } else {
        length as f64 - 1.0
    };
    let last = if from < 0.0 { length as f64 + from } else { from.min(length as f64 - 1.0) };
    if last < 0.0 {
        return Ok(NOT_FOUND);
    }
    let end = last as u64 + 1;
    if let Some(array) = plain(agent, arguments.this) {
        let Some(elements) = array.elements() else { return Ok(NOT_FOUND) };
        let end = elements.count().min(end as usize).min(array::length(array) as usize);
        let found = Wanted::new(wanted).position(agent, elements.values()[..end].iter().rev().copied());
        return Ok(found.map_or(NOT_FOUND, |offset| Value::length(end - 1 - offset)));
    }
    for index in (0..end).rev() {
        agent.poll()?;
        if let Some(value) = get_if_present(agent, object, index)?
            && agent.strict_equals(value, wanted)
        {
            return Ok(Value::number(index as f64));
        }
    }
    Ok(NOT_FOUND)
}

/// 23.1.3.16 Array.prototype.includes ( searchElement \[ , fromIndex ] )
/// <https://tc39.es/ecma262/#sec-array.prototype.includes>
pub(super) fn includes(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.includes")?;
    let length = agent.length_of_array_like(object)?;
    if length == 0 {
        return Ok(Value::FALSE);
    }
    let wanted = arguments.at(0);
    let start = agent.to_relative_index(arguments.at(1), length, 0)?;
    if let Some(array) = plain(agent, arguments.this) {
        return Ok(Value::from(includes_plain(agent, array, wanted, start as usize, length as usize)));
    }
    for index in start..length {
        agent.poll()?;
        let value = get_index(agent, object, index)?;
        if agent.same_value_zero(value, wanted) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn includes_plain(
    agent: &Agent,
    array: roundelay_vm::Object,
    wanted: Value,
    start: usize,
    length: usize,
) -> bool {
    let elements = array.elements();
    let available = elements.map_or(0, |elements| elements.count()).min(array::length(array) as usize);
    let end = available.min(length);
    // Beyond the elements there are only holes.
    if wanted.is_undefined() && end < length && start < length {
        return true;
    }
    let Some(elements) = elements else { return false };
    let values = &elements.values()[start.min(end)..end];
    if wanted.is_undefined() {
        return values.iter().any(|value| value.is_undefined() || value.is_empty());
    }
    if wanted.as_number().is_some_and(f64::is_nan) {
        return values.iter().any(|value| value.as_double().is_some_and(f64::is_nan));
    }
    Wanted::new(wanted).position(agent, values.iter().copied()).is_some()
}

//! 23.2.3 accessors and methods that look values up.
//!
//! Whether an array is in bounds is asked again after every conversion, for it may run program code.

use roundelay_vm::object::typed_array::{self, checked_length, element_type, raw_byte_offset};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::{as_typed_array, get, validate};
use crate::array_iterator::create_for_typed_array;

fn this_array(agent: &mut Agent, this: Value, accessor: &str) -> Completion<Object> {
    match as_typed_array(this) {
        Some(array) => Ok(array),
        None => Err(crate::map::incompatible(agent, this, "%TypedArray%", accessor)),
    }
}

/// 23.2.3.2 get %TypedArray%.prototype.buffer
/// <https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.buffer>
pub(super) fn buffer(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_array(agent, arguments.this, "buffer")?;
    Ok(Value::from(typed_array::buffer(array)))
}

/// 23.2.3.3 get %TypedArray%.prototype.byteLength
/// <https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.bytelength>
pub(super) fn byte_length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_array(agent, arguments.this, "byteLength")?;
    Ok(Value::length(typed_array::length(array) * element_type(array).size()))
}

/// 23.2.3.4 get %TypedArray%.prototype.byteOffset
/// <https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.byteoffset>
pub(super) fn byte_offset(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_array(agent, arguments.this, "byteOffset")?;
    let offset = if checked_length(array).is_some() { raw_byte_offset(array) } else { 0 };
    Ok(Value::length(offset))
}

/// 23.2.3.21 get %TypedArray%.prototype.length
/// <https://tc39.es/ecma262/#sec-get-%typedarray%.prototype.length>
pub(super) fn length(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_array(agent, arguments.this, "length")?;
    Ok(Value::length(typed_array::length(array)))
}

/// 23.2.3.38 get %TypedArray%.prototype \[ %Symbol.toStringTag% ]
/// <https://tc39.es/ecma262/#sec-get-%typedarray%.prototype-%symbol.tostringtag%>
pub(super) fn to_string_tag(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(match as_typed_array(arguments.this) {
        Some(array) => Value::from(agent.atom(element_type(array).constructor_name())),
        None => Value::UNDEFINED,
    })
}

/// 23.2.3.35 %TypedArray%.prototype.values ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.values>
pub(super) fn values(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    validate(agent, arguments.this, "%TypedArray%.prototype.values")?;
    create_for_typed_array(agent, arguments.this, 1)
}

/// 23.2.3.19 %TypedArray%.prototype.keys ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.keys>
pub(super) fn keys(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    validate(agent, arguments.this, "%TypedArray%.prototype.keys")?;
    create_for_typed_array(agent, arguments.this, 0)
}

/// 23.2.3.7 %TypedArray%.prototype.entries ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.entries>
pub(super) fn entries(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    validate(agent, arguments.this, "%TypedArray%.prototype.entries")?;
    create_for_typed_array(agent, arguments.this, 2)
}

/// 23.2.3.1 %TypedArray%.prototype.at ( index )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.at>
pub(super) fn at(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.at")?;
    let relative = agent.to_integer_or_infinity(arguments.at(0))?;
    let index = if relative < 0.0 { length as f64 + relative } else { relative };
    if index < 0.0 || index >= length as f64 {
        return Ok(Value::UNDEFINED);
    }
    Ok(get(agent, array, index as usize))
}

/// 23.2.3.16 %TypedArray%.prototype.includes ( searchElement \[ , fromIndex ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.includes>
pub(super) fn includes(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.includes")?;
    if length == 0 {
        return Ok(Value::FALSE);
    }
    let wanted = arguments.at(0);
    let start = agent.to_relative_index(arguments.at(1), length as u64, 0)? as usize;
    for index in start..length {
        let value = get(agent, array, index);
        if agent.same_value_zero(value, wanted) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// 23.2.3.17 %TypedArray%.prototype.indexOf ( searchElement \[ , fromIndex ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.indexof>
pub(super) fn index_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.indexOf")?;
    if length == 0 {
        return Ok(Value::int(-1));
    }
    let start = agent.to_relative_index(arguments.at(1), length as u64, 0)? as usize;
    let found = (start..length).find(|&index| is_at(agent, array, index, arguments.at(0)));
    Ok(found.map_or(Value::int(-1), Value::length))
}

/// 23.2.3.20 %TypedArray%.prototype.lastIndexOf ( searchElement \[ , fromIndex ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.lastindexof>
pub(super) fn last_index_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.lastIndexOf")?;
    if length == 0 {
        return Ok(Value::int(-1));
    }
    let last = length as f64 - 1.0;
    let from = if arguments.len() > 1 { agent.to_integer_or_infinity(arguments.at(1))? } else { last };
    let from = if from < 0.0 { length as f64 + from } else { from.min(last) };
    if from < 0.0 {
        return Ok(Value::int(-1));
    }
    let found = (0..from as usize + 1).rev().find(|&index| is_at(agent, array, index, arguments.at(0)));
    Ok(found.map_or(Value::int(-1), Value::length))
}

/// Whether there is an element at an index that is strictly equal.
fn is_at(agent: &mut Agent, array: Object, index: usize, wanted: Value) -> bool {
    match typed_array::get_element(agent, array, index as u32) {
        Some(value) => agent.strict_equals(value, wanted),
        None => false,
    }
}

/// 23.2.3.18 %TypedArray%.prototype.join ( separator )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.join>
pub(super) fn join(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.join")?;
    let separator = match arguments.at(0) {
        separator if separator.is_undefined() => None,
        separator => Some(agent.to_string(separator)?),
    };
    crate::array::join::join_elements(agent, array, length as u64, separator)
}

/// 23.2.3.31 %TypedArray%.prototype.toLocaleString ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.tolocalestring>
pub(super) fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.toLocaleString")?;
    crate::array::join::locale_join(agent, array, length as u64, arguments)
}

//! 23.2.3 methods that change a typed array: copyWithin, fill, reverse, set.
//!
//! Whether an array is in bounds is asked again after every conversion, for it may run program code.

use roundelay_vm::object::PropertyKey;
use roundelay_vm::object::array_buffer;
use roundelay_vm::object::typed_array::{buffer, checked_length, element_type, raw_byte_offset};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::construct::{store, store_bits};
use super::copy::copy_elements;
use super::{as_typed_array, get, require_same_content, validate, validate_writable};
use crate::array_buffer::require_mutable;

/// 23.2.3.6 %TypedArray%.prototype.copyWithin ( target, start \[ , end ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.copywithin>
pub(super) fn copy_within(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let name = "%TypedArray%.prototype.copyWithin";
    let (array, length) = validate_writable(agent, arguments.this, name)?;
    let to = agent.to_relative_index(arguments.at(0), length as u64, 0)? as usize;
    let from = agent.to_relative_index(arguments.at(1), length as u64, 0)? as usize;
    let end = agent.to_relative_index(arguments.at(2), length as u64, length as u64)? as usize;
    let count = end.saturating_sub(from).min(length - to);
    if count > 0 {
        // The conversions may have shrunk the array.
        let (_, length) = validate(agent, arguments.this, name)?;
        let count = count.min(length.saturating_sub(from)).min(length.saturating_sub(to));
        if count > 0 {
            copy_elements(agent, (array, to), (array, from), count)?;
        }
    }
    Ok(arguments.this)
}

/// 23.2.3.9 %TypedArray%.prototype.fill ( value \[ , start \[ , end ] ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.fill>
pub(super) fn fill(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let name = "%TypedArray%.prototype.fill";
    let (array, length) = validate_writable(agent, arguments.this, name)?;
    let element_type = element_type(array);
    let bits = agent.to_element_bits(element_type, arguments.at(0))?;
    let start = agent.to_relative_index(arguments.at(1), length as u64, 0)? as usize;
    let end = agent.to_relative_index(arguments.at(2), length as u64, length as u64)? as usize;
    let (_, length) = validate(agent, arguments.this, name)?;
    let end = end.min(length);
    if start >= end {
        return Ok(arguments.this);
    }
    if let Some(bytes) = array_buffer::data(buffer(array)) {
        let (offset, size) = (raw_byte_offset(array), element_type.size());
        if size == 1 {
            bytes.fill(offset + start, end - start, bits as u8);
        } else {
            for index in start..end {
                element_type.write(bytes, offset + index * size, bits);
            }
        }
    }
    Ok(arguments.this)
}

/// 23.2.3.24 %TypedArray%.prototype.reverse ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.reverse>
pub(super) fn reverse(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate_writable(agent, arguments.this, "%TypedArray%.prototype.reverse")?;
    for low in 0..length / 2 {
        let high = length - 1 - low;
        let (a, b) = (get(agent, array, low), get(agent, array, high));
        store(agent, array, low, b)?;
        store(agent, array, high, a)?;
    }
    Ok(arguments.this)
}

/// 23.2.3.26 %TypedArray%.prototype.set ( source \[ , offset ] )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.set>
pub(super) fn set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(target) = as_typed_array(arguments.this) else {
        return Err(agent.type_error("this is not a typed array."));
    };
    require_mutable(agent, buffer(target), "%TypedArray%.prototype.set")?;
    let offset = agent.to_integer_or_infinity(arguments.at(1))?;
    if offset < 0.0 {
        return Err(agent.range_error("offset is out of bounds"));
    }
    match as_typed_array(arguments.at(0)) {
        Some(source) => set_from_typed_array(agent, target, offset, source)?,
        None => set_from_array_like(agent, target, offset, arguments.at(0))?,
    }
    Ok(Value::UNDEFINED)
}

fn target_length(agent: &mut Agent, target: Object) -> Completion<usize> {
    match checked_length(target) {
        Some(length) => Ok(length),
        None => Err(agent.type_error("Cannot perform %TypedArray%.prototype.set on a detached ArrayBuffer")),
    }
}

fn require_room(
    agent: &mut Agent,
    target_length: usize,
    offset: f64,
    source_length: f64,
) -> Completion<usize> {
    if offset + source_length > target_length as f64 {
        return Err(agent.range_error("offset is out of bounds"));
    }
    Ok(offset as usize)
}

/// 23.2.3.26.1 SetTypedArrayFromTypedArray ( target, targetOffset, source )
/// <https://tc39.es/ecma262/#sec-settypedarrayfromtypedarray>
fn set_from_typed_array(agent: &mut Agent, target: Object, offset: f64, source: Object) -> Completion<()> {
    let length = target_length(agent, target)?;
    let source_length = target_length(agent, source)?;
    require_same_content(agent, target, source)?;
    let offset = require_room(agent, length, offset, source_length as f64)?;
    copy_elements(agent, (target, offset), (source, 0), source_length)
}

/// 23.2.3.26.2 SetTypedArrayFromArrayLike ( target, targetOffset, source )
/// <https://tc39.es/ecma262/#sec-settypedarrayfromarraylike>
fn set_from_array_like(agent: &mut Agent, target: Object, offset: f64, source: Value) -> Completion<()> {
    let length = target_length(agent, target)?;
    let source = agent.to_object(source)?;
    let source_length = agent.length_of_array_like(source)?;
    let offset = require_room(agent, length, offset, source_length as f64)?;
    let element_type = element_type(target);
    for index in 0..source_length {
        agent.poll()?;
        let key = PropertyKey::from_integer(agent, index);
        let value = agent.get(source, key)?;
        let bits = agent.to_element_bits(element_type, value)?;
        store_bits(target, offset + index as usize, bits);
    }
    Ok(())
}

//! 23.2.3 methods that make another typed array: slice, subarray, toReversed, with.
//!
//! Whether an array is in bounds is asked again after every conversion, for it may run program code.

use roundelay_vm::object::array_buffer::{self, DataBlock};
use roundelay_vm::object::typed_array::{
    self, buffer, checked_length, element_type, is_length_tracking, raw_byte_offset,
};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::construct::{store, store_bits};
use super::{
    as_typed_array, create_same_type, get, require_same_content, species_constructor, species_create,
    validate,
};

/// Copies elements between typed arrays whose content types are the same; both ranges are in bounds. Elements that
/// overlap are copied as if through a copy of the source.
pub(super) fn copy_elements(
    agent: &mut Agent,
    (target, to): (Object, usize),
    (source, from): (Object, usize),
    count: usize,
) -> Completion<()> {
    let (target_type, source_type) = (element_type(target), element_type(source));
    let (Some(target_bytes), Some(source_bytes)) =
        (array_buffer::data(buffer(target)), array_buffer::data(buffer(source)))
    else {
        return Ok(());
    };
    let start = raw_byte_offset(source) + from * source_type.size();
    let target_start = raw_byte_offset(target) + to * target_type.size();
    if target_type == source_type {
        target_bytes.copy_range(target_start, source_bytes, start, count * source_type.size());
        return Ok(());
    }
    let size = count * source_type.size();
    let (bytes, start) = if target_bytes == source_bytes {
        let copy = DataBlock::Own(agent.heap.alloc_bytes(size));
        copy.copy_range(0, source_bytes, start, size);
        (copy, 0)
    } else {
        (source_bytes, start)
    };
    for index in 0..count {
        agent.poll()?;
        let value = source_type.read(agent, bytes, start + index * source_type.size());
        let bits = agent.to_element_bits(target_type, value)?;
        store_bits(target, to + index, bits);
    }
    Ok(())
}

/// 23.2.3.27 %TypedArray%.prototype.slice ( start, end )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.slice>
pub(super) fn slice(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.slice")?;
    let start = agent.to_relative_index(arguments.at(0), length as u64, 0)? as usize;
    let end = agent.to_relative_index(arguments.at(1), length as u64, length as u64)? as usize;
    let count = end.saturating_sub(start);
    let created = species_create(agent, array, count)?;
    if count == 0 {
        return Ok(Value::from(created));
    }
    let (_, length) = validate(agent, arguments.this, "%TypedArray%.prototype.slice")?;
    let end = end.min(length);
    let count = end.saturating_sub(start).min(typed_array::length(created));
    if element_type(created) == element_type(array) {
        copy_bytes_forward(created, (array, start), count);
        return Ok(Value::from(created));
    }
    for offset in 0..count {
        agent.poll()?;
        let value = get(agent, array, start + offset);
        store(agent, created, offset, value)?;
    }
    Ok(Value::from(created))
}

/// Copies byte by byte: a species constructor may give a view of the same buffer.
fn copy_bytes_forward(target: Object, (source, from): (Object, usize), count: usize) {
    let (Some(target_bytes), Some(source_bytes)) =
        (array_buffer::data(buffer(target)), array_buffer::data(buffer(source)))
    else {
        return;
    };
    let size = element_type(source).size();
    let (to, from) = (raw_byte_offset(target), raw_byte_offset(source) + from * size);
    if target_bytes != source_bytes {
        target_bytes.copy_range(to, source_bytes, from, count * size);
        return;
    }
    for offset in 0..count * size {
        target_bytes.write(to + offset, 1, u64::from(source_bytes.get(from + offset)));
    }
}

/// 23.2.3.30 %TypedArray%.prototype.subarray ( start, end )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.subarray>
pub(super) fn subarray(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(array) = as_typed_array(arguments.this) else {
        return Err(agent.type_error("this is not a typed array."));
    };
    let length = typed_array::length(array) as u64;
    let start = agent.to_relative_index(arguments.at(0), length, 0)?;
    let is_tracking = is_length_tracking(array) && arguments.at(1).is_undefined();
    let end = agent.to_relative_index(arguments.at(1), length, length)?;
    let offset = raw_byte_offset(array) + start as usize * element_type(array).size();
    let list =
        [Value::from(buffer(array)), Value::length(offset), Value::number(end.saturating_sub(start) as f64)];
    let list = if is_tracking { &list[..2] } else { &list[..] };
    let constructor = species_constructor(agent, array)?;
    let created = agent.construct(constructor, list, constructor)?;
    let (created, _) = validate(agent, created, "%TypedArray%.prototype.subarray")?;
    require_same_content(agent, array, created)?;
    Ok(Value::from(created))
}

/// 23.2.3.32 %TypedArray%.prototype.toReversed ( )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.toreversed>
pub(super) fn to_reversed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.toReversed")?;
    let created = create_same_type(agent, array, length)?;
    for index in 0..length {
        let value = get(agent, array, length - 1 - index);
        store(agent, created, index, value)?;
    }
    Ok(Value::from(created))
}

/// 23.2.3.36 %TypedArray%.prototype.with ( index, value )
/// <https://tc39.es/ecma262/#sec-%typedarray%.prototype.with>
pub(super) fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = validate(agent, arguments.this, "%TypedArray%.prototype.with")?;
    let relative = agent.to_integer_or_infinity(arguments.at(0))?;
    let actual = if relative >= 0.0 { relative } else { length as f64 + relative };
    let value = if element_type(array).is_bigint() {
        Value::from(agent.to_bigint(arguments.at(1))?)
    } else {
        Value::number(agent.to_number(arguments.at(1))?)
    };
    let is_valid = checked_length(array).is_some_and(|length| actual >= 0.0 && actual < length as f64);
    if !is_valid {
        return Err(agent.range_error("Invalid typed array index"));
    }
    let created = create_same_type(agent, array, length)?;
    for index in 0..length {
        let value = if index == actual as usize { value } else { get(agent, array, index) };
        store(agent, created, index, value)?;
    }
    Ok(Value::from(created))
}

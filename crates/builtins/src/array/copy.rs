//! 23.1.3 methods that make another array: concat, slice, flat, toReversed, with.

use roundelay_vm::object::array;
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::{
    MAX_LENGTH, array_of_range, full_elements, get_if_present, get_index, has_plain_species, is_plain, key,
    plain, set_length, species_create,
};
use crate::intrinsics::this_object;

/// 23.1.3.2 Array.prototype.concat ( ...items )
/// <https://tc39.es/ecma262/#sec-array.prototype.concat>
pub(super) fn concat(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.concat")?;
    let result = species_create(agent, object, 0)?;
    reserve_for_plain(agent, result, object, arguments.values);
    let mut next = append_item(agent, result, 0, Value::from(object))?;
    for &item in arguments.values {
        next = append_item(agent, result, next, item)?;
    }
    set_length(agent, result, next)?;
    Ok(Value::from(result))
}

/// Makes room at once for what plain arrays among the items will add. Other items make their own room.
fn reserve_for_plain(agent: &mut Agent, result: Object, object: Object, items: &[Value]) {
    let sources = items.iter().filter_map(|item| item.as_object()).chain([object]);
    let added = sources.filter(|&source| is_plain(agent, source)).map(|source| {
        let elements = source.elements().map_or(0, |elements| elements.count());
        elements.min(array::length(source) as usize)
    });
    let total: usize = added.sum();
    if !items.is_empty() && total <= 1 << 26 && is_plain(agent, result) {
        agent.reserve_elements(result, total);
    }
}

/// Step 5 of concat for one item; returns the next index.
fn append_item(agent: &mut Agent, result: Object, next: u64, item: Value) -> Completion<u64> {
    let Some(object) = spreadable(agent, item)? else {
        if next >= MAX_LENGTH {
            return Err(agent.type_error("Invalid array length"));
        }
        let key = key(agent, next);
        agent.create_data_property_or_throw(result, key, item)?;
        return Ok(next + 1);
    };
    let length = agent.length_of_array_like(object)?;
    if next + length > MAX_LENGTH {
        return Err(agent.type_error("Invalid array length"));
    }
    if append_plain(agent, result, next, object) {
        return Ok(next + length);
    }
    for index in 0..length {
        agent.poll()?;
        if let Some(value) = get_if_present(agent, object, index)? {
            let key = key(agent, next + index);
            agent.create_data_property_or_throw(result, key, value)?;
        }
    }
    Ok(next + length)
}

/// 23.1.3.2.1 IsConcatSpreadable ( O ), giving the object
/// <https://tc39.es/ecma262/#sec-isconcatspreadable>
fn spreadable(agent: &mut Agent, item: Value) -> Completion<Option<Object>> {
    let Some(object) = item.as_object() else { return Ok(None) };
    let key = agent.names.symbol_is_concat_spreadable;
    let spreadable = agent.get(object, key)?;
    let is_spreadable =
        if spreadable.is_undefined() { agent.is_array(item)? } else { agent.to_boolean(spreadable) };
    Ok(is_spreadable.then_some(object))
}

/// Appends the elements of a plain array to a plain array that ends at `next`.
fn append_plain(agent: &mut Agent, result: Object, next: u64, source: Object) -> bool {
    if !is_plain(agent, result) || !is_plain(agent, source) || u64::from(array::length(result)) > next {
        return false;
    }
    let (next, length) = (next as usize, array::length(source) as usize);
    let Some(elements) = source.elements() else { return length == 0 };
    if next + length > 1 << 26 {
        return false;
    }
    let count = length.min(elements.count());
    let capacity = result.elements().map_or(0, |elements| elements.count());
    let wanted = next + length;
    let target = agent.reserve_elements(result, if wanted <= capacity { capacity } else { wanted });
    target.copy_range(next, elements, 0, count);
    super::store_length(result, wanted);
    true
}

/// 23.1.3.28 Array.prototype.slice ( start, end )
/// <https://tc39.es/ecma262/#sec-array.prototype.slice>
pub(super) fn slice(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.slice")?;
    let length = agent.length_of_array_like(object)?;
    let start = agent.to_relative_index(arguments.at(0), length, 0)?;
    let end = agent.to_relative_index(arguments.at(1), length, length)?;
    let count = end.saturating_sub(start);
    if has_plain_species(agent, object) && u64::from(array::length(object)) == length && count <= 1 << 26 {
        return array_of_range(agent, object.elements(), start as usize, count as usize).map(Value::from);
    }
    let result = species_create(agent, object, count)?;
    for offset in 0..count {
        agent.poll()?;
        if let Some(value) = get_if_present(agent, object, start + offset)? {
            let key = key(agent, offset);
            agent.create_data_property_or_throw(result, key, value)?;
        }
    }
    set_length(agent, result, count)?;
    Ok(Value::from(result))
}

/// 23.1.3.13 Array.prototype.flat ( \[ depth ] )
/// <https://tc39.es/ecma262/#sec-array.prototype.flat>
pub(super) fn flat(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.flat")?;
    let length = agent.length_of_array_like(object)?;
    let depth = match arguments.at(0) {
        depth if depth.is_undefined() => 1.0,
        depth => agent.to_integer_or_infinity(depth)?.max(0.0),
    };
    let result = species_create(agent, object, 0)?;
    flatten_into(agent, result, (object, length), 0, depth)?;
    Ok(Value::from(result))
}

/// 23.1.3.13.1 FlattenIntoArray ( target, source, sourceLen, start, depth )
/// <https://tc39.es/ecma262/#sec-flattenintoarray>
fn flatten_into(
    agent: &mut Agent,
    target: Object,
    (source, length): (Object, u64),
    start: u64,
    depth: f64,
) -> Completion<u64> {
    agent.check_native_depth()?;
    let mut next = start;
    for index in 0..length {
        agent.poll()?;
        let Some(value) = get_if_present(agent, source, index)? else { continue };
        if depth > 0.0 && agent.is_array(value)? {
            let inner = value.as_object().expect("an array is an object");
            let length = agent.length_of_array_like(inner)?;
            next = flatten_into(agent, target, (inner, length), next, depth - 1.0)?;
            continue;
        }
        if next >= MAX_LENGTH {
            return Err(agent.type_error("Invalid array length"));
        }
        let key = key(agent, next);
        agent.create_data_property_or_throw(target, key, value)?;
        next += 1;
    }
    Ok(next)
}

/// 23.1.3.33 Array.prototype.toReversed ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.toreversed>
pub(super) fn to_reversed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.toReversed")?;
    let length = agent.length_of_array_like(object)?;
    let result = agent.array_create(length, None)?;
    let is_plain = plain(agent, arguments.this).is_some();
    let target = if is_plain { full_elements(agent, result) } else { None };
    if let Some(target) = target {
        for index in 0..length as usize {
            target.set(index, super::element(object, length as usize - 1 - index));
        }
        return Ok(Value::from(result));
    }
    for index in 0..length {
        agent.poll()?;
        let value = get_index(agent, object, length - 1 - index)?;
        agent.create_data_property_or_throw(result, index as u32, value)?;
    }
    Ok(Value::from(result))
}

/// 23.1.3.39 Array.prototype.with ( index, value )
/// <https://tc39.es/ecma262/#sec-array.prototype.with>
pub(super) fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.with")?;
    let length = agent.length_of_array_like(object)?;
    let relative = agent.to_integer_or_infinity(arguments.at(0))?;
    let actual = if relative >= 0.0 { relative } else { length as f64 + relative };
    if actual >= length as f64 || actual < 0.0 {
        return Err(agent.range_error("Invalid index : ".to_owned() + &relative.to_string()));
    }
    let result = agent.array_create(length, None)?;
    for index in 0..length {
        agent.poll()?;
        let value = if index == actual as u64 { arguments.at(1) } else { get_index(agent, object, index)? };
        agent.create_data_property_or_throw(result, index as u32, value)?;
    }
    Ok(Value::from(result))
}

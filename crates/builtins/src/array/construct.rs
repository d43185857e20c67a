//! 23.1.1 The Array constructor, Array.isArray, Array.of, and a fast path of Array.from.

use roundelay_vm::object::array;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

use super::{array_of_range, is_plain, set_length};
use crate::intrinsics::at;

/// 23.1.1.1 Array ( ...values )
/// <https://tc39.es/ecma262/#sec-array>
pub(super) fn array(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = arguments.new_target.as_object().unwrap_or(arguments.callee);
    let prototype = if new_target == arguments.callee {
        None
    } else {
        Some(agent.get_prototype_from_constructor(new_target, Intrinsic::ArrayPrototype)?)
    };
    let [length] = arguments.values else {
        let result = agent.new_array(arguments.values);
        let Some(prototype) = prototype else { return Ok(Value::from(result)) };
        let result_elements = result.elements();
        let result = agent.array_create(0, Some(prototype))?;
        result.set_elements(result_elements);
        super::store_length(result, arguments.len());
        return Ok(Value::from(result));
    };
    let Some(number) = length.as_number() else {
        let result = agent.array_create(0, prototype)?;
        agent.array_append(result, *length);
        return Ok(Value::from(result));
    };
    if number < 0.0 || number > f64::from(u32::MAX) || number.trunc() != number {
        return Err(agent.range_error("Invalid array length"));
    }
    agent.array_create(number as u64, prototype).map(Value::from)
}

/// 23.1.2.2 Array.isArray ( arg )
/// <https://tc39.es/ecma262/#sec-array.isarray>
pub(super) fn is_array(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.is_array(arguments.at(0)).map(Value::from)
}

/// 23.1.2.3 Array.of ( ...items )
/// <https://tc39.es/ecma262/#sec-array.of>
pub(super) fn of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let length = Value::length(arguments.len());
    let constructor = arguments.this.as_object().filter(|_| agent.is_constructor(arguments.this));
    let constructor = match constructor {
        Some(constructor) if !agent.is_intrinsic(arguments.this, Intrinsic::Array) => constructor,
        _ => return Ok(Value::from(agent.new_array(arguments.values))),
    };
    let result = agent.construct(constructor, &[length], constructor)?;
    let result = result.as_object().expect("a construction gives an object");
    for (index, &value) in arguments.values.iter().enumerate() {
        agent.create_data_property_or_throw(result, index as u32, value)?;
    }
    set_length(agent, result, arguments.len() as u64)?;
    Ok(Value::from(result))
}

/// `$ArrayFromFast(items)`: the array that Array.from makes of a plain array that iterates as its elements; undefined
/// for everything else.
pub(crate) fn from_fast(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let Some(items) = at(arguments, 0).as_object() else { return Ok(Value::UNDEFINED) };
    if items.kind() != Kind::Array || !agent.protectors.array_iteration || !is_plain(agent, items) {
        return Ok(Value::UNDEFINED);
    }
    let length = array::length(items) as usize;
    let Some(elements) = items.elements().filter(|elements| elements.count() >= length) else {
        return Ok(if length == 0 { Value::from(agent.new_array(&[])) } else { Value::UNDEFINED });
    };
    let result = array_of_range(agent, Some(elements), 0, length)?;
    if let Some(elements) = result.elements() {
        for index in 0..length {
            if elements.get(index).is_empty() {
                elements.set(index, Value::UNDEFINED);
            }
        }
    }
    Ok(Value::from(result))
}

/// 23.1.2.2 Array.fromAsync ( items \[ , mapper \[ , thisArg ] ] )
/// <https://tc39.es/proposal-array-from-async/#sec-array.fromAsync>
///
/// Runs an async function of the library, which is no %AsyncFunction% to programs.
pub(super) fn from_async(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let function = agent.intrinsic(Intrinsic::ArrayFromAsync);
    agent.call(Value::from(function), arguments.this, arguments.values)
}

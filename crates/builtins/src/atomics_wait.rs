//! 25.4.15 Atomics.waitAsync, and whom 25.4.16 Atomics.notify wakes.
//!
//! The waiters are kept in an array of an intrinsic of its own: groups of buffer, byte position, promise, in the order
//! in which they came. The place of a waiter that was woken is undefined.
//!
//! Unsupported: timeouts above zero never pass.

use roundelay_vm::object::array_buffer::{data, is_shared};
use roundelay_vm::object::typed_array::{ElementType, buffer, checked_length, element_type, raw_byte_offset};
use roundelay_vm::promise::Capability;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

const GROUP: usize = 3;

/// 25.4.15 Atomics.waitAsync ( typedArray, index, value, timeout )
/// <https://tc39.es/ecma262/#sec-atomics.waitasync>
pub(crate) fn wait_async(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, length) = shared_array(agent, arguments.at(0))?;
    let index = agent.to_index(arguments.at(1))?;
    if index >= length as u64 {
        return Err(agent.range_error("Invalid atomic access index"));
    }
    let is_bigint = element_type(array).is_bigint();
    let expected = if is_bigint {
        Value::from(agent.to_bigint(arguments.at(2))?)
    } else {
        Value::int(agent.to_int32(arguments.at(2))?)
    };
    let timeout = agent.to_number(arguments.at(3))?;
    let position = raw_byte_offset(array) + index as usize * element_type(array).size();
    let bytes = data(buffer(array)).expect("shared memory is never detached");
    let actual = element_type(array).read(agent, bytes, position);
    let expected_bits = agent.to_element_bits(element_type(array), expected)?;
    let is_equal = agent.to_element_bits(element_type(array), actual)? == expected_bits;
    let (is_async, value) = if !is_equal {
        (false, Value::from(agent.atom("not-equal")))
    } else if timeout <= 0.0 {
        (false, Value::from(agent.atom("timed-out")))
    } else {
        (true, add_waiter(agent, array, position)?)
    };
    let result = agent.new_object();
    let key = agent.property_key("async");
    agent.create_data_property_or_throw(result, key, Value::from(is_async))?;
    agent.create_data_property_or_throw(result, agent.names.value, value)?;
    Ok(Value::from(result))
}

fn shared_array(agent: &mut Agent, value: Value) -> Completion<(Object, usize)> {
    let array = value.as_object().filter(|object| {
        object.kind() == Kind::TypedArray
            && matches!(element_type(*object), ElementType::Int32 | ElementType::BigInt64)
            && is_shared(buffer(*object))
    });
    match array.and_then(|array| Some((array, checked_length(array)?))) {
        Some(found) => Ok(found),
        None => {
            let shown = agent.describe(value);
            Err(agent.type_error(format!("{shown} is not a shared int32 or BigInt64 typed array.")))
        }
    }
}

fn waiters(agent: &mut Agent) -> Object {
    let holder = agent.intrinsic(Intrinsic::Spare0);
    let key = agent.property_key("waiters");
    let known = agent.peek(holder, key).and_then(Value::as_object);
    known.unwrap_or_else(|| {
        let list = agent.new_array(&[]);
        agent.add_own_property(holder, key, Value::from(list), 0);
        list
    })
}

fn add_waiter(agent: &mut Agent, array: Object, position: usize) -> Completion {
    let constructor = agent.intrinsic(Intrinsic::Promise);
    let promise = agent.new_promise_capability(Value::from(constructor))?.promise;
    let list = waiters(agent);
    for part in [Value::from(buffer(array)), Value::length(position), promise] {
        agent.array_append(list, part);
    }
    Ok(promise)
}

/// Wakes at most `count` of those that wait for a place in shared memory; how many there were.
pub(crate) fn notify_waiters(agent: &mut Agent, array: Object, position: usize, count: f64) -> Completion {
    if !is_shared(buffer(array)) {
        return Ok(Value::ZERO);
    }
    let list = waiters(agent);
    let Some(elements) = list.elements() else { return Ok(Value::ZERO) };
    let place = Value::from(buffer(array));
    let ok = Value::from(agent.atom("ok"));
    let mut notified = 0;
    for group in (0..elements.count() / GROUP * GROUP).step_by(GROUP) {
        if f64::from(notified) >= count {
            break;
        }
        if elements.get(group) != place || elements.get(group + 1).as_number() != Some(position as f64) {
            continue;
        }
        elements.set(group, Value::UNDEFINED);
        let promise = elements.get(group + 2).as_object().expect("a waiter has a promise");
        Capability::of_promise(promise).resolve(agent, ok)?;
        notified += 1;
    }
    Ok(Value::int(notified))
}

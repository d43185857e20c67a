//! 25.4 The Atomics object.
//!
//! Bytes of a heap belong to one agent, so every access to them is atomic as it is; those of a shared data block are
//! accessed in one sequentially consistent order.

use std::sync::atomic::Ordering;

use roundelay_vm::object::array_buffer::{DataBlock, data, shared_block};
use roundelay_vm::object::typed_array::{ElementType, buffer, checked_length, element_type, raw_byte_offset};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use crate::array_buffer::to_byte_length;
use crate::typed_array::{validate, validate_writable};
use Property::Method;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Atomics,
    global: Some("Atomics"),
    statics: &[
        Method("load", 2, load),
        Method("store", 3, store),
        Method("add", 3, add),
        Method("sub", 3, sub),
        Method("and", 3, and),
        Method("or", 3, or),
        Method("xor", 3, xor),
        Method("exchange", 3, exchange),
        Method("compareExchange", 4, compare_exchange),
        Method("isLockFree", 1, is_lock_free),
        Method("wait", 4, crate::atomics_wait::wait),
        Method("waitAsync", 4, crate::atomics_wait::wait_async),
        Method("notify", 3, notify),
        Method("pause", 0, pause),
    ],
    tag: Some("Atomics"),
    ..Table::DEFAULT
};

/// Which typed arrays an operation takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepts {
    Integers,
    /// Integers that can change.
    WritableIntegers,
    Waitable,
    /// Those that can be waited for, of shared memory; for messages.
    Shared,
}

/// 25.4.3.1 ValidateIntegerTypedArray and 25.4.3.2 ValidateAtomicAccess: the array and the index.
/// <https://tc39.es/ecma262/#sec-validateatomicaccessonintegertypedarray>
pub(crate) fn validate_access(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    accepts: Accepts,
    name: &str,
) -> Completion<(Object, usize)> {
    use ElementType::{BigInt64, Float16, Float32, Float64, Int32, Uint8Clamped};
    let (array, length) = match crate::typed_array::as_typed_array(arguments.at(0)) {
        Some(_) if accepts == Accepts::WritableIntegers => {
            validate_writable(agent, arguments.at(0), &format!("Atomics.{name}"))?
        }
        Some(_) => validate(agent, arguments.at(0), &format!("Atomics.{name}"))?,
        None => return Err(wrong_array(agent, arguments.at(0), accepts)),
    };
    let is_right = match (accepts, element_type(array)) {
        (Accepts::Waitable | Accepts::Shared, element_type) => matches!(element_type, Int32 | BigInt64),
        (Accepts::Integers | Accepts::WritableIntegers, element_type) => {
            !matches!(element_type, Float16 | Float32 | Float64 | Uint8Clamped)
        }
    };
    if !is_right {
        return Err(wrong_array(agent, arguments.at(0), accepts));
    }
    let index = to_byte_length(agent, arguments.at(1), "Invalid atomic access index")?;
    if index >= length {
        return Err(agent.range_error("Invalid atomic access index"));
    }
    Ok((array, index))
}

#[cold]
pub(crate) fn wrong_array(agent: &mut Agent, value: Value, accepts: Accepts) -> roundelay_vm::Throw {
    let shown = agent.describe(value);
    let wanted = match accepts {
        Accepts::Waitable => "an int32 or BigInt64",
        Accepts::Shared => "a shared int32 or BigInt64",
        Accepts::Integers | Accepts::WritableIntegers => "an integer",
    };
    agent.type_error(format!("{shown} is not {wanted} typed array."))
}

/// 25.4.3.4 RevalidateAtomicAccess, giving the byte position
/// <https://tc39.es/ecma262/#sec-revalidateatomicaccess>
pub(crate) fn revalidate(agent: &mut Agent, array: Object, index: usize) -> Completion<usize> {
    match checked_length(array) {
        None => Err(agent.type_error("Cannot perform an atomic access on a detached ArrayBuffer")),
        Some(length) if index >= length => Err(agent.range_error("Invalid atomic access index")),
        Some(_) => Ok(raw_byte_offset(array) + index * element_type(array).size()),
    }
}

/// The numeric value of an operand: ToBigInt or ToIntegerOrInfinity.
fn operand(agent: &mut Agent, array: Object, value: Value) -> Completion {
    if element_type(array).is_bigint() {
        return agent.to_bigint(value).map(Value::from);
    }
    Ok(Value::number(agent.to_integer_or_infinity(value)? + 0.0))
}

/// Reads the element at a position that was validated.
fn read_bits(array: Object, position: usize) -> u64 {
    let size = element_type(array).size();
    match data(buffer(array)) {
        Some(DataBlock::Shared(bytes)) => bytes.block().load(position, size, Ordering::SeqCst),
        Some(bytes) => bytes.read(position, size),
        None => 0,
    }
}

/// 25.4.3.14 AtomicReadModifyWrite ( typedArray, index, value, op )
/// <https://tc39.es/ecma262/#sec-atomicreadmodifywrite>
fn read_modify_write(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    name: &str,
    operation: fn(u64, u64) -> u64,
) -> Completion {
    let (array, index) = validate_access(agent, arguments, Accepts::WritableIntegers, name)?;
    let value = operand(agent, array, arguments.at(2))?;
    let position = revalidate(agent, array, index)?;
    let element_type = element_type(array);
    let operand = agent.to_element_bits(element_type, value)?;
    let update = |old| Some(operation(old, operand));
    let old = data(buffer(array)).map_or(0, |bytes| bytes.update(position, element_type.size(), update));
    Ok(element_type.value_of_bits(agent, old))
}

/// 25.4.4 Atomics.add ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    read_modify_write(agent, arguments, "add", u64::wrapping_add)
}

/// 25.4.14 Atomics.sub ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.sub>
fn sub(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    read_modify_write(agent, arguments, "sub", u64::wrapping_sub)
}

/// 25.4.5 Atomics.and ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.and>
fn and(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    read_modify_write(agent, arguments, "and", |a, b| a & b)
}

/// 25.4.11 Atomics.or ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.or>
fn or(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    read_modify_write(agent, arguments, "or", |a, b| a | b)
}

/// 25.4.18 Atomics.xor ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.xor>
fn xor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    read_modify_write(agent, arguments, "xor", |a, b| a ^ b)
}

/// 25.4.7 Atomics.exchange ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.exchange>
fn exchange(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    read_modify_write(agent, arguments, "exchange", |_, b| b)
}

/// 25.4.6 Atomics.compareExchange ( typedArray, index, expectedValue, replacementValue )
/// <https://tc39.es/ecma262/#sec-atomics.compareexchange>
fn compare_exchange(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, index) = validate_access(agent, arguments, Accepts::WritableIntegers, "compareExchange")?;
    let expected = operand(agent, array, arguments.at(2))?;
    let replacement = operand(agent, array, arguments.at(3))?;
    let position = revalidate(agent, array, index)?;
    let element_type = element_type(array);
    let mask = if element_type.size() == 8 { u64::MAX } else { (1 << (8 * element_type.size())) - 1 };
    let expected = agent.to_element_bits(element_type, expected)? & mask;
    let replacement = agent.to_element_bits(element_type, replacement)?;
    let update = |old| (old == expected).then_some(replacement);
    let old = data(buffer(array)).map_or(0, |bytes| bytes.update(position, element_type.size(), update));
    Ok(element_type.value_of_bits(agent, old))
}

/// 25.4.9 Atomics.load ( typedArray, index )
/// <https://tc39.es/ecma262/#sec-atomics.load>
fn load(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, index) = validate_access(agent, arguments, Accepts::Integers, "load")?;
    let position = revalidate(agent, array, index)?;
    Ok(element_type(array).value_of_bits(agent, read_bits(array, position)))
}

/// 25.4.12 Atomics.store ( typedArray, index, value )
/// <https://tc39.es/ecma262/#sec-atomics.store>
fn store(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, index) = validate_access(agent, arguments, Accepts::WritableIntegers, "store")?;
    let value = operand(agent, array, arguments.at(2))?;
    let position = revalidate(agent, array, index)?;
    let bits = agent.to_element_bits(element_type(array), value)?;
    let size = element_type(array).size();
    match data(buffer(array)) {
        Some(DataBlock::Shared(bytes)) => bytes.block().store(position, size, bits, Ordering::SeqCst),
        Some(bytes) => bytes.write(position, size, bits),
        None => {}
    }
    Ok(value)
}

/// 25.4.8 Atomics.isLockFree ( size )
/// <https://tc39.es/ecma262/#sec-atomics.islockfree>
fn is_lock_free(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let size = agent.to_integer_or_infinity(arguments.at(0))?;
    Ok(Value::from([1.0, 2.0, 4.0, 8.0].contains(&size)))
}

/// 25.4.10 Atomics.notify ( typedArray, index, count )
/// <https://tc39.es/ecma262/#sec-atomics.notify>
fn notify(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (array, index) = validate_access(agent, arguments, Accepts::Waitable, "notify")?;
    let count = match arguments.at(2) {
        Value::UNDEFINED => f64::INFINITY,
        count => agent.to_integer_or_infinity(count)?.max(0.0),
    };
    let position = raw_byte_offset(array) + index * element_type(array).size();
    let woken = shared_block(buffer(array)).map_or(0, |block| block.notify(position, count as usize));
    Ok(Value::length(woken))
}

/// 25.4.13 Atomics.pause ( \[ N ] )
/// <https://tc39.es/ecma262/#sec-atomics.pause>
fn pause(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let count = arguments.at(0);
    let is_integral = count.as_number().is_some_and(|number| number.is_finite() && number.trunc() == number);
    if !count.is_undefined() && !is_integral {
        let shown = agent.describe(count);
        return Err(agent.type_error(format!("Atomics.pause: {shown} is not an integer")));
    }
    std::hint::spin_loop();
    Ok(Value::UNDEFINED)
}

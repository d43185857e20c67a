//! What typed array methods in library JavaScript call.

use roundelay_vm::heap::Sign;
use roundelay_vm::object::typed_array::{element_type, get_element};
use roundelay_vm::object::{ValueList, array};
use roundelay_vm::{Agent, Completion, Kind, Object, Value};

use super::construct::store;
use super::{create_from_constructor, create_same_type, species_create, validate, validate_writable};
use crate::array::element;
use crate::intrinsics::{at, index_at, object_at};

/// `$TypedArrayCheck(value, method, writes)`: the length of a typed array that is in bounds and, if asked for, can
/// change; throws for anything else.
pub(crate) fn intrinsic_check(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let name = at(arguments, 1).as_string().map_or_else(String::new, |name| name.to_rust_string());
    let check = if at(arguments, 2).is_true() { validate_writable } else { validate };
    let (_, length) = check(agent, at(arguments, 0), &format!("%TypedArray%.prototype.{name}"))?;
    Ok(Value::length(length))
}

/// `$TypedArraySpecies(exemplar, length)`
pub(crate) fn intrinsic_species(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = index_at(arguments, 1) as usize;
    species_create(agent, object_at(arguments, 0), length).map(Value::from)
}

/// `$TypedArrayCreate(constructor, length)`
pub(crate) fn intrinsic_create(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = index_at(arguments, 1) as usize;
    create_from_constructor(agent, object_at(arguments, 0), length).map(Value::from)
}

/// `$TypedArrayCopy(exemplar, length)`: a new array of the same type, all zero.
pub(crate) fn intrinsic_copy(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = index_at(arguments, 1) as usize;
    create_same_type(agent, object_at(arguments, 0), length).map(Value::from)
}

fn collect(agent: &mut Agent, array: Object, length: usize) -> Object {
    let mut list = ValueList::with_capacity(agent, length);
    for index in 0..length {
        let value = get_element(agent, array, index as u32).unwrap_or(Value::UNDEFINED);
        list.push(agent, value);
    }
    let storage = agent.heap.alloc_record_from(Kind::Elements, list.values());
    agent.new_array_from_elements(storage, length)
}

/// `$TypedArrayCollect(array, length)`: the elements as a list.
pub(crate) fn intrinsic_collect(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = index_at(arguments, 1) as usize;
    Ok(Value::from(collect(agent, object_at(arguments, 0), length)))
}

/// `$TypedArrayWrite(array, list)` stores the list.
pub(crate) fn intrinsic_write(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let (array, list) = (object_at(arguments, 0), object_at(arguments, 1));
    for index in 0..array::length(list) as usize {
        store(agent, array, index, element(list, index))?;
    }
    Ok(Value::UNDEFINED)
}

/// `$TypedArraySortDefault(array, length, target)` stores the sorted elements in `target` (23.2.4.7
/// CompareTypedArrayElements without a comparator).
/// <https://tc39.es/ecma262/#sec-comparetypedarrayelements>
pub(crate) fn intrinsic_sort_default(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let (source, target) = (object_at(arguments, 0), object_at(arguments, 2));
    let length = index_at(arguments, 1) as usize;
    if element_type(source).is_bigint() {
        let list = collect(agent, source, length);
        let mut numbers: Vec<i128> = (0..length).map(|index| as_integer(element(list, index))).collect();
        numbers.sort_unstable();
        for (index, number) in numbers.into_iter().enumerate() {
            let value = Value::from(agent.bigint_from_i128(number));
            store(agent, target, index, value)?;
        }
        return Ok(Value::UNDEFINED);
    }
    let mut keys: Vec<i64> = Vec::with_capacity(length);
    for index in 0..length {
        let value = get_element(agent, source, index as u32);
        keys.push(key_of_number(value.and_then(Value::as_number).unwrap_or(0.0)));
    }
    keys.sort_unstable();
    for (index, key) in keys.into_iter().enumerate() {
        store(agent, target, index, Value::double(number_of_key(key)))?;
    }
    Ok(Value::UNDEFINED)
}

/// An integer that is in order as the number is: -0 before +0, NaN last.
fn key_of_number(number: f64) -> i64 {
    let number = if number.is_nan() { f64::NAN.abs() } else { number };
    let bits = number.to_bits() as i64;
    // Negative numbers are in the opposite order of their other bits.
    bits ^ ((bits >> 63) & i64::MAX)
}

fn number_of_key(key: i64) -> f64 {
    f64::from_bits((key ^ ((key >> 63) & i64::MAX)) as u64)
}

fn as_integer(value: Value) -> i128 {
    let Some(bigint) = value.as_bigint() else { return 0 };
    let magnitude = i128::from(bigint.digits().first().copied().unwrap_or(0));
    if bigint.sign() == Sign::Negative { -magnitude } else { magnitude }
}

/// 7.4.16 IteratorToList of what an iterator method gives, as an array.
pub(super) fn iterate_to_list(agent: &mut Agent, value: Value, method: Object) -> Completion<Object> {
    let mut record = agent.get_iterator_from_method(value, method)?;
    let mut list = ValueList::new(agent);
    while let Some(value) = agent.iterator_step_value(&mut record)? {
        list.push(agent, value);
    }
    Ok(agent.new_array(list.values()))
}

/// `$IterateToList(value, method)`
pub(crate) fn intrinsic_list(agent: &mut Agent, arguments: &[Value]) -> Completion {
    iterate_to_list(agent, at(arguments, 0), object_at(arguments, 1)).map(Value::from)
}

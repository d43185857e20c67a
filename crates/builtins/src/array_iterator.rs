//! 23.1.5 Array iterators, for arrays, array-likes and typed arrays.

use roundelay_vm::object::{PropertyKey, array, typed_array};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

use crate::array::{element, is_plain};

/// Internal slot: `[[IteratedArrayLike]]`, undefined at the end.
const OBJECT: usize = 0;
/// Internal slot: `[[ArrayLikeNextIndex]]`, a number.
const INDEX: usize = 1;
/// Internal slot: `[[ArrayLikeIterationKind]]`, an int.
const KIND: usize = 2;

const KEYS: Value = Value::int(0);
const VALUES: Value = Value::int(1);
const ENTRIES: Value = Value::int(2);

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::ArrayIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[Property::Method("next", 0, next)],
    tag: Some("Array Iterator"),
    ..Table::DEFAULT
};

/// 23.1.3.19 Array.prototype.keys ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.keys>
pub(crate) fn keys(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    create(agent, arguments.this, KEYS, "Array.prototype.keys")
}

/// 23.1.3.38 Array.prototype.values ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.values>
pub(crate) fn values(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    create(agent, arguments.this, VALUES, "Array.prototype.values")
}

/// 23.1.3.5 Array.prototype.entries ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.entries>
pub(crate) fn entries(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    create(agent, arguments.this, ENTRIES, "Array.prototype.entries")
}

/// 23.1.5.1 CreateArrayIterator ( array, kind )
/// <https://tc39.es/ecma262/#sec-createarrayiterator>
fn create(agent: &mut Agent, this: Value, kind: Value, method: &str) -> Completion {
    let object = crate::intrinsics::this_object(agent, this, method)?;
    let prototype = agent.intrinsic(Intrinsic::ArrayIteratorPrototype);
    let internal = [Value::from(object), Value::ZERO, kind];
    Ok(Value::from(agent.new_object_of_kind(Kind::ArrayIterator, Some(prototype), &internal)))
}

/// The iterator that `keys`, `values` or `entries` of a typed array gives; the receiver was validated.
pub(crate) fn create_for_typed_array(agent: &mut Agent, this: Value, kind: i32) -> Completion {
    create(agent, this, Value::int(kind), "%TypedArray%.prototype.values")
}

/// 23.1.5.2.1 %ArrayIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%arrayiteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let iterator = match arguments.this.as_object() {
        Some(iterator) if iterator.kind() == Kind::ArrayIterator => iterator,
        _ => {
            let shown = agent.describe(arguments.this);
            return Err(agent.type_error(format!(
                "Method Array Iterator.prototype.next called on incompatible receiver {shown}"
            )));
        }
    };
    let Some(object) = iterator.internal(OBJECT).as_object() else {
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    };
    let index = iterator.internal(INDEX).as_number().unwrap_or(0.0);
    let length = match object.kind() {
        Kind::Array => f64::from(array::length(object)),
        Kind::TypedArray => match typed_array::checked_length(object) {
            Some(length) => length as f64,
            None => {
                return Err(agent
                    .type_error("Cannot perform %ArrayIteratorPrototype%.next on a detached ArrayBuffer"));
            }
        },
        _ => agent.length_of_array_like(object)? as f64,
    };
    if index >= length {
        iterator.set_internal(OBJECT, Value::UNDEFINED);
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    }
    iterator.set_internal(INDEX, Value::number(index + 1.0));
    let kind = iterator.internal(KIND);
    if kind == KEYS {
        return Ok(Value::from(agent.create_iterator_result(Value::number(index), false)));
    }
    let value = if is_plain(agent, object) {
        element(object, index as usize)
    } else {
        let key = PropertyKey::from_integer(agent, index as u64);
        agent.get(object, key)?
    };
    let result =
        if kind == VALUES { value } else { Value::from(agent.new_array(&[Value::number(index), value])) };
    Ok(Value::from(agent.create_iterator_result(result, false)))
}

//! What library functions written in JavaScript call as `$Name(…)`.
//!
//! Those functions must not see anything a program can change: these operations are their only library.

use roundelay_vm::error::ErrorKind;
use roundelay_vm::object::{PropertyKey, array};
use roundelay_vm::operation::iterator::IteratorRecord;
use roundelay_vm::realm::LibraryIntrinsic;
use roundelay_vm::{Agent, Completion, Object, Value};

use crate::array::is_plain;

/// Every operation, by name. The position is the operand of the instruction.
pub const INTRINSICS: &[(&str, LibraryIntrinsic)] = &[
    ("ToObject", to_object),
    ("ToInteger", to_integer),
    ("LengthOf", length_of),
    ("IsCallable", is_callable),
    ("IsConstructor", is_constructor),
    ("IsArray", is_array),
    ("IsObject", is_object),
    ("PlainLength", plain_length),
    ("PlainResult", crate::array::plain_result),
    ("ArgumentCount", argument_count),
    ("CheckCallable", check_callable),
    ("TypeError", type_error),
    ("RangeError", range_error),
    ("Define", define),
    ("ArrayCreate", array_create),
    ("ArraySpeciesCreate", array_species_create),
    ("IteratorMethod", iterator_method),
    ("AsyncIteratorMethod", async_iterator_method),
    ("AsyncIterator", async_iterator),
    ("Close", close),
    ("CloseThrow", close_throw),
    ("SortList", crate::array::merge::sort_list),
    ("SortDefault", crate::array::sort::sort_default),
    ("SortCollect", crate::array::sort::sort_collect),
    ("SortWrite", crate::array::sort::sort_write),
    ("ArrayConstructor", array_constructor),
    ("ArrayFromFast", crate::array::construct::from_fast),
    ("MapCursor", crate::map::cursor),
    ("SetCursor", crate::set::cursor),
    ("CursorStep", crate::collection::cursor_step),
    ("CursorKey", crate::collection::cursor_key),
    ("CursorValue", crate::collection::cursor_value),
    ("MapGet", crate::map::intrinsic_get),
    ("MapHas", crate::map::intrinsic_has),
    ("MapSet", crate::map::intrinsic_set),
    ("MapNew", crate::map::intrinsic_new),
    ("MapCheck", crate::map::intrinsic_check),
    ("SetCheck", crate::set::intrinsic_check),
    ("SetRecord", crate::set::set_record),
    ("SetCopy", crate::set::intrinsic_copy),
    ("SetNew", crate::set::intrinsic_new),
    ("SetAdd", crate::set::intrinsic_add),
    ("SetHas", crate::set::intrinsic_has),
    ("SetDelete", crate::set::intrinsic_delete),
    ("SetSize", crate::set::intrinsic_size),
    ("HelperEnter", crate::iterator::helper_enter),
    ("HelperZip", crate::iterator::helper_zip),
    ("CloseAll", crate::iterator::intrinsic_close_all),
    ("CloseAllThrow", crate::iterator::intrinsic_close_all_throw),
    ("OwnKeys", crate::iterator::own_keys),
    ("IsEnumerable", crate::iterator::is_enumerable),
    ("IsIntegerOrInfinity", crate::iterator::is_integer_or_infinity),
    ("Flattenable", crate::iterator::flattenable),
    ("PlainObject", plain_object),
    ("TypedArrayCheck", crate::typed_array::intrinsic_check),
    ("TypedArraySpecies", crate::typed_array::intrinsic_species),
    ("TypedArrayCreate", crate::typed_array::intrinsic_create),
    ("TypedArrayCopy", crate::typed_array::intrinsic_copy),
    ("TypedArraySortDefault", crate::typed_array::intrinsic_sort_default),
    ("TypedArrayCollect", crate::typed_array::intrinsic_collect),
    ("TypedArrayWrite", crate::typed_array::intrinsic_write),
    ("IterateToList", crate::typed_array::intrinsic_list),
    ("WeakMapCheck", crate::weak_map::intrinsic_check),
    ("WeakMapGet", crate::weak_map::intrinsic_get),
    ("WeakMapHas", crate::weak_map::intrinsic_has),
    ("WeakMapSet", crate::weak_map::intrinsic_set),
    ("ToKey", to_key),
    ("DisposeBegin", crate::async_disposable_stack::begin),
    ("DisposeMore", crate::async_disposable_stack::more),
    ("DisposeIsNothing", crate::async_disposable_stack::is_nothing),
    ("DisposeStep", crate::async_disposable_stack::step),
    ("DisposeSuppress", crate::async_disposable_stack::suppress_error),
];

/// The argument at an index, or undefined.
#[inline(always)]
pub(crate) fn at(arguments: &[Value], index: usize) -> Value {
    arguments.get(index).copied().unwrap_or(Value::UNDEFINED)
}

/// The object that library code passes where there can be nothing else.
#[inline(always)]
pub(crate) fn object_at(arguments: &[Value], index: usize) -> Object {
    at(arguments, index).as_object().expect("library code passes an object")
}

/// The integer that library code passes where there can be nothing else.
#[inline(always)]
pub(crate) fn index_at(arguments: &[Value], index: usize) -> u64 {
    at(arguments, index).as_number().expect("library code passes a number") as u64
}

/// `$ToObject(value, method)`: as 7.1.18 ToObject with the message of a method's receiver.
fn to_object(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let value = at(arguments, 0);
    if value.is_object() {
        return Ok(value);
    }
    if value.is_nullish()
        && let Some(method) = at(arguments, 1).as_string()
    {
        let method = method.to_rust_string();
        return Err(agent.type_error(format!("{method} called on null or undefined")));
    }
    agent.to_object(value).map(Value::from)
}

/// The receiver of a method as an object.
pub(crate) fn this_object(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(object) => Ok(object),
        None if this.is_nullish() => Err(agent.type_error(format!("{method} called on null or undefined"))),
        None => agent.to_object(this),
    }
}

fn to_integer(agent: &mut Agent, arguments: &[Value]) -> Completion {
    agent.to_integer_or_infinity(at(arguments, 0)).map(Value::number)
}

fn to_key(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let key = agent.to_property_key(at(arguments, 0))?;
    Ok(key.to_value(agent))
}

fn length_of(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = agent.length_of_array_like(object_at(arguments, 0))?;
    Ok(Value::number(length as f64))
}

fn is_callable(agent: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::from(agent.is_callable(at(arguments, 0))))
}

fn is_constructor(agent: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::from(agent.is_constructor(at(arguments, 0))))
}

fn is_array(agent: &mut Agent, arguments: &[Value]) -> Completion {
    agent.is_array(at(arguments, 0)).map(Value::from)
}

fn is_object(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::from(at(arguments, 0).is_object()))
}

/// `$PlainLength(value, callback)`: the length of an array of which reading an index runs no program code now, if the
/// callback can be called; else undefined.
fn plain_length(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let array = at(arguments, 0).as_object().filter(|&object| is_plain(agent, object));
    let array = array.filter(|_| agent.is_callable(at(arguments, 1)));
    Ok(array.map_or(Value::UNDEFINED, |array| Value::length(array::length(array) as usize)))
}

/// `$ArgumentCount()`: how many arguments the function that asks was called with.
fn argument_count(agent: &mut Agent, _: &[Value]) -> Completion {
    Ok(Value::length(agent.argument_count()))
}

/// `$CheckCallable(value)` throws unless the value is callable.
fn check_callable(agent: &mut Agent, arguments: &[Value]) -> Completion {
    require_callable(agent, at(arguments, 0)).map(|()| Value::UNDEFINED)
}

/// Throws unless the value is callable.
pub(crate) fn require_callable(agent: &mut Agent, value: Value) -> Completion<()> {
    if agent.is_callable(value) {
        return Ok(());
    }
    let shown = agent.describe(value);
    Err(agent.type_error(format!("{shown} is not a function")))
}

fn new_error(agent: &mut Agent, kind: ErrorKind, arguments: &[Value]) -> Completion {
    let mut message = at(arguments, 0).as_string().map_or_else(String::new, |text| text.to_rust_string());
    for &value in arguments.iter().skip(1) {
        let shown = agent.describe(value);
        message = message.replacen('%', &shown, 1);
    }
    Ok(Value::from(agent.new_error(kind, &message)))
}

/// `$TypeError(message, …)` makes an error; each `%` of the message stands for one of the further arguments.
fn type_error(agent: &mut Agent, arguments: &[Value]) -> Completion {
    new_error(agent, ErrorKind::TypeError, arguments)
}

fn range_error(agent: &mut Agent, arguments: &[Value]) -> Completion {
    new_error(agent, ErrorKind::RangeError, arguments)
}

/// `$Define(object, key, value)`: 7.3.7 CreateDataPropertyOrThrow.
fn define(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let object = object_at(arguments, 0);
    let value = at(arguments, 2);
    let key = match at(arguments, 1).as_int() {
        Some(index) if index >= 0 => {
            if define_element(agent, object, index as u32, value) {
                return Ok(Value::UNDEFINED);
            }
            PropertyKey::Index(index as u32)
        }
        _ => agent.to_property_key(at(arguments, 1))?,
    };
    agent.create_data_property_or_throw(object, key, value)?;
    Ok(Value::UNDEFINED)
}

/// Defines an element of a plain array that it has room for.
fn define_element(agent: &mut Agent, object: Object, index: u32, value: Value) -> bool {
    if !is_plain(agent, object) {
        return false;
    }
    let length = array::length(object);
    if index == length {
        agent.array_append(object, value);
        return true;
    }
    match object.elements() {
        Some(elements) if index < length && (index as usize) < elements.count() => {
            elements.set(index as usize, value);
            true
        }
        _ => false,
    }
}

/// `$ArrayConstructor()`: this realm's %Array%.
fn array_constructor(agent: &mut Agent, _: &[Value]) -> Completion {
    Ok(Value::from(agent.intrinsic(roundelay_vm::Intrinsic::Array)))
}

fn array_create(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = index_at(arguments, 0);
    agent.array_create(length, None).map(Value::from)
}

fn array_species_create(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let length = index_at(arguments, 1);
    crate::array::species_create(agent, object_at(arguments, 0), length).map(Value::from)
}

fn method_value(agent: &mut Agent, value: Value, key: PropertyKey) -> Completion {
    Ok(agent.get_method(value, key)?.map_or(Value::UNDEFINED, Value::from))
}

/// `$IteratorMethod(value)`: GetMethod(value, %Symbol.iterator%).
fn iterator_method(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let key = PropertyKey::from(agent.names.symbol_iterator);
    method_value(agent, at(arguments, 0), key)
}

/// `$AsyncIteratorMethod(value)`: GetMethod(value, %Symbol.asyncIterator%).
fn async_iterator_method(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let key = PropertyKey::from(agent.names.symbol_async_iterator);
    method_value(agent, at(arguments, 0), key)
}

/// `$AsyncIterator(value, asyncMethod, syncMethod)`: the iterator of the first method that is not undefined, as an
/// async iterator.
fn async_iterator(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let value = at(arguments, 0);
    if let Some(method) = at(arguments, 1).as_object() {
        let iterator = agent.call(Value::from(method), value, &[])?;
        if !iterator.is_object() {
            return Err(agent.type_error("Result of the Symbol.asyncIterator method is not an object"));
        }
        return Ok(iterator);
    }
    let method = object_at(arguments, 2);
    let record = agent.get_iterator_from_method(value, method)?;
    let record = agent.create_async_from_sync_iterator(record)?;
    Ok(Value::from(record.iterator))
}

fn record_of(arguments: &[Value]) -> IteratorRecord {
    IteratorRecord { iterator: object_at(arguments, 0), next: Value::UNDEFINED, done: false }
}

/// `$Close(iterator)`: 7.4.11 IteratorClose for a completion that is no throw.
fn close(agent: &mut Agent, arguments: &[Value]) -> Completion {
    agent.iterator_close(&record_of(arguments), Ok(Value::UNDEFINED))
}

/// `$CloseThrow(iterator)`: 7.4.11 IteratorClose for a throw, which the caller goes on with.
fn close_throw(agent: &mut Agent, arguments: &[Value]) -> Completion {
    match agent.iterator_close(&record_of(arguments), Ok(Value::UNDEFINED)) {
        Err(throw) if throw.is_termination() => Err(throw),
        _ => Ok(Value::UNDEFINED),
    }
}

/// `$PlainObject()`: an object without prototype.
fn plain_object(agent: &mut Agent, _: &[Value]) -> Completion {
    Ok(Value::from(agent.ordinary_object_create(None)))
}

//! 7.4 iterators as windows of three registers, and enumerations.
//!
//! ```text
//!   r[i]     the iterator           or: an array
//!   r[i+1]   its `next` method      or: the next index, an int
//!   r[i+2]   unused                 or: unused
//! ```
//!
//! An array whose iteration nobody changed is iterated in place: no iterator object, no result objects.

use roundelay_heap::{Kind, Object, Value};

use super::Step;
use super::access::kind;
use super::call::call_window;
use super::dispatch::object_at;
use crate::agent::Agent;
use crate::error::Completion;
use crate::object::{PropertyKey, array};
use crate::operation::conversion::to_boolean;
use crate::operation::iterator::{IteratorKind, IteratorRecord};
use crate::realm::{Intrinsic, RealmShape};

/// Whether an array literal's or variable's value iterates as its elements and nothing else.
#[inline(never)]
pub(super) fn is_plain_array(agent: &mut Agent, value: Value) -> Option<Object> {
    let object = value.as_object()?;
    let plain = agent.protectors.array_iteration
        && (agent.has_realm_shape(object, RealmShape::Array)
            || object.kind() == Kind::Array
                && agent.ordinary_prototype(object) == agent.realized_intrinsic(Intrinsic::ArrayPrototype)
                && !agent.has_own_symbol_iterator(object));
    plain.then_some(object)
}

/// Whether a value is an array like those that literals make, with nobody's changes to its iteration: it is iterated in
/// place.
///
/// # Safety
/// `value` must be alive.
#[inline(always)]
pub(crate) unsafe fn is_literal_array(agent: &Agent, value: Value) -> bool {
    // SAFETY: it was tested to be a cell.
    unsafe {
        value.is_cell()
            && kind(value) == Kind::Array as u8
            && agent.protectors.array_iteration
            && agent.has_realm_shape(object_at(value), RealmShape::Array)
    }
}

/// `GetIterator`
///
/// # Safety
/// `window` must be three registers of the running frame.
#[inline(never)]
pub(crate) unsafe fn get_iterator(
    agent: &mut Agent,
    window: *mut Value,
    iterable: Value,
    kind: usize,
) -> Completion<()> {
    let (iterator, next) = if kind == 0 {
        if let Some(array) = is_plain_array(agent, iterable) {
            (Value::from(array), Value::int(0))
        } else {
            let record = agent.get_iterator(iterable, IteratorKind::Sync)?;
            (Value::from(record.iterator), record.next)
        }
    } else {
        let record = agent.get_iterator(iterable, IteratorKind::Async)?;
        (Value::from(record.iterator), record.next)
    };
    // SAFETY: the caller's promise.
    unsafe {
        *window = iterator;
        // An int in this place means an array in place; a `next` that is an int is not callable either way.
        *window.add(1) = if next.is_int() && !is_array(iterator) { Value::UNDEFINED } else { next };
        *window.add(2) = Value::FALSE;
    }
    Ok(())
}

/// Gives a window in its array form a real iterator, before the first step: `yield*` calls its methods.
///
/// # Safety
/// `window` must be an iterator window.
pub(crate) unsafe fn leave_array_form(agent: &mut Agent, window: *mut Value) -> Completion<()> {
    // SAFETY: the caller's promise.
    unsafe {
        if (*window.add(1)).is_int() {
            let record = agent.get_iterator(*window, IteratorKind::Sync)?;
            *window = Value::from(record.iterator);
            *window.add(1) = record.next;
        }
    }
    Ok(())
}

fn is_array(value: Value) -> bool {
    value.as_object().is_some_and(|object| object.kind() == Kind::Array)
}

/// The next element of an array iterated in place; true when there is none.
///
/// # Safety
/// `window` must be an iterator window in its array form.
#[inline(never)]
pub(crate) unsafe fn next_element(window: *mut Value, value: &mut Value) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        let array = (*window).as_object().expect("the array form holds an array");
        let index = (*window.add(1)).int_unchecked();
        if index as u32 >= array::length(array) || index < 0 {
            // Iteration that has ended stays ended even if the array grows.
            *window.add(1) = Value::int(-1);
            return true;
        }
        *window.add(1) = Value::int(index + 1);
        let element = array.elements().and_then(|elements| elements.try_get(index as usize));
        match element {
            Some(element) if !element.is_empty() => *value = element,
            // A hole or a sparse array: marked for the slow path below.
            _ => *value = Value::EMPTY,
        }
        false
    }
}

/// The element of a hole or of a sparse array, read as a program would.
#[inline(never)]
pub(crate) fn hole_element(agent: &mut Agent, window: (Value, Value)) -> Completion<Value> {
    let array = window.0.as_object().expect("the array form holds an array");
    let index = window.1.int_unchecked() - 1;
    agent.get(array, PropertyKey::Index(index as u32))
}

/// `IteratorNext` of a real iterator: calls its `next` with a window of its own.
///
/// # Safety
/// `iterator` and `window` must be windows of the running frame.
#[inline(never)]
pub(crate) unsafe fn call_next(
    agent: &mut Agent,
    iterator: *mut Value,
    window: *mut Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: the caller's promise.
    unsafe {
        *window = *iterator.add(1);
        *window.add(1) = *iterator;
        call_window(agent, window, 0, dst, 0)
    }
}

/// `IteratorDone`: 7.4.8 IteratorStepValue after the call of `next`.
#[inline(never)]
pub(crate) fn unpack(agent: &mut Agent, value: &mut Value, discard: bool) -> Completion<bool> {
    let result = *value;
    let Some(object) = result.as_object() else {
        return throw_not_object(agent, result).map(|()| false);
    };
    if let Some((inner, done)) = agent.plain_iterator_result(object) {
        *value = if done && discard { Value::UNDEFINED } else { inner };
        return Ok(done);
    }
    let done = agent.get(object, agent.names.done)?;
    let done = to_boolean(done);
    *value = match done && discard {
        true => Value::UNDEFINED,
        false => agent.get(object, agent.names.value)?,
    };
    Ok(done)
}

#[cold]
pub(crate) fn throw_not_object(agent: &mut Agent, value: Value) -> Completion<()> {
    let text = agent.describe(value);
    Err(agent.type_error(format!("Iterator result {text} is not an object")))
}

/// # Safety
/// `window` must be an iterator window of the running frame.
unsafe fn record(window: *mut Value) -> Option<IteratorRecord> {
    // SAFETY: the caller's promise of three registers.
    unsafe {
        let next = *window.add(1);
        if next.is_int() {
            return None;
        }
        let iterator = (*window).as_object().expect("an iterator is an object");
        Some(IteratorRecord { iterator, next, done: false })
    }
}

/// 7.4.11 IteratorClose after a completion that is no throw.
///
/// # Safety
/// `window` must be an iterator window of the running frame.
#[inline(never)]
pub(crate) unsafe fn close(agent: &mut Agent, window: *mut Value) -> Completion<()> {
    // SAFETY: the caller's promise.
    match unsafe { record(window) } {
        Some(record) => agent.iterator_close(&record, Ok(())),
        None => Ok(()),
    }
}

/// 7.4.11 IteratorClose after a throw: what `return` does is not seen, except a termination.
///
/// # Safety
/// `window` must be an iterator window of the running frame.
#[inline(never)]
pub(crate) unsafe fn close_throw(agent: &mut Agent, window: *mut Value) -> Completion<()> {
    // SAFETY: the caller's promise.
    let Some(record) = (unsafe { record(window) }) else { return Ok(()) };
    match agent.iterator_close(&record, Ok(())) {
        Err(throw) if throw.is_termination() => Err(throw),
        _ => Ok(()),
    }
}

/// 7.4.13 AsyncIteratorClose, steps 3 and 4: the result of calling `return`, if there is such a method.
///
/// # Safety
/// `window` must be an iterator window of the running frame.
#[inline(never)]
pub(crate) unsafe fn call_return(agent: &mut Agent, window: *mut Value) -> Completion<Option<Value>> {
    // SAFETY: the caller's promise.
    let iterator = unsafe { *window };
    let key = PropertyKey::from(agent.names.return_);
    match agent.get_method(iterator, key)? {
        Some(method) => agent.call(Value::from(method), iterator, &[]).map(Some),
        None => Ok(None),
    }
}

/// 14.7.5.6 ForIn/OfHeadEvaluation of an enumeration.
#[inline(never)]
pub(crate) fn for_in_start(agent: &mut Agent, value: Value) -> Completion<Value> {
    if value.is_nullish() {
        return Ok(Value::UNDEFINED);
    }
    let object = agent.to_object(value)?;
    Ok(Value::from(agent.create_for_in_iterator(object)))
}

/// The next name of an enumeration.
#[inline(never)]
pub(crate) fn for_in_next(agent: &mut Agent, enumeration: Value) -> Completion<Option<Value>> {
    match enumeration.as_object() {
        Some(enumeration) => agent.for_in_next(enumeration),
        None => Ok(None),
    }
}

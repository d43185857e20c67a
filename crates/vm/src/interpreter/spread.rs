//! Calls whose arguments come from a list: `f(...list)`, `f.apply(this, list)`, and rest parameters that are only passed on.
//!
//! ```text
//!   function (…rest) { f(...rest); g.apply(this, rest) }
//!
//!   the caller's window | f | this | arguments …     stay where they are as long as the frame runs
//!   r[rest]             EMPTY: the arguments behind the parameters; or the array that was made of them
//! ```
//!
//! Where a rest parameter is only passed on, no program can tell whether there is an array: it is made where something else
//! than a copy is asked for, as when `apply` or the iteration of arrays is the program's own.

use roundelay_heap::{Kind, Object, Record, Value};

use super::Step;
use super::access::kind;
use super::call::{
    call_other, call_window, call_window_slow, construct_window, copy_arguments, fresh_window, linked_code,
    native_id_of, push_plain,
};
use super::frame::SMALL_WINDOW;
use crate::agent::Agent;
use crate::code::{CallKind, LinkedCode};
use crate::error::Completion;
use crate::object::{ValueList, array};

/// `f.apply(this, list)`: of an ordinary function and a dense list without a way through native code.
///
/// # Safety
/// As for [`call_window`].
#[inline(never)]
pub(super) unsafe fn apply_window(
    agent: &mut Agent,
    window: *mut Value,
    argc: usize,
    dst: u8,
    flags: u16,
) -> Completion<Step> {
    // SAFETY: the window has two arguments; a function's first internal slot is its code id; the elements are copied
    // before anything runs.
    unsafe {
        let target = *window.add(1);
        if argc == 2
            && target.is_cell()
            && kind(target) == Kind::Function as u8
            && let Some(list) = (*window.add(3)).as_object()
            && let code = linked_code(agent, target)
            && (*code).call_kind == CallKind::Plain
            && let Some(elements) = dense_elements(agent, list)
        {
            let fresh = fresh_window(agent, elements.len())?;
            *fresh = target;
            *fresh.add(1) = *window.add(2);
            copy_arguments(elements, fresh);
            return push_plain(agent, code, fresh, elements.len(), (dst, flags));
        }
        call_window_slow(agent, window, argc, dst, flags)
    }
}

/// A window of `callee`, `this` and the elements of `list` (7.3.18 CreateListFromArrayLike; nullish: none).
///
/// # Safety
/// As for `fresh_window`.
pub(super) unsafe fn spread_window(
    agent: &mut Agent,
    (callee, this): (Value, Value),
    list: Value,
) -> Completion<(*mut Value, usize)> {
    // SAFETY: the window is bounds-checked; the elements are copied before anything runs.
    unsafe {
        if let Some(elements) = list.as_object().and_then(|list| dense_elements(agent, list)) {
            let window = fresh_window(agent, elements.len())?;
            *window = callee;
            *window.add(1) = this;
            copy_arguments(elements, window);
            return Ok((window, elements.len()));
        }
        let values = match list {
            list if list.is_nullish() => None,
            list => Some(agent.create_list_from_array_like(list)?),
        };
        let count = values.as_ref().map_or(0, |values| values.len());
        let window = fresh_window(agent, count)?;
        *window = callee;
        *window.add(1) = this;
        for index in 0..count {
            *window.add(2 + index) = values.as_ref().map_or(Value::UNDEFINED, |values| values.get(index));
        }
        Ok((window, count))
    }
}

/// The elements of an array or arguments object of moderate length without holes: reading them runs no code.
///
/// # Safety
/// The slice is valid until the array is written to.
#[inline(always)]
unsafe fn dense_elements<'a>(agent: &Agent, object: Object) -> Option<&'a [Value]> {
    // SAFETY: passed on to the caller.
    unsafe {
        if object.kind() == Kind::Array {
            return dense_values(array::length(object) as usize, object.elements());
        }
        dense_arguments(agent, object)
    }
}

/// # Safety
/// As for `dense_elements`.
#[inline(never)]
unsafe fn dense_arguments<'a>(agent: &Agent, object: Object) -> Option<&'a [Value]> {
    if object.kind() != Kind::Arguments {
        return None;
    }
    let values = agent.plain_arguments(object)?;
    // SAFETY: passed on to the caller.
    unsafe { dense_values(values.count(), Some(values)) }
}

/// # Safety
/// As for `dense_elements`.
#[inline(always)]
unsafe fn dense_values<'a>(length: usize, elements: Option<Record>) -> Option<&'a [Value]> {
    const MOST: usize = 64;
    let Some(elements) = elements else { return (length == 0).then_some(&[]) };
    if length > MOST || length > elements.count() {
        return None;
    }
    // SAFETY: the record has at least so many Values; that it stays as it is, is the caller's promise.
    let values = unsafe { std::slice::from_raw_parts(elements.values_pointer().cast_const(), length) };
    (!values.contains(&Value::EMPTY)).then_some(values)
}

/// `f(...array)` with the array literal in the third register of the window.
///
/// # Safety
/// As for [`call_window`].
#[inline(never)]
pub(crate) unsafe fn call_spread(agent: &mut Agent, window: *mut Value, dst: u8) -> Completion<Step> {
    // SAFETY: as for `call_window`.
    unsafe {
        let (window, argc) = spread_window(agent, (*window, *window.add(1)), *window.add(2))?;
        call_window_slow(agent, window, argc, dst, 0)
    }
}

/// `new f(...array)`.
///
/// # Safety
/// As for [`call_window`].
#[inline(never)]
pub(crate) unsafe fn construct_spread(
    agent: &mut Agent,
    window: *mut Value,
    new_target: Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: as for `call_window`.
    unsafe {
        let (window, argc) = spread_window(agent, (*window, Value::UNDEFINED), *window.add(2))?;
        construct_window(agent, window, argc, new_target, dst)
    }
}

/// The first element of a spread argument list.
#[inline(never)]
pub(crate) fn first_of_spread(array: Value) -> Value {
    let elements = array.as_object().and_then(Object::elements);
    let first = elements.and_then(|elements| elements.try_get(0)).unwrap_or(Value::UNDEFINED);
    if first.is_empty() { Value::UNDEFINED } else { first }
}

/// The arguments of the running frame behind its parameters.
///
/// # Safety
/// The running frame must be of code that keeps its arguments; the slice is valid as long as the frame runs.
unsafe fn passed_on<'a>(agent: &Agent) -> &'a [Value] {
    // SAFETY: the caller's window stays as it is while the frame runs.
    unsafe {
        let frame = agent.stack.current;
        let arguments = std::slice::from_raw_parts((*frame).args, (*frame).argc as usize);
        arguments.get((*(*frame).code).parameter_count as usize..).unwrap_or(&[])
    }
}

/// The array of a rest parameter, made now if it was not yet.
///
/// # Safety
/// `rest` must be the register of a rest parameter that is only passed on, in the running frame.
unsafe fn rest_array(agent: &mut Agent, rest: *mut Value) -> Value {
    // SAFETY: the arguments are kept; making an array runs nothing.
    unsafe {
        if (*rest).is_empty() {
            *rest = Value::from(agent.new_array(passed_on(agent)));
        }
        *rest
    }
}

/// Whether `ApplyRest` only copies the arguments: a function written in JavaScript, and the original `apply`.
///
/// # Safety
/// As for [`apply_rest`].
#[inline(always)]
unsafe fn applies_by_copying(agent: &Agent, window: *mut Value, rest: Value) -> bool {
    // SAFETY: both were tested to be cells.
    unsafe {
        let (callee, target) = (*window, *window.add(1));
        rest.is_empty()
            && callee.is_cell()
            && kind(callee) == Kind::NativeFunction as u8
            && native_id_of(callee) == agent.realms.function_apply
            && target.is_cell()
            && kind(target) == Kind::Function as u8
    }
}

/// `ApplyRest` of ordinary code with few arguments: puts the window of its call above the running frame, and gives the
/// function's code with the window and its number of arguments.
///
/// # Safety
/// As for [`apply_rest`].
#[inline(always)]
pub(crate) unsafe fn small_rest_window(
    agent: &mut Agent,
    window: *mut Value,
    rest: Value,
) -> Option<(*mut LinkedCode, *mut Value, usize)> {
    // SAFETY: the target was tested to be a function; a small window has room above every frame.
    unsafe {
        if !applies_by_copying(agent, window, rest) {
            return None;
        }
        let code = linked_code(agent, *window.add(1));
        let arguments = passed_on(agent);
        if (*code).call_kind != CallKind::Plain || arguments.len() > SMALL_WINDOW - 2 {
            return None;
        }
        let fresh = (*agent.stack.current).top;
        fill_window(fresh, window, arguments);
        Some((code, fresh, arguments.len()))
    }
}

/// Fills the window of the call that `[apply, f, this, _]` asks for.
///
/// # Safety
/// `fresh` must have room for the arguments.
#[inline(always)]
unsafe fn fill_window(fresh: *mut Value, window: *mut Value, arguments: &[Value]) {
    // SAFETY: the caller's promise.
    unsafe {
        *fresh = *window.add(1);
        *fresh.add(1) = *window.add(2);
        copy_arguments(arguments, fresh);
    }
}

/// `ApplyRest`: the window is `[apply, f, this, _]`.
///
/// # Safety
/// As for [`call_window`] and `rest_array`.
#[inline(never)]
pub(crate) unsafe fn apply_rest(
    agent: &mut Agent,
    window: *mut Value,
    rest: *mut Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: the new window is bounds-checked.
    unsafe {
        if applies_by_copying(agent, window, *rest) {
            let arguments = passed_on(agent);
            let fresh = fresh_window(agent, arguments.len())?;
            fill_window(fresh, window, arguments);
            return call_window(agent, fresh, arguments.len(), dst, 0);
        }
        *window.add(3) = rest_array(agent, rest);
        call_other(agent, window, 2, dst, 0)
    }
}

/// `CallRest`: the window is `[callee, this, arguments…]`, the elements of the rest parameter come behind.
///
/// # Safety
/// As for [`call_window`] and `rest_array`.
#[inline(never)]
pub(crate) unsafe fn call_rest(
    agent: &mut Agent,
    (window, argc): (*mut Value, usize),
    rest: *mut Value,
    dst: u8,
) -> Completion<Step> {
    // SAFETY: the new window is bounds-checked, and filled before anything runs.
    unsafe {
        let is_untouched = agent.protectors.array_iteration;
        if (*rest).is_empty() && is_untouched {
            return call_with_more(agent, (window, argc), passed_on(agent), dst);
        }
        let list = rest_array(agent, rest);
        if is_untouched && let Some(elements) = list.as_object().and_then(|list| dense_elements(agent, list))
        {
            return call_with_more(agent, (window, argc), elements, dst);
        }
        let mut values = ValueList::new(agent);
        agent.iterate(list, |agent, value| {
            values.push(agent, value);
            Ok(())
        })?;
        let fresh = fresh_window(agent, argc + values.len())?;
        std::ptr::copy(window, fresh, 2 + argc);
        for index in 0..values.len() {
            *fresh.add(2 + argc + index) = values.get(index);
        }
        call_other(agent, fresh, argc + values.len(), dst, 0)
    }
}

/// Calls a copy of a window with more arguments behind its own.
///
/// # Safety
/// As for [`call_window`].
#[inline(always)]
unsafe fn call_with_more(
    agent: &mut Agent,
    (window, argc): (*mut Value, usize),
    more: &[Value],
    dst: u8,
) -> Completion<Step> {
    // SAFETY: the new window is bounds-checked.
    unsafe {
        let fresh = fresh_window(agent, argc + more.len())?;
        *fresh = *window;
        *fresh.add(1) = *window.add(1);
        for index in 2..2 + argc {
            *fresh.add(index) = *window.add(index);
        }
        copy_arguments(more, fresh.add(argc));
        call_window(agent, fresh, argc + more.len(), dst, 0)
    }
}

//! 9.5.4 resources of `using` declarations.
//!
//! A disposal list is a growable list of groups of three: value, method, hint (0 sync, 1 async). It is emptied from
//! its end.

use roundelay_heap::{Kind, Value};

use crate::agent::Agent;
use crate::error::{Completion, ErrorKind};
use crate::object::{PropertyKey, attributes};

const GROUP: usize = 3;
/// Index of the count of groups; groups follow.
const COUNT: usize = 0;

/// What becomes of the value that a dispose method returns; that of a synchronous one counts for nothing (9.5.4.4).
#[derive(Clone, Copy)]
enum DisposalResult {
    Ignored,
    Awaited,
}

/// 9.5.4.1 AddDisposableResource
/// <https://tc39.es/ecma262/#sec-adddisposableresource>
#[inline(never)]
pub(crate) fn add(agent: &mut Agent, list: Value, value: Value, hint: usize) -> Completion<Value> {
    let is_async = hint == 1;
    let list = match list.as_record() {
        Some(list) => list,
        None => {
            let list = agent.heap.alloc_record(Kind::List, 1 + 2 * GROUP);
            list.set(COUNT, Value::int(0));
            list
        }
    };
    let (method, result) = if value.is_nullish() {
        if !is_async {
            return Ok(Value::from(list));
        }
        (Value::UNDEFINED, DisposalResult::Ignored)
    } else {
        dispose_method(agent, value, is_async)?
    };
    let count = list.get(COUNT).as_int().unwrap_or(0) as usize;
    let at = 1 + count * GROUP;
    let list = if at + GROUP <= list.count() {
        list
    } else {
        let grown = agent.heap.alloc_record(Kind::List, 1 + (count + 1) * 2 * GROUP);
        grown.copy_range(0, list, 0, list.count());
        grown
    };
    list.set(at, value);
    list.set(at + 1, method);
    list.set(at + 2, Value::int(result as i32));
    list.set(COUNT, Value::int(count as i32 + 1));
    Ok(Value::from(list))
}

/// 9.5.4.4 GetDisposeMethod
fn dispose_method(agent: &mut Agent, value: Value, is_async: bool) -> Completion<(Value, DisposalResult)> {
    if !value.is_object() {
        let text = agent.describe(value);
        return Err(agent.type_error(format!("{text} is not an object with a dispose method")));
    }
    if is_async {
        let key = PropertyKey::from(agent.names.symbol_async_dispose);
        if let Some(method) = agent.get_method(value, key)? {
            return Ok((Value::from(method), DisposalResult::Awaited));
        }
    }
    let key = PropertyKey::from(agent.names.symbol_dispose);
    match agent.get_method(value, key)? {
        Some(method) => Ok((Value::from(method), DisposalResult::Ignored)),
        None => Err(agent.type_error("The resource does not have a dispose method")),
    }
}

/// 9.5.4.7 one step of DisposeResources: the result to await of an async resource, undefined of a sync one.
#[inline(never)]
pub(crate) fn next(agent: &mut Agent, list: Value) -> Completion<Option<Value>> {
    let Some(list) = list.as_record() else { return Ok(None) };
    let count = list.get(COUNT).as_int().unwrap_or(0);
    if count == 0 {
        return Ok(None);
    }
    list.set(COUNT, Value::int(count - 1));
    let at = 1 + (count as usize - 1) * GROUP;
    let (value, method) = (list.get(at), list.get(at + 1));
    let is_awaited = list.get(at + 2) == Value::int(DisposalResult::Awaited as i32);
    if method.is_undefined() {
        return Ok(Some(Value::UNDEFINED));
    }
    let result = agent.call(method, value, &[])?;
    Ok(Some(if is_awaited { result } else { Value::UNDEFINED }))
}

/// 9.5.4.7 step 1.c: an error while another one is under way.
#[inline(never)]
pub(crate) fn suppress(agent: &mut Agent, error: Value, suppressed: Value) -> Completion<Value> {
    if suppressed.is_empty() {
        return Ok(error);
    }
    let combined = agent.new_error(ErrorKind::SuppressedError, "An error was suppressed during disposal");
    let key = PropertyKey::from(agent.names.error);
    agent.add_own_property(combined, key, error, attributes::METHOD);
    let key = PropertyKey::from(agent.names.suppressed);
    agent.add_own_property(combined, key, suppressed, attributes::METHOD);
    Ok(Value::from(combined))
}

//! Short ways of the methods that programs call most, for plain arrays: see `docs/architecture.md`.

use roundelay_vm::object::array::{self, ARRAY_LENGTH};
use roundelay_vm::{Agent, Object, Value};

use super::mutate::{pop_plain, shift_plain};
use super::{is_plain, plain};

/// More elements than this are copied by the function itself, which can run out of memory.
const MOST_COPIED: i64 = 1 << 12;

/// 23.1.3.23 Array.prototype.push ( ...items ) of one item.
pub(super) fn push(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let &[this, item] = call else { return Value::EMPTY };
    match plain(agent, this) {
        Some(array) if array::length(array) < u32::MAX - 1 => {
            agent.array_append(array, item);
            array.internal(ARRAY_LENGTH)
        }
        _ => Value::EMPTY,
    }
}

/// 23.1.3.22 Array.prototype.pop ( )
pub(super) fn pop(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    match plain(agent, call[0]) {
        Some(array) => pop_plain(agent, array),
        None => Value::EMPTY,
    }
}

/// 23.1.3.27 Array.prototype.shift ( )
pub(super) fn shift(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    plain(agent, call[0]).and_then(|array| shift_plain(agent, array)).unwrap_or(Value::EMPTY)
}

/// 23.1.3.28 Array.prototype.slice ( start, end ) of ints.
pub(super) fn slice(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let Some(array) = plain(agent, call[0]).filter(|_| agent.protectors.array_species) else {
        return Value::EMPTY;
    };
    if call.len() == 1 {
        return copy_whole(agent, array);
    }
    let length = i64::from(array::length(array));
    let (Some(start), Some(end)) = (relative(call, 1, 0, length), relative(call, 2, length, length)) else {
        return Value::EMPTY;
    };
    let count = (end - start).max(0);
    let elements = array.elements();
    let values =
        elements.as_ref().and_then(|elements| elements.values().get(start as usize..)).unwrap_or(&[]);
    match values.get(..count as usize) {
        Some(values) if count <= MOST_COPIED => Value::from(agent.new_array(values)),
        _ => Value::EMPTY,
    }
}

/// `slice` without arguments.
#[inline(always)]
fn copy_whole(agent: &mut Agent, array: Object) -> Value {
    let length = array::length(array) as usize;
    let elements = array.elements();
    let values = elements.as_ref().map_or(&[][..], |elements| elements.values());
    match values.get(..length) {
        Some(values) if length <= MOST_COPIED as usize => Value::from(agent.new_array(values)),
        _ => Value::EMPTY,
    }
}

/// 23.1.2.2 Array.isArray ( arg ) of anything but proxies.
pub(super) fn is_array(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    match call.get(1).and_then(|value| value.as_object()) {
        Some(object) if is_plain(agent, object) => Value::TRUE,
        Some(_) => Value::EMPTY,
        None => Value::FALSE,
    }
}

/// The index that an argument of a method stands for, if it is an int or missing.
fn relative(call: &[Value], position: usize, default: i64, length: i64) -> Option<i64> {
    match call.get(position) {
        None => Some(default),
        Some(value) if value.is_undefined() => Some(default),
        Some(value) => {
            let index = i64::from(value.as_int()?);
            Some(if index < 0 { (length + index).max(0) } else { index.min(length) })
        }
    }
}

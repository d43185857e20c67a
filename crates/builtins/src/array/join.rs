//! 23.1.3 methods that make a string: join, toString, toLocaleString.

use roundelay_vm::heap::StringBuilder;
use roundelay_vm::object::PropertyKey;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, JsString, Object, Value};

use super::{element, get_index, is_plain};
use crate::intrinsics::this_object;

/// Joins an object, unless that is being done already: one that contains itself joins as the empty string, as
/// everywhere. `join` keeps the object alive while its address is on the list.
fn join_once(agent: &mut Agent, object: Object, join: impl FnOnce(&mut Agent) -> Completion) -> Completion {
    if agent.joining.contains(&object) {
        return Ok(Value::from(agent.names.empty));
    }
    agent.joining.push(object);
    let result = join(agent);
    agent.joining.pop();
    result
}

/// 23.1.3.18 Array.prototype.join ( separator )
/// <https://tc39.es/ecma262/#sec-array.prototype.join>
pub(super) fn join(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.join")?;
    let length = agent.length_of_array_like(object)?;
    let separator = match arguments.at(0) {
        separator if separator.is_undefined() => None,
        separator => Some(agent.to_string(separator)?),
    };
    join_once(agent, object, |agent| join_array_like(agent, object, length, separator))
}

fn join_array_like(
    agent: &mut Agent,
    object: Object,
    length: u64,
    separator: Option<JsString>,
) -> Completion {
    let mut builder = StringBuilder::new();
    for index in 0..length {
        agent.poll()?;
        if index > 0 {
            push_separator(&mut builder, separator);
        }
        if builder.is_too_long() {
            return Err(agent.string_too_long());
        }
        let value = if is_plain(agent, object) {
            element(object, index as usize)
        } else {
            get_index(agent, object, index)?
        };
        push_value(agent, &mut builder, value)?;
    }
    agent.finish_string(&builder).map(Value::from)
}

fn push_separator(builder: &mut StringBuilder, separator: Option<JsString>) {
    match separator {
        None => builder.push_unit(u16::from(b',')),
        Some(separator) => builder.push_string(separator),
    }
}

fn push_value(agent: &mut Agent, builder: &mut StringBuilder, value: Value) -> Completion<()> {
    if let Some(string) = value.as_string() {
        builder.push_string(string);
    } else if let Some(int) = value.as_int() {
        push_int(builder, int);
    } else if !value.is_nullish() {
        let string = agent.to_string(value)?;
        builder.push_string(string);
    }
    Ok(())
}

fn push_int(builder: &mut StringBuilder, int: i32) {
    let mut digits = [0; 11];
    let mut start = digits.len();
    let mut rest = int.unsigned_abs();
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if int < 0 {
        start -= 1;
        digits[start] = b'-';
    }
    builder.push_latin1(&digits[start..]);
}

/// 23.1.3.36 Array.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.tostring>
pub(super) fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.toString")?;
    let join = agent.get(object, agent.names.join)?;
    let function = if agent.is_callable(join) {
        join
    } else {
        Value::from(agent.intrinsic(Intrinsic::ObjectPrototypeToString))
    };
    agent.call(function, Value::from(object), &[])
}

/// 23.1.3.32 Array.prototype.toLocaleString ( )
/// <https://tc39.es/ecma262/#sec-array.prototype.tolocalestring>
pub(super) fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = this_object(agent, arguments.this, "Array.prototype.toLocaleString")?;
    let length = agent.length_of_array_like(object)?;
    locale_join(agent, object, length, arguments)
}

/// The locale strings of the elements, joined; also that of typed arrays. The arguments go on to the elements' methods
/// if there are locales (ECMA-402, 21.5.1).
pub(crate) fn locale_join(
    agent: &mut Agent,
    object: Object,
    length: u64,
    arguments: &Arguments<'_>,
) -> Completion {
    let passed = [arguments.at(0), arguments.at(1)];
    let passed = if cfg!(feature = "intl") { &passed[..] } else { &[] };
    join_once(agent, object, |agent| join_locale_strings(agent, object, length, passed))
}

fn join_locale_strings(agent: &mut Agent, object: Object, length: u64, passed: &[Value]) -> Completion {
    let key = PropertyKey::from(agent.names.to_locale_string);
    let mut builder = StringBuilder::new();
    for index in 0..length {
        agent.poll()?;
        if index > 0 {
            push_separator(&mut builder, None);
        }
        let value = get_index(agent, object, index)?;
        if value.is_nullish() {
            continue;
        }
        let text = agent.invoke(value, key, passed)?;
        let text = agent.to_string(text)?;
        builder.push_string(text);
    }
    agent.finish_string(&builder).map(Value::from)
}

/// The elements of an array-like, none of which can be undefined, joined; for typed arrays.
pub(crate) fn join_elements(
    agent: &mut Agent,
    object: Object,
    length: u64,
    separator: Option<JsString>,
) -> Completion {
    let mut builder = StringBuilder::new();
    for index in 0..length {
        agent.poll()?;
        if index > 0 {
            push_separator(&mut builder, separator);
        }
        if builder.is_too_long() {
            return Err(agent.string_too_long());
        }
        let value = get_index(agent, object, index)?;
        push_value(agent, &mut builder, value)?;
    }
    agent.finish_string(&builder).map(Value::from)
}

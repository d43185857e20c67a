//! 22.2.6.14 RegExp.prototype \[ %Symbol.split% ].

use roundelay_vm::heap::JsString;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use super::exec::{advance, find, group, last_index, regexp_exec};
use super::state::program_of;
use super::symbols::{flags_string, is_full_unicode};
use super::{flag, flags_of, is_pristine, legacy, require_object, store_last_index};

/// 22.2.6.14 RegExp.prototype \[ %Symbol.split% ] ( string, limit )
/// <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.split%>
pub(crate) fn split(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "[Symbol.split]")?;
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    let limit_value = arguments.at(1);
    let fast = object.kind() == Kind::RegExp && is_pristine(agent, object);
    if fast && (limit_value.is_undefined() || limit_value.is_number()) {
        let limit = if limit_value.is_undefined() { u32::MAX } else { agent.to_uint32(limit_value)? };
        return split_fast(agent, object, string, limit);
    }
    let default = agent.intrinsic(Intrinsic::RegExp);
    let constructor = agent.species_constructor(object, default)?;
    let (flags_value, flags) = flags_string(agent, object)?;
    let unicode = is_full_unicode(&flags);
    let flags_value = match flags.contains('y') {
        true => flags_value,
        false => {
            let sticky = agent.string("y");
            agent.concat(flags_value, sticky)?
        }
    };
    let splitter =
        agent.construct(constructor, &[Value::from(object), Value::from(flags_value)], constructor)?;
    let Some(splitter) = splitter.as_object() else { return Err(agent.type_error("object expected")) };
    let limit = if limit_value.is_undefined() { u32::MAX } else { agent.to_uint32(limit_value)? };
    split_with(agent, splitter, string, (limit, unicode))
}

/// Steps 14 to the end, with an object that finds matches at `lastIndex` only.
fn split_with(
    agent: &mut Agent,
    splitter: Object,
    string: JsString,
    (limit, unicode): (u32, bool),
) -> Completion {
    let array = agent.new_array(&[]);
    if limit == 0 {
        return Ok(Value::from(array));
    }
    let size = string.len() as u64;
    if size == 0 {
        if regexp_exec(agent, splitter, string)?.is_null() {
            agent.array_append(array, Value::from(string));
        }
        return Ok(Value::from(array));
    }
    let (mut part_start, mut at, mut count) = (0_u64, 0_u64, 0_u32);
    while at < size {
        agent.poll()?;
        store_last_index(agent, splitter, Value::number(at as f64))?;
        let result = regexp_exec(agent, splitter, string)?.as_object();
        let end = match result {
            Some(_) => last_index(agent, splitter)?.min(size),
            None => part_start,
        };
        let Some(result) = result.filter(|_| end != part_start) else {
            at = advance(string, at, unicode);
            continue;
        };
        let part = Value::from(agent.substring(string, part_start as usize, at as usize));
        agent.array_append(array, part);
        count += 1;
        if count == limit {
            return Ok(Value::from(array));
        }
        part_start = end;
        let groups = agent.length_of_array_like(result)?.max(1);
        for index in 1..groups {
            let key = roundelay_vm::PropertyKey::from_integer(agent, index);
            let capture = agent.get(result, key)?;
            agent.array_append(array, capture);
            count += 1;
            if count == limit {
                return Ok(Value::from(array));
            }
        }
        at = part_start;
    }
    let rest = Value::from(agent.substring(string, part_start as usize, size as usize));
    agent.array_append(array, rest);
    Ok(Value::from(array))
}

/// The same for a regular expression that nobody changed: it looks for the next match instead of trying everywhere.
fn split_fast(agent: &mut Agent, regexp: Object, string: JsString, limit: u32) -> Completion {
    let array = agent.new_array(&[]);
    if limit == 0 {
        return Ok(Value::from(array));
    }
    let program = program_of(agent, regexp)?;
    let unicode = flags_of(regexp) & (flag::UNICODE | flag::UNICODE_SETS) != 0;
    let size = string.len();
    if size == 0 {
        if !find(agent, &program, string, 0, true)? {
            agent.array_append(array, Value::from(string));
        }
        return Ok(Value::from(array));
    }
    let (mut part_start, mut at, mut count) = (0, 0, 0_u32);
    while at < size && find(agent, &program, string, at, false)? {
        agent.poll()?;
        let (start, end) = group(agent, 0).unwrap_or((size, size));
        if start >= size {
            break;
        }
        if end == part_start {
            at = advance(string, at as u64, unicode) as usize;
            continue;
        }
        if start == end && start < at {
            break;
        }
        let part = Value::from(agent.substring(string, part_start, start));
        agent.array_append(array, part);
        count += 1;
        let groups = super::state::state(agent).last.len() / 2;
        let groups = if program.foreign.is_some() { groups } else { program.groups };
        for index in 1..groups {
            if count == limit {
                break;
            }
            let capture = match group(agent, index) {
                Some((start, end)) => Value::from(agent.substring(string, start, end)),
                None => Value::UNDEFINED,
            };
            agent.array_append(array, capture);
            count += 1;
        }
        if count == limit {
            return Ok(Value::from(array));
        }
        (part_start, at) = (end, end);
    }
    legacy::remember(agent, string);
    let rest = Value::from(agent.substring(string, part_start, size));
    agent.array_append(array, rest);
    Ok(Value::from(array))
}

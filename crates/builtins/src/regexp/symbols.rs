//! 22.2.6 RegExp.prototype \[ %Symbol.match% ], \[ %Symbol.matchAll% ] and \[ %Symbol.search% ].

use roundelay_vm::heap::JsString;
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use super::exec::{
    advance, builtin_exec, builtin_find, find, group, last_index, regexp_exec, set_last_index,
};
use super::state::program_of;
use super::{flag, flags_of, is_pristine, iterator, legacy, require_object, store_last_index};

/// The letters of `ToString(Get(rx, "flags"))`.
pub(super) fn flags_string(agent: &mut Agent, object: Object) -> Completion<(JsString, String)> {
    let flags = agent.get(object, agent.names.flags)?;
    let flags = agent.to_string(flags)?;
    let flags = agent.flatten(flags);
    Ok((flags, flags.to_rust_string()))
}

/// Whether the flags make characters code points.
pub(super) fn is_full_unicode(flags: &str) -> bool {
    flags.contains(['u', 'v'])
}

/// 22.2.6.8 RegExp.prototype \[ %Symbol.match% ] ( string )
/// <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.match%>
pub(crate) fn match_(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "[Symbol.match]")?;
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    if object.kind() == Kind::RegExp && is_pristine(agent, object) {
        let flags = flags_of(object);
        return match flags & flag::GLOBAL {
            0 => builtin_exec(agent, object, string),
            _ => match_fast(agent, object, string),
        };
    }
    let (_, flags) = flags_string(agent, object)?;
    if !flags.contains('g') {
        return regexp_exec(agent, object, string);
    }
    store_last_index(agent, object, Value::int(0))?;
    let array = agent.new_array(&[]);
    let mut is_empty = true;
    loop {
        agent.poll()?;
        let Some(result) = regexp_exec(agent, object, string)?.as_object() else {
            return Ok(if is_empty { Value::NULL } else { Value::from(array) });
        };
        is_empty = false;
        let text = agent.get(result, 0)?;
        let text = agent.to_string(text)?;
        agent.array_append(array, Value::from(text));
        if text.is_empty() {
            step_over_empty(agent, object, string, is_full_unicode(&flags))?;
        }
    }
}

/// After an empty match: `lastIndex` moves on.
pub(super) fn step_over_empty(
    agent: &mut Agent,
    object: Object,
    string: JsString,
    unicode: bool,
) -> Completion<()> {
    let index = last_index(agent, object)?;
    let next = advance(string, index, unicode);
    store_last_index(agent, object, Value::number(next as f64))
}

/// Calls `each` for the matches of a global regular expression that nobody changed; their groups are in the state.
pub(super) fn for_each_match(
    agent: &mut Agent,
    regexp: Object,
    string: JsString,
    mut each: impl FnMut(&mut Agent, usize, usize) -> Completion<()>,
) -> Completion<()> {
    let program = program_of(agent, regexp)?;
    let sticky = flags_of(regexp) & flag::STICKY != 0;
    let mut at = 0;
    set_last_index(agent, regexp, 0)?;
    let mut found_any = false;
    while at <= string.len() as u64 && find(agent, &program, string, at as usize, sticky)? {
        let (start, end) = group(agent, 0).unwrap_or((0, 0));
        found_any = true;
        at = if start == end { advance(string, end as u64, program.unicode) } else { end as u64 };
        each(agent, start, end)?;
        agent.poll()?;
    }
    if found_any {
        legacy::remember(agent, string);
    }
    Ok(())
}

fn match_fast(agent: &mut Agent, regexp: Object, string: JsString) -> Completion {
    let array = agent.new_array(&[]);
    let mut is_empty = true;
    for_each_match(agent, regexp, string, |agent, start, end| {
        is_empty = false;
        let text = Value::from(agent.substring(string, start, end));
        agent.array_append(array, text);
        Ok(())
    })?;
    Ok(if is_empty { Value::NULL } else { Value::from(array) })
}

/// 22.2.6.9 RegExp.prototype \[ %Symbol.matchAll% ] ( string )
/// <https://tc39.es/ecma262/#sec-regexp-prototype-%symbol.matchall%>
pub(crate) fn match_all(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "[Symbol.matchAll]")?;
    let string = agent.to_string(arguments.at(0))?;
    let default = agent.intrinsic(Intrinsic::RegExp);
    let constructor = agent.species_constructor(object, default)?;
    let (flags_value, flags) = flags_string(agent, object)?;
    let operands = [Value::from(object), Value::from(flags_value)];
    let matcher = agent.construct(constructor, &operands, constructor)?;
    let Some(matcher) = matcher.as_object() else { return Err(agent.type_error("object expected")) };
    let index = last_index(agent, object)?;
    store_last_index(agent, matcher, Value::number(index as f64))?;
    let modes = (flags.contains('g'), is_full_unicode(&flags));
    Ok(Value::from(iterator::create(agent, matcher, string, modes)))
}

/// 22.2.6.12 RegExp.prototype \[ %Symbol.search% ] ( string )
/// <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.search%>
pub(crate) fn search(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "[Symbol.search]")?;
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    let previous = agent.get(object, agent.names.last_index)?;
    if !agent.same_value(previous, Value::int(0)) {
        store_last_index(agent, object, Value::int(0))?;
    }
    let fast = object.kind() == Kind::RegExp && is_pristine(agent, object);
    let found = if fast {
        let found = builtin_find(agent, object, string)?;
        found.then(|| Value::length(group(agent, 0).map_or(0, |(start, _)| start)))
    } else {
        regexp_exec(agent, object, string)?.as_object().map(Value::from)
    };
    let current = agent.get(object, agent.names.last_index)?;
    if !agent.same_value(current, previous) {
        store_last_index(agent, object, previous)?;
    }
    match found {
        None => Ok(Value::int(-1)),
        Some(result) => match result.as_object() {
            Some(result) => agent.get(result, agent.names.index),
            None => Ok(result),
        },
    }
}

//! 22.2.7 RegExp matching: RegExpExec, RegExpBuiltinExec and the results they make.

use roundelay_vm::heap::JsString;
use roundelay_vm::object::attributes;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Record, Value};

use super::matcher::{self, Stop, UNSET};
use super::program::Program;
use super::state::{program_of, state};
use super::{
    LAST_INDEX, as_regexp, flag, flags_of, incompatible, is_pristine, legacy, require_object,
    store_last_index,
};

/// Looks for a match of `regexp` in a flat string. The groups are in the state's `last` if there is one.
pub(super) fn find(
    agent: &mut Agent,
    program: &Program,
    string: JsString,
    start: usize,
    sticky: bool,
) -> Completion<bool> {
    let mut scratch = std::mem::take(&mut state(agent).scratch);
    let found = if program.foreign.is_some() {
        Ok(find_foreign(program, string, (start, sticky), &mut scratch.registers))
    } else {
        matcher::find(program, string.content(), (start, sticky), &mut scratch, &mut || {
            agent.poll_after(matcher::WORK as u64)
        })
    };
    let state = state(agent);
    if matches!(found, Ok(true)) {
        std::mem::swap(&mut state.last, &mut scratch.registers);
    }
    state.scratch = scratch;
    match found {
        Ok(found) => Ok(found),
        Err(Stop::Throw(throw)) => Err(throw),
        Err(Stop::TooDeep) => Err(agent.range_error("Maximum call stack size exceeded")),
    }
}

fn find_foreign(
    program: &Program,
    string: JsString,
    (start, sticky): (usize, bool),
    registers: &mut Vec<u32>,
) -> bool {
    let Some(foreign) = &program.foreign else { return false };
    let units = string.to_units();
    let Some(found) = foreign.find_from_utf16(&units, start).next() else { return false };
    if sticky && found.start() != start {
        return false;
    }
    registers.clear();
    for group in found.groups() {
        let (start, end) = group.map_or((UNSET, UNSET), |range| (range.start as u32, range.end as u32));
        registers.extend([start, end]);
    }
    true
}

/// The range of a group of the last match.
pub(super) fn group(agent: &mut Agent, index: usize) -> Option<(usize, usize)> {
    range_at(&state(agent).last, index)
}

/// The range of a group in a list of registers.
pub(super) fn range_at(registers: &[u32], index: usize) -> Option<(usize, usize)> {
    let (start, end) = (*registers.get(index * 2)?, *registers.get(index * 2 + 1)?);
    (start != UNSET && end != UNSET).then_some((start as usize, end as usize))
}

/// `ToLength(Get(R, "lastIndex"))`
pub(super) fn last_index(agent: &mut Agent, regexp: Object) -> Completion<u64> {
    if regexp.kind() == Kind::RegExp
        && let Some(index) = regexp.property_slot(LAST_INDEX).as_int()
    {
        return Ok(index.max(0) as u64);
    }
    let value = agent.get(regexp, agent.names.last_index)?;
    agent.to_length(value)
}

/// `Set(R, "lastIndex", index, true)` of a RegExp object.
pub(super) fn set_last_index(agent: &mut Agent, regexp: Object, index: usize) -> Completion<()> {
    if legacy::template(agent).is_some_and(|template| template.shape() == regexp.shape()) {
        regexp.set_property_slot(LAST_INDEX, Value::length(index));
        return Ok(());
    }
    let key = PropertyKey::from(agent.names.last_index);
    let is_writable = agent.own_property(regexp, key)?.is_some_and(|property| property.is_writable());
    if is_writable {
        regexp.set_property_slot(LAST_INDEX, Value::length(index));
        return Ok(());
    }
    store_last_index(agent, regexp, Value::length(index))
}

/// 22.2.7.2 RegExpBuiltinExec ( R, S ) without the result: whether there is a match.
/// <https://tc39.es/ecma262/#sec-regexpbuiltinexec>
pub(super) fn builtin_find(agent: &mut Agent, regexp: Object, string: JsString) -> Completion<bool> {
    let last_index = last_index(agent, regexp)?;
    // Reading `lastIndex` may run program code that compiles the object anew.
    let flags = flags_of(regexp);
    let is_positioned = flags & (flag::GLOBAL | flag::STICKY) != 0;
    let start = if is_positioned { last_index } else { 0 };
    let found = if start > string.len() as u64 {
        false
    } else {
        let program = program_of(agent, regexp)?;
        find(agent, &program, string, start as usize, flags & flag::STICKY != 0)?
    };
    if !found {
        if is_positioned {
            set_last_index(agent, regexp, 0)?;
        }
        return Ok(false);
    }
    if is_positioned {
        let end = group(agent, 0).map_or(0, |(_, end)| end);
        set_last_index(agent, regexp, end)?;
    }
    legacy::remember(agent, string);
    Ok(true)
}

/// 22.2.7.2 RegExpBuiltinExec ( R, S )
/// <https://tc39.es/ecma262/#sec-regexpbuiltinexec>
pub(super) fn builtin_exec(agent: &mut Agent, regexp: Object, string: JsString) -> Completion {
    let string = agent.flatten(string);
    if !builtin_find(agent, regexp, string)? {
        return Ok(Value::NULL);
    }
    result(agent, regexp, string)
}

/// The result of the last match.
fn result(agent: &mut Agent, regexp: Object, string: JsString) -> Completion {
    let program = program_of(agent, regexp)?;
    let count = state(agent).last.len() / 2;
    let count = if program.foreign.is_some() { count } else { program.groups };
    let elements = captures(agent, string, count);
    let start = group(agent, 0).map_or(0, |(start, _)| start);
    let groups = match program.names.is_empty() {
        true => Value::UNDEFINED,
        false => Value::from(groups_object(agent, &program, elements)),
    };
    let properties = [Value::length(start), Value::from(string), groups];
    let array = legacy::result_array(agent, elements, count, properties);
    if flags_of(regexp) & flag::HAS_INDICES != 0 {
        let indices = indices_array(agent, &program, count);
        agent.add_own_property(
            array,
            PropertyKey::from(agent.names.indices),
            Value::from(indices),
            attributes::ALL,
        );
    }
    Ok(Value::from(array))
}

/// The texts of all groups of the last match.
pub(super) fn captures(agent: &mut Agent, string: JsString, count: usize) -> Record {
    let elements = agent.heap.alloc_record(Kind::Elements, count);
    for index in 0..count {
        let value = match group(agent, index) {
            Some((start, end)) => Value::from(agent.substring(string, start, end)),
            None => Value::UNDEFINED,
        };
        elements.set(index, value);
    }
    elements
}

/// The `groups` object: by name what `values` has for the group that took part.
pub(super) fn groups_object(agent: &mut Agent, program: &Program, values: Record) -> Object {
    let object = agent.ordinary_object_create(None);
    for (name, groups) in &program.names {
        let name = agent.string_from_units(name);
        let key = agent.property_key_from_string(name);
        let taken =
            groups.iter().map(|&group| values.get(group as usize)).find(|value| !value.is_undefined());
        agent.add_own_property(object, key, taken.unwrap_or(Value::UNDEFINED), attributes::ALL);
    }
    object
}

/// 22.2.7.8 MakeMatchIndicesIndexPairArray
/// <https://tc39.es/ecma262/#sec-makematchindicesindexpairarray>
fn indices_array(agent: &mut Agent, program: &Program, count: usize) -> Object {
    let elements = agent.heap.alloc_record(Kind::Elements, count);
    for index in 0..count {
        let value = match group(agent, index) {
            Some((start, end)) => Value::from(agent.new_array(&[Value::length(start), Value::length(end)])),
            None => Value::UNDEFINED,
        };
        elements.set(index, value);
    }
    let array = agent.new_array_from_elements(elements, count);
    let groups = if program.names.is_empty() {
        Value::UNDEFINED
    } else {
        Value::from(groups_object(agent, program, elements))
    };
    let key = PropertyKey::from(agent.names.groups);
    agent.add_own_property(array, key, groups, attributes::ALL);
    array
}

/// 22.2.7.1 RegExpExec ( R, S )
/// <https://tc39.es/ecma262/#sec-regexpexec>
pub(super) fn regexp_exec(agent: &mut Agent, object: Object, string: JsString) -> Completion {
    if object.kind() == Kind::RegExp && is_pristine(agent, object) {
        return builtin_exec(agent, object, string);
    }
    let exec = agent.get(object, agent.names.exec)?;
    if agent.is_callable(exec) {
        let result = agent.call(exec, Value::from(object), &[Value::from(string)])?;
        if !result.is_object() && !result.is_null() {
            return Err(agent.type_error("object null or function expected"));
        }
        return Ok(result);
    }
    if object.kind() != Kind::RegExp {
        return Err(incompatible(agent, Value::from(object), "exec"));
    }
    builtin_exec(agent, object, string)
}

/// 22.2.6.2 RegExp.prototype.exec ( string )
/// <https://tc39.es/ecma262/#sec-regexp.prototype.exec>
pub(super) fn exec(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(regexp) = as_regexp(arguments.this) else {
        return Err(incompatible(agent, arguments.this, "exec"));
    };
    let string = agent.to_string(arguments.at(0))?;
    builtin_exec(agent, regexp, string)
}

/// 22.2.6.16 RegExp.prototype.test ( S )
/// <https://tc39.es/ecma262/#sec-regexp.prototype.test>
pub(super) fn test(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "test")?;
    let string = agent.to_string(arguments.at(0))?;
    if object.kind() == Kind::RegExp && is_pristine(agent, object) {
        let string = agent.flatten(string);
        return builtin_find(agent, object, string).map(Value::from);
    }
    let result = regexp_exec(agent, object, string)?;
    Ok(Value::from(!result.is_null()))
}

/// 22.2.7.3 AdvanceStringIndex ( S, index, unicode )
/// <https://tc39.es/ecma262/#sec-advancestringindex>
pub(super) fn advance(string: JsString, index: u64, unicode: bool) -> u64 {
    if unicode && index + 1 < string.len() as u64 {
        let (_, length) = roundelay_vm::value::string::code_point_at(string.content(), index as usize);
        return index + length as u64;
    }
    index + 1
}

//! 22.2.6.11 RegExp.prototype \[ %Symbol.replace% ].

use roundelay_vm::heap::{JsString, StringBuilder, StringContent};
use roundelay_vm::object::ValueList;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Record, Value};

use super::exec::{builtin_find, group, groups_object, range_at, regexp_exec};
use super::program::Program;
use super::state::{program_of, state};
use super::symbols::{flags_string, for_each_match, is_full_unicode, step_over_empty};
use super::{flag, flags_of, is_pristine, require_object, store_last_index};
use crate::string::{Substitution, get_substitution};

/// What matches are replaced with.
#[derive(Clone, Copy)]
enum Replacement {
    Function(Value),
    Template(JsString),
}

/// 22.2.6.11 RegExp.prototype \[ %Symbol.replace% ] ( string, replaceValue )
/// <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.replace%>
pub(crate) fn replace(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = require_object(agent, arguments.this, "[Symbol.replace]")?;
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    let replacement = if agent.is_callable(arguments.at(1)) {
        Replacement::Function(arguments.at(1))
    } else {
        let template = agent.to_string(arguments.at(1))?;
        Replacement::Template(agent.flatten(template))
    };
    if object.kind() == Kind::RegExp && is_pristine(agent, object) {
        return replace_fast(agent, object, string, replacement);
    }
    let (_, flags) = flags_string(agent, object)?;
    let results = collect_results(agent, object, string, &flags)?;
    let mut builder = StringBuilder::with_capacity(string.len());
    let mut end = 0;
    for index in 0..results.len() {
        agent.poll()?;
        let Some(result) = results.get(index).as_object() else { continue };
        end = push_replaced(agent, result, (string, end), replacement, &mut builder)?;
    }
    if end >= string.len() {
        return agent.finish_string(&builder).map(Value::from);
    }
    builder.push_content(string.content().slice(end, string.len()));
    agent.finish_string(&builder).map(Value::from)
}

/// Steps 9–13: all results come before the first replacement.
fn collect_results(
    agent: &mut Agent,
    object: Object,
    string: JsString,
    flags: &str,
) -> Completion<ValueList> {
    let mut results = ValueList::new(agent);
    let global = flags.contains('g');
    if global {
        store_last_index(agent, object, Value::int(0))?;
    }
    loop {
        agent.poll()?;
        let Some(result) = regexp_exec(agent, object, string)?.as_object() else { return Ok(results) };
        results.push(agent, Value::from(result));
        if !global {
            return Ok(results);
        }
        let text = agent.get(result, 0)?;
        if agent.to_string(text)?.is_empty() {
            step_over_empty(agent, object, string, is_full_unicode(flags))?;
        }
    }
}

/// Step 15 for one result: the text since the last match and the replacement; gives the end of the match.
fn push_replaced(
    agent: &mut Agent,
    result: Object,
    (string, done): (JsString, usize),
    replacement: Replacement,
    builder: &mut StringBuilder,
) -> Completion<usize> {
    let count = agent.length_of_array_like(result)?.max(1);
    let matched = agent.get(result, 0)?;
    let matched = agent.to_string(matched)?;
    let position = agent.get(result, agent.names.index)?;
    let position = agent.to_integer_or_infinity(position)?.clamp(0.0, string.len() as f64) as usize;
    let mut values = ValueList::new(agent);
    for index in 1..count {
        let key = PropertyKey::from_integer(agent, index);
        let capture = agent.get(result, key)?;
        let capture = if capture.is_undefined() { capture } else { Value::from(agent.to_string(capture)?) };
        values.push(agent, capture);
    }
    let named = agent.get(result, agent.names.groups)?;
    let text = match replacement {
        Replacement::Function(function) => {
            let mut operands = ValueList::new(agent);
            operands.push(agent, Value::from(matched));
            for index in 0..values.len() {
                operands.push(agent, values.get(index));
            }
            operands.push(agent, Value::length(position));
            operands.push(agent, Value::from(string));
            if !named.is_undefined() {
                operands.push(agent, named);
            }
            let text = agent.call(function, Value::UNDEFINED, operands.values())?;
            agent.to_string(text)?
        }
        Replacement::Template(template) => {
            let named = if named.is_undefined() { None } else { Some(agent.to_object(named)?) };
            let captures = values.values();
            let substitution = Substitution { matched, string, position, captures, named, template };
            let mut text = StringBuilder::new();
            get_substitution(agent, &substitution, &mut text)?;
            agent.finish_string(&text)?
        }
    };
    if position < done {
        return Ok(done);
    }
    builder.push_content(string.content().slice(done, position));
    builder.push_string(text);
    agent.check_string_length(builder.len())?;
    Ok(position + matched.len())
}

/// The same for a regular expression that nobody changed: no result objects.
fn replace_fast(agent: &mut Agent, regexp: Object, string: JsString, replacement: Replacement) -> Completion {
    let program = program_of(agent, regexp)?;
    let global = flags_of(regexp) & flag::GLOBAL != 0;
    match replacement {
        Replacement::Template(template) => {
            let mut parts = None;
            let mut builder = StringBuilder::new();
            let mut done = 0;
            let mut each = |agent: &mut Agent, start: usize, end: usize| {
                let parts = parts.get_or_insert_with(|| {
                    // The first match: from here on there is something to build.
                    builder = StringBuilder::with_capacity(string.len());
                    parse_template(template.content(), &program)
                });
                builder.push_content(string.content().slice(done, start));
                let registers = &state(agent).last;
                parts.iter().for_each(|part| part.push(string.content(), registers, &mut builder));
                done = end;
                agent.check_string_length(builder.len())
            };
            if global {
                for_each_match(agent, regexp, string, each)?;
            } else if builtin_find(agent, regexp, string)? {
                let (start, end) = group(agent, 0).unwrap_or((0, 0));
                each(agent, start, end)?;
            }
            finish(agent, string, done, builder)
        }
        Replacement::Function(function) => {
            // All matches are found before the function is called for the first time.
            let mut registers: Vec<u32> = Vec::new();
            let mut width = 2;
            let mut each = |agent: &mut Agent, _, _| {
                let last = &state(agent).last;
                // Of a program, the registers behind those of the groups are its own.
                width = if program.foreign.is_some() { last.len() } else { program.groups * 2 };
                registers.extend_from_slice(&last[..width]);
                Ok(())
            };
            if global {
                for_each_match(agent, regexp, string, each)?;
            } else if builtin_find(agent, regexp, string)? {
                each(agent, 0, 0)?;
            }
            replace_with_function(agent, &program, string, function, registers.chunks_exact(width))
        }
    }
}

fn replace_with_function(
    agent: &mut Agent,
    program: &Program,
    string: JsString,
    function: Value,
    matches: std::slice::ChunksExact<'_, u32>,
) -> Completion {
    if matches.len() == 0 {
        return Ok(Value::from(string));
    }
    let mut builder = StringBuilder::with_capacity(string.len());
    let mut done = 0;
    let extra = if program.names.is_empty() { 2 } else { 3 };
    for registers in matches {
        let count = registers.len() / 2;
        let (start, end) = range_at(registers, 0).unwrap_or((0, 0));
        builder.push_content(string.content().slice(done, start));
        let operands = agent.heap.alloc_record(Kind::List, count + extra);
        fill_captures(agent, string, operands, registers);
        operands.set(count, Value::length(start));
        operands.set(count + 1, Value::from(string));
        if extra == 3 {
            let groups = groups_object(agent, program, operands);
            operands.set(count + 2, Value::from(groups));
        }
        let text = agent.call(function, Value::UNDEFINED, operands.values())?;
        if let Some(int) = text.as_int().filter(|int| (0..10).contains(int)) {
            builder.push_unit(0x30 + int as u16);
        } else {
            let text = agent.to_string(text)?;
            builder.push_string(text);
        }
        agent.check_string_length(builder.len())?;
        agent.poll()?;
        done = end;
    }
    finish(agent, string, done, builder)
}

fn fill_captures(agent: &mut Agent, string: JsString, operands: Record, registers: &[u32]) {
    for index in 0..registers.len() / 2 {
        let value = match range_at(registers, index) {
            Some((start, end)) => Value::from(agent.substring(string, start, end)),
            None => Value::UNDEFINED,
        };
        operands.set(index, value);
    }
}

/// Adds what follows the last match.
fn finish(agent: &mut Agent, string: JsString, done: usize, mut builder: StringBuilder) -> Completion {
    if done == 0 && builder.is_empty() {
        return Ok(Value::from(string));
    }
    builder.push_content(string.content().slice(done, string.len()));
    agent.finish_string(&builder).map(Value::from)
}

/// A part of a replacement template whose groups are known.
enum Part {
    Latin1(Vec<u8>),
    Utf16(Vec<u16>),
    /// The first of these groups that took part.
    Groups(Vec<usize>),
    Before,
    After,
}

impl Part {
    fn push(&self, string: StringContent<'_>, registers: &[u32], builder: &mut StringBuilder) {
        let matched = range_at(registers, 0).unwrap_or((0, 0));
        match self {
            Part::Latin1(text) => builder.push_latin1(text),
            Part::Utf16(text) => builder.push_utf16(text),
            Part::Groups(groups) => {
                if let Some((start, end)) = groups.iter().find_map(|&group| range_at(registers, group)) {
                    builder.push_content(string.slice(start, end));
                }
            }
            Part::Before => builder.push_content(string.slice(0, matched.0)),
            Part::After => builder.push_content(string.slice(matched.1, string.len())),
        }
    }
}

/// 22.1.3.19.1 GetSubstitution, as far as it does not depend on the match.
fn parse_template(template: StringContent<'_>, program: &Program) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = Vec::new();
    let mut at = 0;
    while at < template.len() {
        let unit = template.at(at);
        let reference = if unit == u16::from(b'$') { reference(template, at, program) } else { None };
        match reference {
            Some((Some(part), length)) => {
                push_literal(&mut parts, &mut literal);
                parts.push(part);
                at += length;
            }
            Some((None, length)) => {
                literal.push(u16::from(b'$'));
                at += length;
            }
            None => {
                literal.push(unit);
                at += 1;
            }
        }
    }
    push_literal(&mut parts, &mut literal);
    parts
}

fn push_literal(parts: &mut Vec<Part>, literal: &mut Vec<u16>) {
    let units = std::mem::take(literal);
    if units.is_empty() {
        return;
    }
    let is_latin = units.iter().all(|&unit| unit < 256);
    parts.push(match is_latin {
        true => Part::Latin1(units.iter().map(|&unit| unit as u8).collect()),
        false => Part::Utf16(units),
    });
}

/// What the `$` at `at` refers to and how long the reference is; `$$` gives no part.
fn reference(template: StringContent<'_>, at: usize, program: &Program) -> Option<(Option<Part>, usize)> {
    let next = char::from_u32(u32::from(template.get(at + 1)?))?;
    let groups = program.groups - 1;
    match next {
        '$' => Some((None, 2)),
        '&' => Some((Some(Part::Groups(vec![0])), 2)),
        '`' => Some((Some(Part::Before), 2)),
        '\'' => Some((Some(Part::After), 2)),
        '0'..='9' => {
            let first = next.to_digit(10)? as usize;
            let second = template.get(at + 2).and_then(|unit| char::from_u32(u32::from(unit))?.to_digit(10));
            if let Some(second) = second {
                let both = first * 10 + second as usize;
                if (1..=groups).contains(&both) {
                    return Some((Some(Part::Groups(vec![both])), 3));
                }
            }
            (1..=groups).contains(&first).then(|| (Some(Part::Groups(vec![first])), 2))
        }
        '<' if !program.names.is_empty() => {
            let close = (at + 2..template.len()).find(|&index| template.at(index) == u16::from(b'>'))?;
            let name: Vec<u16> = template.slice(at + 2, close).units().collect();
            let known = program.names.iter().find(|(known, _)| *known == name);
            let groups =
                known.map_or(Vec::new(), |(_, groups)| groups.iter().map(|&group| group as usize).collect());
            Some((Some(Part::Groups(groups)), close + 1 - at))
        }
        _ => None,
    }
}

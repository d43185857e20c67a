//! 22.1.3 methods that look into a string.

use roundelay_vm::heap::JsString;
use roundelay_vm::value::StringBuilder;
use roundelay_vm::value::string::{code_point_at as code_point, is_well_formed as well_formed};
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::this_string;

/// The code unit at a relative position, if it is in range.
fn unit_at(agent: &mut Agent, string: JsString, position: Value) -> Completion<Option<u16>> {
    // A rope is joined once; walking it for every unit would be quadratic.
    let string = if string.is_flat() { string } else { agent.flatten(string) };
    if let Some(index) = position.as_int() {
        return Ok(usize::try_from(index).ok().and_then(|index| string.char_code_at(index)));
    }
    let position = agent.to_integer_or_infinity(position)?;
    let in_range = position >= 0.0 && position < string.len() as f64;
    Ok(if in_range { string.char_code_at(position as usize) } else { None })
}

/// 22.1.3.1 String.prototype.at ( index )
/// <https://tc39.es/ecma262/#sec-string.prototype.at>
pub(super) fn at(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "at")?;
    let relative = agent.to_integer_or_infinity(arguments.at(0))?;
    let length = string.len() as f64;
    let index = if relative < 0.0 { length + relative } else { relative };
    if index < 0.0 || index >= length {
        return Ok(Value::UNDEFINED);
    }
    let unit = agent.flatten(string).char_code_at(index as usize).unwrap_or(0);
    Ok(Value::from(agent.heap.single_unit(unit)))
}

/// 22.1.3.2 String.prototype.charAt ( pos )
/// <https://tc39.es/ecma262/#sec-string.prototype.charat>
pub(super) fn char_at(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "charAt")?;
    match unit_at(agent, string, arguments.at(0))? {
        Some(unit) => Ok(Value::from(agent.heap.single_unit(unit))),
        None => Ok(Value::from(agent.names.empty)),
    }
}

/// 22.1.3.3 String.prototype.charCodeAt ( pos )
/// <https://tc39.es/ecma262/#sec-string.prototype.charcodeat>
pub(super) fn char_code_at(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "charCodeAt")?;
    Ok(unit_at(agent, string, arguments.at(0))?.map_or(Value::NAN, |unit| Value::int(i32::from(unit))))
}

/// 22.1.3.4 String.prototype.codePointAt ( pos )
/// <https://tc39.es/ecma262/#sec-string.prototype.codepointat>
pub(super) fn code_point_at(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "codePointAt")?;
    let position = agent.to_integer_or_infinity(arguments.at(0))?;
    if position < 0.0 || position >= string.len() as f64 {
        return Ok(Value::UNDEFINED);
    }
    let string = agent.flatten(string);
    Ok(Value::uint(code_point(string.content(), position as usize).0))
}

/// The search string of `includes`, `startsWith` and `endsWith`, which refuse regular expressions.
fn plain_search(agent: &mut Agent, value: Value, method: &str) -> Completion<JsString> {
    if agent.is_regexp(value)? {
        return Err(agent.type_error(format!(
            "First argument to String.prototype.{method} must not be a regular expression"
        )));
    }
    agent.to_string(value)
}

/// A position clamped to a string.
fn clamp_position(agent: &mut Agent, value: Value, length: usize, default: usize) -> Completion<usize> {
    if value.is_undefined() {
        return Ok(default);
    }
    Ok(agent.to_integer_or_infinity(value)?.clamp(0.0, length as f64) as usize)
}

/// 22.1.3.7 String.prototype.endsWith ( searchString [ , endPosition ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.endswith>
pub(super) fn ends_with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "endsWith")?;
    let search = plain_search(agent, arguments.at(0), "endsWith")?;
    let end = clamp_position(agent, arguments.at(1), string.len(), string.len())?;
    let (string, search) = (agent.flatten(string), agent.flatten(search));
    let Some(start) = end.checked_sub(search.len()) else { return Ok(Value::FALSE) };
    Ok(Value::from(string.content().slice(start, end).equals(search.content())))
}

/// 22.1.3.24 String.prototype.startsWith ( searchString [ , position ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.startswith>
pub(super) fn starts_with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "startsWith")?;
    let search = plain_search(agent, arguments.at(0), "startsWith")?;
    let start = clamp_position(agent, arguments.at(1), string.len(), 0)?;
    let (string, search) = (agent.flatten(string), agent.flatten(search));
    let end = start + search.len();
    Ok(Value::from(end <= string.len() && string.content().slice(start, end).equals(search.content())))
}

/// 22.1.3.8 String.prototype.includes ( searchString [ , position ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.includes>
pub(super) fn includes(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "includes")?;
    let search = plain_search(agent, arguments.at(0), "includes")?;
    let start = clamp_position(agent, arguments.at(1), string.len(), 0)?;
    Ok(Value::from(agent.string_index_of(string, search, start).is_some()))
}

/// 22.1.3.9 String.prototype.indexOf ( searchString [ , position ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.indexof>
pub(super) fn index_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "indexOf")?;
    let search = agent.to_string(arguments.at(0))?;
    let start = clamp_position(agent, arguments.at(1), string.len(), 0)?;
    let found = agent.string_index_of(string, search, start);
    Ok(found.map_or(Value::int(-1), Value::length))
}

/// 22.1.3.11 String.prototype.lastIndexOf ( searchString [ , position ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.lastindexof>
pub(super) fn last_index_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "lastIndexOf")?;
    let search = agent.to_string(arguments.at(0))?;
    let position = agent.to_number(arguments.at(1))?;
    let start = if position.is_nan() {
        string.len()
    } else {
        position.trunc().clamp(0.0, string.len() as f64) as usize
    };
    let found = agent.string_last_index_of(string, search, start);
    Ok(found.map_or(Value::int(-1), Value::length))
}

/// 22.1.3.10 String.prototype.isWellFormed ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.iswellformed>
pub(super) fn is_well_formed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "isWellFormed")?;
    let string = agent.flatten(string);
    Ok(Value::from(well_formed(string.content())))
}

/// 22.1.3.31 String.prototype.toWellFormed ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.towellformed>
pub(super) fn to_well_formed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "toWellFormed")?;
    let string = agent.flatten(string);
    if well_formed(string.content()) {
        return Ok(Value::from(string));
    }
    let mut builder = StringBuilder::with_capacity(string.len());
    let mut index = 0;
    while index < string.len() {
        let (point, length) = code_point(string.content(), index);
        let lone = (0xD800..0xE000).contains(&point);
        builder.push_code_point(if lone { 0xFFFD } else { point });
        index += length;
    }
    agent.finish_string(&builder).map(Value::from)
}

/// 22.1.3.12 String.prototype.localeCompare ( that [ , locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sup-String.prototype.localeCompare>
#[cfg(feature = "intl")]
pub(super) fn locale_compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "localeCompare")?;
    let that = agent.to_string(arguments.at(0))?;
    crate::intl::locale_compare(agent, (string, that), arguments.at(1), arguments.at(2))
}

/// 22.1.3.12 String.prototype.localeCompare ( that [ , reserved1 [ , reserved2 ] ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.localecompare>
///
/// Canonically equivalent strings are equal; letters compare by alphabet first, then accents, then lower case before
/// upper case, which is what the root collation does for most text.
#[cfg(not(feature = "intl"))]
pub(super) fn locale_compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "localeCompare")?;
    let that = agent.to_string(arguments.at(0))?;
    let (left, right) = (agent.flatten(string).to_rust_string(), agent.flatten(that).to_rust_string());
    Ok(Value::int(super::case::collate(&left, &right) as i32))
}

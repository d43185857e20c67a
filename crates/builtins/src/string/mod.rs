//! 22.1 String objects: the table, the constructor and what every method begins with.
//!
//! ```text
//!   search     indexOf, includes, startsWith, at, charCodeAt …       transform  slice, pad, repeat, trim, split …
//!   pattern    match, matchAll, replace, search, split               case       toLowerCase, normalize …
//!   iterator   %StringIteratorPrototype%                             html       Annex B
//! ```

mod case;
mod html;
mod iterator;
mod pattern;
mod search;
mod substitution;
mod transform;

use roundelay_vm::heap::{JsString, ObjectFlags};
use roundelay_vm::names::WellKnown;
use roundelay_vm::object::string_object::string_data;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::value::StringBuilder;
use roundelay_vm::{Agent, Arguments, Completion, Kind, PropertyKey, Value};

pub(crate) use iterator::TABLE as ITERATOR_TABLE;
pub(crate) use substitution::{Substitution, get_substitution};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::String,
    global: Some("String"),
    constructor: Some(("String", 1, string)),
    prototype: Some(Intrinsic::StringPrototype),
    statics: &[
        Property::Method("fromCharCode", 1, from_char_code),
        Property::Method("fromCodePoint", 1, from_code_point),
        Property::Method("raw", 1, raw),
    ],
    members: &[
        Property::Method("at", 1, search::at),
        Property::Method("charAt", 1, search::char_at),
        Property::Method("charCodeAt", 1, search::char_code_at),
        Property::Method("codePointAt", 1, search::code_point_at),
        Property::Method("concat", 1, transform::concat),
        Property::Method("endsWith", 1, search::ends_with),
        Property::Method("includes", 1, search::includes),
        Property::Method("indexOf", 1, search::index_of),
        Property::Method("isWellFormed", 0, search::is_well_formed),
        Property::Method("lastIndexOf", 1, search::last_index_of),
        Property::Method("localeCompare", 1, search::locale_compare),
        Property::Method("match", 1, pattern::match_),
        Property::Method("matchAll", 1, pattern::match_all),
        Property::Method("normalize", 0, case::normalize),
        Property::Method("padEnd", 1, transform::pad_end),
        Property::Method("padStart", 1, transform::pad_start),
        Property::Method("repeat", 1, transform::repeat),
        Property::Method("replace", 2, pattern::replace),
        Property::Method("replaceAll", 2, pattern::replace_all),
        Property::Method("search", 1, pattern::search),
        Property::Method("slice", 2, transform::slice),
        Property::Method("split", 2, pattern::split),
        Property::Method("startsWith", 1, search::starts_with),
        Property::Method("substr", 2, transform::substr),
        Property::Method("substring", 2, transform::substring),
        Property::Method("toLocaleLowerCase", 0, case::to_locale_lower_case),
        Property::Method("toLocaleUpperCase", 0, case::to_locale_upper_case),
        Property::Method("toLowerCase", 0, case::to_lower_case),
        Property::Method("toString", 0, this_string_value),
        Property::Method("toUpperCase", 0, case::to_upper_case),
        Property::Method("toWellFormed", 0, search::to_well_formed),
        Property::Method("trim", 0, transform::trim),
        Property::Intrinsic("trimEnd", Intrinsic::StringPrototypeTrimEnd),
        Property::Intrinsic("trimRight", Intrinsic::StringPrototypeTrimEnd),
        Property::Intrinsic("trimStart", Intrinsic::StringPrototypeTrimStart),
        Property::Intrinsic("trimLeft", Intrinsic::StringPrototypeTrimStart),
        Property::Method("valueOf", 0, this_string_value),
        Property::SymbolMethod(WellKnown::Iterator, "[Symbol.iterator]", 0, iterator::iterate),
        Property::Method("anchor", 1, html::anchor),
        Property::Method("big", 0, html::big),
        Property::Method("blink", 0, html::blink),
        Property::Method("bold", 0, html::bold),
        Property::Method("fixed", 0, html::fixed),
        Property::Method("fontcolor", 1, html::fontcolor),
        Property::Method("fontsize", 1, html::fontsize),
        Property::Method("italics", 0, html::italics),
        Property::Method("link", 1, html::link),
        Property::Method("small", 0, html::small),
        Property::Method("strike", 0, html::strike),
        Property::Method("sub", 0, html::sub),
        Property::Method("sup", 0, html::sup),
    ],
    functions: &[
        (Intrinsic::StringPrototypeTrimEnd, Property::Method("trimEnd", 0, transform::trim_end)),
        (Intrinsic::StringPrototypeTrimStart, Property::Method("trimStart", 0, transform::trim_start)),
    ],
    ..Table::DEFAULT
};

/// RequireObjectCoercible and ToString of `this`: how nearly every method begins.
pub(crate) fn this_string(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    method: &str,
) -> Completion<JsString> {
    if let Some(string) = arguments.this.as_string() {
        return Ok(string);
    }
    if arguments.this.is_nullish() {
        return Err(agent.type_error(format!("String.prototype.{method} called on null or undefined")));
    }
    agent.to_string(arguments.this)
}

/// 22.1.1.1 String ( value )
/// <https://tc39.es/ecma262/#sec-string-constructor-string-value>
fn string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = arguments.at(0);
    if !arguments.is_construct()
        && let Some(symbol) = value.as_symbol()
    {
        let text = agent.symbol_descriptive_string(symbol);
        return Ok(Value::from(agent.string(&text)));
    }
    let string = if arguments.is_empty() { agent.names.empty } else { agent.to_string(value)? };
    let Some(new_target) = arguments.new_target.as_object() else { return Ok(Value::from(string)) };
    let prototype = agent.get_prototype_from_constructor(new_target, Intrinsic::StringPrototype)?;
    Ok(Value::from(agent.string_create(string, prototype)))
}

/// 22.1.2.1 String.fromCharCode ( ...codeUnits )
/// <https://tc39.es/ecma262/#sec-string.fromcharcode>
fn from_char_code(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let [value] = arguments.values {
        let unit = match value.as_int() {
            Some(unit) => unit as u16,
            None => agent.to_uint16(*value)?,
        };
        return Ok(Value::from(agent.heap.single_unit(unit)));
    }
    let mut builder = StringBuilder::new();
    for &value in arguments.values {
        builder.push_unit(agent.to_uint16(value)?);
    }
    agent.finish_string(&builder).map(Value::from)
}

/// 22.1.2.2 String.fromCodePoint ( ...codePoints )
/// <https://tc39.es/ecma262/#sec-string.fromcodepoint>
fn from_code_point(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut builder = StringBuilder::new();
    for &value in arguments.values {
        let number = agent.to_number(value)?;
        if number.fract() != 0.0 || !(0.0..=1_114_111.0).contains(&number) {
            let text = agent.display(value);
            return Err(agent.range_error(format!("Invalid code point {text}")));
        }
        builder.push_code_point(number as u32);
    }
    agent.finish_string(&builder).map(Value::from)
}

/// 22.1.2.4 String.raw ( template, ...substitutions )
/// <https://tc39.es/ecma262/#sec-string.raw>
fn raw(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let cooked = agent.to_object(arguments.at(0))?;
    let key = PropertyKey::from(agent.names.raw);
    let literals = agent.get(cooked, key)?;
    let literals = agent.to_object(literals)?;
    let count = agent.length_of_array_like(literals)?;
    let mut builder = StringBuilder::new();
    for index in 0..count {
        let key = PropertyKey::from_integer(agent, index);
        let literal = agent.get(literals, key)?;
        let literal = agent.to_string(literal)?;
        let literal = agent.flatten(literal);
        builder.push_content(literal.content());
        if index + 1 < count && (index as usize) < arguments.len().saturating_sub(1) {
            let text = agent.to_string(arguments.at(1 + index as usize))?;
            let text = agent.flatten(text);
            builder.push_content(text.content());
        }
        agent.check_string_length(builder.len())?;
    }
    agent.finish_string(&builder).map(Value::from)
}

/// 22.1.3.35.1 ThisStringValue ( value )
/// <https://tc39.es/ecma262/#sec-thisstringvalue>
fn this_string_value(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.this.as_object() {
        Some(object) if object.kind() == Kind::StringObject => Ok(Value::from(string_data(object))),
        _ if arguments.this.is_string() => Ok(arguments.this),
        _ => Err(agent.type_error("String.prototype.valueOf requires that 'this' be a String")),
    }
}

/// Whether a value can be called without asking further.
pub(crate) fn is_function(value: Value) -> bool {
    value.as_object().is_some_and(|object| object.has_flag(ObjectFlags::CALLABLE))
}

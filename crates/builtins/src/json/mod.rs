//! 25.5 The JSON object.
//!
//! ```text
//!   scan        values of a text, without recursion          serialize   text of values
//!   shape_cache objects with the same keys share shapes      plan        what objects of one shape look like as text
//!   revive      the reviver and its source texts             quote       strings
//! ```

mod error;
mod number;
mod output;
mod plan;
mod revive;
mod scan;
mod serialize;
mod shape_cache;
mod source;

use roundelay_vm::heap::StringContent;
use roundelay_vm::object::attributes;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, JsString, Kind, Object, PropertyKey, Value};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Json,
    global: Some("JSON"),
    statics: &[
        Property::Method("parse", 2, parse),
        Property::Method("stringify", 3, serialize::stringify),
        Property::Method("rawJSON", 1, raw_json),
        Property::Method("isRawJSON", 1, is_raw_json),
    ],
    tag: Some("JSON"),
    ..Table::DEFAULT
};

/// The internal slot of objects with `[[IsRawJSON]]`.
const RAW_JSON_MARK: u32 = 0x4A53_4F4E;

/// 25.5.2 JSON.parse ( text [ , reviver ] )
/// <https://tc39.es/ecma262/#sec-json.parse>
fn parse(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let text = agent.flatten(text);
    let reviver = arguments.at(1);
    if agent.is_callable(reviver) {
        let parsed = parse_with(agent, text, scan::Mode::Recording)?;
        return revive::revive(agent, text, parsed, reviver);
    }
    parse_with(agent, text, scan::Mode::Plain).map(|parsed| parsed.value)
}

/// 25.5.2.1 ParseJSON ( text ) for the rest of the platform.
/// <https://tc39.es/ecma262/#sec-ParseJSON>
pub fn parse_text(agent: &mut Agent, text: JsString) -> Completion {
    let text = agent.flatten(text);
    parse_with(agent, text, scan::Mode::Plain).map(|parsed| parsed.value)
}

fn parse_with(agent: &mut Agent, text: JsString, mode: scan::Mode) -> Completion<scan::Parsed> {
    let parsed = match text.content() {
        StringContent::Latin1(units) => scan::scan(agent, units, mode),
        StringContent::Utf16(units) => scan::scan(agent, units, mode),
    };
    parsed.map_err(|failure| match failure {
        scan::Failure::Throw(throw) => throw,
        scan::Failure::Syntax(error) => {
            let message = error.message(text.content());
            agent.syntax_error(message)
        }
    })
}

/// The object, if it has `[[IsRawJSON]]`.
fn as_raw_json(value: Value) -> Option<Object> {
    value.as_object().filter(|object| {
        object.kind() == Kind::Host
            && object.extra() == 1
            && object.internal(0).as_internal() == Some(RAW_JSON_MARK)
    })
}

/// 25.5.3 JSON.rawJSON ( text )
/// <https://tc39.es/ecma262/#sec-json.rawjson>
fn raw_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let text = agent.flatten(text);
    let content = text.content();
    let is_space = |unit: Option<u16>| matches!(unit, Some(0x09 | 0x0A | 0x0D | 0x20));
    let last = content.len().checked_sub(1).and_then(|last| content.get(last));
    if content.is_empty() || is_space(content.get(0)) || is_space(last) {
        return Err(agent.syntax_error("Invalid value for JSON.rawJSON"));
    }
    let value = parse_with(agent, text, scan::Mode::Plain)?.value;
    if value.is_object() {
        return Err(agent.syntax_error("Invalid value for JSON.rawJSON"));
    }
    let object = agent.new_object_of_kind(Kind::Host, None, &[Value::internal(RAW_JSON_MARK)]);
    let key = PropertyKey::from(agent.names.raw_json);
    agent.add_own_property(object, key, Value::from(text), attributes::ENUMERABLE);
    agent.freeze(object)?;
    Ok(Value::from(object))
}

/// 25.5.4 JSON.isRawJSON ( O )
/// <https://tc39.es/ecma262/#sec-json.israwjson>
fn is_raw_json(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(as_raw_json(arguments.at(0)).is_some()))
}

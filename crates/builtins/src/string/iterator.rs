//! 22.1.5 String iterator objects: a string and the next position.

use roundelay_vm::heap::JsString;
use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{CONFIGURABLE, ConstValue, Intrinsic, Property, Table};
use roundelay_vm::value::string::code_point_at;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

use super::this_string;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::StringIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[
        Property::Method("next", 0, next),
        Property::SymbolValue(WellKnown::ToStringTag, ConstValue::String("String Iterator"), CONFIGURABLE),
    ],
    ..Table::DEFAULT
};

/// Internal slot: the string, or undefined at the end.
const STRING: usize = 0;
/// Internal slot: the next position, an int.
const POSITION: usize = 1;

/// 22.1.3.36 String.prototype \[ %Symbol.iterator% \] ( )
/// <https://tc39.es/ecma262/#sec-string.prototype-%symbol.iterator%>
pub(super) fn iterate(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "[Symbol.iterator]")?;
    let string = agent.flatten(string);
    let prototype = agent.intrinsic(Intrinsic::StringIteratorPrototype);
    let internal = [Value::from(string), Value::int(0)];
    Ok(Value::from(agent.new_object_of_kind(Kind::StringIterator, Some(prototype), &internal)))
}

/// 22.1.5.1.1 %StringIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%stringiteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let iterator = arguments.this.as_object().filter(|object| object.kind() == Kind::StringIterator);
    let Some(iterator) = iterator else {
        let text = agent.describe(arguments.this);
        return Err(agent.type_error(format!(
            "Method String Iterator.prototype.next called on incompatible receiver {text}"
        )));
    };
    let position = iterator.internal(POSITION).as_int().unwrap_or(0) as usize;
    let string: Option<JsString> = iterator.internal(STRING).as_string();
    let Some(string) = string.filter(|string| position < string.len()) else {
        iterator.set_internal(STRING, Value::UNDEFINED);
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    };
    let (_, length) = code_point_at(string.content(), position);
    iterator.set_internal(POSITION, Value::int((position + length) as i32));
    let value = Value::from(agent.substring(string, position, position + length));
    Ok(Value::from(agent.create_iterator_result(value, false)))
}

//! 22.2.9 RegExp String Iterator objects.

use roundelay_vm::heap::JsString;
use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{CONFIGURABLE, ConstValue, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use super::exec::{advance, last_index, regexp_exec};
use super::store_last_index;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::RegExpStringIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[
        Property::Method("next", 0, next),
        Property::SymbolValue(
            WellKnown::ToStringTag,
            ConstValue::String("RegExp String Iterator"),
            CONFIGURABLE,
        ),
    ],
    ..Table::DEFAULT
};

/// Internal slot `[[IteratingRegExp]]`; undefined at the end.
const REGEXP: usize = 0;
/// Internal slot `[[IteratedString]]`.
const STRING: usize = 1;
/// Internal slot `[[Global]]`.
const GLOBAL: usize = 2;
/// Internal slot `[[Unicode]]`.
const UNICODE: usize = 3;

/// 22.2.9.1 CreateRegExpStringIterator ( R, S, global, fullUnicode )
/// <https://tc39.es/ecma262/#sec-createregexpstringiterator>
pub(super) fn create(
    agent: &mut Agent,
    regexp: Object,
    string: JsString,
    (global, unicode): (bool, bool),
) -> Object {
    let prototype = agent.intrinsic(Intrinsic::RegExpStringIteratorPrototype);
    let internal = [Value::from(regexp), Value::from(string), Value::from(global), Value::from(unicode)];
    agent.new_object_of_kind(Kind::RegExpStringIterator, Some(prototype), &internal)
}

/// 22.2.9.2.1 %RegExpStringIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%regexpstringiteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let iterator = arguments.this.as_object().filter(|object| object.kind() == Kind::RegExpStringIterator);
    let Some(iterator) = iterator else {
        let shown = agent.describe(arguments.this);
        let message =
            format!("Method %RegExpStringIterator%.prototype.next called on incompatible receiver {shown}");
        return Err(agent.type_error(message));
    };
    let (Some(regexp), Some(string)) =
        (iterator.internal(REGEXP).as_object(), iterator.internal(STRING).as_string())
    else {
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    };
    let result = match regexp_exec(agent, regexp, string) {
        Ok(result) => result,
        Err(throw) => {
            iterator.set_internal(REGEXP, Value::UNDEFINED);
            return Err(throw);
        }
    };
    let Some(found) = result.as_object() else {
        iterator.set_internal(REGEXP, Value::UNDEFINED);
        return Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true)));
    };
    if iterator.internal(GLOBAL) == Value::from(false) {
        iterator.set_internal(REGEXP, Value::UNDEFINED);
        return Ok(Value::from(agent.create_iterator_result(result, false)));
    }
    let text = agent.get(found, 0)?;
    if agent.to_string(text)?.is_empty() {
        let index = last_index(agent, regexp)?;
        let string = agent.flatten(string);
        let next = advance(string, index, iterator.internal(UNICODE) == Value::from(true));
        store_last_index(agent, regexp, Value::number(next as f64))?;
    }
    Ok(Value::from(agent.create_iterator_result(result, false)))
}

//! 27.1 Iterator objects: the constructor, %Iterator.prototype% and what `Iterator.from` gives.

mod helper;
mod scripts;
mod zip;

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::{PropertyKey, ShouldThrow};
use roundelay_vm::operation::iterator::{IteratorRecord, PrimitiveHandling};
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

use crate::intrinsics::at;
use Property::{Method, Script};

pub(crate) use helper::{TABLE as HELPER_TABLE, helper_enter, helper_zip};
pub(crate) use zip::{
    intrinsic_close_all, intrinsic_close_all_throw, is_enumerable, is_integer_or_infinity, own_keys,
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Iterator,
    global: Some("Iterator"),
    constructor: Some(("Iterator", 0, iterator)),
    prototype: Some(Intrinsic::IteratorPrototype),
    statics: &[
        Method("from", 1, from),
        Method("concat", 0, helper::concat),
        Script("zip", 1, zip::ZIP),
        Script("zipKeyed", 1, zip::ZIP_KEYED),
    ],
    members: &[
        Property::Accessor("constructor", constructor, set_constructor),
        Script("reduce", 1, scripts::REDUCE),
        Script("toArray", 0, scripts::TO_ARRAY),
        Script("forEach", 1, scripts::FOR_EACH),
        Script("some", 1, scripts::SOME),
        Script("every", 1, scripts::EVERY),
        Script("find", 1, scripts::FIND),
        Method("map", 1, helper::map),
        Method("filter", 1, helper::filter),
        Method("take", 1, helper::take),
        Method("drop", 1, helper::drop),
        Method("flatMap", 1, helper::flat_map),
        Method("chunks", 1, helper::chunks),
        Method("windows", 1, helper::windows),
        Script("join", 1, zip::JOIN),
        Script("includes", 1, zip::INCLUDES),
        Property::SymbolMethod(WellKnown::Iterator, "", 0, crate::array::species),
        Property::SymbolMethod(WellKnown::Dispose, "", 0, dispose),
        Property::SymbolAccessor(WellKnown::ToStringTag, to_string_tag, set_to_string_tag),
    ],
    ..Table::DEFAULT
};

pub(crate) static WRAP_TABLE: Table = Table {
    intrinsic: Intrinsic::WrapForValidIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[Method("next", 0, wrap_next), Method("return", 0, wrap_return)],
    ..Table::DEFAULT
};

/// 27.1.3.1.1 Iterator ( )
/// <https://tc39.es/ecma262/#sec-iterator>
fn iterator(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.new_target.as_object() {
        None => Err(agent.type_error("Constructor Iterator requires 'new'")),
        Some(new_target) if new_target == arguments.callee => {
            Err(agent.type_error("Abstract class Iterator not directly constructable"))
        }
        Some(new_target) => {
            agent.ordinary_create_from_constructor(new_target, Intrinsic::IteratorPrototype).map(Value::from)
        }
    }
}

/// Internal slot of a wrapper: the iterator.
const WRAPPED: usize = 0;
/// Internal slot of a wrapper: its `next` method.
const WRAPPED_NEXT: usize = 1;

/// 27.1.3.2.1 Iterator.from ( O )
/// <https://tc39.es/ecma262/#sec-iterator.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let record = agent.get_iterator_flattenable(arguments.at(0), PrimitiveHandling::IterateStrings)?;
    let constructor = Value::from(agent.intrinsic(Intrinsic::Iterator));
    if agent.ordinary_has_instance(constructor, Value::from(record.iterator))? {
        return Ok(Value::from(record.iterator));
    }
    let prototype = agent.intrinsic(Intrinsic::WrapForValidIteratorPrototype);
    let internal = [Value::from(record.iterator), record.next];
    Ok(Value::from(agent.new_object_of_kind(Kind::WrapForValidIterator, Some(prototype), &internal)))
}

fn wrapped(agent: &mut Agent, this: Value, method: &str) -> Completion<IteratorRecord> {
    match this.as_object() {
        Some(object) if object.kind() == Kind::WrapForValidIterator => {
            let iterator = object.internal(WRAPPED).as_object().expect("a wrapper wraps an object");
            Ok(IteratorRecord { iterator, next: object.internal(WRAPPED_NEXT), done: false })
        }
        _ => {
            let shown = agent.describe(this);
            Err(agent.type_error(format!(
                "Method %WrapForValidIteratorPrototype%.{method} called on incompatible receiver {shown}"
            )))
        }
    }
}

/// 27.1.3.2.1.1.1 %WrapForValidIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%wrapforvaliditeratorprototype%.next>
fn wrap_next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let record = wrapped(agent, arguments.this, "next")?;
    agent.call(record.next, Value::from(record.iterator), &[])
}

/// 27.1.3.2.1.1.2 %WrapForValidIteratorPrototype%.return ( )
/// <https://tc39.es/ecma262/#sec-%wrapforvaliditeratorprototype%.return>
fn wrap_return(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let record = wrapped(agent, arguments.this, "return")?;
    let key = PropertyKey::from(agent.names.return_);
    match agent.get_method(Value::from(record.iterator), key)? {
        Some(method) => agent.call(Value::from(method), Value::from(record.iterator), &[]),
        None => Ok(Value::from(agent.create_iterator_result(Value::UNDEFINED, true))),
    }
}

/// 27.1.4.1.1 get Iterator.prototype.constructor
/// <https://tc39.es/ecma262/#sec-get-iteratorprototype-constructor>
fn constructor(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::from(agent.intrinsic(Intrinsic::Iterator)))
}

/// 27.1.4.1.2 set Iterator.prototype.constructor
/// <https://tc39.es/ecma262/#sec-set-iteratorprototype-constructor>
fn set_constructor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = agent.names.constructor.into();
    set_ignoring_prototype(agent, arguments, key)
}

/// 27.1.4.14.1 get Iterator.prototype \[ %Symbol.toStringTag% ]
/// <https://tc39.es/ecma262/#sec-get-iteratorprototype-%symbol.tostringtag%>
fn to_string_tag(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::from(agent.atom("Iterator")))
}

/// 27.1.4.14.2 set Iterator.prototype \[ %Symbol.toStringTag% ]
/// <https://tc39.es/ecma262/#sec-set-iteratorprototype-%symbol.tostringtag%>
fn set_to_string_tag(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = agent.names.symbol_to_string_tag.into();
    set_ignoring_prototype(agent, arguments, key)
}

/// 7.3.36 SetterThatIgnoresPrototypeProperties ( thisValue, home, p, v )
/// <https://tc39.es/ecma262/#sec-setterthatignoresprototypeproperties>
fn set_ignoring_prototype(agent: &mut Agent, arguments: &Arguments<'_>, key: PropertyKey) -> Completion {
    let Some(this) = arguments.this.as_object() else {
        let shown = agent.describe(arguments.this);
        return Err(agent.type_error(format!("{shown} is not an object")));
    };
    if agent.is_intrinsic(arguments.this, Intrinsic::IteratorPrototype) {
        return Err(agent.type_error("Cannot assign to this property of Iterator.prototype"));
    }
    if agent.own_property(this, key)?.is_none() {
        agent.create_data_property_or_throw(this, key, arguments.at(0))?;
    } else {
        agent.set(this, key, arguments.at(0), ShouldThrow::Yes)?;
    }
    Ok(Value::UNDEFINED)
}

/// %Iterator.prototype% \[ %Symbol.dispose% ] ( )
/// <https://tc39.es/proposal-explicit-resource-management/#sec-%iteratorprototype%-@@dispose>
fn dispose(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = PropertyKey::from(agent.names.return_);
    if let Some(method) = agent.get_method(arguments.this, key)? {
        agent.call(Value::from(method), arguments.this, &[])?;
    }
    Ok(Value::UNDEFINED)
}

/// `$Flattenable(value)`: 7.4.5 GetIteratorFlattenable that rejects primitives, as an array of iterator and `next`.
pub(crate) fn flattenable(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let record = agent.get_iterator_flattenable(at(arguments, 0), PrimitiveHandling::Reject)?;
    Ok(Value::from(agent.new_array(&[Value::from(record.iterator), record.next])))
}

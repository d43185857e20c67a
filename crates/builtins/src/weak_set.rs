//! 24.4 WeakSet objects.
//!
//! A WeakSet keeps an ephemeron table in its first internal slot; all values are `true`.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::iterate::for_each_value;
use crate::map::incompatible;
use crate::weak_map::{TABLE_SLOT, insert, remove};
use crate::weak_ref::can_be_held_weakly;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::WeakSet,
    global: Some("WeakSet"),
    constructor: Some(("WeakSet", 0, weak_set)),
    prototype: Some(Intrinsic::WeakSetPrototype),
    members: &[
        Property::Method("delete", 1, delete),
        Property::Method("has", 1, has),
        Property::Method("add", 1, add),
    ],
    tag: Some("WeakSet"),
    ..Table::DEFAULT
};

/// 24.4.1.1 WeakSet ( \[ iterable ] )
/// <https://tc39.es/ecma262/#sec-weakset-iterable>
fn weak_set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor WeakSet requires 'new'"));
    };
    let table = Value::from(agent.heap.alloc_ephemeron_table());
    let prototype = Intrinsic::WeakSetPrototype;
    let set = agent.create_kind_from_constructor(new_target, prototype, Kind::WeakSet, &[table])?;
    let iterable = arguments.at(0);
    if iterable.is_nullish() {
        return Ok(Value::from(set));
    }
    let adder = agent.get(set, agent.names.add)?;
    if !agent.is_callable(adder) {
        let shown = agent.describe(adder);
        return Err(agent.type_error(format!(
            "'{shown}' returned for property 'add' of object '#<WeakSet>' is not a function"
        )));
    }
    for_each_value(agent, iterable, |agent, value| {
        agent.call(adder, Value::from(set), &[value]).map(|_| ())
    })?;
    Ok(Value::from(set))
}

fn this_set(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(object) if object.kind() == Kind::WeakSet => Ok(object),
        _ => Err(incompatible(agent, this, "WeakSet", method)),
    }
}

/// 24.4.3.1 WeakSet.prototype.add ( value )
/// <https://tc39.es/ecma262/#sec-weakset.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "add")?;
    if !can_be_held_weakly(arguments.at(0)) {
        return Err(agent.type_error("Invalid value used in weak set"));
    }
    insert(agent, set, arguments.at(0), Value::TRUE);
    Ok(arguments.this)
}

/// 24.4.3.3 WeakSet.prototype.delete ( value )
/// <https://tc39.es/ecma262/#sec-weakset.prototype.delete>
fn delete(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "delete")?;
    Ok(Value::from(remove(set, arguments.at(0))))
}

/// 24.4.3.4 WeakSet.prototype.has ( value )
/// <https://tc39.es/ecma262/#sec-weakset.prototype.has>
fn has(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "has")?;
    let table = set.internal(TABLE_SLOT).as_record().expect("a WeakSet has a table");
    let key = arguments.at(0);
    Ok(Value::from(key.is_cell() && table.ephemeron_get(key).is_some()))
}

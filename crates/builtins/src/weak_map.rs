//! 24.3 WeakMap objects.
//!
//! A WeakMap keeps an ephemeron table in its first internal slot.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::intrinsics::{at, object_at};
use crate::map::{add_entries, incompatible};
use crate::weak_ref::can_be_held_weakly;
use Property::{Method, Script};

/// Internal slot: the ephemeron table.
pub(crate) const TABLE_SLOT: usize = 0;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::WeakMap,
    global: Some("WeakMap"),
    constructor: Some(("WeakMap", 0, weak_map)),
    prototype: Some(Intrinsic::WeakMapPrototype),
    members: &[
        Method("delete", 1, delete),
        Method("get", 1, get),
        Method("set", 2, set),
        Method("has", 1, has),
        Method("getOrInsert", 2, get_or_insert),
        Script("getOrInsertComputed", 2, GET_OR_INSERT_COMPUTED),
    ],
    tag: Some("WeakMap"),
    ..Table::DEFAULT
};

/// WeakMap.prototype.getOrInsertComputed ( key, callback )
/// <https://tc39.es/proposal-upsert/#sec-weakmap.prototype.getOrInsertComputed>
const GET_OR_INSERT_COMPUTED: &str = "(function (key, callback) {
    $WeakMapCheck(this, 'getOrInsertComputed', key);
    if (!$IsCallable(callback)) $CheckCallable(callback);
    if ($WeakMapHas(this, key)) return $WeakMapGet(this, key);
    const value = $Call(callback, undefined, key);
    $WeakMapSet(this, key, value);
    return value;
})";

/// 24.3.1.1 WeakMap ( \[ iterable ] )
/// <https://tc39.es/ecma262/#sec-weakmap-iterable>
fn weak_map(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor WeakMap requires 'new'"));
    };
    let table = Value::from(agent.heap.alloc_ephemeron_table());
    let prototype = Intrinsic::WeakMapPrototype;
    let map = agent.create_kind_from_constructor(new_target, prototype, Kind::WeakMap, &[table])?;
    let iterable = arguments.at(0);
    if !iterable.is_nullish() {
        let adder = agent.get(map, agent.names.set)?;
        add_entries(agent, map, (adder, "WeakMap.prototype.set"), iterable, |_, _, _| Ok(false))?;
    }
    Ok(Value::from(map))
}

fn this_map(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match this.as_object() {
        Some(object) if object.kind() == Kind::WeakMap => Ok(object),
        _ => Err(incompatible(agent, this, "WeakMap", method)),
    }
}

/// The value of a key of a WeakMap, if it is there.
fn find(map: Object, key: Value) -> Option<Value> {
    let table = map.internal(TABLE_SLOT).as_record().expect("a WeakMap has a table");
    if key.is_cell() { table.ephemeron_get(key) } else { None }
}

/// Adds a key that can be held weakly to a WeakMap or WeakSet.
pub(crate) fn insert(agent: &mut Agent, map: Object, key: Value, value: Value) {
    let table = map.internal(TABLE_SLOT).as_record().expect("a WeakMap has a table");
    let table = agent.heap.ephemeron_insert(table, key, value);
    map.set_internal(TABLE_SLOT, Value::from(table));
}

fn require_key(agent: &mut Agent, key: Value) -> Completion<()> {
    if can_be_held_weakly(key) {
        return Ok(());
    }
    let shown = agent.describe(key);
    Err(agent.type_error(format!("Invalid value used as weak map key: {shown}")))
}

/// 24.3.3.2 WeakMap.prototype.delete ( key )
/// <https://tc39.es/ecma262/#sec-weakmap.prototype.delete>
fn delete(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "delete")?;
    Ok(Value::from(remove(map, arguments.at(0))))
}

/// Removes a key from a WeakMap or WeakSet.
pub(crate) fn remove(map: Object, key: Value) -> bool {
    let table = map.internal(TABLE_SLOT).as_record().expect("a WeakMap has a table");
    key.is_cell() && table.ephemeron_remove(key)
}

/// 24.3.3.3 WeakMap.prototype.get ( key )
/// <https://tc39.es/ecma262/#sec-weakmap.prototype.get>
fn get(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "get")?;
    Ok(find(map, arguments.at(0)).unwrap_or(Value::UNDEFINED))
}

/// 24.3.3.5 WeakMap.prototype.set ( key, value )
/// <https://tc39.es/ecma262/#sec-weakmap.prototype.set>
fn set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "set")?;
    if !can_be_held_weakly(arguments.at(0)) {
        return Err(agent.type_error("Invalid value used as weak map key"));
    }
    insert(agent, map, arguments.at(0), arguments.at(1));
    Ok(arguments.this)
}

/// 24.3.3.4 WeakMap.prototype.has ( key )
/// <https://tc39.es/ecma262/#sec-weakmap.prototype.has>
fn has(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "has")?;
    Ok(Value::from(find(map, arguments.at(0)).is_some()))
}

/// WeakMap.prototype.getOrInsert ( key, value )
/// <https://tc39.es/proposal-upsert/#sec-weakmap.prototype.getOrInsert>
fn get_or_insert(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "getOrInsert")?;
    let key = arguments.at(0);
    require_key(agent, key)?;
    if let Some(value) = find(map, key) {
        return Ok(value);
    }
    insert(agent, map, key, arguments.at(1));
    Ok(arguments.at(1))
}

// --- Operations of library JavaScript.

/// `$WeakMapCheck(map, method, key)` throws unless this is a WeakMap that could have the key.
pub(crate) fn intrinsic_check(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let name = at(arguments, 1).as_string().map_or_else(String::new, |name| name.to_rust_string());
    this_map(agent, at(arguments, 0), &name)?;
    require_key(agent, at(arguments, 2))?;
    Ok(Value::UNDEFINED)
}

/// `$WeakMapHas(map, key)`
pub(crate) fn intrinsic_has(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::from(find(object_at(arguments, 0), at(arguments, 1)).is_some()))
}

/// `$WeakMapGet(map, key)`
pub(crate) fn intrinsic_get(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(find(object_at(arguments, 0), at(arguments, 1)).unwrap_or(Value::UNDEFINED))
}

/// `$WeakMapSet(map, key, value)`
pub(crate) fn intrinsic_set(agent: &mut Agent, arguments: &[Value]) -> Completion {
    insert(agent, object_at(arguments, 0), at(arguments, 1), at(arguments, 2));
    Ok(Value::UNDEFINED)
}

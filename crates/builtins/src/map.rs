//! 24.1 Map objects.

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::PropertyKey;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::collection::{Collection, IterationKind, iterator_next, new_cursor, new_slots};
use crate::intrinsics::{at, object_at};
use crate::iterate::for_each_value;
use Property::{Method, Script};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Map,
    global: Some("Map"),
    constructor: Some(("Map", 0, map)),
    prototype: Some(Intrinsic::MapPrototype),
    statics: &[
        Property::SymbolGetter(WellKnown::Species, crate::array::species),
        Script("groupBy", 2, GROUP_BY),
    ],
    members: &[
        Property::Quick("get", 1, get, get_quickly),
        Property::Intrinsic("set", Intrinsic::MapPrototypeSet),
        Property::Quick("has", 1, has, has_quickly),
        Method("delete", 1, delete),
        Method("clear", 0, clear),
        Property::Intrinsic("entries", Intrinsic::MapPrototypeEntries),
        Script("forEach", 1, FOR_EACH),
        Method("keys", 0, keys),
        Property::Getter("size", size),
        Method("values", 0, values),
        Method("getOrInsert", 2, get_or_insert),
        Script("getOrInsertComputed", 2, GET_OR_INSERT_COMPUTED),
        Property::SymbolIntrinsic(WellKnown::Iterator, Intrinsic::MapPrototypeEntries),
    ],
    functions: &[
        (Intrinsic::MapPrototypeEntries, Method("entries", 0, entries)),
        (Intrinsic::MapPrototypeSet, Method("set", 2, set)),
    ],
    tag: Some("Map"),
    ..Table::DEFAULT
};

pub(crate) static ITERATOR_TABLE: Table = Table {
    intrinsic: Intrinsic::MapIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[Property::Intrinsic("next", Intrinsic::MapIteratorPrototypeNext)],
    functions: &[(Intrinsic::MapIteratorPrototypeNext, Method("next", 0, next))],
    tag: Some("Map Iterator"),
    ..Table::DEFAULT
};

/// 24.1.2.2 Map.groupBy ( items, callback )
/// <https://tc39.es/ecma262/#sec-map.groupby>
const GROUP_BY: &str = "(function (items, callback) {
    if (items === undefined || items === null) throw $TypeError('% is not iterable', items);
    if (!$IsCallable(callback)) $CheckCallable(callback);
    const map = $MapNew();
    let k = 0;
    for (const value of items) {
        const key = $Call(callback, undefined, value, k);
        const group = $MapGet(map, key);
        if (group === undefined) $MapSet(map, key, [value]);
        else $Define(group, group.length, value);
        k++;
    }
    return map;
})";

/// 24.1.3.5 Map.prototype.forEach ( callback \[ , thisArg ] )
/// <https://tc39.es/ecma262/#sec-map.prototype.foreach>
const FOR_EACH: &str = "(function (callback, thisArg) {
    const cursor = $MapCursor(this, 'forEach');
    if (!$IsCallable(callback)) $CheckCallable(callback);
    while ($CursorStep(cursor)) $Call(callback, thisArg, $CursorValue(cursor), $CursorKey(cursor), this);
})";

/// Map.prototype.getOrInsertComputed ( key, callback )
/// <https://tc39.es/proposal-upsert/#sec-map.prototype.getOrInsertComputed>
const GET_OR_INSERT_COMPUTED: &str = "(function (key, callback) {
    $MapCheck(this, 'getOrInsertComputed');
    if (!$IsCallable(callback)) $CheckCallable(callback);
    if ($MapHas(this, key)) return $MapGet(this, key);
    if (key === 0) key = 0;
    const value = $Call(callback, undefined, key);
    $MapSet(this, key, value);
    return value;
})";

/// 24.1.1.1 Map ( \[ iterable ] )
/// <https://tc39.es/ecma262/#sec-map-iterable>
fn map(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor Map requires 'new'"));
    };
    let slots = new_slots(agent, Kind::Map)?;
    let map = agent.create_kind_from_constructor(new_target, Intrinsic::MapPrototype, Kind::Map, &slots)?;
    let iterable = arguments.at(0);
    if !iterable.is_nullish() {
        let adder = agent.get(map, agent.names.set)?;
        let is_original = agent.is_intrinsic(adder, Intrinsic::MapPrototypeSet);
        add_entries(agent, map, (adder, "Map.prototype.set"), iterable, |agent, key, value| {
            if is_original { Collection::new(map).set(agent, key, value).map(|()| true) } else { Ok(false) }
        })?;
    }
    Ok(Value::from(map))
}

/// 24.1.1.2 AddEntriesFromIterable ( target, iterable, adder ). `add_directly` may take the place of the adder.
/// <https://tc39.es/ecma262/#sec-add-entries-from-iterable>
pub(crate) fn add_entries(
    agent: &mut Agent,
    target: Object,
    (adder, adder_name): (Value, &str),
    iterable: Value,
    add_directly: impl Fn(&mut Agent, Value, Value) -> Completion<bool>,
) -> Completion<()> {
    if !agent.is_callable(adder) {
        let shown = agent.describe(adder);
        return Err(agent.type_error(format!(
            "'{shown}' returned for property '{}' of object '#<{}>' is not a function",
            adder_name.rsplit('.').next().unwrap_or(adder_name),
            adder_name.split('.').next().unwrap_or(adder_name)
        )));
    }
    for_each_value(agent, iterable, |agent, item| {
        let Some(entry) = item.as_object() else {
            let shown = agent.describe(item);
            return Err(agent.type_error(format!("Iterator value {shown} is not an entry object")));
        };
        let key = agent.get(entry, PropertyKey::Index(0))?;
        let value = agent.get(entry, PropertyKey::Index(1))?;
        if !add_directly(agent, key, value)? {
            agent.call(adder, Value::from(target), &[key, value])?;
        }
        Ok(())
    })
}

/// The receiver as a Map, or the TypeError of a method.
fn as_map(this: Value) -> Option<Collection> {
    this.as_object().filter(|object| object.kind() == Kind::Map).map(Collection::new)
}

fn this_map(agent: &mut Agent, this: Value, method: &str) -> Completion<Collection> {
    as_map(this).ok_or_else(|| incompatible(agent, this, "Map", method))
}

/// The TypeError of a method whose receiver is of another kind.
#[cold]
pub(crate) fn incompatible(agent: &mut Agent, this: Value, class: &str, method: &str) -> roundelay_vm::Throw {
    let shown = agent.describe(this);
    agent.type_error(format!("Method {class}.prototype.{method} called on incompatible receiver {shown}"))
}

/// 24.1.3.6 Map.prototype.get ( key )
/// <https://tc39.es/ecma262/#sec-map.prototype.get>
fn get(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "get")?;
    Ok(map.get(agent, arguments.at(0)).unwrap_or(Value::UNDEFINED))
}

/// The value of a key of a Map.
fn get_quickly(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let &[this, key, ..] = call else { return Value::EMPTY };
    let Some(map) = as_map(this) else { return Value::EMPTY };
    match map.glance(key) {
        Some(found) => found.unwrap_or(Value::UNDEFINED),
        None => get_carefully(agent, map, key),
    }
}

#[inline(never)]
fn get_carefully(agent: &mut Agent, map: Collection, key: Value) -> Value {
    map.get(agent, key).unwrap_or(Value::UNDEFINED)
}

/// 24.1.3.9 Map.prototype.set ( key, value )
/// <https://tc39.es/ecma262/#sec-map.prototype.set>
fn set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "set")?;
    map.set(agent, arguments.at(0), arguments.at(1))?;
    Ok(arguments.this)
}

/// 24.1.3.7 Map.prototype.has ( key )
/// <https://tc39.es/ecma262/#sec-map.prototype.has>
fn has(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "has")?;
    Ok(Value::from(map.has(agent, arguments.at(0))))
}

/// Whether a Map has a key.
fn has_quickly(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let &[this, key, ..] = call else { return Value::EMPTY };
    as_map(this).map_or(Value::EMPTY, |map| map.has_quickly(agent, key))
}

/// 24.1.3.3 Map.prototype.delete ( key )
/// <https://tc39.es/ecma262/#sec-map.prototype.delete>
fn delete(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "delete")?;
    map.delete(agent, arguments.at(0)).map(Value::from)
}

/// 24.1.3.1 Map.prototype.clear ( )
/// <https://tc39.es/ecma262/#sec-map.prototype.clear>
fn clear(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "clear")?;
    map.clear(agent)?;
    Ok(Value::UNDEFINED)
}

/// 24.1.3.10 get Map.prototype.size
/// <https://tc39.es/ecma262/#sec-get-map.prototype.size>
fn size(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.this.as_object() {
        Some(object) if object.kind() == Kind::Map => Ok(Value::length(Collection::new(object).len())),
        _ => {
            let shown = agent.describe(arguments.this);
            Err(agent
                .type_error(format!("Method get Map.prototype.size called on incompatible receiver {shown}")))
        }
    }
}

/// Map.prototype.getOrInsert ( key, value )
/// <https://tc39.es/proposal-upsert/#sec-map.prototype.getOrInsert>
fn get_or_insert(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let map = this_map(agent, arguments.this, "getOrInsert")?;
    if let Some(value) = map.get(agent, arguments.at(0)) {
        return Ok(value);
    }
    map.set(agent, arguments.at(0), arguments.at(1))?;
    Ok(arguments.at(1))
}

fn iterate(agent: &mut Agent, arguments: &Arguments<'_>, kind: IterationKind, method: &str) -> Completion {
    match arguments.this.as_object() {
        Some(object) if object.kind() == Kind::Map => Ok(Value::from(new_cursor(agent, object, kind))),
        _ => Err(incompatible(agent, arguments.this, "Map", method)),
    }
}

/// 24.1.3.8 Map.prototype.keys ( )
/// <https://tc39.es/ecma262/#sec-map.prototype.keys>
fn keys(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterate(agent, arguments, IterationKind::Keys, "keys")
}

/// 24.1.3.11 Map.prototype.values ( )
/// <https://tc39.es/ecma262/#sec-map.prototype.values>
fn values(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterate(agent, arguments, IterationKind::Values, "values")
}

/// 24.1.3.4 Map.prototype.entries ( )
/// <https://tc39.es/ecma262/#sec-map.prototype.entries>
fn entries(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterate(agent, arguments, IterationKind::Entries, "entries")
}

/// 24.1.5.2.1 %MapIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%mapiteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterator_next(agent, arguments, Kind::MapIterator)
}

// --- Operations of library JavaScript.

fn method_name(arguments: &[Value]) -> String {
    at(arguments, 1).as_string().map_or_else(String::new, |name| name.to_rust_string())
}

/// `$MapCheck(value, method)` throws unless the value is a Map.
pub(crate) fn intrinsic_check(agent: &mut Agent, arguments: &[Value]) -> Completion {
    this_map(agent, at(arguments, 0), &method_name(arguments)).map(|_| Value::UNDEFINED)
}

/// `$MapCursor(value, method)`: a cursor over a Map; throws if it is none.
pub(crate) fn cursor(agent: &mut Agent, arguments: &[Value]) -> Completion {
    this_map(agent, at(arguments, 0), &method_name(arguments))?;
    Ok(Value::from(new_cursor(agent, object_at(arguments, 0), IterationKind::Entries)))
}

/// `$MapNew()`
pub(crate) fn intrinsic_new(agent: &mut Agent, _: &[Value]) -> Completion {
    let slots = new_slots(agent, Kind::Map)?;
    let prototype = agent.intrinsic(Intrinsic::MapPrototype);
    Ok(Value::from(agent.new_object_of_kind(Kind::Map, Some(prototype), &slots)))
}

/// `$MapGet(map, key)`: undefined if there is no such key.
pub(crate) fn intrinsic_get(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let map = Collection::new(object_at(arguments, 0));
    Ok(map.get(agent, at(arguments, 1)).unwrap_or(Value::UNDEFINED))
}

/// `$MapHas(map, key)`
pub(crate) fn intrinsic_has(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let map = Collection::new(object_at(arguments, 0));
    Ok(Value::from(map.has(agent, at(arguments, 1))))
}

/// `$MapSet(map, key, value)`
pub(crate) fn intrinsic_set(agent: &mut Agent, arguments: &[Value]) -> Completion {
    Collection::new(object_at(arguments, 0)).set(agent, at(arguments, 1), at(arguments, 2))?;
    Ok(Value::UNDEFINED)
}

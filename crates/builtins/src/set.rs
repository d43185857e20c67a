//! 24.2 Set objects.

use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use crate::collection::{Collection, IterationKind, iterator_next, new_cursor, new_slots};
use crate::intrinsics::{at, object_at};
use crate::iterate::for_each_value;
use crate::map::incompatible;
use Property::{Method, Script};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Set,
    global: Some("Set"),
    constructor: Some(("Set", 0, set)),
    prototype: Some(Intrinsic::SetPrototype),
    statics: &[Property::SymbolGetter(WellKnown::Species, crate::array::species)],
    members: &[
        Property::Quick("has", 1, has, has_quickly),
        Property::Intrinsic("add", Intrinsic::SetPrototypeAdd),
        Method("delete", 1, delete),
        Method("clear", 0, clear),
        Method("entries", 0, entries),
        Script("forEach", 1, FOR_EACH),
        Property::Getter("size", size),
        Property::Intrinsic("values", Intrinsic::SetPrototypeValues),
        Property::Intrinsic("keys", Intrinsic::SetPrototypeValues),
        Script("union", 1, UNION),
        Script("intersection", 1, INTERSECTION),
        Script("difference", 1, DIFFERENCE),
        Script("symmetricDifference", 1, SYMMETRIC_DIFFERENCE),
        Script("isSubsetOf", 1, IS_SUBSET_OF),
        Script("isSupersetOf", 1, IS_SUPERSET_OF),
        Script("isDisjointFrom", 1, IS_DISJOINT_FROM),
        Property::SymbolIntrinsic(WellKnown::Iterator, Intrinsic::SetPrototypeValues),
    ],
    functions: &[
        (Intrinsic::SetPrototypeAdd, Method("add", 1, add)),
        (Intrinsic::SetPrototypeValues, Method("values", 0, values)),
    ],
    tag: Some("Set"),
    ..Table::DEFAULT
};

pub(crate) static ITERATOR_TABLE: Table = Table {
    intrinsic: Intrinsic::SetIteratorPrototype,
    parent: Some(Intrinsic::IteratorPrototype),
    statics: &[Property::Intrinsic("next", Intrinsic::SetIteratorPrototypeNext)],
    functions: &[(Intrinsic::SetIteratorPrototypeNext, Method("next", 0, next))],
    tag: Some("Set Iterator"),
    ..Table::DEFAULT
};

/// 24.2.4.7 Set.prototype.forEach ( callback \[ , thisArg ] )
/// <https://tc39.es/ecma262/#sec-set.prototype.foreach>
const FOR_EACH: &str = "(function (callback, thisArg) {
    const cursor = $SetCursor(this, 'forEach');
    if (!$IsCallable(callback)) $CheckCallable(callback);
    while ($CursorStep(cursor)) {
        const key = $CursorKey(cursor);
        $Call(callback, thisArg, key, key, this);
    }
})";

/// Declares a set method: its receiver is `this`, the other set is `other` with `size`, `has` and `keys`.
macro_rules! set_method {
    ($name:literal, $body:literal) => {
        concat!(
            "(function (other) {\n$SetCheck(this, '",
            $name,
            "');\nconst record = $SetRecord(other), size = record[0], has = record[1], keys = record[2];\n",
            $body,
            "\n})"
        )
    };
    // The body, with `FOR_KEYS` between its parts: a loop over the other set's keys, each in `key`.
    ($name:literal, $before:literal, for_keys $each:literal, $after:literal) => {
        concat!(
            "(function (other) {\n$SetCheck(this, '",
            $name,
            "');\nconst record = $SetRecord(other), size = record[0], has = record[1], keys = record[2];\n",
            $before,
            "
            const iterator = $Call(keys, other);
            if (!$IsObject(iterator)) throw $TypeError('% is not an object', iterator);
            const next = iterator.next;
            ",
            $each,
            $after,
            "\n})"
        )
    };
}

/// 24.2.4.16 Set.prototype.union ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.union>
const UNION: &str = set_method!(
    "union",
    "",
    for_keys "const result = $SetCopy(this);
    for (;;) {
        const step = $Call(next, iterator);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return result;
        $SetAdd(result, step.value);
    }",
    ""
);

/// 24.2.4.9 Set.prototype.intersection ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.intersection>
const INTERSECTION: &str = set_method!(
    "intersection",
    "const result = $SetNew();
    if ($SetSize(this) <= size) {
        const cursor = $SetCursor(this);
        while ($CursorStep(cursor)) {
            const key = $CursorKey(cursor);
            if ($Call(has, other, key)) $SetAdd(result, key);
        }
        return result;
    }",
    for_keys "for (;;) {
        const step = $Call(next, iterator);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return result;
        const key = step.value;
        if ($SetHas(this, key)) $SetAdd(result, key);
    }",
    ""
);

/// 24.2.4.5 Set.prototype.difference ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.difference>
const DIFFERENCE: &str = set_method!(
    "difference",
    "const result = $SetCopy(this);
    if ($SetSize(this) <= size) {
        const cursor = $SetCursor(result);
        while ($CursorStep(cursor)) {
            const key = $CursorKey(cursor);
            if ($Call(has, other, key)) $SetDelete(result, key);
        }
        return result;
    }",
    for_keys "for (;;) {
        const step = $Call(next, iterator);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return result;
        $SetDelete(result, step.value);
    }",
    ""
);

/// 24.2.4.15 Set.prototype.symmetricDifference ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.symmetricdifference>
const SYMMETRIC_DIFFERENCE: &str = set_method!(
    "symmetricDifference",
    "",
    for_keys "const result = $SetCopy(this);
    for (;;) {
        const step = $Call(next, iterator);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return result;
        const key = step.value;
        if ($SetHas(this, key)) $SetDelete(result, key);
        else $SetAdd(result, key);
    }",
    ""
);

/// 24.2.4.11 Set.prototype.isSubsetOf ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.issubsetof>
const IS_SUBSET_OF: &str = set_method!(
    "isSubsetOf",
    "if ($SetSize(this) > size) return false;
    const cursor = $SetCursor(this);
    while ($CursorStep(cursor)) {
        if (!$Call(has, other, $CursorKey(cursor))) return false;
    }
    return true;"
);

/// 24.2.4.12 Set.prototype.isSupersetOf ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.issupersetof>
const IS_SUPERSET_OF: &str = set_method!(
    "isSupersetOf",
    "if ($SetSize(this) < size) return false;",
    for_keys "for (;;) {
        const step = $Call(next, iterator);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return true;
        if (!$SetHas(this, step.value)) {
            $Close(iterator);
            return false;
        }
    }",
    ""
);

/// 24.2.4.10 Set.prototype.isDisjointFrom ( other )
/// <https://tc39.es/ecma262/#sec-set.prototype.isdisjointfrom>
const IS_DISJOINT_FROM: &str = set_method!(
    "isDisjointFrom",
    "if ($SetSize(this) <= size) {
        const cursor = $SetCursor(this);
        while ($CursorStep(cursor)) {
            if ($Call(has, other, $CursorKey(cursor))) return false;
        }
        return true;
    }",
    for_keys "for (;;) {
        const step = $Call(next, iterator);
        if (!$IsObject(step)) throw $TypeError('Iterator result % is not an object', step);
        if (step.done) return true;
        if ($SetHas(this, step.value)) {
            $Close(iterator);
            return false;
        }
    }",
    ""
);

/// 24.2.2.1 Set ( \[ iterable ] )
/// <https://tc39.es/ecma262/#sec-set-iterable>
fn set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(new_target) = arguments.new_target.as_object() else {
        return Err(agent.type_error("Constructor Set requires 'new'"));
    };
    let slots = new_slots(agent, Kind::Set)?;
    let set = agent.create_kind_from_constructor(new_target, Intrinsic::SetPrototype, Kind::Set, &slots)?;
    let iterable = arguments.at(0);
    if iterable.is_nullish() {
        return Ok(Value::from(set));
    }
    let adder = agent.get(set, agent.names.add)?;
    if !agent.is_callable(adder) {
        let shown = agent.describe(adder);
        return Err(agent.type_error(format!(
            "'{shown}' returned for property 'add' of object '#<Set>' is not a function"
        )));
    }
    let is_original = agent.is_intrinsic(adder, Intrinsic::SetPrototypeAdd);
    for_each_value(agent, iterable, |agent, value| {
        if is_original {
            return Collection::new(set).set(agent, value, Value::UNDEFINED);
        }
        agent.call(adder, Value::from(set), &[value]).map(|_| ())
    })?;
    Ok(Value::from(set))
}

fn as_set(this: Value) -> Option<Collection> {
    this.as_object().filter(|object| object.kind() == Kind::Set).map(Collection::new)
}

fn this_set(agent: &mut Agent, this: Value, method: &str) -> Completion<Collection> {
    as_set(this).ok_or_else(|| incompatible(agent, this, "Set", method))
}

/// 24.2.4.8 Set.prototype.has ( value )
/// <https://tc39.es/ecma262/#sec-set.prototype.has>
fn has(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "has")?;
    Ok(Value::from(set.has(agent, arguments.at(0))))
}

/// Whether a Set has a value.
fn has_quickly(agent: &mut Agent, _: Object, call: &[Value]) -> Value {
    let &[this, value, ..] = call else { return Value::EMPTY };
    as_set(this).map_or(Value::EMPTY, |set| set.has_quickly(agent, value))
}

/// 24.2.4.1 Set.prototype.add ( value )
/// <https://tc39.es/ecma262/#sec-set.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "add")?;
    set.set(agent, arguments.at(0), Value::UNDEFINED)?;
    Ok(arguments.this)
}

/// 24.2.4.4 Set.prototype.delete ( value )
/// <https://tc39.es/ecma262/#sec-set.prototype.delete>
fn delete(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "delete")?;
    set.delete(agent, arguments.at(0)).map(Value::from)
}

/// 24.2.4.2 Set.prototype.clear ( )
/// <https://tc39.es/ecma262/#sec-set.prototype.clear>
fn clear(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let set = this_set(agent, arguments.this, "clear")?;
    set.clear(agent)?;
    Ok(Value::UNDEFINED)
}

/// 24.2.4.14 get Set.prototype.size
/// <https://tc39.es/ecma262/#sec-get-set.prototype.size>
fn size(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.this.as_object() {
        Some(object) if object.kind() == Kind::Set => Ok(Value::length(Collection::new(object).len())),
        _ => {
            let shown = agent.describe(arguments.this);
            Err(agent
                .type_error(format!("Method get Set.prototype.size called on incompatible receiver {shown}")))
        }
    }
}

fn iterate(agent: &mut Agent, arguments: &Arguments<'_>, kind: IterationKind, method: &str) -> Completion {
    match arguments.this.as_object() {
        Some(object) if object.kind() == Kind::Set => Ok(Value::from(new_cursor(agent, object, kind))),
        _ => Err(incompatible(agent, arguments.this, "Set", method)),
    }
}

/// 24.2.4.17 Set.prototype.values ( )
/// <https://tc39.es/ecma262/#sec-set.prototype.values>
fn values(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterate(agent, arguments, IterationKind::Values, "values")
}

/// 24.2.4.6 Set.prototype.entries ( )
/// <https://tc39.es/ecma262/#sec-set.prototype.entries>
fn entries(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterate(agent, arguments, IterationKind::Entries, "entries")
}

/// 24.2.6.2.1 %SetIteratorPrototype%.next ( )
/// <https://tc39.es/ecma262/#sec-%setiteratorprototype%.next>
fn next(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    iterator_next(agent, arguments, Kind::SetIterator)
}

// --- Operations of library JavaScript.

fn collection_at(arguments: &[Value]) -> Collection {
    Collection::new(object_at(arguments, 0))
}

fn check(agent: &mut Agent, arguments: &[Value]) -> Completion<()> {
    let name = at(arguments, 1).as_string().map_or_else(String::new, |name| name.to_rust_string());
    this_set(agent, at(arguments, 0), &name).map(|_| ())
}

/// `$SetCheck(value, method)` throws unless the value is a Set.
pub(crate) fn intrinsic_check(agent: &mut Agent, arguments: &[Value]) -> Completion {
    check(agent, arguments).map(|()| Value::UNDEFINED)
}

/// `$SetCursor(value, method)`: a cursor over a Set; throws if it is none.
pub(crate) fn cursor(agent: &mut Agent, arguments: &[Value]) -> Completion {
    check(agent, arguments)?;
    Ok(Value::from(new_cursor(agent, object_at(arguments, 0), IterationKind::Keys)))
}

/// `$SetRecord(other)`: 24.2.1.2 GetSetRecord, as an array of size, `has` and `keys`.
/// <https://tc39.es/ecma262/#sec-getsetrecord>
pub(crate) fn set_record(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let Some(other) = at(arguments, 0).as_object() else {
        let shown = agent.describe(at(arguments, 0));
        return Err(agent.type_error(format!("{shown} is not an object")));
    };
    let size = agent.get(other, agent.names.size)?;
    let number = agent.to_number(size)?;
    if number.is_nan() {
        let shown = agent.describe(size);
        return Err(agent.type_error(format!("The 'size' property must be a number, but it is {shown}")));
    }
    let integer = agent.to_integer_or_infinity(Value::double(number))?;
    if integer < 0.0 {
        return Err(agent.range_error(format!("'{number}' is an invalid size")));
    }
    let has = agent.get(other, agent.names.has)?;
    require_method(agent, has, "has")?;
    let keys = agent.get(other, agent.names.keys)?;
    require_method(agent, keys, "keys")?;
    Ok(Value::from(agent.new_array(&[Value::number(integer), has, keys])))
}

fn require_method(agent: &mut Agent, value: Value, name: &str) -> Completion<()> {
    if agent.is_callable(value) {
        return Ok(());
    }
    Err(agent.type_error(format!("The \"{name}\" property must be a function")))
}

fn new_set(agent: &mut Agent) -> Completion<Object> {
    let slots = new_slots(agent, Kind::Set)?;
    let prototype = agent.intrinsic(Intrinsic::SetPrototype);
    Ok(agent.new_object_of_kind(Kind::Set, Some(prototype), &slots))
}

/// `$SetNew()`
pub(crate) fn intrinsic_new(agent: &mut Agent, _: &[Value]) -> Completion {
    new_set(agent).map(Value::from)
}

/// `$SetCopy(set)`: a new Set with the same values.
pub(crate) fn intrinsic_copy(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let copy = new_set(agent)?;
    let list = collection_at(arguments).to_list(agent);
    for index in 0..roundelay_vm::object::array::length(list) {
        let value = crate::array::element(list, index as usize);
        Collection::new(copy).set(agent, value, Value::UNDEFINED)?;
    }
    Ok(Value::from(copy))
}

/// `$SetAdd(set, value)`
pub(crate) fn intrinsic_add(agent: &mut Agent, arguments: &[Value]) -> Completion {
    collection_at(arguments).set(agent, at(arguments, 1), Value::UNDEFINED)?;
    Ok(Value::UNDEFINED)
}

/// `$SetHas(set, value)`
pub(crate) fn intrinsic_has(agent: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::from(collection_at(arguments).has(agent, at(arguments, 1))))
}

/// `$SetDelete(set, value)`
pub(crate) fn intrinsic_delete(agent: &mut Agent, arguments: &[Value]) -> Completion {
    collection_at(arguments).delete(agent, at(arguments, 1)).map(Value::from)
}

/// `$SetSize(set)`
pub(crate) fn intrinsic_size(_: &mut Agent, arguments: &[Value]) -> Completion {
    Ok(Value::length(collection_at(arguments).len()))
}

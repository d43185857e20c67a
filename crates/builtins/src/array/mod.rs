//! 23.1 Array objects: the constructor's and the prototype's tables, and what the methods share.
//!
//! ```text
//!   plain array   exactly the empty shape of arrays, extensible, no index anywhere on its prototypes:
//!                 a hole reads as undefined, and nothing that touches its indices runs program code
//! ```
//!
//! Methods have a path for plain arrays that works on the elements, and one for everything else that does what the
//! specification says step by step. Methods that call back are library JavaScript.

pub(crate) mod construct;
mod copy;
pub(crate) mod join;
pub(crate) mod merge;
mod mutate;
mod query;
mod quick;
mod scripts;
pub(crate) mod sort;
mod splice;

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::PropertyKey;
use roundelay_vm::object::array::{self, ARRAY_LENGTH};
use roundelay_vm::realm::{CONFIGURABLE, ConstValue, Intrinsic, Property, Table, WEB_IDL};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Record, Value};

use Property::{Method, Quick, Script};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Array,
    global: Some("Array"),
    constructor: Some(("Array", 1, construct::array)),
    prototype: Some(Intrinsic::ArrayPrototype),
    statics: &[
        Quick("isArray", 1, construct::is_array, quick::is_array),
        Script("from", 1, scripts::FROM),
        Method("fromAsync", 1, construct::from_async),
        Method("of", 0, construct::of),
        Property::SymbolGetter(WellKnown::Species, species),
    ],
    members: &[
        Method("at", 1, query::at),
        Method("concat", 1, copy::concat),
        Method("copyWithin", 2, mutate::copy_within),
        Method("fill", 1, mutate::fill),
        Script("find", 1, scripts::FIND),
        Script("findIndex", 1, scripts::FIND_INDEX),
        Script("findLast", 1, scripts::FIND_LAST),
        Script("findLastIndex", 1, scripts::FIND_LAST_INDEX),
        Method("lastIndexOf", 1, query::last_index_of),
        Quick("pop", 0, mutate::pop, quick::pop),
        Quick("push", 1, mutate::push, quick::push),
        Method("reverse", 0, mutate::reverse),
        Quick("shift", 0, mutate::shift, quick::shift),
        Method("unshift", 1, mutate::unshift),
        Quick("slice", 2, copy::slice, quick::slice),
        Script("sort", 1, scripts::SORT),
        Method("splice", 2, splice::splice),
        Method("includes", 1, query::includes),
        Method("indexOf", 1, query::index_of),
        Method("join", 1, join::join),
        Property::Intrinsic("keys", Intrinsic::ArrayPrototypeKeys),
        Property::Intrinsic("entries", Intrinsic::ArrayPrototypeEntries),
        Property::Intrinsic("values", Intrinsic::ArrayPrototypeValues),
        Script("forEach", 1, scripts::FOR_EACH),
        Script("filter", 1, scripts::FILTER),
        Method("flat", 0, copy::flat),
        Script("flatMap", 1, scripts::FLAT_MAP),
        Script("map", 1, scripts::MAP),
        Script("every", 1, scripts::EVERY),
        Script("some", 1, scripts::SOME),
        Script("reduce", 1, scripts::REDUCE),
        Script("reduceRight", 1, scripts::REDUCE_RIGHT),
        Method("toReversed", 0, copy::to_reversed),
        Script("toSorted", 1, scripts::TO_SORTED),
        Method("toSpliced", 2, splice::to_spliced),
        Method("toLocaleString", 0, join::to_locale_string),
        Property::Intrinsic("toString", Intrinsic::ArrayPrototypeToString),
        Method("with", 2, copy::with),
        Property::SymbolIntrinsic(WellKnown::Iterator, Intrinsic::ArrayPrototypeValues),
        Property::SymbolIntrinsicWith(
            WellKnown::Unscopables,
            Intrinsic::ArrayPrototypeUnscopables,
            CONFIGURABLE,
        ),
    ],
    functions: &[
        (Intrinsic::ArrayFromAsync, Script("fromAsync", 1, scripts::FROM_ASYNC)),
        (Intrinsic::ArrayPrototypeToString, Method("toString", 0, join::to_string)),
        (Intrinsic::ArrayPrototypeValues, Method("values", 0, crate::array_iterator::values)),
        (Intrinsic::ArrayPrototypeKeys, Method("keys", 0, crate::array_iterator::keys)),
        (Intrinsic::ArrayPrototypeEntries, Method("entries", 0, crate::array_iterator::entries)),
    ],
    ..Table::DEFAULT
};

const fn unscopable(name: &'static str) -> Property {
    Property::Value(name, ConstValue::Bool(true), WEB_IDL)
}

/// 23.1.3.41 Array.prototype \[ %Symbol.unscopables% ]
/// <https://tc39.es/ecma262/#sec-array.prototype-%symbol.unscopables%>
pub(crate) static UNSCOPABLES: Table = Table {
    intrinsic: Intrinsic::ArrayPrototypeUnscopables,
    statics: &[
        unscopable("at"),
        unscopable("copyWithin"),
        unscopable("entries"),
        unscopable("fill"),
        unscopable("find"),
        unscopable("findIndex"),
        unscopable("findLast"),
        unscopable("findLastIndex"),
        unscopable("flat"),
        unscopable("flatMap"),
        unscopable("includes"),
        unscopable("keys"),
        unscopable("toReversed"),
        unscopable("toSorted"),
        unscopable("toSpliced"),
        unscopable("values"),
    ],
    ..Table::DEFAULT
};

/// 23.1.2.5 get Array \[ %Symbol.species% ], and that of all other constructors that have one.
/// <https://tc39.es/ecma262/#sec-get-array-%symbol.species%>
pub(crate) fn species(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(arguments.this)
}

/// Whether an object is an array like those that literals make, with nothing on its prototypes that an index finds.
#[inline]
pub(crate) fn is_plain(agent: &Agent, object: Object) -> bool {
    agent.is_plain_array(object)
}

/// The receiver, if it is a plain array.
#[inline]
pub(crate) fn plain(agent: &mut Agent, this: Value) -> Option<Object> {
    this.as_object().filter(|&object| is_plain(agent, object))
}

/// The elements of a plain array, as long as the array at least; `None` if that would take too much memory.
pub(crate) fn full_elements(agent: &mut Agent, array: Object) -> Option<Record> {
    const MOST_RESERVED: usize = 1 << 16;
    let length = array::length(array) as usize;
    match array.elements() {
        Some(elements) if elements.count() >= length => Some(elements),
        _ if length <= MOST_RESERVED => Some(agent.reserve_elements(array, length.max(1))),
        _ => None,
    }
}

/// An element of a plain array; a hole is undefined.
#[inline(always)]
pub(crate) fn element(array: Object, index: usize) -> Value {
    match array.elements().and_then(|elements| elements.try_get(index)) {
        Some(value) if !value.is_empty() => value,
        _ => Value::UNDEFINED,
    }
}

/// Writes the length of a plain array whose elements are in order already.
#[inline(always)]
pub(crate) fn store_length(array: Object, length: usize) {
    array.set_internal(ARRAY_LENGTH, Value::length(length));
}

/// A new array of some of a record's values; EMPTY ones stay holes.
pub(crate) fn array_of_range(
    agent: &mut Agent,
    source: Option<Record>,
    start: usize,
    count: usize,
) -> Completion<Object> {
    let array = agent.new_array(&[]);
    if count > 0 {
        let Ok(elements) = agent.heap.try_alloc_record(Kind::Elements, count) else {
            return Err(agent.out_of_memory());
        };
        if let Some(source) = source {
            let available = source.count().saturating_sub(start).min(count);
            elements.copy_range(0, source, start, available);
        }
        array.set_elements(Some(elements));
        store_length(array, count);
    }
    Ok(array)
}

/// Whether ArraySpeciesCreate of this object would make an ordinary array.
#[inline]
pub(crate) fn has_plain_species(agent: &mut Agent, object: Object) -> bool {
    agent.protectors.array_species && is_plain(agent, object)
}

/// 10.4.2.3 ArraySpeciesCreate
/// <https://tc39.es/ecma262/#sec-arrayspeciescreate>
pub(crate) fn species_create(agent: &mut Agent, original: Object, length: u64) -> Completion<Object> {
    if has_plain_species(agent, original) {
        return agent.array_create(length, None);
    }
    agent.array_species_create(original, length)
}

/// The key of an index of an array-like.
#[inline]
pub(crate) fn key(agent: &mut Agent, index: u64) -> PropertyKey {
    PropertyKey::from_integer(agent, index)
}

/// The greatest length of an array-like.
pub(crate) const MAX_LENGTH: u64 = (1 << 53) - 1;

/// `Set(O, "length", length, true)`
pub(crate) fn set_length(agent: &mut Agent, object: Object, length: u64) -> Completion<()> {
    let key = agent.names.length;
    agent.set(object, key, Value::number(length as f64), roundelay_vm::object::ShouldThrow::Yes)?;
    Ok(())
}

/// `Set(O, index, value, true)`
pub(crate) fn set_index(agent: &mut Agent, object: Object, index: u64, value: Value) -> Completion<()> {
    let key = key(agent, index);
    agent.set(object, key, value, roundelay_vm::object::ShouldThrow::Yes)?;
    Ok(())
}

/// `Get(O, index)`
pub(crate) fn get_index(agent: &mut Agent, object: Object, index: u64) -> Completion {
    let key = key(agent, index);
    agent.get(object, key)
}

/// The value of an index if there is such a property, checked with HasProperty first.
pub(crate) fn get_if_present(agent: &mut Agent, object: Object, index: u64) -> Completion<Option<Value>> {
    let key = key(agent, index);
    if agent.has_property(object, key)? { agent.get(object, key).map(Some) } else { Ok(None) }
}

/// Moves the property of an index to another, or deletes it there if there is none: what `shift`, `splice` and their
/// like do.
pub(crate) fn move_property(agent: &mut Agent, object: Object, from: u64, to: u64) -> Completion<()> {
    match get_if_present(agent, object, from)? {
        Some(value) => set_index(agent, object, to, value),
        None => {
            let key = key(agent, to);
            agent.delete_property_or_throw(object, key)
        }
    }
}

/// `$PlainResult(array, length)`: what ArraySpeciesCreate makes of a plain array, filled with undefined, so that its
/// indices can be assigned to, whatever its prototypes get meanwhile; undefined if that is not so simple.
pub(crate) fn plain_result(agent: &mut Agent, arguments: &[Value]) -> Completion {
    let array = crate::intrinsics::object_at(arguments, 0);
    let length = crate::intrinsics::index_at(arguments, 1) as usize;
    let dense = array.elements().map_or(0, Record::count);
    if length > dense || !has_plain_species(agent, array) {
        return Ok(Value::UNDEFINED);
    }
    let result = agent.new_array(&[]);
    if length > 0 {
        let Ok(elements) = agent.heap.try_alloc_record(Kind::Elements, length) else {
            return Err(agent.out_of_memory());
        };
        elements.fill(0, length, Value::UNDEFINED);
        result.set_elements(Some(elements));
        store_length(result, length);
    }
    Ok(Value::from(result))
}

//! 23.2 TypedArray objects.
//!
//! The internal slots are described in `roundelay_vm::object::typed_array`.

mod base64;
mod construct;
mod copy;
mod intrinsics;
mod mutate;
mod query;
mod scripts;

use roundelay_vm::names::WellKnown;
use roundelay_vm::object::PropertyKey;
use roundelay_vm::object::typed_array::{ElementType, checked_length, element_type};
use roundelay_vm::realm::{ConstValue, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, Value};

use Property::{Getter, Method, Script};

pub(crate) use intrinsics::{
    intrinsic_check, intrinsic_collect, intrinsic_copy, intrinsic_create, intrinsic_list,
    intrinsic_sort_default, intrinsic_species, intrinsic_write,
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TypedArray,
    constructor: Some(("TypedArray", 0, construct::abstract_constructor)),
    prototype: Some(Intrinsic::TypedArrayPrototype),
    statics: &[
        Script("from", 1, scripts::FROM),
        Method("of", 0, construct::of),
        Property::SymbolGetter(WellKnown::Species, crate::array::species),
    ],
    members: &[
        Getter("buffer", query::buffer),
        Getter("byteLength", query::byte_length),
        Getter("byteOffset", query::byte_offset),
        Getter("length", query::length),
        Method("entries", 0, query::entries),
        Method("keys", 0, query::keys),
        Property::Intrinsic("values", Intrinsic::TypedArrayPrototypeValues),
        Method("at", 1, query::at),
        Method("copyWithin", 2, mutate::copy_within),
        Script("every", 1, scripts::EVERY),
        Method("fill", 1, mutate::fill),
        Script("filter", 1, scripts::FILTER),
        Script("find", 1, scripts::FIND),
        Script("findIndex", 1, scripts::FIND_INDEX),
        Script("findLast", 1, scripts::FIND_LAST),
        Script("findLastIndex", 1, scripts::FIND_LAST_INDEX),
        Script("forEach", 1, scripts::FOR_EACH),
        Method("includes", 1, query::includes),
        Method("indexOf", 1, query::index_of),
        Method("join", 1, query::join),
        Method("lastIndexOf", 1, query::last_index_of),
        Script("map", 1, scripts::MAP),
        Method("reverse", 0, mutate::reverse),
        Script("reduce", 1, scripts::REDUCE),
        Script("reduceRight", 1, scripts::REDUCE_RIGHT),
        Method("set", 1, mutate::set),
        Method("slice", 2, copy::slice),
        Script("some", 1, scripts::SOME),
        Script("sort", 1, scripts::SORT),
        Method("subarray", 2, copy::subarray),
        Method("toReversed", 0, copy::to_reversed),
        Script("toSorted", 1, scripts::TO_SORTED),
        Method("with", 2, copy::with),
        Method("toLocaleString", 0, query::to_locale_string),
        Property::Intrinsic("toString", Intrinsic::ArrayPrototypeToString),
        Property::SymbolIntrinsic(WellKnown::Iterator, Intrinsic::TypedArrayPrototypeValues),
        Property::SymbolGetter(WellKnown::ToStringTag, query::to_string_tag),
    ],
    functions: &[(Intrinsic::TypedArrayPrototypeValues, Method("values", 0, query::values))],
    ..Table::DEFAULT
};

/// The tables of the constructors for the element types (23.2.6, 23.2.7).
macro_rules! constructors {
    ($(($table:ident, $function:ident, $intrinsic:ident, $prototype:ident, $name:literal, $type:ident, $size:literal
        $(, [$($static:expr),+], [$($member:expr),+])?),)+) => {
        $(
            pub(crate) static $table: Table = Table {
                intrinsic: Intrinsic::$intrinsic,
                global: Some($name),
                parent: Some(Intrinsic::TypedArray),
                constructor: Some(($name, 3, $function)),
                prototype: Some(Intrinsic::$prototype),
                prototype_parent: Some(Intrinsic::TypedArrayPrototype),
                statics: &[Property::Value("BYTES_PER_ELEMENT", ConstValue::Number($size), 0), $($($static),+)?],
                members: &[Property::Value("BYTES_PER_ELEMENT", ConstValue::Number($size), 0), $($($member),+)?],
                ..Table::DEFAULT
            };

            fn $function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
                construct::construct(agent, arguments, ElementType::$type)
            }
        )+

        /// The constructor of an element type and its prototype object.
        pub(crate) fn intrinsics_of(element_type: ElementType) -> (Intrinsic, Intrinsic) {
            match element_type {
                $(ElementType::$type => (Intrinsic::$intrinsic, Intrinsic::$prototype),)+
            }
        }
    };
}

constructors! {
    (INT8, int8_array, Int8Array, Int8ArrayPrototype, "Int8Array", Int8, 1.0),
    (UINT8, uint8_array, Uint8Array, Uint8ArrayPrototype, "Uint8Array", Uint8, 1.0,
        [Method("fromBase64", 1, base64::from_base64), Method("fromHex", 1, base64::from_hex)],
        [
            Method("setFromBase64", 1, base64::set_from_base64),
            Method("setFromHex", 1, base64::set_from_hex),
            Method("toBase64", 0, base64::to_base64),
            Method("toHex", 0, base64::to_hex)
        ]),
    (UINT8_CLAMPED, uint8_clamped_array, Uint8ClampedArray, Uint8ClampedArrayPrototype, "Uint8ClampedArray",
        Uint8Clamped, 1.0),
    (INT16, int16_array, Int16Array, Int16ArrayPrototype, "Int16Array", Int16, 2.0),
    (UINT16, uint16_array, Uint16Array, Uint16ArrayPrototype, "Uint16Array", Uint16, 2.0),
    (INT32, int32_array, Int32Array, Int32ArrayPrototype, "Int32Array", Int32, 4.0),
    (UINT32, uint32_array, Uint32Array, Uint32ArrayPrototype, "Uint32Array", Uint32, 4.0),
    (BIG_INT64, big_int64_array, BigInt64Array, BigInt64ArrayPrototype, "BigInt64Array", BigInt64, 8.0),
    (BIG_UINT64, big_uint64_array, BigUint64Array, BigUint64ArrayPrototype, "BigUint64Array", BigUint64, 8.0),
    (FLOAT16, float16_array, Float16Array, Float16ArrayPrototype, "Float16Array", Float16, 2.0),
    (FLOAT32, float32_array, Float32Array, Float32ArrayPrototype, "Float32Array", Float32, 4.0),
    (FLOAT64, float64_array, Float64Array, Float64ArrayPrototype, "Float64Array", Float64, 8.0),
}

/// The object, if the value is a typed array.
pub(crate) fn as_typed_array(value: Value) -> Option<Object> {
    value.as_object().filter(|object| object.kind() == Kind::TypedArray)
}

/// 23.2.4.4 ValidateTypedArray ( O, order ), with the length
/// <https://tc39.es/ecma262/#sec-validatetypedarray>
pub(crate) fn validate(agent: &mut Agent, value: Value, method: &str) -> Completion<(Object, usize)> {
    let Some(array) = as_typed_array(value) else {
        return Err(agent.type_error("this is not a typed array."));
    };
    match checked_length(array) {
        Some(length) => Ok((array, length)),
        None => Err(agent.type_error(format!("Cannot perform {method} on a detached ArrayBuffer"))),
    }
}

/// ValidateTypedArray ( O, order, write ), with the length: the elements must be such as can change.
/// <https://tc39.es/proposal-immutable-arraybuffer/#sec-validatetypedarray>
pub(crate) fn validate_writable(
    agent: &mut Agent,
    value: Value,
    method: &str,
) -> Completion<(Object, usize)> {
    if let Some(array) = as_typed_array(value) {
        let buffer = roundelay_vm::object::typed_array::buffer(array);
        crate::array_buffer::require_mutable(agent, buffer, method)?;
    }
    validate(agent, value, method)
}

/// 23.2.4.2 TypedArrayCreateFromConstructor ( constructor, argumentList ) for a length
/// <https://tc39.es/ecma262/#sec-typedarraycreatefromconstructor>
fn create_from_constructor(agent: &mut Agent, constructor: Object, length: usize) -> Completion<Object> {
    let created = agent.construct(constructor, &[Value::length(length)], constructor)?;
    let (array, actual) = validate_writable(agent, created, "Construct")?;
    if actual < length {
        return Err(agent.type_error("Derived TypedArray constructor created an array which was too small"));
    }
    Ok(array)
}

/// The default constructor of a typed array's type, or the species of its own.
fn species_constructor(agent: &mut Agent, exemplar: Object) -> Completion<Object> {
    let (constructor, _) = intrinsics_of(element_type(exemplar));
    let default = agent.intrinsic(constructor);
    agent.species_constructor(exemplar, default)
}

/// 23.2.4.1 TypedArraySpeciesCreate ( exemplar, argumentList ) for a length
/// <https://tc39.es/ecma262/#typedarray-species-create>
fn species_create(agent: &mut Agent, exemplar: Object, length: usize) -> Completion<Object> {
    let constructor = species_constructor(agent, exemplar)?;
    let created = create_from_constructor(agent, constructor, length)?;
    require_same_content(agent, exemplar, created)?;
    Ok(created)
}

fn require_same_content(agent: &mut Agent, a: Object, b: Object) -> Completion<()> {
    if element_type(a).is_bigint() != element_type(b).is_bigint() {
        return Err(agent.type_error("Cannot mix BigInt and other types, use explicit conversions"));
    }
    Ok(())
}

/// 23.2.4.3 TypedArrayCreateSameType ( exemplar, length )
/// <https://tc39.es/ecma262/#sec-typedarray-create-same-type>
fn create_same_type(agent: &mut Agent, exemplar: Object, length: usize) -> Completion<Object> {
    let element_type = element_type(exemplar);
    let (_, prototype) = intrinsics_of(element_type);
    let prototype = agent.intrinsic(prototype);
    construct::allocate(agent, element_type, prototype, length)
}

/// `Get(O, index)`
#[inline]
fn get(agent: &mut Agent, array: Object, index: usize) -> Value {
    let value = roundelay_vm::object::typed_array::get_element(agent, array, index as u32);
    value.unwrap_or(Value::UNDEFINED)
}

/// `Set(O, index, value, true)` of a typed array or anything else.
fn set_index(agent: &mut Agent, object: Object, index: usize, value: Value) -> Completion<()> {
    let key = PropertyKey::from_integer(agent, index as u64);
    agent.set(object, key, value, roundelay_vm::object::ShouldThrow::Yes)?;
    Ok(())
}

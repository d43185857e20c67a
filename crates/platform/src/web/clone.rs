//! What structuredClone asks about objects that a program cannot fake.

use roundelay::vm::heap::{Kind, Value};
use roundelay::vm::object::typed_array;
use roundelay::vm::{Agent, Arguments, Completion};

/// The kind of an object, as `structured_clone.js` names it; empty for kinds that cannot be cloned.
pub(crate) fn kind_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let name = match arguments.at(0).as_object().map(|object| object.kind()) {
        Some(Kind::Object) => "Object",
        Some(Kind::Array) => "Array",
        Some(Kind::Arguments) => "Arguments",
        Some(Kind::Error) => "Error",
        Some(Kind::BooleanObject) => "Boolean",
        Some(Kind::NumberObject) => "Number",
        Some(Kind::StringObject) => "String",
        Some(Kind::BigIntObject) => "BigInt",
        Some(Kind::Date) => "Date",
        Some(Kind::RegExp) => "RegExp",
        Some(Kind::Map) => "Map",
        Some(Kind::Set) => "Set",
        Some(Kind::ArrayBuffer) => "ArrayBuffer",
        Some(Kind::SharedArrayBuffer) => "SharedArrayBuffer",
        Some(Kind::TypedArray) => "TypedArray",
        Some(Kind::DataView) => "DataView",
        _ => "",
    };
    Ok(Value::from(agent.string(name)))
}

/// The name of a typed array's constructor.
pub(crate) fn typed_array_name(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = arguments.at(0).as_object().filter(|object| object.kind() == Kind::TypedArray);
    let name = array.map_or("", |array| typed_array::element_type(array).constructor_name());
    Ok(Value::from(agent.string(name)))
}

//! 28.1 The Reflect object.

use roundelay_vm::names::WellKnown;
use roundelay_vm::realm::{CONFIGURABLE, ConstValue, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use crate::function::not_a_function;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Reflect,
    global: Some("Reflect"),
    statics: &[
        Property::Method("apply", 3, apply),
        Property::Method("construct", 2, construct),
        Property::Method("defineProperty", 3, define_property),
        Property::Method("deleteProperty", 2, delete_property),
        Property::Method("get", 2, get),
        Property::Method("getOwnPropertyDescriptor", 2, get_own_property_descriptor),
        Property::Method("getPrototypeOf", 1, get_prototype_of),
        Property::Method("has", 2, has),
        Property::Method("isExtensible", 1, is_extensible),
        Property::Method("ownKeys", 1, own_keys),
        Property::Method("preventExtensions", 1, prevent_extensions),
        Property::Method("set", 3, set),
        Property::Method("setPrototypeOf", 2, set_prototype_of),
        Property::SymbolValue(WellKnown::ToStringTag, ConstValue::String("Reflect"), CONFIGURABLE),
    ],
    ..Table::DEFAULT
};

fn target(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Object> {
    match arguments.at(0).as_object() {
        Some(object) => Ok(object),
        None => Err(agent.type_error(format!("Reflect.{method} called on non-object"))),
    }
}

/// 28.1.1 Reflect.apply ( target, thisArgument, argumentsList )
/// <https://tc39.es/ecma262/#sec-reflect.apply>
fn apply(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let function = arguments.at(0);
    if !agent.is_callable(function) {
        let told = not_a_function(agent, function);
        return Err(agent.type_error(format!("Function.prototype.apply was called on {told}")));
    }
    let list = agent.create_list_from_array_like(arguments.at(2))?;
    agent.call(function, arguments.at(1), list.values())
}

/// 28.1.2 Reflect.construct ( target, argumentsList [ , newTarget ] )
/// <https://tc39.es/ecma262/#sec-reflect.construct>
fn construct(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let as_constructor = |agent: &mut Agent, value: Value| match value.as_object() {
        Some(object) if agent.is_constructor(value) => Ok(object),
        _ => {
            let text = agent.describe(value);
            Err(agent.type_error(format!("{text} is not a constructor")))
        }
    };
    let constructor = as_constructor(agent, arguments.at(0))?;
    let new_target = if arguments.len() > 2 { as_constructor(agent, arguments.at(2))? } else { constructor };
    let list = agent.create_list_from_array_like(arguments.at(1))?;
    agent.construct(constructor, list.values(), new_target)
}

/// 28.1.3 Reflect.defineProperty ( target, propertyKey, attributes )
/// <https://tc39.es/ecma262/#sec-reflect.defineproperty>
fn define_property(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "defineProperty")?;
    let key = agent.to_property_key(arguments.at(1))?;
    let descriptor = agent.to_property_descriptor(arguments.at(2))?;
    agent.define_own_property(object, key, &descriptor).map(Value::from)
}

/// 28.1.4 Reflect.deleteProperty ( target, propertyKey )
/// <https://tc39.es/ecma262/#sec-reflect.deleteproperty>
fn delete_property(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "deleteProperty")?;
    let key = agent.to_property_key(arguments.at(1))?;
    agent.delete_property(object, key).map(Value::from)
}

/// 28.1.5 Reflect.get ( target, propertyKey [ , receiver ] )
/// <https://tc39.es/ecma262/#sec-reflect.get>
fn get(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "get")?;
    let key = agent.to_property_key(arguments.at(1))?;
    let receiver = if arguments.len() > 2 { arguments.at(2) } else { Value::from(object) };
    agent.get_with_receiver(object, key, receiver)
}

/// 28.1.6 Reflect.getOwnPropertyDescriptor ( target, propertyKey )
/// <https://tc39.es/ecma262/#sec-reflect.getownpropertydescriptor>
fn get_own_property_descriptor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "getOwnPropertyDescriptor")?;
    let key = agent.to_property_key(arguments.at(1))?;
    let descriptor = agent.get_own_property(object, key)?;
    Ok(descriptor
        .map_or(Value::UNDEFINED, |descriptor| Value::from(agent.from_property_descriptor(&descriptor))))
}

/// 28.1.7 Reflect.getPrototypeOf ( target )
/// <https://tc39.es/ecma262/#sec-reflect.getprototypeof>
fn get_prototype_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "getPrototypeOf")?;
    Ok(agent.get_prototype_of(object)?.map_or(Value::NULL, Value::from))
}

/// 28.1.8 Reflect.has ( target, propertyKey )
/// <https://tc39.es/ecma262/#sec-reflect.has>
fn has(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "has")?;
    let key = agent.to_property_key(arguments.at(1))?;
    agent.has_property(object, key).map(Value::from)
}

/// 28.1.9 Reflect.isExtensible ( target )
/// <https://tc39.es/ecma262/#sec-reflect.isextensible>
fn is_extensible(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "isExtensible")?;
    agent.is_extensible(object).map(Value::from)
}

/// 28.1.10 Reflect.ownKeys ( target )
/// <https://tc39.es/ecma262/#sec-reflect.ownkeys>
fn own_keys(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "ownKeys")?;
    let keys = agent.own_property_keys(object)?;
    let result = agent.new_array(&[]);
    for position in 0..keys.len() {
        let value = keys.get(position).to_value(agent);
        agent.array_append(result, value);
    }
    Ok(Value::from(result))
}

/// 28.1.11 Reflect.preventExtensions ( target )
/// <https://tc39.es/ecma262/#sec-reflect.preventextensions>
fn prevent_extensions(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "preventExtensions")?;
    agent.prevent_extensions(object).map(Value::from)
}

/// 28.1.12 Reflect.set ( target, propertyKey, V [ , receiver ] )
/// <https://tc39.es/ecma262/#sec-reflect.set>
fn set(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "set")?;
    let key = agent.to_property_key(arguments.at(1))?;
    let receiver = if arguments.len() > 3 { arguments.at(3) } else { Value::from(object) };
    agent.set_with_receiver(object, key, arguments.at(2), receiver).map(Value::from)
}

/// 28.1.13 Reflect.setPrototypeOf ( target, proto )
/// <https://tc39.es/ecma262/#sec-reflect.setprototypeof>
fn set_prototype_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = target(agent, arguments, "setPrototypeOf")?;
    let prototype = arguments.at(1);
    if !prototype.is_object() && !prototype.is_null() {
        let text = agent.describe(prototype);
        return Err(agent.type_error(format!("Object prototype may only be an Object or null: {text}")));
    }
    agent.set_prototype_of(object, prototype.as_object()).map(Value::from)
}

//! 20.1 Object objects.

use roundelay_vm::object::{IntegrityLevel, KeyList, PropertyDescriptor};
use roundelay_vm::operation::object::OwnPropertiesKind;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Object, PropertyKey, Value};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Object,
    global: Some("Object"),
    constructor: Some(("Object", 1, object)),
    prototype: Some(Intrinsic::ObjectPrototype),
    statics: &[
        Property::Method("assign", 2, assign),
        Property::Method("create", 2, create),
        Property::Method("defineProperties", 2, define_properties),
        Property::Method("defineProperty", 3, define_property),
        Property::Method("entries", 1, entries),
        Property::Method("freeze", 1, freeze),
        Property::Method("fromEntries", 1, from_entries),
        Property::Method("getOwnPropertyDescriptor", 2, get_own_property_descriptor),
        Property::Method("getOwnPropertyDescriptors", 1, get_own_property_descriptors),
        Property::Method("getOwnPropertyNames", 1, get_own_property_names),
        Property::Method("getOwnPropertySymbols", 1, get_own_property_symbols),
        Property::Method("getPrototypeOf", 1, get_prototype_of),
        Property::Method("groupBy", 2, group_by),
        Property::Method("hasOwn", 2, has_own),
        Property::Method("is", 2, is),
        Property::Method("isExtensible", 1, is_extensible),
        Property::Method("isFrozen", 1, is_frozen),
        Property::Method("isSealed", 1, is_sealed),
        Property::Method("keys", 1, keys),
        Property::Method("preventExtensions", 1, prevent_extensions),
        Property::Method("seal", 1, seal),
        Property::Method("setPrototypeOf", 2, set_prototype_of),
        Property::Method("values", 1, values),
    ],
    members: &[
        Property::Method("hasOwnProperty", 1, has_own_property),
        Property::Method("isPrototypeOf", 1, is_prototype_of),
        Property::Method("propertyIsEnumerable", 1, property_is_enumerable),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Intrinsic("toString", Intrinsic::ObjectPrototypeToString),
        Property::Method("valueOf", 0, value_of),
        Property::Accessor("__proto__", get_proto, set_proto),
        Property::Method("__defineGetter__", 2, define_getter),
        Property::Method("__defineSetter__", 2, define_setter),
        Property::Method("__lookupGetter__", 1, lookup_getter),
        Property::Method("__lookupSetter__", 1, lookup_setter),
    ],
    functions: &[(Intrinsic::ObjectPrototypeToString, Property::Method("toString", 0, to_string))],
    ..Table::DEFAULT
};

/// 20.1.1.1 Object ( [ value ] )
/// <https://tc39.es/ecma262/#sec-object-value>
fn object(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(new_target) = arguments.new_target.as_object()
        && new_target != arguments.callee
    {
        return agent
            .ordinary_create_from_constructor(new_target, Intrinsic::ObjectPrototype)
            .map(Value::from);
    }
    let value = arguments.at(0);
    if value.is_nullish() {
        Ok(Value::from(agent.new_object()))
    } else {
        agent.to_object(value).map(Value::from)
    }
}

/// 20.1.2.1 Object.assign ( target, ...sources )
/// <https://tc39.es/ecma262/#sec-object.assign>
fn assign(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let target = agent.to_object(arguments.at(0))?;
    for &source in arguments.values.iter().skip(1) {
        if source.is_nullish() {
            continue;
        }
        let source = agent.to_object(source)?;
        agent.assign_properties(target, source)?;
    }
    Ok(Value::from(target))
}

/// 20.1.2.2 Object.create ( O, Properties )
/// <https://tc39.es/ecma262/#sec-object.create>
fn create(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let prototype = arguments.at(0);
    if !prototype.is_object() && !prototype.is_null() {
        let text = agent.describe(prototype);
        return Err(agent.type_error(format!("Object prototype may only be an Object or null: {text}")));
    }
    let object = agent.ordinary_object_create(prototype.as_object());
    if arguments.at(1).is_undefined() {
        return Ok(Value::from(object));
    }
    object_define_properties(agent, object, arguments.at(1))
}

/// 20.1.2.3 Object.defineProperties ( O, Properties )
/// <https://tc39.es/ecma262/#sec-object.defineproperties>
fn define_properties(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.at(0).as_object() else {
        return Err(agent.type_error("Object.defineProperties called on non-object"));
    };
    object_define_properties(agent, object, arguments.at(1))
}

/// 20.1.2.3.1 ObjectDefineProperties ( O, Properties )
/// <https://tc39.es/ecma262/#sec-objectdefineproperties>
fn object_define_properties(agent: &mut Agent, object: Object, properties: Value) -> Completion {
    let properties = agent.to_object(properties)?;
    let keys = agent.own_property_keys(properties)?;
    // Descriptors are kept as objects: a list of Rust values is not seen by collections.
    let mut pending = roundelay_vm::object::ValueList::new(agent);
    for position in 0..keys.len() {
        let key = keys.get(position);
        let enumerable =
            agent.own_property(properties, key)?.is_some_and(|property| property.is_enumerable());
        if enumerable {
            let value = agent.get(properties, key)?;
            let descriptor = agent.to_property_descriptor(value)?;
            let copy = agent.from_property_descriptor(&descriptor);
            let key = key.to_value(agent);
            pending.push(agent, key);
            pending.push(agent, Value::from(copy));
        }
    }
    for position in (0..pending.len()).step_by(2) {
        let key = agent.to_property_key(pending.get(position))?;
        let descriptor = agent.to_property_descriptor(pending.get(position + 1))?;
        agent.define_property_or_throw(object, key, &descriptor)?;
    }
    Ok(Value::from(object))
}

/// 20.1.2.4 Object.defineProperty ( O, P, Attributes )
/// <https://tc39.es/ecma262/#sec-object.defineproperty>
fn define_property(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.at(0).as_object() else {
        return Err(agent.type_error("Object.defineProperty called on non-object"));
    };
    let key = agent.to_property_key(arguments.at(1))?;
    let descriptor = agent.to_property_descriptor(arguments.at(2))?;
    agent.define_property_or_throw(object, key, &descriptor)?;
    Ok(Value::from(object))
}

fn enumerable_list(agent: &mut Agent, value: Value, kind: OwnPropertiesKind) -> Completion {
    let object = agent.to_object(value)?;
    let list = agent.enumerable_own_properties(object, kind)?;
    Ok(Value::from(agent.new_array(list.values())))
}

/// 20.1.2.5 Object.entries ( O )
/// <https://tc39.es/ecma262/#sec-object.entries>
fn entries(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    enumerable_list(agent, arguments.at(0), OwnPropertiesKind::Entries)
}

/// 20.1.2.19 Object.keys ( O )
/// <https://tc39.es/ecma262/#sec-object.keys>
fn keys(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    enumerable_list(agent, arguments.at(0), OwnPropertiesKind::Keys)
}

/// 20.1.2.24 Object.values ( O )
/// <https://tc39.es/ecma262/#sec-object.values>
fn values(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    enumerable_list(agent, arguments.at(0), OwnPropertiesKind::Values)
}

/// 20.1.2.6 Object.freeze ( O )
/// <https://tc39.es/ecma262/#sec-object.freeze>
fn freeze(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    restrict(agent, arguments.at(0), IntegrityLevel::Frozen, "Cannot freeze")
}

/// 20.1.2.22 Object.seal ( O )
/// <https://tc39.es/ecma262/#sec-object.seal>
fn seal(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    restrict(agent, arguments.at(0), IntegrityLevel::Sealed, "Cannot seal")
}

fn restrict(agent: &mut Agent, value: Value, level: IntegrityLevel, message: &str) -> Completion {
    if let Some(object) = value.as_object()
        && !agent.set_integrity_level(object, level)?
    {
        return Err(agent.type_error(message));
    }
    Ok(value)
}

/// 20.1.2.8 Object.getOwnPropertyDescriptor ( O, P )
/// <https://tc39.es/ecma262/#sec-object.getownpropertydescriptor>
fn get_own_property_descriptor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = agent.to_object(arguments.at(0))?;
    let key = agent.to_property_key(arguments.at(1))?;
    let descriptor = agent.get_own_property(object, key)?;
    Ok(descriptor
        .map_or(Value::UNDEFINED, |descriptor| Value::from(agent.from_property_descriptor(&descriptor))))
}

/// 20.1.2.9 Object.getOwnPropertyDescriptors ( O )
/// <https://tc39.es/ecma262/#sec-object.getownpropertydescriptors>
fn get_own_property_descriptors(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = agent.to_object(arguments.at(0))?;
    let keys = agent.own_property_keys(object)?;
    let result = agent.new_object();
    for position in 0..keys.len() {
        let key = keys.get(position);
        if let Some(descriptor) = agent.get_own_property(object, key)? {
            let value = Value::from(agent.from_property_descriptor(&descriptor));
            agent.create_data_property_or_throw(result, key, value)?;
        }
    }
    Ok(Value::from(result))
}

/// 20.1.2.11.1 GetOwnPropertyKeys ( O, type )
/// <https://tc39.es/ecma262/#sec-getownpropertykeys>
fn own_keys(agent: &mut Agent, value: Value, symbols: bool) -> Completion {
    let object = agent.to_object(value)?;
    let keys: KeyList = agent.own_property_keys(object)?;
    let result = agent.new_array(&[]);
    for position in 0..keys.len() {
        let key = keys.get(position);
        if key.is_symbol() == symbols {
            let value = key.to_value(agent);
            agent.array_append(result, value);
        }
    }
    Ok(Value::from(result))
}

/// 20.1.2.10 Object.getOwnPropertyNames ( O )
/// <https://tc39.es/ecma262/#sec-object.getownpropertynames>
fn get_own_property_names(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    own_keys(agent, arguments.at(0), false)
}

/// 20.1.2.11 Object.getOwnPropertySymbols ( O )
/// <https://tc39.es/ecma262/#sec-object.getownpropertysymbols>
fn get_own_property_symbols(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    own_keys(agent, arguments.at(0), true)
}

/// 20.1.2.12 Object.getPrototypeOf ( O )
/// <https://tc39.es/ecma262/#sec-object.getprototypeof>
fn get_prototype_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = agent.to_object(arguments.at(0))?;
    Ok(agent.get_prototype_of(object)?.map_or(Value::NULL, Value::from))
}

/// 20.1.2.7 Object.fromEntries ( iterable )
/// <https://tc39.es/ecma262/#sec-object.fromentries>
fn from_entries(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let iterable = agent.require_object_coercible(arguments.at(0))?;
    let result = agent.new_object();
    agent.iterate(iterable, |agent, entry| {
        let Some(pair) = entry.as_object() else {
            let text = agent.describe(entry);
            return Err(agent.type_error(format!("Iterator value {text} is not an entry object")));
        };
        let name = agent.get(pair, PropertyKey::Index(0))?;
        let value = agent.get(pair, PropertyKey::Index(1))?;
        let key = agent.to_property_key(name)?;
        agent.create_data_property_or_throw(result, key, value)
    })?;
    Ok(Value::from(result))
}

/// 20.1.2.13 Object.groupBy ( items, callback )
/// <https://tc39.es/ecma262/#sec-object.groupby>
fn group_by(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let items = agent.require_object_coercible(arguments.at(0))?;
    let callback = arguments.at(1);
    if !agent.is_callable(callback) {
        let text = agent.describe(callback);
        return Err(agent.type_error(format!("{text} is not a function")));
    }
    let result = agent.ordinary_object_create(None);
    let mut index = 0.0;
    agent.iterate(items, |agent, item| {
        let key = agent.call(callback, Value::UNDEFINED, &[item, Value::number(index)])?;
        let key = agent.to_property_key(key)?;
        index += 1.0;
        match agent.get(result, key)?.as_object() {
            Some(group) => agent.array_append(group, item),
            None => {
                let group = Value::from(agent.new_array(&[item]));
                agent.create_data_property_or_throw(result, key, group)?;
            }
        }
        Ok(())
    })?;
    Ok(Value::from(result))
}

/// 20.1.2.14 Object.hasOwn ( O, P )
/// <https://tc39.es/ecma262/#sec-object.hasown>
fn has_own(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = agent.to_object(arguments.at(0))?;
    let key = agent.to_property_key(arguments.at(1))?;
    agent.has_own_property(object, key).map(Value::from)
}

/// 20.1.2.15 Object.is ( value1, value2 )
/// <https://tc39.es/ecma262/#sec-object.is>
fn is(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(agent.same_value(arguments.at(0), arguments.at(1))))
}

/// 20.1.2.16 Object.isExtensible ( O )
/// <https://tc39.es/ecma262/#sec-object.isextensible>
fn is_extensible(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    match arguments.at(0).as_object() {
        Some(object) => agent.is_extensible(object).map(Value::from),
        None => Ok(Value::FALSE),
    }
}

/// 20.1.2.17 Object.isFrozen ( O )
/// <https://tc39.es/ecma262/#sec-object.isfrozen>
fn is_frozen(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    is_restricted(agent, arguments.at(0), IntegrityLevel::Frozen)
}

/// 20.1.2.18 Object.isSealed ( O )
/// <https://tc39.es/ecma262/#sec-object.issealed>
fn is_sealed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    is_restricted(agent, arguments.at(0), IntegrityLevel::Sealed)
}

fn is_restricted(agent: &mut Agent, value: Value, level: IntegrityLevel) -> Completion {
    match value.as_object() {
        Some(object) => agent.test_integrity_level(object, level).map(Value::from),
        None => Ok(Value::TRUE),
    }
}

/// 20.1.2.20 Object.preventExtensions ( O )
/// <https://tc39.es/ecma262/#sec-object.preventextensions>
fn prevent_extensions(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let Some(object) = arguments.at(0).as_object()
        && !agent.prevent_extensions(object)?
    {
        return Err(agent.type_error("Cannot prevent extensions"));
    }
    Ok(arguments.at(0))
}

/// 20.1.2.23 Object.setPrototypeOf ( O, proto )
/// <https://tc39.es/ecma262/#sec-object.setprototypeof>
fn set_prototype_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = agent.require_object_coercible(arguments.at(0))?;
    let prototype = arguments.at(1);
    if !prototype.is_object() && !prototype.is_null() {
        let text = agent.describe(prototype);
        return Err(agent.type_error(format!("Object prototype may only be an Object or null: {text}")));
    }
    if let Some(object) = value.as_object() {
        change_prototype(agent, object, prototype)?;
    }
    Ok(value)
}

fn change_prototype(agent: &mut Agent, object: Object, prototype: Value) -> Completion<()> {
    if agent.set_prototype_of(object, prototype.as_object())? {
        return Ok(());
    }
    if object.kind() != Kind::Proxy && !agent.is_extensible(object)? {
        let text = agent.describe(Value::from(object));
        return Err(agent.type_error(format!("{text} is not extensible")));
    }
    Err(agent.type_error("Cyclic __proto__ value"))
}

/// 20.1.3.2 Object.prototype.hasOwnProperty ( V )
/// <https://tc39.es/ecma262/#sec-object.prototype.hasownproperty>
fn has_own_property(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = agent.to_property_key(arguments.at(0))?;
    let object = agent.to_object(arguments.this)?;
    agent.has_own_property(object, key).map(Value::from)
}

/// 20.1.3.3 Object.prototype.isPrototypeOf ( V )
/// <https://tc39.es/ecma262/#sec-object.prototype.isprototypeof>
fn is_prototype_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(mut at) = arguments.at(0).as_object() else { return Ok(Value::FALSE) };
    let object = agent.to_object(arguments.this)?;
    while let Some(prototype) = agent.get_prototype_of(at)? {
        if prototype == object {
            return Ok(Value::TRUE);
        }
        at = prototype;
    }
    Ok(Value::FALSE)
}

/// 20.1.3.4 Object.prototype.propertyIsEnumerable ( V )
/// <https://tc39.es/ecma262/#sec-object.prototype.propertyisenumerable>
fn property_is_enumerable(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = agent.to_property_key(arguments.at(0))?;
    let object = agent.to_object(arguments.this)?;
    let property = agent.own_property(object, key)?;
    Ok(Value::from(property.is_some_and(|property| property.is_enumerable())))
}

/// 20.1.3.5 Object.prototype.toLocaleString ( )
/// <https://tc39.es/ecma262/#sec-object.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = PropertyKey::from(agent.names.to_string);
    agent.invoke(arguments.this, key, &[])
}

/// 20.1.3.6 Object.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-object.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = arguments.this;
    if this.is_undefined() {
        return Ok(Value::from(agent.string("[object Undefined]")));
    }
    if this.is_null() {
        return Ok(Value::from(agent.string("[object Null]")));
    }
    let object = agent.to_object(this)?;
    let builtin = if agent.is_array(Value::from(object))? {
        "Array"
    } else {
        match object.kind() {
            Kind::Arguments => "Arguments",
            Kind::Error => "Error",
            Kind::BooleanObject => "Boolean",
            Kind::NumberObject => "Number",
            Kind::StringObject => "String",
            Kind::Date => "Date",
            Kind::RegExp => "RegExp",
            _ if agent.is_callable(Value::from(object)) => "Function",
            _ => "Object",
        }
    };
    let key = PropertyKey::from(agent.names.symbol_to_string_tag);
    let tag = agent.get(object, key)?;
    let Some(tag) = tag.as_string() else {
        return Ok(Value::from(agent.string(&format!("[object {builtin}]"))));
    };
    let (open, close) = (agent.string("[object "), agent.string("]"));
    let joined = agent.concat(open, tag)?;
    agent.concat(joined, close).map(Value::from)
}

/// 20.1.3.7 Object.prototype.valueOf ( )
/// <https://tc39.es/ecma262/#sec-object.prototype.valueof>
fn value_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.to_object(arguments.this).map(Value::from)
}

/// B.2.2.1.1 get Object.prototype.__proto__
/// <https://tc39.es/ecma262/#sec-get-object.prototype.__proto__>
fn get_proto(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = agent.to_object(arguments.this)?;
    Ok(agent.get_prototype_of(object)?.map_or(Value::NULL, Value::from))
}

/// B.2.2.1.2 set Object.prototype.__proto__
/// <https://tc39.es/ecma262/#sec-set-object.prototype.__proto__>
fn set_proto(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = agent.require_object_coercible(arguments.this)?;
    let prototype = arguments.at(0);
    if let Some(object) = value.as_object()
        && (prototype.is_object() || prototype.is_null())
    {
        change_prototype(agent, object, prototype)?;
    }
    Ok(Value::UNDEFINED)
}

fn define_accessor(agent: &mut Agent, arguments: &Arguments<'_>, is_getter: bool) -> Completion {
    let object = agent.to_object(arguments.this)?;
    let function = arguments.at(1);
    if !agent.is_callable(function) {
        let name = if is_getter { "__defineGetter__" } else { "__defineSetter__" };
        return Err(agent.type_error(format!("Object.prototype.{name}: Expecting function")));
    }
    let mut descriptor = PropertyDescriptor {
        enumerable: Some(true),
        configurable: Some(true),
        ..PropertyDescriptor::default()
    };
    if is_getter {
        descriptor.get = Some(function);
    } else {
        descriptor.set = Some(function);
    }
    let key = agent.to_property_key(arguments.at(0))?;
    agent.define_property_or_throw(object, key, &descriptor)?;
    Ok(Value::UNDEFINED)
}

/// B.2.2.2 Object.prototype.__defineGetter__ ( P, getter )
/// <https://tc39.es/ecma262/#sec-object.prototype.__defineGetter__>
fn define_getter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    define_accessor(agent, arguments, true)
}

/// B.2.2.3 Object.prototype.__defineSetter__ ( P, setter )
/// <https://tc39.es/ecma262/#sec-object.prototype.__defineSetter__>
fn define_setter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    define_accessor(agent, arguments, false)
}

fn lookup_accessor(agent: &mut Agent, arguments: &Arguments<'_>, is_getter: bool) -> Completion {
    let mut at = Some(agent.to_object(arguments.this)?);
    let key = agent.to_property_key(arguments.at(0))?;
    while let Some(object) = at {
        if let Some(property) = agent.own_property(object, key)? {
            if !property.is_accessor() {
                return Ok(Value::UNDEFINED);
            }
            return Ok(if is_getter { property.getter() } else { property.setter() });
        }
        at = agent.get_prototype_of(object)?;
    }
    Ok(Value::UNDEFINED)
}

/// B.2.2.4 Object.prototype.__lookupGetter__ ( P )
/// <https://tc39.es/ecma262/#sec-object.prototype.__lookupGetter__>
fn lookup_getter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    lookup_accessor(agent, arguments, true)
}

/// B.2.2.5 Object.prototype.__lookupSetter__ ( P )
/// <https://tc39.es/ecma262/#sec-object.prototype.__lookupSetter__>
fn lookup_setter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    lookup_accessor(agent, arguments, false)
}

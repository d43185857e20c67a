//! 7.3.27–7.3.32: private names. They are symbols that no program sees, kept in the same tables as other properties;
//! every listing leaves them out, Proxies do not forward them and integrity levels do not concern them.
//!
//! A private method is a data property that is not writable, a field one that is.

use roundelay_heap::{Object, ObjectFlags, Value};

use super::attributes::{ACCESSOR, WRITABLE};
use super::lookup::{Found, Location};
use super::shape::ShapeId;
use super::{Property, PropertyKey};
use crate::agent::Agent;
use crate::error::{Completion, Throw};

/// 7.3.27 PrivateElementFind. The object's own table is asked, whatever the object is.
/// <https://tc39.es/ecma262/#sec-privateelementfind>
fn find(agent: &Agent, object: Object, name: PropertyKey) -> Option<Found> {
    let (slot, attributes) = agent.shapes.lookup(ShapeId::of(object), name)?;
    let value = object.property_slot(slot as usize);
    Some(Found { property: Property { value, attributes }, location: Location::Slot(slot) })
}

fn find_in_value(agent: &Agent, value: Value, name: PropertyKey) -> Option<(Object, Found)> {
    let object = value.as_object()?;
    find(agent, object, name).map(|found| (object, found))
}

#[cold]
fn brand_error(agent: &mut Agent, what: &str, name: PropertyKey) -> Throw {
    let name = name.display();
    agent.type_error(format!(
        "Cannot {what} private member {name} {} an object whose class did not declare it",
        { if what == "read" { "from" } else { "to" } }
    ))
}

/// Whether the object has the private name.
pub fn has(agent: &Agent, object: Object, name: PropertyKey) -> bool {
    find(agent, object, name).is_some()
}

/// 7.3.31 PrivateGet
/// <https://tc39.es/ecma262/#sec-privateget>
pub fn get(agent: &mut Agent, value: Value, name: PropertyKey) -> Completion<Value> {
    let Some((object, found)) = find_in_value(agent, value, name) else {
        return Err(brand_error(agent, "read", name));
    };
    if found.property.is_accessor() && found.property.getter().is_undefined() {
        let name = name.display();
        return Err(agent.type_error(format!("'{name}' was defined without a getter")));
    }
    agent.value_of_property(found.property, Value::from(object))
}

/// 7.3.32 PrivateSet
/// <https://tc39.es/ecma262/#sec-privateset>
pub fn set(agent: &mut Agent, target: Value, name: PropertyKey, value: Value) -> Completion<()> {
    let Some((object, found)) = find_in_value(agent, target, name) else {
        return Err(brand_error(agent, "write", name));
    };
    if found.property.is_accessor() {
        let setter = found.property.setter();
        if setter.is_undefined() {
            let name = name.display();
            return Err(agent.type_error(format!("'{name}' was defined without a setter")));
        }
        agent.check_native_depth()?;
        agent.call(setter, target, &[value])?;
        return Ok(());
    }
    if !found.property.is_writable() {
        let name = name.display();
        return Err(agent.type_error(format!("Private method '{name}' is not writable")));
    }
    if let Location::Slot(slot) = found.location {
        object.set_property_slot(slot as usize, value);
    }
    Ok(())
}

/// 7.3.28 PrivateFieldAdd
/// <https://tc39.es/ecma262/#sec-privatefieldadd>
pub fn define_field(agent: &mut Agent, object: Object, name: PropertyKey, value: Value) -> Completion<()> {
    add(agent, object, name, Property { value, attributes: WRITABLE })
}

/// 7.3.29 PrivateMethodOrAccessorAdd, for a method.
/// <https://tc39.es/ecma262/#sec-privatemethodoraccessoradd>
pub fn define_method(
    agent: &mut Agent,
    object: Object,
    name: PropertyKey,
    function: Value,
) -> Completion<()> {
    add(agent, object, name, Property { value: function, attributes: 0 })
}

/// 7.3.29 PrivateMethodOrAccessorAdd, for a getter or setter; the other half may be there already.
/// <https://tc39.es/ecma262/#sec-privatemethodoraccessoradd>
pub fn define_accessor(
    agent: &mut Agent,
    object: Object,
    name: PropertyKey,
    (getter, setter): (Option<Value>, Option<Value>),
) -> Completion<()> {
    if let Some(found) = find(agent, object, name)
        && let Some(accessor) = found.property.accessor()
    {
        for (position, function) in [getter, setter].into_iter().enumerate() {
            let Some(function) = function else { continue };
            if !accessor.get(position).is_undefined() {
                return Err(duplicate(agent, name));
            }
            accessor.set(position, function);
        }
        return Ok(());
    }
    let accessor = agent.new_accessor(getter.unwrap_or(Value::UNDEFINED), setter.unwrap_or(Value::UNDEFINED));
    add(agent, object, name, Property { value: Value::from(accessor), attributes: ACCESSOR })
}

fn add(agent: &mut Agent, object: Object, name: PropertyKey, property: Property) -> Completion<()> {
    if find(agent, object, name).is_some() {
        return Err(duplicate(agent, name));
    }
    if object.has_flag(ObjectFlags::NON_EXTENSIBLE) {
        let name = name.display();
        return Err(
            agent.type_error(format!("Cannot define private member {name}, object is not extensible"))
        );
    }
    agent.add_slot_property(object, name, property.value, property.attributes);
    Ok(())
}

#[cold]
fn duplicate(agent: &mut Agent, name: PropertyKey) -> Throw {
    let name = name.display();
    agent.type_error(format!("Cannot initialize {name} twice on the same object"))
}

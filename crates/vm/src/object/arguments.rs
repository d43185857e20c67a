//! 10.4.4 Arguments exotic objects.
//!
//! ```text
//!   internal 0   the environment record that holds the parameters, or UNDEFINED (unmapped)
//!   internal 1   List record: for each index the slot of its parameter, or EMPTY when it is not mapped
//! ```
//!
//! A mapped index also has an ordinary property, whose attributes count and whose value is kept up to date on writes
//! through the object; reads take the parameter's value. Unmapped objects are ordinary.

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use super::attributes::{ACCESSOR, ALL, CONFIGURABLE, METHOD, WRITABLE};
use super::define::is_compatible;
use super::lookup::{Found, Location};
use super::{PropertyDescriptor, PropertyKey};
use crate::agent::Agent;
use crate::realm::Intrinsic;

/// Internal slot: the environment record of the parameters, or UNDEFINED.
pub const ARGUMENTS_ENVIRONMENT: usize = 0;
/// Internal slot: the `[[ParameterMap]]` record, or UNDEFINED.
pub const ARGUMENTS_MAP: usize = 1;

/// Environment record and slot of the parameter that an index stands for.
fn mapped(object: Object, index: u32) -> Option<(Record, usize)> {
    let map = object.internal(ARGUMENTS_MAP).as_record()?;
    let slot = map.try_get(index as usize)?.as_int()?;
    let environment = object.internal(ARGUMENTS_ENVIRONMENT).as_record()?;
    Some((environment, slot as usize))
}

fn unmap(object: Object, index: u32) {
    if let Some(map) = object.internal(ARGUMENTS_MAP).as_record()
        && (index as usize) < map.count()
    {
        map.set(index as usize, Value::EMPTY);
    }
}

/// 10.4.4.1 \[\[GetOwnProperty]] for an index.
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-getownproperty-p>
pub(crate) fn find_own_index(agent: &mut Agent, object: Object, index: u32) -> Option<Found> {
    let mut found = agent.find_plain_index(object, index)?;
    if let Some((environment, slot)) = mapped(object, index) {
        found.property.value = environment.get(slot);
        found.location = Location::Argument(index);
    }
    Some(found)
}

/// 10.4.4.4 \[\[Set]] of a mapped index.
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-set-p-v-receiver>
pub(crate) fn write_mapped(agent: &mut Agent, object: Object, index: u32, value: Value) {
    if let Some((environment, slot)) = mapped(object, index) {
        environment.set(slot, value);
    }
    write_own_value(agent, object, index, value);
}

fn write_own_value(agent: &mut Agent, object: Object, index: u32, value: Value) {
    match agent.find_plain_index(object, index).map(|found| found.location) {
        Some(Location::Element(index)) => {
            object.elements().expect("the element was found there").set(index as usize, value);
        }
        Some(Location::Slot(slot)) => object.set_property_slot(slot as usize, value),
        _ => {}
    }
}

/// 10.4.4.2 \[\[DefineOwnProperty]]
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-defineownproperty-p-desc>
pub(crate) fn define_own_property(
    agent: &mut Agent,
    object: Object,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> bool {
    let Some((environment, slot)) = key.as_index().and_then(|index| mapped(object, index)) else {
        return agent.ordinary_define_own_property(object, key, descriptor);
    };
    let index = key.as_index().expect("only indices are mapped");
    // The property's own value is brought up to date, then it is defined as an ordinary one.
    let current = environment.get(slot);
    let existing = agent.find_own(object, key).map(|found| found.property);
    let is_extensible = !object.has_flag(ObjectFlags::NON_EXTENSIBLE);
    if !is_compatible(is_extensible, descriptor, existing) {
        return false;
    }
    write_own_value(agent, object, index, current);
    unmap(object, index);
    agent.ordinary_define_own_property(object, key, descriptor);
    if descriptor.is_accessor() {
        return true;
    }
    if let Some(value) = descriptor.value {
        environment.set(slot, value);
    }
    if descriptor.writable != Some(false) {
        let map = object.internal(ARGUMENTS_MAP).as_record().expect("the index was mapped");
        map.set(index as usize, Value::int(slot as i32));
    }
    true
}

/// 10.4.4.5 \[\[Delete]]
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-delete-p>
pub(crate) fn delete(agent: &mut Agent, object: Object, key: PropertyKey) -> bool {
    let Some(index) = key.as_index() else { return agent.ordinary_delete(object, key) };
    let Some(found) = agent.find_plain_index(object, index) else { return true };
    if found.property.attributes & CONFIGURABLE == 0 {
        return false;
    }
    unmap(object, index);
    agent.ordinary_delete(object, key)
}

impl Agent {
    /// 10.4.4.6 CreateUnmappedArgumentsObject
    /// <https://tc39.es/ecma262/#sec-createunmappedargumentsobject>
    pub fn create_unmapped_arguments(&mut self, values: &[Value]) -> Object {
        let object = self.new_arguments(values, &[Value::UNDEFINED, Value::UNDEFINED]);
        let thrower = Value::from(self.intrinsic(Intrinsic::ThrowTypeError));
        let accessor = Value::from(self.new_accessor(thrower, thrower));
        self.add_own_property(object, self.names.callee.into(), accessor, ACCESSOR);
        object
    }

    /// 10.4.4.7 CreateMappedArgumentsObject. `slots` gives for each parameter its slot in `environment`, `u32::MAX`
    /// where a later parameter has the same name.
    /// <https://tc39.es/ecma262/#sec-createmappedargumentsobject>
    pub fn create_mapped_arguments(
        &mut self,
        callee: Object,
        environment: Record,
        slots: &[u32],
        values: &[Value],
    ) -> Object {
        let mapped_count = slots.len().min(values.len());
        let map = self.heap.alloc_record(Kind::List, mapped_count);
        for (index, &slot) in slots[..mapped_count].iter().enumerate() {
            if slot != u32::MAX {
                map.set(index, Value::int(slot as i32));
            }
        }
        let object = self.new_arguments(values, &[Value::from(environment), Value::from(map)]);
        if mapped_count > 0 {
            // Element reads do not ask whether an object is exotic, so nothing that is mapped may stand in elements.
            object.set_flag(ObjectFlags::EXOTIC);
            self.move_elements_to_table(object, ALL);
        }
        self.add_own_property(object, self.names.callee.into(), Value::from(callee), METHOD);
        object
    }

    fn new_arguments(&mut self, values: &[Value], internal: &[Value]) -> Object {
        let prototype = self.intrinsic(Intrinsic::ObjectPrototype);
        let object = self.new_object_of_kind(Kind::Arguments, Some(prototype), internal);
        if !values.is_empty() {
            let elements = self.heap.alloc_record_from(Kind::Elements, values);
            object.set_elements(Some(elements));
        }
        debug_assert_eq!(METHOD, WRITABLE | CONFIGURABLE);
        self.add_own_property(object, self.names.length.into(), Value::length(values.len()), METHOD);
        let iterate = Value::from(self.intrinsic(Intrinsic::ArrayPrototypeValues));
        self.add_own_property(object, self.names.symbol_iterator.into(), iterate, METHOD);
        object
    }
}

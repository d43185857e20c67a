//! 10.4.4 Arguments exotic objects.
//!
//! ```text
//!   internal 0   the environment record that holds the parameters, or UNDEFINED (unmapped)
//!   internal 1   List record: for each index the slot of its parameter, or EMPTY when it is not mapped
//! ```
//!
//! A mapped index has its value in the environment: its dense element is a hole, so that fast paths that read elements
//! do not see it. If its attributes are not the default ones it also has an entry in the table, whose slot is not used
//! while it is mapped. Unmapped objects are ordinary.

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use super::attributes::ALL;
use super::define::is_compatible;
use super::lookup::{Found, Location};
use super::shape::ShapeId;
use super::{Property, PropertyDescriptor, PropertyKey};
use crate::agent::Agent;
use crate::realm::{Intrinsic, RealmShape};

/// Internal slot: the environment record of the parameters, or UNDEFINED.
pub const ARGUMENTS_ENVIRONMENT: usize = 0;
/// Internal slot: the `[[ParameterMap]]` record, or UNDEFINED.
pub const ARGUMENTS_MAP: usize = 1;

/// The property slot of `length`.
const LENGTH_SLOT: usize = 0;
/// The internal slots of an object that stands for no parameters.
const UNMAPPED: [Value; 2] = [Value::UNDEFINED, Value::UNDEFINED];

/// Environment record and slot of the parameter that an index stands for.
fn mapped(object: Object, index: u32) -> Option<(Record, usize)> {
    let map = object.internal(ARGUMENTS_MAP).as_record()?;
    let slot = map.try_get(index as usize)?.as_int()?;
    let environment = object.internal(ARGUMENTS_ENVIRONMENT).as_record()?;
    Some((environment, slot as usize))
}

/// The indices that are mapped, ascending.
pub(crate) fn mapped_indices(object: Object) -> Vec<u32> {
    let Some(map) = object.internal(ARGUMENTS_MAP).as_record() else { return Vec::new() };
    (0..map.count() as u32).filter(|&index| map.get(index as usize).is_int()).collect()
}

fn set_map(object: Object, index: u32, entry: Value) {
    let map = object.internal(ARGUMENTS_MAP).as_record().expect("the index is or was mapped");
    map.set(index as usize, entry);
}

fn table_entry(agent: &Agent, object: Object, index: u32) -> Option<(u32, u8)> {
    let shape = ShapeId::of(object);
    if !agent.shapes.has_index_keys(shape) {
        return None;
    }
    agent.shapes.lookup(shape, PropertyKey::Index(index))
}

/// Takes an index out of the map; the property gets a value of its own.
fn unmap(agent: &mut Agent, object: Object, index: u32, value: Value) {
    set_map(object, index, Value::EMPTY);
    match table_entry(agent, object, index) {
        Some((slot, _)) => object.set_property_slot(slot as usize, value),
        None => {
            let elements = object.elements().expect("a mapped index has room in the elements");
            elements.set(index as usize, value);
        }
    }
}

/// 10.4.4.1 \[\[GetOwnProperty]] for an index.
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-getownproperty-p>
pub(crate) fn find_own_index(agent: &mut Agent, object: Object, index: u32) -> Option<Found> {
    let Some((environment, slot)) = mapped(object, index) else {
        return agent.find_plain_index(object, index);
    };
    let attributes = table_entry(agent, object, index).map_or(ALL, |(_, attributes)| attributes);
    let value = environment.get(slot);
    Some(Found { property: Property { value, attributes }, location: Location::Argument(index) })
}

/// 10.4.4.4 \[\[Set]] of a mapped index.
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-set-p-v-receiver>
pub(crate) fn write_mapped(object: Object, index: u32, value: Value) {
    if let Some((environment, slot)) = mapped(object, index) {
        environment.set(slot, value);
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
    let existing = find_own_index(agent, object, index).map(|found| found.property);
    let is_extensible = !object.has_flag(ObjectFlags::NON_EXTENSIBLE);
    if !is_compatible(is_extensible, descriptor, existing) {
        return false;
    }
    unmap(agent, object, index, environment.get(slot));
    agent.ordinary_define_own_property(object, key, descriptor);
    if descriptor.is_accessor() {
        return true;
    }
    if let Some(value) = descriptor.value {
        environment.set(slot, value);
    }
    if descriptor.writable != Some(false) {
        set_map(object, index, Value::int(slot as i32));
        if let Some(elements) = object.elements() {
            elements.set(index as usize, Value::EMPTY);
        }
    }
    true
}

/// 10.4.4.5 \[\[Delete]]
/// <https://tc39.es/ecma262/#sec-arguments-exotic-objects-delete-p>
pub(crate) fn delete(agent: &mut Agent, object: Object, key: PropertyKey) -> bool {
    if let PropertyKey::Index(index) = key
        && let Some(found) = find_own_index(agent, object, index)
        && found.location == Location::Argument(index)
    {
        if !found.property.is_configurable() {
            return false;
        }
        unmap(agent, object, index, Value::UNDEFINED);
    }
    agent.ordinary_delete(object, key)
}

impl Agent {
    /// 10.4.4.6 CreateUnmappedArgumentsObject
    /// <https://tc39.es/ecma262/#sec-createunmappedargumentsobject>
    pub fn create_unmapped_arguments(&mut self, values: &[Value]) -> Object {
        let thrower = Value::from(self.intrinsic(Intrinsic::ThrowTypeError));
        let accessor = Value::from(self.new_accessor(thrower, thrower));
        self.new_arguments(values, UNMAPPED, (RealmShape::StrictArguments, accessor))
    }

    /// 10.4.4.7 CreateMappedArgumentsObject for code that cannot see whether parameters are mapped.
    /// <https://tc39.es/ecma262/#sec-createmappedargumentsobject>
    pub fn create_sloppy_arguments(&mut self, callee: Object, values: &[Value]) -> Object {
        self.new_arguments(values, UNMAPPED, (RealmShape::Arguments, Value::from(callee)))
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
        let internal = [Value::from(environment), Value::from(map)];
        let object = self.new_arguments(values, internal, (RealmShape::Arguments, Value::from(callee)));
        if mapped_count > 0 {
            object.set_flag(ObjectFlags::EXOTIC);
            // Element reads do not ask whether an object is exotic, so nothing that is mapped may stand in elements.
            let elements = object.elements().expect("there are values");
            for index in (0..mapped_count).filter(|&index| map.get(index).is_int()) {
                elements.set(index, Value::EMPTY);
            }
        }
        object
    }

    fn new_arguments(
        &mut self,
        values: &[Value],
        internal: [Value; 2],
        (sort, callee): (RealmShape, Value),
    ) -> Object {
        let shape = self.realm_shape(self.current_realm(), sort);
        let iterate = Value::from(self.intrinsic(Intrinsic::ArrayPrototypeValues));
        let object = self.heap.alloc_object(Kind::Arguments, shape.0, internal.len());
        object.set_internal(ARGUMENTS_ENVIRONMENT, internal[ARGUMENTS_ENVIRONMENT]);
        object.set_internal(ARGUMENTS_MAP, internal[ARGUMENTS_MAP]);
        if !values.is_empty() {
            let elements = self.heap.alloc_record_from(Kind::Elements, values);
            object.set_elements(Some(elements));
        }
        let slots = [Value::length(values.len()), iterate, callee];
        let slots = self.heap.alloc_record_from(Kind::Slots, &slots);
        object.set_slots(Some(slots));
        object
    }

    /// The values of an unmapped arguments object whose properties nobody changed.
    pub(crate) fn plain_arguments(&self, object: Object) -> Option<Record> {
        let is_plain = (self.has_realm_shape(object, RealmShape::Arguments)
            || self.has_realm_shape(object, RealmShape::StrictArguments))
            && !object.has_flag(ObjectFlags::EXOTIC);
        if !is_plain {
            return None;
        }
        let length = object.property_slot(LENGTH_SLOT).as_int()?;
        object.elements().filter(|elements| elements.count() as i32 == length)
    }
}

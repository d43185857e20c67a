//! 10.1.6 \[\[DefineOwnProperty]].

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::attributes::{self, ACCESSOR, CONFIGURABLE, ENUMERABLE, WRITABLE};
use super::lookup::{Found, Location};
use super::shape::ShapeId;
use super::{
    Property, PropertyDescriptor, PropertyKey, arguments, array, namespace, protector, proxy, typed_array,
};
use crate::agent::Agent;
use crate::error::Completion;
use crate::operation::comparison::same_value;

impl Agent {
    /// 10.1.6 \[\[DefineOwnProperty]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-defineownproperty-p-desc>
    pub fn define_own_property(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
        descriptor: &PropertyDescriptor,
    ) -> Completion<bool> {
        let key = key.into();
        match object.kind() {
            Kind::Array => array::define_own_property(self, object, key, descriptor),
            _ if !object.has_flag(ObjectFlags::EXOTIC) => {
                Ok(self.ordinary_define_own_property(object, key, descriptor))
            }
            Kind::Proxy => proxy::define_own_property(self, object, key, descriptor),
            Kind::ModuleNamespace => namespace::define_own_property(self, object, key, descriptor),
            Kind::TypedArray if typed_array::is_numeric(self, key) => {
                typed_array::define_own_property(self, object, key, descriptor)
            }
            Kind::Arguments => Ok(arguments::define_own_property(self, object, key, descriptor)),
            _ => Ok(self.ordinary_define_own_property(object, key, descriptor)),
        }
    }

    /// 10.1.6.1 OrdinaryDefineOwnProperty
    /// <https://tc39.es/ecma262/#sec-ordinarydefineownproperty>
    pub(crate) fn ordinary_define_own_property(
        &mut self,
        object: Object,
        key: PropertyKey,
        descriptor: &PropertyDescriptor,
    ) -> bool {
        let current = self.find_own(object, key);
        let is_extensible = !object.has_flag(ObjectFlags::NON_EXTENSIBLE);
        if !is_compatible(is_extensible, descriptor, current.map(|found| found.property)) {
            return false;
        }
        match current {
            None => self.create_property(object, key, descriptor),
            Some(current) => self.change_property(object, key, descriptor, current),
        }
        true
    }

    fn create_property(&mut self, object: Object, key: PropertyKey, descriptor: &PropertyDescriptor) {
        let attributes = descriptor.attributes_of_new();
        let value = if descriptor.is_accessor() {
            let get = descriptor.get.unwrap_or(Value::UNDEFINED);
            let set = descriptor.set.unwrap_or(Value::UNDEFINED);
            Value::from(self.new_accessor(get, set))
        } else {
            descriptor.value.unwrap_or(Value::UNDEFINED)
        };
        self.add_own_property(object, key, value, attributes);
    }

    /// Applies a compatible descriptor to an existing property.
    fn change_property(
        &mut self,
        object: Object,
        key: PropertyKey,
        descriptor: &PropertyDescriptor,
        current: Found,
    ) {
        let old = current.property;
        let attributes = descriptor.merged_attributes(old.attributes);
        let value = if attributes & ACCESSOR != 0 {
            if !descriptor.is_accessor() {
                None
            } else {
                let get = descriptor.get.unwrap_or_else(|| old.getter());
                let set = descriptor.set.unwrap_or_else(|| old.setter());
                Some(Value::from(self.new_accessor(get, set)))
            }
        } else if old.is_accessor() {
            Some(descriptor.value.unwrap_or(Value::UNDEFINED))
        } else {
            descriptor.value
        };
        if self.shapes.watch(ShapeId::of(object)) != 0 {
            protector::changed(self, object, key);
        }
        let slot = match current.location {
            Location::Slot(slot) => {
                if attributes != old.attributes {
                    self.shapes.set_attributes(object, key, attributes);
                }
                slot as usize
            }
            Location::Element(index) => {
                if attributes == attributes::ALL {
                    if let (Some(value), Some(elements)) = (value, object.elements()) {
                        elements.set(index as usize, value);
                    }
                    return;
                }
                self.move_element_to_table(object, index, attributes);
                let (slot, _) =
                    self.shapes.lookup(ShapeId::of(object), key).expect("the element was moved there");
                slot as usize
            }
            // Virtual properties only accept what they already are; the others never come here.
            _ => return,
        };
        if let Some(value) = value {
            object.set_property_slot(slot, value);
        }
    }

    /// 7.3.5 CreateDataProperty
    /// <https://tc39.es/ecma262/#sec-createdataproperty>
    pub fn create_data_property(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
        value: Value,
    ) -> Completion<bool> {
        let key = key.into();
        if !object.has_flag(ObjectFlags::EXOTIC | ObjectFlags::NON_EXTENSIBLE | ObjectFlags::LAZY) {
            match self.find_own(object, key) {
                None if key.as_index().is_none_or(|index| array::may_add_index(object, index)) => {
                    self.add_own_property(object, key, value, attributes::ALL);
                    return Ok(true);
                }
                Some(Found { property, location: Location::Slot(slot) })
                    if property.attributes == attributes::ALL =>
                {
                    self.write_slot(object, key, slot, value);
                    return Ok(true);
                }
                Some(Found { location: Location::Element(index), .. }) => {
                    object.elements().expect("the element was found there").set(index as usize, value);
                    return Ok(true);
                }
                _ => {}
            }
        }
        self.define_own_property(object, key, &PropertyDescriptor::data(value, attributes::ALL))
    }
}

/// 10.1.6.2 IsCompatiblePropertyDescriptor, that is, the checks of 10.1.6.3 ValidateAndApplyPropertyDescriptor.
/// <https://tc39.es/ecma262/#sec-validateandapplypropertydescriptor>
pub(crate) fn is_compatible(
    is_extensible: bool,
    descriptor: &PropertyDescriptor,
    current: Option<Property>,
) -> bool {
    let Some(current) = current else { return is_extensible };
    if current.attributes & CONFIGURABLE != 0 {
        return true;
    }
    if descriptor.configurable == Some(true)
        || descriptor
            .enumerable
            .is_some_and(|enumerable| enumerable != (current.attributes & ENUMERABLE != 0))
    {
        return false;
    }
    if descriptor.is_generic() {
        return true;
    }
    if descriptor.is_accessor() != current.is_accessor() {
        return false;
    }
    if current.is_accessor() {
        return descriptor.get.is_none_or(|get| get == current.getter())
            && descriptor.set.is_none_or(|set| set == current.setter());
    }
    if current.attributes & WRITABLE != 0 {
        return true;
    }
    descriptor.writable != Some(true) && descriptor.value.is_none_or(|value| same_value(value, current.value))
}

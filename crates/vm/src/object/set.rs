//! 10.1.9 \[\[Set]].

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::exotic::{self, Step};
use super::lookup::{Found, Location};
use super::shape::ShapeId;
use super::{PropertyDescriptor, PropertyKey, arguments, array, attributes, protector, typed_array};
use crate::agent::Agent;
use crate::error::Completion;

/// Whether an operation that is refused throws a TypeError.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShouldThrow {
    /// As in strict code and in library functions.
    Yes,
    /// As in sloppy code.
    No,
}

impl Agent {
    /// 7.3.4 Set
    /// <https://tc39.es/ecma262/#sec-set-o-p-v-throw>
    pub fn set(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
        value: Value,
        should_throw: ShouldThrow,
    ) -> Completion<()> {
        let key = key.into();
        let success = self.set_with_receiver(object, key, value, Value::from(object))?;
        if !success && should_throw == ShouldThrow::Yes {
            return Err(self.refused_assignment(object, key));
        }
        Ok(())
    }

    /// The TypeError of an assignment to `object` that `[[Set]]` refused.
    #[cold]
    pub fn refused_assignment(&mut self, object: Object, key: PropertyKey) -> crate::error::Throw {
        let name = key.display();
        let found = match object.kind() {
            Kind::Proxy => {
                return self
                    .type_error(format!("'set' on proxy: trap returned falsish for property '{name}'"));
            }
            Kind::ModuleNamespace => None,
            _ => self.find_in_chain(object, key),
        };
        let message = match found {
            Some(found) if found.property.is_accessor() => {
                format!("Cannot set property {name} of #<Object> which has only a getter")
            }
            None if object.has_flag(ObjectFlags::NON_EXTENSIBLE)
                && object.kind() != Kind::ModuleNamespace =>
            {
                format!("Cannot add property {name}, object is not extensible")
            }
            _ => format!("Cannot assign to read only property '{name}' of object"),
        };
        self.type_error(message)
    }

    fn find_in_chain(&mut self, object: Object, key: PropertyKey) -> Option<Found> {
        let mut current = Some(object);
        while let Some(object) = current {
            if matches!(object.kind(), Kind::Proxy | Kind::ModuleNamespace) {
                return None;
            }
            if let Some(found) = self.find_own(object, key) {
                return Some(found);
            }
            current = self.ordinary_prototype(object);
        }
        None
    }

    /// 10.1.9 \[\[Set]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-set-p-v-receiver>
    pub fn set_with_receiver(
        &mut self,
        object: Object,
        key: PropertyKey,
        value: Value,
        receiver: Value,
    ) -> Completion<bool> {
        if let PropertyKey::Index(index) = key
            && receiver == Value::from(object)
            && self.store_plain_index(object, index, value)
        {
            return Ok(true);
        }
        let mut current = object;
        let found = loop {
            if current.has_flag(ObjectFlags::EXOTIC)
                && let Step::Done(success) = exotic::set(self, current, key, value, receiver)?
            {
                return Ok(success);
            }
            if let Some(found) = self.find_own(current, key) {
                break Some(found);
            }
            match self.ordinary_prototype(current) {
                Some(prototype) => current = prototype,
                None => break None,
            }
        };
        if let Some(found) = found {
            if found.property.is_accessor() {
                return self.call_setter(found.property.setter(), receiver, value);
            }
            if !found.property.is_writable() {
                return Ok(false);
            }
            if receiver == Value::from(current) {
                return self.write_found(current, key, found.location, value);
            }
        }
        // Nothing ran since the search began at `object`, so its lack of the property is still true.
        if receiver == Value::from(object) {
            return self.add_by_assignment(object, key, value);
        }
        self.set_on_receiver(key, value, receiver)
    }

    fn call_setter(&mut self, setter: Value, receiver: Value, value: Value) -> Completion<bool> {
        if setter.is_undefined() {
            return Ok(false);
        }
        self.check_native_depth()?;
        self.call(setter, receiver, &[value])?;
        Ok(true)
    }

    /// 10.1.9.2 OrdinarySetWithOwnDescriptor step 2 for a receiver that is not where the property was found.
    /// <https://tc39.es/ecma262/#sec-ordinarysetwithowndescriptor>
    pub(crate) fn set_on_receiver(
        &mut self,
        key: PropertyKey,
        value: Value,
        receiver: Value,
    ) -> Completion<bool> {
        let Some(receiver) = receiver.as_object() else { return Ok(false) };
        match self.own_property(receiver, key)? {
            Some(existing) if existing.is_accessor() || !existing.is_writable() => Ok(false),
            Some(_) => self.define_own_property(receiver, key, &PropertyDescriptor::value_only(value)),
            None => self.create_data_property(receiver, key, value),
        }
    }

    /// Writes a writable data property of `object` where it was found.
    #[inline]
    pub(crate) fn write_found(
        &mut self,
        object: Object,
        key: PropertyKey,
        location: Location,
        value: Value,
    ) -> Completion<bool> {
        match location {
            Location::Slot(slot) => {
                self.write_slot(object, key, slot, value);
                Ok(true)
            }
            Location::Element(index) => {
                let elements = object.elements().expect("the element was found there");
                elements.set(index as usize, value);
                Ok(true)
            }
            Location::ArrayLength => array::set_length(self, object, value),
            Location::Argument(index) => {
                arguments::write_mapped(object, index, value);
                Ok(true)
            }
            Location::TypedElement(index) => {
                typed_array::set_element(self, object, PropertyKey::Index(index), value)
            }
            Location::Virtual => Ok(false),
        }
    }

    #[inline]
    pub(crate) fn write_slot(&mut self, object: Object, key: PropertyKey, slot: u32, value: Value) {
        if self.shapes.watch(ShapeId::of(object)) != 0 {
            protector::changed(self, object, key);
        }
        object.set_property_slot(slot as usize, value);
    }

    /// Creates a property by assignment on an object that is known not to have it.
    fn add_by_assignment(&mut self, object: Object, key: PropertyKey, value: Value) -> Completion<bool> {
        if object.has_flag(ObjectFlags::NON_EXTENSIBLE) {
            return Ok(false);
        }
        if let PropertyKey::Index(index) = key
            && !array::may_add_index(object, index)
        {
            return Ok(false);
        }
        self.add_own_property(object, key, value, attributes::ALL);
        Ok(true)
    }
}

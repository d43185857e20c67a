//! 10.1.1, 10.1.3, 10.1.5, 10.1.7, 10.1.8: the internal methods that read.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::exotic::{self, Step};
use super::{Property, PropertyDescriptor, PropertyKey, namespace, proxy};
use crate::agent::Agent;
use crate::error::Completion;

impl Agent {
    /// 7.3.2 Get
    /// <https://tc39.es/ecma262/#sec-get-o-p>
    #[inline]
    pub fn get(&mut self, object: Object, key: impl Into<PropertyKey>) -> Completion<Value> {
        self.get_with_receiver(object, key.into(), Value::from(object))
    }

    /// 10.1.8 \[\[Get]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-get-p-receiver>
    pub fn get_with_receiver(
        &mut self,
        object: Object,
        key: PropertyKey,
        receiver: Value,
    ) -> Completion<Value> {
        let mut current = object;
        loop {
            if current.has_flag(ObjectFlags::EXOTIC)
                && let Step::Done(value) = exotic::get(self, current, key, receiver)?
            {
                return Ok(value);
            }
            if current.kind() == Kind::Error && key == PropertyKey::from(self.names.stack) {
                self.prepare_stack(current)?;
            }
            if let Some(found) = self.find_own(current, key) {
                return self.value_of_property(found.property, receiver);
            }
            match self.ordinary_prototype(current) {
                Some(prototype) => current = prototype,
                None => return Ok(Value::UNDEFINED),
            }
        }
    }

    /// The value of a property, by calling its getter if it has one.
    #[inline]
    pub(crate) fn value_of_property(&mut self, property: Property, receiver: Value) -> Completion<Value> {
        if !property.is_accessor() {
            return Ok(property.value);
        }
        let getter = property.getter();
        if getter.is_undefined() {
            return Ok(Value::UNDEFINED);
        }
        self.check_native_depth()?;
        self.call(getter, receiver, &[])
    }

    /// 10.1.7 \[\[HasProperty]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-hasproperty-p>
    pub fn has_property(&mut self, object: Object, key: impl Into<PropertyKey>) -> Completion<bool> {
        let key = key.into();
        let mut current = object;
        loop {
            if current.has_flag(ObjectFlags::EXOTIC)
                && let Step::Done(answer) = exotic::has(self, current, key)?
            {
                return Ok(answer);
            }
            if self.find_own(current, key).is_some() {
                return Ok(true);
            }
            match self.ordinary_prototype(current) {
                Some(prototype) => current = prototype,
                None => return Ok(false),
            }
        }
    }

    /// 10.1.5 \[\[GetOwnProperty]] of any object, as a descriptor.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-getownproperty-p>
    pub fn get_own_property(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
    ) -> Completion<Option<PropertyDescriptor>> {
        Ok(self.own_property(object, key.into())?.map(Property::to_descriptor))
    }

    /// 10.1.5 \[\[GetOwnProperty]] of any object.
    #[inline]
    pub fn own_property(&mut self, object: Object, key: PropertyKey) -> Completion<Option<Property>> {
        if object.has_flag(ObjectFlags::EXOTIC) {
            match object.kind() {
                Kind::Proxy => return proxy::get_own_property(self, object, key),
                Kind::ModuleNamespace => return namespace::get_own_property(self, object, key),
                _ => {}
            }
        }
        Ok(self.find_own(object, key).map(|found| found.property))
    }

    /// 7.3.12 HasOwnProperty
    /// <https://tc39.es/ecma262/#sec-hasownproperty>
    pub fn has_own_property(&mut self, object: Object, key: impl Into<PropertyKey>) -> Completion<bool> {
        Ok(self.own_property(object, key.into())?.is_some())
    }

    /// 10.1.1 \[\[GetPrototypeOf]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-getprototypeof>
    #[inline]
    pub fn get_prototype_of(&mut self, object: Object) -> Completion<Option<Object>> {
        if object.kind() == Kind::Proxy {
            return proxy::get_prototype_of(self, object);
        }
        Ok(self.ordinary_prototype(object))
    }

    /// 10.1.3 \[\[IsExtensible]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-isextensible>
    #[inline]
    pub fn is_extensible(&mut self, object: Object) -> Completion<bool> {
        if object.kind() == Kind::Proxy {
            return proxy::is_extensible(self, object);
        }
        Ok(!object.has_flag(ObjectFlags::NON_EXTENSIBLE))
    }
}

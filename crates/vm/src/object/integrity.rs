//! 10.1.2, 10.1.4 and 7.3.15, 7.3.16: prototypes that change and objects that must not.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::attributes::{CONFIGURABLE, WRITABLE};
use super::shape::ShapeId;
use super::{PropertyDescriptor, PropertyKey, array, function, protector, proxy, typed_array};
use crate::agent::Agent;
use crate::error::Completion;

/// The levels of 7.3.15 SetIntegrityLevel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrityLevel {
    /// No property can be added or deleted.
    Sealed,
    /// In addition no value can change.
    Frozen,
}

impl Agent {
    /// 10.1.2 \[\[SetPrototypeOf]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-setprototypeof-v>
    pub fn set_prototype_of(&mut self, object: Object, prototype: Option<Object>) -> Completion<bool> {
        match object.kind() {
            Kind::Proxy => proxy::set_prototype_of(self, object, prototype),
            // 10.4.6.1: as if immutable.
            Kind::ModuleNamespace => Ok(prototype.is_none()),
            _ => Ok(self.ordinary_set_prototype_of(object, prototype)),
        }
    }

    /// 10.1.2.1 OrdinarySetPrototypeOf and 10.4.7.2 SetImmutablePrototype
    /// <https://tc39.es/ecma262/#sec-ordinarysetprototypeof>
    pub(crate) fn ordinary_set_prototype_of(&mut self, object: Object, prototype: Option<Object>) -> bool {
        if self.ordinary_prototype(object) == prototype {
            return true;
        }
        let shape = ShapeId::of(object);
        if object.has_flag(ObjectFlags::NON_EXTENSIBLE) || self.shapes.has_immutable_prototype(shape) {
            return false;
        }
        let mut current = prototype;
        while let Some(above) = current {
            if above == object {
                return false;
            }
            if above.kind() == Kind::Proxy {
                break;
            }
            current = self.ordinary_prototype(above);
        }
        if self.shapes.watch(shape) != 0 {
            protector::prototype_changed(self, object);
        }
        self.shapes.set_prototype(object, prototype.map_or(Value::NULL, Value::from));
        true
    }

    /// 10.1.4 \[\[PreventExtensions]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-preventextensions>
    pub fn prevent_extensions(&mut self, object: Object) -> Completion<bool> {
        match object.kind() {
            Kind::Proxy => return proxy::prevent_extensions(self, object),
            // 10.4.5.1: elements must not come and go.
            Kind::TypedArray if !typed_array::is_fixed_length(object) => return Ok(false),
            _ => {}
        }
        if !object.has_flag(ObjectFlags::NON_EXTENSIBLE) {
            function::realize_if_lazy(self, object);
            self.shapes.restrict(object, 0);
        }
        Ok(true)
    }

    /// 7.3.15 SetIntegrityLevel
    /// <https://tc39.es/ecma262/#sec-setintegritylevel>
    pub fn set_integrity_level(&mut self, object: Object, level: IntegrityLevel) -> Completion<bool> {
        if !object.has_flag(ObjectFlags::EXOTIC) {
            self.restrict_ordinary(object, level);
            return Ok(true);
        }
        if !self.prevent_extensions(object)? {
            return Ok(false);
        }
        let keys = self.own_property_keys(object)?;
        for index in 0..keys.len() {
            let key = keys.get(index);
            let descriptor = match level {
                IntegrityLevel::Sealed => {
                    PropertyDescriptor { configurable: Some(false), ..Default::default() }
                }
                IntegrityLevel::Frozen => {
                    let Some(property) = self.own_property(object, key)? else { continue };
                    PropertyDescriptor {
                        configurable: Some(false),
                        writable: if property.is_accessor() { None } else { Some(false) },
                        ..Default::default()
                    }
                }
            };
            self.define_property_or_throw(object, key, &descriptor)?;
        }
        Ok(true)
    }

    /// SetIntegrityLevel(object, frozen) of an object that native code made.
    pub fn freeze(&mut self, object: Object) -> Completion<()> {
        self.set_integrity_level(object, IntegrityLevel::Frozen).map(drop)
    }

    fn restrict_ordinary(&mut self, object: Object, level: IntegrityLevel) {
        let removed = match level {
            IntegrityLevel::Sealed => CONFIGURABLE,
            IntegrityLevel::Frozen => CONFIGURABLE | WRITABLE,
        };
        function::realize_if_lazy(self, object);
        array::restrict(self, object, removed);
        self.shapes.restrict(object, removed);
    }

    /// 7.3.16 TestIntegrityLevel
    /// <https://tc39.es/ecma262/#sec-testintegritylevel>
    pub fn test_integrity_level(&mut self, object: Object, level: IntegrityLevel) -> Completion<bool> {
        if self.is_extensible(object)? {
            return Ok(false);
        }
        let keys = self.own_property_keys(object)?;
        for index in 0..keys.len() {
            let key: PropertyKey = keys.get(index);
            if let Some(property) = self.own_property(object, key)?
                && (property.is_configurable() || (level == IntegrityLevel::Frozen && property.is_writable()))
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

//! 10.1.10 \[\[Delete]].

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::lookup::Location;
use super::shape::ShapeId;
use super::{PropertyKey, arguments, namespace, protector, proxy, typed_array};
use crate::agent::Agent;
use crate::error::Completion;

impl Agent {
    /// 10.1.10 \[\[Delete]] of any object.
    /// <https://tc39.es/ecma262/#sec-ordinary-object-internal-methods-and-internal-slots-delete-p>
    pub fn delete_property(&mut self, object: Object, key: impl Into<PropertyKey>) -> Completion<bool> {
        let key = key.into();
        if object.has_flag(ObjectFlags::EXOTIC) {
            match object.kind() {
                Kind::Proxy => return proxy::delete(self, object, key),
                Kind::ModuleNamespace => return namespace::delete(self, object, key),
                Kind::TypedArray if typed_array::is_numeric(self, key) => {
                    return Ok(!key
                        .as_index()
                        .is_some_and(|index| typed_array::is_valid_index(object, index)));
                }
                Kind::Arguments => return Ok(arguments::delete(self, object, key)),
                _ => {}
            }
        }
        Ok(self.ordinary_delete(object, key))
    }

    /// 10.1.10.1 OrdinaryDelete
    /// <https://tc39.es/ecma262/#sec-ordinarydelete>
    pub(crate) fn ordinary_delete(&mut self, object: Object, key: PropertyKey) -> bool {
        let Some(found) = self.find_own(object, key) else { return true };
        if !found.property.is_configurable() {
            return false;
        }
        if self.shapes.watch(ShapeId::of(object)) != 0 {
            protector::changed(self, object, key);
        }
        match found.location {
            Location::Slot(_) => {
                // The slot must not keep the value alive.
                let slot = self.shapes.remove(object, key);
                object.set_property_slot(slot as usize, Value::EMPTY);
            }
            Location::Element(index) => {
                object.elements().expect("the element was found there").set(index as usize, Value::EMPTY);
            }
            _ => {}
        }
        true
    }

    /// 7.3.9 DeletePropertyOrThrow
    /// <https://tc39.es/ecma262/#sec-deletepropertyorthrow>
    pub fn delete_property_or_throw(
        &mut self,
        object: Object,
        key: impl Into<PropertyKey>,
    ) -> Completion<()> {
        let key = key.into();
        if self.delete_property(object, key)? {
            return Ok(());
        }
        let name = key.display();
        Err(self.type_error(format!("Cannot delete property '{name}' of object")))
    }
}

//! Where an own property is, found without running any program code.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::attributes::{ENUMERABLE, WRITABLE};
use super::shape::ShapeId;
use super::{Property, PropertyKey, arguments, array, array_buffer, function, string_object, typed_array};
use crate::agent::Agent;

/// Where the value of an own property is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// A property slot.
    Slot(u32),
    /// The dense elements.
    Element(u32),
    /// `length` of an array.
    ArrayLength,
    /// A parameter that a mapped arguments object stands for.
    Argument(u32),
    /// An element of a typed array.
    TypedElement(u32),
    /// Computed; not writable, not configurable.
    Virtual,
}

/// An own property and where it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) property: Property,
    pub(crate) location: Location,
}

impl Agent {
    /// `[[Prototype]]` of an object that is not a Proxy.
    #[inline(always)]
    pub(crate) fn ordinary_prototype(&self, object: Object) -> Option<Object> {
        self.shapes.prototype(ShapeId::of(object)).as_object()
    }

    /// The value of a slot, made if the slot only holds the mark of a library property.
    #[inline(always)]
    pub(crate) fn slot_value(&mut self, object: Object, slot: u32) -> Value {
        let value = object.property_slot(slot as usize);
        if value.is_internal() { self.realize_slot(object, slot as usize) } else { value }
    }

    /// The slot of a named own property. Lazy properties of functions are realised if the key is one of them.
    pub fn own_property_slot(&mut self, object: Object, key: PropertyKey) -> Option<usize> {
        self.realize_for_key(object, key);
        self.shapes.lookup(ShapeId::of(object), key).map(|(slot, _)| slot as usize)
    }

    #[inline(always)]
    pub(crate) fn realize_for_key(&mut self, object: Object, key: PropertyKey) {
        if object.has_flag(ObjectFlags::LAZY) {
            function::realize_for_key(self, object, key);
        }
    }

    /// 10.1.5.1 OrdinaryGetOwnProperty and its like for all kinds but Proxy and ModuleNamespace.
    /// <https://tc39.es/ecma262/#sec-ordinarygetownproperty>
    #[inline]
    pub(crate) fn find_own(&mut self, object: Object, key: PropertyKey) -> Option<Found> {
        match key {
            PropertyKey::Index(index) => self.find_own_index(object, index),
            PropertyKey::String(atom) => {
                match object.kind() {
                    Kind::Array if atom == self.names.length => return Some(array::find_length(object)),
                    Kind::StringObject if atom == self.names.length => {
                        return Some(string_object::find_length(object));
                    }
                    _ => self.realize_for_key(object, key),
                }
                self.find_own_named(object, key)
            }
            PropertyKey::Symbol(_) => self.find_own_named(object, key),
        }
    }

    #[inline]
    fn find_own_named(&mut self, object: Object, key: PropertyKey) -> Option<Found> {
        let (slot, attributes) = self.shapes.lookup(ShapeId::of(object), key)?;
        let value = self.slot_value(object, slot);
        Some(Found { property: Property { value, attributes }, location: Location::Slot(slot) })
    }

    fn find_own_index(&mut self, object: Object, index: u32) -> Option<Found> {
        if object.has_flag(ObjectFlags::EXOTIC) {
            match object.kind() {
                Kind::TypedArray => {
                    let value = typed_array::get_element(self, object, index)?;
                    if array_buffer::is_immutable(typed_array::buffer(object)) {
                        return Some(Found {
                            property: Property { value, attributes: ENUMERABLE },
                            location: Location::Virtual,
                        });
                    }
                    return Some(Found {
                        property: Property::plain(value),
                        location: Location::TypedElement(index),
                    });
                }
                Kind::StringObject => {
                    if let Some(value) = string_object::unit_at(self, object, index) {
                        return Some(Found {
                            property: Property { value, attributes: ENUMERABLE },
                            location: Location::Virtual,
                        });
                    }
                }
                Kind::Arguments => return arguments::find_own_index(self, object, index),
                _ => {}
            }
        }
        self.find_plain_index(object, index)
    }

    /// An indexed property in the elements or in the table.
    pub(crate) fn find_plain_index(&mut self, object: Object, index: u32) -> Option<Found> {
        if let Some(value) = element_at(object, index) {
            return Some(Found { property: Property::plain(value), location: Location::Element(index) });
        }
        if !self.shapes.has_index_keys(ShapeId::of(object)) {
            return None;
        }
        self.find_own_named(object, PropertyKey::Index(index))
    }
}

/// The dense element at an index, if there is one.
#[inline(always)]
pub(crate) fn element_at(object: Object, index: u32) -> Option<Value> {
    let value = object.elements()?.try_get(index as usize)?;
    (!value.is_empty()).then_some(value)
}

impl Found {
    /// A data property that is not configurable and lives nowhere.
    pub(crate) fn fixed(value: Value, writable: bool, location: Location) -> Self {
        Self { property: Property { value, attributes: if writable { WRITABLE } else { 0 } }, location }
    }
}

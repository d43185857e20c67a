//! Making objects and adding properties to them without asking anybody.

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use super::shape::{ShapeClass, ShapeId};
use super::{PropertyKey, attributes, protector};
use crate::agent::Agent;
use crate::error::Completion;
use crate::realm::{Intrinsic, native_realm};

/// How many properties a new plain object has room for inside itself.
const DEFAULT_INLINE_CAPACITY: usize = 4;

impl Agent {
    /// The id of the empty shape of ordinary objects with this prototype (an object or null).
    #[inline]
    pub fn root_shape(&mut self, prototype: Value) -> u32 {
        self.shapes.root(prototype).0
    }

    /// The id of the empty shape of objects of a kind with this prototype (an object or null). Functions, arrays and
    /// exotic objects have other roots than ordinary objects.
    #[inline]
    pub fn root_shape_of_kind(&mut self, prototype: Value, kind: Kind) -> u32 {
        self.shapes.root_of_kind(prototype, kind).0
    }

    /// An object of any kind with this prototype and these internal slots. Kinds that are always exotic are marked so.
    #[inline]
    pub fn new_object_of_kind(
        &mut self,
        kind: Kind,
        prototype: Option<Object>,
        internal: &[Value],
    ) -> Object {
        debug_assert!(kind != Kind::Object, "the trailing values of a plain object are its properties");
        let prototype = prototype.map_or(Value::NULL, Value::from);
        let shape = self.shapes.root_of_kind(prototype, kind);
        let class = self.shapes.class(shape);
        let flags = match class {
            ShapeClass::String | ShapeClass::TypedArray | ShapeClass::Exotic => ObjectFlags::EXOTIC,
            _ => 0,
        };
        self.heap.alloc_object_from(kind, shape.0, internal, flags)
    }

    /// 10.1.12 OrdinaryObjectCreate of a plain object.
    /// <https://tc39.es/ecma262/#sec-ordinaryobjectcreate>
    pub fn ordinary_object_create(&mut self, prototype: Option<Object>) -> Object {
        let shape = self.shapes.root(prototype.map_or(Value::NULL, Value::from));
        self.heap.alloc_object(Kind::Object, shape.0, DEFAULT_INLINE_CAPACITY)
    }

    /// A plain object with the current realm's `%Object.prototype%`.
    pub fn new_object(&mut self) -> Object {
        let prototype = self.intrinsic(Intrinsic::ObjectPrototype);
        self.ordinary_object_create(Some(prototype))
    }

    /// 10.1.13 OrdinaryCreateFromConstructor for a plain object.
    /// <https://tc39.es/ecma262/#sec-ordinarycreatefromconstructor>
    pub fn ordinary_create_from_constructor(
        &mut self,
        new_target: Object,
        default: Intrinsic,
    ) -> Completion<Object> {
        let prototype = self.get_prototype_from_constructor(new_target, default)?;
        Ok(self.ordinary_object_create(Some(prototype)))
    }

    /// 10.1.13 OrdinaryCreateFromConstructor for an object with internal slots.
    /// <https://tc39.es/ecma262/#sec-ordinarycreatefromconstructor>
    pub fn create_kind_from_constructor(
        &mut self,
        new_target: Object,
        default: Intrinsic,
        kind: Kind,
        internal: &[Value],
    ) -> Completion<Object> {
        let prototype = self.get_prototype_from_constructor(new_target, default)?;
        Ok(self.new_object_of_kind(kind, Some(prototype), internal))
    }

    /// 10.1.14 GetPrototypeFromConstructor
    /// <https://tc39.es/ecma262/#sec-getprototypefromconstructor>
    pub fn get_prototype_from_constructor(
        &mut self,
        constructor: Object,
        default: Intrinsic,
    ) -> Completion<Object> {
        if constructor.kind() == Kind::NativeFunction && self.is_constructor_of(constructor, default) {
            // The library's constructor itself, not a subclass: its `prototype` cannot change.
            return Ok(self.intrinsic_of(native_realm(constructor), default));
        }
        let prototype = self.get(constructor, self.names.prototype)?;
        match prototype.as_object() {
            Some(prototype) => Ok(prototype),
            None => {
                let realm = self.get_function_realm(constructor)?;
                Ok(self.intrinsic_of(realm, default))
            }
        }
    }

    /// Adds a property that the object does not have, whatever its extensibility: literals, realisation, fields.
    pub fn add_own_property(&mut self, object: Object, key: PropertyKey, value: Value, attributes: u8) {
        if let PropertyKey::Index(index) = key {
            if attributes == attributes::ALL {
                return self.add_element(object, index, value);
            }
            if object.kind() == Kind::Array {
                super::array::cover_index(object, index);
            }
        } else {
            self.realize_for_key_or_all(object);
        }
        if self.shapes.watch(ShapeId::of(object)) != 0 {
            protector::changed(self, object, key);
        }
        self.add_slot_property(object, key, value, attributes);
    }

    #[inline(always)]
    fn realize_for_key_or_all(&mut self, object: Object) {
        if object.has_flag(ObjectFlags::LAZY) {
            super::function::realize(self, object);
        }
    }

    /// Adds an entry to the object's shape and its value to the slots.
    #[inline]
    pub(crate) fn add_slot_property(
        &mut self,
        object: Object,
        key: PropertyKey,
        value: Value,
        attributes: u8,
    ) {
        let slot = self.shapes.add(object, key, attributes);
        self.heap.reserve_properties(object, slot as usize + 1);
        object.set_property_slot(slot as usize, value);
    }

    /// Completes a transition that `lookup_for_store` or `ShapeTable::transition_add` found: the object gets `shape`
    /// and `value` in the new `slot`.
    #[inline]
    pub fn add_property_slot(&mut self, object: Object, shape: ShapeId, slot: u32, value: Value) {
        self.heap.reserve_properties(object, slot as usize + 1);
        object.set_shape(shape.0);
        object.set_property_slot(slot as usize, value);
    }

    /// Whether other objects may get the shape of this one: it is not one that changes in place.
    #[inline]
    pub fn has_shared_shape(&self, object: Object) -> bool {
        !self.shapes.is_dictionary(ShapeId::of(object))
    }

    /// A new `Accessor` record for the slot of an accessor property; missing functions are undefined.
    pub fn new_accessor(&mut self, getter: Value, setter: Value) -> Record {
        self.heap.alloc_record_from(Kind::Accessor, &[getter, setter])
    }
}

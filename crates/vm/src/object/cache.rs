//! What inline caches may remember about a property access.
//!
//! A lookup answers for *all* objects with the receiver's shape. Hits on prototypes and misses also depend on the
//! prototype chain, whose structure the validity stands for.

use roundelay_heap::{Kind, Object, ObjectFlags, Value};

use super::attributes::{ACCESSOR, ALL, WRITABLE};
use super::shape::{ShapeClass, ShapeId, Validity};
use super::{PropertyKey, typed_array};
use crate::agent::Agent;

/// Where reading a named property of every object with a shape finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// In a slot of the receiver.
    OwnData {
        /// The slot.
        slot: u32,
    },
    /// Through the accessor record in a slot of the receiver.
    OwnAccessor {
        /// The slot.
        slot: u32,
    },
    /// In a slot of an object on the prototype chain.
    ProtoData {
        /// That object.
        holder: Object,
        /// Its slot.
        slot: u32,
        /// When this no longer holds.
        validity: Validity,
    },
    /// Through the accessor record in a slot of an object on the prototype chain.
    ProtoAccessor {
        /// That object.
        holder: Object,
        /// Its slot.
        slot: u32,
        /// When this no longer holds.
        validity: Validity,
    },
    /// Nowhere: it reads as undefined.
    Missing {
        /// When this no longer holds.
        validity: Validity,
    },
    /// Must be looked up each time.
    Uncacheable,
}

/// What assigning to a named property does to every object with a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreLookup {
    /// Writes a slot of the receiver.
    OwnWritable {
        /// The slot.
        slot: u32,
    },
    /// Adds a property: see [`Agent::add_property_slot`].
    AddTransition {
        /// The shape afterwards.
        new_shape: ShapeId,
        /// The slot that the value goes to.
        slot: u32,
        /// When this no longer holds.
        validity: Validity,
    },
    /// Calls the setter of the accessor record in a slot of the holder (maybe the receiver itself).
    Setter {
        /// The receiver or an object on its prototype chain.
        holder: Object,
        /// Its slot.
        slot: u32,
        /// When this no longer holds; [`Validity::ALWAYS`] if the holder is the receiver.
        validity: Validity,
    },
    /// Must be done the long way each time.
    Uncacheable,
}

/// Where the search along a chain ended.
enum ChainHit {
    At { holder: Object, slot: u32, attributes: u8 },
    Nowhere,
    Opaque,
}

impl Agent {
    /// Where reading `object[key]` finds the property, for a cache keyed by the object's shape. Realises what it finds.
    pub fn lookup_for_cache(&mut self, object: Object, key: PropertyKey) -> Lookup {
        match self.find_for_cache(object, key) {
            ChainHit::Opaque => Lookup::Uncacheable,
            ChainHit::Nowhere => {
                let validity = self.validity_below(object);
                self.shapes.note_cached(ShapeId::of(object), false);
                Lookup::Missing { validity }
            }
            ChainHit::At { holder, slot, attributes } => {
                self.slot_value(holder, slot);
                let is_accessor = attributes & ACCESSOR != 0;
                if holder == object {
                    self.shapes.note_cached(ShapeId::of(object), true);
                    return if is_accessor { Lookup::OwnAccessor { slot } } else { Lookup::OwnData { slot } };
                }
                let validity = self.validity_below(object);
                self.shapes.note_cached(ShapeId::of(object), false);
                if is_accessor {
                    Lookup::ProtoAccessor { holder, slot, validity }
                } else {
                    Lookup::ProtoData { holder, slot, validity }
                }
            }
        }
    }

    /// What assigning to `object[key]` with the object as receiver does, for a cache keyed by the object's shape.
    pub fn lookup_for_store(&mut self, object: Object, key: PropertyKey) -> StoreLookup {
        let hit = self.find_for_cache(object, key);
        let shape = ShapeId::of(object);
        match hit {
            ChainHit::Opaque => StoreLookup::Uncacheable,
            ChainHit::At { holder, slot, attributes } if attributes & ACCESSOR != 0 => {
                self.slot_value(holder, slot);
                let is_own = holder == object;
                let validity = if is_own { Validity::ALWAYS } else { self.validity_below(object) };
                self.shapes.note_cached(shape, is_own);
                StoreLookup::Setter { holder, slot, validity }
            }
            ChainHit::At { attributes, .. } if attributes & WRITABLE == 0 => StoreLookup::Uncacheable,
            ChainHit::At { holder, slot, .. } if holder == object => {
                if self.shapes.watch(shape) != 0 {
                    return StoreLookup::Uncacheable;
                }
                self.shapes.note_cached(shape, true);
                StoreLookup::OwnWritable { slot }
            }
            // Missing, or shadows a writable property of a prototype.
            _ => {
                if object.has_flag(ObjectFlags::NON_EXTENSIBLE | ObjectFlags::LAZY)
                    || self.shapes.is_dictionary(shape)
                {
                    return StoreLookup::Uncacheable;
                }
                let slot = self.shapes.slot_count(shape);
                match self.shapes.transition_add(shape, key, ALL) {
                    Some(new_shape) => {
                        StoreLookup::AddTransition { new_shape, slot, validity: self.validity_below(object) }
                    }
                    None => StoreLookup::Uncacheable,
                }
            }
        }
    }

    /// The validity of the prototype chain of an object.
    pub fn validity_below(&mut self, object: Object) -> Validity {
        let prototype = self.shapes.prototype(ShapeId::of(object));
        self.shapes.validity(prototype)
    }

    fn find_for_cache(&mut self, object: Object, key: PropertyKey) -> ChainHit {
        if matches!(key, PropertyKey::Index(_)) {
            return ChainHit::Opaque;
        }
        let mut current = object;
        loop {
            if self.is_opaque(current, key) {
                return ChainHit::Opaque;
            }
            self.realize_for_key(current, key);
            let shape = ShapeId::of(current);
            if let Some((slot, attributes)) = self.shapes.lookup(shape, key) {
                return ChainHit::At { holder: current, slot, attributes };
            }
            match self.shapes.prototype(shape).as_object() {
                Some(prototype) => current = prototype,
                None => return ChainHit::Nowhere,
            }
        }
    }

    /// Whether the table of the object does not tell whether it has the property.
    fn is_opaque(&mut self, object: Object, key: PropertyKey) -> bool {
        match self.shapes.class(ShapeId::of(object)) {
            ShapeClass::Ordinary | ShapeClass::Function | ShapeClass::Arguments => false,
            ShapeClass::Array | ShapeClass::String => key == PropertyKey::String(self.names.length),
            ShapeClass::TypedArray => typed_array::is_numeric(self, key),
            ShapeClass::Exotic => {
                debug_assert!(matches!(object.kind(), Kind::Proxy | Kind::ModuleNamespace));
                true
            }
        }
    }

    /// The getter of the accessor that a lookup found, undefined if it has none.
    pub fn getter_in_slot(&mut self, holder: Object, slot: u32) -> Value {
        self.slot_value(holder, slot).as_record().map_or(Value::UNDEFINED, |accessor| accessor.get(0))
    }

    /// The setter of the accessor that a lookup found, undefined if it has none.
    pub fn setter_in_slot(&mut self, holder: Object, slot: u32) -> Value {
        self.slot_value(holder, slot).as_record().map_or(Value::UNDEFINED, |accessor| accessor.get(1))
    }
}

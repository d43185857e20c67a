//! Dense indexed properties: growth, and where they end.

use roundelay_heap::{Heap, Kind, Object, ObjectFlags, Record, Value};

use super::shape::ShapeId;
use super::{array, attributes, protector};
use crate::agent::Agent;
use crate::object::PropertyKey;

/// An index so far beyond the elements goes to the table instead.
const MAX_GAP: usize = 1024;
/// An array with at most this length has all its elements dense, whatever the order of the stores.
const MAX_DENSE_LENGTH: usize = 1 << 22;
/// An array with at most this length gets all its elements with the first one.
const MAX_PRESIZED_LENGTH: usize = 1 << 16;

/// Elements with at least this capacity do not grow over a gap unless enough of them are in use.
const MIN_COUNTED: usize = 4096;
/// What part of them must be in use.
const LEAST_USED: usize = 20;

/// Whether an index beyond the elements may be stored densely. Counting takes time, but the first index that is not
/// dense goes to the table, and objects with indices there are not counted again.
fn is_dense_index(agent: &Agent, object: Object, capacity: usize, index: usize) -> bool {
    if index == capacity {
        return true;
    }
    let is_near = index <= capacity + capacity / 2 + MAX_GAP;
    if is_near && capacity < MIN_COUNTED {
        return true;
    }
    let length = if object.kind() == Kind::Array { array::length(object) as usize } else { 0 };
    if index < length && length <= MAX_DENSE_LENGTH {
        return true;
    }
    is_near && !agent.shapes.has_index_keys(ShapeId::of(object)) && used(object) >= capacity / LEAST_USED
}

fn used(object: Object) -> usize {
    object.elements().map_or(0, |elements| elements.values().iter().filter(|value| !value.is_empty()).count())
}

fn grown_capacity(object: Object, capacity: usize, index: usize) -> usize {
    let wanted = (index + 1).max(capacity + capacity / 2 + 4);
    if object.kind() != Kind::Array {
        return Heap::record_capacity(wanted);
    }
    let length = array::length(object) as usize;
    if capacity == 0 && length > index && length <= MAX_PRESIZED_LENGTH {
        return Heap::record_capacity(length);
    }
    Heap::record_capacity(wanted)
}

impl Agent {
    /// Makes room for at least `capacity` dense elements.
    pub fn reserve_elements(&mut self, object: Object, capacity: usize) -> Record {
        // Beyond the limit the growth is still granted: the next safepoint throws.
        let grown = match object.elements() {
            Some(elements) if elements.count() >= capacity => return elements,
            Some(elements) => self.heap.grow_record(elements, capacity),
            None => self.heap.alloc_record(Kind::Elements, capacity),
        };
        object.set_elements(Some(grown));
        grown
    }

    /// `object[index] = value` where that is known to run no code and to be allowed: a dense element, or a new one of an
    /// object whose prototypes have no indexed properties. False if it must be done the long way.
    #[inline]
    pub fn store_plain_index(&mut self, object: Object, index: u32, value: Value) -> bool {
        if object.has_flag(ObjectFlags::EXOTIC) {
            return false;
        }
        if let Some(elements) = object.elements()
            && elements.try_get(index as usize).is_some_and(|old| !old.is_empty())
        {
            elements.set(index as usize, value);
            return true;
        }
        let may_add = !object.has_flag(ObjectFlags::NON_EXTENSIBLE)
            && array::may_add_index(object, index)
            && self.shapes.has_plain_elements(ShapeId::of(object))
            && !self.inherits_index_properties(object);
        if !may_add {
            return false;
        }
        match object.elements() {
            Some(elements) if (index as usize) < elements.count() => {
                elements.set(index as usize, value);
                if object.kind() == Kind::Array {
                    array::cover_index(object, index);
                }
            }
            _ => self.add_element(object, index, value),
        }
        true
    }

    fn inherits_index_properties(&self, object: Object) -> bool {
        let mut current = self.ordinary_prototype(object);
        while let Some(prototype) = current {
            let shape = ShapeId::of(prototype);
            if self.protectors.no_index_on_prototypes
                && protector::ends_index_search(self.shapes.watch(shape))
            {
                return false;
            }
            if prototype.has_flag(ObjectFlags::EXOTIC)
                || !prototype.elements_value().is_empty()
                || self.shapes.has_index_keys(shape)
            {
                return true;
            }
            current = self.shapes.prototype(shape).as_object();
        }
        false
    }

    /// Stores an indexed property with default attributes that is not there, densely if that is sensible, and makes
    /// the length of an array cover it. All conditions were checked by the caller.
    pub(crate) fn add_element(&mut self, object: Object, index: u32, value: Value) {
        if self.shapes.watch(ShapeId::of(object)) != 0 {
            protector::changed(self, object, PropertyKey::Index(index));
        }
        let capacity = object.elements().map_or(0, Record::count);
        let position = index as usize;
        if position < capacity || is_dense_index(self, object, capacity, position) {
            let elements = if position < capacity {
                object.elements().expect("there is a capacity")
            } else {
                let mut grown = grown_capacity(object, capacity, position);
                if self.heap.check_reserve(grown * size_of::<Value>()).is_err() {
                    // Close to the limit an array grows by small steps; the next safepoint beyond it throws.
                    grown = position + 1 + position / 16;
                }
                self.reserve_elements(object, grown)
            };
            elements.set(position, value);
        } else {
            self.add_slot_property(object, PropertyKey::Index(index), value, attributes::ALL);
        }
        if object.kind() == Kind::Array {
            array::cover_index(object, index);
        }
    }

    /// Moves one dense element to the table, so that it can have other attributes.
    pub(crate) fn move_element_to_table(&mut self, object: Object, index: u32, attributes: u8) {
        let elements = object.elements().expect("the element is dense");
        let value = elements.get(index as usize);
        elements.set(index as usize, Value::EMPTY);
        self.add_slot_property(object, PropertyKey::Index(index), value, attributes);
    }

    /// Moves all dense elements to the table with these attributes.
    pub(crate) fn move_elements_to_table(&mut self, object: Object, attributes: u8) {
        let Some(elements) = object.elements() else { return };
        for index in 0..elements.count() {
            let value = elements.get(index);
            if !value.is_empty() {
                self.add_slot_property(object, PropertyKey::Index(index as u32), value, attributes);
            }
        }
        object.set_elements(None);
    }
}

/// The greatest index of a dense element plus one.
pub(crate) fn dense_end(object: Object) -> usize {
    let Some(elements) = object.elements() else { return 0 };
    let values = elements.values();
    values.iter().rposition(|value| !value.is_empty()).map_or(0, |last| last + 1)
}

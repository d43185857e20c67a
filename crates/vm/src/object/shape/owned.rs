//! Owned shapes: changes of one object's structure in place, and what relies on them being told.

use roundelay_heap::{Object, ObjectFlags, Value};

use super::shape_flags::{
    CACHED_ABSENT, CACHED_OWN, DIRTY, FREE, HAS_INDEX_KEYS, IMMUTABLE_PROTOTYPE, NON_EXTENSIBLE, OWNED,
};
use super::{NO_ROOTS, Shape, ShapeId, ShapeTable, Transitions, restrict_entries};
use crate::object::PropertyKey;

impl ShapeTable {
    /// Gives an object a shape and a table of its own. Slots stay where they are.
    pub fn make_owned(&mut self, object: Object) {
        let shape = ShapeId::of(object);
        let data = self.get(shape);
        if data.flags & OWNED != 0 {
            return;
        }
        let table = self.tables[data.table as usize].fork(data.count as usize);
        let (prototype, class) = (data.prototype, data.class);
        let flags = (data.flags & (NON_EXTENSIBLE | HAS_INDEX_KEYS)) | OWNED;
        let table = self.new_table(table);
        let owned = self.new_shape(Shape {
            prototype,
            table,
            count: u32::MAX,
            parent: ShapeId::NONE,
            validity: None,
            transitions: Transitions::None,
            flags,
            class,
            watch: 0,
            child_roots: NO_ROOTS,
        });
        object.set_shape(owned.0);
    }

    /// Adds a property that is not there and returns its slot; the caller makes room and writes the value.
    pub fn add(&mut self, object: Object, key: PropertyKey, attributes: u8) -> u32 {
        let shape = ShapeId::of(object);
        if let Some(next) = self.transition_add(shape, key, attributes) {
            object.set_shape(next.0);
            return self.get(shape).count;
        }
        self.make_owned(object);
        self.changed(object, CACHED_ABSENT);
        let shape = ShapeId::of(object);
        let data = self.get_mut(shape);
        if matches!(key, PropertyKey::Index(_)) {
            data.flags |= HAS_INDEX_KEYS;
        }
        let table = data.table as usize;
        self.tables[table].push(key.to_word(), attributes)
    }

    /// Deletes a property that is there and returns its slot, which the caller clears.
    pub fn remove(&mut self, object: Object, key: PropertyKey) -> u32 {
        let shape = ShapeId::of(object);
        let data = self.get(shape);
        if data.flags & OWNED == 0 && data.parent != ShapeId::NONE {
            let parent = self.get(data.parent);
            let last = self.tables[data.table as usize].entries()[data.count as usize - 1];
            if parent.count + 1 == data.count && last.key == key.to_word() && parent.flags & FREE == 0 {
                object.set_shape(data.parent.0);
                return last.slot;
            }
        }
        self.make_owned(object);
        self.changed(object, CACHED_OWN | CACHED_ABSENT);
        let table = self.get(ShapeId::of(object)).table as usize;
        let table = &mut self.tables[table];
        let position = table.position(key.to_word(), usize::MAX).expect("the deleted property exists");
        table.remove(position)
    }

    /// Changes the attributes of a property that is there.
    pub fn set_attributes(&mut self, object: Object, key: PropertyKey, attributes: u8) {
        let shape = ShapeId::of(object);
        let data = self.get(shape);
        if data.flags & OWNED == 0 && data.count <= super::REPLAY_LIMIT && data.transitions.len() < 64 {
            object.set_shape(self.transition_reconfigure(shape, key, attributes).0);
            return;
        }
        self.make_owned(object);
        self.changed(object, CACHED_OWN | CACHED_ABSENT);
        let table = self.get(ShapeId::of(object)).table as usize;
        let table = &mut self.tables[table];
        let position = table.position(key.to_word(), usize::MAX).expect("the changed property exists");
        table.set_attributes(position, attributes);
    }

    /// Makes an object non-extensible and takes `removed` from the attributes of the properties in its table.
    pub fn restrict(&mut self, object: Object, removed: u8) {
        object.set_flag(ObjectFlags::NON_EXTENSIBLE);
        let shape = ShapeId::of(object);
        if self.get(shape).flags & OWNED == 0 {
            object.set_shape(self.transition_restrict(shape, removed).0);
            return;
        }
        self.changed(object, CACHED_OWN | CACHED_ABSENT);
        let data = self.get_mut(ShapeId::of(object));
        data.flags |= NON_EXTENSIBLE;
        let table = data.table as usize;
        restrict_entries(&mut self.tables[table], removed);
    }

    /// Replaces `[[Prototype]]` (an object or null).
    pub fn set_prototype(&mut self, object: Object, prototype: Value) {
        let shape = ShapeId::of(object);
        if self.get(shape).flags & OWNED == 0
            && let Some(next) = self.transition_prototype(shape, prototype)
        {
            object.set_shape(next.0);
            return;
        }
        if let Some(above) = prototype.as_object() {
            self.make_prototype(above);
        }
        self.make_owned(object);
        self.changed(object, CACHED_OWN | CACHED_ABSENT);
        let shape = ShapeId::of(object);
        self.get_mut(shape).prototype = prototype;
        if let Some(index) = self.get(shape).validity {
            self.validity.unlink(index);
        }
    }

    /// 10.4.7 makes the object's prototype immutable.
    pub fn set_immutable_prototype(&mut self, object: Object) {
        self.make_owned(object);
        self.get_mut(ShapeId::of(object)).flags |= IMMUTABLE_PROTOTYPE;
    }

    /// Notes that a cache relies on an own property (or on the absence of one) of the objects with this shape.
    pub(crate) fn note_cached(&mut self, shape: ShapeId, is_present: bool) {
        let data = self.get_mut(shape);
        if data.flags & OWNED != 0 {
            data.flags |= if is_present { CACHED_OWN } else { CACHED_ABSENT };
        }
    }

    /// Makes every cache that relies on an object's owned shape miss, for reasons outside the object.
    pub(crate) fn forget_caches(&mut self, object: Object) {
        if self.get(ShapeId::of(object)).flags & (CACHED_OWN | CACHED_ABSENT) != 0 {
            self.renew(object);
        }
    }

    /// The watch number that [`ShapeTable::set_watch`] gave the object with this shape; 0 for all others.
    #[inline(always)]
    pub(crate) fn watch(&self, shape: ShapeId) -> u8 {
        self.get(shape).watch
    }

    /// Marks an object whose changes concern a protector.
    pub(crate) fn set_watch(&mut self, object: Object, watch: u8) {
        self.make_owned(object);
        self.changed(object, CACHED_OWN | CACHED_ABSENT);
        self.get_mut(ShapeId::of(object)).watch = watch;
    }

    /// To be called before an owned shape changes in a way that concerns caches with these flags.
    fn changed(&mut self, object: Object, concerns: u16) {
        let shape = ShapeId::of(object);
        if let Some(index) = self.get(shape).validity {
            self.validity.bump(index);
        }
        if self.get(shape).flags & concerns != 0 {
            self.renew(object);
        }
        self.mark_dirty(ShapeId::of(object));
    }

    /// Gives an owned shape a new id, so that caches that know the old one miss.
    fn renew(&mut self, object: Object) {
        let old = ShapeId::of(object);
        let empty = Shape {
            prototype: Value::NULL,
            table: u32::MAX,
            count: 0,
            parent: ShapeId::NONE,
            validity: None,
            transitions: Transitions::None,
            flags: 0,
            class: super::ShapeClass::Exotic,
            watch: 0,
            child_roots: NO_ROOTS,
        };
        let mut data = std::mem::replace(self.get_mut(old), empty);
        data.flags &= !(CACHED_OWN | CACHED_ABSENT | DIRTY);
        // The old id keeps its place in the dirty list, if it has one, and is found dead by the next full collection.
        self.get_mut(old).flags = DIRTY;
        let new = self.new_shape(data);
        object.set_shape(new.0);
    }
}

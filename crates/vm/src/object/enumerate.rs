//! 14.7.5.9 EnumerateObjectProperties: the names that `for-in` visits.
//!
//! Keys are listed one prototype at a time, and each is looked at again when its turn comes, because it may have been
//! deleted. Names that were seen on one object hide those further up; what was seen is only looked up when an object
//! further up has enumerable properties at all, which library prototypes do not.

use roundelay_heap::{Kind, Object, ObjectFlags, Record, Value};

use super::attributes::ENUMERABLE;
use super::elements::dense_end;
use super::shape::ShapeId;
use super::{KeyFilter, PropertyKey, attributes};
use crate::agent::Agent;
use crate::error::Completion;

/// Internal slot: the object whose keys are visited, null at the end.
const OBJECT: usize = 0;
/// Internal slot: the record of its key words; EMPTY before they are listed. A key found deleted becomes EMPTY.
const KEYS: usize = 1;
/// Internal slot: int position in the keys.
const POSITION: usize = 2;
/// Internal slot: a dictionary object of the keys seen on earlier objects, or undefined.
const VISITED: usize = 3;
/// Internal slot: earlier key lists (or objects without enumerable keys) that are not in `VISITED`: a chain of Tuples
/// `[list or object, next]`, or undefined.
const UNMERGED: usize = 4;

impl Agent {
    /// An enumeration of the property names of an object and its prototypes.
    pub fn create_for_in_iterator(&mut self, object: Object) -> Object {
        let internal = [Value::from(object), Value::EMPTY, Value::ZERO, Value::UNDEFINED, Value::UNDEFINED];
        self.new_object_of_kind(Kind::ForInIterator, None, &internal)
    }

    /// The next name of an enumeration.
    pub fn for_in_next(&mut self, iterator: Object) -> Completion<Option<Value>> {
        loop {
            let Some(object) = iterator.internal(OBJECT).as_object() else { return Ok(None) };
            let keys = match iterator.internal(KEYS).as_record() {
                Some(keys) => keys,
                None => {
                    let keys = self.own_string_keys(object)?.record();
                    iterator.set_internal(KEYS, Value::from(keys));
                    iterator.set_internal(POSITION, Value::ZERO);
                    keys
                }
            };
            if let Some(key) = self.next_key_of_object(iterator, object, keys)? {
                return Ok(Some(key.to_value(self)));
            }
            self.advance_to_prototype(iterator, object, keys)?;
        }
    }

    fn next_key_of_object(
        &mut self,
        iterator: Object,
        object: Object,
        keys: Record,
    ) -> Completion<Option<PropertyKey>> {
        let mut position = iterator.internal(POSITION).int_unchecked() as usize;
        while position < keys.count() {
            let key = PropertyKey::from_word(keys.get(position));
            position += 1;
            iterator.set_internal(POSITION, Value::int(position as i32));
            if self.is_visited(iterator, key) {
                continue;
            }
            match self.own_attributes(object, key)? {
                None => keys.set(position - 1, Value::EMPTY),
                Some(attributes) if attributes & ENUMERABLE != 0 => return Ok(Some(key)),
                Some(_) => {}
            }
        }
        Ok(None)
    }

    /// The attributes of an own property; its value is not looked at.
    fn own_attributes(&mut self, object: Object, key: PropertyKey) -> Completion<Option<u8>> {
        if let PropertyKey::String(_) = key
            && !object.has_flag(ObjectFlags::EXOTIC | ObjectFlags::LAZY)
            && let Some((_, attributes)) = self.shapes.lookup(ShapeId::of(object), key)
        {
            return Ok(Some(attributes));
        }
        Ok(self.own_property(object, key)?.map(|property| property.attributes))
    }

    fn advance_to_prototype(&mut self, iterator: Object, object: Object, keys: Record) -> Completion<()> {
        let first = self.get_prototype_of(object)?;
        let mut next = first;
        while let Some(prototype) = next
            && !self.may_have_enumerable_strings(prototype)
        {
            next = self.ordinary_prototype(prototype);
        }
        if next.is_some() {
            self.note_unmerged(iterator, Value::from(keys));
            let mut current = first;
            while let Some(prototype) = current
                && current != next
            {
                self.note_unmerged(iterator, Value::from(prototype));
                current = self.ordinary_prototype(prototype);
            }
            self.merge_visited(iterator);
        }
        iterator.set_internal(OBJECT, next.map_or(Value::NULL, Value::from));
        iterator.set_internal(KEYS, Value::EMPTY);
        Ok(())
    }

    fn may_have_enumerable_strings(&self, object: Object) -> bool {
        if object.has_flag(ObjectFlags::EXOTIC) && object.kind() != Kind::StringObject {
            return true;
        }
        if object.kind() == Kind::StringObject && super::string_object::length(object) != 0 {
            return true;
        }
        let entries = self.shapes.entries(ShapeId::of(object));
        dense_end(object) != 0
            || entries.iter().any(|entry| {
                entry.attributes & ENUMERABLE != 0
                    && !entry.key.is_empty()
                    && (entry.key.is_internal() || entry.key.is_string())
            })
    }

    fn note_unmerged(&mut self, iterator: Object, seen: Value) {
        let next = iterator.internal(UNMERGED);
        let node = self.heap.alloc_record_from(Kind::Tuple, &[seen, next]);
        iterator.set_internal(UNMERGED, Value::from(node));
    }

    /// Puts what was seen so far where it can be looked up.
    fn merge_visited(&mut self, iterator: Object) {
        let visited = match iterator.internal(VISITED).as_object() {
            Some(visited) => visited,
            None => {
                let visited = self.ordinary_object_create(None);
                self.shapes.make_owned(visited);
                iterator.set_internal(VISITED, Value::from(visited));
                visited
            }
        };
        let mut node = iterator.internal(UNMERGED).as_record();
        while let Some(tuple) = node {
            let keys = match tuple.get(0).as_object() {
                Some(object) => self.ordinary_own_keys(object, KeyFilter::Strings).record(),
                None => tuple.get(0).as_record().expect("what was seen is an object or a list"),
            };
            for position in 0..keys.count() {
                self.note_visited(visited, keys.get(position));
            }
            node = tuple.get(1).as_record();
        }
        iterator.set_internal(UNMERGED, Value::UNDEFINED);
    }

    fn note_visited(&mut self, visited: Object, word: Value) {
        if word.is_empty() {
            return;
        }
        let key = PropertyKey::from_word(word);
        if self.shapes.lookup(ShapeId::of(visited), key).is_none() {
            self.add_slot_property(visited, key, Value::TRUE, attributes::ALL);
        }
    }

    fn is_visited(&self, iterator: Object, key: PropertyKey) -> bool {
        iterator
            .internal(VISITED)
            .as_object()
            .is_some_and(|visited| self.shapes.lookup(ShapeId::of(visited), key).is_some())
    }
}

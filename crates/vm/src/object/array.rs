//! 10.4.2 Array exotic objects.
//!
//! ```text
//!   internal 0  length, a number            elements  indices below the capacity; EMPTY is a hole
//!   internal 1  int flags                   table     sparse indices, and those with other attributes
//! ```
//!
//! `length` is a virtual property: no table lists it. Arrays are not EXOTIC; only defining properties and writing
//! `length` differ from ordinary objects.

use roundelay_heap::{Kind, Object, Record, Value};

use super::attributes::{ALL, WRITABLE};
use super::elements::dense_end;
use super::lookup::{Found, Location};
use super::shape::ShapeId;
use super::{PropertyDescriptor, PropertyKey};
use crate::agent::Agent;
use crate::error::Completion;
use crate::realm::{Intrinsic, RealmShape};

/// Internal slot: the length, a number.
pub const ARRAY_LENGTH: usize = 0;
/// Internal slot: int flags.
pub const ARRAY_FLAGS: usize = 1;
/// How many internal slots an array has.
pub const ARRAY_SLOTS: usize = 2;
/// The internal slots of an array without elements.
const EMPTY_ARRAY: [Value; ARRAY_SLOTS] = [Value::ZERO, Value::ZERO];
const _: () = assert!(ARRAY_LENGTH == 0 && ARRAY_FLAGS == 1, "new arrays are written as a whole");
/// Bit of the flags: `length` is not writable.
const LENGTH_READ_ONLY: i32 = 1;

/// The length of an array.
#[inline(always)]
pub fn length(array: Object) -> u32 {
    let length = array.internal(ARRAY_LENGTH);
    match length.as_int() {
        Some(length) => length as u32,
        None => long_length(length),
    }
}

/// A length beyond the ints.
#[cold]
#[inline(never)]
fn long_length(length: Value) -> u32 {
    length.double_unchecked() as u32
}

/// Writes the length; elements and attributes are the caller's business.
#[inline(always)]
pub(crate) fn store_length(array: Object, length: u32) {
    array.set_internal(ARRAY_LENGTH, Value::uint(length));
}

/// Whether `length` is writable.
#[inline]
pub(crate) fn is_length_writable(array: Object) -> bool {
    array.internal(ARRAY_FLAGS).int_unchecked() & LENGTH_READ_ONLY == 0
}

pub(crate) fn make_length_read_only(array: Object) {
    array.set_internal(ARRAY_FLAGS, Value::int(LENGTH_READ_ONLY));
}

pub(crate) fn find_length(array: Object) -> Found {
    Found::fixed(array.internal(ARRAY_LENGTH), is_length_writable(array), Location::ArrayLength)
}

/// Makes the length greater than an index.
#[inline(always)]
pub(crate) fn cover_index(array: Object, index: u32) {
    if index >= length(array) {
        store_length(array, index + 1);
    }
}

/// Whether a new index does not need a `length` that cannot change (10.4.2.1 step 2.b.iii).
#[inline]
pub(crate) fn may_add_index(object: Object, index: u32) -> bool {
    object.kind() != Kind::Array || index < length(object) || is_length_writable(object)
}

impl Agent {
    /// 10.4.2.2 ArrayCreate for the current realm's `%Array.prototype%` or another prototype.
    /// <https://tc39.es/ecma262/#sec-arraycreate>
    pub fn array_create(&mut self, length: u64, prototype: Option<Object>) -> Completion<Object> {
        let Ok(length) = u32::try_from(length) else {
            return Err(self.range_error("Invalid array length"));
        };
        let array = match prototype {
            Some(prototype) => self.new_array_with_prototype(prototype),
            None => self.new_empty_array(),
        };
        store_length(array, length);
        Ok(array)
    }

    fn new_array_with_prototype(&mut self, prototype: Object) -> Object {
        let shape = self.shapes.root_of_kind(Value::from(prototype), Kind::Array);
        self.heap.alloc_object_of(Kind::Array, shape.0, EMPTY_ARRAY)
    }

    /// An array of the current realm without elements.
    #[inline]
    fn new_empty_array(&mut self) -> Object {
        let realm = self.current_realm();
        let shape = self.realm_shape(realm, RealmShape::Array);
        self.heap.alloc_object_of(Kind::Array, shape.0, EMPTY_ARRAY)
    }

    /// Whether an object is an array like those that literals make (no property of its own but its elements, and the
    /// current realm's `%Array.prototype%`), with nothing on its prototypes that an index finds.
    #[inline]
    pub fn is_plain_array(&self, object: Object) -> bool {
        self.protectors.no_index_on_prototypes && self.has_realm_shape(object, RealmShape::Array)
    }

    /// 7.3.18 CreateArrayFromList
    /// <https://tc39.es/ecma262/#sec-createarrayfromlist>
    pub fn new_array(&mut self, values: &[Value]) -> Object {
        if values.is_empty() {
            return self.new_empty_array();
        }
        let elements = self.heap.alloc_record_from(Kind::Elements, values);
        self.new_array_from_elements(elements, values.len())
    }

    /// An array that takes over a record of elements, of which the first `length` are meant.
    #[inline(always)]
    pub fn new_array_from_elements(&mut self, elements: Record, length: usize) -> Object {
        let shape = self.realm_shape(self.current_realm(), RealmShape::Array);
        let internal = [Value::uint(length as u32), Value::ZERO];
        self.heap.alloc_object_with_elements((Kind::Array, shape.0), internal, elements)
    }

    /// Appends to an array that has no index beyond its length and whose length is writable, such as one that native
    /// code builds.
    #[inline]
    pub fn array_append(&mut self, array: Object, value: Value) {
        let index = length(array);
        self.add_element(array, index, value);
    }

    /// 10.4.2.3 ArraySpeciesCreate
    /// <https://tc39.es/ecma262/#sec-arrayspeciescreate>
    pub fn array_species_create(&mut self, original: Object, length: u64) -> Completion<Object> {
        if !self.is_array(Value::from(original))? {
            return self.array_create(length, None);
        }
        let mut constructor = self.get(original, self.names.constructor)?;
        if let Some(function) = constructor.as_object()
            && self.is_constructor(constructor)
        {
            let realm = self.get_function_realm(function)?;
            if realm != self.current_realm() && self.intrinsic_of(realm, Intrinsic::Array) == function {
                constructor = Value::UNDEFINED;
            }
        }
        if let Some(object) = constructor.as_object() {
            constructor = self.get(object, self.names.symbol_species)?;
            if constructor.is_null() {
                constructor = Value::UNDEFINED;
            }
        }
        if constructor.is_undefined() {
            return self.array_create(length, None);
        }
        match constructor.as_object() {
            Some(function) if self.is_constructor(constructor) => {
                let created = self.construct(function, &[Value::number(length as f64)], function)?;
                Ok(created.as_object().expect("a construction gives an object"))
            }
            _ => Err(self.type_error("object.constructor[Symbol.species] is not a constructor")),
        }
    }
}

/// 10.4.2.1 \[\[DefineOwnProperty]]
/// <https://tc39.es/ecma262/#sec-array-exotic-objects-defineownproperty-p-desc>
pub(crate) fn define_own_property(
    agent: &mut Agent,
    array: Object,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> Completion<bool> {
    match key {
        PropertyKey::Index(index) => {
            if !may_add_index(array, index) {
                return Ok(false);
            }
            Ok(agent.ordinary_define_own_property(array, key, descriptor))
        }
        PropertyKey::String(atom) if atom == agent.names.length => define_length(agent, array, descriptor),
        _ => Ok(agent.ordinary_define_own_property(array, key, descriptor)),
    }
}

/// 10.4.2.4 ArraySetLength
/// <https://tc39.es/ecma262/#sec-arraysetlength>
fn define_length(agent: &mut Agent, array: Object, descriptor: &PropertyDescriptor) -> Completion<bool> {
    // Steps 3–5: the conversions come before everything else; they may run user code.
    let new_length = match descriptor.value {
        Some(value) => Some(array_length_of(agent, value)?),
        None => None,
    };
    let is_writable = is_length_writable(array);
    if descriptor.configurable == Some(true)
        || descriptor.enumerable == Some(true)
        || descriptor.is_accessor()
        || (!is_writable && descriptor.writable == Some(true))
    {
        return Ok(false);
    }
    let mut success = true;
    if let Some(new_length) = new_length {
        if new_length != length(array) && !is_writable {
            return Ok(false);
        }
        success = truncate_or_extend(agent, array, new_length);
    }
    if descriptor.writable == Some(false) {
        make_length_read_only(array);
        // Fast paths that append test the shape of the array, so it must not be that of plain arrays any more.
        agent.shapes.make_owned(array);
    }
    Ok(success)
}

/// `array.length = value` by assignment.
pub(crate) fn set_length(agent: &mut Agent, array: Object, value: Value) -> Completion<bool> {
    let new_length = match value.as_int() {
        Some(length) if length >= 0 => length as u32,
        _ => array_length_of(agent, value)?,
    };
    // The conversion may have frozen the array.
    if !is_length_writable(array) && new_length != length(array) {
        return Ok(false);
    }
    Ok(truncate_or_extend(agent, array, new_length))
}

fn array_length_of(agent: &mut Agent, value: Value) -> Completion<u32> {
    let length = agent.to_uint32(value)?;
    let number = agent.to_number(value)?;
    if f64::from(length) != number {
        return Err(agent.range_error("Invalid array length"));
    }
    Ok(length)
}

/// Sets the length and deletes what is beyond, from the end down to the first property that cannot be deleted.
fn truncate_or_extend(agent: &mut Agent, array: Object, new_length: u32) -> bool {
    let old_length = length(array);
    if new_length >= old_length {
        store_length(array, new_length);
        return true;
    }
    let kept = delete_sparse_from(agent, array, new_length);
    let end = kept.unwrap_or(new_length);
    truncate_elements(agent, array, end as usize, old_length as usize);
    store_length(array, end);
    kept.is_none()
}

/// Deletes the properties in the table from an index on, highest first. Stops at one that is not configurable and
/// returns the index behind it.
fn delete_sparse_from(agent: &mut Agent, array: Object, start: u32) -> Option<u32> {
    if !agent.shapes.has_index_keys(ShapeId::of(array)) {
        return None;
    }
    for index in agent.sparse_indices(array).into_iter().rev().take_while(|&index| index >= start) {
        if !agent.ordinary_delete(array, PropertyKey::Index(index)) {
            return Some(index + 1);
        }
    }
    None
}

/// Drops the elements from `end` on, of an array that had `old_length`: behind that all are empty already, so that
/// counting a length down takes time for each element once.
fn truncate_elements(agent: &mut Agent, array: Object, end: usize, old_length: usize) {
    let Some(elements) = array.elements() else { return };
    let capacity = elements.count();
    if end == 0 {
        return array.set_elements(None);
    }
    if end >= capacity {
        return;
    }
    if end < capacity / 4
        && let Ok(shorter) = agent.heap.try_shrink_record(elements, end)
    {
        return array.set_elements(Some(shorter));
    }
    elements.fill(end, old_length.min(capacity) - end, Value::EMPTY);
}

/// Freezes or seals what the table does not hold: dense elements move to the table, `length` may become read-only.
pub(crate) fn restrict(agent: &mut Agent, array: Object, removed: u8) {
    if dense_end(array) != 0 {
        agent.move_elements_to_table(array, ALL & !removed);
    }
    if array.kind() == Kind::Array && removed & WRITABLE != 0 {
        make_length_read_only(array);
    }
}

//! 10.4.5 TypedArray exotic objects.
//!
//! Every canonical numeric string is the key of an element or of nothing: it is never looked up on the prototype.
//! Element reads and writes test the buffer each time, for it may be detached or resized; that it is detached is all
//! that can happen to most (see [`TYPED_ARRAY_STEADY_LENGTH`]).

use roundelay_heap::{Kind, Object, Sign, Value};

use super::array_buffer::{self, data};
use super::{PropertyDescriptor, PropertyKey};
use crate::agent::Agent;
use crate::error::Completion;
use crate::operation::comparison::same_value;

pub use super::element_type::{ElementType, double_to_half, half_to_double};

/// Internal slot: `[[ViewedArrayBuffer]]`
pub const TYPED_ARRAY_BUFFER: usize = 0;
/// Internal slot: `[[ByteOffset]]`, a number.
pub const TYPED_ARRAY_BYTE_OFFSET: usize = 1;
/// Internal slot: `[[ArrayLength]]`, a number, or undefined for auto.
pub const TYPED_ARRAY_LENGTH: usize = 2;
/// Internal slot: the int of the [`ElementType`].
pub const TYPED_ARRAY_TYPE: usize = 3;
/// Internal slot: an int. If it is not 0, the array has so many elements for as long as its buffer is not detached,
/// the offset is an int, the bytes are a cell of this heap, and they can be written to.
pub const TYPED_ARRAY_STEADY_LENGTH: usize = 4;
/// How many internal slots a typed array has.
pub const TYPED_ARRAY_SLOTS: usize = 5;

/// The internal slots of a new array of `length` elements (undefined: auto), which is in bounds.
pub fn internal_slots(
    element_type: ElementType,
    buffer: Object,
    byte_offset: usize,
    length: Value,
) -> [Value; TYPED_ARRAY_SLOTS] {
    let is_steady = buffer.kind() == Kind::ArrayBuffer
        && array_buffer::is_fixed_length(buffer)
        && !array_buffer::is_immutable(buffer)
        && i32::try_from(byte_offset).is_ok();
    let steady_length = length.as_int().filter(|_| is_steady).unwrap_or(0);
    let (number, offset) = (Value::int(element_type as i32), Value::length(byte_offset));
    [Value::from(buffer), offset, length, number, Value::int(steady_length)]
}

/// `[[ViewedArrayBuffer]]`
#[inline]
pub fn buffer(array: Object) -> Object {
    array.internal(TYPED_ARRAY_BUFFER).as_object().expect("a typed array views a buffer")
}

/// The type of the elements.
#[inline]
pub fn element_type(array: Object) -> ElementType {
    ElementType::from_number(array.internal(TYPED_ARRAY_TYPE).int_unchecked())
}

/// `[[ByteOffset]]` as it was given, whether or not the array is out of bounds.
#[inline]
pub fn raw_byte_offset(array: Object) -> usize {
    array.internal(TYPED_ARRAY_BYTE_OFFSET).as_number().unwrap_or(0.0) as usize
}

/// Whether `[[ArrayLength]]` is auto: the array follows its buffer.
#[inline]
pub fn is_length_tracking(array: Object) -> bool {
    array.internal(TYPED_ARRAY_LENGTH).is_undefined()
}

/// The element count, or `None` if the array is out of bounds (10.4.5.14) or its buffer is detached.
/// <https://tc39.es/ecma262/#sec-istypedarrayoutofbounds>
#[inline]
pub fn checked_length(array: Object) -> Option<usize> {
    let buffer = buffer(array);
    if array_buffer::is_detached(buffer) {
        return None;
    }
    let available = array_buffer::byte_length(buffer).checked_sub(raw_byte_offset(array))?;
    let size = element_type(array).size();
    match array.internal(TYPED_ARRAY_LENGTH).as_number() {
        None => Some(available / size),
        Some(length) => {
            let length = length as usize;
            (length * size <= available).then_some(length)
        }
    }
}

/// 10.4.5.14 IsTypedArrayOutOfBounds, true also for detached buffers.
pub fn is_out_of_bounds(array: Object) -> bool {
    checked_length(array).is_none()
}

/// 10.4.5.13 TypedArrayLength; 0 when out of bounds.
#[inline]
pub fn length(array: Object) -> usize {
    checked_length(array).unwrap_or(0)
}

/// 10.4.5.15 IsTypedArrayFixedLength
/// <https://tc39.es/ecma262/#sec-istypedarrayfixedlength>
pub(crate) fn is_fixed_length(array: Object) -> bool {
    if is_length_tracking(array) {
        return false;
    }
    let buffer = buffer(array);
    array_buffer::is_fixed_length(buffer) || array_buffer::is_shared(buffer)
}

/// 10.4.5.16 IsValidIntegerIndex
/// <https://tc39.es/ecma262/#sec-isvalidintegerindex>
#[inline]
pub(crate) fn is_valid_index(array: Object, index: u32) -> bool {
    (index as usize) < length(array)
}

/// Whether a key is a canonical numeric string (7.1.21).
/// <https://tc39.es/ecma262/#sec-canonicalnumericindexstring>
#[inline]
pub(crate) fn is_numeric(agent: &Agent, key: PropertyKey) -> bool {
    match key {
        PropertyKey::Index(_) => true,
        PropertyKey::Symbol(_) => false,
        PropertyKey::String(atom) => {
            let Some(first) = atom.char_code_at(0) else { return false };
            matches!(first, 0x2D | 0x30..=0x39 | 0x49 | 0x4E) && is_canonical_numeric(agent, atom)
        }
    }
}

#[cold]
fn is_canonical_numeric(agent: &Agent, atom: roundelay_heap::JsString) -> bool {
    let names = &agent.names;
    if [names.negative_zero, names.infinity, names.infinity_negative, names.nan].contains(&atom) {
        return true;
    }
    let text = atom.to_rust_string();
    let is_decimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e'));
    let number = if is_decimal { fast_float2::parse::<f64, _>(&text).ok() } else { None };
    number.is_some_and(|number| ryu_js::Buffer::new().format(number) == text)
}

/// 10.4.5.17 TypedArrayGetElement
/// <https://tc39.es/ecma262/#sec-typedarraygetelement>
#[inline]
pub fn get_element(agent: &mut Agent, array: Object, index: u32) -> Option<Value> {
    let index = index as usize;
    if index >= length(array) {
        return None;
    }
    let element_type = element_type(array);
    let bytes = data(buffer(array))?;
    let position = raw_byte_offset(array) + index * element_type.size();
    Some(element_type.read(agent, bytes, position))
}

/// 10.4.5.18 TypedArraySetElement; the key is numeric. False if the buffer is immutable.
/// <https://tc39.es/ecma262/#sec-typedarraysetelement>
pub(crate) fn set_element(
    agent: &mut Agent,
    array: Object,
    key: PropertyKey,
    value: Value,
) -> Completion<bool> {
    if array_buffer::is_immutable(buffer(array)) {
        return Ok(false);
    }
    let element_type = element_type(array);
    let bits = agent.to_element_bits(element_type, value)?;
    // The conversion may have detached or resized the buffer.
    if let PropertyKey::Index(index) = key
        && is_valid_index(array, index)
        && let Some(bytes) = data(buffer(array))
    {
        element_type.write(bytes, raw_byte_offset(array) + index as usize * element_type.size(), bits);
    }
    Ok(true)
}

/// 10.4.5.3 \[\[DefineOwnProperty]] for a numeric key.
/// <https://tc39.es/ecma262/#sec-typedarray-defineownproperty>
pub(crate) fn define_own_property(
    agent: &mut Agent,
    array: Object,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> Completion<bool> {
    if array_buffer::is_immutable(buffer(array)) {
        return Ok(is_immutable_element(agent, array, key, descriptor));
    }
    let is_valid = key.as_index().is_some_and(|index| is_valid_index(array, index));
    if !is_valid
        || descriptor.configurable == Some(false)
        || descriptor.enumerable == Some(false)
        || descriptor.is_accessor()
        || descriptor.writable == Some(false)
    {
        return Ok(false);
    }
    if let Some(value) = descriptor.value {
        set_element(agent, array, key, value)?;
    }
    Ok(true)
}

/// Whether a descriptor says nothing else of an element of an immutable buffer than what it is.
/// <https://tc39.es/proposal-immutable-arraybuffer/#sec-typedarray-defineownproperty>
fn is_immutable_element(
    agent: &mut Agent,
    array: Object,
    key: PropertyKey,
    descriptor: &PropertyDescriptor,
) -> bool {
    let Some(element) = key.as_index().and_then(|index| get_element(agent, array, index)) else {
        return false;
    };
    descriptor.configurable != Some(true)
        && descriptor.enumerable != Some(false)
        && !descriptor.is_accessor()
        && descriptor.writable != Some(true)
        && descriptor.value.is_none_or(|value| same_value(value, element))
}

impl Agent {
    /// Converts a value as an element of this type wants it (ToNumber or ToBigInt, then 25.1.3.17
    /// NumericToRawBytes); may run program code.
    /// <https://tc39.es/ecma262/#sec-numerictorawbytes>
    #[inline]
    pub fn to_element_bits(&mut self, element_type: ElementType, value: Value) -> Completion<u64> {
        if element_type.is_bigint() {
            let bigint = self.to_bigint(value)?;
            let low = bigint.digits().first().copied().unwrap_or(0);
            return Ok(if bigint.sign() == Sign::Negative { low.wrapping_neg() } else { low });
        }
        let number = match value.as_number() {
            Some(number) => number,
            None => self.to_number(value)?,
        };
        Ok(element_type.bits_of_number(number))
    }
}

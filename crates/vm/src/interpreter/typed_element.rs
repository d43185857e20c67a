//! Elements of typed arrays whose bounds cannot change: the short way of `GetElement` and `SetElement`.
//!
//! ```text
//!   view ── buffer ──► buffer ── data ──► bytes, or null once it is detached
//!    └── steady length: 0 where only the long way knows the bounds
//! ```
//!
//! These are functions of their own, called without the protocol of slow paths: in the dispatch loop itself the same
//! instructions cost all others more than they save.

use roundelay_heap::{BYTES_DATA_OFFSET, OBJECT_TRAILING_OFFSET, Value};

use super::access::{load, number, number_to_int32};
use crate::object::array_buffer::BUFFER_DATA;
use crate::object::typed_array::{
    ElementType, TYPED_ARRAY_BUFFER, TYPED_ARRAY_BYTE_OFFSET, TYPED_ARRAY_STEADY_LENGTH, TYPED_ARRAY_TYPE,
};

const fn internal(slot: usize) -> usize {
    OBJECT_TRAILING_OFFSET + slot * size_of::<Value>()
}

/// The address of the first element and the type, if `index` is that of an element.
///
/// # Safety
/// `array` must be a typed array.
#[inline(always)]
unsafe fn locate(array: Value, index: u32) -> Option<(usize, ElementType)> {
    // SAFETY: a steady length that is not 0 says that the offset is an int and that the buffer has a cell of bytes
    // which is long enough, or null.
    unsafe {
        if index >= load(array, internal(TYPED_ARRAY_STEADY_LENGTH)).int_unchecked() as u32 {
            return None;
        }
        let data = load(load(array, internal(TYPED_ARRAY_BUFFER)), internal(BUFFER_DATA));
        if !data.is_cell() {
            return None;
        }
        let offset = load(array, internal(TYPED_ARRAY_BYTE_OFFSET)).int_unchecked() as usize;
        let number = load(array, internal(TYPED_ARRAY_TYPE)).int_unchecked();
        let element_type = ElementType::from_number(number);
        Some((data.bits() as usize + BYTES_DATA_OFFSET + offset, element_type))
    }
}

/// 10.4.5.17 TypedArrayGetElement, or EMPTY where it takes the long way.
/// <https://tc39.es/ecma262/#sec-typedarraygetelement>
///
/// # Safety
/// `array` must be a typed array.
#[inline(never)]
pub(crate) unsafe fn get(array: Value, index: u32) -> Value {
    // SAFETY: `locate` has compared the index; elements are aligned to their size.
    unsafe {
        let Some((start, element_type)) = locate(array, index) else { return Value::EMPTY };
        let index = index as usize;
        macro_rules! element {
            ($type:ty) => {
                std::ptr::with_exposed_provenance::<$type>(start).add(index).read()
            };
        }
        match element_type {
            ElementType::Int8 => Value::int(i32::from(element!(i8))),
            ElementType::Uint8 | ElementType::Uint8Clamped => Value::int(i32::from(element!(u8))),
            ElementType::Int16 => Value::int(i32::from(element!(i16))),
            ElementType::Uint16 => Value::int(i32::from(element!(u16))),
            ElementType::Int32 => Value::int(element!(i32)),
            ElementType::Uint32 => Value::uint(element!(u32)),
            ElementType::Float32 => Value::double(f64::from(element!(f32))),
            ElementType::Float64 => Value::double(element!(f64)),
            ElementType::Float16 | ElementType::BigInt64 | ElementType::BigUint64 => Value::EMPTY,
        }
    }
}

/// 10.4.5.18 TypedArraySetElement of a number; false where it takes the long way.
/// <https://tc39.es/ecma262/#sec-typedarraysetelement>
///
/// # Safety
/// `array` must be a typed array.
#[inline(never)]
pub(crate) unsafe fn set(array: Value, index: u32, value: Value) -> bool {
    // SAFETY: as for `get`.
    unsafe {
        if !value.is_number() {
            return false;
        }
        let Some((start, element_type)) = locate(array, index) else { return false };
        let index = index as usize;
        macro_rules! write {
            ($type:ty, $value:expr) => {
                std::ptr::with_exposed_provenance_mut::<$type>(start).add(index).write($value)
            };
        }
        macro_rules! integer {
            () => {
                if value.is_int() { value.int_unchecked() } else { number_to_int32(value.double_unchecked()) }
            };
        }
        match element_type {
            ElementType::Int8 | ElementType::Uint8 => write!(u8, integer!() as u8),
            ElementType::Uint8Clamped if value.is_int() => {
                write!(u8, value.int_unchecked().clamp(0, 255) as u8)
            }
            ElementType::Int16 | ElementType::Uint16 => write!(u16, integer!() as u16),
            ElementType::Int32 | ElementType::Uint32 => write!(i32, integer!()),
            ElementType::Float32 => write!(f32, number(value) as f32),
            ElementType::Float64 => write!(f64, number(value)),
            ElementType::Uint8Clamped => {
                write!(u8, element_type.bits_of_number(value.double_unchecked()) as u8);
            }
            ElementType::Float16 | ElementType::BigInt64 | ElementType::BigUint64 => return false,
        }
        true
    }
}

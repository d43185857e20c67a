//! `Value`: one NaN-boxed 64-bit word for every ECMAScript value (6.1).
//!
//! ```text
//!   0x0000_0000_0000_0000             EMPTY: hole, temporal dead zone, absent
//!   0x0000_aaaa_aaaa_aaa0             address of a cell (16-aligned, 48 bits)
//!   0x02 0x06 0x07 0x0a               null, false, true, undefined
//!   0x0001_8000_pppp_pppp             internal immediate with a u32 payload
//!   0x0002_… to 0xfffd_…              doubles: bits + 2^49, NaN canonical
//!   0xfffe_0000_iiii_iiii             int32
//! ```
//!
//! A number that is integral and fits an i32 may be an int or a double; numbers compare by value, never by bits.

use crate::bigint::BigInt;
use crate::bytes::Bytes;
use crate::cell::{self, Kind};
use crate::object::Object;
use crate::record::Record;
use crate::shared::SharedBytes;
use crate::string::JsString;
use crate::symbol::Symbol;
use core::fmt;

const INT_TAG: u64 = 0xFFFE << 48;
const DOUBLE_OFFSET: u64 = 1 << 49;
/// Every address of a cell is at least this and below 2^48: one subtraction and one shift tell cells from all else.
const LEAST_ADDRESS: u64 = 16;
/// The lower bit keeps the subtraction from borrowing.
const INTERNAL_TAG: u64 = 1 << 48 | 1 << 47;
const CANONICAL_NAN: u64 = 0x7FF8 << 48;

/// An ECMAScript value, or one of the engine's own immediates (`EMPTY`, internal).
///
/// Equality is equality of bits: right for everything except numbers, strings and big integers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(u64);

impl Value {
    /// A hole, a binding in its temporal dead zone, or an absent value. Never visible to a program.
    pub const EMPTY: Value = Value(0);
    /// `undefined`
    pub const UNDEFINED: Value = Value(0x0a);
    /// `null`
    pub const NULL: Value = Value(0x02);
    /// `false`
    pub const FALSE: Value = Value(0x06);
    /// `true`
    pub const TRUE: Value = Value(0x07);
    /// `NaN`
    pub const NAN: Value = Value(CANONICAL_NAN + DOUBLE_OFFSET);
    /// The int `0`.
    pub const ZERO: Value = Value::int(0);

    /// The raw word.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The value of a raw word.
    ///
    /// # Safety
    /// `bits` must come from [`Value::bits`] of a value whose cell, if it is one, is still alive.
    #[inline(always)]
    pub const unsafe fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    #[inline(always)]
    pub(crate) const fn from_raw(bits: u64) -> Value {
        Value(bits)
    }

    /// An int.
    #[inline(always)]
    pub const fn int(number: i32) -> Value {
        Value(INT_TAG | number as u32 as u64)
    }

    /// A double, kept a double even when it is integral.
    #[inline(always)]
    pub const fn double(number: f64) -> Value {
        // NaN payloads would collide with the other encodings.
        let bits = if number.is_nan() { CANONICAL_NAN } else { number.to_bits() };
        Value(bits.wrapping_add(DOUBLE_OFFSET))
    }

    /// A number: an int when it is integral, fits and is not -0, a double otherwise.
    #[inline(always)]
    pub const fn number(number: f64) -> Value {
        let int = number as i32;
        if int as f64 == number && (int != 0 || number.is_sign_positive()) {
            Value::int(int)
        } else {
            Value::double(number)
        }
    }

    /// The number of an unsigned 32-bit integer.
    #[inline(always)]
    pub const fn uint(number: u32) -> Value {
        if number <= i32::MAX as u32 { Value::int(number as i32) } else { Value::large_uint(number) }
    }

    /// Apart, so that nobody computes both.
    #[cold]
    #[inline(never)]
    const fn large_uint(number: u32) -> Value {
        Value::double(number as f64)
    }

    /// The number of a length or an index, exact up to 2^53.
    #[inline(always)]
    pub const fn length(number: usize) -> Value {
        if number <= i32::MAX as usize { Value::int(number as i32) } else { Value::double(number as f64) }
    }

    /// An immediate of the engine's own, never visible to a program.
    #[inline(always)]
    pub const fn internal(payload: u32) -> Value {
        Value(INTERNAL_TAG | payload as u64)
    }

    /// Is this `EMPTY`?
    #[inline(always)]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Is this `undefined`?
    #[inline(always)]
    pub const fn is_undefined(self) -> bool {
        self.0 == Value::UNDEFINED.0
    }

    /// Is this `null`?
    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == Value::NULL.0
    }

    /// Is this `undefined` or `null`?
    #[inline(always)]
    pub const fn is_nullish(self) -> bool {
        self.0 & !8 == Value::NULL.0
    }

    /// Is this `true` or `false`?
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 & !1 == Value::FALSE.0
    }

    /// Is this `true`?
    #[inline(always)]
    pub const fn is_true(self) -> bool {
        self.0 == Value::TRUE.0
    }

    /// Is this `false`?
    #[inline(always)]
    pub const fn is_false(self) -> bool {
        self.0 == Value::FALSE.0
    }

    /// Is this a number in its int form?
    #[inline(always)]
    pub const fn is_int(self) -> bool {
        self.0 >= INT_TAG
    }

    /// Is this a number in its double form?
    #[inline(always)]
    pub const fn is_double(self) -> bool {
        self.0.wrapping_sub(DOUBLE_OFFSET) < INT_TAG - DOUBLE_OFFSET
    }

    /// Is this a number of either form?
    #[inline(always)]
    pub const fn is_number(self) -> bool {
        self.0 >= DOUBLE_OFFSET
    }

    /// Are both ints? One test for an interpreter's fast paths.
    #[inline(always)]
    pub const fn both_ints(a: Value, b: Value) -> bool {
        a.0 & b.0 >= INT_TAG
    }

    /// Are both numbers?
    #[inline(always)]
    pub const fn both_numbers(a: Value, b: Value) -> bool {
        a.is_number() && b.is_number()
    }

    /// Is this an internal immediate?
    #[inline(always)]
    pub const fn is_internal(self) -> bool {
        self.0 >> 48 == INTERNAL_TAG >> 48
    }

    /// Does this point to a cell?
    #[inline(always)]
    pub const fn is_cell(self) -> bool {
        self.0.wrapping_sub(LEAST_ADDRESS) >> 48 == 0
    }

    /// The kind of the cell this points to.
    #[inline(always)]
    pub fn cell_kind(self) -> Option<Kind> {
        // SAFETY: a value that is a cell points to a live cell.
        if self.is_cell() { Some(unsafe { cell::kind(self.0) }) } else { None }
    }

    /// Is this an object of any kind?
    #[inline(always)]
    pub fn is_object(self) -> bool {
        // SAFETY: a value that is a cell points to a live cell.
        self.is_cell() && unsafe { cell::kind(self.0) }.is_object()
    }

    /// Is this a string of any representation?
    #[inline(always)]
    pub fn is_string(self) -> bool {
        // SAFETY: a value that is a cell points to a live cell.
        self.is_cell() && unsafe { cell::kind(self.0) }.is_string()
    }

    /// Is this a symbol?
    #[inline(always)]
    pub fn is_symbol(self) -> bool {
        self.cell_kind() == Some(Kind::Symbol)
    }

    /// Is this a big integer?
    #[inline(always)]
    pub fn is_bigint(self) -> bool {
        self.cell_kind() == Some(Kind::BigInt)
    }

    /// Is this a record? Never visible to a program.
    #[inline(always)]
    pub fn is_record(self) -> bool {
        // SAFETY: a value that is a cell points to a live cell.
        self.is_cell() && unsafe { cell::kind(self.0) }.is_record()
    }

    /// The int, if this is a number in its int form.
    #[inline(always)]
    pub const fn as_int(self) -> Option<i32> {
        if self.is_int() { Some(self.0 as u32 as i32) } else { None }
    }

    /// The low 32 bits as an int; meaningful when [`Value::is_int`].
    #[inline(always)]
    pub const fn int_unchecked(self) -> i32 {
        self.0 as u32 as i32
    }

    /// The double, if this is a number in its double form.
    #[inline(always)]
    pub const fn as_double(self) -> Option<f64> {
        if self.is_double() { Some(self.double_unchecked()) } else { None }
    }

    /// The bits as a double; meaningful when [`Value::is_double`].
    #[inline(always)]
    pub const fn double_unchecked(self) -> f64 {
        f64::from_bits(self.0.wrapping_sub(DOUBLE_OFFSET))
    }

    /// The number, if this is one of either form.
    #[inline(always)]
    pub const fn as_number(self) -> Option<f64> {
        if self.is_int() {
            Some(self.int_unchecked() as f64)
        } else if self.is_number() {
            Some(self.double_unchecked())
        } else {
            None
        }
    }

    /// The boolean, if this is one.
    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        if self.is_bool() { Some(self.is_true()) } else { None }
    }

    /// The payload, if this is an internal immediate.
    #[inline(always)]
    pub const fn as_internal(self) -> Option<u32> {
        if self.is_internal() { Some(self.0 as u32) } else { None }
    }

    /// The object, if this is one.
    #[inline(always)]
    pub fn as_object(self) -> Option<Object> {
        // SAFETY: the kind was just checked.
        if self.is_object() { Some(unsafe { Object::from_word(self.0) }) } else { None }
    }

    /// The string, if this is one.
    #[inline(always)]
    pub fn as_string(self) -> Option<JsString> {
        // SAFETY: the kind was just checked.
        if self.is_string() { Some(unsafe { JsString::from_word(self.0) }) } else { None }
    }

    /// The symbol, if this is one.
    #[inline(always)]
    pub fn as_symbol(self) -> Option<Symbol> {
        // SAFETY: the kind was just checked.
        if self.is_symbol() { Some(unsafe { Symbol::from_word(self.0) }) } else { None }
    }

    /// The big integer, if this is one.
    #[inline(always)]
    pub fn as_bigint(self) -> Option<BigInt> {
        // SAFETY: the kind was just checked.
        if self.is_bigint() { Some(unsafe { BigInt::from_word(self.0) }) } else { None }
    }

    /// The record, if this is one.
    #[inline(always)]
    pub fn as_record(self) -> Option<Record> {
        // SAFETY: the kind was just checked.
        if self.is_record() { Some(unsafe { Record::from_word(self.0) }) } else { None }
    }

    /// The bytes cell, if this is one.
    #[inline(always)]
    pub fn as_bytes(self) -> Option<Bytes> {
        // SAFETY: the kind was just checked.
        if self.cell_kind() == Some(Kind::Bytes) { Some(unsafe { Bytes::from_word(self.0) }) } else { None }
    }
}

impl Value {
    /// The cell of a shared data block, if this is one.
    #[inline]
    pub fn as_shared_bytes(self) -> Option<SharedBytes> {
        let is_shared = self.cell_kind() == Some(Kind::SharedBytes);
        // SAFETY: the kind was just checked.
        if is_shared { Some(unsafe { SharedBytes::from_word(self.0) }) } else { None }
    }
}

impl Default for Value {
    /// `undefined`, as a missing argument is.
    fn default() -> Value {
        Value::UNDEFINED
    }
}

impl From<bool> for Value {
    #[inline(always)]
    fn from(boolean: bool) -> Value {
        Value(Value::FALSE.0 | u64::from(boolean))
    }
}

impl From<i32> for Value {
    #[inline(always)]
    fn from(number: i32) -> Value {
        Value::int(number)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Value::EMPTY => f.write_str("empty"),
            Value::UNDEFINED => f.write_str("undefined"),
            Value::NULL => f.write_str("null"),
            Value::TRUE => f.write_str("true"),
            Value::FALSE => f.write_str("false"),
            value => {
                if let Some(int) = value.as_int() {
                    write!(f, "{int}")
                } else if let Some(double) = value.as_double() {
                    write!(f, "{double:?}")
                } else if let Some(payload) = value.as_internal() {
                    write!(f, "internal({payload})")
                } else if let Some(string) = value.as_string() {
                    write!(f, "{string:?}")
                } else if let Some(kind) = value.cell_kind() {
                    write!(f, "{kind:?}@{:#x}", value.0)
                } else {
                    write!(f, "bits({:#x})", value.0)
                }
            }
        }
    }
}

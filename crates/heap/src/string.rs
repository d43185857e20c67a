//! Strings (6.1.4): immutable sequences of 16-bit code units in four representations.
//!
//! ```text
//!   LatinString   0 hash  8 length  12 u8 units
//!   Utf16String   0 hash  8 length  12 u16 units
//!   RopeString    0 hash  8 length  16 left  24 right         flattened: left = flat string, right = EMPTY
//!   SliceString   0 hash  8 length  12 start  16 parent       the parent is a LatinString or Utf16String
//! ```
//!
//! A UTF-16 string may hold Latin-1 units only: equality and hashing look at units, not at the representation.

use crate::cell::{self, CELL_FLAGS_OFFSET, CELL_WORD_OFFSET, Kind, assert_one_word};
use crate::string_hash;
use crate::value::Value;
use core::cmp::Ordering;
use core::fmt;

/// The most code units a string can have, as in Node.
pub const MAX_STRING_LENGTH: usize = (1 << 29) - 24;

pub(crate) const STRING_LENGTH_OFFSET: usize = 8;
pub(crate) const STRING_UNITS_OFFSET: usize = 12;
pub(crate) const SLICE_START_OFFSET: usize = 12;
pub(crate) const SLICE_PARENT_OFFSET: usize = 16;
pub(crate) const ROPE_LEFT_OFFSET: usize = 16;
pub(crate) const ROPE_RIGHT_OFFSET: usize = 24;

pub(crate) const FLAG_ATOM: u8 = 1;
pub(crate) const FLAG_INDEX: u8 = 2;
pub(crate) const FLAG_WIDE: u8 = 4;

/// A string would have more than [`MAX_STRING_LENGTH`] code units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StringTooLong;

/// The code units of a flat string.
#[derive(Clone, Copy, Debug)]
pub enum StringContent<'a> {
    /// One byte per unit.
    Latin1(&'a [u8]),
    /// Two bytes per unit.
    Utf16(&'a [u16]),
}

impl<'a> StringContent<'a> {
    /// The number of code units.
    #[inline]
    pub fn len(self) -> usize {
        match self {
            StringContent::Latin1(units) => units.len(),
            StringContent::Utf16(units) => units.len(),
        }
    }

    /// Are there no code units?
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code unit at `index`. Panics when it is out of range.
    #[inline]
    pub fn at(self, index: usize) -> u16 {
        match self {
            StringContent::Latin1(units) => u16::from(units[index]),
            StringContent::Utf16(units) => units[index],
        }
    }

    /// The code unit at `index`.
    #[inline]
    pub fn get(self, index: usize) -> Option<u16> {
        if index < self.len() { Some(self.at(index)) } else { None }
    }

    /// The units from `start` to `end`. Panics when they are out of range.
    #[inline]
    pub fn slice(self, start: usize, end: usize) -> StringContent<'a> {
        match self {
            StringContent::Latin1(units) => StringContent::Latin1(&units[start..end]),
            StringContent::Utf16(units) => StringContent::Utf16(&units[start..end]),
        }
    }

    /// The code units in order.
    #[inline]
    pub fn units(self) -> impl DoubleEndedIterator<Item = u16> + ExactSizeIterator + Clone + 'a {
        (0..self.len()).map(move |index| self.at(index))
    }

    /// Appends the code units to a buffer.
    pub fn append_to(self, buffer: &mut Vec<u16>) {
        match self {
            StringContent::Latin1(units) => buffer.extend(units.iter().map(|&unit| u16::from(unit))),
            StringContent::Utf16(units) => buffer.extend_from_slice(units),
        }
    }

    /// Are the code units the same?
    pub fn equals(self, other: StringContent<'_>) -> bool {
        match (self, other) {
            (StringContent::Latin1(a), StringContent::Latin1(b)) => a == b,
            (StringContent::Utf16(a), StringContent::Utf16(b)) => a == b,
            (StringContent::Latin1(narrow), StringContent::Utf16(wide))
            | (StringContent::Utf16(wide), StringContent::Latin1(narrow)) => {
                narrow.len() == wide.len() && narrow.iter().zip(wide).all(|(&a, &b)| u16::from(a) == b)
            }
        }
    }

    /// The order of the code units.
    pub fn compare(self, other: StringContent<'_>) -> Ordering {
        match (self, other) {
            (StringContent::Latin1(a), StringContent::Latin1(b)) => a.cmp(b),
            (StringContent::Utf16(a), StringContent::Utf16(b)) => a.cmp(b),
            (a, b) => a.units().cmp(b.units()),
        }
    }

    /// The number that these code units are the canonical array index of (6.1.7): 0 to 2^32 - 2.
    pub fn array_index(self) -> Option<u32> {
        let length = self.len();
        if length == 0 || length > 10 {
            return None;
        }
        let mut number: u64 = 0;
        for unit in self.units() {
            let digit = unit.wrapping_sub(u16::from(b'0'));
            if digit > 9 {
                return None;
            }
            number = number * 10 + u64::from(digit);
        }
        let leading_zero = length > 1 && self.at(0) == u16::from(b'0');
        if leading_zero || number >= u64::from(u32::MAX) { None } else { Some(number as u32) }
    }

    /// As a Rust string, lone surrogates replaced by U+FFFD.
    pub fn to_rust_string(self) -> String {
        match self {
            StringContent::Latin1(units) => units.iter().map(|&unit| char::from(unit)).collect(),
            StringContent::Utf16(units) => String::from_utf16_lossy(units),
        }
    }
}

cell::handle! {
    /// A string cell. Handles are equal when they are the same cell: right for atoms, for other strings see
    /// [`JsString::equals`].
    JsString
}
assert_one_word!(JsString);

impl JsString {
    /// The number of code units.
    #[inline(always)]
    pub fn len(self) -> usize {
        // SAFETY: a handle in use stands for a live string.
        unsafe { cell::read::<u32>(self.word(), STRING_LENGTH_OFFSET) as usize }
    }

    /// Is this the empty string?
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub(crate) fn flags(self) -> u8 {
        // SAFETY: a handle in use stands for a live string.
        unsafe { cell::read(self.word(), CELL_FLAGS_OFFSET) }
    }

    pub(crate) fn set_flag(self, flag: u8) {
        // SAFETY: a handle in use stands for a live string.
        unsafe { cell::write(self.word(), CELL_FLAGS_OFFSET, self.flags() | flag) }
    }

    /// Is this an atom? Two atoms are the same string exactly when they are the same cell.
    #[inline(always)]
    pub fn is_atom(self) -> bool {
        self.flags() & FLAG_ATOM != 0
    }

    /// Is this an atom that is a canonical array index? Never a property key: those are numbers then.
    #[inline(always)]
    pub fn is_index_atom(self) -> bool {
        self.flags() & FLAG_INDEX != 0
    }

    /// May units above 255 occur? False means that there are none.
    #[inline(always)]
    pub fn is_wide(self) -> bool {
        self.flags() & FLAG_WIDE != 0
    }

    /// The two strings of a rope; `None` for any other string and for a rope that was flattened.
    #[inline]
    pub(crate) fn rope_parts(self) -> Option<(JsString, JsString)> {
        if self.kind() != Kind::RopeString {
            return None;
        }
        // SAFETY: a rope's left is a string, its right a string or EMPTY.
        unsafe {
            let right: Value = cell::read(self.word(), ROPE_RIGHT_OFFSET);
            let left: Value = cell::read(self.word(), ROPE_LEFT_OFFSET);
            if right.is_empty() {
                None
            } else {
                Some((JsString::from_word(left.bits()), JsString::from_word(right.bits())))
            }
        }
    }

    /// Are the code units in one piece? Everything but a rope that was not flattened yet.
    #[inline]
    pub fn is_flat(self) -> bool {
        self.rope_parts().is_none()
    }

    /// The flat string that a flattened rope stands for, else the string itself.
    #[inline]
    pub(crate) fn resolved(self) -> JsString {
        if self.kind() != Kind::RopeString || !self.is_flat() {
            return self;
        }
        // SAFETY: a rope's left is a string.
        unsafe { JsString::from_word(cell::read(self.word(), ROPE_LEFT_OFFSET)) }
    }

    /// The code units, unless this is a rope that was not flattened: see `Heap::flatten`.
    #[inline]
    pub fn try_content(&self) -> Option<StringContent<'_>> {
        let string = self.resolved();
        // SAFETY: the layout of each kind is described above; the caller keeps the string alive.
        unsafe {
            match string.kind() {
                Kind::LatinString | Kind::Utf16String => Some(string.payload(0, string.len())),
                Kind::SliceString => {
                    let start: u32 = cell::read(string.word(), SLICE_START_OFFSET);
                    let parent = JsString::from_word(cell::read(string.word(), SLICE_PARENT_OFFSET));
                    Some(parent.payload(start as usize, string.len()))
                }
                _ => None,
            }
        }
    }

    /// The code units of a string that is flat. Panics on a rope that was not flattened: see `Heap::flatten`.
    #[inline]
    pub fn content(&self) -> StringContent<'_> {
        self.try_content().expect("a rope is flattened before its content is read")
    }

    /// Units of a Latin-1 or UTF-16 string.
    ///
    /// # Safety
    /// This must be one of those, with at least `start + length` units.
    unsafe fn payload<'a>(self, start: usize, length: usize) -> StringContent<'a> {
        // SAFETY: the units follow the header, 2-aligned.
        unsafe {
            if self.kind() == Kind::LatinString {
                let units = cell::field::<u8>(self.word(), STRING_UNITS_OFFSET).add(start);
                StringContent::Latin1(core::slice::from_raw_parts(units, length))
            } else {
                let units = cell::field::<u16>(self.word(), STRING_UNITS_OFFSET).add(start);
                StringContent::Utf16(core::slice::from_raw_parts(units, length))
            }
        }
    }

    /// Calls `visit` with the pieces of the string in order, without flattening it and without recursion.
    pub fn for_each_piece(self, mut visit: impl FnMut(StringContent<'_>)) {
        let mut later = vec![self];
        while let Some(string) = later.pop() {
            match string.rope_parts() {
                Some((left, right)) => later.extend([right, left]),
                None => visit(string.content()),
            }
        }
    }

    /// The code unit at `index`. On a rope this walks down: flatten before a loop.
    pub fn char_code_at(self, mut index: usize) -> Option<u16> {
        if index >= self.len() {
            return None;
        }
        let mut string = self;
        while let Some((left, right)) = string.rope_parts() {
            if index < left.len() {
                string = left;
            } else {
                index -= left.len();
                string = right;
            }
        }
        Some(string.content().at(index))
    }

    /// The hash if it was computed before, else 0.
    #[inline(always)]
    pub fn known_hash(self) -> u32 {
        // SAFETY: a handle in use stands for a live string.
        unsafe { cell::read(self.word(), CELL_WORD_OFFSET) }
    }

    /// The hash, computed once. Equal strings of one heap have equal hashes.
    #[inline]
    pub fn hash(self) -> u32 {
        let known = self.known_hash();
        if known != 0 { known } else { self.compute_hash() }
    }

    #[inline(never)]
    fn compute_hash(self) -> u32 {
        // SAFETY: a handle in use stands for a live string of a heap that is alive.
        let seed = unsafe { (*cell::shared_of(self.word())).hash_seed };
        let hash = match self.try_content() {
            Some(content) => string_hash::hash(content, seed),
            None => string_hash::hash(StringContent::Utf16(&self.to_units()), seed),
        };
        // SAFETY: as above; the word of a string is its hash.
        unsafe { cell::write(self.word(), CELL_WORD_OFFSET, hash) };
        hash
    }

    /// Are the code units the same? Ropes are compared through a copy; `Heap::string_equals` flattens them.
    #[inline]
    pub fn equals(self, other: JsString) -> bool {
        self == other
            || (!(self.is_atom() && other.is_atom()) && self.len() == other.len() && self.same_units(other))
    }

    #[inline(never)]
    fn same_units(self, other: JsString) -> bool {
        // SAFETY: handles in use stand for live strings.
        let hashes: [u32; 2] = unsafe {
            [cell::read(self.word(), CELL_WORD_OFFSET), cell::read(other.word(), CELL_WORD_OFFSET)]
        };
        if hashes[0] != hashes[1] && hashes[0] != 0 && hashes[1] != 0 {
            return false;
        }
        match (self.try_content(), other.try_content()) {
            (Some(a), Some(b)) => a.equals(b),
            _ => self.to_units() == other.to_units(),
        }
    }

    /// The order of the code units.
    pub fn compare(self, other: JsString) -> Ordering {
        match (self.try_content(), other.try_content()) {
            (Some(a), Some(b)) => a.compare(b),
            _ => self.to_units().cmp(&other.to_units()),
        }
    }

    /// Is this the given ASCII text?
    pub fn equals_ascii(self, text: &str) -> bool {
        debug_assert!(text.is_ascii());
        self.len() == text.len()
            && match self.try_content() {
                Some(content) => content.equals(StringContent::Latin1(text.as_bytes())),
                None => self.to_units().into_iter().eq(text.bytes().map(u16::from)),
            }
    }

    /// The number this string is the canonical array index of: 0 to 2^32 - 2.
    #[inline]
    pub fn array_index(self) -> Option<u32> {
        if self.is_empty() || self.len() > 10 || (self.is_atom() && !self.is_index_atom()) {
            return None;
        }
        match self.try_content() {
            Some(content) => content.array_index(),
            None => StringContent::Utf16(&self.to_units()).array_index(),
        }
    }

    /// A copy of the code units.
    pub fn to_units(self) -> Vec<u16> {
        let mut units = Vec::with_capacity(self.len());
        self.for_each_piece(|piece| piece.append_to(&mut units));
        units
    }

    /// As a Rust string, lone surrogates replaced by U+FFFD.
    pub fn to_rust_string(self) -> String {
        match self.try_content() {
            Some(content) => content.to_rust_string(),
            None => StringContent::Utf16(&self.to_units()).to_rust_string(),
        }
    }
}

impl fmt::Debug for JsString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 64;
        match self.try_content() {
            Some(content) if content.len() > SHOWN => {
                write!(f, "{:?}… ({} units)", content.slice(0, SHOWN).to_rust_string(), content.len())
            }
            Some(content) => write!(f, "{:?}", content.to_rust_string()),
            None => write!(f, "rope({} units)", self.len()),
        }
    }
}

impl fmt::Display for JsString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rust_string())
    }
}

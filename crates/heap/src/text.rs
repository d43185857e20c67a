//! Strings made of other strings: concatenation, flattening, parts.

use crate::cell::{self, CELL_WORD_OFFSET, Kind, header};
use crate::heap::{Heap, OutOfMemory};
use crate::string::{
    FLAG_WIDE, JsString, MAX_STRING_LENGTH, ROPE_LEFT_OFFSET, ROPE_RIGHT_OFFSET, SLICE_PARENT_OFFSET,
    SLICE_START_OFFSET, STRING_LENGTH_OFFSET, StringContent, StringTooLong,
};
use crate::value::Value;

/// Shorter results are copied rather than linked.
const MIN_ROPE_LENGTH: usize = 24;
const MIN_SLICE_LENGTH: usize = 24;

impl Heap {
    /// The concatenation of two strings.
    #[inline]
    pub fn concat(&mut self, left: JsString, right: JsString) -> Result<JsString, StringTooLong> {
        if right.is_empty() {
            return Ok(left);
        }
        if left.is_empty() {
            return Ok(right);
        }
        let length = left.len() + right.len();
        if length > MAX_STRING_LENGTH {
            return Err(StringTooLong);
        }
        if length < MIN_ROPE_LENGTH && left.is_flat() && right.is_flat() {
            return Ok(self.concat_copy(left, right));
        }
        Ok(self.alloc_rope(left, right))
    }

    fn concat_copy(&mut self, left: JsString, right: JsString) -> JsString {
        let (a, b) = (left.content(), right.content());
        match (a, b) {
            (StringContent::Latin1(a), StringContent::Latin1(b)) => {
                self.alloc_latin1_with(a.len() + b.len(), |buffer| {
                    let (start, end) = buffer.split_at_mut(a.len());
                    start.copy_from_slice(a);
                    end.copy_from_slice(b);
                })
            }
            _ => self.alloc_utf16_with(a.len() + b.len(), |buffer| {
                copy_wide(a, &mut buffer[..a.len()]);
                copy_wide(b, &mut buffer[a.len()..]);
            }),
        }
    }

    /// A rope of two strings whose lengths together must not exceed [`MAX_STRING_LENGTH`].
    pub fn alloc_rope(&mut self, left: JsString, right: JsString) -> JsString {
        let length = left.len() + right.len();
        assert!(length <= MAX_STRING_LENGTH, "string too long");
        // Linking what a flattened rope stands for lets the rope itself die.
        let (left, right) = (left.resolved(), right.resolved());
        let wide = (left.flags() | right.flags()) & FLAG_WIDE;
        let cell = self.allocate(32, header(0, Kind::RopeString, wide, 0));
        // SAFETY: just allocated, 32 bytes, young: no barrier.
        unsafe {
            cell::write(cell, STRING_LENGTH_OFFSET, length as u32);
            cell::write(cell, ROPE_LEFT_OFFSET, Value::from(left));
            cell::write(cell, ROPE_RIGHT_OFFSET, Value::from(right));
            JsString::from_word(cell)
        }
    }

    /// A string with the same units in one piece. A rope remembers it.
    #[inline]
    pub fn flatten(&mut self, string: JsString) -> JsString {
        match string.rope_parts() {
            Some(_) => self.flatten_rope(string),
            None => string.resolved(),
        }
    }

    /// Like [`Heap::flatten`], but refused when the copy would be too large.
    pub fn try_flatten(&mut self, string: JsString) -> Result<JsString, OutOfMemory> {
        if !string.is_flat() {
            self.check_reserve(string.len() << u32::from(string.is_wide()))?;
        }
        Ok(self.flatten(string))
    }

    #[inline(never)]
    fn flatten_rope(&mut self, rope: JsString) -> JsString {
        let flat = if rope.is_wide() {
            self.alloc_utf16_with(rope.len(), |buffer| {
                fill_backwards(rope, buffer, copy_wide);
            })
        } else {
            self.alloc_latin1_with(rope.len(), |buffer| {
                fill_backwards(rope, buffer, |piece, target| match piece {
                    StringContent::Latin1(units) => target.copy_from_slice(units),
                    StringContent::Utf16(units) => crate::allocate::narrow(units, target),
                });
            })
        };
        // SAFETY: both are live strings; the rope becomes an indirection, which its barrier records.
        unsafe {
            let hash: u32 = cell::read(rope.word(), CELL_WORD_OFFSET);
            if hash != 0 {
                cell::write(flat.word(), CELL_WORD_OFFSET, hash);
            }
        }
        redirect(rope, flat);
        flat
    }

    /// The part of a string from `start` to `end`. Panics when they are out of range.
    pub fn substring(&mut self, string: JsString, start: usize, end: usize) -> JsString {
        assert!(start <= end && end <= string.len(), "substring out of range");
        let length = end - start;
        if length == string.len() {
            return string;
        }
        let flat = self.flatten(string);
        if length >= MIN_SLICE_LENGTH {
            return self.alloc_slice(flat, start, length);
        }
        match flat.content().slice(start, end) {
            StringContent::Latin1(units) => self.alloc_latin1(units),
            StringContent::Utf16(units) => self.alloc_utf16_narrow(units),
        }
    }

    /// A string that shares the units of `parent`, which is flattened first. Panics when out of range.
    pub fn alloc_slice(&mut self, parent: JsString, start: usize, length: usize) -> JsString {
        assert!(start <= parent.len() && length <= parent.len() - start, "slice out of range");
        let mut parent = self.flatten(parent);
        let mut start = start;
        if parent.kind() == Kind::SliceString {
            // SAFETY: the fields of a slice.
            unsafe {
                start += cell::read::<u32>(parent.word(), SLICE_START_OFFSET) as usize;
                parent = JsString::from_word(cell::read(parent.word(), SLICE_PARENT_OFFSET));
            }
        }
        let cell = self.allocate(32, header(0, Kind::SliceString, parent.flags() & FLAG_WIDE, 0));
        // SAFETY: just allocated, 32 bytes, young: no barrier.
        unsafe {
            cell::write(cell, STRING_LENGTH_OFFSET, length as u32);
            cell::write(cell, SLICE_START_OFFSET, start as u32);
            cell::write(cell, SLICE_PARENT_OFFSET, Value::from(parent));
            JsString::from_word(cell)
        }
    }

    /// Are the code units the same? Ropes are flattened when the lengths agree.
    #[inline]
    pub fn string_equals(&mut self, a: JsString, b: JsString) -> bool {
        if a == b {
            return true;
        }
        if a.len() != b.len() || (a.is_atom() && b.is_atom()) {
            return false;
        }
        self.flatten(a).equals(self.flatten(b))
    }

    /// The order of the code units. Ropes are flattened.
    pub fn string_compare(&mut self, a: JsString, b: JsString) -> core::cmp::Ordering {
        self.flatten(a).compare(self.flatten(b))
    }
}

/// Makes a rope or a slice an indirection to a flat string with the same units.
pub(crate) fn redirect(string: JsString, flat: JsString) {
    // SAFETY: ropes and slices have the same size, so both have the fields of a rope. A slice's content that is
    // still borrowed stays valid as long as its own parent does, which the borrow itself keeps alive.
    unsafe {
        cell::write(string.word(), cell::CELL_KIND_OFFSET, Kind::RopeString);
        cell::write(string.word(), ROPE_LEFT_OFFSET, Value::from(flat));
        cell::write(string.word(), ROPE_RIGHT_OFFSET, Value::EMPTY);
        cell::write_barrier(string.word());
    }
}

fn copy_wide(piece: StringContent<'_>, target: &mut [u16]) {
    match piece {
        StringContent::Latin1(units) => {
            for (target, &unit) in target.iter_mut().zip(units) {
                *target = u16::from(unit);
            }
        }
        StringContent::Utf16(units) => target.copy_from_slice(units),
    }
}

/// Writes a rope's pieces from the last to the first: a rope built by appending then needs next to no stack.
fn fill_backwards<T>(rope: JsString, buffer: &mut [T], copy: impl Fn(StringContent<'_>, &mut [T])) {
    let mut end = buffer.len();
    let mut later = vec![rope];
    while let Some(string) = later.pop() {
        match string.rope_parts() {
            Some((left, right)) => later.extend([left, right]),
            None => {
                let start = end - string.len();
                copy(string.content(), &mut buffer[start..end]);
                end = start;
            }
        }
    }
    debug_assert_eq!(end, 0);
}

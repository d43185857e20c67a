//! Building a string unit by unit outside the heap: Latin-1 until a wider unit arrives.

use crate::heap::{Heap, OutOfMemory};
use crate::string::{JsString, MAX_STRING_LENGTH, StringContent, StringTooLong};

#[derive(Clone, Debug)]
enum Units {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

/// A growing string. It holds copies of units and no handle, so it may live across calls into JavaScript.
#[derive(Clone, Debug)]
pub struct StringBuilder {
    units: Units,
    too_long: bool,
}

impl Default for StringBuilder {
    fn default() -> StringBuilder {
        StringBuilder { units: Units::Narrow(Vec::new()), too_long: false }
    }
}

impl StringBuilder {
    /// An empty string.
    pub fn new() -> StringBuilder {
        StringBuilder::default()
    }

    /// An empty string with room for `capacity` Latin-1 units.
    pub fn with_capacity(capacity: usize) -> StringBuilder {
        StringBuilder { units: Units::Narrow(Vec::with_capacity(capacity)), too_long: false }
    }

    /// The number of code units.
    pub fn len(&self) -> usize {
        match &self.units {
            Units::Narrow(units) => units.len(),
            Units::Wide(units) => units.len(),
        }
    }

    /// Are there no code units?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Did the string grow beyond [`MAX_STRING_LENGTH`]? It takes no more units then.
    pub fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// The code units so far.
    pub fn content(&self) -> StringContent<'_> {
        match &self.units {
            Units::Narrow(units) => StringContent::Latin1(units),
            Units::Wide(units) => StringContent::Utf16(units),
        }
    }

    fn has_room(&mut self, more: usize) -> bool {
        self.too_long |= more > MAX_STRING_LENGTH - self.len().min(MAX_STRING_LENGTH);
        !self.too_long
    }

    fn widen(&mut self, more: usize) -> &mut Vec<u16> {
        if let Units::Narrow(narrow) = &self.units {
            let mut wide = Vec::with_capacity(narrow.len() + more);
            wide.extend(narrow.iter().map(|&unit| u16::from(unit)));
            self.units = Units::Wide(wide);
        }
        match &mut self.units {
            Units::Wide(wide) => wide,
            Units::Narrow(_) => unreachable!("was just widened"),
        }
    }

    /// Appends a code unit.
    #[inline]
    pub fn push_unit(&mut self, unit: u16) {
        if !self.has_room(1) {
            return;
        }
        match &mut self.units {
            Units::Narrow(units) if unit < 256 => units.push(unit as u8),
            _ => self.widen(1).push(unit),
        }
    }

    /// Appends a code point, as two units if need be.
    pub fn push_code_point(&mut self, code_point: u32) {
        if code_point < 0x1_0000 {
            self.push_unit(code_point as u16);
        } else {
            let offset = code_point - 0x1_0000;
            self.push_unit(0xD800 | (offset >> 10) as u16);
            self.push_unit(0xDC00 | (offset & 0x3FF) as u16);
        }
    }

    /// Appends code units.
    #[inline]
    pub fn push_content(&mut self, content: StringContent<'_>) {
        match content {
            StringContent::Latin1(units) => self.push_latin1(units),
            StringContent::Utf16(units) => self.push_utf16(units),
        }
    }

    /// Appends Latin-1 units.
    pub fn push_latin1(&mut self, more: &[u8]) {
        if !self.has_room(more.len()) {
            return;
        }
        match &mut self.units {
            Units::Narrow(units) => units.extend_from_slice(more),
            Units::Wide(units) => units.extend(more.iter().map(|&unit| u16::from(unit))),
        }
    }

    /// Appends UTF-16 units.
    pub fn push_utf16(&mut self, more: &[u16]) {
        if !self.has_room(more.len()) {
            return;
        }
        match &mut self.units {
            Units::Narrow(units) if more.iter().all(|&unit| unit < 256) => {
                units.extend(more.iter().map(|&unit| unit as u8));
            }
            _ => self.widen(more.len()).extend_from_slice(more),
        }
    }

    /// Appends the units of a Rust string.
    pub fn push_str(&mut self, text: &str) {
        if text.is_ascii() {
            self.push_latin1(text.as_bytes());
        } else {
            text.chars().for_each(|char| self.push_code_point(u32::from(char)));
        }
    }

    /// Appends a string of the heap, ropes piece by piece.
    pub fn push_string(&mut self, string: JsString) {
        match string.try_content() {
            Some(content) => self.push_content(content),
            None => string.for_each_piece(|piece| self.push_content(piece)),
        }
    }

    /// The string in the heap.
    pub fn finish(&self, heap: &mut Heap) -> Result<JsString, StringTooLong> {
        if self.too_long {
            return Err(StringTooLong);
        }
        Ok(match &self.units {
            Units::Narrow(units) => heap.alloc_latin1(units),
            Units::Wide(units) => heap.alloc_utf16(units),
        })
    }

    /// Would the heap's limit allow the string?
    pub fn check_reserve(&self, heap: &Heap) -> Result<(), OutOfMemory> {
        heap.check_reserve(match &self.units {
            Units::Narrow(units) => units.len(),
            Units::Wide(units) => units.len() * 2,
        })
    }
}

impl core::fmt::Write for StringBuilder {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.push_str(text);
        Ok(())
    }
}

//! Allocation of every kind of cell. None of these collects.
//!
//! The plain forms always succeed (the process ends if the system has no memory) and may take the heap over its
//! limit; the `try_` forms refuse large cells beyond the limit. Use those wherever a program chooses the size.

use crate::bigint::{BIGINT_DIGITS_OFFSET, BigInt, Sign};
use crate::bytes::{BYTES_DATA_OFFSET, BYTES_LENGTH_OFFSET, Bytes};
use crate::cell::{self, Kind, header};
use crate::heap::{Heap, OutOfMemory};
use crate::object::{OBJECT_ELEMENTS_OFFSET, OBJECT_TRAILING_OFFSET, Object};
use crate::record::{RECORD_COUNT_OFFSET, RECORD_VALUES_OFFSET, Record};
use crate::shared::{SHARED_ID_OFFSET, SharedBlock, SharedBytes};
use crate::size_class::rounded_size;
use crate::space::Future;
use crate::string::{FLAG_WIDE, JsString, MAX_STRING_LENGTH, STRING_LENGTH_OFFSET, STRING_UNITS_OFFSET};
use crate::symbol::{SYMBOL_DESCRIPTION_OFFSET, Symbol};
use crate::value::Value;
use std::sync::Arc;

impl Heap {
    /// A record of `count` Values, all EMPTY.
    #[inline]
    pub fn alloc_record(&mut self, kind: Kind, count: usize) -> Record {
        let cell = self.allocate(record_bytes(count), record_header(kind, count));
        // SAFETY: just allocated as a record.
        unsafe { Record::from_word(cell) }
    }

    /// A record of `count` Values, all EMPTY, unless it is too large.
    pub fn try_alloc_record(&mut self, kind: Kind, count: usize) -> Result<Record, OutOfMemory> {
        if count >= u32::MAX as usize {
            return Err(OutOfMemory);
        }
        self.try_alloc_record_for(Future::Fixed, kind, count)
    }

    fn try_alloc_record_for(
        &mut self,
        future: Future,
        kind: Kind,
        count: usize,
    ) -> Result<Record, OutOfMemory> {
        let cell = self.try_allocate(record_bytes(count), record_header(kind, count), future)?;
        // SAFETY: just allocated as a record.
        Ok(unsafe { Record::from_word(cell) })
    }

    /// A record of the given Values.
    pub fn alloc_record_from(&mut self, kind: Kind, values: &[Value]) -> Record {
        let record = self.alloc_record(kind, values.len());
        // SAFETY: the record was just allocated with room for the Values; nothing can have collected yet, so no write needs
        // a barrier. Mostly they are so few that a call of `memcpy` would take longer than the copying.
        unsafe {
            let place = record.values_pointer();
            match *values {
                [only] => place.write(only),
                [first, second] => place.cast::<[Value; 2]>().write([first, second]),
                [first, second, third] => place.cast::<[Value; 3]>().write([first, second, third]),
                _ => core::ptr::copy_nonoverlapping(values.as_ptr(), place, values.len()),
            }
        }
        record
    }

    /// A record of `count` Values that begins with those of `old`, unless it is too large. It may be `old`, grown where
    /// it is; if not, that must not be used any more.
    pub fn try_grow_record(&mut self, old: Record, count: usize) -> Result<Record, OutOfMemory> {
        if count >= u32::MAX as usize {
            return Err(OutOfMemory);
        }
        if count <= old.count() {
            return Ok(old);
        }
        if self.grow_in_place(old.word(), record_bytes(count))? {
            // SAFETY: the record has memory for so many Values, and those behind the old count are EMPTY.
            unsafe { cell::write(old.word(), RECORD_COUNT_OFFSET, count as u32) };
            return Ok(old);
        }
        let record = self.try_alloc_record_for(Future::Growing, old.kind(), count)?;
        record.copy_range(0, old, 0, old.count());
        record.set_flags(old.flags());
        Ok(record)
    }

    /// As [`Heap::try_grow_record`], but not even the limit prevents it.
    pub fn grow_record(&mut self, old: Record, count: usize) -> Record {
        self.try_grow_record(old, count).unwrap_or_else(|OutOfMemory| {
            let record = self.alloc_record(old.kind(), count);
            record.copy_range(0, old, 0, old.count());
            record.set_flags(old.flags());
            record
        })
    }

    /// A record of the first `count` Values of `old`, which must not be used any more.
    pub fn try_shrink_record(&mut self, old: Record, count: usize) -> Result<Record, OutOfMemory> {
        let record = self.try_alloc_record(old.kind(), count)?;
        record.copy_range(0, old, 0, count);
        record.set_flags(old.flags());
        Ok(record)
    }

    /// A record of these Values. Nothing can have collected yet, so no write needs a barrier.
    #[inline(always)]
    pub fn alloc_record_of<const N: usize>(&mut self, kind: Kind, values: [Value; N]) -> Record {
        let record = self.alloc_record(kind, N);
        // SAFETY: the record was just allocated with room for the Values.
        unsafe { record.values_pointer().cast::<[Value; N]>().write(values) };
        record
    }

    /// The most Values a record can have that takes no more memory than one with `count`.
    pub fn record_capacity(count: usize) -> usize {
        (rounded_size(record_bytes(count)) - RECORD_VALUES_OFFSET) / size_of::<Value>()
    }

    /// An object with `extra` trailing Values, all EMPTY, no slots and no elements.
    #[inline]
    pub fn alloc_object(&mut self, kind: Kind, shape: u32, extra: usize) -> Object {
        self.alloc_object_with_flags(kind, shape, extra, 0)
    }

    /// An object with these flags and `extra` trailing Values, all EMPTY, no slots and no elements.
    #[inline]
    pub fn alloc_object_with_flags(&mut self, kind: Kind, shape: u32, extra: usize, flags: u8) -> Object {
        assert!(kind.is_object() && extra <= Object::MAX_EXTRA, "not an object, or too many trailing Values");
        assert!(kind != Kind::Promise, "promises have an allocation of their own");
        let bytes = OBJECT_TRAILING_OFFSET + extra * size_of::<Value>();
        let cell = self.allocate(bytes, header(shape, kind, flags, extra as u8));
        // SAFETY: just allocated as an object.
        unsafe { Object::from_word(cell) }
    }

    /// An object with these trailing Values, no slots and no elements. Nothing can have collected yet, so no write
    /// needs a barrier.
    #[inline(always)]
    pub fn alloc_object_of<const N: usize>(
        &mut self,
        kind: Kind,
        shape: u32,
        trailing: [Value; N],
    ) -> Object {
        let object = self.alloc_object(kind, shape, N);
        // SAFETY: the object was just allocated with room for the Values.
        unsafe { object.trailing_pointer().cast::<[Value; N]>().write(trailing) };
        object
    }

    /// An object with these trailing Values and elements, and no slots.
    #[inline(always)]
    pub fn alloc_object_with_elements<const N: usize>(
        &mut self,
        (kind, shape): (Kind, u32),
        trailing: [Value; N],
        elements: Record,
    ) -> Object {
        let object = self.alloc_object_of(kind, shape, trailing);
        // SAFETY: the object was just allocated; nothing can have collected yet, so the write needs no barrier.
        unsafe { cell::write(object.word(), OBJECT_ELEMENTS_OFFSET, Value::from(elements)) };
        object
    }

    /// An object with these flags and trailing Values, no slots and no elements.
    #[inline]
    pub fn alloc_object_from(&mut self, kind: Kind, shape: u32, trailing: &[Value], flags: u8) -> Object {
        let object = self.alloc_object_with_flags(kind, shape, trailing.len(), flags);
        // SAFETY: the object was just allocated with room for the Values; it is young, so no write needs a barrier.
        unsafe {
            let target = object.trailing_pointer();
            core::ptr::copy_nonoverlapping(trailing.as_ptr(), target, trailing.len());
        }
        object
    }

    /// Makes room for `count` named properties in an object, growing its slots if need be.
    pub fn reserve_properties(&mut self, object: Object, count: usize) {
        let have = object.property_capacity();
        if count <= have {
            return;
        }
        let inline = object.inline_capacity();
        let old = object.slots();
        let wanted = (count - inline).max(old.map_or(0, |slots| slots.count() * 2)).max(3);
        let slots = self.alloc_record(Kind::Slots, Heap::record_capacity(wanted));
        if let Some(old) = old {
            slots.copy_range(0, old, 0, old.count());
        }
        object.set_slots(Some(slots));
    }

    /// A cell of `length` zero bytes, unless it is too large.
    pub fn try_alloc_bytes(&mut self, length: usize) -> Result<Bytes, OutOfMemory> {
        let total = BYTES_DATA_OFFSET.checked_add(length).ok_or(OutOfMemory)?;
        let cell = self.try_allocate(total, header(0, Kind::Bytes, 0, 0), Future::Fixed)?;
        // SAFETY: just allocated, at least 16 bytes.
        unsafe {
            cell::write(cell, BYTES_LENGTH_OFFSET, length as u64);
            Ok(Bytes::from_word(cell))
        }
    }

    /// The cell that stands for a shared data block in this heap.
    pub fn alloc_shared(&mut self, block: &Arc<SharedBlock>) -> SharedBytes {
        if let Some(cell) = self.shared().blocks.find(block) {
            // SAFETY: the table holds cells that the last collection found alive, and later ones.
            return unsafe { SharedBytes::from_word(cell) };
        }
        let cell = self.allocate(16, header(0, Kind::SharedBytes, 0, 0));
        let id = self.shared_mut().blocks.add(cell, Arc::clone(block));
        self.check_budget();
        // SAFETY: just allocated, 16 bytes.
        unsafe {
            cell::write(cell, SHARED_ID_OFFSET, id as u64);
            SharedBytes::from_word(cell)
        }
    }

    /// A cell of `length` zero bytes.
    pub fn alloc_bytes(&mut self, length: usize) -> Bytes {
        assert!(length <= isize::MAX as usize - BYTES_DATA_OFFSET, "no memory is that large");
        let cell = self.allocate(BYTES_DATA_OFFSET + length, header(0, Kind::Bytes, 0, 0));
        // SAFETY: just allocated, at least 16 bytes.
        unsafe {
            cell::write(cell, BYTES_LENGTH_OFFSET, length as u64);
            Bytes::from_word(cell)
        }
    }

    /// A new symbol; the description is a string or `undefined`. Flags: see `SymbolFlags`.
    pub fn alloc_symbol(&mut self, description: Value, flags: u8) -> Symbol {
        self.symbols = self.symbols.wrapping_add(1);
        // Odd, so never 0, and spread over all bits.
        let hash = self.symbols.wrapping_mul(0x9E37_79B9) | 1;
        let cell = self.allocate(16, header(hash, Kind::Symbol, flags, 0));
        // SAFETY: just allocated as a symbol.
        unsafe {
            cell::write(cell, SYMBOL_DESCRIPTION_OFFSET, description);
            Symbol::from_word(cell)
        }
    }

    /// A big integer; leading zero digits are dropped. Refused when it is too large.
    pub fn try_alloc_bigint(&mut self, sign: Sign, digits: &[u64]) -> Result<BigInt, OutOfMemory> {
        let count = digits.iter().rposition(|&digit| digit != 0).map_or(0, |last| last + 1);
        let word = u32::try_from(count).map_err(|_| OutOfMemory)?;
        let negative = sign == Sign::Negative && count > 0;
        let bytes = BIGINT_DIGITS_OFFSET + count * 8;
        let cell =
            self.try_allocate(bytes, header(word, Kind::BigInt, 0, u8::from(negative)), Future::Fixed)?;
        // SAFETY: just allocated with room for the digits.
        unsafe {
            let target = cell::field::<u64>(cell, BIGINT_DIGITS_OFFSET);
            core::ptr::copy_nonoverlapping(digits.as_ptr(), target, count);
            Ok(BigInt::from_word(cell))
        }
    }

    /// A big integer of a few digits; leading zero digits are dropped.
    pub fn alloc_bigint(&mut self, sign: Sign, digits: &[u64]) -> BigInt {
        self.try_alloc_bigint(sign, digits).expect("a big integer of a few digits is small")
    }

    /// A string of Latin-1 units. Strings of one unit or none are shared.
    #[inline]
    pub fn alloc_latin1(&mut self, units: &[u8]) -> JsString {
        match *units {
            [] => self.empty_string(),
            [unit] => self.single_char(unit),
            _ => self.alloc_latin1_with(units.len(), |buffer| buffer.copy_from_slice(units)),
        }
    }

    /// A string of UTF-16 units, kept in that form even if all of them are Latin-1.
    pub fn alloc_utf16(&mut self, units: &[u16]) -> JsString {
        if units.is_empty() {
            return self.empty_string();
        }
        self.alloc_utf16_with(units.len(), |buffer| buffer.copy_from_slice(units))
    }

    /// A string of UTF-16 units, in Latin-1 form if all of them are.
    pub fn alloc_utf16_narrow(&mut self, units: &[u16]) -> JsString {
        match *units {
            [unit] if unit < 256 => self.single_char(unit as u8),
            _ if units.iter().all(|&unit| unit < 256) => {
                self.alloc_latin1_with(units.len(), |buffer| narrow(units, buffer))
            }
            _ => self.alloc_utf16(units),
        }
    }

    /// The string of a Rust string.
    pub fn alloc_str(&mut self, text: &str) -> JsString {
        if text.is_ascii() {
            return self.alloc_latin1(text.as_bytes());
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        self.alloc_utf16_narrow(&units)
    }

    /// A string of `length` Latin-1 units that `fill` writes; they are zero before.
    /// Panics when `length` is above [`MAX_STRING_LENGTH`].
    #[inline]
    pub fn alloc_latin1_with(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) -> JsString {
        if length == 0 {
            return self.empty_string();
        }
        assert!(length <= MAX_STRING_LENGTH, "string too long");
        let cell = self.allocate(STRING_UNITS_OFFSET + length, header(0, Kind::LatinString, 0, 0));
        // SAFETY: just allocated with room for the units.
        unsafe { finish_latin1(cell, length, fill) }
    }

    /// Like [`Heap::alloc_latin1_with`], but refused when it is too large.
    pub fn try_alloc_latin1_with(
        &mut self,
        length: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> Result<JsString, OutOfMemory> {
        if length == 0 {
            return Ok(self.empty_string());
        }
        assert!(length <= MAX_STRING_LENGTH, "string too long");
        let cell = self.try_allocate(
            STRING_UNITS_OFFSET + length,
            header(0, Kind::LatinString, 0, 0),
            Future::Fixed,
        )?;
        // SAFETY: just allocated with room for the units.
        Ok(unsafe { finish_latin1(cell, length, fill) })
    }

    /// A string of `length` UTF-16 units that `fill` writes; they are zero before.
    /// Panics when `length` is above [`MAX_STRING_LENGTH`].
    pub fn alloc_utf16_with(&mut self, length: usize, fill: impl FnOnce(&mut [u16])) -> JsString {
        if length == 0 {
            return self.empty_string();
        }
        assert!(length <= MAX_STRING_LENGTH, "string too long");
        let cell =
            self.allocate(STRING_UNITS_OFFSET + 2 * length, header(0, Kind::Utf16String, FLAG_WIDE, 0));
        // SAFETY: just allocated with room for the units.
        unsafe { finish_utf16(cell, length, fill) }
    }

    /// Like [`Heap::alloc_utf16_with`], but refused when it is too large.
    pub fn try_alloc_utf16_with(
        &mut self,
        length: usize,
        fill: impl FnOnce(&mut [u16]),
    ) -> Result<JsString, OutOfMemory> {
        if length == 0 {
            return Ok(self.empty_string());
        }
        assert!(length <= MAX_STRING_LENGTH, "string too long");
        let cell = self.try_allocate(
            STRING_UNITS_OFFSET + 2 * length,
            header(0, Kind::Utf16String, FLAG_WIDE, 0),
            Future::Fixed,
        )?;
        // SAFETY: just allocated with room for the units.
        Ok(unsafe { finish_utf16(cell, length, fill) })
    }

    /// `""`
    #[inline(always)]
    pub fn empty_string(&self) -> JsString {
        self.common[0]
    }

    /// The atom of one Latin-1 unit.
    #[inline(always)]
    pub fn single_char(&self, unit: u8) -> JsString {
        self.common[1 + unit as usize]
    }

    /// The string of one code unit; an atom if it is Latin-1.
    #[inline]
    pub fn single_unit(&mut self, unit: u16) -> JsString {
        match u8::try_from(unit) {
            Ok(unit) => self.single_char(unit),
            Err(_) => self.alloc_utf16(&[unit]),
        }
    }

    pub(crate) fn make_common_strings(&mut self) {
        let empty = self.allocate(16, header(0, Kind::LatinString, 0, 0));
        // SAFETY: just allocated as a string, and zero means the length 0.
        self.common.push(unsafe { JsString::from_word(empty) });
        for unit in 0..=u8::MAX {
            let string = self.alloc_latin1_with(1, |buffer| buffer[0] = unit);
            self.common.push(string);
        }
        for index in 0..self.common.len() {
            self.intern(self.common[index]);
        }
    }
}

fn record_bytes(count: usize) -> usize {
    RECORD_VALUES_OFFSET + count * size_of::<Value>()
}

#[inline(always)]
fn record_header(kind: Kind, count: usize) -> u64 {
    assert!(kind.is_record() && count < u32::MAX as usize, "not a record, or too many Values");
    header(count as u32, kind, 0, 0)
}

/// Copies units known to be Latin-1.
pub(crate) fn narrow(units: &[u16], buffer: &mut [u8]) {
    for (target, &unit) in buffer.iter_mut().zip(units) {
        *target = unit as u8;
    }
}

/// # Safety
/// `cell` must be a Latin-1 string cell with room for `length` units.
#[inline(always)]
unsafe fn finish_latin1(cell: u64, length: usize, fill: impl FnOnce(&mut [u8])) -> JsString {
    // SAFETY: passed on to the caller. The memory is zero, so the slice is initialised.
    unsafe {
        cell::write(cell, STRING_LENGTH_OFFSET, length as u32);
        fill(core::slice::from_raw_parts_mut(cell::field(cell, STRING_UNITS_OFFSET), length));
        JsString::from_word(cell)
    }
}

/// # Safety
/// `cell` must be a UTF-16 string cell with room for `length` units.
unsafe fn finish_utf16(cell: u64, length: usize, fill: impl FnOnce(&mut [u16])) -> JsString {
    // SAFETY: passed on to the caller. The memory is zero, so the slice is initialised.
    unsafe {
        cell::write(cell, STRING_LENGTH_OFFSET, length as u32);
        fill(core::slice::from_raw_parts_mut(cell::field(cell, STRING_UNITS_OFFSET), length));
        JsString::from_word(cell)
    }
}

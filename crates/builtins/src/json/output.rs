//! The text that is being written: Latin-1 until a wider unit comes.

use roundelay_vm::heap::{JsString, MAX_STRING_LENGTH, StringContent};
use roundelay_vm::{Agent, Completion};

use super::source::IS_SPECIAL;

/// A growing text.
#[derive(Default)]
pub(super) struct Output {
    narrow: Vec<u8>,
    /// Once it is there, everything is in it.
    wide: Option<Vec<u16>>,
}

impl Output {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { narrow: Vec::with_capacity(capacity), wide: None }
    }

    pub(super) fn len(&self) -> usize {
        self.wide.as_ref().map_or(self.narrow.len(), Vec::len)
    }

    /// Takes back what is beyond a length.
    pub(super) fn truncate(&mut self, length: usize) {
        match &mut self.wide {
            Some(wide) => wide.truncate(length),
            None => self.narrow.truncate(length),
        }
    }

    #[inline(always)]
    pub(super) fn push_byte(&mut self, byte: u8) {
        match &mut self.wide {
            None => self.narrow.push(byte),
            Some(wide) => wide.push(u16::from(byte)),
        }
    }

    #[inline(always)]
    pub(super) fn push_latin1(&mut self, units: &[u8]) {
        match &mut self.wide {
            None => self.narrow.extend_from_slice(units),
            Some(wide) => wide.extend(units.iter().map(|&unit| u16::from(unit))),
        }
    }

    fn widen(&mut self) -> &mut Vec<u16> {
        let narrow = &mut self.narrow;
        self.wide.get_or_insert_with(|| std::mem::take(narrow).into_iter().map(u16::from).collect())
    }

    pub(super) fn push_content(&mut self, content: StringContent<'_>) {
        match content {
            StringContent::Latin1(units) => self.push_latin1(units),
            StringContent::Utf16(units) => self.widen().extend_from_slice(units),
        }
    }

    pub(super) fn push_int(&mut self, int: i32) {
        let mut digits = [0; 11];
        let mut start = digits.len();
        let mut rest = int.unsigned_abs();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if int < 0 {
            start -= 1;
            digits[start] = b'-';
        }
        self.push_latin1(&digits[start..]);
    }

    /// 25.5.5.3 QuoteJSONString ( value )
    /// <https://tc39.es/ecma262/#sec-quotejsonstring>
    pub(super) fn push_quoted(&mut self, content: StringContent<'_>) {
        self.push_byte(b'"');
        match content {
            StringContent::Latin1(units) => self.push_quoted_latin1(units),
            StringContent::Utf16(units) => self.push_quoted_utf16(units),
        }
        self.push_byte(b'"');
    }

    #[inline]
    fn push_quoted_latin1(&mut self, units: &[u8]) {
        let mut rest = units;
        while let Some(end) = rest.iter().position(|&unit| IS_SPECIAL[usize::from(unit)]) {
            self.push_latin1(&rest[..end]);
            self.push_escape(u16::from(rest[end]));
            rest = &rest[end + 1..];
        }
        self.push_latin1(rest);
    }

    fn push_quoted_utf16(&mut self, units: &[u16]) {
        for unit in char::decode_utf16(units.iter().copied()) {
            match unit {
                Ok(c) if (c as u32) < 256 && IS_SPECIAL[c as usize] => self.push_escape(c as u16),
                Ok(c) if (c as u32) < 256 => self.push_byte(c as u8),
                Ok(c) => self.widen().extend_from_slice(c.encode_utf16(&mut [0; 2])),
                Err(lone) => self.push_unicode_escape(lone.unpaired_surrogate()),
            }
        }
    }

    fn push_escape(&mut self, unit: u16) {
        let letter = match unit {
            0x08 => b'b',
            0x09 => b't',
            0x0A => b'n',
            0x0C => b'f',
            0x0D => b'r',
            0x22 | 0x5C => unit as u8,
            _ => return self.push_unicode_escape(unit),
        };
        self.push_latin1(&[b'\\', letter]);
    }

    fn push_unicode_escape(&mut self, unit: u16) {
        self.push_latin1(format!("\\u{unit:04x}").as_bytes());
    }

    /// Fails once the text is too long for a string.
    #[inline(always)]
    pub(super) fn check(&self, agent: &mut Agent) -> Completion<()> {
        if self.len() > MAX_STRING_LENGTH { Err(agent.string_too_long()) } else { Ok(()) }
    }

    pub(super) fn finish(&self, agent: &mut Agent) -> Completion<JsString> {
        self.check(agent)?;
        Ok(match &self.wide {
            None => agent.heap.alloc_latin1(&self.narrow),
            Some(wide) => agent.heap.alloc_utf16(wide),
        })
    }
}

impl Output {
    /// The units, if all of them are Latin-1.
    pub(super) fn into_latin1(self) -> Option<Vec<u8>> {
        if self.wide.is_none() { Some(self.narrow) } else { None }
    }
}

//! 6.1.4 The String type: making strings, joining them and searching in them.

use std::fmt::Write;

use memchr::memmem;
use roundelay_bytecode::Text;
use roundelay_heap::{JsString, MAX_STRING_LENGTH, StringBuilder, StringContent};

use crate::agent::Agent;
use crate::error::{Completion, Throw};

impl Agent {
    /// A string with this content.
    #[inline]
    pub fn string(&mut self, text: &str) -> JsString {
        self.heap.alloc_str(text)
    }

    /// The atom with this content: a property key, unless it is an array index.
    #[inline]
    pub fn atom(&mut self, text: &str) -> JsString {
        self.heap.intern_str(text)
    }

    /// A string of these code units, one byte each if that is enough.
    pub fn string_from_units(&mut self, units: &[u16]) -> JsString {
        self.heap.alloc_utf16_narrow(units)
    }

    /// A string of these Latin-1 code units.
    pub fn string_from_latin1(&mut self, units: &[u8]) -> JsString {
        self.heap.alloc_latin1(units)
    }

    /// A string of one code point; surrogates stand for themselves.
    pub fn string_from_code_point(&mut self, code_point: u32) -> JsString {
        match u16::try_from(code_point) {
            Ok(unit) => self.heap.single_unit(unit),
            Err(_) => {
                let offset = code_point - 0x1_0000;
                let units = [0xD800 | (offset >> 10) as u16, 0xDC00 | (offset & 0x3FF) as u16];
                self.heap.alloc_utf16(&units)
            }
        }
    }

    /// The atom of a text of compiled code.
    pub fn atom_from_text(&mut self, text: &Text) -> JsString {
        match text {
            Text::Latin1(units) => self.heap.intern_latin1(units),
            Text::Utf16(units) => self.heap.intern_utf16(units),
        }
    }

    /// The concatenation of two strings; a RangeError if it is too long.
    #[inline]
    pub fn concat(&mut self, left: JsString, right: JsString) -> Completion<JsString> {
        match self.heap.concat(left, right) {
            Ok(string) => Ok(string),
            Err(_) => Err(self.string_too_long()),
        }
    }

    /// The RangeError of a string that would have too many code units.
    #[cold]
    pub fn string_too_long(&mut self) -> Throw {
        self.range_error("Invalid string length")
    }

    /// Throws the RangeError if a string of so many code units would be too long.
    pub fn check_string_length(&mut self, length: usize) -> Completion<()> {
        if length > MAX_STRING_LENGTH { Err(self.string_too_long()) } else { Ok(()) }
    }

    /// The string that was built; a RangeError if it is too long.
    pub fn finish_string(&mut self, builder: &StringBuilder) -> Completion<JsString> {
        match builder.finish(&mut self.heap) {
            Ok(string) => Ok(string),
            Err(_) => Err(self.string_too_long()),
        }
    }

    /// The same string in one piece, whose `content()` can be read.
    #[inline]
    pub fn flatten(&mut self, string: JsString) -> JsString {
        self.heap.flatten(string)
    }

    /// 6.1.4 the substring from `start` to `end`, which must be in range.
    #[inline]
    pub fn substring(&mut self, string: JsString, start: usize, end: usize) -> JsString {
        self.heap.substring(string, start, end)
    }

    /// 6.1.4.1 StringIndexOf ( string, searchValue, fromIndex )
    /// <https://tc39.es/ecma262/#sec-stringindexof>
    pub fn string_index_of(&mut self, string: JsString, search: JsString, from: usize) -> Option<usize> {
        let (string, search) = (self.heap.flatten(string), self.heap.flatten(search));
        index_of(string.content(), search.content(), from)
    }

    /// 6.1.4.2 StringLastIndexOf ( string, searchValue, fromIndex )
    /// <https://tc39.es/ecma262/#sec-stringlastindexof>
    pub fn string_last_index_of(&mut self, string: JsString, search: JsString, from: usize) -> Option<usize> {
        let (string, search) = (self.heap.flatten(string), self.heap.flatten(search));
        last_index_of(string.content(), search.content(), from)
    }
}

/// The first index from `from` on at which `search` occurs.
pub fn index_of(string: StringContent<'_>, search: StringContent<'_>, from: usize) -> Option<usize> {
    if from > string.len() || search.len() > string.len() - from {
        return None;
    }
    if search.is_empty() {
        return Some(from);
    }
    let found = match (string, search) {
        (StringContent::Latin1(string), StringContent::Latin1(search)) => match *search {
            [unit] => memchr::memchr(unit, &string[from..]),
            _ => memmem::find(&string[from..], search),
        },
        (StringContent::Latin1(_), StringContent::Utf16(units)) if units.iter().any(|&unit| unit > 0xFF) => {
            None
        }
        (StringContent::Utf16(units), search) => {
            let first = search.at(0);
            let starts = &units[from..=units.len() - search.len()];
            let mut at = 0;
            loop {
                let Some(next) = starts[at..].iter().position(|&unit| unit == first) else { break None };
                at += next;
                let start = from + at;
                if StringContent::Utf16(&units[start..start + search.len()]).equals(search) {
                    break Some(at);
                }
                at += 1;
            }
        }
        (string, search) => {
            let last = string.len() - search.len();
            let found = (from..=last).find(|&at| string.slice(at, at + search.len()).equals(search));
            found.map(|at| at - from)
        }
    };
    found.map(|at| at + from)
}

/// The last index up to `from` at which `search` occurs.
pub fn last_index_of(string: StringContent<'_>, search: StringContent<'_>, from: usize) -> Option<usize> {
    let last = string.len().checked_sub(search.len())?.min(from);
    if let (StringContent::Latin1(string), StringContent::Latin1(search)) = (string, search) {
        return memmem::rfind(&string[..last + search.len()], search);
    }
    (0..=last).rev().find(|&at| string.slice(at, at + search.len()).equals(search))
}

/// Whether a code unit is WhiteSpace or LineTerminator (12.2, 12.3).
#[inline]
pub fn is_white_space(unit: u16) -> bool {
    match unit {
        0x09..=0x0D | 0x20 | 0xA0 => true,
        0..=0xFF => false,
        0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 | 0xFEFF => true,
        _ => false,
    }
}

/// The range of a string without leading and trailing white space (22.1.3.32.1 TrimString).
pub fn trim_range(content: StringContent<'_>) -> (usize, usize) {
    let (mut start, mut end) = (0, content.len());
    while start < end && is_white_space(content.at(start)) {
        start += 1;
    }
    while start < end && is_white_space(content.at(end - 1)) {
        end -= 1;
    }
    (start, end)
}

/// 11.1.4 CodePointAt: the code point at an index in range, and how many code units it takes.
pub fn code_point_at(content: StringContent<'_>, index: usize) -> (u32, usize) {
    let first = content.at(index);
    if first & 0xFC00 == 0xD800
        && let Some(second) = content.get(index + 1)
        && second & 0xFC00 == 0xDC00
    {
        return (0x1_0000 + (u32::from(first & 0x3FF) << 10 | u32::from(second & 0x3FF)), 2);
    }
    (u32::from(first), 1)
}

/// Whether there is no lone surrogate (7.2.9 IsStringWellFormedUnicode).
pub fn is_well_formed(content: StringContent<'_>) -> bool {
    match content {
        StringContent::Latin1(_) => true,
        StringContent::Utf16(units) => char::decode_utf16(units.iter().copied()).all(|unit| unit.is_ok()),
    }
}

/// The UTF-8 form, or the generalised (WTF-8) bytes of lone surrogates.
pub fn to_wtf8(content: StringContent<'_>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(content.len());
    let mut index = 0;
    while index < content.len() {
        let (code_point, length) = code_point_at(content, index);
        index += length;
        match char::from_u32(code_point) {
            Some(character) => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
            None => bytes.extend_from_slice(&[
                0xE0 | (code_point >> 12) as u8,
                0x80 | (code_point >> 6 & 0x3F) as u8,
                0x80 | (code_point & 0x3F) as u8,
            ]),
        }
    }
    bytes
}

/// A string as a JavaScript literal in double quotes, for messages.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            character if character < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04x}", character as u32);
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin(text: &str) -> StringContent<'_> {
        StringContent::Latin1(text.as_bytes())
    }

    #[test]
    fn searches_both_ways_and_both_widths() {
        let wide: Vec<u16> = "abcabcé".encode_utf16().collect();
        let wide = StringContent::Utf16(&wide);
        assert_eq!(index_of(latin("abcabc"), latin("bc"), 0), Some(1));
        assert_eq!(index_of(latin("abcabc"), latin("bc"), 2), Some(4));
        assert_eq!(index_of(latin("abcabc"), latin("c"), 3), Some(5));
        assert_eq!(index_of(wide, latin("bc"), 2), Some(4));
        assert_eq!(index_of(latin("abc"), latin(""), 3), Some(3));
        assert_eq!(index_of(latin("abc"), latin(""), 4), None);
        assert_eq!(index_of(latin("abc"), latin("abcd"), 0), None);
        assert_eq!(last_index_of(latin("abcabc"), latin("bc"), 5), Some(4));
        assert_eq!(last_index_of(wide, latin("bc"), 3), Some(1));
        assert_eq!(last_index_of(latin("abc"), latin(""), 9), Some(3));
    }

    #[test]
    fn trims_all_kinds_of_white_space() {
        let text: Vec<u16> = "\u{FEFF} \t\u{2028}x y\u{3000}\n".encode_utf16().collect();
        assert_eq!(trim_range(StringContent::Utf16(&text)), (4, 7));
        assert_eq!(trim_range(latin("  ")), (2, 2));
    }

    #[test]
    fn lone_surrogates_survive_wtf8() {
        assert_eq!(
            to_wtf8(StringContent::Utf16(&[0x61, 0xD800, 0xD83D, 0xDE00])),
            b"a\xED\xA0\x80\xF0\x9F\x98\x80"
        );
        assert!(!is_well_formed(StringContent::Utf16(&[0xD800])));
    }
}

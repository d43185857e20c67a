//! Identifier names (12.7 <https://tc39.es/ecma262/#sec-names-and-keywords>).

use icu_properties::CodePointSetData;
use icu_properties::props::{IdContinue, IdStart};

use super::Lexer;
use super::characters::continues_word;

/// A character of a word.
struct Character {
    code: u32,
    end: usize,
    escaped: bool,
}

impl Lexer<'_> {
    /// The end of the word that starts at `start`, if one does.
    pub(super) fn word_end(&self, start: usize, escaped: &mut bool) -> Option<usize> {
        let first = self.at(start);
        if !continues_word(first) || (0x30..=0x39).contains(&first) {
            let character = self.character(start).filter(|character| starts_identifier(character.code))?;
            *escaped |= character.escaped;
            return self.word_part(character.end, escaped);
        }
        self.word_part(start + 1, escaped)
    }

    /// The end of the characters that may continue a word; `None` for a malformed escape sequence.
    pub(super) fn word_part(&self, start: usize, escaped: &mut bool) -> Option<usize> {
        let rest = &self.units[start..];
        let length = rest.iter().position(|&unit| !continues_word(unit)).unwrap_or(rest.len());
        let mut index = start + length;
        // Most words end here.
        loop {
            let unit = self.at(index);
            if continues_word(unit) {
                index += 1;
            } else if unit < 0x80 && unit != 0x5c {
                return Some(index);
            } else {
                match self.character(index) {
                    Some(character) if continues_identifier(character.code) => {
                        *escaped |= character.escaped;
                        index = character.end;
                    }
                    _ if unit == 0x5c => return None,
                    _ => return Some(index),
                }
            }
        }
    }

    /// The code point at `index`, written as such or as an escape sequence.
    fn character(&self, index: usize) -> Option<Character> {
        let unit = *self.units.get(index)?;
        if unit == 0x5c {
            let (code, end) = self.unicode_escape(index + 1)?;
            return Some(Character { code, end, escaped: true });
        }
        let next = self.at(index + 1);
        if (0xd800..0xdc00).contains(&unit) && (0xdc00..0xe000).contains(&next) {
            let code = 0x1_0000 + ((u32::from(unit) - 0xd800) << 10) + (u32::from(next) - 0xdc00);
            return Some(Character { code, end: index + 2, escaped: false });
        }
        Some(Character { code: u32::from(unit), end: index + 1, escaped: false })
    }

    /// The code point of the `u0041` or `u{41}` at `index`, and its end.
    pub(crate) fn unicode_escape(&self, index: usize) -> Option<(u32, usize)> {
        if self.at(index) != 0x75 {
            return None;
        }
        let is_braced = self.at(index + 1) == 0x7b;
        let start = index + if is_braced { 2 } else { 1 };
        let mut end = start;
        let mut code = 0_u32;
        while let Some(digit) = hexadecimal_digit(self.at(end)) {
            if !is_braced && end == start + 4 {
                break;
            }
            code = (code << 4) | digit;
            end += 1;
            if code > 0x10_ffff {
                return None;
            }
        }
        match is_braced {
            true if end > start && self.at(end) == 0x7d => Some((code, end + 1)),
            false if end == start + 4 => Some((code, end)),
            _ => None,
        }
    }

    /// The word in `start..end` with its escape sequences replaced.
    pub(crate) fn unescape(&self, start: u32, end: u32) -> Vec<u16> {
        let mut result = Vec::with_capacity((end - start) as usize);
        let mut index = start as usize;
        while index < end as usize {
            let Some(character) = self.character(index) else { break };
            let code = char::from_u32(character.code).unwrap_or(char::REPLACEMENT_CHARACTER);
            result.extend_from_slice(code.encode_utf16(&mut [0; 2]));
            index = character.end;
        }
        result
    }
}

pub(crate) fn hexadecimal_digit(unit: u16) -> Option<u32> {
    char::from_u32(u32::from(unit))?.to_digit(16)
}

fn starts_identifier(code: u32) -> bool {
    match u8::try_from(code) {
        Ok(byte) if byte < 128 => byte.is_ascii_alphabetic() || byte == b'$' || byte == b'_',
        _ => CodePointSetData::new::<IdStart>().contains32(code),
    }
}

fn continues_identifier(code: u32) -> bool {
    match u8::try_from(code) {
        Ok(byte) if byte < 128 => byte.is_ascii_alphanumeric() || byte == b'$' || byte == b'_',
        // Zero width non-joiner and joiner.
        _ => matches!(code, 0x200c | 0x200d) || CodePointSetData::new::<IdContinue>().contains32(code),
    }
}

//! Escape sequences of strings and templates.

use super::Lexer;
use super::characters::is_line_terminator;
use super::word::hexadecimal_digit;

/// Which escape sequences a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// Those of a string in sloppy code: octal ones, too.
    Sloppy,
    /// Those of a string in strict code.
    Strict,
    /// Those of a template; line ends are normalized.
    Template,
}

/// An escape sequence that means nothing.
pub(crate) struct MalformedEscape {
    pub(crate) message: &'static str,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Lexer<'_> {
    /// The value of the text in `start..end`.
    /// 12.9.4.2 SV <https://tc39.es/ecma262/#sec-static-semantics-sv>
    pub(crate) fn cook(&self, start: u32, end: u32, escapes: Escapes) -> Result<Vec<u16>, MalformedEscape> {
        let mut value = Vec::with_capacity((end - start) as usize);
        let mut index = start as usize;
        while index < end as usize {
            let unit = self.at(index);
            index = match unit {
                0x5c => match self.escape(index + 1, escapes, &mut value) {
                    Ok(after) => after,
                    Err((message, length)) => {
                        let end = (index as u32 + length).min(end);
                        return Err(MalformedEscape { message, start: index as u32, end });
                    }
                },
                0x0d if escapes == Escapes::Template => {
                    value.push(0x0a);
                    self.after_line_end(index)
                }
                _ => {
                    value.push(unit);
                    index + 1
                }
            };
        }
        Ok(value)
    }

    /// The text of a template part as it stands, but for its line ends.
    /// 12.9.6.2 TRV <https://tc39.es/ecma262/#sec-static-semantics-trv>
    pub(crate) fn raw_template(&self, start: u32, end: u32) -> Vec<u16> {
        let mut value = Vec::with_capacity((end - start) as usize);
        let mut index = start as usize;
        while index < end as usize {
            let unit = self.at(index);
            value.push(if unit == 0x0d { 0x0a } else { unit });
            index = self.after_line_end(index);
        }
        value
    }

    /// The index after the unit at `index`, or after a pair of carriage return and line feed.
    fn after_line_end(&self, index: usize) -> usize {
        if self.at(index) == 0x0d && self.at(index + 1) == 0x0a { index + 2 } else { index + 1 }
    }

    /// Decodes the escape sequence whose backslash stands before `index`; gives the index after it, or what is wrong with
    /// how many units.
    fn escape(
        &self,
        index: usize,
        escapes: Escapes,
        value: &mut Vec<u16>,
    ) -> Result<usize, (&'static str, u32)> {
        let unit = self.at(index);
        let simple = match unit {
            0x6e => 0x0a,
            0x74 => 0x09,
            0x72 => 0x0d,
            0x62 => 0x08,
            0x66 => 0x0c,
            0x76 => 0x0b,
            _ if is_line_terminator(unit) => return Ok(self.after_line_end(index)),
            0x78 => {
                let digits = (hexadecimal_digit(self.at(index + 1)), hexadecimal_digit(self.at(index + 2)));
                let (Some(high), Some(low)) = digits else {
                    return Err(("Invalid hexadecimal escape sequence", 4));
                };
                value.push((high << 4 | low) as u16);
                return Ok(index + 3);
            }
            0x75 => {
                let Some((code, end)) = self.unicode_escape(index) else {
                    return Err((self.unicode_escape_error(index), 6));
                };
                match char::from_u32(code) {
                    Some(c) => value.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                    None => value.push(code as u16),
                }
                return Ok(end);
            }
            0x30 if !matches!(self.at(index + 1), 0x30..=0x39) => 0,
            0x30..=0x39 => return self.legacy_escape(index, escapes, value),
            other => other,
        };
        value.push(simple);
        Ok(index + 1)
    }

    fn unicode_escape_error(&self, index: usize) -> &'static str {
        let is_digit = |index| hexadecimal_digit(self.at(index)).is_some();
        if self.at(index + 1) == 0x7b && is_digit(index + 2) {
            let end = (index + 2..).find(|&index| !is_digit(index)).unwrap_or(index);
            if self.at(end) == 0x7d {
                return "Undefined Unicode code-point";
            }
        }
        "Invalid Unicode escape sequence"
    }

    /// B.1.2 <https://tc39.es/ecma262/#sec-additional-syntax-string-literals>: octal digits, and the escapes of 8 and 9.
    fn legacy_escape(
        &self,
        index: usize,
        escapes: Escapes,
        value: &mut Vec<u16>,
    ) -> Result<usize, (&'static str, u32)> {
        let is_octal = self.at(index) < 0x38;
        match escapes {
            Escapes::Sloppy => {}
            Escapes::Strict if is_octal => {
                return Err(("Octal escape sequences are not allowed in strict mode.", 2));
            }
            Escapes::Strict => return Err(("\\8 and \\9 are not allowed in strict mode.", 2)),
            Escapes::Template if is_octal => {
                return Err(("Octal escape sequences are not allowed in template strings", 2));
            }
            Escapes::Template => return Err(("\\8 and \\9 are not allowed in template strings.", 2)),
        }
        if !is_octal {
            value.push(self.at(index));
            return Ok(index + 1);
        }
        let longest = if self.at(index) <= 0x33 { 3 } else { 2 };
        let mut end = index;
        let mut code = 0;
        while end < index + longest && matches!(self.at(end), 0x30..=0x37) {
            code = code * 8 + (self.at(end) - 0x30);
            end += 1;
        }
        value.push(code);
        Ok(end)
    }
}

//! The text of a program: what spans point into, and the table that turns an offset into line and column.

use std::ops::Range;
use std::sync::OnceLock;

/// A half-open range of offsets into a [`SourceText`], counted in UTF-16 code units.
///
/// Offsets are indices of the JavaScript string that holds the source, so a slice for
/// `Function.prototype.toString` needs no conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first code unit.
    pub start: u32,
    /// Offset after the last code unit.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// An empty span at `offset`.
    #[must_use]
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range of indices.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A string of UTF-16 code units, which may hold lone surrogates; one byte per unit where all are below 256.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Text {
    /// Every code unit is below 256.
    Latin1(Box<[u8]>),
    /// Some code unit is 256 or more.
    Utf16(Box<[u16]>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Latin1(Box::default())
    }
}

impl Text {
    /// The narrowest representation of `units`.
    #[must_use]
    pub fn from_utf16(units: &[u16]) -> Self {
        if units.iter().all(|&unit| unit < 256) {
            Self::Latin1(units.iter().map(|&unit| unit as u8).collect())
        } else {
            Self::Utf16(units.into())
        }
    }

    /// The narrowest representation of `string`.
    #[must_use]
    pub fn from_utf8(string: &str) -> Self {
        if string.is_ascii() {
            Self::Latin1(string.as_bytes().into())
        } else if string.chars().all(|c| u32::from(c) < 256) {
            Self::Latin1(string.chars().map(|c| c as u8).collect())
        } else {
            Self::Utf16(string.encode_utf16().collect())
        }
    }

    /// Number of code units.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(bytes) => bytes.len(),
            Self::Utf16(units) => units.len(),
        }
    }

    /// Whether there is no code unit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code unit at `index`, if there is one.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<u16> {
        match self {
            Self::Latin1(bytes) => bytes.get(index).map(|&byte| u16::from(byte)),
            Self::Utf16(units) => units.get(index).copied(),
        }
    }

    /// The code units in `range`, cut to what exists.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        match self {
            Self::Latin1(bytes) => Self::Latin1(bytes[start..end].into()),
            Self::Utf16(units) => Self::from_utf16(&units[start..end]),
        }
    }

    /// All code units.
    #[must_use]
    pub fn to_utf16(&self) -> Vec<u16> {
        match self {
            Self::Latin1(bytes) => bytes.iter().map(|&byte| u16::from(byte)).collect(),
            Self::Utf16(units) => units.to_vec(),
        }
    }

    /// Whether this is exactly `string`.
    #[must_use]
    pub fn is(&self, string: &str) -> bool {
        match self {
            Self::Latin1(bytes) if string.is_ascii() => **bytes == *string.as_bytes(),
            _ => (0..self.len()).map(|i| self.get(i).unwrap_or(0)).eq(string.encode_utf16()),
        }
    }
}

/// Lone surrogates become U+FFFD.
impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Latin1(bytes) => bytes.iter().try_for_each(|&byte| write!(f, "{}", char::from(byte))),
            Self::Utf16(units) => char::decode_utf16(units.iter().copied())
                .try_for_each(|c| write!(f, "{}", c.unwrap_or(char::REPLACEMENT_CHARACTER))),
        }
    }
}

/// A place in a source as people count: both from 1, columns in UTF-16 code units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in UTF-16 code units.
    pub column: u32,
}

/// The source of a program with its table of lines.
#[derive(Clone, Debug, Default)]
pub struct SourceText {
    text: Text,
    /// Offset of the start of every line; built when first asked for.
    lines: OnceLock<Box<[u32]>>,
}

impl SourceText {
    /// Takes over `text`.
    #[must_use]
    pub fn new(text: Text) -> Self {
        Self { text, lines: OnceLock::new() }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The whole text, for good.
    #[must_use]
    pub fn into_text(self) -> Text {
        self.text
    }

    /// The text under `span`, as `Function.prototype.toString` wants it.
    #[must_use]
    pub fn slice(&self, span: Span) -> Text {
        self.text.slice(span.range())
    }

    /// Offsets at which lines start; LF, CR, CRLF, U+2028 and U+2029 end a line.
    #[must_use]
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| line_starts(&self.text))
    }

    /// Line and column of `offset`.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset).max(1);
        LineColumn { line: line as u32, column: offset - starts[line - 1] + 1 }
    }
}

fn line_starts(text: &Text) -> Box<[u32]> {
    match text {
        Text::Latin1(bytes) => line_starts_of(bytes.iter().map(|&byte| u16::from(byte))),
        Text::Utf16(units) => line_starts_of(units.iter().copied()),
    }
}

fn line_starts_of(units: impl Iterator<Item = u16>) -> Box<[u32]> {
    let mut starts = vec![0];
    let mut after_carriage_return = false;
    for (index, unit) in units.enumerate() {
        let next = index as u32 + 1;
        match unit {
            0x0a if after_carriage_return => {
                if let Some(last) = starts.last_mut() {
                    *last = next;
                }
            }
            0x0a | 0x0d | 0x2028 | 0x2029 => starts.push(next),
            _ => {}
        }
        after_carriage_return = unit == 0x0d;
    }
    starts.into()
}

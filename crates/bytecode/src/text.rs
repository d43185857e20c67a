//! Text of source programs: WTF-16, kept in one byte per unit where that is enough.

use std::fmt;

/// A string of 16-bit units; a string without units above 0xFF is always `Latin1`, so equality is by content.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Text {
    /// One byte per unit.
    Latin1(Box<[u8]>),
    /// At least one unit is above 0xFF.
    Utf16(Box<[u16]>),
}

impl Text {
    /// The empty text.
    pub fn empty() -> Self {
        Self::Latin1(Box::default())
    }

    /// The text with these units; lone surrogates are kept.
    pub fn from_units(units: &[u16]) -> Self {
        if units.iter().all(|&unit| unit <= 0xFF) {
            Self::Latin1(units.iter().map(|&unit| unit as u8).collect())
        } else {
            Self::Utf16(units.into())
        }
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(bytes) => bytes.len(),
            Self::Utf16(units) => units.len(),
        }
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The unit at `index`, which must be in range.
    pub fn unit(&self, index: usize) -> u16 {
        match self {
            Self::Latin1(bytes) => u16::from(bytes[index]),
            Self::Utf16(units) => units[index],
        }
    }

    /// All units in order.
    pub fn units(&self) -> impl Iterator<Item = u16> + '_ {
        (0..self.len()).map(|index| self.unit(index))
    }

    /// The units from `start` to `end` (clamped) as a text of its own.
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let end = end.min(self.len());
        let start = start.min(end);
        match self {
            Self::Latin1(bytes) => Self::Latin1(bytes[start..end].into()),
            Self::Utf16(units) => Self::from_units(&units[start..end]),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        if text.is_ascii() {
            return Self::Latin1(text.as_bytes().into());
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        Self::from_units(&units)
    }
}

impl From<&[u16]> for Text {
    fn from(units: &[u16]) -> Self {
        Self::from_units(units)
    }
}

/// Writes the text; lone surrogates become U+FFFD.
impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        match self {
            Self::Latin1(bytes) => bytes.iter().try_for_each(|&byte| formatter.write_char(char::from(byte))),
            Self::Utf16(units) => char::decode_utf16(units.iter().copied())
                .try_for_each(|unit| formatter.write_char(unit.unwrap_or(char::REPLACEMENT_CHARACTER))),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.to_string())
    }
}

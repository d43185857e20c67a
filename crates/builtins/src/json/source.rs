//! The text that is parsed, as Latin-1 or UTF-16 code units.

use roundelay_vm::heap::JsString;
use roundelay_vm::{Agent, PropertyKey};

/// Code units of a text.
pub(super) trait Source: Copy {
    fn len(self) -> usize;
    /// The code unit at a position, 0 beyond the end (no token begins with that).
    fn at(self, index: usize) -> u16;
    /// The first position from `from` on of a quote, a backslash or a control character.
    fn string_end(self, from: usize) -> usize;
    fn string(self, agent: &mut Agent, start: usize, end: usize) -> JsString;
    fn key(self, agent: &mut Agent, start: usize, end: usize) -> PropertyKey;
    fn equals(self, left: (usize, usize), right: (usize, usize)) -> bool;
    /// A number without fraction or exponent is an int mostly; everything else comes here.
    fn parse_number(self, start: usize, end: usize) -> f64;
}

const fn special_units() -> [bool; 256] {
    let mut table = [false; 256];
    let mut unit = 0;
    while unit < 0x20 {
        table[unit] = true;
        unit += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
}

/// Whether a string of JSON text cannot hold the unit as it is.
pub(super) static IS_SPECIAL: [bool; 256] = special_units();

fn key_of_string(agent: &mut Agent, string: JsString) -> PropertyKey {
    agent.property_key_from_string(string)
}

impl Source for &[u8] {
    #[inline(always)]
    fn len(self) -> usize {
        <[u8]>::len(self)
    }

    #[inline(always)]
    fn at(self, index: usize) -> u16 {
        self.get(index).map_or(0, |&unit| u16::from(unit))
    }

    #[inline(always)]
    fn string_end(self, from: usize) -> usize {
        let rest = &self[from..];
        rest.iter()
            .position(|&unit| IS_SPECIAL[usize::from(unit)])
            .map_or(<[u8]>::len(self), |offset| from + offset)
    }

    #[inline]
    fn string(self, agent: &mut Agent, start: usize, end: usize) -> JsString {
        agent.string_from_latin1(&self[start..end])
    }

    fn key(self, agent: &mut Agent, start: usize, end: usize) -> PropertyKey {
        let units = &self[start..end];
        if units.first().is_none_or(|unit| !unit.is_ascii_digit()) {
            return PropertyKey::String(agent.heap.intern_latin1(units));
        }
        let string = agent.string_from_latin1(units);
        key_of_string(agent, string)
    }

    #[inline]
    fn equals(self, left: (usize, usize), right: (usize, usize)) -> bool {
        self[left.0..left.1] == self[right.0..right.1]
    }

    fn parse_number(self, start: usize, end: usize) -> f64 {
        std::str::from_utf8(&self[start..end]).ok().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
    }
}

impl Source for &[u16] {
    #[inline(always)]
    fn len(self) -> usize {
        <[u16]>::len(self)
    }

    #[inline(always)]
    fn at(self, index: usize) -> u16 {
        self.get(index).copied().unwrap_or(0)
    }

    #[inline]
    fn string_end(self, from: usize) -> usize {
        let rest = &self[from..];
        let is_end = |&unit: &u16| unit < 256 && IS_SPECIAL[usize::from(unit)];
        rest.iter().position(is_end).map_or(<[u16]>::len(self), |offset| from + offset)
    }

    fn string(self, agent: &mut Agent, start: usize, end: usize) -> JsString {
        agent.string_from_units(&self[start..end])
    }

    fn key(self, agent: &mut Agent, start: usize, end: usize) -> PropertyKey {
        let string = agent.string_from_units(&self[start..end]);
        key_of_string(agent, string)
    }

    fn equals(self, left: (usize, usize), right: (usize, usize)) -> bool {
        self[left.0..left.1] == self[right.0..right.1]
    }

    fn parse_number(self, start: usize, end: usize) -> f64 {
        let text: String = self[start..end].iter().map(|&unit| char::from(unit as u8)).collect();
        text.parse().unwrap_or(f64::NAN)
    }
}

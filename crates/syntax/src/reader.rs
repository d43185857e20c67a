//! The text as the parser reads it: a stream of bytes that ends in an error before the stack does.
//!
//! The parser recurses without any limit of its own. But it cannot go deeper without reading on, so the reader, which it
//! calls at its deepest point, is where the depth can be guarded.

use std::cell::Cell;
use std::io::{self, Read};

use crate::deep_stack::is_exhausted;

/// Encodes UTF-16 code units as UTF-8, lone surrogates like other code points, byte by byte.
pub(crate) struct GuardedReader<'a> {
    units: &'a [u16],
    index: usize,
    /// Bytes of the current code point: `bytes[next..end]` are still to be read.
    bytes: [u8; 4],
    next: usize,
    end: usize,
    /// Set when the stack is nearly used up; all reading fails from then on.
    exhausted: &'a Cell<bool>,
}

impl<'a> GuardedReader<'a> {
    pub(crate) fn new(units: &'a [u16], exhausted: &'a Cell<bool>) -> Self {
        Self { units, index: 0, bytes: [0; 4], next: 0, end: 0, exhausted }
    }

    /// Encodes a code point that is not ASCII.
    #[cold]
    fn encode(&mut self, unit: u16) {
        let next = self.units.get(self.index).copied().unwrap_or(0);
        let is_pair = (0xd800..0xdc00).contains(&unit) && (0xdc00..0xe000).contains(&next);
        let mut code = u32::from(unit);
        if is_pair {
            self.index += 1;
            code = 0x1_0000 + ((code - 0xd800) << 10) + (u32::from(next) - 0xdc00);
        }
        let continuation = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
        (self.bytes, self.end) = match code {
            0..0x800 => ([0xc0 | (code >> 6) as u8, continuation(0), 0, 0], 2),
            0x800..0x1_0000 => ([0xe0 | (code >> 12) as u8, continuation(6), continuation(0), 0], 3),
            _ => ([0xf0 | (code >> 18) as u8, continuation(12), continuation(6), continuation(0)], 4),
        };
        self.next = 0;
    }
}

impl Read for GuardedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(byte) = buffer.first_mut() else { return Ok(0) };
        if self.next == self.end {
            let Some(&unit) = self.units.get(self.index) else { return Ok(0) };
            self.index += 1;
            if unit < 0x80 {
                // Words do not nest by themselves.
                if !(unit as u8).is_ascii_alphanumeric() && is_exhausted() {
                    self.exhausted.set(true);
                }
                if self.exhausted.get() {
                    return Err(io::Error::other("the stack is used up"));
                }
                *byte = unit as u8;
                return Ok(1);
            }
            self.encode(unit);
        }
        *byte = self.bytes[self.next];
        self.next += 1;
        Ok(1)
    }
}

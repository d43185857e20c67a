//! Symbols (6.1.5), private names among them.

use crate::cell::{self, CELL_FLAGS_OFFSET, CELL_WORD_OFFSET, assert_one_word, debug_as_address};
use crate::value::Value;

pub(crate) const SYMBOL_DESCRIPTION_OFFSET: usize = 8;

/// Bits of a symbol's flags byte.
#[derive(Debug)]
pub struct SymbolFlags;

impl SymbolFlags {
    /// A private name (`#x`), never visible to a program.
    pub const PRIVATE: u8 = 1;
    /// Made by `Symbol.for`.
    pub const REGISTERED: u8 = 2;
    /// One of the well-known symbols.
    pub const WELL_KNOWN: u8 = 4;
}

cell::handle! {
    /// A symbol cell. Two handles are equal when they are the same symbol.
    Symbol
}
debug_as_address!(Symbol);
assert_one_word!(Symbol);

impl Symbol {
    /// A hash that stays the same for the symbol's life.
    #[inline(always)]
    pub fn hash(self) -> u32 {
        // SAFETY: a handle in use stands for a live symbol.
        unsafe { cell::read(self.word(), CELL_WORD_OFFSET) }
    }

    /// `[[Description]]`: a string or `undefined`.
    #[inline(always)]
    pub fn description(self) -> Value {
        // SAFETY: a handle in use stands for a live symbol.
        unsafe { cell::read(self.word(), SYMBOL_DESCRIPTION_OFFSET) }
    }

    /// The flags byte, see [`SymbolFlags`].
    #[inline(always)]
    pub fn flags(self) -> u8 {
        // SAFETY: a handle in use stands for a live symbol.
        unsafe { cell::read(self.word(), CELL_FLAGS_OFFSET) }
    }

    /// Is this a private name?
    #[inline(always)]
    pub fn is_private(self) -> bool {
        self.flags() & SymbolFlags::PRIVATE != 0
    }

    /// Was this made by `Symbol.for`?
    #[inline(always)]
    pub fn is_registered(self) -> bool {
        self.flags() & SymbolFlags::REGISTERED != 0
    }
}

//! Big integers (6.1.6.2): a sign and 64-bit digits, least significant first.

use crate::cell::{self, CELL_EXTRA_OFFSET, CELL_WORD_OFFSET, assert_one_word, debug_as_address};

pub(crate) const BIGINT_DIGITS_OFFSET: usize = 8;

/// The sign of a big integer. Zero is positive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Zero or more.
    Positive,
    /// Less than zero.
    Negative,
}

cell::handle! {
    /// A big integer cell. Handles are equal when they are the same cell, not when the numbers are equal.
    BigInt
}
debug_as_address!(BigInt);
assert_one_word!(BigInt);

impl BigInt {
    /// The sign.
    #[inline(always)]
    pub fn sign(self) -> Sign {
        // SAFETY: a handle in use stands for a live big integer.
        let extra: u8 = unsafe { cell::read(self.word(), CELL_EXTRA_OFFSET) };
        if extra == 0 { Sign::Positive } else { Sign::Negative }
    }

    /// Is the number less than zero?
    #[inline(always)]
    pub fn is_negative(self) -> bool {
        self.sign() == Sign::Negative
    }

    /// Is the number zero? Zero has no digits.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        self.digits().is_empty()
    }

    /// The digits, least significant first, the last one not zero.
    #[inline(always)]
    pub fn digits(&self) -> &[u64] {
        // SAFETY: the header counts the digits that follow it; they are never written again.
        unsafe {
            let count: u32 = cell::read(self.word(), CELL_WORD_OFFSET);
            core::slice::from_raw_parts(cell::field(self.word(), BIGINT_DIGITS_OFFSET), count as usize)
        }
    }
}

//! Numeric literals (12.9.3 <https://tc39.es/ecma262/#sec-literals-numeric-literals>).

use super::{Lexer, TokenKind};

/// The value of a numeric literal.
pub(crate) enum Number {
    Float(f64),
    /// Digits in decimal.
    BigInt(String),
}

impl Lexer<'_> {
    /// Reads the number that starts at `start`.
    pub(super) fn number(&self, start: usize) -> (TokenKind, usize) {
        let end = match (self.units[start], self.at(start + 1)) {
            (0x30, 0x78 | 0x58) => self.integer_part(start + 2, 16),
            (0x30, 0x6f | 0x4f) => self.integer_part(start + 2, 8),
            (0x30, 0x62 | 0x42) => self.integer_part(start + 2, 2),
            (0x30, 0x30..=0x39) => self.legacy_number(start),
            _ => self.decimal(start),
        };
        let end = end.filter(|&end| {
            let mut escaped = false;
            // `3in []` is an error: no identifier or digit may follow.
            self.at(end).wrapping_sub(0x30) >= 10 && self.word_end(end, &mut escaped).is_none()
        });
        match end {
            Some(end) => (TokenKind::Number, end),
            None => (TokenKind::Invalid, start + 1),
        }
    }

    /// Digits with separators, and the suffix of a big integer.
    fn integer_part(&self, start: usize, radix: u32) -> Option<usize> {
        let end = self.digits(start, radix)?;
        Some(if self.at(end) == 0x6e { end + 1 } else { end })
    }

    /// Digits, with single underscores between them.
    fn digits(&self, start: usize, radix: u32) -> Option<usize> {
        let is_digit =
            |index: usize| char::from_u32(u32::from(self.at(index))).is_some_and(|c| c.is_digit(radix));
        let mut index = start;
        while is_digit(index) {
            index += 1;
            if self.at(index) == 0x5f {
                index += 1;
                if !is_digit(index) {
                    return None;
                }
            }
        }
        (index > start).then_some(index)
    }

    /// `010` is octal, `08.5` is decimal; neither has separators or a suffix.
    fn legacy_number(&self, start: usize) -> Option<usize> {
        let rest = &self.units[start..];
        let length = rest.iter().position(|unit| !(0x30..=0x39).contains(unit)).unwrap_or(rest.len());
        let end = start + length;
        match rest[..length].iter().any(|&unit| unit > 0x37) {
            true => self.fraction_and_exponent(end),
            false => Some(end),
        }
    }

    fn decimal(&self, start: usize) -> Option<usize> {
        if self.units[start] == 0x2e {
            return self.fraction_and_exponent(start);
        }
        let end = self.digits(start, 10)?;
        // `0_1` would look octal.
        let is_zero_separated = self.units[start] == 0x30 && end > start + 1;
        match self.at(end) {
            _ if is_zero_separated => None,
            0x6e => Some(end + 1),
            _ => self.fraction_and_exponent(end),
        }
    }

    fn fraction_and_exponent(&self, start: usize) -> Option<usize> {
        let mut end = start;
        if self.at(end) == 0x2e {
            end += 1;
            if self.at(end).wrapping_sub(0x30) < 10 {
                end = self.digits(end, 10)?;
            }
        }
        if matches!(self.at(end), 0x65 | 0x45) {
            let sign = usize::from(matches!(self.at(end + 1), 0x2b | 0x2d));
            end = self.digits(end + 1 + sign, 10)?;
        }
        Some(end)
    }
}

/// Whether a number is `010` or `08`.
pub(crate) fn is_legacy_number(text: &[u16]) -> bool {
    matches!(text, [0x30, 0x30..=0x39, ..])
}

/// The value of a well-formed literal.
/// 12.9.3.3 NumericValue <https://tc39.es/ecma262/#sec-numericvalue>
pub(crate) fn number_value(units: &[u16]) -> Number {
    if units.len() <= 15 && units.iter().all(|unit| (0x30..=0x39).contains(unit)) && !is_legacy_number(units)
    {
        let value = units.iter().fold(0_u64, |value, unit| value * 10 + u64::from(unit - 0x30));
        return Number::Float(value as f64);
    }
    let text: String = (units.iter().filter(|&&unit| unit != 0x5f))
        .map(|&unit| char::from_u32(u32::from(unit)).unwrap_or('0'))
        .collect();
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', b'o' | b'O', ..] => (&text[2..], 8),
        [b'0', b'b' | b'B', ..] => (&text[2..], 2),
        [b'0', rest @ ..] if !rest.is_empty() && rest.iter().all(|digit| (b'0'..=b'7').contains(digit)) => {
            (&text[1..], 8)
        }
        _ => (&*text, 10),
    };
    match digits.strip_suffix('n') {
        Some(digits) if radix == 10 => Number::BigInt(digits.to_owned()),
        Some(digits) => Number::BigInt(to_decimal(digits, radix)),
        None if radix == 10 => Number::Float(digits.parse().unwrap_or(f64::NAN)),
        None => Number::Float(power_of_two_value(digits, radix)),
    }
}

/// The value of digits whose radix is a power of two, rounded to the nearest double, ties to even.
fn power_of_two_value(digits: &str, radix: u32) -> f64 {
    let bits_per_digit = radix.trailing_zeros();
    let mut mantissa = 0_u64;
    // Bits that no longer fit are counted; one of them that is set makes the last bit of the mantissa set, too.
    let mut dropped = 0_u32;
    for digit in digits.chars().filter_map(|digit| digit.to_digit(radix)) {
        for shift in (0..bits_per_digit).rev() {
            let bit = u64::from(digit >> shift & 1);
            if mantissa >> 62 == 0 {
                mantissa = mantissa << 1 | bit;
            } else {
                mantissa |= bit;
                dropped = dropped.saturating_add(1);
            }
        }
    }
    mantissa as f64 * 2_f64.powi(dropped.min(2000) as i32)
}

/// The decimal digits of an integer in another radix.
fn to_decimal(digits: &str, radix: u32) -> String {
    const CHUNK: u64 = 1_000_000_000;
    // Nine decimal digits each, the lowest first.
    let mut chunks = vec![0_u64];
    // Several digits at once: at most 28 bits.
    let digits: Vec<u64> = digits.chars().filter_map(|digit| digit.to_digit(radix)).map(u64::from).collect();
    let per_step = (28 / radix.trailing_zeros()) as usize;
    let first = digits.len() % per_step;
    let (head, tail) = digits.split_at(first);
    for group in std::iter::once(head).chain(tail.chunks(per_step)).filter(|group| !group.is_empty()) {
        let scale = u64::from(radix).pow(group.len() as u32);
        let mut carry = group.iter().fold(0, |value, digit| value * u64::from(radix) + digit);
        for chunk in &mut chunks {
            carry += *chunk * scale;
            *chunk = carry % CHUNK;
            carry /= CHUNK;
        }
        if carry > 0 {
            chunks.push(carry);
        }
    }
    let mut text = chunks.pop().unwrap_or(0).to_string();
    for chunk in chunks.iter().rev() {
        text.push_str(&format!("{chunk:09}"));
    }
    text
}

//! 6.1.6.1 The Number type: text to number, and the operations that are more than one machine instruction.

use roundelay_heap::{JsString, StringContent, Value};

use super::string::trim_range;
use crate::agent::Agent;

impl Agent {
    /// 7.1.4.1.1 StringToNumber ( str )
    /// <https://tc39.es/ecma262/#sec-stringtonumber>
    pub fn string_to_number(&mut self, string: JsString) -> f64 {
        let string = self.heap.flatten(string);
        string_to_number(string.content())
    }

    /// 6.1.6.1.20 Number::toString ( x, 10 )
    /// <https://tc39.es/ecma262/#sec-numeric-types-number-tostring>
    pub fn number_to_string(&mut self, number: f64) -> JsString {
        let int = number as i32;
        if f64::from(int) == number {
            return self.int_to_string(int);
        }
        if number.is_nan() {
            return self.names.nan;
        }
        if number.is_infinite() {
            return if number > 0.0 { self.names.infinity } else { self.names.infinity_negative };
        }
        let mut buffer = ryu_js::Buffer::new();
        self.heap.alloc_latin1(buffer.format_finite(number).as_bytes())
    }

    /// The decimal digits of an int.
    #[inline]
    pub fn int_to_string(&mut self, int: i32) -> JsString {
        let mut buffer = itoa::Buffer::new();
        self.heap.alloc_latin1(buffer.format(int).as_bytes())
    }

    /// The string of a number value.
    #[inline]
    pub(crate) fn number_value_to_string(&mut self, value: Value) -> JsString {
        match value.as_int() {
            Some(int) => self.int_to_string(int),
            None => self.number_to_string(value.as_double().unwrap_or(f64::NAN)),
        }
    }
}

/// 6.1.6.1.20 Number::toString ( x, 10 ) as a Rust string.
pub fn number_to_rust_string(number: f64) -> String {
    ryu_js::Buffer::new().format(number).to_owned()
}

/// 7.1.4.1.1 StringToNumber ( str )
/// <https://tc39.es/ecma262/#sec-stringtonumber>
pub fn string_to_number(content: StringContent<'_>) -> f64 {
    let (start, end) = trim_range(content);
    match content.slice(start, end) {
        StringContent::Latin1(units) => parse_numeric(units),
        StringContent::Utf16(units) => match narrow(units) {
            Some(units) => parse_numeric(&units),
            None => f64::NAN,
        },
    }
}

fn narrow(units: &[u16]) -> Option<Vec<u8>> {
    units.iter().map(|&unit| u8::try_from(unit).ok()).collect()
}

/// StringNumericLiteral without surrounding white space.
fn parse_numeric(text: &[u8]) -> f64 {
    if let Some(int) = parse_short_digits(text) {
        return int;
    }
    match text {
        [] => 0.0,
        [b'0', b'x' | b'X', digits @ ..] => parse_radix_literal(digits, 16),
        [b'0', b'o' | b'O', digits @ ..] => parse_radix_literal(digits, 8),
        [b'0', b'b' | b'B', digits @ ..] => parse_radix_literal(digits, 2),
        _ => match decimal_prefix(text) {
            Some((number, length)) if length == text.len() => number,
            _ => f64::NAN,
        },
    }
}

/// The quick case: at most 15 digits.
#[inline]
fn parse_short_digits(text: &[u8]) -> Option<f64> {
    if text.is_empty() || text.len() > 15 {
        return None;
    }
    let mut number: u64 = 0;
    for &unit in text {
        let digit = unit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number as f64)
}

fn parse_radix_literal(digits: &[u8], radix: u32) -> f64 {
    let all_digits = digits.iter().all(|&unit| char::from(unit).is_digit(radix));
    if digits.is_empty() || !all_digits { f64::NAN } else { digits_to_number(digits, radix) }
}

/// The longest prefix that is a StrDecimalLiteral: its value and its length.
pub fn decimal_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let sign_length = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let is_negative = text.first() == Some(&b'-');
    let unsigned = &text[sign_length..];
    let (magnitude, length) = if unsigned.starts_with(b"Infinity") {
        (f64::INFINITY, 8)
    } else {
        let length = unsigned_decimal_length(unsigned)?;
        (fast_float2::parse(&unsigned[..length]).ok()?, length)
    };
    Some((if is_negative { -magnitude } else { magnitude }, sign_length + length))
}

/// How many units of `text` are a StrUnsignedDecimalLiteral other than Infinity.
fn unsigned_decimal_length(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| text[from..].iter().take_while(|unit| unit.is_ascii_digit()).count();
    let integer = digits(0);
    let mut end = integer;
    let mut fraction = 0;
    if text.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        if integer + fraction > 0 {
            end += 1 + fraction;
        }
    }
    if integer + fraction == 0 {
        return None;
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let start = end + 1 + sign;
        let exponent = if start <= text.len() { digits(start) } else { 0 };
        if exponent > 0 {
            end = start + exponent;
        }
    }
    Some(end)
}

/// The number that digits of a radix stand for, rounded once. All units must be digits of the radix.
pub fn digits_to_number(digits: &[u8], radix: u32) -> f64 {
    if radix == 10 {
        return fast_float2::parse(digits).unwrap_or(f64::NAN);
    }
    let mut number = 0.0;
    for &unit in digits {
        number = number * f64::from(radix) + f64::from(char::from(unit).to_digit(radix).unwrap_or(0));
    }
    if number < 9_007_199_254_740_992.0 {
        return number;
    }
    match num_bigint::BigUint::parse_bytes(digits, radix) {
        Some(exact) => super::bigint::digits_to_f64(&exact.to_u64_digits()),
        None => number,
    }
}

/// 6.1.6.1.3 Number::exponentiate ( base, exponent )
/// <https://tc39.es/ecma262/#sec-numeric-types-number-exponentiate>
pub fn exponentiate(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() {
        return f64::NAN;
    }
    // IEEE 754 `pow` answers 1 here.
    if base.abs() == 1.0 && exponent.is_infinite() {
        return f64::NAN;
    }
    base.powf(exponent)
}

/// 6.1.6.1.6 Number::remainder ( n, d )
/// <https://tc39.es/ecma262/#sec-numeric-types-number-remainder>
#[inline]
pub fn remainder(dividend: f64, divisor: f64) -> f64 {
    dividend % divisor
}

/// 7.1.6 ToInt32 for a number.
#[inline]
pub fn number_to_int32(number: f64) -> i32 {
    let int = number as i32;
    if f64::from(int) == number { int } else { wrap_to_int32(number) }
}

/// 7.1.7 ToUint32 for a number.
#[inline]
pub fn number_to_uint32(number: f64) -> u32 {
    number_to_int32(number) as u32
}

fn wrap_to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    // Within 2^63 the conversion to i64 truncates exactly, and the low half is the answer.
    if number.abs() < 9_223_372_036_854_775_808.0 {
        return number as i64 as i32;
    }
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32 - 1075;
    if exponent >= 32 {
        return 0;
    }
    let mantissa = bits & ((1 << 52) - 1) | 1 << 52;
    let magnitude = (mantissa << exponent) as u32 as i32;
    if number < 0.0 { magnitude.wrapping_neg() } else { magnitude }
}

/// 7.1.5 ToIntegerOrInfinity for a number; never -0.
#[inline]
pub fn integer_or_infinity(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number.trunc() + 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> f64 {
        string_to_number(StringContent::Latin1(text.as_bytes()))
    }

    #[test]
    fn numeric_literals() {
        assert_eq!(parse(""), 0.0);
        assert_eq!(parse("  12\n"), 12.0);
        assert_eq!(parse("-0").to_bits(), (-0.0f64).to_bits());
        assert_eq!(parse("0x1F"), 31.0);
        assert_eq!(parse("0b101"), 5.0);
        assert_eq!(parse(".5e1"), 5.0);
        assert_eq!(parse("5."), 5.0);
        assert_eq!(parse("+Infinity"), f64::INFINITY);
        assert_eq!(parse("1e1000"), f64::INFINITY);
        assert_eq!(parse("123456789012345678901234567890"), 1.234_567_890_123_456_8e29);
        for bad in ["1e", "1e+", ".", "-", "0x", "-0x1", "1_000", "inf", "nan", "infinity", "1 2", "e5"] {
            assert!(parse(bad).is_nan(), "{bad}");
        }
    }

    #[test]
    fn integers_wrap_to_32_bits() {
        assert_eq!(number_to_int32(4_294_967_296.0 + 5.0), 5);
        assert_eq!(number_to_int32(-1.9), -1);
        assert_eq!(number_to_int32(2_147_483_648.0), i32::MIN);
        assert_eq!(number_to_int32(f64::NAN), 0);
        assert_eq!(number_to_int32(2f64.powi(84)), 0);
        assert_eq!(number_to_int32(2f64.powi(63) + 2f64.powi(12)), 4096);
        assert_eq!(number_to_int32(-(2f64.powi(63) + 2f64.powi(12))), -4096);
    }

    #[test]
    fn hexadecimal_rounds_once() {
        assert_eq!(digits_to_number(b"20000000000001", 16), 9_007_199_254_740_992.0);
        assert_eq!(digits_to_number(b"20000000000003", 16), 9_007_199_254_740_996.0);
        assert_eq!(digits_to_number(b"200000000000011", 16), 144_115_188_075_855_904.0);
    }

    #[test]
    fn one_to_the_infinite_is_nan() {
        assert!(exponentiate(1.0, f64::INFINITY).is_nan());
        assert_eq!(exponentiate(f64::NAN, 0.0), 1.0);
        assert_eq!(exponentiate(-2.0, 3.0), -8.0);
    }
}

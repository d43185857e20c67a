//! 6.1.6.2 The BigInt type.
//!
//! Numbers of one digit are computed here, sums, shifts and bits of longer ones in `digits`, quotients in `division`;
//! products of two large numbers make a round trip through `num-bigint`. Sizes are limited, so that no single operation
//! takes long.

use std::cmp::Ordering;

use num_bigint::{BigInt as Integer, BigUint, Sign as IntegerSign};
use roundelay_heap::{BigInt, JsString, Sign, StringContent, Value};

use super::digits::{self, Digits};
use super::division;
use super::string::trim_range;
use crate::agent::Agent;
use crate::error::{Completion, Throw};

/// The most bits a big integer may have.
pub const MAX_BIGINT_BITS: u64 = 1 << 24;

/// An operator on two big integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Every variant is the operation it spells.
pub enum BigIntOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Exponentiate,
    LeftShift,
    SignedRightShift,
    And,
    Or,
    Xor,
}

/// The big integer as an `i128`, if it has at most one digit.
#[inline]
fn small(bigint: BigInt) -> Option<i128> {
    let magnitude = match bigint.digits() {
        [] => 0,
        [digit] => i128::from(*digit),
        _ => return None,
    };
    Some(if bigint.is_negative() { -magnitude } else { magnitude })
}

/// The value for `num-bigint`.
pub fn to_integer(bigint: BigInt) -> Integer {
    let sign = match (bigint.is_zero(), bigint.is_negative()) {
        (true, _) => IntegerSign::NoSign,
        (false, true) => IntegerSign::Minus,
        (false, false) => IntegerSign::Plus,
    };
    let mut digits = Vec::with_capacity(bigint.digits().len() * 2);
    digits.extend(bigint.digits().iter().flat_map(|&digit| [digit as u32, (digit >> 32) as u32]));
    Integer::from_biguint(sign, BigUint::new(digits))
}

/// The number nearest to a magnitude, ties to even, infinite beyond the range.
pub fn digits_to_f64(digits: &[u64]) -> f64 {
    let Some(last) = digits.iter().rposition(|&digit| digit != 0) else {
        return 0.0;
    };
    let top = digits[last];
    if last == 0 {
        return top as f64;
    }
    let bits = (last as u64 + 1) * 64 - u64::from(top.leading_zeros());
    if bits > 1024 {
        return f64::INFINITY;
    }
    let shift = top.leading_zeros();
    let below = digits[last - 1];
    let mut window = if shift == 0 { top } else { top << shift | below >> (64 - shift) };
    // Whatever is cut off only matters as "not zero".
    let rest = if shift == 0 { below } else { below << shift };
    if rest != 0 || digits[..last - 1].iter().any(|&digit| digit != 0) {
        window |= 1;
    }
    window as f64 * 2f64.powi((bits - 64) as i32)
}

impl Agent {
    /// The big integer of an `i128`.
    pub fn bigint_from_i128(&mut self, number: i128) -> BigInt {
        let sign = if number < 0 { Sign::Negative } else { Sign::Positive };
        let magnitude = number.unsigned_abs();
        self.heap.alloc_bigint(sign, &[magnitude as u64, (magnitude >> 64) as u64])
    }

    /// The big integer of an `i64`.
    pub fn bigint_from_i64(&mut self, number: i64) -> BigInt {
        let sign = if number < 0 { Sign::Negative } else { Sign::Positive };
        self.heap.alloc_bigint(sign, &[number.unsigned_abs()])
    }

    /// The big integer of a `u64`.
    pub fn bigint_from_u64(&mut self, number: u64) -> BigInt {
        self.heap.alloc_bigint(Sign::Positive, &[number])
    }

    /// The big integer of an `Integer`; a RangeError if it is too large.
    pub fn bigint_from_integer(&mut self, integer: &Integer) -> Completion<BigInt> {
        if integer.bits() > MAX_BIGINT_BITS {
            return Err(self.bigint_too_large());
        }
        let (sign, digits) = integer.to_u64_digits();
        let sign = if sign == IntegerSign::Minus { Sign::Negative } else { Sign::Positive };
        match self.heap.try_alloc_bigint(sign, &digits) {
            Ok(bigint) => Ok(bigint),
            Err(_) => Err(self.bigint_too_large()),
        }
    }

    #[cold]
    fn bigint_too_large(&mut self) -> Throw {
        self.range_error("Maximum BigInt size exceeded")
    }

    /// The value of a BigInt literal's decimal digits.
    pub fn bigint_from_decimal(&mut self, digits: &str) -> Value {
        let integer = BigUint::parse_bytes(digits.as_bytes(), 10).unwrap_or_default();
        Value::from(self.heap.alloc_bigint(Sign::Positive, &integer.to_u64_digits()))
    }

    /// The big integer of an integral number.
    pub fn bigint_from_integral(&mut self, number: f64) -> BigInt {
        let magnitude = number.abs();
        let sign = if number < 0.0 { Sign::Negative } else { Sign::Positive };
        if magnitude < 18_446_744_073_709_551_616.0 {
            return self.heap.alloc_bigint(sign, &[magnitude as u64]);
        }
        let bits = magnitude.to_bits();
        let exponent = (bits >> 52) as usize - 1075;
        let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52) << (exponent % 64);
        let mut digits = vec![0; exponent / 64];
        digits.extend([mantissa as u64, (mantissa >> 64) as u64]);
        self.heap.alloc_bigint(sign, &digits)
    }

    /// 7.1.14 StringToBigInt ( str ); `None` if it is none.
    /// <https://tc39.es/ecma262/#sec-stringtobigint>
    pub fn string_to_bigint(&mut self, string: JsString) -> Completion<Option<BigInt>> {
        let string = self.heap.flatten(string);
        let parsed = parse_bigint(string.content());
        parsed.map(|integer| self.bigint_from_integer(&integer)).transpose()
    }

    /// 6.1.6.2.21 BigInt::toString ( x, radix )
    /// <https://tc39.es/ecma262/#sec-numeric-types-bigint-tostring>
    pub fn bigint_to_string(&mut self, bigint: BigInt, radix: u32) -> JsString {
        if radix == 10
            && let Some(number) = small(bigint)
        {
            let mut buffer = itoa::Buffer::new();
            return self.heap.alloc_latin1(buffer.format(number).as_bytes());
        }
        let text = to_integer(bigint).to_str_radix(radix);
        self.heap.alloc_latin1(text.as_bytes())
    }

    /// 6.1.6.2 an operator on two big integers.
    /// <https://tc39.es/ecma262/#sec-ecmascript-language-types-bigint-type>
    pub fn bigint_binary(
        &mut self,
        operator: BigIntOperator,
        left: BigInt,
        right: BigInt,
    ) -> Completion<BigInt> {
        if let (Some(x), Some(y)) = (small(left), small(right))
            && let Some(result) = small_binary(operator, x, y)
        {
            return Ok(self.bigint_from_i128(result));
        }
        match operator {
            BigIntOperator::Divide | BigIntOperator::Remainder if right.is_zero() => {
                Err(self.range_error("Division by zero"))
            }
            BigIntOperator::Exponentiate => self.bigint_exponentiate(left, right),
            BigIntOperator::LeftShift => self.bigint_shift(left, right, right.is_negative()),
            BigIntOperator::SignedRightShift => self.bigint_shift(left, right, !right.is_negative()),
            BigIntOperator::Multiply if digit_bits(left) + digit_bits(right) > MAX_BIGINT_BITS + 128 => {
                Err(self.bigint_too_large())
            }
            BigIntOperator::Multiply if left.digits().len().min(right.digits().len()) <= SCHOOL_DIGITS => {
                let mut product = Digits::new();
                product.resize(left.digits().len() + right.digits().len(), 0);
                multiply_digits(left.digits(), right.digits(), &mut product);
                self.bigint_from_digits(product_sign(left, right), &product)
            }
            BigIntOperator::Divide => {
                let (quotient, _) = division::divide(left.digits(), right.digits());
                self.bigint_from_digits(product_sign(left, right), &quotient)
            }
            BigIntOperator::Remainder => {
                let (_, rest) = division::divide(left.digits(), right.digits());
                self.bigint_from_digits(left.sign(), &rest)
            }
            BigIntOperator::Add => self.bigint_sum(left, right, right.sign()),
            BigIntOperator::Subtract => self.bigint_sum(left, right, opposite(right.sign())),
            BigIntOperator::And | BigIntOperator::Or | BigIntOperator::Xor
                if !left.is_negative() && !right.is_negative() =>
            {
                let result = bits_of(operator, left.digits(), right.digits());
                self.bigint_from_digits(Sign::Positive, &result)
            }
            _ => {
                let result = integer_binary(operator, &to_integer(left), &to_integer(right));
                self.bigint_from_integer(&result)
            }
        }
    }

    /// The sum of `left` and the magnitude of `right` with a sign.
    fn bigint_sum(&mut self, left: BigInt, right: BigInt, sign: Sign) -> Completion<BigInt> {
        let (x, y) = (left.digits(), right.digits());
        let (sign, result) = if left.sign() == sign {
            (sign, digits::add(x, y))
        } else if digits::compare(x, y) == Ordering::Less {
            (sign, digits::subtract(y, x))
        } else {
            (left.sign(), digits::subtract(x, y))
        };
        self.bigint_from_digits(sign, &result)
    }

    /// The big integer of a sign and digits, of which the last may be zero; a RangeError if it is too large.
    pub fn bigint_from_digits(&mut self, sign: Sign, digits: &[u64]) -> Completion<BigInt> {
        let last = digits.iter().rposition(|&digit| digit != 0);
        let bits = last.map_or(0, |last| (last as u64 + 1) * 64 - u64::from(digits[last].leading_zeros()));
        if bits > MAX_BIGINT_BITS {
            return Err(self.bigint_too_large());
        }
        match self.heap.try_alloc_bigint(sign, digits) {
            Ok(bigint) => Ok(bigint),
            Err(_) => Err(self.bigint_too_large()),
        }
    }

    /// 6.1.6.2.3 BigInt::exponentiate ( base, exponent )
    /// <https://tc39.es/ecma262/#sec-numeric-types-bigint-exponentiate>
    fn bigint_exponentiate(&mut self, base: BigInt, exponent: BigInt) -> Completion<BigInt> {
        if exponent.is_negative() {
            return Err(self.range_error("Exponent must be non-negative"));
        }
        if exponent.is_zero() {
            return Ok(self.bigint_from_u64(1));
        }
        let is_odd = exponent.digits()[0] & 1 == 1;
        match small(base) {
            Some(0 | 1) => return Ok(base),
            Some(-1) => return Ok(self.bigint_from_i64(if is_odd { -1 } else { 1 })),
            _ => {}
        }
        let base = to_integer(base);
        let fits = |exponent: u64| {
            (base.bits() - 1).checked_mul(exponent).is_some_and(|bits| bits <= MAX_BIGINT_BITS)
        };
        match *exponent.digits() {
            [exponent] if fits(exponent) => {
                let power =
                    base.pow(u32::try_from(exponent).expect("a result of so few bits has a small exponent"));
                self.bigint_from_integer(&power)
            }
            _ => Err(self.bigint_too_large()),
        }
    }

    /// 6.1.6.2.9 BigInt::leftShift and 6.1.6.2.10 BigInt::signedRightShift, by the magnitude of `count`.
    /// <https://tc39.es/ecma262/#sec-numeric-types-bigint-leftShift>
    fn bigint_shift(&mut self, value: BigInt, count: BigInt, is_right: bool) -> Completion<BigInt> {
        if value.is_zero() || count.is_zero() {
            return Ok(value);
        }
        let count = match *count.digits() {
            [count] if count <= MAX_BIGINT_BITS => count,
            _ if is_right => MAX_BIGINT_BITS,
            _ => return Err(self.bigint_too_large()),
        };
        if is_right {
            let (mut shifted, is_cut) = digits::shift_right(value.digits(), count);
            if is_cut && value.is_negative() {
                // Rounded towards negative infinity.
                shifted = digits::add(&shifted, &[1]);
            }
            return self.bigint_from_digits(value.sign(), &shifted);
        }
        if digit_bits(value) + count > MAX_BIGINT_BITS + 64 {
            return Err(self.bigint_too_large());
        }
        let shifted = digits::shift_left(value.digits(), count);
        self.bigint_from_digits(value.sign(), &shifted)
    }

    /// 6.1.6.2.1 BigInt::unaryMinus ( x )
    /// <https://tc39.es/ecma262/#sec-numeric-types-bigint-unaryMinus>
    pub fn bigint_negate(&mut self, bigint: BigInt) -> BigInt {
        let sign = if bigint.is_negative() { Sign::Positive } else { Sign::Negative };
        self.heap.alloc_bigint(sign, bigint.digits())
    }

    /// 6.1.6.2.2 BigInt::bitwiseNOT ( x ): -x - 1.
    /// <https://tc39.es/ecma262/#sec-numeric-types-bigint-bitwiseNOT>
    pub fn bigint_not(&mut self, bigint: BigInt) -> Completion<BigInt> {
        match small(bigint) {
            Some(number) => Ok(self.bigint_from_i128(-number - 1)),
            None => self.bigint_from_integer(&(-to_integer(bigint) - 1)),
        }
    }

    /// The sum with a small number, for `++` and `--`.
    pub fn bigint_add_small(&mut self, bigint: BigInt, number: i32) -> Completion<BigInt> {
        match small(bigint) {
            Some(value) => Ok(self.bigint_from_i128(value + i128::from(number))),
            None => self.bigint_from_integer(&(to_integer(bigint) + number)),
        }
    }
}

/// Products whose shorter factor has at most so many digits are computed digit by digit.
const SCHOOL_DIGITS: usize = 32;

/// Adds the product of two magnitudes to `product`, which is zero and long enough.
fn multiply_digits(x: &[u64], y: &[u64], product: &mut [u64]) {
    for (offset, &digit) in x.iter().enumerate() {
        let mut carry = 0;
        for (place, &other) in y.iter().enumerate() {
            // At most (2^64 - 1)^2 + 2 (2^64 - 1), which is 2^128 - 1.
            let sum = u128::from(digit) * u128::from(other) + u128::from(product[offset + place]) + carry;
            product[offset + place] = sum as u64;
            carry = sum >> 64;
        }
        product[offset + y.len()] = carry as u64;
    }
}

/// The sign of a product or a quotient that is not zero.
fn product_sign(left: BigInt, right: BigInt) -> Sign {
    if left.sign() == right.sign() { Sign::Positive } else { Sign::Negative }
}

fn opposite(sign: Sign) -> Sign {
    if sign == Sign::Positive { Sign::Negative } else { Sign::Positive }
}

/// A bit operator on magnitudes that are not negative.
fn bits_of(operator: BigIntOperator, x: &[u64], y: &[u64]) -> Digits {
    match operator {
        BigIntOperator::And => digits::bitwise(x, y, |x, y| x & y),
        BigIntOperator::Or => digits::bitwise(x, y, |x, y| x | y),
        _ => digits::bitwise(x, y, |x, y| x ^ y),
    }
}

fn digit_bits(bigint: BigInt) -> u64 {
    bigint.digits().len() as u64 * 64
}

/// Operations whose result an `i128` certainly holds.
fn small_binary(operator: BigIntOperator, x: i128, y: i128) -> Option<i128> {
    match operator {
        BigIntOperator::Add => Some(x + y),
        BigIntOperator::Subtract => Some(x - y),
        BigIntOperator::Multiply => x.checked_mul(y),
        BigIntOperator::Divide => x.checked_div(y),
        BigIntOperator::Remainder => x.checked_rem(y),
        BigIntOperator::And => Some(x & y),
        BigIntOperator::Or => Some(x | y),
        BigIntOperator::Xor => Some(x ^ y),
        BigIntOperator::LeftShift if (0..63).contains(&y) => Some(x << y),
        BigIntOperator::SignedRightShift if (0..=127).contains(&y) => Some(x >> y),
        BigIntOperator::Exponentiate => x.checked_pow(u32::try_from(y).ok()?),
        BigIntOperator::LeftShift | BigIntOperator::SignedRightShift => None,
    }
}

fn integer_binary(operator: BigIntOperator, x: &Integer, y: &Integer) -> Integer {
    match operator {
        BigIntOperator::Add => x + y,
        BigIntOperator::Subtract => x - y,
        BigIntOperator::Multiply => x * y,
        BigIntOperator::And => x & y,
        BigIntOperator::Or => x | y,
        BigIntOperator::Xor => x ^ y,
        _ => unreachable!("shifts, powers and quotients have functions of their own"),
    }
}

/// StringIntegerLiteral with surrounding white space.
fn parse_bigint(content: StringContent<'_>) -> Option<Integer> {
    let (start, end) = trim_range(content);
    let text: Vec<u8> =
        content.slice(start, end).units().map(|unit| u8::try_from(unit).ok()).collect::<Option<_>>()?;
    let (digits, radix, is_negative) = match &text[..] {
        [] => return Some(Integer::ZERO),
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16, false),
        [b'0', b'o' | b'O', digits @ ..] => (digits, 8, false),
        [b'0', b'b' | b'B', digits @ ..] => (digits, 2, false),
        [b'+', digits @ ..] => (digits, 10, false),
        [b'-', digits @ ..] => (digits, 10, true),
        digits => (digits, 10, false),
    };
    if digits.is_empty() || !digits.iter().all(|&unit| char::from(unit).is_digit(radix)) {
        return None;
    }
    // A text that is surely too large is not even parsed, which takes seconds for millions of digits.
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    let least_bits = (digits.len() - zeros) as f64 * f64::from(radix).log2() - f64::from(radix).log2();
    if least_bits > MAX_BIGINT_BITS as f64 {
        return Some(Integer::from(1) << (MAX_BIGINT_BITS + 1));
    }
    let magnitude = BigUint::parse_bytes(digits, radix)?;
    let sign = if is_negative { IntegerSign::Minus } else { IntegerSign::Plus };
    Some(Integer::from_biguint(sign, magnitude))
}

/// Whether two big integers are the same number.
#[inline]
pub fn equal(x: BigInt, y: BigInt) -> bool {
    x == y || (x.sign() == y.sign() && x.digits() == y.digits())
}

/// The order of two big integers.
pub fn compare(x: BigInt, y: BigInt) -> Ordering {
    let magnitude = |x: BigInt, y: BigInt| {
        let (x, y) = (x.digits(), y.digits());
        x.len().cmp(&y.len()).then_with(|| x.iter().rev().cmp(y.iter().rev()))
    };
    match (x.is_negative(), y.is_negative()) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => magnitude(x, y),
        (true, true) => magnitude(y, x),
    }
}

/// The order of a big integer and a number; `None` for NaN.
pub fn compare_with_number(x: BigInt, y: f64) -> Option<Ordering> {
    if y.is_nan() {
        return None;
    }
    if y.is_infinite() {
        return Some(if y > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    let is_negative = y < 0.0;
    if x.is_negative() != is_negative {
        return Some(if x.is_negative() { Ordering::Less } else { Ordering::Greater });
    }
    let magnitude = compare_magnitude(x.digits(), y.abs());
    Some(if is_negative { magnitude.reverse() } else { magnitude })
}

fn compare_magnitude(digits: &[u64], number: f64) -> Ordering {
    let integral = number.trunc();
    let has_fraction = integral != number;
    let order = match digits.len() {
        0 if integral == 0.0 => Ordering::Equal,
        0 => Ordering::Less,
        1 if integral < 18_446_744_073_709_551_616.0 => digits[0].cmp(&(integral as u64)),
        1 => Ordering::Less,
        _ if digits.len() > 16 => Ordering::Greater,
        _ => {
            let mut exact = Vec::with_capacity(17);
            let mut rest = integral;
            // Exact: each step divides by a power of two and keeps whole digits.
            while rest > 0.0 {
                let high = (rest / 18_446_744_073_709_551_616.0).trunc();
                exact.push((rest - high * 18_446_744_073_709_551_616.0) as u64);
                rest = high;
            }
            digits.len().cmp(&exact.len()).then_with(|| digits.iter().rev().cmp(exact.iter().rev()))
        }
    };
    if order == Ordering::Equal && has_fraction { Ordering::Less } else { order }
}

/// The nearest number (21.2 and 7.1.3 `Number(bigint)`).
pub fn to_number(bigint: BigInt) -> f64 {
    let magnitude = digits_to_f64(bigint.digits());
    if bigint.is_negative() { -magnitude } else { magnitude }
}

/// 7.1.16 ToBigUint64 of a big integer: modulo 2^64.
pub fn to_u64_wrapping(bigint: BigInt) -> u64 {
    let low = bigint.digits().first().copied().unwrap_or(0);
    if bigint.is_negative() { low.wrapping_neg() } else { low }
}

/// 7.1.15 ToBigInt64 of a big integer: modulo 2^64.
pub fn to_i64_wrapping(bigint: BigInt) -> i64 {
    to_u64_wrapping(bigint) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnitudes_round_to_even() {
        assert_eq!(digits_to_f64(&[]), 0.0);
        assert_eq!(digits_to_f64(&[0, 1]), 18_446_744_073_709_551_616.0);
        assert_eq!(digits_to_f64(&[1 << 11, 1]), 18_446_744_073_709_551_616.0);
        assert_eq!(digits_to_f64(&[1 << 11 | 1, 1]), 18_446_744_073_709_555_712.0);
        assert_eq!(digits_to_f64(&[u64::MAX; 16]), f64::INFINITY);
    }

    #[test]
    fn magnitudes_compare_with_numbers() {
        assert_eq!(compare_magnitude(&[5], 5.5), Ordering::Less);
        assert_eq!(compare_magnitude(&[6], 5.5), Ordering::Greater);
        assert_eq!(compare_magnitude(&[0, 1], 18_446_744_073_709_551_616.0), Ordering::Equal);
        assert_eq!(compare_magnitude(&[1, 1], 18_446_744_073_709_551_616.0), Ordering::Greater);
        assert_eq!(compare_magnitude(&[0, 0, 1], 1e300), Ordering::Less);
    }

    #[test]
    fn products_digit_by_digit() {
        let mut product = [0; 4];
        multiply_digits(&[u64::MAX, u64::MAX], &[u64::MAX, u64::MAX], &mut product);
        assert_eq!(product, [1, 0, u64::MAX - 1, u64::MAX]);
    }

    #[test]
    fn literals() {
        let parse = |text: &str| parse_bigint(StringContent::Latin1(text.as_bytes()));
        assert_eq!(parse(" -12 "), Some(Integer::from(-12)));
        assert_eq!(parse(""), Some(Integer::ZERO));
        assert_eq!(parse("0xff"), Some(Integer::from(255)));
        assert_eq!(parse("-0xff"), None);
        assert_eq!(parse("1n"), None);
        assert_eq!(parse("1.0"), None);
    }
}

//! Division of the magnitudes of big integers: long division, digit by digit.
//!
//! A digit of the quotient is guessed from the first digits of the rest and of the divisor, which is shifted so that
//! its highest bit is set: then the guess is too great by two at most. Guessing divides two digits by one, which takes
//! two multiplications once the reciprocal of the divisor's first digit is known.

use std::cmp::Ordering;

use super::digits::{self, Digits};

/// Divides by a digit whose highest bit is set.
struct Divisor {
    digit: u64,
    /// `(2^128 - 1) / digit - 2^64`
    reciprocal: u64,
}

impl Divisor {
    fn new(digit: u64) -> Self {
        debug_assert!(digit >> 63 == 1, "the divisor was shifted");
        // The quotient is between 2^64 and 2^65: the cast takes 2^64 away.
        Self { digit, reciprocal: (u128::MAX / u128::from(digit)) as u64 }
    }

    /// Quotient and rest of two digits, of which the high one is less than the divisor.
    #[inline]
    fn divide(&self, high: u64, low: u64) -> (u64, u64) {
        let both = u128::from(high) << 64 | u128::from(low);
        let estimate = (u128::from(self.reciprocal) * u128::from(high)).wrapping_add(both);
        let mut quotient = ((estimate >> 64) as u64).wrapping_add(1);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.digit));
        if rest > estimate as u64 {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.digit);
        }
        if rest >= self.digit {
            quotient = quotient.wrapping_add(1);
            rest -= self.digit;
        }
        (quotient, rest)
    }
}

/// Quotient and rest of two magnitudes whose last digits are not zero; `y` is not zero.
pub(crate) fn divide(x: &[u64], y: &[u64]) -> (Digits, Digits) {
    if digits::compare(x, y) == Ordering::Less {
        return (Digits::new(), x.into());
    }
    let shift = y[y.len() - 1].leading_zeros();
    let mut divisor = digits::shift_left(y, u64::from(shift));
    divisor.truncate(y.len());
    let mut rest = digits::shift_left(x, u64::from(shift));
    let quotient = match *divisor {
        [digit] => divide_by_digit(&mut rest, &Divisor::new(digit)),
        _ => divide_long(&mut rest, &divisor),
    };
    rest.truncate(y.len());
    (quotient, digits::shift_right(&rest, u64::from(shift)).0)
}

/// Leaves the rest in the first digit.
fn divide_by_digit(x: &mut [u64], divisor: &Divisor) -> Digits {
    let mut quotient = Digits::new();
    quotient.resize(x.len() - 1, 0);
    let mut rest = x[x.len() - 1];
    for place in (0..x.len() - 1).rev() {
        (quotient[place], rest) = divisor.divide(rest, x[place]);
    }
    x[0] = rest;
    quotient
}

/// Leaves the rest in the first digits, as many as the divisor has.
fn divide_long(x: &mut [u64], y: &[u64]) -> Digits {
    let count = y.len();
    let (first, second) = (Divisor::new(y[count - 1]), u128::from(y[count - 2]));
    let mut quotient = Digits::new();
    quotient.resize(x.len() - count, 0);
    for place in (0..x.len() - count).rev() {
        let window = &mut x[place..=place + count];
        let (high, next, third) = (window[count], window[count - 1], window[count - 2]);
        // What is left of the first two digits; none when it does not fit a digit: then the guess is not too great.
        let (mut guess, mut left) = match high.cmp(&first.digit) {
            Ordering::Less => {
                let (guess, left) = first.divide(high, next);
                (guess, Some(left))
            }
            _ => (u64::MAX, next.checked_add(first.digit)),
        };
        while let Some(known) = left
            && u128::from(guess) * second > (u128::from(known) << 64 | u128::from(third))
        {
            guess -= 1;
            left = known.checked_add(first.digit);
        }
        if subtract_product(window, y, guess) {
            guess -= 1;
            add_back(window, y);
        }
        quotient[place] = guess;
    }
    quotient
}

/// `x -= y * factor`, where `x` has one digit more; true if that is less than nothing.
fn subtract_product(x: &mut [u64], y: &[u64], factor: u64) -> bool {
    let mut carry = 0_u64;
    for (digit, &other) in x.iter_mut().zip(y) {
        let product = u128::from(factor) * u128::from(other) + u128::from(carry);
        let (difference, borrow) = digit.overflowing_sub(product as u64);
        *digit = difference;
        carry = (product >> 64) as u64 + u64::from(borrow);
    }
    let last = x.len() - 1;
    let (difference, borrow) = x[last].overflowing_sub(carry);
    x[last] = difference;
    borrow
}

/// `x += y`, where the sum has a carry that is dropped.
fn add_back(x: &mut [u64], y: &[u64]) {
    let mut carry = false;
    for (digit, &other) in x.iter_mut().zip(y) {
        let (partial, first) = digit.overflowing_add(other);
        let (total, second) = partial.overflowing_add(u64::from(carry));
        *digit = total;
        carry = first | second;
    }
    let last = x.len() - 1;
    x[last] = x[last].wrapping_add(u64::from(carry));
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;

    use super::*;

    fn number(digits: &[u64]) -> BigUint {
        digits.iter().rev().fold(BigUint::ZERO, |all, &digit| (all << 64) + digit)
    }

    #[test]
    fn quotients_and_rests_are_those_of_another_library() {
        let mut seed = 11_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match seed >> 61 {
                0 => 0,
                1 => u64::MAX,
                2 => 1 << 63,
                3 => seed >> 40,
                4 => u64::MAX - (seed >> 62),
                _ => seed,
            }
        };
        let mut sample = |length: usize| {
            let mut digits: Digits = (0..length).map(|_| next()).collect();
            while digits.last() == Some(&0) {
                digits.pop();
            }
            digits
        };
        for round in 0..20_000_usize {
            let (x, y) = (sample(round % 9), sample(1 + round / 9 % 6));
            if !y.is_empty() {
                let (quotient, rest) = divide(&x, &y);
                let (a, b) = (number(&x), number(&y));
                assert_eq!(number(&quotient), &a / &b, "{x:x?} / {y:x?}");
                assert_eq!(number(&rest), a % b, "{x:x?} % {y:x?}");
            }
        }
    }
}

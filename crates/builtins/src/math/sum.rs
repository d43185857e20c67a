//! The exact sum of numbers, rounded once.
//!
//! ```text
//!   2^-1074 ◄──────────── 34 digits of 64 bits, two's complement ────────────► 2^1102
//! ```
//!
//! Every finite number is an integer multiple of 2^-1074, so adding is integer addition and nothing is lost. There is
//! room for 2^77 of the greatest numbers.

const DIGITS: usize = 34;

/// A sum of any number of numbers.
pub(super) struct ExactSum {
    digits: [u64; DIGITS],
    state: State,
}

/// What the numbers so far have in common (21.3.2.34 `state`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but -0 (or nothing at all).
    MinusZero,
    Finite,
    PlusInfinity,
    MinusInfinity,
    NotANumber,
}

impl ExactSum {
    pub(super) fn new() -> Self {
        Self { digits: [0; DIGITS], state: State::MinusZero }
    }

    pub(super) fn add(&mut self, number: f64) {
        if number.is_finite() {
            if number == 0.0 && number.is_sign_negative() {
                return;
            }
            if self.state == State::MinusZero {
                self.state = State::Finite;
            }
            self.add_finite(number);
            return;
        }
        self.state = match (self.state, number) {
            (State::NotANumber, _) => State::NotANumber,
            (_, number) if number.is_nan() => State::NotANumber,
            (State::MinusInfinity, number) if number > 0.0 => State::NotANumber,
            (State::PlusInfinity, number) if number < 0.0 => State::NotANumber,
            (_, number) => {
                if number > 0.0 {
                    State::PlusInfinity
                } else {
                    State::MinusInfinity
                }
            }
        };
    }

    fn add_finite(&mut self, number: f64) {
        let bits = number.to_bits();
        let exponent = (bits >> 52 & 0x7FF) as usize;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, shift) =
            if exponent == 0 { (fraction, 0) } else { (fraction | 1 << 52, exponent - 1) };
        let wide = u128::from(mantissa) << (shift % 64);
        let parts = [wide as u64, (wide >> 64) as u64];
        let start = shift / 64;
        if number < 0.0 { self.subtract(start, parts) } else { self.add_digits(start, parts) }
    }

    fn add_digits(&mut self, start: usize, parts: [u64; 2]) {
        let mut carry = false;
        for index in start..DIGITS {
            let part = parts.get(index - start).copied().unwrap_or(0);
            if index >= start + 2 && !carry {
                break;
            }
            let (sum, first) = self.digits[index].overflowing_add(part);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            self.digits[index] = sum;
            carry = first || second;
        }
    }

    fn subtract(&mut self, start: usize, parts: [u64; 2]) {
        let mut borrow = false;
        for index in start..DIGITS {
            let part = parts.get(index - start).copied().unwrap_or(0);
            if index >= start + 2 && !borrow {
                break;
            }
            let (difference, first) = self.digits[index].overflowing_sub(part);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            self.digits[index] = difference;
            borrow = first || second;
        }
    }

    /// The number nearest to the sum, ties to even.
    pub(super) fn result(&self) -> f64 {
        match self.state {
            State::MinusZero => -0.0,
            State::PlusInfinity => f64::INFINITY,
            State::MinusInfinity => f64::NEG_INFINITY,
            State::NotANumber => f64::NAN,
            State::Finite => self.round(),
        }
    }

    fn round(&self) -> f64 {
        let is_negative = self.digits[DIGITS - 1] >> 63 == 1;
        let digits = if is_negative { negated(&self.digits) } else { self.digits };
        let Some(top) = digits.iter().rposition(|&digit| digit != 0) else {
            return 0.0;
        };
        let magnitude = round_magnitude(&digits, top);
        if is_negative { -magnitude } else { magnitude }
    }
}

fn negated(digits: &[u64; DIGITS]) -> [u64; DIGITS] {
    let mut result = [0; DIGITS];
    let mut carry = true;
    for (target, &digit) in result.iter_mut().zip(digits) {
        let (value, overflow) = (!digit).overflowing_add(u64::from(carry));
        *target = value;
        carry = overflow;
    }
    result
}

/// The number nearest to `digits` times 2^-1074; `top` is the last digit that is not zero.
fn round_magnitude(digits: &[u64; DIGITS], top: usize) -> f64 {
    let bit_length = top * 64 + 64 - digits[top].leading_zeros() as usize;
    // Up to 53 bits nothing is rounded: subnormal and the least normal numbers.
    let dropped = bit_length.saturating_sub(53);
    let bit = |position: usize| digits[position / 64] >> (position % 64) & 1 == 1;
    let mut mantissa = 0u64;
    for position in (dropped..bit_length).rev() {
        mantissa = mantissa << 1 | u64::from(bit(position));
    }
    if dropped > 0 && bit(dropped - 1) {
        let is_more_than_half = (0..dropped - 1).any(bit);
        if is_more_than_half || mantissa & 1 == 1 {
            mantissa += 1;
        }
    }
    // mantissa × 2^(dropped - 1074): in two steps, each of them exact or overflowing rightly.
    let scale = dropped as i32 - 1074;
    if scale < -1000 {
        return mantissa as f64 * 2f64.powi(scale + 200) * 2f64.powi(-200);
    }
    mantissa as f64 * 2f64.powi(scale)
}

#[cfg(test)]
mod tests {
    use super::ExactSum;

    fn sum(numbers: &[f64]) -> f64 {
        let mut sum = ExactSum::new();
        numbers.iter().for_each(|&number| sum.add(number));
        sum.result()
    }

    #[test]
    fn nothing_is_lost() {
        assert_eq!(
            sum(&[1e308, 1e308, 0.1, 0.1, 1e30, 0.1, -1e30, -1e308, -1e308]),
            0.300_000_000_000_000_04
        );
        assert_eq!(sum(&[0.1, 0.2, 0.3]), 0.6);
        assert_eq!(sum(&[1e308, 1e308]), f64::INFINITY);
        assert_eq!(sum(&[5e-324, 5e-324]), 1e-323);
        assert_eq!(sum(&[-5e-324]), -5e-324);
        assert_eq!(sum(&[1.0, f64::EPSILON / 2.0, 5e-324]), 1.0 + f64::EPSILON);
        assert_eq!(sum(&[]).to_bits(), (-0.0f64).to_bits());
        assert_eq!(sum(&[-0.0, 0.0]).to_bits(), 0);
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
    }
}

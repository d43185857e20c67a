//! Arithmetic on the magnitudes of big integers: 64-bit digits, least significant first.
//!
//! What takes time in proportion to the length is computed on the cells' own digits; a round trip through another
//! representation would cost more than the operation. Results may end in zero digits: whoever stores them drops those.

use std::cmp::Ordering;

use smallvec::SmallVec;

/// A magnitude under construction.
pub type Digits = SmallVec<[u64; 16]>;

/// Compares two magnitudes whose last digits are not zero.
pub(crate) fn compare(x: &[u64], y: &[u64]) -> Ordering {
    x.len().cmp(&y.len()).then_with(|| x.iter().rev().cmp(y.iter().rev()))
}

/// `x + y`
pub(crate) fn add(x: &[u64], y: &[u64]) -> Digits {
    let (long, short) = if x.len() < y.len() { (y, x) } else { (x, y) };
    let mut sum = Digits::with_capacity(long.len() + 1);
    let mut carry = false;
    for (index, &digit) in long.iter().enumerate() {
        let (partial, first) = digit.overflowing_add(short.get(index).copied().unwrap_or(0));
        let (total, second) = partial.overflowing_add(u64::from(carry));
        sum.push(total);
        carry = first | second;
    }
    sum.push(u64::from(carry));
    sum
}

/// `x - y`, where `y` is not greater.
pub(crate) fn subtract(x: &[u64], y: &[u64]) -> Digits {
    let mut difference = Digits::with_capacity(x.len());
    let mut borrow = false;
    for (index, &digit) in x.iter().enumerate() {
        let (partial, first) = digit.overflowing_sub(y.get(index).copied().unwrap_or(0));
        let (total, second) = partial.overflowing_sub(u64::from(borrow));
        difference.push(total);
        borrow = first | second;
    }
    difference
}

/// `x * 2^count`
pub(crate) fn shift_left(x: &[u64], count: u64) -> Digits {
    let (places, bits) = ((count / 64) as usize, (count % 64) as u32);
    let mut shifted = Digits::with_capacity(x.len() + places + 1);
    shifted.resize(places, 0);
    let mut carry = 0;
    for &digit in x {
        shifted.push(digit << bits | carry);
        carry = if bits == 0 { 0 } else { digit >> (64 - bits) };
    }
    shifted.push(carry);
    shifted
}

/// `x / 2^count`, rounded towards zero, and whether that cut anything off.
pub(crate) fn shift_right(x: &[u64], count: u64) -> (Digits, bool) {
    let (places, bits) = ((count / 64) as usize, (count % 64) as u32);
    let Some(kept) = x.get(places..) else { return (Digits::new(), !x.is_empty()) };
    let cut = x[..places].iter().any(|&digit| digit != 0)
        || kept.first().is_some_and(|&digit| digit & ((1 << bits) - 1) != 0);
    let above = |index: usize| kept.get(index + 1).map_or(0, |&next| next << 1 << (63 - bits));
    let shifted = kept.iter().enumerate().map(|(index, &digit)| digit >> bits | above(index)).collect();
    (shifted, cut)
}

/// `x` modulo `2^bits`.
pub fn low_bits(x: &[u64], bits: u64) -> Digits {
    let (places, rest) = ((bits / 64) as usize, (bits % 64) as u32);
    let mut low: Digits = x[..x.len().min(places + 1)].into();
    if let Some(top) = low.get_mut(places) {
        *top &= (1 << rest) - 1;
    }
    low
}

/// `x`, and `y`, digit by digit: `&`, `|` or `^` of magnitudes that are not negative.
pub(crate) fn bitwise(x: &[u64], y: &[u64], operation: impl Fn(u64, u64) -> u64) -> Digits {
    let digit = |of: &[u64], index: usize| of.get(index).copied().unwrap_or(0);
    (0..x.len().max(y.len())).map(|index| operation(digit(x, index), digit(y, index))).collect()
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;

    use super::*;

    fn number(digits: &[u64]) -> BigUint {
        digits.iter().rev().fold(BigUint::ZERO, |all, &digit| (all << 64) + digit)
    }

    /// Magnitudes with many zero and all-one digits, which is where carries run.
    fn samples() -> Vec<Digits> {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match seed >> 62 {
                0 => 0,
                1 => u64::MAX,
                _ => seed,
            }
        };
        let mut samples: Vec<Digits> =
            (0..40_usize).map(|index| (0..index % 7).map(|_| next()).collect()).collect();
        for sample in &mut samples {
            while sample.last() == Some(&0) {
                sample.pop();
            }
        }
        samples
    }

    #[test]
    fn sums_differences_and_bits_are_those_of_another_library() {
        let samples = samples();
        for (x, y) in samples.iter().flat_map(|x| samples.iter().map(move |y| (x, y))) {
            let (a, b) = (number(x), number(y));
            assert_eq!(compare(x, y), a.cmp(&b));
            assert_eq!(number(&add(x, y)), &a + &b);
            if a >= b {
                assert_eq!(number(&subtract(x, y)), &a - &b);
            }
            assert_eq!(number(&bitwise(x, y, |x, y| x & y)), &a & &b);
            assert_eq!(number(&bitwise(x, y, |x, y| x | y)), &a | &b);
            assert_eq!(number(&bitwise(x, y, |x, y| x ^ y)), &a ^ &b);
        }
    }

    #[test]
    fn shifts_and_low_bits_are_those_of_another_library() {
        for x in samples() {
            let a = number(&x);
            for count in [0, 1, 31, 63, 64, 65, 127, 128, 200, 1000] {
                assert_eq!(number(&shift_left(&x, count)), &a << count);
                let (shifted, cut) = shift_right(&x, count);
                assert_eq!(number(&shifted), &a >> count);
                assert_eq!(cut, (&a >> count) << count != a);
                assert_eq!(number(&low_bits(&x, count)), &a - ((&a >> count) << count));
            }
        }
    }
}

//! Text of numbers beyond the shortest decimal form: radix, fixed, exponential, precision (21.1.3).

/// 6.1.6.1.20 Number::toString ( x, radix ) for radices other than 10 and finite numbers.
/// <https://tc39.es/ecma262/#sec-numeric-types-number-tostring>
///
/// The fraction has the fewest digits that tell the number from its neighbours.
pub fn to_radix_string(number: f64, radix: u32) -> String {
    let magnitude = number.abs();
    if magnitude < 9_007_199_254_740_992.0 && magnitude.trunc() == magnitude {
        let text = small_integer_digits(magnitude as u64, radix);
        return if number < 0.0 { format!("-{text}") } else { text };
    }
    let mut integer = magnitude.floor();
    let fraction = fraction_digits(magnitude, &mut integer, radix);
    let mut text = integer_digits(integer, radix);
    if !fraction.is_empty() {
        text.push('.');
        text.extend(fraction.iter().map(|&digit| digit_character(digit, radix)));
    }
    if number < 0.0 { format!("-{text}") } else { text }
}

fn small_integer_digits(mut integer: u64, radix: u32) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut buffer = [0; 64];
    let mut start = buffer.len();
    loop {
        start -= 1;
        buffer[start] = DIGITS[(integer % u64::from(radix)) as usize];
        integer /= u64::from(radix);
        if integer == 0 {
            break;
        }
    }
    text_of(&buffer[start..])
}

fn digit_character(digit: u32, radix: u32) -> char {
    char::from_digit(digit, radix).expect("a digit is less than its radix")
}

/// Digits behind the point; rounding up may carry into `integer`.
fn fraction_digits(magnitude: f64, integer: &mut f64, radix: u32) -> Vec<u32> {
    let mut digits = Vec::new();
    let mut fraction = magnitude - *integer;
    // Half the distance to the next number: what is closer than that is the same number.
    let mut distance = (0.5 * (f64::from_bits(magnitude.to_bits() + 1) - magnitude)).max(f64::from_bits(1));
    if fraction < distance {
        return digits;
    }
    let base = f64::from(radix);
    loop {
        fraction *= base;
        distance *= base;
        let digit = fraction as u32;
        digits.push(digit);
        fraction -= f64::from(digit);
        let rounds_up = fraction > 0.5 || (fraction == 0.5 && digit & 1 == 1);
        if rounds_up && fraction + distance > 1.0 {
            carry(&mut digits, integer, radix);
            break;
        }
        if fraction < distance {
            break;
        }
    }
    digits
}

fn carry(digits: &mut Vec<u32>, integer: &mut f64, radix: u32) {
    while let Some(digit) = digits.pop() {
        if digit + 1 < radix {
            digits.push(digit + 1);
            return;
        }
    }
    *integer += 1.0;
}

fn integer_digits(mut integer: f64, radix: u32) -> String {
    let base = f64::from(radix);
    let mut digits = Vec::new();
    // Beyond 2^53 the last digits say nothing.
    while integer >= 9_007_199_254_740_992.0 {
        integer /= base;
        digits.push('0');
    }
    let mut integer = integer as u64;
    loop {
        digits.push(digit_character((integer % u64::from(radix)) as u32, radix));
        integer /= u64::from(radix);
        if integer == 0 {
            break;
        }
    }
    digits.iter().rev().collect()
}

/// The `count` significant decimal digits of a positive number, and the power of ten of the first one. Of two equally
/// near results the greater one is taken, as 21.1.3 wants.
fn significant_digits(number: f64, count: usize) -> (Vec<u8>, i32) {
    const GUARD: usize = 24;
    let (mut digits, mut exponent) = scientific(number, count);
    // The standard library rounds ties to even. A tie shows as 5 and many zeros; then all digits are needed.
    let (guarded, guarded_exponent) = scientific(number, count + GUARD);
    let tail = &guarded[count..];
    if tail[0] == b'5' && tail[1..].iter().all(|&digit| digit == b'0') {
        // No number has more significant digits than this.
        let (exact, exact_exponent) = scientific(number, 780);
        let is_tie = exact[count..].iter().skip(1).all(|&digit| digit == b'0') && exact[count] == b'5';
        if is_tie {
            (digits, exponent) = increment_digits(exact[..count].to_vec(), exact_exponent);
        }
    } else {
        debug_assert!(guarded_exponent <= exponent);
    }
    (digits, exponent)
}

fn scientific(number: f64, count: usize) -> (Vec<u8>, i32) {
    let text = format!("{:.*e}", count - 1, number);
    let (mantissa, exponent) = text.split_once('e').expect("scientific notation has an exponent");
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    (digits, exponent.parse().expect("an exponent is a small number"))
}

fn increment_digits(mut digits: Vec<u8>, exponent: i32) -> (Vec<u8>, i32) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return (digits, exponent);
        }
        *digit = b'0';
    }
    digits[0] = b'1';
    (digits, exponent + 1)
}

fn text_of(digits: &[u8]) -> String {
    digits.iter().map(|&digit| char::from(digit)).collect()
}

fn with_sign(number: f64, text: String) -> String {
    if number < 0.0 { format!("-{text}") } else { text }
}

/// 21.1.3.3 Number.prototype.toFixed, for finite numbers below 10^21.
/// <https://tc39.es/ecma262/#sec-number.prototype.tofixed>
pub fn to_fixed(number: f64, fraction_digits: usize) -> String {
    let magnitude = number.abs();
    let text = match scaled(magnitude, fraction_digits) {
        Some(digits) => insert_point(&digits.to_string(), fraction_digits),
        None => fixed_magnitude(magnitude, fraction_digits),
    };
    with_sign(number, text)
}

/// The integer nearest to `magnitude` × 10^`power`, halves rounded up, where 128 bits hold the exact product.
fn scaled(magnitude: f64, power: usize) -> Option<u128> {
    let bits = magnitude.to_bits();
    let exponent = (bits >> 52) as i32;
    if power > 20 || exponent == 0 {
        return (bits == 0).then_some(0);
    }
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52) * 10u128.pow(power as u32);
    match 1075 - exponent {
        // Integers above 2^52; below 10^21 with some fraction digits the product has less than 128 bits.
        shift @ -17..=0 => mantissa.checked_mul(1 << -shift),
        shift @ 1..=126 => Some((mantissa >> shift) + (mantissa >> (shift - 1) & 1)),
        // Less than 2^-7.
        shift if shift > 126 => Some(0),
        _ => None,
    }
}

/// Decimal digits of an integer with a point before the last `fraction_digits` of them.
fn insert_point(digits: &str, fraction_digits: usize) -> String {
    if fraction_digits == 0 {
        return digits.to_owned();
    }
    let padded = format!("{digits:0>width$}", width = fraction_digits + 1);
    let (integer, fraction) = padded.split_at(padded.len() - fraction_digits);
    format!("{integer}.{fraction}")
}

fn fixed_magnitude(magnitude: f64, fraction_digits: usize) -> String {
    if magnitude == 0.0 {
        return format!("{:.*}", fraction_digits, 0.0);
    }
    let exponent = scientific(magnitude, 18).1;
    let count = exponent + 1 + fraction_digits as i32;
    if count < 0 {
        return format!("{:.*}", fraction_digits, 0.0);
    }
    if count == 0 {
        // Less than the last digit's place: is it at least one half of it?
        let (digits, _) = scientific(magnitude, 780);
        let one = digits[0] >= b'5';
        let mut text = format!("{:.*}", fraction_digits, 0.0);
        if one {
            text.pop();
            text.push('1');
        }
        return text;
    }
    let (digits, exponent) = significant_digits(magnitude, count as usize);
    place_point(digits, exponent, fraction_digits)
}

/// Digits with the first one at 10^`exponent`, as a text with `fraction_digits` digits behind the point.
fn place_point(mut digits: Vec<u8>, exponent: i32, fraction_digits: usize) -> String {
    if exponent < 0 {
        let mut padded = vec![b'0'; exponent.unsigned_abs() as usize];
        padded.append(&mut digits);
        digits = padded;
    }
    let integer = exponent.max(0) as usize + 1;
    digits.resize(integer + fraction_digits, b'0');
    if fraction_digits == 0 {
        return text_of(&digits);
    }
    format!("{}.{}", text_of(&digits[..integer]), text_of(&digits[integer..]))
}

/// 21.1.3.2 Number.prototype.toExponential, for finite numbers; `None` for as many digits as necessary.
/// <https://tc39.es/ecma262/#sec-number.prototype.toexponential>
pub fn to_exponential(number: f64, fraction_digits: Option<usize>) -> String {
    let magnitude = number.abs();
    let (digits, exponent) = match fraction_digits {
        Some(count) if magnitude == 0.0 => (vec![b'0'; count + 1], 0),
        Some(count) => significant_digits(magnitude, count + 1),
        None => shortest_digits(magnitude),
    };
    with_sign(number, exponential_text(&digits, exponent))
}

fn shortest_digits(magnitude: f64) -> (Vec<u8>, i32) {
    let text = format!("{magnitude:e}");
    let (mantissa, exponent) = text.split_once('e').expect("scientific notation has an exponent");
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    (digits, exponent.parse().expect("an exponent is a small number"))
}

fn exponential_text(digits: &[u8], exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    let point = if digits.len() > 1 { "." } else { "" };
    format!("{}{point}{}e{sign}{}", text_of(&digits[..1]), text_of(&digits[1..]), exponent.unsigned_abs())
}

/// 21.1.3.5 Number.prototype.toPrecision, for finite numbers.
/// <https://tc39.es/ecma262/#sec-number.prototype.toprecision>
pub fn to_precision(number: f64, precision: usize) -> String {
    let magnitude = number.abs();
    let (digits, exponent) =
        if magnitude == 0.0 { (vec![b'0'; precision], 0) } else { significant_digits(magnitude, precision) };
    if exponent < -6 || exponent >= precision as i32 {
        return with_sign(number, exponential_text(&digits, exponent));
    }
    let fraction = (precision as i32 - 1 - exponent) as usize;
    with_sign(number, place_point(digits, exponent, fraction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radix() {
        assert_eq!(to_radix_string(255.0, 16), "ff");
        assert_eq!(to_radix_string(-255.5, 16), "-ff.8");
        assert_eq!(to_radix_string(0.1, 2), "0.0001100110011001100110011001100110011001100110011001101");
        assert_eq!(to_radix_string(0.5, 3), "0.1111111111111111111111111111111112");
        assert_eq!(to_radix_string(2f64.powi(60), 2), format!("1{}", "0".repeat(60)));
        assert_eq!(to_radix_string(35.0, 36), "z");
    }

    #[test]
    fn fixed() {
        for number in
            [0.1, 0.7, 1.005, 123.456, 8.345, 0.000_05, 1e15 + 0.3, 12_345.678_9, 5e-324, 1e-10, 99.995]
        {
            for digits in 0..=20 {
                let exact =
                    if number < 1e-300 { to_fixed(0.0, digits) } else { fixed_magnitude(number, digits) };
                assert_eq!(to_fixed(number, digits), exact, "{number} {digits}");
            }
        }
        assert_eq!(to_fixed(0.5, 0), "1");
        assert_eq!(to_fixed(2.5, 0), "3");
        assert_eq!(to_fixed(-2.5, 0), "-3");
        assert_eq!(to_fixed(1.005, 2), "1.00");
        assert_eq!(to_fixed(1.45, 1), "1.4");
        assert_eq!(to_fixed(0.000_001, 7), "0.0000010");
        assert_eq!(to_fixed(0.000_000_1, 2), "0.00");
        assert_eq!(to_fixed(0.05, 1), "0.1");
        assert_eq!(to_fixed(123.456, 2), "123.46");
        assert_eq!(to_fixed(999.995, 1), "1000.0");
        assert_eq!(to_fixed(1e20, 2), "100000000000000000000.00");
        assert_eq!(to_fixed(0.0, 2), "0.00");
        assert_eq!(to_fixed(1_000_000_000_000_000_128.0, 1), "1000000000000000128.0");
    }

    #[test]
    fn exponential_and_precision() {
        assert_eq!(to_exponential(123_456.0, Some(2)), "1.23e+5");
        assert_eq!(to_exponential(25.0, Some(0)), "3e+1");
        assert_eq!(to_exponential(0.0, Some(2)), "0.00e+0");
        assert_eq!(to_exponential(0.000_12, None), "1.2e-4");
        assert_eq!(to_precision(123.456, 4), "123.5");
        assert_eq!(to_precision(0.000_001, 2), "0.0000010");
        assert_eq!(to_precision(1e21, 3), "1.00e+21");
        assert_eq!(to_precision(2.5, 1), "3");
        assert_eq!(to_precision(99.99, 3), "100");
        assert_eq!(to_precision(0.0, 1), "0");
    }
}

//! Number arithmetic that is more than one machine instruction.

use roundelay_heap::Value;

use super::access::number;

/// The product, unless it overflows or is the negative zero that an int cannot hold.
#[inline(always)]
pub(crate) fn multiply_ints(x: i32, y: i32) -> Option<i32> {
    let product = x.checked_mul(y)?;
    if product == 0 && (x < 0 || y < 0) { None } else { Some(product) }
}

/// 6.1.6.1.5 Number::divide; two ints that divide evenly stay an int.
#[inline(always)]
pub(crate) fn divide(x: Value, y: Value) -> Value {
    let quotient = number(x) / number(y);
    if Value::both_ints(x, y) {
        let truncated = quotient as i32;
        if f64::from(truncated) == quotient && (truncated != 0 || quotient.is_sign_positive()) {
            return Value::int(truncated);
        }
    }
    Value::double(quotient)
}

/// 6.1.6.1.6 Number::remainder; ints stay ints unless the result is negative zero.
#[inline(always)]
pub(crate) fn remainder(x: Value, y: Value) -> Value {
    if Value::both_ints(x, y) {
        let (x, y) = (x.int_unchecked(), y.int_unchecked());
        if x >= 0 && y > 0 {
            return Value::int(((x as u32) % (y as u32)) as i32);
        }
        if y != 0 && x != i32::MIN {
            let rest = x % y;
            return if rest == 0 && x < 0 { Value::double(-0.0) } else { Value::int(rest) };
        }
    }
    Value::double(number(x) % number(y))
}

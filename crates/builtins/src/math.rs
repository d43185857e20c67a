//! 21.3 The Math object.
//!
//! What is approximated is computed as fdlibm does, which the specification recommends, so that results are those of
//! other engines to the last digit and the same on all systems. Where the system's functions are nearer to what engines
//! answer (`cbrt`, `log1p`, `log10`, `tanh`, `pow`), those are used.

use roundelay_vm::operation::iterator::IteratorKind;
use roundelay_vm::realm::{ConstValue, Intrinsic, Property, Table};
use roundelay_vm::value::number::{exponentiate, number_to_uint32};
use roundelay_vm::{Agent, Arguments, Completion, Value};

mod sum;

const fn constant(name: &'static str, number: f64) -> Property {
    Property::Value(name, ConstValue::Number(number), 0)
}

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Math,
    global: Some("Math"),
    statics: &[
        Property::Quick("abs", 1, abs, |_, _, call| of_number(call, f64::abs)),
        Property::Method("acos", 1, acos),
        Property::Method("acosh", 1, acosh),
        Property::Method("asin", 1, asin),
        Property::Method("asinh", 1, asinh),
        Property::Method("atan", 1, atan),
        Property::Method("atanh", 1, atanh),
        Property::Method("atan2", 2, atan2),
        Property::Quick("ceil", 1, ceil, |_, _, call| of_number(call, f64::ceil)),
        Property::Method("cbrt", 1, cbrt),
        Property::Method("expm1", 1, expm1),
        Property::Method("clz32", 1, clz32),
        Property::Method("cos", 1, cos),
        Property::Method("cosh", 1, cosh),
        Property::Method("exp", 1, exp),
        Property::Quick("floor", 1, floor, |_, _, call| of_number(call, f64::floor)),
        Property::Method("fround", 1, fround),
        Property::Method("f16round", 1, f16round),
        Property::Method("hypot", 2, hypot),
        Property::Quick("imul", 2, imul, |_, _, call| of_ints(call, i32::wrapping_mul)),
        Property::Method("log", 1, log),
        Property::Method("log1p", 1, log1p),
        Property::Method("log2", 1, log2),
        Property::Method("log10", 1, log10),
        Property::Quick("max", 2, max, |_, _, call| of_ints(call, i32::max)),
        Property::Quick("min", 2, min, |_, _, call| of_ints(call, i32::min)),
        Property::Method("pow", 2, pow),
        Property::Method("random", 0, random),
        Property::Method("round", 1, round),
        Property::Method("sign", 1, sign),
        Property::Method("sin", 1, sin),
        Property::Method("sinh", 1, sinh),
        Property::Quick("sqrt", 1, sqrt, |_, _, call| of_number(call, f64::sqrt)),
        Property::Method("sumPrecise", 1, sum_precise),
        Property::Method("tan", 1, tan),
        Property::Method("tanh", 1, tanh),
        Property::Quick("trunc", 1, trunc, |_, _, call| of_number(call, f64::trunc)),
        constant("E", std::f64::consts::E),
        constant("LN10", std::f64::consts::LN_10),
        constant("LN2", std::f64::consts::LN_2),
        constant("LOG10E", std::f64::consts::LOG10_E),
        constant("LOG2E", std::f64::consts::LOG2_E),
        constant("PI", std::f64::consts::PI),
        constant("SQRT1_2", std::f64::consts::FRAC_1_SQRT_2),
        constant("SQRT2", std::f64::consts::SQRT_2),
    ],
    tag: Some("Math"),
    ..Table::DEFAULT
};

/// Functions of one number that are what their name says.
macro_rules! unary {
    ($($(#[doc = $doc:literal])+ $name:ident = $compute:expr;)+) => {
        $(
            $(#[doc = $doc])+
            fn $name(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
                let number = agent.to_number(arguments.at(0))?;
                let compute: fn(f64) -> f64 = $compute;
                Ok(Value::number(compute(number)))
            }
        )+
    };
}

unary! {
    /// 21.3.2.2 Math.acos ( x ) <https://tc39.es/ecma262/#sec-math.acos>
    acos = libm::acos;
    /// 21.3.2.3 Math.acosh ( x ) <https://tc39.es/ecma262/#sec-math.acosh>
    acosh = libm::acosh;
    /// 21.3.2.4 Math.asin ( x ) <https://tc39.es/ecma262/#sec-math.asin>
    asin = libm::asin;
    /// 21.3.2.5 Math.asinh ( x ) <https://tc39.es/ecma262/#sec-math.asinh>
    asinh = libm::asinh;
    /// 21.3.2.6 Math.atan ( x ) <https://tc39.es/ecma262/#sec-math.atan>
    atan = libm::atan;
    /// 21.3.2.7 Math.atanh ( x ) <https://tc39.es/ecma262/#sec-math.atanh>
    atanh = libm::atanh;
    /// 21.3.2.9 Math.cbrt ( x ) <https://tc39.es/ecma262/#sec-math.cbrt>
    cbrt = f64::cbrt;
    /// 21.3.2.10 Math.ceil ( x ) <https://tc39.es/ecma262/#sec-math.ceil>
    ceil = f64::ceil;
    /// 21.3.2.11 Math.clz32 ( x ) <https://tc39.es/ecma262/#sec-math.clz32>
    clz32 = |number| f64::from(number_to_uint32(number).leading_zeros());
    /// 21.3.2.12 Math.cos ( x ) <https://tc39.es/ecma262/#sec-math.cos>
    cos = libm::cos;
    /// 21.3.2.13 Math.cosh ( x ) <https://tc39.es/ecma262/#sec-math.cosh>
    cosh = libm::cosh;
    /// 21.3.2.14 Math.exp ( x ) <https://tc39.es/ecma262/#sec-math.exp>
    exp = |number| if number == 1.0 { std::f64::consts::E } else { libm::exp(number) };
    /// 21.3.2.15 Math.expm1 ( x ) <https://tc39.es/ecma262/#sec-math.expm1>
    expm1 = libm::expm1;
    /// 21.3.2.17 Math.f16round ( x ) <https://tc39.es/ecma262/#sec-math.f16round>
    f16round = round_to_half;
    /// 21.3.2.18 Math.fround ( x ) <https://tc39.es/ecma262/#sec-math.fround>
    fround = |number| f64::from(number as f32);
    /// 21.3.2.21 Math.log ( x ) <https://tc39.es/ecma262/#sec-math.log>
    log = libm::log;
    /// 21.3.2.22 Math.log1p ( x ) <https://tc39.es/ecma262/#sec-math.log1p>
    log1p = |number| if number == 0.0 { number } else { number.ln_1p() };
    /// 21.3.2.23 Math.log10 ( x ) <https://tc39.es/ecma262/#sec-math.log10>
    log10 = f64::log10;
    /// 21.3.2.24 Math.log2 ( x ) <https://tc39.es/ecma262/#sec-math.log2>
    log2 = libm::log2;
    /// 21.3.2.30 Math.sign ( x ) <https://tc39.es/ecma262/#sec-math.sign>
    sign = |number| if number == 0.0 || number.is_nan() { number } else { number.signum() };
    /// 21.3.2.31 Math.sin ( x ) <https://tc39.es/ecma262/#sec-math.sin>
    sin = libm::sin;
    /// 21.3.2.32 Math.sinh ( x ) <https://tc39.es/ecma262/#sec-math.sinh>
    sinh = libm::sinh;
    /// 21.3.2.33 Math.sqrt ( x ) <https://tc39.es/ecma262/#sec-math.sqrt>
    sqrt = f64::sqrt;
    /// 21.3.2.35 Math.tan ( x ) <https://tc39.es/ecma262/#sec-math.tan>
    tan = libm::tan;
    /// 21.3.2.36 Math.tanh ( x ) <https://tc39.es/ecma262/#sec-math.tanh>
    tanh = f64::tanh;
    /// 21.3.2.37 Math.trunc ( x ) <https://tc39.es/ecma262/#sec-math.trunc>
    trunc = f64::trunc;
    /// 21.3.2.29 Math.round ( x ) <https://tc39.es/ecma262/#sec-math.round>
    round = round_half_up;
}

/// Halves go towards positive infinity; -0.5 to 0 gives -0.
fn round_half_up(number: f64) -> f64 {
    // Above 2^52 there are no fractions, and adding a half would round.
    if !number.is_finite() || number.abs() >= 4_503_599_627_370_496.0 {
        return number;
    }
    let floor = number.floor();
    let rounded = if number - floor >= 0.5 { floor + 1.0 } else { floor };
    if rounded == 0.0 { 0.0_f64.copysign(number) } else { rounded }
}

/// The nearest IEEE 754 binary16 number, ties to even.
pub(crate) fn round_to_half(number: f64) -> f64 {
    const MAX_ROUNDED: f64 = 65520.0;
    const MIN_NORMAL: f64 = 6.103_515_625e-5;
    if !number.is_finite() || number == 0.0 {
        return number;
    }
    let magnitude = number.abs();
    if magnitude >= MAX_ROUNDED {
        return f64::INFINITY.copysign(number);
    }
    // The distance between neighbours: 2^-24 below the normal numbers, else 2^(exponent - 10).
    let exponent = if magnitude < MIN_NORMAL { -14 } else { (magnitude.to_bits() >> 52) as i32 - 1023 };
    let unit = 2f64.powi(exponent - 10);
    // Division and multiplication by a power of two are exact.
    ((magnitude / unit).round_ties_even() * unit).copysign(number)
}

/// The short way of a function of one number.
#[inline(always)]
fn of_number(call: &[Value], function: impl Fn(f64) -> f64) -> Value {
    let number = call.get(1).and_then(|value| value.as_number());
    number.map_or(Value::EMPTY, |number| Value::number(function(number)))
}

/// The short way of a function of two numbers that are ints.
#[inline(always)]
fn of_ints(call: &[Value], function: impl Fn(i32, i32) -> i32) -> Value {
    match *call {
        [_, x, y] if Value::both_ints(x, y) => Value::int(function(x.int_unchecked(), y.int_unchecked())),
        _ => Value::EMPTY,
    }
}

/// 21.3.2.1 Math.abs ( x )
/// <https://tc39.es/ecma262/#sec-math.abs>
fn abs(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = arguments.at(0);
    match value.as_int() {
        Some(int) if int != i32::MIN => Ok(Value::int(int.abs())),
        _ => Ok(Value::number(agent.to_number(value)?.abs())),
    }
}

/// 21.3.2.16 Math.floor ( x )
/// <https://tc39.es/ecma262/#sec-math.floor>
fn floor(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = arguments.at(0);
    if value.is_int() {
        return Ok(value);
    }
    Ok(Value::number(agent.to_number(value)?.floor()))
}

/// 21.3.2.8 Math.atan2 ( y, x )
/// <https://tc39.es/ecma262/#sec-math.atan2>
fn atan2(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let y = agent.to_number(arguments.at(0))?;
    let x = agent.to_number(arguments.at(1))?;
    Ok(Value::number(libm::atan2(y, x)))
}

/// 21.3.2.19 Math.hypot ( ...args )
/// <https://tc39.es/ecma262/#sec-math.hypot>
fn hypot(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let mut numbers = Vec::with_capacity(arguments.len());
    for &argument in arguments.values {
        numbers.push(agent.to_number(argument)?.abs());
    }
    if numbers.contains(&f64::INFINITY) {
        return Ok(Value::number(f64::INFINITY));
    }
    let largest = numbers
        .iter()
        .copied()
        .fold(0.0, |a: f64, b| if b.is_nan() || a.is_nan() { f64::NAN } else { a.max(b) });
    if largest == 0.0 || largest.is_nan() {
        return Ok(Value::number(largest));
    }
    // Scaled, so that squares neither overflow nor vanish; compensated, so that many small ones count.
    let (mut sum, mut compensation) = (0.0, 0.0);
    for number in numbers {
        let scaled = number / largest;
        let term = scaled * scaled - compensation;
        let next: f64 = sum + term;
        compensation = (next - sum) - term;
        sum = next;
    }
    Ok(Value::number(sum.sqrt() * largest))
}

/// 21.3.2.20 Math.imul ( x, y )
/// <https://tc39.es/ecma262/#sec-math.imul>
fn imul(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let x = agent.to_int32(arguments.at(0))?;
    let y = agent.to_int32(arguments.at(1))?;
    Ok(Value::int(x.wrapping_mul(y)))
}

/// 21.3.2.25 Math.max ( ...args )
/// <https://tc39.es/ecma262/#sec-math.max>
fn max(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let [x, y] = *arguments.values
        && let (Some(x), Some(y)) = (x.as_int(), y.as_int())
    {
        return Ok(Value::int(x.max(y)));
    }
    extreme(agent, arguments, f64::NEG_INFINITY, |number, best| {
        number > best || (number == 0.0 && best == 0.0 && number.is_sign_positive())
    })
}

/// 21.3.2.26 Math.min ( ...args )
/// <https://tc39.es/ecma262/#sec-math.min>
fn min(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if let [x, y] = *arguments.values
        && let (Some(x), Some(y)) = (x.as_int(), y.as_int())
    {
        return Ok(Value::int(x.min(y)));
    }
    extreme(agent, arguments, f64::INFINITY, |number, best| {
        number < best || (number == 0.0 && best == 0.0 && number.is_sign_negative())
    })
}

/// All arguments are converted before the first is compared: conversions can be seen.
fn extreme(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    start: f64,
    is_better: impl Fn(f64, f64) -> bool,
) -> Completion {
    let mut best = start;
    for &argument in arguments.values {
        let number = agent.to_number(argument)?;
        if number.is_nan() || best.is_nan() {
            best = f64::NAN;
        } else if is_better(number, best) {
            best = number;
        }
    }
    Ok(Value::number(best))
}

/// 21.3.2.27 Math.pow ( base, exponent )
/// <https://tc39.es/ecma262/#sec-math.pow>
fn pow(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let base = agent.to_number(arguments.at(0))?;
    let exponent = agent.to_number(arguments.at(1))?;
    Ok(Value::number(exponentiate(base, exponent)))
}

/// 21.3.2.28 Math.random ( )
/// <https://tc39.es/ecma262/#sec-math.random>
fn random(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::double(agent.host.random()))
}

/// 21.3.2.34 Math.sumPrecise ( items )
/// <https://tc39.es/ecma262/#sec-math.sumprecise>
fn sum_precise(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let items = agent.require_object_coercible(arguments.at(0))?;
    let mut record = agent.get_iterator(items, IteratorKind::Sync)?;
    let mut sum = sum::ExactSum::new();
    while let Some(value) = agent.iterator_step_value(&mut record)? {
        let Some(number) = value.as_number() else {
            let throw = agent.type_error("Math.sumPrecise requires numbers");
            return Err(agent.iterator_close_throw(&record, throw));
        };
        sum.add(number);
    }
    Ok(Value::number(sum.result()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_goes_up_at_one_half() {
        assert_eq!(round_half_up(0.5), 1.0);
        assert_eq!(round_half_up(-0.5).to_bits(), (-0.0f64).to_bits());
        assert_eq!(round_half_up(-1.5), -1.0);
        assert_eq!(round_half_up(0.499_999_999_999_999_94), 0.0);
        assert_eq!(round_half_up(4_503_599_627_370_495.5), 4_503_599_627_370_496.0);
    }

    #[test]
    fn results_are_those_of_fdlibm() {
        assert_eq!(libm::acosh(1.000_000_1).to_bits(), 0x3F3D_4EFF_C065_CAE4);
        assert_eq!(libm::atanh(1e-10), 1e-10);
        assert_eq!(libm::asinh(-0.0).to_bits(), (-0.0f64).to_bits());
        assert_eq!(libm::sinh(1e-5).to_bits(), 0x3EE4_F8B5_88E4_E940);
    }

    #[test]
    fn half_precision() {
        assert_eq!(round_to_half(65519.9), 65504.0);
        assert_eq!(round_to_half(65520.0), f64::INFINITY);
        assert_eq!(round_to_half(1.000_488_281_25), 1.0);
        assert_eq!(round_to_half(2f64.powi(-25)), 0.0);
        assert_eq!(round_to_half(2f64.powi(-24)), 2f64.powi(-24));
    }
}

//! 21.1 Number objects.
//!
//! A Number object keeps `[[NumberData]]` in its first internal slot.

use roundelay_vm::operation::comparison::is_integral_number;
use roundelay_vm::realm::{ConstValue, Intrinsic, Property, Table};
use roundelay_vm::value::{bigint, number_format};
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};

const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

const fn constant(name: &'static str, number: f64) -> Property {
    Property::Value(name, ConstValue::Number(number), 0)
}

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Number,
    global: Some("Number"),
    constructor: Some(("Number", 1, number)),
    prototype: Some(Intrinsic::NumberPrototype),
    statics: &[
        Property::Method("isFinite", 1, is_finite),
        Property::Method("isInteger", 1, is_integer),
        Property::Method("isNaN", 1, is_nan),
        Property::Method("isSafeInteger", 1, is_safe_integer),
        Property::Intrinsic("parseFloat", Intrinsic::ParseFloat),
        Property::Intrinsic("parseInt", Intrinsic::ParseInt),
        constant("MAX_VALUE", f64::MAX),
        constant("MIN_VALUE", 5e-324),
        constant("NaN", f64::NAN),
        constant("NEGATIVE_INFINITY", f64::NEG_INFINITY),
        constant("POSITIVE_INFINITY", f64::INFINITY),
        constant("MAX_SAFE_INTEGER", MAX_SAFE_INTEGER),
        constant("MIN_SAFE_INTEGER", -MAX_SAFE_INTEGER),
        constant("EPSILON", f64::EPSILON),
    ],
    members: &[
        Property::Method("toExponential", 1, to_exponential),
        Property::Method("toFixed", 1, to_fixed),
        Property::Method("toPrecision", 1, to_precision),
        Property::Method("toString", 1, to_string),
        Property::Method("valueOf", 0, value_of),
        Property::Method("toLocaleString", 0, to_locale_string),
    ],
    ..Table::DEFAULT
};

/// 21.1.1.1 Number ( value )
/// <https://tc39.es/ecma262/#sec-number-constructor-number-value>
fn number(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = if arguments.is_empty() { Value::ZERO } else { agent.to_numeric(arguments.at(0))? };
    let value = value.as_bigint().map_or(value, |bigint| Value::number(bigint::to_number(bigint)));
    let Some(new_target) = arguments.new_target.as_object() else {
        return Ok(value);
    };
    let prototype = Intrinsic::NumberPrototype;
    agent.create_kind_from_constructor(new_target, prototype, Kind::NumberObject, &[value]).map(Value::from)
}

/// 21.1.2.2 Number.isFinite ( number )
/// <https://tc39.es/ecma262/#sec-number.isfinite>
fn is_finite(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(arguments.at(0).as_number().is_some_and(f64::is_finite)))
}

/// 21.1.2.3 Number.isInteger ( number )
/// <https://tc39.es/ecma262/#sec-number.isinteger>
fn is_integer(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(is_integral_number(arguments.at(0))))
}

/// 21.1.2.4 Number.isNaN ( number )
/// <https://tc39.es/ecma262/#sec-number.isnan>
fn is_nan(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(arguments.at(0).as_number().is_some_and(f64::is_nan)))
}

/// 21.1.2.5 Number.isSafeInteger ( number )
/// <https://tc39.es/ecma262/#sec-number.issafeinteger>
fn is_safe_integer(_: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let value = arguments.at(0);
    let is_safe = value.as_number().is_some_and(|number| number.abs() <= MAX_SAFE_INTEGER);
    Ok(Value::from(is_safe && is_integral_number(value)))
}

/// 21.1.3.7.1 ThisNumberValue ( value )
/// <https://tc39.es/ecma262/#sec-thisnumbervalue>
fn this_number_value(agent: &mut Agent, this: Value, method: &str) -> Completion<f64> {
    let data = match this.as_object() {
        Some(object) if object.kind() == Kind::NumberObject => object.internal(0),
        _ => this,
    };
    data.as_number().ok_or_else(|| {
        agent.type_error(format!("Number.prototype.{method} requires that 'this' be a Number"))
    })
}

fn string(agent: &mut Agent, text: &str) -> Completion {
    Ok(Value::from(agent.string(text)))
}

/// 21.1.3.2 Number.prototype.toExponential ( fractionDigits )
/// <https://tc39.es/ecma262/#sec-number.prototype.toexponential>
fn to_exponential(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = this_number_value(agent, arguments.this, "toExponential")?;
    let digits = agent.to_integer_or_infinity(arguments.at(0))?;
    if !number.is_finite() {
        return Ok(Value::from(agent.number_to_string(number)));
    }
    if !(0.0..=100.0).contains(&digits) {
        return Err(agent.range_error("toExponential() argument must be between 0 and 100"));
    }
    let digits = if arguments.at(0).is_undefined() { None } else { Some(digits as usize) };
    string(agent, &number_format::to_exponential(number, digits))
}

/// 21.1.3.3 Number.prototype.toFixed ( fractionDigits )
/// <https://tc39.es/ecma262/#sec-number.prototype.tofixed>
fn to_fixed(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = this_number_value(agent, arguments.this, "toFixed")?;
    let digits = agent.to_integer_or_infinity(arguments.at(0))?;
    if !(0.0..=100.0).contains(&digits) {
        return Err(agent.range_error("toFixed() digits argument must be between 0 and 100"));
    }
    if !number.is_finite() || number.abs() >= 1e21 {
        return Ok(Value::from(agent.number_to_string(number)));
    }
    string(agent, &number_format::to_fixed(number, digits as usize))
}

/// 21.1.3.5 Number.prototype.toPrecision ( precision )
/// <https://tc39.es/ecma262/#sec-number.prototype.toprecision>
fn to_precision(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = this_number_value(agent, arguments.this, "toPrecision")?;
    if arguments.at(0).is_undefined() {
        return Ok(Value::from(agent.number_to_string(number)));
    }
    let precision = agent.to_integer_or_infinity(arguments.at(0))?;
    if !number.is_finite() {
        return Ok(Value::from(agent.number_to_string(number)));
    }
    if !(1.0..=100.0).contains(&precision) {
        return Err(agent.range_error("toPrecision() argument must be between 1 and 100"));
    }
    string(agent, &number_format::to_precision(number, precision as usize))
}

/// 21.1.3.6 Number.prototype.toString ( [ radix ] )
/// <https://tc39.es/ecma262/#sec-number.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = this_number_value(agent, arguments.this, "toString")?;
    let radix = match arguments.at(0) {
        Value::UNDEFINED => 10.0,
        radix => agent.to_integer_or_infinity(radix)?,
    };
    if !(2.0..=36.0).contains(&radix) {
        return Err(agent.range_error("toString() radix must be between 2 and 36"));
    }
    if radix == 10.0 || !number.is_finite() {
        return Ok(Value::from(agent.number_to_string(number)));
    }
    string(agent, &number_format::to_radix_string(number, radix as u32))
}

/// 21.1.3.7 Number.prototype.valueOf ( )
/// <https://tc39.es/ecma262/#sec-number.prototype.valueof>
fn value_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    this_number_value(agent, arguments.this, "valueOf").map(Value::number)
}

/// 21.1.3.4 Number.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sup-number.prototype.tolocalestring>
#[cfg(feature = "intl")]
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = this_number_value(agent, arguments.this, "toLocaleString")?;
    crate::intl::number_to_locale_string(agent, Value::number(number), arguments.at(0), arguments.at(1))
}

/// 21.1.3.4 Number.prototype.toLocaleString ( [ reserved1 [ , reserved2 ] ] ), as `en-US` formats numbers.
/// <https://tc39.es/ecma262/#sec-number.prototype.tolocalestring>
#[cfg(not(feature = "intl"))]
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = this_number_value(agent, arguments.this, "toLocaleString")?;
    let (minimum, maximum) = fraction_digit_options(agent, arguments.at(1))?;
    string(agent, &format_en_us(number, minimum, maximum))
}

/// ECMA-402 15.1.5: `minimumFractionDigits` and `maximumFractionDigits`, the only options that are looked at.
#[cfg(not(feature = "intl"))]
fn fraction_digit_options(agent: &mut Agent, options: Value) -> Completion<(usize, usize)> {
    let Some(options) = options.as_object() else {
        return Ok((0, 3));
    };
    let minimum = digit_option(agent, options, "minimumFractionDigits")?;
    let maximum = digit_option(agent, options, "maximumFractionDigits")?;
    match (minimum, maximum) {
        (None, None) => Ok((0, 3)),
        (Some(minimum), None) => Ok((minimum, minimum.max(3))),
        (None, Some(maximum)) => Ok((0, maximum)),
        (Some(minimum), Some(maximum)) if minimum <= maximum => Ok((minimum, maximum)),
        _ => Err(agent.range_error("maximumFractionDigits value is out of range.")),
    }
}

#[cfg(not(feature = "intl"))]
fn digit_option(agent: &mut Agent, options: roundelay_vm::Object, name: &str) -> Completion<Option<usize>> {
    let key = agent.property_key(name);
    let value = agent.get(options, key)?;
    if value.is_undefined() {
        return Ok(None);
    }
    let number = agent.to_number(value)?;
    if (0.0..=100.0).contains(&number) {
        return Ok(Some(number as usize));
    }
    Err(agent.range_error(format!("{name} value is out of range.")))
}

/// A number with grouped digits and a fraction of so many digits.
#[cfg(not(feature = "intl"))]
pub(crate) fn format_en_us(number: f64, minimum: usize, maximum: usize) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "∞".to_owned() } else { "-∞".to_owned() };
    }
    let text = format!("{:.*}", maximum, number.abs());
    let rounded = if number.abs() < 1e21 { number_format::to_fixed(number.abs(), maximum) } else { text };
    let (integer, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let kept = fraction.trim_end_matches('0').len().max(minimum);
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let point = if kept > 0 { "." } else { "" };
    format!("{sign}{}{point}{}", group_digits(integer), &fraction[..kept])
}

/// Digits in groups of three.
#[cfg(not(feature = "intl"))]
pub(crate) fn group_digits(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(all(test, not(feature = "intl")))]
mod tests {
    use super::format_en_us;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(format_en_us(1_234_567.891_2, 0, 3), "1,234,567.891");
        assert_eq!(format_en_us(-1000.0, 2, 3), "-1,000.00");
        assert_eq!(format_en_us(12.5, 0, 0), "13");
        assert_eq!(format_en_us(0.0, 0, 3), "0");
    }
}

//! ECMA-402 16.5.16 Numbers as they are formatted: decimals of any length, infinities, not a number.

use fixed_decimal::{Decimal, Sign};
use roundelay_vm::operation::conversion::PreferredType;
use roundelay_vm::value::number::{number_to_rust_string, string_to_number};
use roundelay_vm::value::string::trim_range;
use roundelay_vm::{Agent, Completion, JsString, Value};

/// An Intl mathematical value.
#[derive(Clone, Debug)]
pub(crate) enum IntlNumber {
    /// Any finite value; a zero may be negative.
    Finite(Decimal),
    /// An infinity; whether it is negative.
    Infinite(Sign),
    NotANumber,
}

impl IntlNumber {
    pub(crate) fn from_number(number: f64) -> Self {
        if number.is_nan() {
            return Self::NotANumber;
        }
        if number.is_infinite() {
            return Self::Infinite(if number > 0.0 { Sign::None } else { Sign::Negative });
        }
        // Deviates: the shortest decimal that reads back as the number stands for it, as in other engines; so 1.005
        // rounds to 1.01 where its binary value is below the half.
        let mut decimal = parse_decimal(&number_to_rust_string(number)).unwrap_or_default();
        if number == 0.0 && number.is_sign_negative() {
            decimal.set_sign(Sign::Negative);
        }
        Self::Finite(decimal)
    }

    pub(crate) fn is_nan(&self) -> bool {
        matches!(self, Self::NotANumber)
    }

    pub(crate) fn is_negative(&self) -> bool {
        match self {
            Self::Finite(decimal) => decimal.sign() == Sign::Negative,
            Self::Infinite(sign) => *sign == Sign::Negative,
            Self::NotANumber => false,
        }
    }
}

/// Percentages and notations move the point of a number with so many digits without leaving the range.
const MOST_DIGITS: usize = 32_000;

/// 16.5.16 ToIntlMathematicalValue ( value )
/// <https://tc39.es/ecma402/#sec-tointlmathematicalvalue>
pub(crate) fn to_intl_number(agent: &mut Agent, value: Value) -> Completion<IntlNumber> {
    let primitive = agent.to_primitive(value, PreferredType::Number)?;
    if let Some(bigint) = primitive.as_bigint() {
        let digits = agent.bigint_to_string(bigint, 10).to_rust_string();
        // Unsupported: formatting integers of more than 32,000 digits, which is nearly what `fixed_decimal` can hold.
        return match Decimal::try_from_str(&digits).ok().filter(|_| digits.len() <= MOST_DIGITS) {
            Some(decimal) => Ok(IntlNumber::Finite(decimal)),
            None => Err(agent.range_error("The number has too many digits to be formatted")),
        };
    }
    match primitive.as_string() {
        Some(string) => string_value(agent, string),
        None => Ok(IntlNumber::from_number(agent.to_number(primitive)?)),
    }
}

/// The exact value of a text, if a Number comes near it.
fn string_value(agent: &mut Agent, string: JsString) -> Completion<IntlNumber> {
    let string = agent.flatten(string);
    let content = string.content();
    let number = string_to_number(content);
    if !number.is_finite() {
        return Ok(IntlNumber::from_number(number));
    }
    let (start, end) = trim_range(content);
    let text = agent.substring(string, start, end).to_rust_string();
    let is_decimal = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    if number == 0.0 || !is_decimal {
        return Ok(IntlNumber::from_number(number));
    }
    Ok(match parse_decimal(&text) {
        Some(decimal) => IntlNumber::Finite(decimal),
        None => IntlNumber::from_number(number),
    })
}

/// Reads what StrDecimalLiteral allows and `fixed_decimal` does not: a point at either end.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, digits) = match mantissa.as_bytes().first()? {
        b'-' => ("-", &mantissa[1..]),
        b'+' => ("", &mantissa[1..]),
        _ => ("", mantissa),
    };
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let integer = if integer.is_empty() { "0" } else { integer };
    let point = if fraction.is_empty() { "" } else { "." };
    let mut decimal = Decimal::try_from_str(&format!("{sign}{integer}{point}{fraction}")).ok()?;
    decimal.absolute.multiply_pow10(exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?);
    decimal.absolute.trim_start();
    Some(decimal)
}

//! 19.1 – 19.2 Value and function properties of the global object, and those of Annex B.

use roundelay_vm::realm::{ConstValue, Intrinsic, METHOD, Property, Table};
use roundelay_vm::value::StringContent;
use roundelay_vm::value::number::{decimal_prefix, digits_to_number};
use roundelay_vm::value::string::trim_range;
use roundelay_vm::{Agent, Arguments, Completion, Value};

use crate::uri;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Global,
    statics: &[
        Property::IntrinsicWith("globalThis", Intrinsic::Global, METHOD),
        Property::Value("Infinity", ConstValue::Number(f64::INFINITY), 0),
        Property::Value("NaN", ConstValue::Number(f64::NAN), 0),
        Property::Value("undefined", ConstValue::Undefined, 0),
        Property::Intrinsic("eval", Intrinsic::Eval),
        Property::Intrinsic("isFinite", Intrinsic::IsFinite),
        Property::Intrinsic("isNaN", Intrinsic::IsNaN),
        Property::Intrinsic("parseFloat", Intrinsic::ParseFloat),
        Property::Intrinsic("parseInt", Intrinsic::ParseInt),
        Property::Intrinsic("decodeURI", Intrinsic::DecodeUri),
        Property::Intrinsic("decodeURIComponent", Intrinsic::DecodeUriComponent),
        Property::Intrinsic("encodeURI", Intrinsic::EncodeUri),
        Property::Intrinsic("encodeURIComponent", Intrinsic::EncodeUriComponent),
        Property::Intrinsic("escape", Intrinsic::Escape),
        Property::Intrinsic("unescape", Intrinsic::Unescape),
    ],
    functions: &[
        (Intrinsic::Eval, Property::Method("eval", 1, eval)),
        (Intrinsic::IsFinite, Property::Method("isFinite", 1, is_finite)),
        (Intrinsic::IsNaN, Property::Method("isNaN", 1, is_nan)),
        (Intrinsic::ParseFloat, Property::Method("parseFloat", 1, parse_float)),
        (Intrinsic::ParseInt, Property::Method("parseInt", 2, parse_int)),
        (Intrinsic::DecodeUri, Property::Method("decodeURI", 1, uri::decode_uri)),
        (Intrinsic::DecodeUriComponent, Property::Method("decodeURIComponent", 1, uri::decode_uri_component)),
        (Intrinsic::EncodeUri, Property::Method("encodeURI", 1, uri::encode_uri)),
        (Intrinsic::EncodeUriComponent, Property::Method("encodeURIComponent", 1, uri::encode_uri_component)),
        (Intrinsic::Escape, Property::Method("escape", 1, uri::escape)),
        (Intrinsic::Unescape, Property::Method("unescape", 1, uri::unescape)),
    ],
    ..Table::DEFAULT
};

/// 19.2.1 eval ( x ), called indirectly; the interpreter runs direct calls itself.
/// <https://tc39.es/ecma262/#sec-eval-x>
fn eval(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    agent.indirect_eval(arguments.at(0))
}

/// 19.2.2 isFinite ( number )
/// <https://tc39.es/ecma262/#sec-isfinite-number>
fn is_finite(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(agent.to_number(arguments.at(0))?.is_finite()))
}

/// 19.2.3 isNaN ( number )
/// <https://tc39.es/ecma262/#sec-isnan-number>
fn is_nan(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    Ok(Value::from(agent.to_number(arguments.at(0))?.is_nan()))
}

/// The string without leading white space, as bytes; what is not Latin-1 becomes a byte that is part of no number.
fn trimmed_bytes(content: StringContent<'_>) -> Vec<u8> {
    let (start, end) = trim_range(content);
    content.slice(start, end).units().map(|unit| u8::try_from(unit).unwrap_or(0)).collect()
}

/// 19.2.4 parseFloat ( string )
/// <https://tc39.es/ecma262/#sec-parsefloat-string>
fn parse_float(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if arguments.at(0).is_int() {
        return Ok(arguments.at(0));
    }
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    let bytes = trimmed_bytes(string.content());
    Ok(Value::number(decimal_prefix(&bytes).map_or(f64::NAN, |(number, _)| number)))
}

/// 19.2.5 parseInt ( string, radix )
/// <https://tc39.es/ecma262/#sec-parseint-string-radix>
fn parse_int(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    if arguments.at(0).is_int() && matches!(arguments.at(1), Value::UNDEFINED | Value::ZERO) {
        return Ok(arguments.at(0));
    }
    let string = agent.to_string(arguments.at(0))?;
    let radix = agent.to_int32(arguments.at(1))?;
    let string = agent.flatten(string);
    let bytes = trimmed_bytes(string.content());
    Ok(Value::number(integer_prefix(&bytes, radix)))
}

fn integer_prefix(bytes: &[u8], radix: i32) -> f64 {
    let is_negative = bytes.first() == Some(&b'-');
    let mut digits = &bytes[usize::from(matches!(bytes.first(), Some(b'+' | b'-')))..];
    let mut radix = radix;
    if radix != 0 && !(2..=36).contains(&radix) {
        return f64::NAN;
    }
    if (radix == 0 || radix == 16)
        && let [b'0', b'x' | b'X', rest @ ..] = digits
    {
        digits = rest;
        radix = 16;
    }
    let radix = if radix == 0 { 10 } else { radix as u32 };
    let length = digits.iter().take_while(|&&unit| char::from(unit).is_digit(radix)).count();
    if length == 0 {
        return f64::NAN;
    }
    let magnitude = digits_to_number(&digits[..length], radix);
    if is_negative { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::integer_prefix;

    #[test]
    fn integer_prefixes() {
        assert_eq!(integer_prefix(b"12px", 0), 12.0);
        assert_eq!(integer_prefix(b"0x1f", 0), 31.0);
        assert_eq!(integer_prefix(b"-0x1f", 16), -31.0);
        assert_eq!(integer_prefix(b"0x1f", 10), 0.0);
        assert_eq!(integer_prefix(b"zz", 36), 1295.0);
        assert!(integer_prefix(b"", 10).is_nan());
        assert!(integer_prefix(b"9", 37).is_nan());
        assert_eq!(integer_prefix(b"-0", 10).to_bits(), (-0.0f64).to_bits());
    }
}

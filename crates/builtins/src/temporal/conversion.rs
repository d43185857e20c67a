//! Numbers and strings that arguments and properties are converted to.

use roundelay_vm::operation::conversion::PreferredType;
use roundelay_vm::{Agent, Completion, Value};
use temporal_rs::{MonthCode, TemporalError, UtcOffset};

use super::slots::OrThrow;

/// 13.40 ToIntegerWithTruncation ( argument )
/// <https://tc39.es/proposal-temporal/#sec-temporal-tointegerwithtruncation>
pub(super) fn to_integer_with_truncation(agent: &mut Agent, value: Value) -> Completion<f64> {
    let number = agent.to_number(value)?;
    if !number.is_finite() {
        return Err(agent.range_error("a Temporal field must be a finite number"));
    }
    // Adding 0 turns -0 into +0.
    Ok(number.trunc() + 0.0)
}

/// 13.39 ToPositiveIntegerWithTruncation ( argument )
/// <https://tc39.es/proposal-temporal/#sec-temporal-topositiveintegerwithtruncation>
pub(super) fn to_positive_integer_with_truncation(agent: &mut Agent, value: Value) -> Completion<f64> {
    let integer = to_integer_with_truncation(agent, value)?;
    if integer <= 0.0 {
        return Err(agent.range_error("a Temporal field must be a positive number"));
    }
    Ok(integer)
}

/// 13.41 ToIntegerIfIntegral ( argument )
/// <https://tc39.es/proposal-temporal/#sec-tointegerifintegral>
pub(super) fn to_integer_if_integral(agent: &mut Agent, value: Value) -> Completion<f64> {
    let number = agent.to_number(value)?;
    if number.is_finite() && number.trunc() == number {
        return Ok(number + 0.0);
    }
    Err(agent.range_error("a Temporal duration field must be an integer"))
}

/// The text of an argument that must be a string.
pub(super) fn require_string(agent: &mut Agent, value: Value, what: &str) -> Completion<String> {
    match value.as_string() {
        Some(string) => Ok(agent.flatten(string).to_rust_string()),
        None => {
            let shown = agent.describe(value);
            Err(agent.type_error(format!("cannot convert {shown} to {what}")))
        }
    }
}

fn primitive_string(agent: &mut Agent, value: Value, what: &str) -> Completion<String> {
    let primitive = agent.to_primitive(value, PreferredType::String)?;
    require_string(agent, primitive, what)
}

/// 12.2.1 ParseMonthCode ( argument )
/// <https://tc39.es/proposal-temporal/#sec-temporal-parsemonthcode>
pub(super) fn to_month_code(agent: &mut Agent, value: Value) -> Completion<MonthCode> {
    let text = primitive_string(agent, value, "a month code")?;
    let code = MonthCode::try_from_utf8(text.as_bytes());
    // There is a leap month before the first month, but no month 0.
    let code =
        if text == "M00" { Err(TemporalError::range().with_message("no month has number 0")) } else { code };
    code.or_throw(agent)
}

/// 13.42 ToOffsetString ( argument ), parsed.
/// <https://tc39.es/proposal-temporal/#sec-temporal-tooffsetstring>
pub(super) fn to_offset(agent: &mut Agent, value: Value) -> Completion<UtcOffset> {
    let text = primitive_string(agent, value, "a UTC offset")?;
    UtcOffset::from_utf8(text.as_bytes()).or_throw(agent)
}

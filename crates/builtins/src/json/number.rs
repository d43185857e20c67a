//! Numbers of JSON text.

use roundelay_vm::Value;

use super::error::{Reason, SyntaxError};
use super::source::Source;

fn is_digit(unit: u16) -> bool {
    unit.wrapping_sub(u16::from(b'0')) <= 9
}

fn digits_end<S: Source>(source: S, mut at: usize) -> usize {
    while is_digit(source.at(at)) {
        at += 1;
    }
    at
}

fn error<T>(words: &'static str, at: usize) -> Result<T, SyntaxError> {
    Err(SyntaxError { reason: Reason::At(words), at })
}

/// The number that begins at `start` with a digit or a minus sign; and where it ends.
#[inline]
pub(super) fn scan_number<S: Source>(source: S, start: usize) -> Result<(Value, usize), SyntaxError> {
    let negative = source.at(start) == u16::from(b'-');
    let first = start + usize::from(negative);
    let mut at = first;
    let mut int: i32 = 0;
    while at - first < 9 && is_digit(source.at(at)) {
        int = int * 10 + i32::from(source.at(at) - u16::from(b'0'));
        at += 1;
    }
    if at == first {
        return error("No number after minus sign", at);
    }
    if source.at(first) == u16::from(b'0') && at - first > 1 {
        return error("Unexpected number", first + 1);
    }
    let next = source.at(at);
    let is_int = !is_digit(next) && next != u16::from(b'.') && next | 0x20 != u16::from(b'e');
    if is_int && !(negative && int == 0) {
        return Ok((Value::int(if negative { -int } else { int }), at));
    }
    let end = number_end(source, digits_end(source, at))?;
    Ok((Value::number(source.parse_number(start, end)), end))
}

/// The end of a number whose integral digits end at `at`.
fn number_end<S: Source>(source: S, mut at: usize) -> Result<usize, SyntaxError> {
    if source.at(at) == u16::from(b'.') {
        let start = at + 1;
        at = digits_end(source, start);
        if at == start {
            return error("Unterminated fractional number", at);
        }
    }
    if source.at(at) | 0x20 == u16::from(b'e') {
        let sign = source.at(at + 1);
        let start = at + 1 + usize::from(sign == u16::from(b'+') || sign == u16::from(b'-'));
        at = digits_end(source, start);
        if at == start {
            return error("Exponent part is missing a number", at);
        }
    }
    Ok(at)
}

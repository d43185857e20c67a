//! 19.2.6 URI handling functions, and `escape` and `unescape` of Annex B.2.1.

use roundelay_vm::Value;
use roundelay_vm::value::string::code_point_at;
use roundelay_vm::value::{StringBuilder, StringContent};
use roundelay_vm::{Agent, Arguments, Completion};

const RESERVED: &[u8] = b";/?:@&=+$,";
const MARKS: &[u8] = b"-_.!~*'()";

/// 19.2.6.1 decodeURI ( encodedURI )
/// <https://tc39.es/ecma262/#sec-decodeuri-encodeduri>
pub(crate) fn decode_uri(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    decode(agent, arguments.at(0), |byte| RESERVED.contains(&byte) || byte == b'#')
}

/// 19.2.6.2 decodeURIComponent ( encodedURIComponent )
/// <https://tc39.es/ecma262/#sec-decodeuricomponent-encodeduricomponent>
pub(crate) fn decode_uri_component(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    decode(agent, arguments.at(0), |_| false)
}

/// 19.2.6.3 encodeURI ( uri )
/// <https://tc39.es/ecma262/#sec-encodeuri-uri>
pub(crate) fn encode_uri(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    encode(agent, arguments.at(0), |byte| RESERVED.contains(&byte) || byte == b'#')
}

/// 19.2.6.4 encodeURIComponent ( uriComponent )
/// <https://tc39.es/ecma262/#sec-encodeuricomponent-uricomponent>
pub(crate) fn encode_uri_component(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    encode(agent, arguments.at(0), |_| false)
}

/// 19.2.6.5 Encode ( string, extraUnescaped )
/// <https://tc39.es/ecma262/#sec-encode>
fn encode(agent: &mut Agent, value: Value, is_extra: impl Fn(u8) -> bool) -> Completion {
    let string = agent.to_string(value)?;
    let string = agent.flatten(string);
    let content = string.content();
    let is_unescaped = |byte: u8| byte.is_ascii_alphanumeric() || MARKS.contains(&byte) || is_extra(byte);
    let mut builder = StringBuilder::with_capacity(content.len());
    let mut index = 0;
    while index < content.len() {
        let (code_point, length) = code_point_at(content, index);
        index += length;
        if code_point < 0x80 && is_unescaped(code_point as u8) {
            builder.push_unit(code_point as u16);
            continue;
        }
        let Some(character) = char::from_u32(code_point) else {
            return Err(agent.uri_error("URI malformed"));
        };
        for &byte in character.encode_utf8(&mut [0; 4]).as_bytes() {
            push_escaped(&mut builder, byte);
        }
    }
    agent.finish_string(&builder).map(Value::from)
}

fn push_escaped(builder: &mut StringBuilder, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    builder.push_latin1(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
}

/// 19.2.6.6 Decode ( string, preserveEscapeSet )
/// <https://tc39.es/ecma262/#sec-decode>
fn decode(agent: &mut Agent, value: Value, is_preserved: impl Fn(u8) -> bool) -> Completion {
    let string = agent.to_string(value)?;
    let string = agent.flatten(string);
    let content = string.content();
    let mut builder = StringBuilder::with_capacity(content.len());
    let mut index = 0;
    while index < content.len() {
        let unit = content.at(index);
        if unit != u16::from(b'%') {
            builder.push_unit(unit);
            index += 1;
            continue;
        }
        let Some((code_point, length)) = decode_sequence(content, index) else {
            return Err(agent.uri_error("URI malformed"));
        };
        if code_point < 0x80 && is_preserved(code_point as u8) {
            builder.push_content(content.slice(index, index + length));
        } else {
            builder.push_code_point(code_point);
        }
        index += length;
    }
    agent.finish_string(&builder).map(Value::from)
}

/// The code point of the escaped UTF-8 bytes at `index`, and how many units they take.
fn decode_sequence(content: StringContent<'_>, index: usize) -> Option<(u32, usize)> {
    let first = escaped_byte(content, index)?;
    let count = match first {
        0..=0x7F => return Some((u32::from(first), 3)),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [first, 0, 0, 0];
    for (position, byte) in bytes.iter_mut().enumerate().take(count).skip(1) {
        *byte = escaped_byte(content, index + 3 * position)?;
    }
    // The standard library knows overlong forms, surrogates and what lies beyond Unicode.
    let text = std::str::from_utf8(&bytes[..count]).ok()?;
    Some((u32::from(text.chars().next()?), 3 * count))
}

fn escaped_byte(content: StringContent<'_>, index: usize) -> Option<u8> {
    if content.get(index)? != u16::from(b'%') {
        return None;
    }
    Some(hex_digit(content.get(index + 1)?)? << 4 | hex_digit(content.get(index + 2)?)?)
}

fn hex_digit(unit: u16) -> Option<u8> {
    char::from(u8::try_from(unit).ok()?).to_digit(16).map(|digit| digit as u8)
}

/// B.2.1.1 escape ( string )
/// <https://tc39.es/ecma262/#sec-escape-string>
pub(crate) fn escape(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    let mut builder = StringBuilder::with_capacity(string.len());
    for unit in string.content().units() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"@*_+-./".contains(&byte) => builder.push_unit(unit),
            Ok(byte) => push_escaped(&mut builder, byte),
            Err(_) => builder.push_str(&format!("%u{unit:04X}")),
        }
    }
    agent.finish_string(&builder).map(Value::from)
}

/// B.2.1.2 unescape ( string )
/// <https://tc39.es/ecma262/#sec-unescape-string>
pub(crate) fn unescape(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = agent.to_string(arguments.at(0))?;
    let string = agent.flatten(string);
    let content = string.content();
    let mut builder = StringBuilder::with_capacity(content.len());
    let mut index = 0;
    while index < content.len() {
        let (unit, length) = unescape_at(content, index).unwrap_or((content.at(index), 1));
        builder.push_unit(unit);
        index += length;
    }
    agent.finish_string(&builder).map(Value::from)
}

fn unescape_at(content: StringContent<'_>, index: usize) -> Option<(u16, usize)> {
    if content.at(index) != u16::from(b'%') {
        return None;
    }
    if content.get(index + 1)? == u16::from(b'u') {
        let mut unit = 0;
        for offset in 2..6 {
            unit = unit << 4 | u16::from(hex_digit(content.get(index + offset)?)?);
        }
        return Some((unit, 6));
    }
    escaped_byte(content, index).map(|byte| (u16::from(byte), 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_strict_utf8() {
        let decode = |text: &str| decode_sequence(StringContent::Latin1(text.as_bytes()), 0);
        assert_eq!(decode("%41"), Some((0x41, 3)));
        assert_eq!(decode("%C3%A9"), Some((0xE9, 6)));
        assert_eq!(decode("%F0%9F%98%80"), Some((0x1F600, 12)));
        assert_eq!(decode("%C0%80"), None);
        assert_eq!(decode("%ED%A0%80"), None);
        assert_eq!(decode("%E2%82"), None);
        assert_eq!(decode("%4"), None);
    }
}

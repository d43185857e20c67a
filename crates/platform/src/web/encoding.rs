//! The native half of TextEncoder and TextDecoder. <https://encoding.spec.whatwg.org/>

use roundelay::vm::heap::{JsString, Value};
use roundelay::vm::{Agent, Arguments, Completion};

use super::bytes;

/// The code points 0x80–0x9F of windows-1252; 0 stands for the C1 control of the same number.
const WINDOWS_1252: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0, 0x017E, 0x0178,
];

/// A string as UTF-8; lone surrogates become U+FFFD.
pub(crate) fn encode_utf8(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let bytes = utf8_of(agent, text);
    Ok(Value::from(bytes::new_uint8_array(agent, &bytes)?))
}

fn utf8_of(agent: &mut Agent, text: JsString) -> Vec<u8> {
    agent.flatten(text).to_rust_string().into_bytes()
}

/// Fills a Uint8Array with whole characters: how many units were read and bytes written.
pub(crate) fn encode_utf8_into(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    let text = agent.flatten(text).to_rust_string();
    let (mut read, mut written) = (0, 0);
    if bytes::is_immutable(arguments.at(1)) {
        return Err(agent.type_error("the destination of encodeInto is immutable"));
    }
    if let Some(range) = bytes::range(agent, arguments.at(1)) {
        for char in text.chars() {
            if written + char.len_utf8() > range.length {
                break;
            }
            read += char.len_utf16();
            written += char.len_utf8();
        }
        range.bytes.copy_in(range.start, &text.as_bytes()[..written]);
    }
    Ok(Value::from(agent.new_array(&[Value::number(read as f64), Value::number(written as f64)])))
}

/// `decodeText(encoding, input, pending, stream, fatal)`: the text and the bytes that wait for more, or null if the
/// bytes are malformed and `fatal` is set.
pub(crate) fn decode_text(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let encoding = agent.to_string(arguments.at(0))?.to_rust_string();
    let mut input = bytes::copy(agent, arguments.at(2)).unwrap_or_default();
    if !arguments.at(1).is_undefined() {
        match bytes::copy(agent, arguments.at(1)) {
            Some(bytes) => input.extend(bytes),
            None => {
                return Err(agent.type_error(
                    "The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.",
                ));
            }
        }
    }
    let is_stream = agent.to_boolean(arguments.at(3));
    let is_fatal = agent.to_boolean(arguments.at(4));
    let decoded = match encoding.as_str() {
        "utf-8" => decode_utf8(&input, is_stream, is_fatal),
        "utf-16le" => decode_utf16(&input, u16::from_le_bytes, is_stream, is_fatal),
        "utf-16be" => decode_utf16(&input, u16::from_be_bytes, is_stream, is_fatal),
        _ => {
            Some(Decoded { units: input.iter().map(|&byte| windows_1252(byte)).collect(), rest: Vec::new() })
        }
    };
    let Some(Decoded { units, rest }) = decoded else { return Ok(Value::NULL) };
    let text = Value::from(agent.string_from_units(&units));
    let rest = Value::from(bytes::new_uint8_array(agent, &rest)?);
    Ok(Value::from(agent.new_array(&[text, rest])))
}

struct Decoded {
    units: Vec<u16>,
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
}

/// 8.1.1 utf-8 decoder: a malformed sequence is replaced for each maximal part of it, as `Utf8Chunks` divides it.
fn decode_utf8(input: &[u8], is_stream: bool, is_fatal: bool) -> Option<Decoded> {
    let mut units = Vec::with_capacity(input.len());
    let mut consumed = 0;
    for chunk in input.utf8_chunks() {
        units.extend(chunk.valid().encode_utf16());
        consumed += chunk.valid().len();
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        let is_incomplete = consumed + invalid.len() == input.len() && is_prefix_of_character(invalid);
        if is_stream && is_incomplete {
            return Some(Decoded { units, rest: invalid.to_vec() });
        }
        if is_fatal {
            return None;
        }
        units.push(0xFFFD);
        consumed += invalid.len();
    }
    Some(Decoded { units, rest: Vec::new() })
}

/// Whether more bytes could make these a character.
fn is_prefix_of_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
}

fn decode_utf16(input: &[u8], unit: fn([u8; 2]) -> u16, is_stream: bool, is_fatal: bool) -> Option<Decoded> {
    let (pairs, odd) = input.as_chunks::<2>();
    let all: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
    let mut rest = odd.to_vec();
    let mut end = all.len();
    if is_stream && all.last().is_some_and(|&last| (0xD800..0xDC00).contains(&last)) {
        end -= 1;
        rest = input[end * 2..].to_vec();
    }
    let mut units = Vec::with_capacity(end);
    for char in char::decode_utf16(all[..end].iter().copied()) {
        match char {
            Ok(char) => units.extend_from_slice(char.encode_utf16(&mut [0; 2])),
            Err(_) if is_fatal => return None,
            Err(_) => units.push(0xFFFD),
        }
    }
    if !is_stream && !rest.is_empty() {
        if is_fatal {
            return None;
        }
        units.push(0xFFFD);
        rest.clear();
    }
    Some(Decoded { units, rest })
}

fn windows_1252(byte: u8) -> u16 {
    match byte {
        0x80..0xA0 if WINDOWS_1252[usize::from(byte) - 0x80] != 0 => WINDOWS_1252[usize::from(byte) - 0x80],
        _ => u16::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf8(input: &[u8], is_stream: bool) -> (String, Vec<u8>) {
        let Decoded { units, rest } = decode_utf8(input, is_stream, false).expect("not fatal");
        (String::from_utf16_lossy(&units), rest)
    }

    #[test]
    fn malformed_bytes_are_replaced_once_for_each_maximal_part() {
        assert_eq!(utf8(b"a\xE2\x82b", false).0, "a\u{FFFD}b");
        assert_eq!(utf8(b"\xF0\x9F\x92", false).0, "\u{FFFD}");
        assert_eq!(utf8(b"\xC0\x80", false).0, "\u{FFFD}\u{FFFD}");
        assert!(decode_utf8(b"\xFF", false, true).is_none());
    }

    #[test]
    fn a_stream_keeps_an_incomplete_character() {
        assert_eq!(
            utf8("a€".as_bytes().split_last().expect("bytes").1, true),
            ("a".to_owned(), vec![0xE2, 0x82])
        );
        let Decoded { units, rest } =
            decode_utf16(&[0x3D, 0xD8], u16::from_le_bytes, true, false).expect("not fatal");
        assert_eq!((units, rest), (vec![], vec![0x3D, 0xD8]));
    }
}

//! `atob` and `btoa`. <https://infra.spec.whatwg.org/#forgiving-base64>

use roundelay::vm::heap::Value;
use roundelay::vm::{Agent, Arguments, Completion};

use crate::errors::{ErrorClass, coded_error, dom_exception};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes (as the units of a string) to base64.
pub(crate) fn btoa(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let units = operand(agent, arguments)?;
    let Ok(bytes) = units.iter().map(|&unit| u8::try_from(unit)).collect::<Result<Vec<u8>, _>>() else {
        return Err(dom_exception(agent, "Invalid character", "InvalidCharacterError"));
    };
    let text = encode(&bytes);
    Ok(Value::from(agent.string_from_latin1(text.as_bytes())))
}

/// Base64 to bytes (as the units of a string).
pub(crate) fn atob(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let units = operand(agent, arguments)?;
    match decode(&units) {
        Some(bytes) => Ok(Value::from(agent.string_from_latin1(&bytes))),
        None => {
            let message = "The string to be decoded is not correctly encoded.";
            Err(dom_exception(agent, message, "InvalidCharacterError"))
        }
    }
}

fn operand(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion<Vec<u16>> {
    if arguments.is_empty() {
        let message = "The \"data\" argument must be specified";
        return Err(coded_error(agent, ErrorClass::TypeError, "ERR_MISSING_ARGS", message));
    }
    let text = agent.to_string(arguments.at(0))?;
    Ok(agent.flatten(text).to_units())
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |group, &byte| group << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (group >> (18 - 6 * place) & 63) as usize;
            text.push(if place > chunk.len() { '=' } else { char::from(ALPHABET[digit]) });
        }
    }
    text
}

fn decode(units: &[u16]) -> Option<Vec<u8>> {
    let mut digits: Vec<u8> = Vec::with_capacity(units.len());
    for &unit in units {
        match u8::try_from(unit).ok()? {
            b'\t' | b'\n' | 0x0C | b'\r' | b' ' => {}
            byte => digits.push(byte),
        }
    }
    if digits.len().is_multiple_of(4) {
        for _ in 0..2 {
            digits.pop_if(|digit| *digit == b'=');
        }
    }
    if digits.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for chunk in digits.chunks(4) {
        let mut group = 0_u32;
        for &digit in chunk {
            let value = ALPHABET.iter().position(|&letter| letter == digit)?;
            group = group << 6 | value as u32;
        }
        group <<= 6 * (4 - chunk.len());
        bytes.extend_from_slice(&group.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn encoding_pads() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(&units(text)).as_deref(), Some(bytes.as_bytes()));
        }
    }

    #[test]
    fn decoding_forgives_spaces_and_missing_padding_only() {
        assert_eq!(decode(&units(" Zg ")).as_deref(), Some(&b"f"[..]));
        for bad in ["Z", "Zg=", "Z===", "Zg==Zg==", "Z-==", "Zg===="] {
            assert_eq!(decode(&units(bad)), None, "{bad}");
        }
    }
}

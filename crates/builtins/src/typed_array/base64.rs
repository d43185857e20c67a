//! Uint8Array to and from base64 and hexadecimal text (23.3 in the next edition).
//! <https://tc39.es/proposal-arraybuffer-base64/spec/>

use roundelay_vm::object::array_buffer::data;
use roundelay_vm::object::typed_array::{ElementType, buffer, checked_length, element_type, raw_byte_offset};
use roundelay_vm::realm::Intrinsic;
use roundelay_vm::{Agent, Arguments, Completion, JsString, Object, Value};

use super::{as_typed_array, construct};
use crate::array_buffer::require_mutable;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Standard,
    Url,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LastChunk {
    Loose,
    Strict,
    StopBeforePartial,
}

/// What was decoded before the end or an error.
struct Decoded {
    read: usize,
    bytes: Vec<u8>,
    error: Option<&'static str>,
}

fn this_uint8_array(agent: &mut Agent, this: Value, method: &str) -> Completion<Object> {
    match as_typed_array(this) {
        Some(array) if element_type(array) == ElementType::Uint8 => Ok(array),
        _ => Err(crate::map::incompatible(agent, this, "Uint8Array", method)),
    }
}

fn string_argument(agent: &mut Agent, value: Value) -> Completion<JsString> {
    match value.as_string() {
        Some(string) => Ok(agent.flatten(string)),
        None => {
            let shown = agent.describe(value);
            Err(agent.type_error(format!("{shown} is not a string")))
        }
    }
}

/// An option object, or nothing.
fn options(agent: &mut Agent, value: Value) -> Completion<Option<Object>> {
    match value.as_object() {
        Some(options) => Ok(Some(options)),
        None if value.is_undefined() => Ok(None),
        None => {
            let shown = agent.describe(value);
            Err(agent.type_error(format!("{shown} is not an object")))
        }
    }
}

/// An option that is one of a few strings; the first is what is meant when there is none.
fn choice(agent: &mut Agent, options: Option<Object>, name: &str, choices: &[&str]) -> Completion<usize> {
    let Some(options) = options else { return Ok(0) };
    let key = agent.property_key(name);
    let value = agent.get(options, key)?;
    if value.is_undefined() {
        return Ok(0);
    }
    let chosen =
        value.as_string().and_then(|string| choices.iter().position(|choice| string.equals_ascii(choice)));
    match chosen {
        Some(chosen) => Ok(chosen),
        None => Err(agent.type_error(format!("Invalid option: {name}"))),
    }
}

fn alphabet(agent: &mut Agent, options: Option<Object>) -> Completion<Alphabet> {
    let chosen = choice(agent, options, "alphabet", &["base64", "base64url"])?;
    Ok([Alphabet::Standard, Alphabet::Url][chosen])
}

fn last_chunk(agent: &mut Agent, options: Option<Object>) -> Completion<LastChunk> {
    let names = ["loose", "strict", "stop-before-partial"];
    let chosen = choice(agent, options, "lastChunkHandling", &names)?;
    Ok([LastChunk::Loose, LastChunk::Strict, LastChunk::StopBeforePartial][chosen])
}

fn digit(unit: u16, alphabet: Alphabet) -> Option<u32> {
    let byte = u8::try_from(unit).ok()?;
    Some(match (byte, alphabet) {
        (b'A'..=b'Z', _) => u32::from(byte - b'A'),
        (b'a'..=b'z', _) => u32::from(byte - b'a') + 26,
        (b'0'..=b'9', _) => u32::from(byte - b'0') + 52,
        (b'+', Alphabet::Standard) | (b'-', Alphabet::Url) => 62,
        (b'/', Alphabet::Standard) | (b'_', Alphabet::Url) => 63,
        _ => return None,
    })
}

fn skip_white_space(units: &[u16], mut index: usize) -> usize {
    while index < units.len() && matches!(units[index], 0x09 | 0x0A | 0x0C | 0x0D | 0x20) {
        index += 1;
    }
    index
}

/// Decodes base64 text.
struct Decoder<'a> {
    units: &'a [u16],
    alphabet: Alphabet,
    last_chunk: LastChunk,
    /// The most bytes that are wanted.
    limit: usize,
    read: usize,
    bytes: Vec<u8>,
    /// The bits of the digits that are no full chunk yet.
    chunk: u32,
    chunk_length: usize,
}

impl Decoder<'_> {
    fn finish(self, read: usize) -> Decoded {
        Decoded { read, bytes: self.bytes, error: None }
    }

    fn fail(self, error: &'static str) -> Decoded {
        Decoded { read: self.read, bytes: self.bytes, error: Some(error) }
    }

    /// The bytes of a last chunk of two or three digits; false if bits are left over that must not be.
    fn push_partial(&mut self) -> bool {
        let bits = self.chunk << (6 * (4 - self.chunk_length));
        let (first, second) = ((bits >> 16) as u8, (bits >> 8) as u8);
        let rest = if self.chunk_length == 2 { bits & 0xFFFF } else { bits & 0xFF };
        if rest != 0 && self.last_chunk == LastChunk::Strict {
            return false;
        }
        self.bytes.push(first);
        if self.chunk_length == 3 {
            self.bytes.push(second);
        }
        true
    }

    /// FromBase64 ( string, alphabet, lastChunkHandling \[ , maxLength ] )
    /// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-frombase64>
    fn decode(mut self) -> Decoded {
        if self.limit == 0 {
            return self.finish(0);
        }
        let mut index = 0;
        loop {
            index = skip_white_space(self.units, index);
            let Some(&unit) = self.units.get(index) else { return self.at_end() };
            index += 1;
            if unit == u16::from(b'=') {
                return self.padding(index);
            }
            let Some(digit) = digit(unit, self.alphabet) else {
                return self.fail("Found a character that cannot be part of a valid base64 string.");
            };
            let remaining = self.limit - self.bytes.len();
            if (remaining == 1 && self.chunk_length == 2) || (remaining == 2 && self.chunk_length == 3) {
                let read = self.read;
                return self.finish(read);
            }
            self.chunk = self.chunk << 6 | digit;
            self.chunk_length += 1;
            if self.chunk_length == 4 {
                self.bytes.extend_from_slice(&self.chunk.to_be_bytes()[1..]);
                (self.chunk, self.chunk_length, self.read) = (0, 0, index);
                if self.bytes.len() == self.limit {
                    return self.finish(index);
                }
            }
        }
    }

    fn at_end(mut self) -> Decoded {
        let length = self.units.len();
        if self.chunk_length > 0 {
            match self.last_chunk {
                LastChunk::StopBeforePartial => {
                    let read = self.read;
                    return self.finish(read);
                }
                LastChunk::Loose if self.chunk_length > 1 => {
                    self.push_partial();
                }
                _ => {
                    return self
                        .fail("The base64 input terminates with a single character, excluding padding.");
                }
            }
        }
        self.finish(length)
    }

    /// What follows the first `=`.
    fn padding(mut self, index: usize) -> Decoded {
        const WRONG: &str = "The base64 input has wrong padding.";
        if self.chunk_length < 2 {
            return self.fail(WRONG);
        }
        let mut index = skip_white_space(self.units, index);
        if self.chunk_length == 2 {
            match self.units.get(index) {
                None if self.last_chunk == LastChunk::StopBeforePartial => {
                    let read = self.read;
                    return self.finish(read);
                }
                None => return self.fail(WRONG),
                Some(&unit) if unit == u16::from(b'=') => index = skip_white_space(self.units, index + 1),
                Some(_) => {}
            }
        }
        if index < self.units.len() {
            return self.fail(WRONG);
        }
        if !self.push_partial() {
            return self.fail("The base64 input has extra bits.");
        }
        let length = self.units.len();
        self.finish(length)
    }
}

fn decode_base64(string: JsString, settings: (Alphabet, LastChunk), limit: usize) -> Decoded {
    let units = string.to_units();
    let (alphabet, last_chunk) = settings;
    let (bytes, chunk, chunk_length) = (Vec::new(), 0, 0);
    Decoder { units: &units, alphabet, last_chunk, limit, read: 0, bytes, chunk, chunk_length }.decode()
}

/// FromHex ( string \[ , maxLength ] )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-fromhex>
fn decode_hex(string: JsString, limit: usize) -> Decoded {
    let units = string.to_units();
    let mut decoded = Decoded { read: 0, bytes: Vec::new(), error: None };
    if !units.len().is_multiple_of(2) {
        decoded.error = Some("Input string must contain hex characters in even length");
        return decoded;
    }
    let hex_digit = |unit: u16| char::from_u32(u32::from(unit)).and_then(|digit| digit.to_digit(16));
    for pair in units.chunks_exact(2) {
        if decoded.bytes.len() == limit {
            break;
        }
        let (Some(high), Some(low)) = (hex_digit(pair[0]), hex_digit(pair[1])) else {
            decoded.error = Some("Input string must contain hex characters in even length");
            return decoded;
        };
        decoded.bytes.push((high << 4 | low) as u8);
        decoded.read += 2;
    }
    decoded
}

fn new_uint8_array(agent: &mut Agent, decoded: &Decoded) -> Completion {
    if let Some(error) = decoded.error {
        return Err(agent.syntax_error(error));
    }
    let prototype = agent.intrinsic(Intrinsic::Uint8ArrayPrototype);
    let array = construct::allocate(agent, ElementType::Uint8, prototype, decoded.bytes.len())?;
    if let Some(bytes) = data(buffer(array)) {
        bytes.copy_in(0, &decoded.bytes);
    }
    Ok(Value::from(array))
}

/// Uint8Array.fromBase64 ( string \[ , options ] )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.frombase64>
pub(super) fn from_base64(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = string_argument(agent, arguments.at(0))?;
    let options = options(agent, arguments.at(1))?;
    let settings = (alphabet(agent, options)?, last_chunk(agent, options)?);
    new_uint8_array(agent, &decode_base64(string, settings, usize::MAX))
}

/// Uint8Array.fromHex ( string )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.fromhex>
pub(super) fn from_hex(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = string_argument(agent, arguments.at(0))?;
    new_uint8_array(agent, &decode_hex(string, usize::MAX))
}

fn bytes_length(agent: &mut Agent, array: Object, method: &str) -> Completion<usize> {
    match checked_length(array) {
        Some(length) => Ok(length),
        None => Err(agent
            .type_error(format!("Cannot perform Uint8Array.prototype.{method} on a detached ArrayBuffer"))),
    }
}

/// Writes what was decoded, then reports an error or what was done.
fn store(agent: &mut Agent, array: Object, decoded: &Decoded) -> Completion {
    if let Some(bytes) = data(buffer(array)) {
        bytes.copy_in(raw_byte_offset(array), &decoded.bytes);
    }
    if let Some(error) = decoded.error {
        return Err(agent.syntax_error(error));
    }
    let result = agent.new_object();
    for (name, number) in [("read", decoded.read), ("written", decoded.bytes.len())] {
        let key = agent.property_key(name);
        agent.create_data_property_or_throw(result, key, Value::length(number))?;
    }
    Ok(Value::from(result))
}

/// Uint8Array.prototype.setFromBase64 ( string \[ , options ] )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.prototype.setfrombase64>
pub(super) fn set_from_base64(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_uint8_array(agent, arguments.this, "setFromBase64")?;
    require_mutable(agent, buffer(array), "Uint8Array.prototype.setFromBase64")?;
    let string = string_argument(agent, arguments.at(0))?;
    let options = options(agent, arguments.at(1))?;
    let settings = (alphabet(agent, options)?, last_chunk(agent, options)?);
    let length = bytes_length(agent, array, "setFromBase64")?;
    store(agent, array, &decode_base64(string, settings, length))
}

/// Uint8Array.prototype.setFromHex ( string )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.prototype.setfromhex>
pub(super) fn set_from_hex(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_uint8_array(agent, arguments.this, "setFromHex")?;
    require_mutable(agent, buffer(array), "Uint8Array.prototype.setFromHex")?;
    let string = string_argument(agent, arguments.at(0))?;
    let length = bytes_length(agent, array, "setFromHex")?;
    store(agent, array, &decode_hex(string, length))
}

/// A copy of the bytes of an array whose length was found to be this.
fn bytes_of(array: Object, length: usize) -> Vec<u8> {
    let bytes = data(buffer(array)).and_then(|bytes| bytes.copy_out(raw_byte_offset(array), length));
    bytes.expect("an array in bounds has a buffer")
}

/// Uint8Array.prototype.toBase64 ( \[ options ] )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.prototype.tobase64>
pub(super) fn to_base64(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let array = this_uint8_array(agent, arguments.this, "toBase64")?;
    let options = options(agent, arguments.at(0))?;
    let alphabet = alphabet(agent, options)?;
    let omits_padding = match options {
        Some(options) => {
            let key = agent.property_key("omitPadding");
            let value = agent.get(options, key)?;
            agent.to_boolean(value)
        }
        None => false,
    };
    let length = bytes_length(agent, array, "toBase64")?;
    let digits = if alphabet == Alphabet::Url { URL_ALPHABET } else { ALPHABET };
    let bytes = bytes_of(array, length);
    let mut text = Vec::with_capacity(length.div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            if position <= chunk.len() {
                text.push(digits[(bits >> (18 - 6 * position)) as usize & 63]);
            } else if !omits_padding {
                text.push(b'=');
            }
        }
    }
    Ok(Value::from(agent.string_from_latin1(&text)))
}

/// Uint8Array.prototype.toHex ( )
/// <https://tc39.es/proposal-arraybuffer-base64/spec/#sec-uint8array.prototype.tohex>
pub(super) fn to_hex(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let array = this_uint8_array(agent, arguments.this, "toHex")?;
    let length = bytes_length(agent, array, "toHex")?;
    let bytes = bytes_of(array, length);
    let text: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .collect();
    Ok(Value::from(agent.string_from_latin1(&text)))
}

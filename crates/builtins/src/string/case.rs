//! 22.1.3 case conversion, normalisation and collation.

#[cfg(not(feature = "intl"))]
use std::cmp::Ordering;

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};
use roundelay_vm::heap::{JsString, StringContent};
use roundelay_vm::value::StringBuilder;
use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::this_string;

/// The well-formed pieces of a string through `convert`, lone surrogates as they are.
fn map_text(
    agent: &mut Agent,
    string: JsString,
    convert: impl Fn(&str, &mut StringBuilder),
) -> Completion<JsString> {
    let string = agent.flatten(string);
    let mut builder = StringBuilder::with_capacity(string.len());
    match string.content() {
        StringContent::Latin1(bytes) => {
            let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
            convert(&text, &mut builder);
        }
        StringContent::Utf16(units) => {
            let mut text = String::new();
            for unit in char::decode_utf16(units.iter().copied()) {
                match unit {
                    Ok(character) => text.push(character),
                    Err(lone) => {
                        convert(&text, &mut builder);
                        text.clear();
                        builder.push_unit(lone.unpaired_surrogate());
                    }
                }
            }
            convert(&text, &mut builder);
        }
    }
    agent.finish_string(&builder)
}

/// An ASCII string is converted in place, without leaving Latin-1.
fn map_ascii(agent: &mut Agent, string: JsString, map: fn(u8) -> u8) -> Option<Value> {
    let string = agent.flatten(string);
    let StringContent::Latin1(bytes) = string.content() else { return None };
    if !bytes.is_ascii() {
        return None;
    }
    if bytes.iter().all(|&byte| map(byte) == byte) {
        return Some(Value::from(string));
    }
    let mapped: Vec<u8> = bytes.iter().map(|&byte| map(byte)).collect();
    Some(Value::from(agent.string_from_latin1(&mapped)))
}

/// 22.1.3.28 String.prototype.toLowerCase ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.tolowercase>
pub(super) fn to_lower_case(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "toLowerCase")?;
    if let Some(value) = map_ascii(agent, string, |byte| byte.to_ascii_lowercase()) {
        return Ok(value);
    }
    map_text(agent, string, |text, builder| builder.push_str(&text.to_lowercase())).map(Value::from)
}

/// 22.1.3.30 String.prototype.toUpperCase ( )
/// <https://tc39.es/ecma262/#sec-string.prototype.touppercase>
pub(super) fn to_upper_case(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "toUpperCase")?;
    if let Some(value) = map_ascii(agent, string, |byte| byte.to_ascii_uppercase()) {
        return Ok(value);
    }
    map_text(agent, string, |text, builder| builder.push_str(&text.to_uppercase())).map(Value::from)
}

/// 22.1.3.26 String.prototype.toLocaleLowerCase ( [ locales ] )
/// <https://tc39.es/ecma402/#sup-string.prototype.tolocalelowercase>
pub(super) fn to_locale_lower_case(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    #[cfg(feature = "intl")]
    {
        let string = this_string(agent, arguments, "toLocaleLowerCase")?;
        if let Some(map) = crate::intl::case_mapping(agent, arguments.at(0))? {
            return map_text(agent, string, |text, builder| builder.push_str(&map.lower(text)))
                .map(Value::from);
        }
    }
    to_lower_case(agent, arguments)
}

/// 22.1.3.27 String.prototype.toLocaleUpperCase ( [ locales ] )
/// <https://tc39.es/ecma402/#sup-string.prototype.tolocaleuppercase>
pub(super) fn to_locale_upper_case(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    #[cfg(feature = "intl")]
    {
        let string = this_string(agent, arguments, "toLocaleUpperCase")?;
        if let Some(map) = crate::intl::case_mapping(agent, arguments.at(0))? {
            return map_text(agent, string, |text, builder| builder.push_str(&map.upper(text)))
                .map(Value::from);
        }
    }
    to_upper_case(agent, arguments)
}

/// 22.1.3.15 String.prototype.normalize ( [ form ] )
/// <https://tc39.es/ecma262/#sec-string.prototype.normalize>
pub(super) fn normalize(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let string = this_string(agent, arguments, "normalize")?;
    let form = match arguments.at(0) {
        value if value.is_undefined() => "NFC".to_owned(),
        value => {
            let form = agent.to_string(value)?;
            agent.flatten(form).to_rust_string()
        }
    };
    let normalize: fn(&str) -> String = match form.as_str() {
        "NFC" => |text| ComposingNormalizer::new_nfc().normalize(text).into_owned(),
        "NFD" => |text| DecomposingNormalizer::new_nfd().normalize(text).into_owned(),
        "NFKC" => |text| ComposingNormalizer::new_nfkc().normalize(text).into_owned(),
        "NFKD" => |text| DecomposingNormalizer::new_nfkd().normalize(text).into_owned(),
        _ => {
            return Err(agent.range_error("The normalization form should be one of NFC, NFD, NFKC, NFKD."));
        }
    };
    let flat = agent.flatten(string);
    if let StringContent::Latin1(bytes) = flat.content()
        && bytes.is_ascii()
    {
        return Ok(Value::from(flat));
    }
    map_text(agent, string, |text, builder| builder.push_str(&normalize(text))).map(Value::from)
}

/// Three-level comparison: letters, then accents, then case (lower before upper).
#[cfg(not(feature = "intl"))]
pub(super) fn collate(left: &str, right: &str) -> Ordering {
    let decompose = |text: &str| DecomposingNormalizer::new_nfd().normalize(text).into_owned();
    let (left, right) = (decompose(left), decompose(right));
    let is_mark = |character: &char| ('\u{300}'..='\u{36F}').contains(character);
    let letters = |text: &str| -> Vec<(u8, String)> {
        text.chars().filter(|c| !is_mark(c)).map(|c| (class(c), c.to_lowercase().collect())).collect()
    };
    letters(&left)
        .cmp(&letters(&right))
        .then_with(|| left.chars().filter(is_mark).cmp(right.chars().filter(is_mark)))
        .then_with(|| {
            let case = |text: &str| -> Vec<bool> { text.chars().map(char::is_uppercase).collect() };
            case(&left).cmp(&case(&right))
        })
}

/// White space, punctuation, digits and letters come in this order.
#[cfg(not(feature = "intl"))]
fn class(character: char) -> u8 {
    match character {
        c if c.is_whitespace() => 0,
        c if c.is_alphabetic() => 3,
        c if c.is_numeric() => 2,
        _ => 1,
    }
}

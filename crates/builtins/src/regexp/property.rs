//! Unicode properties of `\p{…}` and of identifiers. The data is that of the `regress` crate.

use std::sync::{Mutex, OnceLock};

use regress::{Flags, backends};
use rustc_hash::FxHashMap;

use super::parser::{Parsed, error};
use super::set::CharSet;
use super::syntax::PatternError;

/// Properties of strings, which only the `v` flag allows.
const STRING_PROPERTIES: [&str; 7] = [
    "Basic_Emoji",
    "Emoji_Keycap_Sequence",
    "RGI_Modifier_Sequence",
    "RGI_Flag_Sequence",
    "RGI_Emoji_Modifier_Sequence",
    "RGI_Emoji_Flag_Sequence",
    "RGI_Emoji_Tag_Sequence",
];

/// The characters that have a property: `Name` or `Name=Value`.
pub(super) fn property_set(name: &str, sets: bool) -> Parsed<CharSet> {
    static KNOWN: OnceLock<Mutex<FxHashMap<String, CharSet>>> = OnceLock::new();
    let is_of_strings =
        STRING_PROPERTIES.contains(&name) || matches!(name, "RGI_Emoji_ZWJ_Sequence" | "RGI_Emoji");
    if is_of_strings {
        return if sets { Err(PatternError::StringProperty) } else { error("Invalid property name") };
    }
    let known = KNOWN.get_or_init(Mutex::default);
    if let Ok(known) = known.lock()
        && let Some(set) = known.get(name)
    {
        return Ok(set.clone());
    }
    let Some(set) = look_up(name) else { return error("Invalid property name") };
    if let Ok(mut known) = known.lock() {
        known.insert(name.to_owned(), set.clone());
    }
    Ok(set)
}

/// The ranges of a negated class of nothing but the property, which keeps them as they are.
fn look_up(name: &str) -> Option<CharSet> {
    let pattern = format!("[^\\p{{{name}}}]");
    let flags = Flags { unicode: true, no_opt: true, ..Flags::default() };
    let tree = backends::try_parse(pattern.chars().map(u32::from), flags).ok()?;
    let compiled = backends::emit(&tree);
    let class = compiled.brackets.first()?;
    let ranges: Vec<(u32, u32)> = class
        .cps
        .intervals()
        .iter()
        .map(|range| range.codepoints())
        .map(|range| (range.start, range.end - 1))
        .collect();
    let set = CharSet::new(&ranges);
    Some(if class.invert { set } else { set.inverted() })
}

/// Whether a non-ASCII character may stand in an identifier.
pub(super) fn is_identifier(character: char, first: bool) -> bool {
    let name = if first { "ID_Start" } else { "ID_Continue" };
    property_set(name, false).is_ok_and(|set| set.contains(u32::from(character)))
}

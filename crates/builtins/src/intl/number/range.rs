//! ECMA-402 16.5.19 PartitionNumberRangePattern: two numbers and what they share.

use super::format::{Formatted, format, format_approximately};
use super::settings::Settings;
use super::symbols::Symbols;
use super::value::IntlNumber;
use crate::intl::class::{Part, join_parts, merge_literals};
use crate::intl::data::LocaleData;

/// The parts of a range, with their sources.
pub(crate) fn format_range(settings: &Settings, start: &IntlNumber, end: &IntlNumber) -> Vec<Part> {
    let (first, second) = (format(settings, start), format(settings, end));
    if text_of(&first) == text_of(&second) {
        return with_source(format_approximately(settings, start).into_parts(), "shared");
    }
    let shares = shares_affixes(&first, &second);
    let mut separator = separator(settings);
    if !shares && has_affixes(&first) && !separator.starts_with(char::is_whitespace) {
        separator = format!(" {separator} ");
    }
    let mut parts = Vec::new();
    if shares {
        parts.extend(with_source(merge_literals(first.before), "shared"));
        parts.extend(with_source(first.core, "startRange"));
        parts.extend(with_source(vec![Part::literal(separator)], "shared"));
        parts.extend(with_source(second.core, "endRange"));
        parts.extend(with_source(merge_literals(second.after), "shared"));
    } else {
        parts.extend(with_source(first.into_parts(), "startRange"));
        parts.extend(with_source(vec![Part::literal(separator)], "shared"));
        parts.extend(with_source(second.into_parts(), "endRange"));
    }
    parts
}

fn text_of(formatted: &Formatted) -> String {
    join_parts(&formatted.clone().into_parts())
}

fn has_affixes(formatted: &Formatted) -> bool {
    !formatted.before.is_empty() || !formatted.after.is_empty()
}

/// Affixes of more than one character that are the same stand once.
fn shares_affixes(first: &Formatted, second: &Formatted) -> bool {
    let length: usize = first.before.iter().chain(&first.after).map(|part| part.text.chars().count()).sum();
    length > 1
        && join_parts(&first.before) == join_parts(&second.before)
        && join_parts(&first.after) == join_parts(&second.after)
}

fn separator(settings: &Settings) -> String {
    let symbols = Symbols::new(LocaleData::of(&settings.locale), &settings.system);
    let pattern = symbols.value("range").and_then(|list| list.split('|').next()).unwrap_or("{0}–{1}");
    pattern.replace("{0}", "").replace("{1}", "")
}

fn with_source(mut parts: Vec<Part>, source: &'static str) -> Vec<Part> {
    parts.iter_mut().for_each(|part| part.source = Some(source));
    parts
}

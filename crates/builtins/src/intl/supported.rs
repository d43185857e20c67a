//! ECMA-402 8.3.2 What can be asked for: calendars, collations, currencies, numbering systems, time zones, units.

use roundelay_vm::{Agent, Arguments, Completion, Value};

use super::class::text_array;
use super::data;

/// 6.9.1 AvailableCalendars, sorted.
pub(super) const CALENDARS: &[&str] = &[
    "buddhist",
    "chinese",
    "coptic",
    "dangi",
    "ethioaa",
    "ethiopic",
    "gregory",
    "hebrew",
    "indian",
    "islamic-civil",
    "islamic-tbla",
    "islamic-umalqura",
    "iso8601",
    "japanese",
    "persian",
    "roc",
];

/// The collations that `icu_collator` has, sorted; `standard` and `search` are none that a program may ask for.
pub(super) const COLLATIONS: &[&str] =
    &["compat", "emoji", "eor", "phonebk", "pinyin", "searchjl", "stroke", "trad", "zhuyin"];

/// 6.6.2 Table 2: the single units that `Intl.NumberFormat` knows, sorted.
pub(super) const UNITS: &[&str] = &[
    "acre",
    "bit",
    "byte",
    "celsius",
    "centimeter",
    "day",
    "degree",
    "fahrenheit",
    "fluid-ounce",
    "foot",
    "gallon",
    "gigabit",
    "gigabyte",
    "gram",
    "hectare",
    "hour",
    "inch",
    "kilobit",
    "kilobyte",
    "kilogram",
    "kilometer",
    "liter",
    "megabit",
    "megabyte",
    "meter",
    "microsecond",
    "mile",
    "mile-scandinavian",
    "milliliter",
    "millimeter",
    "millisecond",
    "minute",
    "month",
    "nanosecond",
    "ounce",
    "percent",
    "petabyte",
    "pound",
    "second",
    "stone",
    "terabit",
    "terabyte",
    "week",
    "yard",
    "year",
];

/// 8.3.2 Intl.supportedValuesOf ( key )
/// <https://tc39.es/ecma402/#sec-intl.supportedvaluesof>
pub(super) fn supported_values_of(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let key = agent.to_string(arguments.at(0))?.to_rust_string();
    let array = match key.as_str() {
        "calendar" => text_array(agent, CALENDARS),
        "collation" => text_array(agent, COLLATIONS),
        "currency" => text_array(agent, &currencies()),
        "numberingSystem" => text_array(agent, &numbering_systems()),
        "timeZone" => text_array(agent, &time_zones()),
        "unit" => text_array(agent, UNITS),
        _ => return Err(agent.range_error(format!("Invalid key : {key}"))),
    };
    Ok(Value::from(array))
}

/// 6.3.1 AvailableCanonicalCurrencies
pub(super) fn currencies() -> Vec<&'static str> {
    data::world("currencies").unwrap_or_default().split('|').collect()
}

fn numbering_systems() -> Vec<&'static str> {
    data::world_with_prefix("numerals.").map(|(name, _)| name).collect()
}

/// 6.5.4 AvailablePrimaryTimeZoneIdentifiers
pub(super) fn time_zones() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| is_primary_zone(name))
        .collect();
    names.push("UTC".to_owned());
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a name of the database is neither a link nor an old-fashioned name.
fn is_primary_zone(name: &str) -> bool {
    let is_ours = name.contains('/') && !name.starts_with("SystemV/") && !name.starts_with("posix/");
    is_ours && canonical_zone(name) == name
}

/// The primary time zone of a zone's name in the database's spelling.
pub(super) fn canonical_zone(name: &str) -> &str {
    match name {
        "Etc/UTC" | "Etc/GMT" | "GMT" | "Etc/UCT" | "Etc/Zulu" | "Etc/Universal" | "Etc/Greenwich"
        | "Etc/GMT0" | "Etc/GMT-0" | "Etc/GMT+0" | "GMT0" | "GMT-0" | "GMT+0" | "Greenwich" | "UCT"
        | "Universal" | "Zulu" => "UTC",
        name => data::world(&format!("zoneAlias.{name}")).unwrap_or(name),
    }
}

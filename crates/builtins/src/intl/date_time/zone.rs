//! Time zones: their identifiers, offsets and names.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::intl::data::{LocaleData, world, world_with_prefix};
use crate::intl::number::symbols::Symbols;
use crate::intl::supported::canonical_zone;

/// Milliseconds of 400 Gregorian years, after which the calendar repeats itself.
const CYCLE_MS: i64 = 12_622_780_800_000;

/// The identifier of a zone in its usual spelling: a name of the database, or `+01:00`.
/// ECMA-402 11.1.2 steps 29–31, ECMA-262 21.4.1.33
pub(crate) fn identifier(text: &str) -> Option<String> {
    if text.starts_with(['+', '-']) {
        return offset_minutes(text).map(offset_identifier);
    }
    if text.eq_ignore_ascii_case("utc") {
        return Some("UTC".to_owned());
    }
    let zone = jiff::tz::db().get(text).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// The minutes of `±HH`, `±HHMM` or `±HH:MM`.
fn offset_minutes(text: &str) -> Option<i64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => (digits.get(..2)?, digits.get(2..)?),
        5 if digits.as_bytes()[2] == b':' => (digits.get(..2)?, digits.get(3..)?),
        _ => return None,
    };
    let number = |text: &str, end: i64| {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| is_number && *number < end)
    };
    Some(sign * (number(hours, 24)? * 60 + number(minutes, 60)?))
}

fn offset_identifier(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The rules of an identifier.
fn zone(identifier: &str) -> TimeZone {
    TimeZone::get(identifier).unwrap_or(TimeZone::UTC)
}

/// The instant, moved by whole cycles into the years that the rules know.
fn timestamp(ms: i64) -> Timestamp {
    let years_1600_to_9999 = -11_676_096_000_000..253_370_764_800_000;
    let ms = if years_1600_to_9999.contains(&ms) { ms } else { ms.rem_euclid(CYCLE_MS) };
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Milliseconds of local time ahead of UTC.
pub(crate) fn offset_ms(identifier: &str, ms: i64) -> i64 {
    match offset_minutes(identifier) {
        Some(minutes) => minutes * 60_000,
        None if identifier == "UTC" => 0,
        None => i64::from(zone(identifier).to_offset(timestamp(ms)).seconds()) * 1000,
    }
}

/// The name of a zone as a field `z`, `O` or `v` of this width shows it.
pub(crate) fn name(symbols: &Symbols<'_>, identifier: &str, ms: i64, field: (char, usize)) -> String {
    let data = &symbols.data;
    let is_long = field.1 == 4;
    let offset = offset_ms(identifier, ms) / 1000;
    if field.0 != 'O' && offset_minutes(identifier).is_none() {
        let is_summer = identifier != "UTC" && zone(identifier).to_offset_info(timestamp(ms)).dst().is_dst();
        let kind = match (field.0, is_summer) {
            ('z', false) => 1,
            ('z', true) => 2,
            _ => 0,
        };
        if let Some(name) = zone_name(data, identifier, kind, is_long) {
            return name;
        }
        if kind == 0 && is_long {
            let city = identifier.rsplit('/').next().unwrap_or(identifier).replace('_', " ");
            return data.item("zone", 3).replace("{0}", &city);
        }
    }
    offset_name(symbols, offset, is_long)
}

/// A name from CLDR; `kind` counts generic, standard and summer time.
fn zone_name(data: &LocaleData, identifier: &str, kind: usize, is_long: bool) -> Option<String> {
    let own = [identifier, canonical_zone(identifier)];
    let own = own.map(|name| if name == "UTC" { "Etc/UTC" } else { name });
    let metazone = own.iter().find_map(|name| metazone(name));
    let column = if is_long { kind } else { kind + 3 };
    // Zones without summer time have no name of their own for what they always are.
    let columns = if kind == 0 { [column, column + 1] } else { [column, column] };
    let keys =
        own.iter().map(|name| format!("zone.{name}")).chain(metazone.map(|name| format!("zone.{name}")));
    for key in keys {
        let found = columns.iter().map(|&column| data.item(&key, column)).find(|name| !name.is_empty());
        if let Some(name) = found {
            return Some(name.to_owned());
        }
    }
    None
}

/// CLDR's group of zones that share their names; it knows some zones by an older name.
fn metazone(identifier: &str) -> Option<&'static str> {
    world(&format!("metazone.{identifier}")).or_else(|| {
        let mut aliases = world_with_prefix("zoneAlias.").filter(|(_, canonical)| *canonical == identifier);
        aliases.find_map(|(alias, _)| world(&format!("metazone.{alias}")))
    })
}

/// `GMT+1`, or `GMT+01:00` if it is long.
fn offset_name(symbols: &Symbols<'_>, seconds: i64, is_long: bool) -> String {
    let data = &symbols.data;
    if seconds == 0 {
        return data.item("zone", 2).to_owned();
    }
    let forms = data.item("zone", 0);
    let (positive, negative) = forms.split_once(';').unwrap_or(("+HH:mm", "-HH:mm"));
    let form = if seconds < 0 { negative } else { positive };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let hour = if is_long { format!("{hours:02}") } else { hours.to_string() };
    let shape = |text: &str| symbols.shape(text);
    let text = if is_long || minutes != 0 {
        form.replace("HH", &shape(&hour))
            .replace('H', &shape(&hour))
            .replace("mm", &shape(&format!("{minutes:02}")))
    } else {
        let end = form.rfind('H').map_or(form.len(), |at| at + 1);
        form[..end].replace("HH", &shape(&hour)).replace('H', &shape(&hour))
    };
    data.item("zone", 1).replace("{0}", &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_spelled_as_usual() {
        assert_eq!(identifier("europe/berlin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(identifier("-0130").as_deref(), Some("-01:30"));
        assert_eq!(identifier("+24"), None);
        assert_eq!(identifier("Mars/Olympus"), None);
    }
}

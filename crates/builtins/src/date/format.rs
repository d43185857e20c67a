//! 21.4.4.41 Times as text: `toString`, `toISOString`, `toUTCString`.

use std::fmt::Write;

use super::time::Fields;

pub(super) const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn short(name: &str) -> &str {
    &name[..3]
}

/// `2024`, `-0001`
fn year_text(year: i64) -> String {
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}", year.unsigned_abs())
}

/// 21.4.4.41.2 DateString: `Tue Feb 01 2022`
pub(super) fn date_text(fields: Fields) -> String {
    let weekday = short(WEEKDAYS[fields.weekday as usize]);
    let month = short(MONTHS[fields.month as usize]);
    format!("{weekday} {month} {:02} {}", fields.day, year_text(fields.year))
}

/// 21.4.4.41.1 TimeString and 21.4.4.41.3 TimeZoneString: `10:11:12 GMT+0100 (Name)`
pub(super) fn time_text(fields: Fields, offset_ms: f64, zone: &str) -> String {
    let minutes = (offset_ms / 60_000.0).trunc() as i64;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    let mut text = clock_text(fields);
    // Writing to a String cannot fail.
    let _ = write!(text, " GMT{sign}{:02}{:02}", minutes / 60, minutes % 60);
    if !zone.is_empty() {
        let _ = write!(text, " ({zone})");
    }
    text
}

fn clock_text(fields: Fields) -> String {
    format!("{:02}:{:02}:{:02}", fields.hour, fields.minute, fields.second)
}

/// 21.4.4.43 `Tue, 01 Feb 2022 10:11:12 GMT`
pub(super) fn utc_text(fields: Fields) -> String {
    let weekday = short(WEEKDAYS[fields.weekday as usize]);
    let month = short(MONTHS[fields.month as usize]);
    format!("{weekday}, {:02} {month} {} {} GMT", fields.day, year_text(fields.year), clock_text(fields))
}

/// 21.4.4.36 `2022-02-01T10:11:12.345Z`
pub(super) fn iso_text(fields: Fields) -> String {
    let year = match fields.year {
        year @ 0..=9999 => format!("{year:04}"),
        year if year < 0 => format!("-{:06}", -year),
        year => format!("+{year:06}"),
    };
    let Fields { month, day, millisecond, .. } = fields;
    format!("{year}-{:02}-{day:02}T{}.{millisecond:03}Z", month + 1, clock_text(fields))
}

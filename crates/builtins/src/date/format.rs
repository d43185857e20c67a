//! 21.4.4.41 Times as text: `toString`, `toISOString`, `toUTCString` and the English locale's forms.

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

fn short(name: &str) -> &str {
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

/// What a locale's text shows of a date; the forms are those of Intl.DateTimeFormat.
#[derive(Clone, Debug, Default)]
pub(super) struct LocaleOptions {
    pub(super) weekday: Option<String>,
    pub(super) year: Option<String>,
    pub(super) month: Option<String>,
    pub(super) day: Option<String>,
    pub(super) hour: Option<String>,
    pub(super) minute: Option<String>,
    pub(super) second: Option<String>,
    pub(super) is_24_hours: bool,
    /// `UTC`, if the local time is not meant.
    pub(super) is_utc: bool,
}

fn padded(number: u32, form: &str) -> String {
    if form == "2-digit" { format!("{number:02}") } else { number.to_string() }
}

/// The text of a date and time in the English of the United States.
pub(super) fn locale_text(fields: Fields, options: &LocaleOptions) -> String {
    let date = locale_date(fields, options);
    let time = locale_time(fields, options);
    match (date.is_empty(), time.is_empty()) {
        (false, false) if matches!(options.month.as_deref(), Some("long")) => format!("{date} at {time}"),
        (false, false) => format!("{date}, {time}"),
        (false, true) => date,
        _ => time,
    }
}

fn locale_date(fields: Fields, options: &LocaleOptions) -> String {
    let weekday = options.weekday.as_deref().map(|form| {
        let name = WEEKDAYS[fields.weekday as usize];
        if form == "long" { name.to_owned() } else { short(name).to_owned() }
    });
    let year = options.year.as_deref().map(|form| match form {
        "2-digit" => format!("{:02}", fields.year.rem_euclid(100)),
        _ if fields.year <= 0 => format!("{}", 1 - fields.year),
        _ => fields.year.to_string(),
    });
    let day = options.day.as_deref().map(|form| padded(fields.day, form));
    let era = if fields.year <= 0 && year.is_some() { " BC" } else { "" };
    let named = match options.month.as_deref() {
        Some("long") => Some(MONTHS[fields.month as usize].to_owned()),
        Some("short") => Some(short(MONTHS[fields.month as usize]).to_owned()),
        Some("narrow") => Some(MONTHS[fields.month as usize][..1].to_owned()),
        _ => None,
    };
    if let Some(month) = named {
        let month_day = match &day {
            Some(day) => format!("{month} {day}"),
            None => month,
        };
        let separator = if day.is_some() { ", " } else { " " };
        let date = year.map_or(month_day.clone(), |year| format!("{month_day}{separator}{year}{era}"));
        return weekday.map_or(date.clone(), |weekday| format!("{weekday}, {date}"));
    }
    let month = options.month.as_deref().map(|form| padded(fields.month + 1, form));
    let parts: Vec<String> = [month, day, year].into_iter().flatten().collect();
    let date = format!("{}{era}", parts.join("/"));
    match weekday {
        Some(weekday) if date.is_empty() => weekday,
        Some(weekday) => format!("{weekday}, {date}"),
        None => date,
    }
}

fn locale_time(fields: Fields, options: &LocaleOptions) -> String {
    let hour = options.hour.as_deref().map(|form| match options.is_24_hours {
        true => format!("{:02}", fields.hour),
        false => padded((fields.hour + 11) % 12 + 1, form),
    });
    let (has_hour, has_minute) = (hour.is_some(), options.minute.is_some());
    let minute = options.minute.as_deref().map(|form| {
        if has_hour || options.second.is_some() {
            format!("{:02}", fields.minute)
        } else {
            padded(fields.minute, form)
        }
    });
    let second = options
        .second
        .as_deref()
        .map(|form| if has_minute { format!("{:02}", fields.second) } else { padded(fields.second, form) });
    let parts: Vec<String> = [hour, minute, second].into_iter().flatten().collect();
    let time = parts.join(":");
    if !has_hour || options.is_24_hours {
        return time;
    }
    format!("{time} {}", if fields.hour < 12 { "AM" } else { "PM" })
}

//! toLocaleString, toLocaleDateString and toLocaleTimeString, in the English of the United States.
//!
//! Unsupported: other locales, and time zones other than the local one and UTC; this is what there is without the feature `intl`.

use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::format::{MONTHS, WEEKDAYS, short};
use super::time::Fields;
use super::{local_time, this_date};

/// What is shown if the options name nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Defaults {
    All,
    Date,
    Time,
}

/// 21.4.4.39 Date.prototype.toLocaleString ( [ reserved1 [ , reserved2 ] ] )
/// <https://tc39.es/ecma262/#sec-date.prototype.tolocalestring>
pub(super) fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text(agent, arguments, Defaults::All)
}

/// 21.4.4.38 Date.prototype.toLocaleDateString ( [ reserved1 [ , reserved2 ] ] )
/// <https://tc39.es/ecma262/#sec-date.prototype.tolocaledatestring>
pub(super) fn to_locale_date_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text(agent, arguments, Defaults::Date)
}

/// 21.4.4.40 Date.prototype.toLocaleTimeString ( [ reserved1 [ , reserved2 ] ] )
/// <https://tc39.es/ecma262/#sec-date.prototype.tolocaletimestring>
pub(super) fn to_locale_time_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text(agent, arguments, Defaults::Time)
}

fn text(agent: &mut Agent, arguments: &Arguments<'_>, defaults: Defaults) -> Completion {
    let (_, time) = this_date(agent, arguments.this)?;
    if time.is_nan() {
        return Ok(Value::from(agent.string("Invalid Date")));
    }
    let options = match arguments.at(1).as_object() {
        Some(object) => read_options(agent, object, defaults)?,
        None => with_defaults(LocaleOptions::default(), defaults),
    };
    let time = if options.is_utc { time } else { local_time(agent, time) };
    Ok(Value::from(agent.string(&locale_text(Fields::of(time), &options))))
}

fn option(agent: &mut Agent, object: Object, name: &str) -> Completion<Option<String>> {
    let key = agent.property_key(name);
    let value = agent.get(object, key)?;
    if value.is_undefined() {
        return Ok(None);
    }
    Ok(Some(agent.to_string(value)?.to_rust_string()))
}

fn read_options(agent: &mut Agent, object: Object, defaults: Defaults) -> Completion<LocaleOptions> {
    let mut options = LocaleOptions {
        weekday: option(agent, object, "weekday")?,
        year: option(agent, object, "year")?,
        month: option(agent, object, "month")?,
        day: option(agent, object, "day")?,
        hour: option(agent, object, "hour")?,
        minute: option(agent, object, "minute")?,
        second: option(agent, object, "second")?,
        ..LocaleOptions::default()
    };
    options.is_24_hours = option(agent, object, "hour12")?.is_some_and(|text| text == "false")
        || option(agent, object, "hourCycle")?.is_some_and(|text| text == "h23");
    if let Some(zone) = option(agent, object, "timeZone")? {
        options.is_utc = matches!(zone.to_ascii_uppercase().as_str(), "UTC" | "GMT" | "ETC/UTC" | "ETC/GMT");
    }
    let date_style = option(agent, object, "dateStyle")?;
    let time_style = option(agent, object, "timeStyle")?;
    if date_style.is_none() && time_style.is_none() {
        return Ok(with_defaults(options, defaults));
    }
    apply_styles(&mut options, date_style.as_deref(), time_style.as_deref());
    Ok(options)
}

fn apply_styles(options: &mut LocaleOptions, date: Option<&str>, time: Option<&str>) {
    let form = |text: &str| Some(text.to_owned());
    if let Some(style) = date {
        let (year, month) = match style {
            "short" => ("2-digit", "numeric"),
            "medium" => ("numeric", "short"),
            _ => ("numeric", "long"),
        };
        (options.year, options.month, options.day) = (form(year), form(month), form("numeric"));
        options.weekday = (style == "full").then(|| "long".to_owned());
    }
    if let Some(style) = time {
        (options.hour, options.minute) = (form("numeric"), form("2-digit"));
        options.second = (style != "short").then(|| "2-digit".to_owned());
    }
}

fn with_defaults(mut options: LocaleOptions, defaults: Defaults) -> LocaleOptions {
    let numeric = || Some("numeric".to_owned());
    let has_date = options.weekday.is_some()
        || options.year.is_some()
        || options.month.is_some()
        || options.day.is_some();
    let has_time = options.hour.is_some() || options.minute.is_some() || options.second.is_some();
    let needs_defaults = match defaults {
        Defaults::All => !has_date && !has_time,
        Defaults::Date => !has_date,
        Defaults::Time => !has_time,
    };
    if needs_defaults && defaults != Defaults::Time {
        (options.year, options.month, options.day) = (numeric(), numeric(), numeric());
    }
    if needs_defaults && defaults != Defaults::Date {
        (options.hour, options.minute, options.second) = (numeric(), numeric(), numeric());
    }
    options
}

/// What a locale's text shows of a date; the forms are those of Intl.DateTimeFormat.
#[derive(Clone, Debug, Default)]
struct LocaleOptions {
    weekday: Option<String>,
    year: Option<String>,
    month: Option<String>,
    day: Option<String>,
    hour: Option<String>,
    minute: Option<String>,
    second: Option<String>,
    is_24_hours: bool,
    /// `UTC`, if the local time is not meant.
    is_utc: bool,
}

fn padded(number: u32, form: &str) -> String {
    if form == "2-digit" { format!("{number:02}") } else { number.to_string() }
}

/// The text of a date and time in the English of the United States.
fn locale_text(fields: Fields, options: &LocaleOptions) -> String {
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

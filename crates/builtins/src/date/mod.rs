//! 21.4 Date objects: a time value, NaN or milliseconds since the epoch, in the first internal slot.
//!
//! ```text
//!   time    arithmetic of days and their parts        parse   text to time
//!   locale  toLocaleString and its like               format  time to text
//! ```

mod format;
#[cfg(not(feature = "intl"))]
mod locale;
#[cfg(feature = "intl")]
#[path = "locale_intl.rs"]
mod locale;
mod parse;
mod time;

use roundelay_vm::names::WellKnown;
use roundelay_vm::operation::conversion::PreferredType;
use roundelay_vm::realm::{CONFIGURABLE, Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, JsString, Kind, Object, Value};

pub(crate) use time::civil_from_days;
use time::{Fields, from_numbers, make_full_year, time_clip};

use crate::temporal::date_to_temporal_instant;

use Property::Method;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::Date,
    global: Some("Date"),
    constructor: Some(("Date", 7, date)),
    prototype: Some(Intrinsic::DatePrototype),
    statics: &[Method("now", 0, now), Method("parse", 1, parse_method), Method("UTC", 7, utc)],
    members: &[
        Method("toString", 0, to_string),
        Method("toDateString", 0, to_date_string),
        Method("toTimeString", 0, to_time_string),
        Method("toISOString", 0, to_iso_string),
        Method("toUTCString", 0, to_utc_string),
        Property::Alias("toGMTString", "toUTCString"),
        Method("getDate", 0, get::<{ part::DAY }, false>),
        Method("setDate", 1, set::<2, 3, false>),
        Method("getDay", 0, get::<{ part::WEEKDAY }, false>),
        Method("getFullYear", 0, get::<{ part::YEAR }, false>),
        Method("setFullYear", 3, set::<0, 3, false>),
        Method("getHours", 0, get::<{ part::HOUR }, false>),
        Method("setHours", 4, set::<3, 7, false>),
        Method("getMilliseconds", 0, get::<{ part::MILLISECOND }, false>),
        Method("setMilliseconds", 1, set::<6, 7, false>),
        Method("getMinutes", 0, get::<{ part::MINUTE }, false>),
        Method("setMinutes", 3, set::<4, 7, false>),
        Method("getMonth", 0, get::<{ part::MONTH }, false>),
        Method("setMonth", 2, set::<1, 3, false>),
        Method("getSeconds", 0, get::<{ part::SECOND }, false>),
        Method("setSeconds", 2, set::<5, 7, false>),
        Method("getTime", 0, get_time),
        Method("setTime", 1, set_time),
        Method("getTimezoneOffset", 0, get_timezone_offset),
        Method("getYear", 0, get_year),
        Method("setYear", 1, set_year),
        Method("getUTCDate", 0, get::<{ part::DAY }, true>),
        Method("setUTCDate", 1, set::<2, 3, true>),
        Method("getUTCDay", 0, get::<{ part::WEEKDAY }, true>),
        Method("getUTCFullYear", 0, get::<{ part::YEAR }, true>),
        Method("setUTCFullYear", 3, set::<0, 3, true>),
        Method("getUTCHours", 0, get::<{ part::HOUR }, true>),
        Method("setUTCHours", 4, set::<3, 7, true>),
        Method("getUTCMilliseconds", 0, get::<{ part::MILLISECOND }, true>),
        Method("setUTCMilliseconds", 1, set::<6, 7, true>),
        Method("getUTCMinutes", 0, get::<{ part::MINUTE }, true>),
        Method("setUTCMinutes", 3, set::<4, 7, true>),
        Method("getUTCMonth", 0, get::<{ part::MONTH }, true>),
        Method("setUTCMonth", 2, set::<1, 3, true>),
        Method("getUTCSeconds", 0, get::<{ part::SECOND }, true>),
        Method("setUTCSeconds", 2, set::<5, 7, true>),
        Method("valueOf", 0, get_time),
        Method("toJSON", 1, to_json),
        Method("toLocaleString", 0, locale::to_locale_string),
        Method("toLocaleDateString", 0, locale::to_locale_date_string),
        Method("toLocaleTimeString", 0, locale::to_locale_time_string),
        Method("toTemporalInstant", 0, date_to_temporal_instant),
        Property::SymbolMethodWith(
            WellKnown::ToPrimitive,
            "[Symbol.toPrimitive]",
            1,
            to_primitive,
            CONFIGURABLE,
        ),
    ],
    ..Table::DEFAULT
};

/// Numbers of the parts that getters give.
mod part {
    pub(super) const YEAR: u8 = 0;
    pub(super) const MONTH: u8 = 1;
    pub(super) const DAY: u8 = 2;
    pub(super) const HOUR: u8 = 3;
    pub(super) const MINUTE: u8 = 4;
    pub(super) const SECOND: u8 = 5;
    pub(super) const MILLISECOND: u8 = 6;
    pub(super) const WEEKDAY: u8 = 7;
}

/// The object and its time value; a TypeError if `this` is no Date.
fn this_date(agent: &mut Agent, this: Value) -> Completion<(Object, f64)> {
    match this.as_object().filter(|object| object.kind() == Kind::Date) {
        Some(object) => Ok((object, object.internal(0).as_number().unwrap_or(f64::NAN))),
        None => Err(agent.type_error("this is not a Date object.")),
    }
}

/// 21.4.1.25 LocalTime ( t )
/// <https://tc39.es/ecma262/#sec-localtime>
fn local_time(agent: &mut Agent, time: f64) -> f64 {
    if time.is_finite() { time + agent.host.time_zone_offset_ms(time, true) } else { f64::NAN }
}

/// 21.4.1.26 UTC ( t )
/// <https://tc39.es/ecma262/#sec-utc-t>
fn utc_time(agent: &mut Agent, local: f64) -> f64 {
    // Beyond this no time value can come of it.
    if local.abs() <= 8.7e15 { local - agent.host.time_zone_offset_ms(local, false) } else { f64::NAN }
}

/// 21.4.2.1 Date ( ...values )
/// <https://tc39.es/ecma262/#sec-date>
fn date(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let now = agent.host.now_ms().floor();
    let Some(new_target) = arguments.new_target.as_object() else {
        let text = date_string(agent, now);
        return Ok(Value::from(agent.string(&text)));
    };
    let time = match arguments.values {
        [] => now,
        [value] => time_of_value(agent, *value)?,
        values => {
            let numbers = numbers_of(agent, values)?;
            let time = utc_time(agent, from_numbers(numbers));
            time_clip(time)
        }
    };
    let internal = [Value::number(time)];
    let object =
        agent.create_kind_from_constructor(new_target, Intrinsic::DatePrototype, Kind::Date, &internal)?;
    Ok(Value::from(object))
}

fn time_of_value(agent: &mut Agent, value: Value) -> Completion<f64> {
    if let Some(other) = value.as_object().filter(|object| object.kind() == Kind::Date) {
        return Ok(other.internal(0).as_number().unwrap_or(f64::NAN));
    }
    let primitive = agent.to_primitive(value, PreferredType::Default)?;
    match primitive.as_string() {
        Some(text) => Ok(parse_string(agent, text)),
        None => agent.to_number(primitive).map(time_clip),
    }
}

/// Year, month and so on as arguments give them.
fn numbers_of(agent: &mut Agent, values: &[Value]) -> Completion<[f64; 7]> {
    let mut numbers = [f64::NAN, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    for (number, &value) in numbers.iter_mut().zip(values) {
        *number = agent.to_number(value)?;
    }
    numbers[0] = make_full_year(numbers[0]);
    Ok(numbers)
}

fn parse_string(agent: &mut Agent, text: JsString) -> f64 {
    let text = agent.flatten(text).to_rust_string();
    match parse::parse(&text) {
        None => f64::NAN,
        Some(parsed) => match parsed.offset {
            Some(offset) => time_clip(parsed.time - offset),
            None => time_clip(utc_time(agent, parsed.time)),
        },
    }
}

/// 21.4.3.1 Date.now ( )
/// <https://tc39.es/ecma262/#sec-date.now>
fn now(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    Ok(Value::number(agent.host.now_ms().floor()))
}

/// 21.4.3.2 Date.parse ( string )
/// <https://tc39.es/ecma262/#sec-date.parse>
fn parse_method(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let text = agent.to_string(arguments.at(0))?;
    Ok(Value::number(parse_string(agent, text)))
}

/// 21.4.3.4 Date.UTC ( year [ , month [ , date [ , hours [ , minutes [ , seconds [ , ms ] ] ] ] ] ] )
/// <https://tc39.es/ecma262/#sec-date.utc>
fn utc(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let numbers = numbers_of(agent, arguments.values)?;
    Ok(Value::number(time_clip(from_numbers(numbers))))
}

/// 21.4.4.2–21.4.4.19: one part of a time, local or UTC.
fn get<const PART: u8, const UTC: bool>(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (_, time) = this_date(agent, arguments.this)?;
    if time.is_nan() {
        return Ok(Value::number(f64::NAN));
    }
    let fields = Fields::of(if UTC { time } else { local_time(agent, time) });
    let number = match PART {
        part::YEAR => return Ok(Value::number(fields.year as f64)),
        part::MONTH => fields.month,
        part::DAY => fields.day,
        part::HOUR => fields.hour,
        part::MINUTE => fields.minute,
        part::SECOND => fields.second,
        part::MILLISECOND => fields.millisecond,
        _ => fields.weekday,
    };
    Ok(Value::int(number as i32))
}

/// 21.4.4.10 Date.prototype.getTime ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.gettime>
fn get_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (object, _) = this_date(agent, arguments.this)?;
    Ok(object.internal(0))
}

/// 21.4.4.11 Date.prototype.getTimezoneOffset ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.gettimezoneoffset>
fn get_timezone_offset(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (_, time) = this_date(agent, arguments.this)?;
    Ok(Value::number((time - local_time(agent, time)) / 60_000.0))
}

/// 21.4.4.20–21.4.4.34: sets the parts from `FIRST` up to `END`, as many as there are arguments.
fn set<const FIRST: usize, const END: usize, const UTC: bool>(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
) -> Completion {
    let (object, time) = this_date(agent, arguments.this)?;
    let count = arguments.len().clamp(1, END - FIRST);
    let mut given = [0.0; 7];
    for (index, number) in given.iter_mut().take(count).enumerate() {
        *number = agent.to_number(arguments.at(index))?;
    }
    let local = match time.is_nan() {
        false if UTC => time,
        false => local_time(agent, time),
        // Only a year makes something of an invalid date.
        true if FIRST == 0 => 0.0,
        true => return Ok(Value::number(f64::NAN)),
    };
    let mut numbers = Fields::of(local).to_numbers();
    numbers[FIRST..FIRST + count].copy_from_slice(&given[..count]);
    let changed = from_numbers(numbers);
    let time = time_clip(if UTC { changed } else { utc_time(agent, changed) });
    store(object, time)
}

fn store(object: Object, time: f64) -> Completion {
    let value = Value::number(time);
    object.set_internal(0, value);
    Ok(value)
}

/// 21.4.4.27 Date.prototype.setTime ( time )
/// <https://tc39.es/ecma262/#sec-date.prototype.settime>
fn set_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (object, _) = this_date(agent, arguments.this)?;
    let time = agent.to_number(arguments.at(0))?;
    store(object, time_clip(time))
}

/// B.2.3.1 Date.prototype.getYear ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.getyear>
fn get_year(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (_, time) = this_date(agent, arguments.this)?;
    let local = local_time(agent, time);
    let year = if local.is_nan() { f64::NAN } else { Fields::of(local).year as f64 - 1900.0 };
    Ok(Value::number(year))
}

/// B.2.3.2 Date.prototype.setYear ( year )
/// <https://tc39.es/ecma262/#sec-date.prototype.setyear>
fn set_year(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let (object, time) = this_date(agent, arguments.this)?;
    let year = agent.to_number(arguments.at(0))?;
    let local = if time.is_nan() { 0.0 } else { local_time(agent, time) };
    if year.is_nan() {
        return store(object, f64::NAN);
    }
    let mut numbers = Fields::of(local).to_numbers();
    numbers[0] = make_full_year(year);
    let time = utc_time(agent, from_numbers(numbers));
    store(object, time_clip(time))
}

/// The time value of the receiver of a method that makes a text.
fn receiver(agent: &mut Agent, this: Value, method: &str) -> Completion<f64> {
    if this.as_object().is_some_and(|object| object.kind() == Kind::Date) {
        return this_date(agent, this).map(|(_, time)| time);
    }
    let shown = agent.describe(this);
    Err(agent.type_error(format!("Method Date.prototype.{method} called on incompatible receiver {shown}")))
}

/// The text of a time with `format`; an invalid one has a text of its own.
fn text_of(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    method: &str,
    format: impl FnOnce(&mut Agent, f64) -> String,
) -> Completion {
    let time = receiver(agent, arguments.this, method)?;
    let text = if time.is_nan() { "Invalid Date".to_owned() } else { format(agent, time) };
    Ok(Value::from(agent.string(&text)))
}

/// 21.4.4.41.4 ToDateString ( tv ) of a time that is not NaN.
/// <https://tc39.es/ecma262/#sec-todatestring>
fn date_string(agent: &mut Agent, time: f64) -> String {
    let date = format::date_text(Fields::of(local_time(agent, time)));
    format!("{date} {}", time_string(agent, time))
}

fn time_string(agent: &mut Agent, time: f64) -> String {
    let offset = agent.host.time_zone_offset_ms(time, true);
    let zone = agent.host.time_zone_name(time);
    format::time_text(Fields::of(time + offset), offset, &zone)
}

/// 21.4.4.41 Date.prototype.toString ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text_of(agent, arguments, "toString", date_string)
}

/// 21.4.4.35 Date.prototype.toDateString ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.todatestring>
fn to_date_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text_of(agent, arguments, "toDateString", |agent, time| {
        format::date_text(Fields::of(local_time(agent, time)))
    })
}

/// 21.4.4.42 Date.prototype.toTimeString ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.totimestring>
fn to_time_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text_of(agent, arguments, "toTimeString", time_string)
}

/// 21.4.4.43 Date.prototype.toUTCString ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.toutcstring>
fn to_utc_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    text_of(agent, arguments, "toUTCString", |_, time| format::utc_text(Fields::of(time)))
}

/// 21.4.4.36 Date.prototype.toISOString ( )
/// <https://tc39.es/ecma262/#sec-date.prototype.toisostring>
fn to_iso_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time = receiver(agent, arguments.this, "toISOString")?;
    if time.is_nan() {
        return Err(agent.range_error("Invalid time value"));
    }
    Ok(Value::from(agent.string(&format::iso_text(Fields::of(time)))))
}

/// 21.4.4.37 Date.prototype.toJSON ( key )
/// <https://tc39.es/ecma262/#sec-date.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = agent.to_object(arguments.this)?;
    let primitive = agent.to_primitive(Value::from(object), PreferredType::Number)?;
    if primitive.as_number().is_some_and(|number| !number.is_finite()) {
        return Ok(Value::NULL);
    }
    agent.invoke(Value::from(object), agent.names.to_iso_string, &[])
}

/// 21.4.4.45 Date.prototype \[ %Symbol.toPrimitive% ] ( hint )
/// <https://tc39.es/ecma262/#sec-date.prototype-%symbol.toprimitive%>
fn to_primitive(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(object) = arguments.this.as_object() else {
        let shown = agent.describe(arguments.this);
        let message =
            format!("Method Date.prototype [ @@toPrimitive ] called on incompatible receiver {shown}");
        return Err(agent.type_error(message));
    };
    let hint = arguments.at(0).as_string().map(JsString::to_rust_string);
    let preferred = match hint.as_deref() {
        Some("string" | "default") => PreferredType::String,
        Some("number") => PreferredType::Number,
        _ => {
            let shown = match arguments.at(0).as_string() {
                Some(text) => text.to_rust_string(),
                None => agent.display(arguments.at(0)),
            };
            return Err(agent.type_error(format!("Invalid hint: {shown}")));
        }
    };
    agent.ordinary_to_primitive(object, preferred)
}

//! ECMA-402 11 Intl.DateTimeFormat.
//!
//! ```text
//!   read      options to slots                    skeleton  fields to a pattern of CLDR
//!   settings  slots to patterns                   format    a pattern and a time to parts
//!   calendar  instants to years, months, days     range     two times
//!   zone      offsets and names of zones          when      Temporal's classes, Dates and numbers
//! ```

pub(super) mod calendar;
pub(super) mod format;
pub(super) mod range;
pub(super) mod read;
pub(super) mod settings;
pub(super) mod skeleton;
pub(super) mod when;
pub(super) mod zone;

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};

use super::class::{
    Class, Part, index_of, join_parts, new_target_or_callee, parts_array, put, put_choice, put_slot,
    put_text, text_of,
};
use super::negotiate::supported_locales_of;
use super::number::{chain, unwrap};
use read::{Kind, Wanted, initialize};
use settings::{
    BOUND_FORMAT, CALENDAR, COMPONENTS, COUNT, DATE_STYLE, FIRST_COMPONENT, FRACTION, HOUR, HOUR_CYCLE,
    HOUR_CYCLES, LOCALE, NUMBERING_SYSTEM, PATTERN, STYLES, Settings, TIME_STYLE, TIME_ZONE, components_of,
};
use skeleton::parse_pattern;
use when::When;

use Property::Method;

pub(super) static CLASS: Class = Class {
    name: "DateTimeFormat",
    number: 8,
    prototype: Intrinsic::IntlDateTimeFormatPrototype,
    slots: FIRST_COMPONENT + COUNT,
};

pub(super) static TABLE: Table = Table {
    intrinsic: Intrinsic::IntlDateTimeFormat,
    constructor: Some(("DateTimeFormat", 0, date_time_format)),
    prototype: Some(Intrinsic::IntlDateTimeFormatPrototype),
    statics: &[Method("supportedLocalesOf", 1, supported_locales)],
    members: &[
        Method("resolvedOptions", 0, resolved_options),
        Method("formatToParts", 1, format_to_parts),
        Property::Getter("format", format_getter),
        Method("formatRange", 2, format_range),
        Method("formatRangeToParts", 2, format_range_to_parts),
    ],
    tag: Some("Intl.DateTimeFormat"),
    ..Table::DEFAULT
};

/// 11.1.1 Intl.DateTimeFormat ( [ locales [ , options ] ] )
/// <https://tc39.es/ecma402/#sec-intl.datetimeformat>
fn date_time_format(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let object = CLASS.create(agent, new_target_or_callee(arguments))?;
    let wanted = Wanted { required: Kind::Any, defaults: Kind::Date, time_zone: None };
    initialize(agent, object, arguments.at(0), arguments.at(1), wanted)?;
    chain(agent, arguments, object, Intrinsic::IntlDateTimeFormat)
}

/// 11.2.2 Intl.DateTimeFormat.supportedLocalesOf ( locales [ , options ] )
/// <https://tc39.es/ecma402/#sec-intl.datetimeformat.supportedlocalesof>
fn supported_locales(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    supported_locales_of(agent, arguments.at(0), arguments.at(1))
}

/// 11.3.2 Intl.DateTimeFormat.prototype.resolvedOptions ( )
/// <https://tc39.es/ecma402/#sec-intl.datetimeformat.prototype.resolvedoptions>
fn resolved_options(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = unwrap(agent, arguments.this, &CLASS, (Intrinsic::IntlDateTimeFormat, "resolvedOptions"))?;
    let result = agent.new_object();
    put_slot(agent, result, "locale", (this, LOCALE));
    put_slot(agent, result, "calendar", (this, CALENDAR));
    put_slot(agent, result, "numberingSystem", (this, NUMBERING_SYSTEM));
    put_slot(agent, result, "timeZone", (this, TIME_ZONE));
    let components = components_of(&parse_pattern(&text_of(this, PATTERN)));
    if components[HOUR].is_some() {
        put_choice(agent, result, "hourCycle", (this, HOUR_CYCLE), HOUR_CYCLES);
        let is_half = index_of(this, HOUR_CYCLE).is_some_and(|cycle| cycle < 2);
        put(agent, result, "hour12", Value::from(is_half));
    }
    if index_of(this, DATE_STYLE).is_none() && index_of(this, TIME_STYLE).is_none() {
        for (index, (name, values)) in COMPONENTS.iter().enumerate() {
            match components[index] {
                Some(digits) if index == FRACTION => put(agent, result, name, Value::int(digits as i32)),
                Some(value) => put_text(agent, result, name, values.get(value).copied().unwrap_or_default()),
                None => {}
            }
        }
    }
    put_choice(agent, result, "dateStyle", (this, DATE_STYLE), STYLES);
    put_choice(agent, result, "timeStyle", (this, TIME_STYLE), STYLES);
    Ok(Value::from(result))
}

/// 11.3.3 get Intl.DateTimeFormat.prototype.format
/// <https://tc39.es/ecma402/#sec-intl.datetimeformat.prototype.format>
fn format_getter(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = unwrap(agent, arguments.this, &CLASS, (Intrinsic::IntlDateTimeFormat, "format"))?;
    if this.internal(BOUND_FORMAT).is_undefined() {
        let bound = agent.new_native_function(format_function, "", 1, &[Value::from(this)]);
        this.set_internal(BOUND_FORMAT, Value::from(bound));
    }
    Ok(this.internal(BOUND_FORMAT))
}

/// 11.5.4 DateTime Format Functions
/// <https://tc39.es/ecma402/#sec-datetime-format-functions>
fn format_function(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(format) = CLASS.has(arguments.captured(0)) else { return Ok(Value::UNDEFINED) };
    let when = when_or_now(agent, arguments.at(0))?;
    let parts = parts_of(agent, format, &when)?;
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

fn when_or_now(agent: &mut Agent, value: Value) -> Completion<When> {
    if value.is_undefined() {
        return Ok(When::Number(agent.host.now_ms().floor()));
    }
    when::to_formattable(agent, value)
}

/// 11.5.6 PartitionDateTimePattern ( dateTimeFormat, x )
/// <https://tc39.es/ecma402/#sec-partitiondatetimepattern>
fn parts_of(agent: &mut Agent, format: Object, when: &When) -> Completion<Vec<Part>> {
    let settings = Settings::load(format);
    let (items, moment) = when::resolve(agent, &settings, &text_of(format, PATTERN), when)?;
    let mut parts = format::format(&settings, &items, moment);
    widen_spaces(&mut parts);
    Ok(parts)
}

/// Programs that look for a plain space before `AM` are many: CLDR's narrow one is replaced, as in other engines.
fn widen_spaces(parts: &mut [Part]) {
    parts.iter_mut().for_each(|part| part.text = part.text.replace('\u{202F}', " "));
}

/// 11.3.4 Intl.DateTimeFormat.prototype.formatToParts ( date )
/// <https://tc39.es/ecma402/#sec-Intl.DateTimeFormat.prototype.formatToParts>
fn format_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let this = CLASS.this(agent, arguments.this, "formatToParts")?;
    let when = when_or_now(agent, arguments.at(0))?;
    let parts = parts_of(agent, this, &when)?;
    Ok(Value::from(parts_array(agent, &parts)))
}

fn range_parts(agent: &mut Agent, arguments: &Arguments<'_>, method: &str) -> Completion<Vec<Part>> {
    let this = CLASS.this(agent, arguments.this, method)?;
    if arguments.at(0).is_undefined() || arguments.at(1).is_undefined() {
        return Err(agent.type_error("startDate or endDate cannot be undefined"));
    }
    let start = when::to_formattable(agent, arguments.at(0))?;
    let end = when::to_formattable(agent, arguments.at(1))?;
    when::check_same_kind(agent, &start, &end)?;
    let settings = Settings::load(this);
    let pattern = text_of(this, PATTERN);
    let (items, first) = when::resolve(agent, &settings, &pattern, &start)?;
    let (_, second) = when::resolve(agent, &settings, &pattern, &end)?;
    let mut parts = range::format_range(&settings, &items, first, second);
    if parts.iter().all(|part| part.source == Some("shared")) {
        widen_spaces(&mut parts);
    }
    Ok(parts)
}

/// 11.3.5 Intl.DateTimeFormat.prototype.formatRange ( startDate, endDate )
/// <https://tc39.es/ecma402/#sec-intl.datetimeformat.prototype.formatRange>
fn format_range(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let parts = range_parts(agent, arguments, "formatRange")?;
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

/// 11.3.6 Intl.DateTimeFormat.prototype.formatRangeToParts ( startDate, endDate )
/// <https://tc39.es/ecma402/#sec-Intl.DateTimeFormat.prototype.formatRangeToParts>
fn format_range_to_parts(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let parts = range_parts(agent, arguments, "formatRangeToParts")?;
    Ok(Value::from(parts_array(agent, &parts)))
}

/// Which of `Date.prototype`'s methods.
#[derive(Clone, Copy)]
pub(crate) enum DateText {
    All,
    Date,
    Time,
}

/// 20.4 toLocaleString, toLocaleDateString and toLocaleTimeString of a Date with a valid time
/// <https://tc39.es/ecma402/#sup-properties-of-the-date-prototype-object>
pub(crate) fn date_to_locale_string(
    agent: &mut Agent,
    time: f64,
    arguments: &Arguments<'_>,
    text: DateText,
) -> Completion {
    let (required, defaults) = match text {
        DateText::All => (Kind::Any, Kind::Any),
        DateText::Date => (Kind::Date, Kind::Date),
        DateText::Time => (Kind::Time, Kind::Time),
    };
    let wanted = Wanted { required, defaults, time_zone: None };
    let format = new_format(agent, arguments, wanted)?;
    let parts = parts_of(agent, format, &When::Number(time))?;
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

fn new_format(agent: &mut Agent, arguments: &Arguments<'_>, wanted: Wanted<'_>) -> Completion<Object> {
    let prototype = agent.intrinsic(Intrinsic::IntlDateTimeFormatPrototype);
    let format = CLASS.create_with(agent, prototype);
    initialize(agent, format, arguments.at(0), arguments.at(1), wanted)?;
    Ok(format)
}

/// `toLocaleString` of Temporal's classes but for durations
/// <https://tc39.es/proposal-temporal/#sec-temporal-intl>
pub(crate) fn temporal_to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let when = when::to_formattable(agent, arguments.this)?;
    let (required, defaults) = when.kinds();
    let wanted = Wanted { required, defaults, time_zone: when.time_zone() };
    let format = new_format(agent, arguments, wanted)?;
    let when = when::zoned_as_instant(agent, when, &text_of(format, CALENDAR))?;
    let parts = match when {
        // The pattern was chosen with the zone's name in it.
        When::Zoned { ms, .. } => parts_of(agent, format, &When::Number(ms))?,
        when => parts_of(agent, format, &when)?,
    };
    Ok(Value::from(agent.string(&join_parts(&parts))))
}

//! 5 Temporal.PlainDateTime.
//!
//! An object holds its calendar, the day of the ISO 8601 calendar and the nanoseconds since midnight.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::fields::DateTimeFields;
use temporal_rs::options::UnitGroup;
use temporal_rs::parsed_intermediates::ParsedDateTime;
use temporal_rs::{Calendar, Duration, PlainDate, PlainDateTime, PlainTime, TemporalResult, ZonedDateTime};

use super::calendar::{self, calendar_of, canonicalize, check_difference, iso_text, to_calendar};
use super::conversion::to_integer_with_truncation;
use super::duration::to_duration;
use super::fields::{Fields, Required, require_partial, set};
use super::options::{Options, no_primitive, ordering};
use super::plain_date::{check_calendars, iso_date};
use super::plain_time::{check_text_unit, time_arguments, to_time_or_midnight, valid_time};
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, date_from_slot, date_slot, new_target,
    plain_text, receiver, stored, time_from_slot, time_slot,
};
use super::time_zone::to_time_zone;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalPlainDateTime,
    constructor: Some(("PlainDateTime", 3, plain_date_time)),
    prototype: Some(Intrinsic::TemporalPlainDateTimePrototype),
    statics: &[Property::Method("from", 1, from), Property::Method("compare", 2, compare)],
    members: &[
        getter!(PlainDateTime, "calendarId", |value: &PlainDateTime| value.calendar().identifier()),
        getter!(PlainDateTime, "era", PlainDateTime::era),
        getter!(PlainDateTime, "eraYear", PlainDateTime::era_year),
        getter!(PlainDateTime, "year", PlainDateTime::year),
        getter!(PlainDateTime, "month", PlainDateTime::month),
        getter!(PlainDateTime, "monthCode", PlainDateTime::month_code),
        getter!(PlainDateTime, "day", PlainDateTime::day),
        getter!(PlainDateTime, "hour", PlainDateTime::hour),
        getter!(PlainDateTime, "minute", PlainDateTime::minute),
        getter!(PlainDateTime, "second", PlainDateTime::second),
        getter!(PlainDateTime, "millisecond", PlainDateTime::millisecond),
        getter!(PlainDateTime, "microsecond", PlainDateTime::microsecond),
        getter!(PlainDateTime, "nanosecond", PlainDateTime::nanosecond),
        getter!(PlainDateTime, "dayOfWeek", PlainDateTime::day_of_week),
        getter!(PlainDateTime, "dayOfYear", PlainDateTime::day_of_year),
        getter!(PlainDateTime, "weekOfYear", PlainDateTime::week_of_year),
        getter!(PlainDateTime, "yearOfWeek", PlainDateTime::year_of_week),
        getter!(PlainDateTime, "daysInWeek", PlainDateTime::days_in_week),
        getter!(PlainDateTime, "daysInMonth", PlainDateTime::days_in_month),
        getter!(PlainDateTime, "daysInYear", PlainDateTime::days_in_year),
        getter!(PlainDateTime, "monthsInYear", PlainDateTime::months_in_year),
        getter!(PlainDateTime, "inLeapYear", PlainDateTime::in_leap_year),
        Property::Method("with", 1, with),
        Property::Method("withPlainTime", 0, with_plain_time),
        Property::Method("withCalendar", 1, with_calendar),
        Property::Method("add", 1, add),
        Property::Method("subtract", 1, subtract),
        Property::Method("until", 1, until),
        Property::Method("since", 1, since),
        Property::Method("round", 1, round),
        Property::Method("equals", 1, equals),
        Property::Method("toString", 0, to_string),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("valueOf", 0, value_of),
        Property::Method("toZonedDateTime", 1, to_zoned_date_time),
        Property::Method("toPlainDate", 0, to_plain_date),
        Property::Method("toPlainTime", 0, to_plain_time),
    ],
    tag: Some("Temporal.PlainDateTime"),
    ..Table::DEFAULT
};

impl Stored for PlainDateTime {
    const CLASS: Class = Class::PlainDateTime;
    type Slots = [Value; 3];

    fn to_slots(&self) -> Self::Slots {
        let date = date_slot(self.iso_year(), self.iso_month(), self.iso_day());
        [calendar::to_slot(self.calendar()), date, time_slot(&self.to_plain_time())]
    }

    fn from_slots(slots: Slots) -> Self {
        let time = time_from_slot(slots.number(2));
        let (year, month, day) = date_from_slot(slots.int(1));
        let calendar = calendar::from_slot(slots.int(0));
        new(year, month, day, &time, calendar).expect("slots hold a date and time that were valid")
    }

    fn text(&self) -> TemporalResult<String> {
        self.to_ixdtf_string(Default::default(), Default::default())
    }
}

fn new(year: i32, month: u8, day: u8, time: &PlainTime, calendar: Calendar) -> TemporalResult<PlainDateTime> {
    PlainDateTime::try_new(
        year,
        month,
        day,
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond(),
        time.microsecond(),
        time.nanosecond(),
        calendar,
    )
}

/// 5.1.1 Temporal.PlainDateTime ( isoYear, isoMonth, isoDay [ , hour [ , … [ , calendar ] ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime>
fn plain_date_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::PlainDateTime)?;
    let year = to_integer_with_truncation(agent, arguments.at(0))?;
    let month = to_integer_with_truncation(agent, arguments.at(1))?;
    let day = to_integer_with_truncation(agent, arguments.at(2))?;
    let parts = time_arguments(agent, arguments, 3)?;
    let calendar = canonicalize(agent, arguments.at(9))?;
    let (year, month, day) = iso_date(agent, year, month, day)?;
    let time = valid_time(agent, parts)?;
    let date_time = new(year, month, day, &time, calendar).or_throw(agent)?;
    construct(agent, new_target, &date_time)
}

/// 5.5.5 ToTemporalDateTime ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporaldatetime>
fn to_date_time(agent: &mut Agent, item: Value, options: Value) -> Completion<PlainDateTime> {
    let known = stored::<PlainDateTime>(item)
        .or_else(|| stored::<ZonedDateTime>(item).map(|zoned| zoned.to_plain_date_time()));
    if let Some(date_time) = known {
        Options::of(agent, options)?.overflow(agent)?;
        return Ok(date_time);
    }
    if let Some(date) = stored::<PlainDate>(item) {
        Options::of(agent, options)?.overflow(agent)?;
        return date.to_plain_date_time(None).or_throw(agent);
    }
    match item.as_object() {
        Some(object) => {
            let calendar = calendar_of(agent, object)?;
            let names = set::DATE | set::TIME;
            let fields = Fields::read(agent, object, &calendar, names, Required::Set(set::NONE))?;
            let overflow = Options::of(agent, options)?.overflow(agent)?;
            let calendar_fields = fields.calendar_fields(agent)?;
            let date = calendar.date_from_fields(calendar_fields, overflow).or_throw(agent)?;
            let partial = fields.time(agent, overflow)?;
            let time = PlainTime::default().with(partial, Some(overflow));
            // No part at all is midnight here.
            let time = time.unwrap_or_default();
            PlainDateTime::from_date_and_time(date, time).or_throw(agent)
        }
        None => {
            let text = iso_text(agent, item, "a date and time")?;
            let parsed = ParsedDateTime::from_utf8(text.as_bytes()).or_throw(agent)?;
            Options::of(agent, options)?.overflow(agent)?;
            PlainDateTime::from_parsed(parsed).or_throw(agent)
        }
    }
}

/// 5.2.2 Temporal.PlainDateTime.from ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time = to_date_time(agent, arguments.at(0), arguments.at(1))?;
    Ok(create(agent, &date_time))
}

/// 5.2.3 Temporal.PlainDateTime.compare ( one, two )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_date_time(agent, arguments.at(0), Value::UNDEFINED)?;
    let two = to_date_time(agent, arguments.at(1), Value::UNDEFINED)?;
    Ok(ordering(one.compare_iso(&two)))
}

/// 5.3.25 Temporal.PlainDateTime.prototype.with ( temporalDateTimeLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "with")?;
    let object = require_partial(agent, arguments.at(0))?;
    let fields = Fields::read(agent, object, date_time.calendar(), set::DATE | set::TIME, Required::Any)?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    let mut changes = DateTimeFields::new();
    changes.calendar_fields = fields.calendar_fields(agent)?;
    changes.time = fields.time(agent, overflow)?;
    create_result(agent, date_time.with(changes, Some(overflow)))
}

/// 5.3.26 Temporal.PlainDateTime.prototype.withPlainTime ( [ plainTimeLike ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.withplaintime>
fn with_plain_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "withPlainTime")?;
    let time = to_time_or_midnight(agent, arguments.at(0))?;
    create_result(agent, date_time.with_time(time))
}

/// 5.3.27 Temporal.PlainDateTime.prototype.withCalendar ( calendarLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.withcalendar>
fn with_calendar(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "withCalendar")?;
    let calendar = to_calendar(agent, arguments.at(0))?;
    Ok(create(agent, &date_time.with_calendar(calendar)))
}

/// 5.3.28 Temporal.PlainDateTime.prototype.add ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "add")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, date_time.add(&duration, Some(overflow)))
}

/// 5.3.29 Temporal.PlainDateTime.prototype.subtract ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "subtract")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, date_time.subtract(&duration, Some(overflow)))
}

/// 5.3.30 Temporal.PlainDateTime.prototype.until ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.until>
fn until(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "until")?;
    let other = to_date_time(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, date_time.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(
        agent,
        date_time.calendar(),
        &settings,
        (date_time.epoch_ns_for_utc(), other.epoch_ns_for_utc()),
    )?;
    create_result::<Duration>(agent, date_time.until(&other, settings))
}

/// 5.3.31 Temporal.PlainDateTime.prototype.since ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.since>
fn since(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "since")?;
    let other = to_date_time(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, date_time.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(
        agent,
        date_time.calendar(),
        &settings,
        (date_time.epoch_ns_for_utc(), other.epoch_ns_for_utc()),
    )?;
    create_result::<Duration>(agent, date_time.since(&other, settings))
}

/// 5.3.32 Temporal.PlainDateTime.prototype.round ( roundTo )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.round>
fn round(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "round")?;
    let rounding = Options::required(agent, arguments.at(0), "smallestUnit")?.rounding(agent)?;
    UnitGroup::Time
        .validate_unit(rounding.smallest_unit, Some(temporal_rs::options::Unit::Day))
        .or_throw(agent)?;
    create_result(agent, date_time.round(rounding))
}

/// 5.3.33 Temporal.PlainDateTime.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "equals")?;
    let other = to_date_time(agent, arguments.at(0), Value::UNDEFINED)?;
    Ok(Value::from(date_time.compare_iso(&other).is_eq() && date_time.calendar() == other.calendar()))
}

/// 5.3.34 Temporal.PlainDateTime.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "toString")?;
    let options = Options::of(agent, arguments.at(0))?;
    let display = options.calendar_name(agent)?;
    let rounding = options.to_string_rounding(agent)?;
    check_text_unit(agent, rounding.smallest_unit)?;
    let text = date_time.to_ixdtf_string(rounding, display).or_throw(agent)?;
    Ok(Value::from(agent.string(&text)))
}

/// 5.3.35 Temporal.PlainDateTime.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<PlainDateTime>(agent, arguments)
}

/// 5.3.36 Temporal.PlainDateTime.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<PlainDateTime>(agent, arguments, "toJSON")
}

/// 5.3.37 Temporal.PlainDateTime.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "PlainDateTime")
}

/// 5.3.38 Temporal.PlainDateTime.prototype.toZonedDateTime ( temporalTimeZoneLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.tozoneddatetime>
fn to_zoned_date_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "toZonedDateTime")?;
    let zone = to_time_zone(agent, arguments.at(0))?;
    let disambiguation = Options::of(agent, arguments.at(1))?.disambiguation(agent)?;
    create_result(agent, date_time.to_zoned_date_time(zone, disambiguation))
}

/// 5.3.39 Temporal.PlainDateTime.prototype.toPlainDate ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.toplaindate>
fn to_plain_date(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "toPlainDate")?;
    Ok(create(agent, &date_time.to_plain_date()))
}

/// 5.3.40 Temporal.PlainDateTime.prototype.toPlainTime ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindatetime.prototype.toplaintime>
fn to_plain_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date_time: PlainDateTime = receiver(agent, arguments.this, "toPlainTime")?;
    Ok(create(agent, &date_time.to_plain_time()))
}

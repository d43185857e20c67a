//! 3 Temporal.PlainDate.
//!
//! An object holds its calendar and the day of the ISO 8601 calendar.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::options::DisplayCalendar;
use temporal_rs::parsed_intermediates::ParsedDate;
use temporal_rs::{Calendar, Duration, PlainDate, PlainDateTime, TemporalResult, ZonedDateTime};

use super::calendar::{self, calendar_of, canonicalize, check_difference, iso_text, to_calendar};
use super::conversion::to_integer_with_truncation;
use super::duration::to_duration;
use super::fields::{Fields, Required, require_partial, set};
use super::options::{Options, no_primitive, ordering};
use super::plain_time::to_time_or_midnight;
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, date_from_slot, date_slot, new_target,
    plain_text, receiver, stored,
};
use super::time_zone::to_time_zone;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalPlainDate,
    constructor: Some(("PlainDate", 3, plain_date)),
    prototype: Some(Intrinsic::TemporalPlainDatePrototype),
    statics: &[Property::Method("from", 1, from), Property::Method("compare", 2, compare)],
    members: &[
        getter!(PlainDate, "calendarId", |date: &PlainDate| date.calendar().identifier()),
        getter!(PlainDate, "era", PlainDate::era),
        getter!(PlainDate, "eraYear", PlainDate::era_year),
        getter!(PlainDate, "year", PlainDate::year),
        getter!(PlainDate, "month", PlainDate::month),
        getter!(PlainDate, "monthCode", PlainDate::month_code),
        getter!(PlainDate, "day", PlainDate::day),
        getter!(PlainDate, "dayOfWeek", PlainDate::day_of_week),
        getter!(PlainDate, "dayOfYear", PlainDate::day_of_year),
        getter!(PlainDate, "weekOfYear", PlainDate::week_of_year),
        getter!(PlainDate, "yearOfWeek", PlainDate::year_of_week),
        getter!(PlainDate, "daysInWeek", PlainDate::days_in_week),
        getter!(PlainDate, "daysInMonth", PlainDate::days_in_month),
        getter!(PlainDate, "daysInYear", PlainDate::days_in_year),
        getter!(PlainDate, "monthsInYear", PlainDate::months_in_year),
        getter!(PlainDate, "inLeapYear", PlainDate::in_leap_year),
        Property::Method("toPlainYearMonth", 0, to_plain_year_month),
        Property::Method("toPlainMonthDay", 0, to_plain_month_day),
        Property::Method("add", 1, add),
        Property::Method("subtract", 1, subtract),
        Property::Method("with", 1, with),
        Property::Method("withCalendar", 1, with_calendar),
        Property::Method("until", 1, until),
        Property::Method("since", 1, since),
        Property::Method("equals", 1, equals),
        Property::Method("toPlainDateTime", 0, to_plain_date_time),
        Property::Method("toZonedDateTime", 1, to_zoned_date_time),
        Property::Method("toString", 0, to_string),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("valueOf", 0, value_of),
    ],
    tag: Some("Temporal.PlainDate"),
    ..Table::DEFAULT
};

impl Stored for PlainDate {
    const CLASS: Class = Class::PlainDate;
    type Slots = [Value; 2];

    fn to_slots(&self) -> Self::Slots {
        let iso = self.with_calendar(Calendar::ISO);
        [calendar::to_slot(self.calendar()), date_slot(iso.year(), iso.month(), iso.day())]
    }

    fn from_slots(slots: Slots) -> Self {
        let (year, month, day) = date_from_slot(slots.int(1));
        let calendar = calendar::from_slot(slots.int(0));
        PlainDate::try_new(year, month, day, calendar).expect("slots hold a date that was valid")
    }

    fn text(&self) -> TemporalResult<String> {
        Ok(self.to_ixdtf_string(DisplayCalendar::Auto))
    }
}

/// Year, month and day of a constructor's arguments as `temporal_rs` takes them; what it cannot take is no date.
pub(super) fn iso_date(agent: &mut Agent, year: f64, month: f64, day: f64) -> Completion<(i32, u8, u8)> {
    if !(1.0..=12.0).contains(&month) || !(1.0..=31.0).contains(&day) {
        return Err(agent.range_error("there is no such day in the ISO 8601 calendar"));
    }
    // The cast saturates at years that no date has.
    Ok((year as i32, month as u8, day as u8))
}

/// 3.1.1 Temporal.PlainDate ( isoYear, isoMonth, isoDay [ , calendar ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate>
fn plain_date(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::PlainDate)?;
    let year = to_integer_with_truncation(agent, arguments.at(0))?;
    let month = to_integer_with_truncation(agent, arguments.at(1))?;
    let day = to_integer_with_truncation(agent, arguments.at(2))?;
    let calendar = canonicalize(agent, arguments.at(3))?;
    let (year, month, day) = iso_date(agent, year, month, day)?;
    let date = PlainDate::try_new(year, month, day, calendar).or_throw(agent)?;
    construct(agent, new_target, &date)
}

/// 3.5.4 ToTemporalDate ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporaldate>
pub(super) fn to_date(agent: &mut Agent, item: Value, options: Value) -> Completion<PlainDate> {
    let known = stored::<PlainDate>(item)
        .or_else(|| stored::<ZonedDateTime>(item).map(|zoned| zoned.to_plain_date()))
        .or_else(|| stored::<PlainDateTime>(item).map(|date_time| date_time.to_plain_date()));
    if let Some(date) = known {
        Options::of(agent, options)?.overflow(agent)?;
        return Ok(date);
    }
    match item.as_object() {
        Some(object) => {
            let calendar = calendar_of(agent, object)?;
            let fields = Fields::read(agent, object, &calendar, set::DATE, Required::Set(set::NONE))?;
            let overflow = Options::of(agent, options)?.overflow(agent)?;
            let fields = fields.calendar_fields(agent)?;
            calendar.date_from_fields(fields, overflow).or_throw(agent)
        }
        None => {
            let text = iso_text(agent, item, "a date")?;
            let parsed = ParsedDate::from_utf8(text.as_bytes()).or_throw(agent)?;
            Options::of(agent, options)?.overflow(agent)?;
            PlainDate::from_parsed(parsed).or_throw(agent)
        }
    }
}

/// 3.2.2 Temporal.PlainDate.from ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date = to_date(agent, arguments.at(0), arguments.at(1))?;
    Ok(create(agent, &date))
}

/// 3.2.3 Temporal.PlainDate.compare ( one, two )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_date(agent, arguments.at(0), Value::UNDEFINED)?;
    let two = to_date(agent, arguments.at(1), Value::UNDEFINED)?;
    Ok(ordering(one.compare_iso(&two)))
}

/// 3.3.19 Temporal.PlainDate.prototype.toPlainYearMonth ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.toplainyearmonth>
fn to_plain_year_month(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "toPlainYearMonth")?;
    create_result(agent, date.to_plain_year_month())
}

/// 3.3.20 Temporal.PlainDate.prototype.toPlainMonthDay ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.toplainmonthday>
fn to_plain_month_day(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "toPlainMonthDay")?;
    create_result(agent, date.to_plain_month_day())
}

/// 3.3.21 Temporal.PlainDate.prototype.add ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "add")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, date.add(&duration, Some(overflow)))
}

/// 3.3.22 Temporal.PlainDate.prototype.subtract ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "subtract")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, date.subtract(&duration, Some(overflow)))
}

/// 3.3.23 Temporal.PlainDate.prototype.with ( temporalDateLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "with")?;
    let object = require_partial(agent, arguments.at(0))?;
    let fields = Fields::read(agent, object, date.calendar(), set::DATE, Required::Any)?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    let fields = fields.calendar_fields(agent)?;
    create_result(agent, date.with(fields, Some(overflow)))
}

/// 3.3.24 Temporal.PlainDate.prototype.withCalendar ( calendarLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.withcalendar>
fn with_calendar(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "withCalendar")?;
    let calendar = to_calendar(agent, arguments.at(0))?;
    Ok(create(agent, &date.with_calendar(calendar)))
}

/// A RangeError if two objects have different calendars.
pub(super) fn check_calendars(agent: &mut Agent, one: &Calendar, two: &Calendar) -> Completion<()> {
    if one == two {
        return Ok(());
    }
    let (one, two) = (one.identifier(), two.identifier());
    Err(agent.range_error(format!("there is no difference between dates of the calendars {one} and {two}")))
}

/// 3.3.25 Temporal.PlainDate.prototype.until ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.until>
fn until(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "until")?;
    let other = to_date(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, date.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(agent, date.calendar(), &settings, (date.epoch_ns_for_utc(), other.epoch_ns_for_utc()))?;
    create_result::<Duration>(agent, date.until(&other, settings))
}

/// 3.3.26 Temporal.PlainDate.prototype.since ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.since>
fn since(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "since")?;
    let other = to_date(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, date.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(agent, date.calendar(), &settings, (date.epoch_ns_for_utc(), other.epoch_ns_for_utc()))?;
    create_result::<Duration>(agent, date.since(&other, settings))
}

/// 3.3.27 Temporal.PlainDate.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "equals")?;
    let other = to_date(agent, arguments.at(0), Value::UNDEFINED)?;
    Ok(Value::from(date.compare_iso(&other).is_eq() && date.calendar() == other.calendar()))
}

/// 3.3.28 Temporal.PlainDate.prototype.toPlainDateTime ( [ temporalTime ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.toplaindatetime>
fn to_plain_date_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "toPlainDateTime")?;
    let time = to_time_or_midnight(agent, arguments.at(0))?;
    create_result(agent, date.to_plain_date_time(time))
}

/// 3.3.29 Temporal.PlainDate.prototype.toZonedDateTime ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.tozoneddatetime>
fn to_zoned_date_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "toZonedDateTime")?;
    let item = arguments.at(0);
    let mut like = Value::UNDEFINED;
    if let Some(object) = item.as_object() {
        let key = agent.property_key("timeZone");
        like = agent.get(object, key)?;
    }
    let zone = to_time_zone(agent, if like.is_undefined() { item } else { like })?;
    let mut time = None;
    if let Some(object) = item.as_object().filter(|_| !like.is_undefined()) {
        let key = agent.property_key("plainTime");
        let value = agent.get(object, key)?;
        time = to_time_or_midnight(agent, value)?;
    }
    create_result(agent, date.to_zoned_date_time(zone, time))
}

/// 3.3.30 Temporal.PlainDate.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let date: PlainDate = receiver(agent, arguments.this, "toString")?;
    let display = Options::of(agent, arguments.at(0))?.calendar_name(agent)?;
    Ok(Value::from(agent.string(&date.to_ixdtf_string(display))))
}

/// 3.3.31 Temporal.PlainDate.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<PlainDate>(agent, arguments)
}

/// 3.3.32 Temporal.PlainDate.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<PlainDate>(agent, arguments, "toJSON")
}

/// 3.3.33 Temporal.PlainDate.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaindate.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "PlainDate")
}

//! 9 Temporal.PlainYearMonth.
//!
//! An object holds its calendar and the first day of the month in the ISO 8601 calendar.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::fields::YearMonthCalendarFields;
use temporal_rs::options::DisplayCalendar;
use temporal_rs::parsed_intermediates::ParsedDate;
use temporal_rs::{Duration, PlainYearMonth, TemporalResult};

use super::calendar::{self, calendar_of, canonicalize, check_difference, iso_text};
use super::conversion::to_integer_with_truncation;
use super::duration::to_duration;
use super::fields::{Fields, Required, require_partial, set};
use super::options::{Options, no_primitive, ordering};
use super::plain_date::{check_calendars, iso_date};
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, date_from_slot, date_slot_of_epoch,
    new_target, plain_text, receiver, stored,
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalPlainYearMonth,
    constructor: Some(("PlainYearMonth", 2, plain_year_month)),
    prototype: Some(Intrinsic::TemporalPlainYearMonthPrototype),
    statics: &[Property::Method("from", 1, from), Property::Method("compare", 2, compare)],
    members: &[
        getter!(PlainYearMonth, "calendarId", PlainYearMonth::calendar_id),
        getter!(PlainYearMonth, "era", PlainYearMonth::era),
        getter!(PlainYearMonth, "eraYear", PlainYearMonth::era_year),
        getter!(PlainYearMonth, "year", PlainYearMonth::year),
        getter!(PlainYearMonth, "month", PlainYearMonth::month),
        getter!(PlainYearMonth, "monthCode", PlainYearMonth::month_code),
        getter!(PlainYearMonth, "daysInYear", PlainYearMonth::days_in_year),
        getter!(PlainYearMonth, "daysInMonth", PlainYearMonth::days_in_month),
        getter!(PlainYearMonth, "monthsInYear", PlainYearMonth::months_in_year),
        getter!(PlainYearMonth, "inLeapYear", PlainYearMonth::in_leap_year),
        Property::Method("with", 1, with),
        Property::Method("add", 1, add),
        Property::Method("subtract", 1, subtract),
        Property::Method("until", 1, until),
        Property::Method("since", 1, since),
        Property::Method("equals", 1, equals),
        Property::Method("toString", 0, to_string),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("valueOf", 0, value_of),
        Property::Method("toPlainDate", 1, to_plain_date),
    ],
    tag: Some("Temporal.PlainYearMonth"),
    ..Table::DEFAULT
};

impl Stored for PlainYearMonth {
    const CLASS: Class = Class::PlainYearMonth;
    type Slots = [Value; 2];

    fn to_slots(&self) -> Self::Slots {
        [calendar::to_slot(self.calendar()), date_slot_of_epoch(self.epoch_ns_for_utc().as_i128())]
    }

    fn from_slots(slots: Slots) -> Self {
        let (year, month, day) = date_from_slot(slots.int(1));
        let calendar = calendar::from_slot(slots.int(0));
        PlainYearMonth::try_new(year, month, Some(day), calendar).expect("slots hold a month that was valid")
    }

    fn text(&self) -> TemporalResult<String> {
        Ok(self.to_ixdtf_string(DisplayCalendar::Auto))
    }
}

/// 9.1.1 Temporal.PlainYearMonth ( isoYear, isoMonth [ , calendar [ , referenceISODay ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth>
fn plain_year_month(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::PlainYearMonth)?;
    let year = to_integer_with_truncation(agent, arguments.at(0))?;
    let month = to_integer_with_truncation(agent, arguments.at(1))?;
    let calendar = canonicalize(agent, arguments.at(2))?;
    let day = match arguments.at(3) {
        Value::UNDEFINED => 1.0,
        value => to_integer_with_truncation(agent, value)?,
    };
    let (year, month, day) = iso_date(agent, year, month, day)?;
    let year_month = PlainYearMonth::try_new(year, month, Some(day), calendar).or_throw(agent)?;
    construct(agent, new_target, &year_month)
}

/// 9.5.2 ToTemporalYearMonth ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalyearmonth>
fn to_year_month(agent: &mut Agent, item: Value, options: Value) -> Completion<PlainYearMonth> {
    if let Some(year_month) = stored(item) {
        Options::of(agent, options)?.overflow(agent)?;
        return Ok(year_month);
    }
    match item.as_object() {
        Some(object) => {
            let calendar = calendar_of(agent, object)?;
            let fields = Fields::read(agent, object, &calendar, set::YEAR_MONTH, Required::Set(set::NONE))?;
            let overflow = Options::of(agent, options)?.overflow(agent)?;
            let fields = YearMonthCalendarFields::from(fields.calendar_fields(agent)?);
            calendar.year_month_from_fields(fields, overflow).or_throw(agent)
        }
        None => {
            let text = iso_text(agent, item, "a year and month")?;
            let parsed = ParsedDate::year_month_from_utf8(text.as_bytes()).or_throw(agent)?;
            Options::of(agent, options)?.overflow(agent)?;
            PlainYearMonth::from_parsed(parsed).or_throw(agent)
        }
    }
}

/// 9.2.2 Temporal.PlainYearMonth.from ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month = to_year_month(agent, arguments.at(0), arguments.at(1))?;
    Ok(create(agent, &year_month))
}

/// 9.2.3 Temporal.PlainYearMonth.compare ( one, two )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_year_month(agent, arguments.at(0), Value::UNDEFINED)?;
    let two = to_year_month(agent, arguments.at(1), Value::UNDEFINED)?;
    Ok(ordering(one.compare_iso(&two)))
}

/// 9.3.13 Temporal.PlainYearMonth.prototype.with ( temporalYearMonthLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "with")?;
    let object = require_partial(agent, arguments.at(0))?;
    let fields = Fields::read(agent, object, year_month.calendar(), set::YEAR_MONTH, Required::Any)?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    let fields = YearMonthCalendarFields::from(fields.calendar_fields(agent)?);
    create_result(agent, year_month.with(fields, Some(overflow)))
}

/// 9.3.14 Temporal.PlainYearMonth.prototype.add ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "add")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, year_month.add(&duration, overflow))
}

/// 9.3.15 Temporal.PlainYearMonth.prototype.subtract ( temporalDurationLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "subtract")?;
    let duration = to_duration(agent, arguments.at(0))?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    create_result(agent, year_month.subtract(&duration, overflow))
}

/// 9.3.16 Temporal.PlainYearMonth.prototype.until ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.until>
fn until(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "until")?;
    let other = to_year_month(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, year_month.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(
        agent,
        year_month.calendar(),
        &settings,
        (year_month.epoch_ns_for_utc(), other.epoch_ns_for_utc()),
    )?;
    create_result::<Duration>(agent, year_month.until(&other, settings))
}

/// 9.3.17 Temporal.PlainYearMonth.prototype.since ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.since>
fn since(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "since")?;
    let other = to_year_month(agent, arguments.at(0), Value::UNDEFINED)?;
    check_calendars(agent, year_month.calendar(), other.calendar())?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    check_difference(
        agent,
        year_month.calendar(),
        &settings,
        (year_month.epoch_ns_for_utc(), other.epoch_ns_for_utc()),
    )?;
    create_result::<Duration>(agent, year_month.since(&other, settings))
}

/// 9.3.18 Temporal.PlainYearMonth.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "equals")?;
    let other = to_year_month(agent, arguments.at(0), Value::UNDEFINED)?;
    Ok(Value::from(year_month.compare_iso(&other).is_eq() && year_month.calendar() == other.calendar()))
}

/// 9.3.19 Temporal.PlainYearMonth.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "toString")?;
    let display = Options::of(agent, arguments.at(0))?.calendar_name(agent)?;
    Ok(Value::from(agent.string(&year_month.to_ixdtf_string(display))))
}

/// 9.3.20 Temporal.PlainYearMonth.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<PlainYearMonth>(agent, arguments)
}

/// 9.3.21 Temporal.PlainYearMonth.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<PlainYearMonth>(agent, arguments, "toJSON")
}

/// 9.3.22 Temporal.PlainYearMonth.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "PlainYearMonth")
}

/// 9.3.23 Temporal.PlainYearMonth.prototype.toPlainDate ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainyearmonth.prototype.toplaindate>
fn to_plain_date(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let year_month: PlainYearMonth = receiver(agent, arguments.this, "toPlainDate")?;
    let Some(object) = arguments.at(0).as_object() else {
        let shown = agent.describe(arguments.at(0));
        return Err(agent.type_error(format!("{shown} is not an object")));
    };
    let fields = Fields::read(agent, object, year_month.calendar(), set::DAY, Required::Set(set::NONE))?;
    let fields = fields.calendar_fields(agent)?;
    create_result(agent, year_month.to_plain_date(Some(fields)))
}

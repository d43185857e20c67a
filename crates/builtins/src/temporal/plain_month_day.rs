//! 10 Temporal.PlainMonthDay.
//!
//! An object holds its calendar and a day of the ISO 8601 calendar in a year that has it.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::options::{DisplayCalendar, Overflow};
use temporal_rs::parsed_intermediates::ParsedDate;
use temporal_rs::{Calendar, PlainDate, PlainMonthDay, TemporalResult};

use super::calendar::{self, calendar_of, canonicalize, iso_text};
use super::conversion::to_integer_with_truncation;
use super::fields::{Fields, Required, require_partial, set};
use super::options::{Options, no_primitive};
use super::plain_date::iso_date;
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, date_from_slot, date_slot_of_epoch,
    new_target, plain_text, receiver, stored,
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalPlainMonthDay,
    constructor: Some(("PlainMonthDay", 2, plain_month_day)),
    prototype: Some(Intrinsic::TemporalPlainMonthDayPrototype),
    statics: &[Property::Method("from", 1, from)],
    members: &[
        getter!(PlainMonthDay, "calendarId", PlainMonthDay::calendar_id),
        getter!(PlainMonthDay, "monthCode", PlainMonthDay::month_code),
        getter!(PlainMonthDay, "day", PlainMonthDay::day),
        Property::Method("with", 1, with),
        Property::Method("equals", 1, equals),
        Property::Method("toString", 0, to_string),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("valueOf", 0, value_of),
        Property::Method("toPlainDate", 1, to_plain_date),
    ],
    tag: Some("Temporal.PlainMonthDay"),
    ..Table::DEFAULT
};

impl Stored for PlainMonthDay {
    const CLASS: Class = Class::PlainMonthDay;
    type Slots = [Value; 2];

    fn to_slots(&self) -> Self::Slots {
        [calendar::to_slot(self.calendar()), date_slot_of_epoch(self.epoch_ns_for_utc().as_i128())]
    }

    fn from_slots(slots: Slots) -> Self {
        let (year, month, day) = date_from_slot(slots.int(1));
        let calendar = calendar::from_slot(slots.int(0));
        new(year, month, day, calendar).expect("slots hold a day that was valid")
    }

    fn text(&self) -> TemporalResult<String> {
        Ok(self.to_ixdtf_string(DisplayCalendar::Auto))
    }
}

fn new(year: i32, month: u8, day: u8, calendar: Calendar) -> TemporalResult<PlainMonthDay> {
    PlainMonthDay::new_with_overflow(month, day, calendar, Overflow::Reject, Some(year))
}

/// 10.1.1 Temporal.PlainMonthDay ( isoMonth, isoDay [ , calendar [ , referenceISOYear ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday>
fn plain_month_day(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::PlainMonthDay)?;
    let month = to_integer_with_truncation(agent, arguments.at(0))?;
    let day = to_integer_with_truncation(agent, arguments.at(1))?;
    let calendar = canonicalize(agent, arguments.at(2))?;
    let year = match arguments.at(3) {
        Value::UNDEFINED => 1972.0,
        value => to_integer_with_truncation(agent, value)?,
    };
    let (year, month, day) = iso_date(agent, year, month, day)?;
    PlainDate::try_new(year, month, day, Calendar::ISO).or_throw(agent)?;
    let month_day = new(year, month, day, calendar).or_throw(agent)?;
    construct(agent, new_target, &month_day)
}

/// 10.5.1 ToTemporalMonthDay ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalmonthday>
fn to_month_day(agent: &mut Agent, item: Value, options: Value) -> Completion<PlainMonthDay> {
    if let Some(month_day) = stored(item) {
        Options::of(agent, options)?.overflow(agent)?;
        return Ok(month_day);
    }
    match item.as_object() {
        Some(object) => {
            let calendar = calendar_of(agent, object)?;
            let fields = Fields::read(agent, object, &calendar, set::DATE, Required::Set(set::NONE))?;
            let overflow = Options::of(agent, options)?.overflow(agent)?;
            let fields = fields.calendar_fields(agent)?;
            calendar.month_day_from_fields(fields, overflow).or_throw(agent)
        }
        None => {
            let text = iso_text(agent, item, "a month and day")?;
            let parsed = ParsedDate::month_day_from_utf8(text.as_bytes()).or_throw(agent)?;
            Options::of(agent, options)?.overflow(agent)?;
            PlainMonthDay::from_parsed(parsed).or_throw(agent)
        }
    }
}

/// 10.2.2 Temporal.PlainMonthDay.from ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let month_day = to_month_day(agent, arguments.at(0), arguments.at(1))?;
    Ok(create(agent, &month_day))
}

/// 10.3.6 Temporal.PlainMonthDay.prototype.with ( temporalMonthDayLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let month_day: PlainMonthDay = receiver(agent, arguments.this, "with")?;
    let object = require_partial(agent, arguments.at(0))?;
    let fields = Fields::read(agent, object, month_day.calendar(), set::DATE, Required::Any)?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    let fields = fields.calendar_fields(agent)?;
    create_result(agent, month_day.with(fields, Some(overflow)))
}

/// 10.3.7 Temporal.PlainMonthDay.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let month_day: PlainMonthDay = receiver(agent, arguments.this, "equals")?;
    let other = to_month_day(agent, arguments.at(0), Value::UNDEFINED)?;
    Ok(Value::from(month_day == other))
}

/// 10.3.8 Temporal.PlainMonthDay.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let month_day: PlainMonthDay = receiver(agent, arguments.this, "toString")?;
    let display = Options::of(agent, arguments.at(0))?.calendar_name(agent)?;
    Ok(Value::from(agent.string(&month_day.to_ixdtf_string(display))))
}

/// 10.3.9 Temporal.PlainMonthDay.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<PlainMonthDay>(agent, arguments)
}

/// 10.3.10 Temporal.PlainMonthDay.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<PlainMonthDay>(agent, arguments, "toJSON")
}

/// 10.3.11 Temporal.PlainMonthDay.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "PlainMonthDay")
}

/// 10.3.12 Temporal.PlainMonthDay.prototype.toPlainDate ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plainmonthday.prototype.toplaindate>
fn to_plain_date(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let month_day: PlainMonthDay = receiver(agent, arguments.this, "toPlainDate")?;
    let Some(object) = arguments.at(0).as_object() else {
        let shown = agent.describe(arguments.at(0));
        return Err(agent.type_error(format!("{shown} is not an object")));
    };
    let fields = Fields::read(agent, object, month_day.calendar(), set::YEAR, Required::Set(set::NONE))?;
    let fields = fields.calendar_fields(agent)?;
    create_result(agent, month_day.to_plain_date(Some(fields)))
}

//! 4 Temporal.PlainTime.
//!
//! An object holds the nanoseconds since midnight.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Value};
use temporal_rs::options::{Unit, UnitGroup};
use temporal_rs::{Calendar, Duration, PlainDateTime, PlainTime, TemporalResult, ZonedDateTime};

use super::conversion::{require_string, to_integer_with_truncation};
use super::duration::to_duration;
use super::fields::{Fields, Required, require_partial, set};
use super::options::{Options, no_primitive, ordering};
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, new_target, plain_text, receiver,
    stored, time_from_slot, time_slot,
};

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalPlainTime,
    constructor: Some(("PlainTime", 0, plain_time)),
    prototype: Some(Intrinsic::TemporalPlainTimePrototype),
    statics: &[Property::Method("from", 1, from), Property::Method("compare", 2, compare)],
    members: &[
        getter!(PlainTime, "hour", PlainTime::hour),
        getter!(PlainTime, "minute", PlainTime::minute),
        getter!(PlainTime, "second", PlainTime::second),
        getter!(PlainTime, "millisecond", PlainTime::millisecond),
        getter!(PlainTime, "microsecond", PlainTime::microsecond),
        getter!(PlainTime, "nanosecond", PlainTime::nanosecond),
        Property::Method("add", 1, add),
        Property::Method("subtract", 1, subtract),
        Property::Method("with", 1, with),
        Property::Method("until", 1, until),
        Property::Method("since", 1, since),
        Property::Method("round", 1, round),
        Property::Method("equals", 1, equals),
        Property::Method("toString", 0, to_string),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("valueOf", 0, value_of),
    ],
    tag: Some("Temporal.PlainTime"),
    ..Table::DEFAULT
};

impl Stored for PlainTime {
    const CLASS: Class = Class::PlainTime;
    type Slots = [Value; 1];

    fn to_slots(&self) -> Self::Slots {
        [time_slot(self)]
    }

    fn from_slots(slots: Slots) -> Self {
        time_from_slot(slots.number(0))
    }

    fn text(&self) -> TemporalResult<String> {
        self.to_ixdtf_string(Default::default())
    }
}

/// The hour, minute and so on of a constructor's arguments from `first`; missing ones are 0.
pub(super) fn time_arguments(
    agent: &mut Agent,
    arguments: &Arguments<'_>,
    first: usize,
) -> Completion<[f64; 6]> {
    let mut parts = [0.0; 6];
    for (index, part) in parts.iter_mut().enumerate() {
        let value = arguments.at(first + index);
        if !value.is_undefined() {
            *part = to_integer_with_truncation(agent, value)?;
        }
    }
    Ok(parts)
}

/// 4.5.9 IsValidTime and CreateTimeRecord; a RangeError if it is none.
/// <https://tc39.es/proposal-temporal/#sec-temporal-isvalidtime>
pub(super) fn valid_time(agent: &mut Agent, parts: [f64; 6]) -> Completion<PlainTime> {
    if parts.iter().any(|part| !(0.0..=999.0).contains(part)) {
        return Err(agent.range_error("a part of a time is out of range"));
    }
    let [hour, minute, second, millisecond, microsecond, nanosecond] = parts;
    // Casts saturate, and 255 is no hour, minute or second.
    let time = PlainTime::try_new(
        hour as u8,
        minute as u8,
        second as u8,
        millisecond as u16,
        microsecond as u16,
        nanosecond as u16,
    );
    time.or_throw(agent)
}

/// 4.1.1 Temporal.PlainTime ( [ hour [ , minute [ , … ] ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime>
fn plain_time(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::PlainTime)?;
    let parts = time_arguments(agent, arguments, 0)?;
    let time = valid_time(agent, parts)?;
    construct(agent, new_target, &time)
}

/// 4.5.6 ToTemporalTime ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporaltime>
pub(super) fn to_time(agent: &mut Agent, item: Value, options: Value) -> Completion<PlainTime> {
    let known = stored::<PlainTime>(item)
        .or_else(|| stored::<PlainDateTime>(item).map(|date_time| date_time.to_plain_time()))
        .or_else(|| stored::<ZonedDateTime>(item).map(|zoned| zoned.to_plain_time()));
    if let Some(time) = known {
        Options::of(agent, options)?.overflow(agent)?;
        return Ok(time);
    }
    match item.as_object() {
        Some(object) => {
            let fields = Fields::read(agent, object, &Calendar::ISO, set::TIME, Required::Any)?;
            let overflow = Options::of(agent, options)?.overflow(agent)?;
            let partial = fields.time(agent, overflow)?;
            PlainTime::from_partial(partial, Some(overflow)).or_throw(agent)
        }
        None => {
            let text = require_string(agent, item, "a time")?;
            let time = PlainTime::from_utf8(text.as_bytes()).or_throw(agent)?;
            Options::of(agent, options)?.overflow(agent)?;
            Ok(time)
        }
    }
}

/// 4.5.7 ToTimeRecordOrMidnight ( item ); none is midnight.
/// <https://tc39.es/proposal-temporal/#sec-temporal-totimerecordormidnight>
pub(super) fn to_time_or_midnight(agent: &mut Agent, item: Value) -> Completion<Option<PlainTime>> {
    if item.is_undefined() {
        return Ok(None);
    }
    to_time(agent, item, Value::UNDEFINED).map(Some)
}

/// 4.2.2 Temporal.PlainTime.from ( item [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time = to_time(agent, arguments.at(0), arguments.at(1))?;
    Ok(create(agent, &time))
}

/// 4.2.3 Temporal.PlainTime.compare ( one, two )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_time(agent, arguments.at(0), Value::UNDEFINED)?;
    let two = to_time(agent, arguments.at(1), Value::UNDEFINED)?;
    Ok(ordering(one.cmp(&two)))
}

/// 4.3.9 Temporal.PlainTime.prototype.add ( temporalDurationLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "add")?;
    let duration = to_duration(agent, arguments.at(0))?;
    create_result(agent, time.add(&duration))
}

/// 4.3.10 Temporal.PlainTime.prototype.subtract ( temporalDurationLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "subtract")?;
    let duration = to_duration(agent, arguments.at(0))?;
    create_result(agent, time.subtract(&duration))
}

/// 4.3.11 Temporal.PlainTime.prototype.with ( temporalTimeLike [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "with")?;
    let object = require_partial(agent, arguments.at(0))?;
    let fields = Fields::read(agent, object, &Calendar::ISO, set::TIME, Required::Any)?;
    let overflow = Options::of(agent, arguments.at(1))?.overflow(agent)?;
    let partial = fields.time(agent, overflow)?;
    create_result(agent, time.with(partial, Some(overflow)))
}

/// 4.3.12 Temporal.PlainTime.prototype.until ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.until>
fn until(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "until")?;
    let other = to_time(agent, arguments.at(0), Value::UNDEFINED)?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    create_result::<Duration>(agent, time.until(&other, settings))
}

/// 4.3.13 Temporal.PlainTime.prototype.since ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.since>
fn since(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "since")?;
    let other = to_time(agent, arguments.at(0), Value::UNDEFINED)?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    create_result::<Duration>(agent, time.since(&other, settings))
}

/// 4.3.14 Temporal.PlainTime.prototype.round ( roundTo )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.round>
fn round(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "round")?;
    let rounding = Options::required(agent, arguments.at(0), "smallestUnit")?.rounding(agent)?;
    UnitGroup::Time.validate_unit(rounding.smallest_unit, None).or_throw(agent)?;
    create_result(agent, time.round(rounding))
}

/// 4.3.15 Temporal.PlainTime.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "equals")?;
    let other = to_time(agent, arguments.at(0), Value::UNDEFINED)?;
    Ok(Value::from(time == other))
}

/// A RangeError for a smallest unit that no text of a time has.
pub(super) fn check_text_unit(agent: &mut Agent, unit: Option<Unit>) -> Completion<()> {
    UnitGroup::Time.validate_unit(unit, None).or_throw(agent)?;
    if unit == Some(Unit::Hour) {
        return Err(agent.range_error("smallestUnit must be a minute or less"));
    }
    Ok(())
}

/// 4.3.16 Temporal.PlainTime.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let time: PlainTime = receiver(agent, arguments.this, "toString")?;
    let rounding = Options::of(agent, arguments.at(0))?.to_string_rounding(agent)?;
    check_text_unit(agent, rounding.smallest_unit)?;
    let text = time.to_ixdtf_string(rounding).or_throw(agent)?;
    Ok(Value::from(agent.string(&text)))
}

/// 4.3.17 Temporal.PlainTime.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<PlainTime>(agent, arguments)
}

/// 4.3.18 Temporal.PlainTime.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<PlainTime>(agent, arguments, "toJSON")
}

/// 4.3.19 Temporal.PlainTime.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.plaintime.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "PlainTime")
}

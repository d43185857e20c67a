//! 8 Temporal.Instant.
//!
//! An object holds the milliseconds since the epoch and the nanoseconds above them.

use roundelay_vm::operation::comparison::is_integral_number;
use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::value::bigint::to_integer;
use roundelay_vm::{Agent, Arguments, Completion, Kind, Value};
use temporal_rs::{Duration, Instant, TemporalResult, ZonedDateTime};

use super::conversion::require_string;
use super::duration::to_duration;
use super::members::Answer;
use super::options::{Options, no_primitive, ordering};
use super::plain_time::check_text_unit;
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, new_target, plain_text, receiver, stored,
};
use super::time_zone::to_time_zone;
use roundelay_vm::operation::conversion::PreferredType;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalInstant,
    constructor: Some(("Instant", 1, instant)),
    prototype: Some(Intrinsic::TemporalInstantPrototype),
    statics: &[
        Property::Method("from", 1, from),
        Property::Method("fromEpochMilliseconds", 1, from_epoch_milliseconds),
        Property::Method("fromEpochNanoseconds", 1, from_epoch_nanoseconds),
        Property::Method("compare", 2, compare),
    ],
    members: &[
        getter!(Instant, "epochMilliseconds", Instant::epoch_milliseconds),
        getter!(Instant, "epochNanoseconds", |value: &Instant| EpochNanoseconds(value.as_i128())),
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
        Property::Method("toZonedDateTimeISO", 1, to_zoned_date_time_iso),
    ],
    tag: Some("Temporal.Instant"),
    ..Table::DEFAULT
};

const NS_PER_MS: i128 = 1_000_000;

/// What `epochNanoseconds` answers.
pub(super) struct EpochNanoseconds(pub(super) i128);

impl Answer for EpochNanoseconds {
    fn to_value(self, agent: &mut Agent) -> Value {
        Value::from(agent.bigint_from_i128(self.0))
    }
}

/// The two slots of a number of nanoseconds since the epoch.
pub(super) fn epoch_slots(nanoseconds: i128) -> [Value; 2] {
    let milliseconds = nanoseconds.div_euclid(NS_PER_MS);
    let rest = nanoseconds.rem_euclid(NS_PER_MS);
    [Value::number(milliseconds as f64), Value::int(rest as i32)]
}

/// The nanoseconds of two slots from `index`.
pub(super) fn epoch_from_slots(slots: Slots, index: usize) -> i128 {
    slots.number(index) as i128 * NS_PER_MS + i128::from(slots.int(index + 1))
}

impl Stored for Instant {
    const CLASS: Class = Class::Instant;
    type Slots = [Value; 2];

    fn to_slots(&self) -> Self::Slots {
        epoch_slots(self.as_i128())
    }

    fn from_slots(slots: Slots) -> Self {
        Instant::try_new(epoch_from_slots(slots, 0)).expect("slots hold an instant that was valid")
    }

    fn text(&self) -> TemporalResult<String> {
        self.to_ixdtf_string(None, Default::default())
    }
}

/// The nanoseconds of a BigInt argument; too many become as many as are invalid.
pub(super) fn to_nanoseconds(agent: &mut Agent, value: Value) -> Completion<i128> {
    let bigint = agent.to_bigint(value)?;
    if bigint.digits().len() > 2 {
        return Ok(i128::MAX);
    }
    Ok(i128::try_from(&to_integer(bigint)).unwrap_or(i128::MAX))
}

/// 8.1.1 Temporal.Instant ( epochNanoseconds )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant>
fn instant(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::Instant)?;
    let nanoseconds = to_nanoseconds(agent, arguments.at(0))?;
    let instant = Instant::try_new(nanoseconds).or_throw(agent)?;
    construct(agent, new_target, &instant)
}

/// 8.5.3 ToTemporalInstant ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalinstant>
fn to_instant(agent: &mut Agent, item: Value) -> Completion<Instant> {
    if let Some(instant) = stored(item) {
        return Ok(instant);
    }
    if let Some(zoned) = stored::<ZonedDateTime>(item) {
        return Ok(zoned.to_instant());
    }
    let primitive = if item.is_object() { agent.to_primitive(item, PreferredType::String)? } else { item };
    let text = require_string(agent, primitive, "an instant")?;
    Instant::from_utf8(text.as_bytes()).or_throw(agent)
}

/// 8.2.2 Temporal.Instant.from ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant = to_instant(agent, arguments.at(0))?;
    Ok(create(agent, &instant))
}

/// 8.2.3 Temporal.Instant.fromEpochMilliseconds ( epochMilliseconds )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.fromepochmilliseconds>
fn from_epoch_milliseconds(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let number = agent.to_number(arguments.at(0))?;
    if !is_integral_number(Value::double(number)) {
        let shown = agent.number_to_string(number);
        return Err(agent.range_error(format!("{shown} is no whole number of milliseconds")));
    }
    create_result(agent, Instant::from_epoch_milliseconds(number as i64))
}

/// 8.2.4 Temporal.Instant.fromEpochNanoseconds ( epochNanoseconds )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.fromepochnanoseconds>
fn from_epoch_nanoseconds(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let nanoseconds = to_nanoseconds(agent, arguments.at(0))?;
    create_result(agent, Instant::try_new(nanoseconds))
}

/// 8.2.5 Temporal.Instant.compare ( one, two )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_instant(agent, arguments.at(0))?;
    let two = to_instant(agent, arguments.at(1))?;
    Ok(ordering(one.as_i128().cmp(&two.as_i128())))
}

/// 8.3.5 Temporal.Instant.prototype.add ( temporalDurationLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "add")?;
    let duration = to_duration(agent, arguments.at(0))?;
    create_result(agent, instant.add(&duration))
}

/// 8.3.6 Temporal.Instant.prototype.subtract ( temporalDurationLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "subtract")?;
    let duration = to_duration(agent, arguments.at(0))?;
    create_result(agent, instant.subtract(&duration))
}

/// 8.3.7 Temporal.Instant.prototype.until ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.until>
fn until(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "until")?;
    let other = to_instant(agent, arguments.at(0))?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    create_result::<Duration>(agent, instant.until(&other, settings))
}

/// 8.3.8 Temporal.Instant.prototype.since ( other [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.since>
fn since(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "since")?;
    let other = to_instant(agent, arguments.at(0))?;
    let settings = Options::of(agent, arguments.at(1))?.difference(agent)?;
    create_result::<Duration>(agent, instant.since(&other, settings))
}

/// 8.3.9 Temporal.Instant.prototype.round ( roundTo )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.round>
fn round(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "round")?;
    let options = Options::required(agent, arguments.at(0), "smallestUnit")?;
    let rounding = options.rounding(agent)?;
    create_result(agent, instant.round(rounding))
}

/// 8.3.10 Temporal.Instant.prototype.equals ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.equals>
fn equals(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "equals")?;
    let other = to_instant(agent, arguments.at(0))?;
    Ok(Value::from(instant == other))
}

/// 8.3.11 Temporal.Instant.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "toString")?;
    let options = Options::of(agent, arguments.at(0))?;
    let rounding = options.to_string_rounding(agent)?;
    let zone = options.get(agent, "timeZone")?;
    check_text_unit(agent, rounding.smallest_unit)?;
    let zone = if zone.is_undefined() { None } else { Some(to_time_zone(agent, zone)?) };
    let text = instant.to_ixdtf_string(zone, rounding).or_throw(agent)?;
    Ok(Value::from(agent.string(&text)))
}

/// 8.3.12 Temporal.Instant.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<Instant>(agent, arguments)
}

/// 8.3.13 Temporal.Instant.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<Instant>(agent, arguments, "toJSON")
}

/// 8.3.14 Temporal.Instant.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "Instant")
}

/// 8.3.15 Temporal.Instant.prototype.toZonedDateTimeISO ( timeZone )
/// <https://tc39.es/proposal-temporal/#sec-temporal.instant.prototype.tozoneddatetimeiso>
fn to_zoned_date_time_iso(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let instant: Instant = receiver(agent, arguments.this, "toZonedDateTimeISO")?;
    let zone = to_time_zone(agent, arguments.at(0))?;
    create_result(agent, instant.to_zoned_date_time_iso(zone))
}

/// 14.9.1 Date.prototype.toTemporalInstant ( )
/// <https://tc39.es/proposal-temporal/#sec-date.prototype.totemporalinstant>
pub(crate) fn date_to_temporal_instant(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let Some(date) = arguments.this.as_object().filter(|object| object.kind() == Kind::Date) else {
        return Err(agent.type_error("this is not a Date object."));
    };
    let time = date.internal(0).as_number().unwrap_or(f64::NAN);
    if time.is_nan() {
        return Err(agent.range_error("Invalid time value"));
    }
    create_result(agent, Instant::from_epoch_milliseconds(time as i64))
}

//! 7 Temporal.Duration.
//!
//! An object holds its ten numbers, years to nanoseconds, each of which a double represents exactly.

use roundelay_vm::realm::{Intrinsic, Property, Table};
use roundelay_vm::{Agent, Arguments, Completion, Object, Value};
use temporal_rs::options::{RelativeTo, RoundingOptions, Unit, UnitGroup};
use temporal_rs::partial::PartialZonedDateTime;
use temporal_rs::{Duration, PlainDate, PlainDateTime, Sign, TemporalResult, ZonedDateTime};

use super::calendar::{calendar_of, check_span, iso_text};
use super::conversion::{require_string, to_integer_if_integral};
use super::fields::{Fields, Required, set};
use super::options::{Options, no_primitive, ordering};
use super::slots::{
    Class, OrThrow, Slots, Stored, construct, create, create_result, new_target, plain_text, receiver, stored,
};
use super::time_zone::provider;

pub(crate) static TABLE: Table = Table {
    intrinsic: Intrinsic::TemporalDuration,
    constructor: Some(("Duration", 0, duration)),
    prototype: Some(Intrinsic::TemporalDurationPrototype),
    statics: &[Property::Method("from", 1, from), Property::Method("compare", 2, compare)],
    members: &[
        getter!(Duration, "years", Duration::years),
        getter!(Duration, "months", Duration::months),
        getter!(Duration, "weeks", Duration::weeks),
        getter!(Duration, "days", Duration::days),
        getter!(Duration, "hours", Duration::hours),
        getter!(Duration, "minutes", Duration::minutes),
        getter!(Duration, "seconds", Duration::seconds),
        getter!(Duration, "milliseconds", Duration::milliseconds),
        getter!(Duration, "microseconds", |value: &Duration| value.microseconds() as f64),
        getter!(Duration, "nanoseconds", |value: &Duration| value.nanoseconds() as f64),
        getter!(Duration, "sign", |value: &Duration| i32::from(value.sign() as i8)),
        getter!(Duration, "blank", |value: &Duration| value.sign() == Sign::Zero),
        Property::Method("with", 1, with),
        Property::Method("negated", 0, negated),
        Property::Method("abs", 0, abs),
        Property::Method("add", 1, add),
        Property::Method("subtract", 1, subtract),
        Property::Method("round", 1, round),
        Property::Method("total", 1, total),
        Property::Method("toString", 0, to_string),
        Property::Method("toJSON", 0, to_json),
        Property::Method("toLocaleString", 0, to_locale_string),
        Property::Method("valueOf", 0, value_of),
    ],
    tag: Some("Temporal.Duration"),
    ..Table::DEFAULT
};

/// The parts of a duration, years to nanoseconds.
type Parts = [f64; 10];

fn parts(duration: &Duration) -> Parts {
    [
        duration.years() as f64,
        duration.months() as f64,
        duration.weeks() as f64,
        duration.days() as f64,
        duration.hours() as f64,
        duration.minutes() as f64,
        duration.seconds() as f64,
        duration.milliseconds() as f64,
        duration.microseconds() as f64,
        duration.nanoseconds() as f64,
    ]
}

/// The duration of integral parts; those that no duration reaches are as invalid after the casts as before.
fn from_parts(parts: Parts) -> TemporalResult<Duration> {
    let [years, months, weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds] =
        parts;
    Duration::new(
        years as i64,
        months as i64,
        weeks as i64,
        days as i64,
        hours as i64,
        minutes as i64,
        seconds as i64,
        milliseconds as i64,
        microseconds as i128,
        nanoseconds as i128,
    )
}

impl Stored for Duration {
    const CLASS: Class = Class::Duration;
    type Slots = [Value; 10];

    fn to_slots(&self) -> Self::Slots {
        parts(self).map(Value::number)
    }

    fn from_slots(slots: Slots) -> Self {
        from_parts(std::array::from_fn(|index| slots.number(index))).unwrap_or_default()
    }

    fn text(&self) -> TemporalResult<String> {
        self.as_temporal_string(Default::default())
    }
}

/// 7.1.1 Temporal.Duration ( [ years [ , months [ , … ] ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration>
fn duration(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let new_target = new_target(agent, arguments, Class::Duration)?;
    let mut parts = [0.0; 10];
    for (index, part) in parts.iter_mut().enumerate() {
        let value = arguments.at(index);
        if !value.is_undefined() {
            *part = to_integer_if_integral(agent, value)?;
        }
    }
    let duration = from_parts(parts).or_throw(agent)?;
    construct(agent, new_target, &duration)
}

/// 7.5.14 ToTemporalDuration ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalduration>
pub(super) fn to_duration(agent: &mut Agent, item: Value) -> Completion<Duration> {
    if let Some(duration) = stored(item) {
        return Ok(duration);
    }
    match item.as_object() {
        Some(object) => {
            let parts = read_parts(agent, object)?;
            from_parts(parts.map(|part| part.unwrap_or(0.0))).or_throw(agent)
        }
        None => {
            let text = require_string(agent, item, "a duration")?;
            Duration::from_utf8(text.as_bytes()).or_throw(agent)
        }
    }
}

/// 7.5.18 ToTemporalPartialDurationRecord ( temporalDurationLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal-totemporalpartialdurationrecord>
fn read_parts(agent: &mut Agent, object: Object) -> Completion<[Option<f64>; 10]> {
    const IN_ORDER_OF_NAMES: [(&str, usize); 10] = [
        ("days", 3),
        ("hours", 4),
        ("microseconds", 8),
        ("milliseconds", 7),
        ("minutes", 5),
        ("months", 1),
        ("nanoseconds", 9),
        ("seconds", 6),
        ("weeks", 2),
        ("years", 0),
    ];
    let mut parts = [None; 10];
    for (name, index) in IN_ORDER_OF_NAMES {
        let key = agent.property_key(name);
        let value = agent.get(object, key)?;
        if !value.is_undefined() {
            parts[index] = Some(to_integer_if_integral(agent, value)?);
        }
    }
    if parts.iter().all(Option::is_none) {
        return Err(agent.type_error("no property of a duration is there"));
    }
    Ok(parts)
}

/// 13.18 GetTemporalRelativeToOption ( options )
/// <https://tc39.es/proposal-temporal/#sec-temporal-gettemporalrelativetooption>
fn relative_to(agent: &mut Agent, options: Options) -> Completion<Option<RelativeTo>> {
    let value = options.get(agent, "relativeTo")?;
    if value.is_undefined() {
        return Ok(None);
    }
    if let Some(zoned) = stored::<ZonedDateTime>(value) {
        return Ok(Some(zoned.into()));
    }
    if let Some(date) = stored::<PlainDate>(value) {
        return Ok(Some(date.into()));
    }
    if let Some(date_time) = stored::<PlainDateTime>(value) {
        return Ok(Some(date_time.to_plain_date().into()));
    }
    let relative = match value.as_object() {
        Some(object) => relative_to_fields(agent, object)?,
        None => {
            let text = iso_text(agent, value, "a date")?;
            RelativeTo::try_from_str_with_provider(&text, provider()).or_throw(agent)?
        }
    };
    Ok(Some(relative))
}

fn relative_to_fields(agent: &mut Agent, object: Object) -> Completion<RelativeTo> {
    let calendar = calendar_of(agent, object)?;
    let names = set::DATE | set::TIME | set::OFFSET | set::TIME_ZONE;
    let fields = Fields::read(agent, object, &calendar, names, Required::Set(set::NONE))?;
    let overflow = Default::default();
    let calendar_fields = fields.calendar_fields(agent)?;
    let time = fields.time(agent, overflow)?;
    if fields.time_zone.is_none() {
        let date = calendar.date_from_fields(calendar_fields, overflow).or_throw(agent)?;
        return Ok(date.into());
    }
    let mut partial = PartialZonedDateTime::new().with_calendar_fields(calendar_fields).with_time(time);
    partial.fields.offset = fields.offset;
    partial.timezone = fields.time_zone;
    partial.calendar = calendar;
    let zoned = ZonedDateTime::from_partial(partial, None, None, None).or_throw(agent)?;
    Ok(zoned.into())
}

/// Refuses durations that are too long for the calendar of what they are relative to.
fn check_relative(agent: &mut Agent, duration: &Duration, relative: Option<&RelativeTo>) -> Completion<()> {
    const LENGTHS: Parts = [3.2e16, 2.6e15, 6.048e14, 8.64e13, 3.6e12, 6e10, 1e9, 1e6, 1e3, 1.0];
    let calendar = match relative {
        Some(RelativeTo::PlainDate(date)) => date.calendar(),
        Some(RelativeTo::ZonedDateTime(zoned)) => zoned.calendar(),
        None => return Ok(()),
    };
    let nanoseconds: f64 = parts(duration).iter().zip(LENGTHS).map(|(part, length)| part * length).sum();
    check_span(agent, calendar, nanoseconds as i128)
}

/// 7.2.2 Temporal.Duration.from ( item )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.from>
fn from(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration = to_duration(agent, arguments.at(0))?;
    Ok(create(agent, &duration))
}

/// 7.2.3 Temporal.Duration.compare ( one, two [ , options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.compare>
fn compare(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let one = to_duration(agent, arguments.at(0))?;
    let two = to_duration(agent, arguments.at(1))?;
    let options = Options::of(agent, arguments.at(2))?;
    let relative = relative_to(agent, options)?;
    let order = one.compare(&two, relative).or_throw(agent)?;
    Ok(ordering(order))
}

/// 7.3.15 Temporal.Duration.prototype.with ( temporalDurationLike )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.with>
fn with(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "with")?;
    let Some(object) = arguments.at(0).as_object() else {
        let shown = agent.describe(arguments.at(0));
        return Err(agent.type_error(format!("{shown} is not an object")));
    };
    let mut parts = parts(&duration);
    for (part, given) in parts.iter_mut().zip(read_parts(agent, object)?) {
        *part = given.unwrap_or(*part);
    }
    create_result(agent, from_parts(parts))
}

/// 7.3.16 Temporal.Duration.prototype.negated ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.negated>
fn negated(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "negated")?;
    Ok(create(agent, &duration.negated()))
}

/// 7.3.17 Temporal.Duration.prototype.abs ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.abs>
fn abs(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "abs")?;
    Ok(create(agent, &duration.abs()))
}

/// 7.3.18 Temporal.Duration.prototype.add ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.add>
fn add(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "add")?;
    let other = to_duration(agent, arguments.at(0))?;
    create_result(agent, duration.add(&other))
}

/// 7.3.19 Temporal.Duration.prototype.subtract ( other )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.subtract>
fn subtract(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "subtract")?;
    let other = to_duration(agent, arguments.at(0))?;
    create_result(agent, duration.subtract(&other))
}

/// 7.3.20 Temporal.Duration.prototype.round ( roundTo )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.round>
fn round(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "round")?;
    let options = Options::required(agent, arguments.at(0), "smallestUnit")?;
    let mut rounding = RoundingOptions::default();
    rounding.largest_unit = options.unit(agent, "largestUnit")?;
    let relative = relative_to(agent, options)?;
    rounding.increment = Some(options.rounding_increment(agent)?);
    rounding.rounding_mode = options.rounding_mode(agent)?;
    rounding.smallest_unit = options.unit(agent, "smallestUnit")?;
    check_relative(agent, &duration, relative.as_ref())?;
    create_result(agent, duration.round(rounding, relative))
}

/// 7.3.21 Temporal.Duration.prototype.total ( totalOf )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.total>
fn total(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "total")?;
    let options = Options::required(agent, arguments.at(0), "unit")?;
    let relative = relative_to(agent, options)?;
    let unit = options.required_unit(agent, "unit")?;
    UnitGroup::DateTime.validate_unit(Some(unit), None).or_throw(agent)?;
    check_relative(agent, &duration, relative.as_ref())?;
    let total = duration.total(unit, relative).or_throw(agent)?;
    Ok(Value::number(total.as_inner()))
}

/// 7.3.22 Temporal.Duration.prototype.toString ( [ options ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.tostring>
fn to_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    let duration: Duration = receiver(agent, arguments.this, "toString")?;
    let options = Options::of(agent, arguments.at(0))?;
    let rounding = options.to_string_rounding(agent)?;
    if matches!(rounding.smallest_unit, Some(Unit::Hour | Unit::Minute)) {
        return Err(agent.range_error("smallestUnit must be a second or less"));
    }
    let text = duration.as_temporal_string(rounding).or_throw(agent)?;
    Ok(Value::from(agent.string(&text)))
}

/// 7.3.23 Temporal.Duration.prototype.toJSON ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.tojson>
fn to_json(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    plain_text::<Duration>(agent, arguments, "toJSON")
}

/// 7.3.24 Temporal.Duration.prototype.toLocaleString ( [ locales [ , options ] ] )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.tolocalestring>
fn to_locale_string(agent: &mut Agent, arguments: &Arguments<'_>) -> Completion {
    super::localized::to_locale_string::<Duration>(agent, arguments)
}

/// 7.3.25 Temporal.Duration.prototype.valueOf ( )
/// <https://tc39.es/proposal-temporal/#sec-temporal.duration.prototype.valueof>
fn value_of(agent: &mut Agent, _: &Arguments<'_>) -> Completion {
    no_primitive(agent, "Duration")
}
